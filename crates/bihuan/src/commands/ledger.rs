//! `bihuan ledger`: is everything that is kept still what was kept, and does a receipt hold?

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value as Json, json};

use crate::failure::Failure;
use crate::orders::Order;
use crate::store::{Only, Store};
use crate::{control, screen};

/// Checks of the record.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan ledger verify\n  bihuan ledger verify-receipt receipt.json")]
pub struct Ledger {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Verify(Verify),
    VerifyReceipt(VerifyReceipt),
    RebuildSlots(RebuildSlots),
}

/// Check chain, tree, checkpoints, state = replay, commitments, register entries and files; exit 1 and the first wrong place.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan ledger verify --district 420103 --json")]
struct Verify {
    /// Print JSON: districts, records, cases, erased, checkpoints, files, entries, wrong.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    only: Only,
}

/// Check a receipt against the record: the number's first record has its hash and its place.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan ledger verify-receipt receipt.json")]
struct VerifyReceipt {
    /// The receipt, as the API gave it: `{number, code, leaf, hash, checkpoint}`.
    file: PathBuf,
    /// Print JSON: number, holds, what.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    only: Only,
}

/// Make the slots that cases hold again from the records, also while a server runs; says how many were put right.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan ledger rebuild-slots --district 420103")]
struct RebuildSlots {
    /// Print JSON: cases, wrong.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    only: Only,
}

/// Checks.
pub fn run(args: Ledger) -> Result<(), Failure> {
    match args.what {
        What::Verify(args) => verify(&args),
        What::VerifyReceipt(args) => verify_receipt(&args),
        What::RebuildSlots(args) => rebuild_slots(&args),
    }
}

fn rebuild_slots(args: &RebuildSlots) -> Result<(), Failure> {
    let report = control::ask(&args.store.place()?, &Order::RebuildSlots { district: args.only.district()? })?;
    if args.json {
        return screen::json(&report);
    }
    let number = |name: &str| report.get(name).and_then(Json::as_u64).unwrap_or_default();
    let (cases, wrong) = (number("cases"), number("wrong"));
    screen::line(&format!("{cases} 件占用时段，{wrong} 件已更正 · {cases} cases hold slots, {wrong} put right"))
}

fn verify(args: &Verify) -> Result<(), Failure> {
    let report = control::ask(&args.store.place()?, &Order::Verify { district: args.only.district()? })?;
    if args.json {
        screen::json(&report)?;
    } else {
        screen::line(&counted(&report))?;
    }
    match wrong_place(&report) {
        Some(sentence) => Err(Failure::Work(sentence)),
        None => Ok(()),
    }
}

/// The counts of a report, in one line.
pub fn counted(report: &Json) -> String {
    let number = |name: &str| report.get(name).and_then(Json::as_u64).unwrap_or_default();
    format!(
        "核对 {} 条记录、{} 件事项、{} 个检查点、{} 个附件、{} 条登记簿条目(已删除内容 {} 件) · {} records, {} cases, {} checkpoints, {} files, {} register entries checked",
        number("records"),
        number("cases"),
        number("checkpoints"),
        number("files"),
        number("entries"),
        number("erased"),
        number("records"),
        number("cases"),
        number("checkpoints"),
        number("files"),
        number("entries"),
    )
}

/// The first wrong place that a report names, as a sentence.
pub fn wrong_place(report: &Json) -> Option<String> {
    let wrong = report.get("wrong").filter(|wrong| !wrong.is_null())?;
    let text = |name: &str| wrong.get(name).and_then(Json::as_str).unwrap_or_default();
    Some(format!("{}: {}", text("place"), text("what")))
}

fn verify_receipt(args: &VerifyReceipt) -> Result<(), Failure> {
    let receipt = read(&args.file)?;
    let text = |name: &str| receipt.get(name).and_then(Json::as_str).map(str::to_owned);
    let Some(number) = text("number") else {
        return Err(Failure::Work("回执里没有编号 · the receipt has no number".into()));
    };
    let found = control::ask(
        &args.store.place()?,
        &Order::FindRecord { number: number.clone(), checkpoint: text("checkpoint"), district: args.only.district()? },
    )?;
    let fault = fault(&receipt, &found);
    if args.json {
        screen::json(&json!({ "number": number, "holds": fault.is_none(), "what": fault }))?;
    } else if fault.is_none() {
        screen::line(&format!("{number}:回执与记录一致 · the receipt holds"))?;
    }
    fault.map_or(Ok(()), |what| Err(Failure::Work(format!("{number}: {what}"))))
}

fn fault(receipt: &Json, found: &Json) -> Option<String> {
    if receipt.get("hash") != found.get("hash") {
        return Some("回执的散列值与记录不符 · its hash is not that of the record".into());
    }
    let leaf = receipt.get("leaf").filter(|leaf| !leaf.is_null());
    if leaf.is_some() && leaf != found.get("leaf") {
        return Some("回执的位置与记录不符 · its place in the log is not that of the record".into());
    }
    if found.get("checkpoint").and_then(Json::as_bool) == Some(false) {
        return Some("回执的检查点不是本日志签发,或不含该记录 · its checkpoint is not signed by this log, or does not cover the record".into());
    }
    None
}

fn read(file: &PathBuf) -> Result<Json, Failure> {
    let why =
        |error: String| Failure::Work(format!("读不懂回执 {}:{error} · the receipt cannot be read", file.display()));
    let bytes = std::fs::read(file).map_err(|error| why(error.to_string()))?;
    let json: Json = serde_json::from_slice(&bytes).map_err(|error| why(error.to_string()))?;
    // A case as the API gave it carries its receipt in it.
    Ok(json.get("receipt").filter(|inner| inner.is_object()).cloned().unwrap_or(json))
}
