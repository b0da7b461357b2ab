//! When an entry is open, and which of its slots are free: the same answer for a form, a page and a refusal.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::Value as Json;

use super::World;
use super::slots::{QUARTER, instant, quarter};
use crate::calendar::{Hours, civil, zone};
use crate::pack::model::Reserve;
use crate::pack::model::on_the_wall;
use crate::value::EntryRef;

/// Days of the week, the first being Monday, of which some are open.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Weekdays([bool; 7]);

impl Weekdays {
    /// Reads `1-5`, `2-7` or `1,3,5`; none if it is nothing of the sort.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut open = [false; 7];
        for part in text.split([',', '，', '、', ' ']).filter(|part| !part.is_empty()) {
            let (first, last) = part.split_once(['-', '–']).unwrap_or((part, part));
            let (first, last): (usize, usize) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
            if first == 0 || last > 7 || first > last {
                return None;
            }
            open.iter_mut().take(last).skip(first - 1).for_each(|day| *day = true);
        }
        open.contains(&true).then_some(Self(open))
    }

    fn is_open(self, day: Date) -> bool {
        let at = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
        self.0.get(at).copied().unwrap_or(false)
    }
}

/// When an entry is open.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Opening {
    /// The hours of an open day.
    pub hours: Hours,
    /// The open days.
    pub weekdays: Option<Weekdays>,
}

impl Opening {
    /// As the entry itself says; none where it says nothing that can be read.
    pub fn of<'v>(reserve: &Reserve, value: impl Fn(&str) -> Option<&'v Json>) -> Option<Self> {
        let hours = value(&reserve.open)?.as_str()?.parse().ok()?;
        let weekdays = reserve.weekdays.as_ref().and_then(|name| value(name)?.as_str());
        match weekdays.map(Weekdays::read) {
            Some(None) => None,
            known => Some(Self { hours, weekdays: known.flatten() }),
        }
    }

    /// The quarters of an hour of a day that are open, in order.
    #[must_use]
    pub fn quarters(&self, day: Date) -> Vec<i64> {
        if self.weekdays.is_some_and(|days| !days.is_open(day)) {
            return Vec::new();
        }
        let Some(midnight) = start_of(day) else { return Vec::new() };
        let of = |(from, until): (u16, u16)| {
            let first = quarter(midnight) + i64::from(from.div_ceil(15));
            first..quarter(midnight) + i64::from(until / 15)
        };
        self.hours.stretches().flat_map(of).collect()
    }

    /// Whether an unbroken stretch of an open day holds all of these.
    #[must_use]
    pub fn holds(&self, from: i64, until: i64) -> bool {
        let open = self.quarters(civil(instant(from)).date());
        from < until && (from..until).all(|quarter| open.binary_search(&quarter).is_ok())
    }
}

/// Midnight of a day at +08:00.
fn start_of(day: Date) -> Option<Timestamp> {
    DateTime::from(day).to_zoned(zone()).ok().map(|midnight| midnight.timestamp())
}

/// The last quarter that may be asked for at an instant, exclusive.
#[must_use]
pub fn horizon(reserve: &Reserve, at: Timestamp) -> i64 {
    let ahead = on_the_wall(reserve.ahead).unwrap_or(SignedDuration::ZERO);
    quarter(at.checked_add(ahead).unwrap_or(at)) + 1
}

/// What an entry says of a field: the district's own, else as its pack brings it.
#[must_use]
pub fn said(world: &World<'_>, entry: &EntryRef) -> Option<serde_json::Map<String, Json>> {
    if let Some(kept) = (world.entry)(&entry.register, &entry.key) {
        return kept.as_object().cloned();
    }
    let shipped = world.case_type.registers.get(&entry.register)?;
    let row = shipped.rows.iter().find(|row| row.key == entry.key)?;
    Some(row.values.clone().into_iter().collect())
}

/// The next times at which an entry is free for so many quarters, from a quarter on: at most `most`, apart from one another.
#[must_use]
pub fn next_free(
    (opening, held): (&Opening, &[i64]),
    (first, last): (i64, i64),
    length: i64,
    most: usize,
) -> Vec<(Timestamp, Timestamp)> {
    let mut found = Vec::new();
    let mut day = civil(instant(first)).date();
    while found.len() < most && start_of(day).is_some_and(|midnight| quarter(midnight) < last) {
        let open = opening.quarters(day);
        let is_free = |it: i64| {
            open.binary_search(&it).is_ok() && held.binary_search(&it).is_err() && (first..last).contains(&it)
        };
        let mut at = open.first().copied().unwrap_or(i64::MAX).max(first);
        while found.len() < most && open.last().is_some_and(|end| at <= *end) {
            match (at..at.saturating_add(length)).find(|it| !is_free(*it)) {
                None => {
                    found.push((instant(at), instant(at + length)));
                    at += length;
                }
                Some(taken) => at = taken + 1,
            }
        }
        match day.checked_add(1.day()) {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    found
}

/// How many quarters lie between two instants that are quarters.
#[must_use]
pub fn length_of(from: Timestamp, until: Timestamp) -> i64 {
    (until.as_second() - from.as_second()) / QUARTER
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn opening(hours: &str, weekdays: &str) -> Opening {
        Opening { hours: hours.parse().unwrap(), weekdays: Weekdays::read(weekdays) }
    }

    #[test]
    fn days_of_the_week_are_read_or_refused() {
        assert_eq!(Weekdays::read("2-7").map(|days| days.is_open(day("2026-11-23"))), Some(false), "a Monday");
        assert_eq!(Weekdays::read("1,3,5").map(|days| days.is_open(day("2026-11-25"))), Some(true));
        for wrong in ["", "0-3", "5-2", "8", "周一", "1-"] {
            assert_eq!(Weekdays::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_does_not_begin_or_end_on_a_quarter_is_open_between_them() {
        let open = opening("08:40-12:10", "1-7").quarters(day("2026-11-23"));
        assert_eq!(civil(instant(open[0])).time().to_string(), "08:45:00");
        assert_eq!(civil(instant(open[open.len() - 1])).time().to_string(), "11:45:00");
    }

    #[test]
    fn the_next_free_times_pass_over_lunch_and_what_is_held() {
        let opening = opening("09:00-12:00 14:00-17:00", "1-5");
        let open = opening.quarters(day("2026-11-27"));
        let held = &open[4..8];
        let found = next_free((&opening, held), (open[0], open[0] + 7 * 96), 6, 3);
        let told: Vec<String> = found.iter().map(|(from, _)| civil(*from).to_string()).collect();
        assert_eq!(told, ["2026-11-27T14:00:00", "2026-11-27T15:30:00", "2026-11-30T09:00:00"]);
    }

    proptest! {
        #[test]
        fn what_is_offered_is_open_and_free(
            from in 0u16..20, length in 1i64..12, taken in proptest::collection::btree_set(0usize..60, 0..40),
        ) {
            let opening = opening(&format!("{from:02}:00-{:02}:30 23:00-24:00", from + 2), "1-6");
            let week: Vec<i64> = (23..30).flat_map(|it| opening.quarters(day(&format!("2026-11-{it}")))).collect();
            let held: Vec<i64> = taken.iter().filter_map(|at| week.get(*at).copied()).collect();
            let first = week[0];
            for (from, until) in next_free((&opening, &held), (first, first + 600), length, 5) {
                prop_assert_eq!(length_of(from, until), length);
                prop_assert!(opening.holds(quarter(from), quarter(until)));
                prop_assert!((quarter(from)..quarter(until)).all(|it| !held.contains(&it)));
            }
        }
    }
}
