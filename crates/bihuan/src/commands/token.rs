//! `bihuan token create`: a bearer token for a user, shown once.

use bihuan_core::directory::UserName;
use bihuan_web::identity::tokens::{Scope, UnknownScope};
use clap::{Args, Subcommand};
use serde_json::Value as Json;

use crate::failure::Failure;
use crate::orders::Order;
use crate::store::{Only, Store};
use crate::{control, screen};

/// Tokens for programs.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan token create --user clerk --scope read,act --days 30")]
pub struct Token {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Create(Create),
}

/// Make a token; it is printed alone, once, and only its hash is kept.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan token create --user clerk --scope read,act --days 30 --json")]
struct Create {
    /// Whose token it is.
    #[arg(long, value_name = "NAME")]
    user: String,
    /// What it may: read, act, file, export, admin, outer:SYSTEM.
    #[arg(long = "scope", value_name = "SCOPE", value_delimiter = ',', default_values = ["read", "act", "file"])]
    scopes: Vec<String>,
    /// For how many days.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=3660))]
    days: u32,
    /// Print JSON: token, id, user, scopes, expires.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    only: Only,
}

/// Makes a token.
pub fn run(args: Token) -> Result<(), Failure> {
    let What::Create(args) = args.what;
    let user: UserName = args.user.parse().map_err(|error| wrong(&args.user, &error))?;
    let order =
        Order::CreateToken { user, scopes: scopes(&args.scopes)?, days: args.days, district: args.only.district()? };
    let made = control::ask(&args.store.place()?, &order)?;
    if args.json {
        screen::json(&made)
    } else {
        screen::line(made.get("token").and_then(Json::as_str).unwrap_or_default())
    }
}

fn scopes(asked: &[String]) -> Result<Vec<String>, Failure> {
    let mut scopes = Vec::new();
    for scope in asked {
        let scope: Scope = scope.trim().parse().map_err(|error: UnknownScope| Failure::Use(error.to_string()))?;
        if !scopes.contains(&scope.to_string()) {
            scopes.push(scope.to_string());
        }
    }
    Ok(scopes)
}

fn wrong(text: &str, why: &impl std::fmt::Display) -> Failure {
    Failure::Use(format!("“{text}” 不对 · `{text}` cannot be taken: {why}"))
}
