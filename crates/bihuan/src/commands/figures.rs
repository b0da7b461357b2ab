//! `bihuan figures`: is what is kept of figures what the records give, to the last digit; and making it so again.

use clap::{Args, Subcommand};
use serde_json::Value as Json;

use crate::failure::Failure;
use crate::orders::Order;
use crate::store::{Only, Store};
use crate::{control, screen};

/// Figures and the records that they are made of.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan figures verify\n  bihuan figures rebuild --district 420103")]
pub struct Figures {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Verify(Verify),
    Rebuild(Rebuild),
}

/// Rebuild every sum from the records and hold it against what is kept; exit 1 and the first that differ. Changes nothing.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan figures verify --district 420103 --json")]
struct Verify {
    #[command(flatten)]
    which: Which,
}

/// Rebuild every sum from the records and put right what differs, also while a server runs; says what it put right.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan figures rebuild --data ./var")]
struct Rebuild {
    #[command(flatten)]
    which: Which,
}

#[derive(Args)]
struct Which {
    /// Print JSON: cases, events, sums, wrong, first.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    only: Only,
}

/// Verifies or rebuilds.
pub fn run(args: &Figures) -> Result<(), Failure> {
    let (which, rebuild) = match &args.what {
        What::Verify(Verify { which }) => (which, false),
        What::Rebuild(Rebuild { which }) => (which, true),
    };
    let order = Order::Figures { rebuild, district: which.only.district()? };
    let report = control::ask(&which.store.place()?, &order)?;
    if which.json {
        screen::json(&report)?;
    } else {
        screen::line(&counted(&report, rebuild))?;
        differences(&report).iter().try_for_each(|line| screen::line(line))?;
    }
    match wrong(&report) {
        Some(sentence) if !rebuild => Err(Failure::Work(sentence)),
        _ => Ok(()),
    }
}

fn number(report: &Json, name: &str) -> u64 {
    report.get(name).and_then(Json::as_u64).unwrap_or_default()
}

fn counted(report: &Json, rebuild: bool) -> String {
    let number = |name| number(report, name);
    let (cases, events, sums, wrong) = (number("cases"), number("events"), number("sums"), number("wrong"));
    let (zh, en) = if rebuild { ("已更正", "put right") } else { ("不符", "differ") };
    format!(
        "重算 {cases} 件、{events} 个事件，得 {sums} 个数，{wrong} 个{zh} · {cases} cases, {events} events, {sums} sums, {wrong} {en}"
    )
}

/// The first that differ, a line each.
fn differences(report: &Json) -> Vec<String> {
    let first = report.get("first").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    let line = |found: &Json| {
        let text = |name: &str| found.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
        let amount = |name: &str| found.get(name).and_then(Json::as_i64).unwrap_or_default();
        let (series, unit) = (text("series"), text("unit"));
        let place = if unit.is_empty() { text("district") } else { unit };
        let (day, recorded) = (text("day"), text("recorded"));
        let (kept, rebuilt) = (amount("kept"), amount("rebuilt"));
        format!(
            "{series} {place} {day}（{recorded} 录入）：原为 {kept}，应为 {rebuilt} · kept {kept}, rebuilt {rebuilt}"
        )
    };
    first.iter().map(line).collect()
}

fn wrong(report: &Json) -> Option<String> {
    let wrong = number(report, "wrong");
    (wrong > 0).then(|| {
        format!("{wrong} 个数与记录不符，可用 bihuan figures rebuild 更正 · {wrong} sums are not what the records give; `bihuan figures rebuild` puts them right")
    })
}
