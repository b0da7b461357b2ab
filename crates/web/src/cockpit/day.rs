//! The matters behind a number of a day, from the district's own log: exactly the records that were counted.

use std::sync::Arc;

use bihuan_core::calendar::civil;
use bihuan_core::casework::case::{Case, ClockKind, Verdict};
use bihuan_core::casework::{Event, Who};
use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::pack::CaseType;
use bihuan_ledger::{Ledger, LedgerError, RecordRow};
use bihuan_office::{Failure, Office};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::portal::tally::public_types;

/// Records that are read at a time.
const BATCH: usize = 500;
/// Matters that one list shows.
const MOST: usize = 200;

/// A matter of the list.
pub struct Row {
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub stage: Option<String>,
    /// How it ended.
    pub outcome: Option<String>,
    /// Who has it.
    pub unit: Option<UnitCode>,
    /// When it was counted.
    pub at: Timestamp,
    /// Whether it is made up.
    pub synthetic: bool,
    /// Its rules.
    pub rules: Arc<CaseType>,
}

/// What stands behind a number.
pub struct Found {
    /// How often it was counted.
    pub all: usize,
    /// The matters that the reader may see.
    pub rows: Vec<Row>,
}

/// The matters that were counted as `what` on a day.
///
/// # Errors
/// [`Failure`] of the store.
pub fn cases(office: &Office, district: &DistrictCode, day: Date, what: &str, who: &Who) -> Result<Found, Failure> {
    let law = office.law();
    let kinds: Vec<String> = public_types(&law).collect();
    let mut found = Found { all: 0, rows: Vec::new() };
    for record in records_of(office.ledger(), district.as_str(), day)? {
        let value = record.value()?;
        let kind = value.get("pack").and_then(|pack| pack.as_str()?.split('@').next()).unwrap_or_default();
        if !kinds.iter().any(|known| known == kind) {
            continue;
        }
        let events: Vec<Event> =
            record.events()?.into_iter().filter_map(|event| serde_json::from_value(event).ok()).collect();
        let case = case_of(office, &record)?;
        let times = events.iter().filter(|event| counts_as(&case, event, what)).count();
        found.all += times;
        if times == 0 || found.rows.len() >= MOST {
            continue;
        }
        if let Ok(reading) = office.read(&record.case, who) {
            found.rows.push(Row {
                number: reading.case.number.clone(),
                stage: reading.case.standings.first().map(|standing| standing.stage.clone()),
                outcome: reading.case.closed.as_ref().map(|closing| closing.outcome.clone()),
                unit: bihuan_core::casework::accountable(&reading.case).cloned(),
                at: at_of(&record)?,
                synthetic: reading.case.synthetic,
                rules: Arc::clone(&reading.rules),
            });
        }
    }
    found.rows.reverse();
    Ok(found)
}

/// Whether an event adds to a count, as the office counts it.
fn counts_as(case: &Case, event: &Event, what: &str) -> bool {
    match (event, what) {
        (Event::Filed { .. }, "filed") | (Event::Closed { .. }, "closed") => true,
        (Event::Rated { is_default, bad, .. }, "satisfied") => !is_default && !bad,
        (Event::Rated { is_default, bad, .. }, "dissatisfied") => !is_default && *bad,
        (Event::ClockEnded { clock, verdict }, "answered-in-time" | "answered-late") => {
            let wanted = if what == "answered-late" { Verdict::Missed } else { Verdict::Met };
            let pledged = case.clock(clock).is_some_and(|it| it.kind == ClockKind::Pledged && it.task.is_none());
            pledged && *verdict == wanted
        }
        _ => false,
    }
}

fn case_of(office: &Office, record: &RecordRow) -> Result<Case, Failure> {
    let row = office.ledger().head(&record.case)?.ok_or(Failure::NotFound)?;
    let case = serde_json::from_slice(&row.head.state);
    Ok(case.map_err(|error| LedgerError::refused("state", error.to_string()))?)
}

/// The records of a day: the first of them is searched for by halves, because the log is in the order of time.
fn records_of(ledger: &dyn Ledger, district: &str, day: Date) -> Result<Vec<RecordRow>, LedgerError> {
    let mut after = before(ledger, district, day)?;
    let mut records = Vec::new();
    loop {
        let batch = ledger.records_after(district, after, BATCH)?;
        let Some(last) = batch.last() else { return Ok(records) };
        after = last.seq;
        let is_over = date_of(last)? > day;
        for record in batch {
            if date_of(&record)? == day {
                records.push(record);
            }
        }
        if is_over {
            return Ok(records);
        }
    }
}

/// The last place in the log before a day.
fn before(ledger: &dyn Ledger, district: &str, day: Date) -> Result<u64, LedgerError> {
    let is_earlier = |after: u64| -> Result<bool, LedgerError> {
        let next = ledger.records_after(district, after, 1)?;
        next.first().map_or(Ok(false), |record| Ok(date_of(record)? < day))
    };
    let mut high = 1_u64;
    while is_earlier(high)? {
        high = high.saturating_mul(2);
    }
    let mut low = 0_u64;
    while low < high {
        let middle = low + (high - low) / 2;
        if is_earlier(middle)? { low = middle + 1 } else { high = middle }
    }
    Ok(low)
}

fn at_of(record: &RecordRow) -> Result<Timestamp, LedgerError> {
    let value = record.value()?;
    let at = value.get("at").and_then(|at| at.as_str()?.parse().ok());
    at.ok_or_else(|| {
        LedgerError::refused("record", format!("记录 {} 没有时间 · a record without its time", record.seq))
    })
}

fn date_of(record: &RecordRow) -> Result<Date, LedgerError> {
    at_of(record).map(|at| civil(at).date())
}
