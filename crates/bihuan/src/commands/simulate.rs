//! `bihuan simulate`: the matters of a period under other rules or with other staff, in words or as JSON.

use std::path::PathBuf;

use bihuan_core::directory::{PostName, UnitCode};
use bihuan_office::period::Period;
use bihuan_office::whatif::StaffChange;
use bihuan_text::table;
use clap::Args;
use jiff::civil::Date;

use crate::failure::Failure;
use crate::orders::Order;
use crate::store::{Only, Store};
use crate::trial::{self, Asked, told};
use crate::{control, screen, sources};

/// Plays the matters that were filed in a period again, each step as long after the one before as it was, under the packs of
/// a folder and with the staff of a table: who would have been late, load by unit and week, the difference to what was.
///
/// The record is only read, and what people typed is not opened. The same record, rules and seed give the same bytes.
#[derive(Args)]
#[command(
    after_help = "The table of staff (.csv or .xlsx) has the columns unit, post, officers (单位 岗位 人数) and, where the directory does not\nsay it, were (原人数). A post that it does not name keeps its officers.\n\nExample:\n  bihuan simulate --since 2026-02-01 --until 2026-02-28 --packs ./changed\n  bihuan simulate --since 2026-01-01 --until 2026-12-31 --staffing staff.csv --json\n  bihuan simulate --since 2026-01-01 --until 2026-03-31 --generate --seed 7"
)]
pub struct Simulate {
    /// Filed on this day or later.
    #[arg(long, value_name = "DATE")]
    since: Date,
    /// Filed on this day or before.
    #[arg(long, value_name = "DATE")]
    until: Date,
    /// The changed packs, or one of them; without it the rules that are in force.
    #[arg(long, value_name = "DIR")]
    packs: Option<PathBuf>,
    /// How many officers posts would have.
    #[arg(long, value_name = "FILE")]
    staffing: Option<PathBuf>,
    /// Invent the matters, after the packs' demo.yaml: for a system that is empty still. No store is read.
    #[arg(long)]
    generate: bool,
    /// Invent so many times as many matters as demo.yaml says.
    #[arg(long, value_name = "N", default_value_t = 20, requires = "generate", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    times: u32,
    /// What chances start from: those of the band, and of invented matters.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    only: Only,
}

/// Tries it.
pub fn run(args: &Simulate) -> Result<(), Failure> {
    if args.since > args.until {
        return Err(Failure::Use(format!(
            "起始日 {} 晚于截止日 {} · the period ends before it begins",
            args.since, args.until
        )));
    }
    let asked = Asked {
        period: Period {
            since: Some(args.since),
            until: Some(args.until),
            types: Vec::new(),
            district: args.only.district()?,
        },
        packs: args.packs.as_deref().map(|dir| sources::find(Some(dir))).transpose()?,
        staff: args.staffing.as_ref().map(staff).transpose()?.unwrap_or_default(),
        seed: args.seed,
    };
    let done = match args.generate {
        true => trial::on_invented(&asked, &sources::find(None)?, args.times)?,
        false => control::ask(&args.store.place()?, &Order::Simulate(asked))?,
    };
    if args.json {
        return screen::json(&done);
    }
    told(&done, screen::lang()).iter().try_for_each(|line| screen::line(line))
}

/// Reads a table of staff.
fn staff(file: &PathBuf) -> Result<Vec<StaffChange>, Failure> {
    let wrong = |why: String| Failure::Use(format!("{}: {why}", file.display()));
    let bytes = std::fs::read(file).map_err(|error| wrong(format!("读不到文件:{error} · the file cannot be read")))?;
    let rows = table::read(&bytes).map_err(|why| {
        let (zh, en) = why.sentence();
        wrong(format!("{zh} · {en} ({})", why.code()))
    })?;
    let Some((head, rows)) = rows.split_first() else { return Ok(Vec::new()) };
    let column = |names: [&str; 2]| (0..head.cells.len()).find(|at| names.contains(&head.cell(*at).words().trim()));
    let [Some(unit), Some(post), Some(officers)] =
        [["unit", "单位"], ["post", "岗位"], ["officers", "人数"]].map(column)
    else {
        return Err(wrong(
            "表头须有 unit、post、officers(单位、岗位、人数) · the head must name unit, post and officers".into(),
        ));
    };
    let were = column(["were", "原人数"]);
    rows.iter()
        .map(|row| {
            let place = |what: &str| wrong(format!("第 {} 行:{what} · line {}", row.number, row.number));
            let count = |column: usize| {
                row.cell(column).words().trim().parse::<u32>().ok().filter(|n| (1..=10_000).contains(n))
            };
            let blank = |column: &usize| row.cell(*column).is_empty();
            Ok(StaffChange {
                unit: row.cell(unit).words().trim().parse::<UnitCode>().map_err(|_| place("单位代码不对"))?,
                post: row.cell(post).words().trim().parse::<PostName>().map_err(|_| place("岗位名不对"))?,
                officers: count(officers).ok_or_else(|| place("人数须为 1 至 10000 的整数"))?,
                were: match were.filter(|column| !blank(column)) {
                    None => None,
                    Some(column) => Some(count(column).ok_or_else(|| place("原人数须为 1 至 10000 的整数"))?),
                },
            })
        })
        .collect()
}
