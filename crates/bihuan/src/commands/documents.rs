//! `bihuan documents`: what the five documents ask for, and which of it runs here.

use std::collections::BTreeSet;

use bihuan_text::documents::{self, Counts, DocumentItem, State};
use clap::Args;
use serde::Serialize;

use crate::failure::Failure;
use crate::{screen, sources};

/// What the documents name, line by line, and which of it runs here. States are derived from packs that check, scenarios
/// that pass, pages that open and browser tests that walk them.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan documents --json")]
pub struct Documents {
    /// Print JSON: items, counts.
    #[arg(long)]
    json: bool,
    /// Print the coverage table of the README, in Markdown.
    #[arg(long, conflicts_with = "json")]
    table: bool,
}

/// The answer in JSON, as the contract has it.
#[derive(Serialize)]
struct Answer {
    items: Vec<DocumentItem>,
    counts: Counts,
}

/// Prints the map.
pub fn run(args: Documents) -> Result<(), Failure> {
    let map = documents::shipped().map_err(|error| Failure::Work(error.to_string()))?;
    let evidence = bihuan_office::evidence(&sources::find(None)?, pages(), bihuan_web::site::walks());
    if args.table {
        return screen::line(documents::coverage_table(&map, &evidence).trim_end());
    }
    let answer = Answer { items: map.items(&evidence), counts: map.counts(&evidence) };
    if args.json {
        return screen::json(&answer);
    }
    answer.items.iter().try_for_each(|item| screen::line(&line(item)))?;
    screen::line(&total(&answer.counts))
}

/// The pages that the program has.
fn pages() -> BTreeSet<String> {
    bihuan_web::site::PAGES.iter().map(|page| (*page).to_owned()).collect()
}

fn line(item: &DocumentItem) -> String {
    let state = match item.state {
        State::Runs => "能用",
        State::Partly => "部分",
        State::NotYet => "未做",
        State::LeftOut => "不做",
    };
    let quote = item.quote.as_deref().unwrap_or("—");
    let place = item
        .document
        .as_deref()
        .zip(item.line)
        .map(|(document, line)| format!("{document}:{line}"))
        .unwrap_or_default();
    let page = item.page.as_deref().unwrap_or_default();
    format!("{}\t{state}\t{}\t{quote}\t{place}\t{page}", item.row, item.system)
}

fn total(counts: &Counts) -> String {
    format!(
        "能用 {} · 部分 {} · 未做 {} · 不做 {},共 {} 个系统、{} 条引文 · runs {}, partly {}, not yet {}, left out {}",
        counts.runs,
        counts.partly,
        counts.not_yet,
        counts.left_out,
        counts.systems,
        counts.quotes,
        counts.runs,
        counts.partly,
        counts.not_yet,
        counts.left_out
    )
}
