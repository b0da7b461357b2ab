//! `bihuan export`: the matters of a period in files that other tools read.

use std::path::PathBuf;

use bihuan_office::period::Period;
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use serde_json::Value as Json;

use crate::export::{Form, Wanted};
use crate::failure::Failure;
use crate::orders::Order;
use crate::store::{Only, Store};
use crate::{control, screen};

/// Writes the matters that were filed in a period, each with all that happened to it, into files that other tools read.
///
/// Nothing that somebody typed is in them, no number of a matter and no name of a person: an officer is a pseudonym that
/// holds within one file.
#[derive(Args)]
#[command(
    after_help = "ocel: one file, an object-centric event log (OCEL 2.0), JSON or SQLite by the end of its name, .json or .sqlite.\ncsv: a folder with cases.csv, tasks.csv, events.csv, units.csv and figures.csv.\n\nExample:\n  bihuan export ocel -o log.sqlite --since 2026-01-01 --until 2026-03-31\n  bihuan export csv -o tables --type PACK.CASE"
)]
pub struct Export {
    /// In which form.
    #[arg(value_enum)]
    form: What,
    /// The file (ocel) or the folder (csv); what is there is replaced when the new one is whole.
    #[arg(short, long, value_name = "PATH")]
    output: PathBuf,
    /// Filed on this day or later.
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Filed on this day or before.
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// Only this kind of matter, as `GET /api/v1/types` lists them; may be given again.
    #[arg(long = "type", value_name = "T")]
    types: Vec<String>,
    /// Print JSON: what was written, counted.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    only: Only,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// An object-centric event log.
    Ocel,
    /// Tables.
    Csv,
}

/// Writes them.
pub fn run(args: &Export) -> Result<(), Failure> {
    let ends = args.output.extension().and_then(|end| end.to_str());
    let form = match args.form {
        What::Csv => Form::Csv,
        What::Ocel if matches!(ends, Some("json" | "sqlite")) => Form::Ocel,
        What::Ocel => {
            return Err(Failure::Use(format!(
                "文件名应以 .json 或 .sqlite 结尾:{} · the name must end in .json or .sqlite",
                args.output.display()
            )));
        }
    };
    if let (Some(since), Some(until)) = (args.since, args.until)
        && since > until
    {
        return Err(Failure::Use(format!("起始日 {since} 晚于截止日 {until} · the period ends before it begins")));
    }
    let place = std::path::absolute(&args.output).map_err(|error| Failure::Work(error.to_string()))?;
    let period =
        Period { since: args.since, until: args.until, types: args.types.clone(), district: args.only.district()? };
    let done = control::ask(&args.store.place()?, &Order::Export(Wanted { form, place, period }))?;
    if args.json { screen::json(&done) } else { screen::line(&told(&done)) }
}

fn told(done: &Json) -> String {
    let text = |name: &str| done.get(name).and_then(Json::as_str).unwrap_or_default();
    let number = |pointer: &str| done.pointer(pointer).and_then(Json::as_u64).unwrap_or_default();
    match done.get("file") {
        Some(_) => format!(
            "已写入 {}:{cases} 件事项、{events} 个事件、{objects} 个对象、{relations} 条关系 · {cases} cases, {events} events, {objects} objects, {relations} relations",
            text("file"),
            cases = number("/cases"),
            events = number("/events"),
            objects = number("/objects"),
            relations = number("/relations") + number("/object_relations"),
        ),
        None => format!(
            "已写入 {}:{cases} 件事项、{tasks} 项任务、{events} 个事件、{units} 个单位、{figures} 个数 · {cases} cases, {tasks} tasks, {events} events, {units} units, {figures} sums of figures",
            text("folder"),
            cases = number("/rows/cases"),
            tasks = number("/rows/tasks"),
            events = number("/rows/events"),
            units = number("/rows/units"),
            figures = number("/rows/figures"),
        ),
    }
}
