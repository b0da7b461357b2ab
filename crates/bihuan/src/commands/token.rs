//! `bihuan token create`: a bearer token for a user, shown once.

use bihuan_core::directory::UserName;
use clap::{Args, Subcommand};
use serde_json::Value as Json;

use crate::failure::Failure;
use crate::orders::Order;
use crate::store::Store;
use crate::{control, screen};

/// What a token may be made for, beside `outer:SYSTEM`.
const SCOPES: [&str; 5] = ["read", "act", "file", "export", "admin"];

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
}

/// Makes a token.
pub fn run(args: Token) -> Result<(), Failure> {
    let What::Create(args) = args.what;
    let user: UserName = args.user.parse().map_err(|error| wrong(&args.user, &error))?;
    let order = Order::CreateToken { user, scopes: scopes(&args.scopes)?, days: args.days };
    let made = control::ask(&args.store.dir()?, &order)?;
    if args.json {
        screen::json(&made)
    } else {
        screen::line(made.get("token").and_then(Json::as_str).unwrap_or_default())
    }
}

fn scopes(asked: &[String]) -> Result<Vec<String>, Failure> {
    let mut scopes: Vec<String> = Vec::new();
    for scope in asked.iter().map(|scope| scope.trim().to_owned()) {
        if !is_scope(&scope) {
            return Err(wrong(&scope, &format!("{}, outer:SYSTEM", SCOPES.join(", "))));
        }
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    Ok(scopes)
}

fn is_scope(scope: &str) -> bool {
    let is_system = |name: &str| {
        !name.is_empty()
            && name.len() <= 40
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    SCOPES.contains(&scope) || scope.strip_prefix("outer:").is_some_and(is_system)
}

fn wrong(text: &str, why: &impl std::fmt::Display) -> Failure {
    Failure::Use(format!("“{text}” 不对 · `{text}` cannot be taken: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_those_of_the_contract() {
        assert!(["read", "export", "outer:city-12345"].into_iter().all(is_scope));
        assert!(!["", "everything", "outer:", "outer:City", "read act"].into_iter().any(is_scope));
    }
}
