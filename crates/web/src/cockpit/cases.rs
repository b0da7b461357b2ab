//! The matters behind a number of a day, exactly those that were counted.

use std::sync::Arc;

use bihuan_core::casework::Who;
use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::pack::CaseType;
use bihuan_office::{Failure, Office, Span};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::portal::tally::public_types;

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

/// The matters that were counted as `what` on a day, in a district or in one of its units.
///
/// # Errors
/// [`Failure`] of the store.
pub fn cases(
    office: &Office,
    district: &DistrictCode,
    unit: Option<&UnitCode>,
    day: Date,
    what: &str,
    who: &Who,
) -> Result<Found, Failure> {
    let names: Vec<String> = public_types(&office.law()).map(|id| format!("{id}-{what}")).collect();
    let unit = unit.map(UnitCode::to_string);
    let span = Span { unit, from: Some(day), to: Some(day), ..Span::of_district(district) };
    let counted = office.counted(&names, &span, None, MOST)?.items;
    let row = |at: &bihuan_office::CountedAt| {
        let reading = office.read(&at.case, who).ok()?;
        Some(Row {
            number: reading.case.number.clone(),
            stage: reading.case.standings.first().map(|standing| standing.stage.clone()),
            outcome: reading.case.closed.as_ref().map(|closing| closing.outcome.clone()),
            unit: bihuan_core::casework::accountable(&reading.case).cloned(),
            at: at.at,
            synthetic: reading.case.synthetic,
            rules: Arc::clone(&reading.rules),
        })
    };
    let all = usize::try_from(office.times_counted(&names, &span)?).unwrap_or_default();
    Ok(Found { all, rows: counted.iter().filter_map(row).collect() })
}
