//! Matters as tables in CSV (RFC 4180, UTF-8): cases, tasks, events, units and the sums of figures, one file each in a
//! folder.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use bihuan_core::calendar::rfc3339;
use bihuan_core::casework::case::{Case, Clock, Task, TaskEnd, Verdict};
use bihuan_core::casework::{responsible, status};
use bihuan_core::directory::UnitCode;
use bihuan_core::mining::{Said, Step};
use bihuan_ledger::{Ledger, LedgerError};
use bihuan_office::people;
use bihuan_office::rows::pledged_due;
use bihuan_text::table::{CSV_MARK, Cell, csv_line};
use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::{Pseudonyms, Wanted, each, figures};
use crate::failure::Failure;

const CASES: &[&str] = &[
    "case",
    "district",
    "type",
    "version",
    "channel",
    "synthetic",
    "opened",
    "status",
    "closed",
    "outcome",
    "round",
    "unit",
    "due",
    "deadlines_missed",
    "duplicate_of",
];
const TASKS: &[&str] =
    &["case", "task", "stage", "work", "post", "unit", "accountable", "opened", "ended", "end", "due", "missed"];
const EVENTS: &[&str] =
    &["case", "event", "time", "activity", "task", "unit", "to", "officer", "stage", "deadline", "said"];
const UNITS: &[&str] = &["unit", "name", "kind", "above"];

/// Writes the tables into a folder; the answer counts their rows.
pub fn write(ledger: &dyn Ledger, wanted: &Wanted) -> Result<Json, Failure> {
    std::fs::create_dir_all(&wanted.place).map_err(LedgerError::from)?;
    let begin = |name: &str, head: &[&str]| Table::begin(&wanted.place, name, head);
    let (mut cases, mut tasks, mut events) = (begin("cases", CASES)?, begin("tasks", TASKS)?, begin("events", EVENTS)?);
    let (names, mut seen) = (Pseudonyms::draw()?, BTreeSet::new());
    each(ledger, &wanted.period, |_, story, _| {
        let case = &story.case;
        cases.row(&case_cells(case))?;
        case.tasks.iter().try_for_each(|task| tasks.row(&task_cells(case, task)))?;
        for (place, step) in story.steps.iter().enumerate() {
            seen.extend(step.unit.iter().chain(&step.to).cloned());
            events.row(&step_cells(case, place, step, &names))?;
        }
        Ok(())
    })?;
    let mut units = begin("units", UNITS)?;
    let directory = people::directory(ledger)?;
    for code in &seen {
        units.row(&unit_cells(code, directory.unit(code)))?;
    }
    let mut sums = begin("figures", figures::HEAD)?;
    figures::write(ledger, &wanted.period, &mut sums)?;
    let mut counts = serde_json::Map::new();
    for table in [cases, tasks, events, units, sums] {
        let (name, rows) = table.finish()?;
        counts.insert(name, rows.into());
    }
    Ok(json!({ "folder": wanted.place, "rows": counts }))
}

/// A table on its way out: written beside its place, and put there when it is whole.
pub(super) struct Table {
    name: String,
    place: PathBuf,
    part: PathBuf,
    out: BufWriter<File>,
    rows: u64,
}

impl Table {
    fn begin(folder: &Path, name: &str, head: &[&str]) -> Result<Table, LedgerError> {
        let (place, part) = (folder.join(format!("{name}.csv")), folder.join(format!("{name}.csv.part")));
        let mut out = BufWriter::new(File::create(&part)?);
        let mut line = String::from(CSV_MARK);
        csv_line(&mut line, &head.iter().map(|title| Cell::from(*title)).collect::<Vec<_>>());
        out.write_all(line.as_bytes())?;
        Ok(Table { name: name.to_owned(), place, part, out, rows: 0 })
    }

