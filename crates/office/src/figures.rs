//! What a command adds to the day's figures, kept in the same transaction as the act itself.
//!
//! These are counts of what happened, by kind of matter, unit and day. They need no declaration in a pack:
//! `<pack>.<case>-filed`, `-answered-in-time`, `-answered-late`, `-satisfied`, `-dissatisfied`, `-closed`. What is
//! measured while a case runs adds up too, for the register entry that the case is about:
//! `<pack>.<case>-<quantity>@<register>/<key>`, in ten-thousandths of its measure.

use bihuan_core::calendar::civil;
use bihuan_core::casework::case::{Case, ClockKind, Verdict};
use bihuan_core::casework::{Event, accountable};
use bihuan_core::value::{EntryRef, Value};
use bihuan_ledger::Count;
use jiff::Timestamp;

/// The counts that these events add; `before` is the case as it was, none for a new one.
pub(crate) fn counts(before: Option<&Case>, after: &Case, at: Timestamp, events: &[Event]) -> Vec<Count> {
    let unit = accountable(after).or_else(|| before.and_then(accountable)).map(|unit| unit.as_str().to_owned());
    let day = civil(at).date();
    let count = |what: &'static str, unit: String| Count {
        indicator: format!("{}-{what}", after.case_type.0),
        unit,
        day,
        n: 1,
    };
    let happened = events.iter().filter_map(|event| indicator(before, after, event));
    let mut counts: Vec<Count> = happened
        .flat_map(|what| [Some(count(what, String::new())), unit.clone().map(|unit| count(what, unit))])
        .flatten()
        .collect();
    for (indicator, n) in events.iter().flat_map(|event| measured(after, event)) {
        counts.push(Count { indicator, unit: String::new(), day, n });
    }
    counts
}

/// The name under which a quantity adds up for a register entry.
pub fn measured_indicator(case_type: &str, quantity: &str, entry: &EntryRef) -> String {
    format!("{case_type}-{quantity}@{}/{}", entry.register, entry.key)
}

/// A quantity, for each entry that the case is about; a correction takes back what it replaces.
fn measured(case: &Case, event: &Event) -> Vec<(String, i64)> {
    let Event::QuantityRecorded { quantity, amount } = event else { return Vec::new() };
    let scaled = amount.checked_mul(10_000.into()).and_then(|scaled| i64::try_from(scaled.round()).ok());
    let name = |entry| measured_indicator(&case.case_type.0, quantity, entry);
    scaled.map(|n| entries_of(case).map(|entry| (name(entry), n)).collect()).unwrap_or_default()
}

/// The register entries that a case is about.
pub(crate) fn entries_of(case: &Case) -> impl Iterator<Item = &EntryRef> {
    case.values.values().filter_map(|value| match value {
        Value::Entry(entry) => Some(entry),
        _ => None,
    })
}

fn indicator(before: Option<&Case>, after: &Case, event: &Event) -> Option<&'static str> {
    match event {
        Event::Filed { .. } => Some("filed"),
        Event::Closed { .. } => Some("closed"),
        Event::Rated { is_default: true, .. } => None,
        Event::Rated { bad: true, .. } => Some("dissatisfied"),
        Event::Rated { bad: false, .. } => Some("satisfied"),
        Event::ClockEnded { clock, verdict } => {
            let clock = after.clock(clock).or_else(|| before.and_then(|case| case.clock(clock)))?;
            match (clock.kind, clock.task.is_none(), verdict) {
                (ClockKind::Pledged, true, Verdict::Met) => Some("answered-in-time"),
                (ClockKind::Pledged, true, Verdict::Missed) => Some("answered-late"),
                _ => None,
            }
        }
        _ => None,
    }
}
