//! `bihuan user add`: an account for somebody who works here.

use std::io::Read;

use bihuan_core::calendar::civil;
use bihuan_core::directory::{Holding, Officer, PostName, UnitCode, UserName};
use bihuan_web::identity::passwords;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::Value as Json;

use crate::failure::Failure;
use crate::orders::Order;
use crate::store::{Only, Store};
use crate::{control, screen};

/// Accounts of those who work here.
#[derive(Args)]
#[command(
    after_help = "Example:\n  echo \"$PASSWORD\" | bihuan user add zhang-san --post clerk@420103-citizen-centre --password-stdin"
)]
pub struct User {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Add(Add),
}

/// Add an account with its posts; the password comes on standard input.
#[derive(Args)]
#[command(
    after_help = "Example:\n  echo \"$PASSWORD\" | bihuan user add zhang-san --post clerk@420103-citizen-centre --password-stdin"
)]
struct Add {
    /// The name to sign in with: small letters, digits and hyphens.
    name: String,
    /// A post and the unit that it is held in; several may be given.
    #[arg(long = "post", value_name = "POST@UNIT", required = true, num_args = 1..)]
    posts: Vec<String>,
    /// The name that others see; without it the account's.
    #[arg(long, value_name = "NAME")]
    title: Option<String>,
    /// Read the password from standard input, one line.
    #[arg(long, required = true)]
    password_stdin: bool,
    /// Print JSON: user, posts.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    only: Only,
}

/// Adds an account.
pub fn run(args: User) -> Result<(), Failure> {
    let What::Add(args) = args.what;
    let officer = officer(&args)?;
    let plain = first_line()?;
    check(&plain)?;
    let password = passwords::hash(&plain).map_err(|error| Failure::Use(error.to_string()))?;
    let order = Order::AddUser { officer, password, district: args.only.district()? };
    let done = control::ask(&args.store.place()?, &order)?;
    if args.json { screen::json(&done) } else { screen::line(&told(&done)) }
}

fn officer(args: &Add) -> Result<Officer, Failure> {
    let user: UserName = args.name.parse().map_err(|error| wrong(&args.name, error))?;
    let holdings = args.posts.iter().map(|post| holding(post)).collect::<Result<_, _>>()?;
    let name = args.title.clone().unwrap_or_else(|| args.name.clone());
    Ok(Officer { user, name, synthetic: false, holdings, absences: Vec::new() })
}

fn holding(text: &str) -> Result<Holding, Failure> {
    let (post, unit) = text.split_once('@').ok_or_else(|| wrong(text, "POST@UNIT"))?;
    let post: PostName = post.parse().map_err(|error| wrong(post, error))?;
    let unit: UnitCode = unit.parse().map_err(|error| wrong(unit, error))?;
    Ok(Holding { post, unit, everywhere: false, from: civil(Timestamp::now()).date(), until: None })
}

fn wrong(text: &str, why: impl std::fmt::Display) -> Failure {
    Failure::Use(format!("“{text}” 不对:{why} · `{text}` cannot be taken"))
}

fn check(password: &str) -> Result<(), Failure> {
    if password.chars().count() < passwords::SHORTEST {
        let least = passwords::SHORTEST;
        return Err(Failure::Use(format!("密码至少 {least} 个字符 · a password has at least {least} characters")));
    }
    Ok(())
}

fn first_line() -> Result<String, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().lock().take(64 * 1024).read_to_string(&mut text);
    read.map_err(|error| Failure::Use(format!("读不到密码:{error} · no password on standard input")))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn told(done: &Json) -> String {
    let user = done.get("user").and_then(Json::as_str).unwrap_or_default();
    format!("已添加 {user} · user added")
}