    /// Writes a row.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), LedgerError> {
        let mut line = String::new();
        csv_line(&mut line, cells);
        self.rows += 1;
        Ok(self.out.write_all(line.as_bytes())?)
    }

    fn finish(mut self) -> Result<(String, u64), LedgerError> {
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        std::fs::rename(&self.part, &self.place)?;
        Ok((self.name.clone(), self.rows))
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.part));
    }
}

fn case_cells(case: &Case) -> Vec<Cell> {
    let missed = case.clocks.iter().filter(|clock| clock.is_of_case() && is_missed(clock)).count();
    vec![
        case.id.0.as_str().into(),
        case.district.as_str().into(),
        case.case_type.0.as_str().into(),
        whole(u64::from(case.pack_version)),
        case.channel.as_str().into(),
        Cell::Boolean(case.synthetic),
        instant(Some(case.opened)),
        status(case).into(),
        instant(case.closed.as_ref().map(|end| end.at)),
        optional(case.closed.as_ref().map(|end| &end.outcome)),
        whole(u64::from(case.round)),
        optional(responsible(case)),
        instant(pledged_due(case)),
        whole(missed as u64),
        optional(case.lead.as_ref().or(case.answered_with.as_ref()).map(|lead| &lead.0)),
    ]
}

fn task_cells(case: &Case, task: &Task) -> Vec<Cell> {
    let mut clocks = case.clocks.iter().filter(|clock| clock.task.as_ref() == Some(&task.id) && !clock.is_duty());
    let clock = clocks.next_back();
    let end = task.ended.as_ref().map(|(end, _)| if *end == TaskEnd::Done { "done" } else { "cancelled" });
    let work = serde_json::to_value(task.kind).ok();
    vec![
        case.id.0.as_str().into(),
        task.id.0.as_str().into(),
        task.stage.as_str().into(),
        work.as_ref().and_then(Json::as_str).unwrap_or_default().into(),
        optional(task.post.as_ref()),
        optional(task.unit.as_ref()),
        optional(task.accountable()),
        instant(Some(task.opened)),
        instant(task.ended.as_ref().map(|(_, at)| *at)),
        optional(end),
        instant(clock.map(Clock::due)),
        Cell::Boolean(clock.is_some_and(is_missed)),
    ]
}

fn step_cells(case: &Case, place: usize, step: &Step, names: &Pseudonyms) -> Vec<Cell> {
    let said = |wanted: &str| step.said.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.to_string());
    let rest = step.said.iter().filter(|(name, _)| !["stage", "deadline"].contains(name));
    let rest: Vec<String> = rest.map(|(name, value): &(&str, Said)| format!("{name}={value}")).collect();
    vec![
        case.id.0.as_str().into(),
        whole(place as u64 + 1),
        instant(Some(step.at)),
        step.activity.as_str().into(),
        optional(step.task.as_ref().map(|task| &task.0)),
        optional(step.unit.as_ref()),
        optional(step.to.as_ref()),
        optional(step.officer.as_ref().map(|officer| names.of(officer))),
        optional(said("stage")),
        optional(said("deadline")),
        rest.join(" ").into(),
    ]
}

fn unit_cells(code: &UnitCode, unit: Option<&bihuan_core::directory::Unit>) -> Vec<Cell> {
    vec![
        code.as_str().into(),
        optional(unit.map(|unit| &unit.name)),
        optional(unit.map(|unit| unit.kind)),
        optional(unit.and_then(|unit| unit.parent.as_ref())),
    ]
}

fn is_missed(clock: &Clock) -> bool {
    matches!(clock.ended, Some((Verdict::Missed, _)))
}

/// A count keeps all its digits.
fn whole(count: u64) -> Cell {
    Cell::Text(count.to_string())
}

fn instant(at: Option<Timestamp>) -> Cell {
    at.map_or(Cell::Empty, |at| Cell::Text(rfc3339(at)))
}

fn optional(value: Option<impl ToString>) -> Cell {
    value.map_or(Cell::Empty, |value| Cell::Text(value.to_string()))
}
