//! The matters of a period with their records, one after another: for whoever studies how work went. What is in memory at
//! once is a page of heads and the record of one case, however long the period.

use std::collections::BTreeMap;
use std::time::Duration;

use bihuan_core::calendar::zone;
use bihuan_core::casework::Event;
use bihuan_core::directory::DistrictCode;
use bihuan_ledger::{CaseQuery, CaseRow, Ledger, LedgerError, RecordRow};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::past::Actor;

/// Heads read at a time.
const A_PAGE: usize = 200;

/// Which matters: those that were filed in these days, both included. What is empty asks for everything.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Period {
    /// The first day.
    pub since: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// `<pack>.<case>`.
    #[serde(default)]
    pub types: Vec<String>,
    /// Only this district.
    pub district: Option<DistrictCode>,
}

/// One command of a record.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its place in the district's log.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Post and unit of who did it.
    pub actor: Actor,
    /// What happened.
    pub events: Vec<Event>,
}

/// As much of a commit record as tells what happened.
#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    actor: Actor,
    events: Vec<Event>,
}

impl Period {
    /// The question to the store.
    #[must_use]
    pub fn query(&self) -> CaseQuery {
        let next = |date: Date| date.tomorrow().unwrap_or(date);
        CaseQuery {
            districts: self.district.iter().map(ToString::to_string).collect(),
            types: self.types.clone(),
            opened_from: self.since.and_then(midnight),
            opened_until: self.until.map(next).and_then(midnight),
            limit: A_PAGE,
            ..CaseQuery::default()
        }
    }
}

/// The first instant of a day.
#[must_use]
pub fn midnight(date: Date) -> Option<Timestamp> {
    date.to_zoned(zone()).ok().map(|zoned| zoned.timestamp())
}

/// Shows each page of heads, the latest first, until there are no more or the one who looks has enough (and says false).
///
/// # Errors
/// The store's, and the viewer's.
pub fn each_page<E: From<LedgerError>>(
    ledger: &dyn Ledger,
    period: &Period,
    mut see: impl FnMut(Vec<CaseRow>) -> Result<bool, E>,
) -> Result<(), E> {
    let mut query = period.query();
    loop {
        let page = ledger.cases(&query)?;
        if !see(page.items)? || page.next.is_none() {
            return Ok(());
        }
        query.cursor = page.next;
    }
}

/// The record of a case, oldest first.
///
/// # Errors
/// The store's.
pub fn entries(ledger: &dyn Ledger, row: &CaseRow) -> Result<Vec<Entry>, LedgerError> {
    ledger.records(&row.district, &row.case)?.iter().map(entry).collect()
}

fn entry(record: &RecordRow) -> Result<Entry, LedgerError> {
    let written: Written = serde_json::from_slice(&record.bytes).map_err(|error| {
        LedgerError::refused("record", format!("记录 {} 读不出 · the record cannot be read: {error}", record.seq))
    })?;
    Ok(Entry { seq: record.seq, at: record.at, actor: written.actor, events: written.events })
}

/// The instant of the last record, of a district or of all: the same record gives the same answer to whoever looks back.
///
/// # Errors
/// The store's.
pub fn last_record(ledger: &dyn Ledger, district: Option<&DistrictCode>) -> Result<Timestamp, LedgerError> {
    let mut last = Timestamp::UNIX_EPOCH;
    for (code, tip) in ledger.places_beyond(&BTreeMap::new(), Duration::ZERO) {
        if district.is_none_or(|only| only.as_str() == code) {
            let record = ledger.records_after(&code, tip.saturating_sub(1), 1)?;
            last = record.first().map_or(last, |record| last.max(record.at));
        }
    }
    Ok(last)
}
