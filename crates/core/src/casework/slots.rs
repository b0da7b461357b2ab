//! Slots: quarters of an hour of an entry, of which a case holds some. Two cases never hold the same one: the law looks
//! before it decides, and the store refuses the second who was told "free" at the same instant.

use std::ops::Range;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::case::Case;
use crate::pack::CaseType;
use crate::value::EntryRef;

/// Seconds of a slot.
pub const QUARTER: i64 = 900;

/// What a case holds.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Hold {
    /// The entry.
    pub entry: EntryRef,
    /// From when: a quarter of an hour.
    pub from: Timestamp,
    /// Until when: a quarter of an hour.
    pub until: Timestamp,
    /// Not begun by then, it is given back.
    pub lapses: Timestamp,
    /// When it was begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<Timestamp>,
}

impl Hold {
    /// The quarters of an hour since 1970-01-01T00:00Z that are held.
    #[must_use]
    pub fn quarters(&self) -> Range<i64> {
        quarter(self.from)..quarter(self.until)
    }

    /// When time alone ends it: not begun, it is given back; begun, it is over.
    #[must_use]
    pub fn ends(&self) -> Timestamp {
        if self.begun.is_some() { self.until } else { self.lapses.min(self.until) }
    }
}

/// The quarter of an hour in which an instant lies.
#[must_use]
pub fn quarter(at: Timestamp) -> i64 {
    at.as_second().div_euclid(QUARTER)
}

/// The instant at which a quarter of an hour begins.
#[must_use]
pub fn instant(quarter: i64) -> Timestamp {
    Timestamp::from_second(quarter.saturating_mul(QUARTER)).unwrap_or(Timestamp::MAX)
}

/// What is known of the slots of a district.
pub trait Slots {
    /// The quarters of an entry that other cases hold, `from <= quarter < until`, in order.
    fn held(&self, entry: &EntryRef, from: i64, until: i64) -> Vec<i64>;
    /// What somebody has booked of a kind of matter: whoever has this number, the newest first.
    fn of_person(&self, kind: &CaseType, number: &str) -> Vec<Booked>;
    /// Whether a code that is given on the spot is compared: a matter that is played again keeps what was typed sealed.
    fn compares_codes(&self) -> bool {
        true
    }
}

/// Nobody holds anything: for what is looked at without a district around it.
#[derive(Clone, Copy, Debug)]
pub struct AllFree;

impl Slots for AllFree {
    fn held(&self, _: &EntryRef, _: i64, _: i64) -> Vec<i64> {
        Vec::new()
    }

    fn of_person(&self, _: &CaseType, _: &str) -> Vec<Booked> {
        Vec::new()
    }

    fn compares_codes(&self) -> bool {
        false
    }
}

/// A booking of a person, as far as another one depends on it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Booked {
    /// It has not ended.
    Open,
    /// Nobody came.
    Missed(Timestamp),
    /// It ended otherwise.
    Ended,
}

impl Booked {
    /// A case as a booking.
    #[must_use]
    pub fn of(rules: &CaseType, case: &Case) -> Self {
        let missed = rules.reserve.as_ref().map(|reserve| reserve.begins.missed.as_str());
        match &case.closed {
            None => Self::Open,
            Some(closing) if Some(closing.outcome.as_str()) == missed => Self::Missed(closing.at),
            Some(_) => Self::Ended,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_is_the_quarters_between_its_ends_and_ends_when_nobody_begins() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let entry = EntryRef { register: "rooms".to_owned(), key: "r1".to_owned() };
        let (from, until) = (at("2026-11-23T09:00:00+08:00"), at("2026-11-23T10:00:00+08:00"));
        let hold = Hold { entry, from, until, lapses: at("2026-11-23T09:15:00+08:00"), begun: None };
        assert_eq!(hold.quarters().count(), 4);
        assert_eq!(instant(hold.quarters().start), from);
        assert_eq!(hold.ends(), hold.lapses);
        assert_eq!(Hold { begun: Some(from), ..hold.clone() }.ends(), until);
        assert_eq!(
            Hold { until: at("2026-11-23T09:15:00+08:00"), lapses: at("2026-11-23T09:20:00+08:00"), ..hold }.ends(),
            at("2026-11-23T09:15:00+08:00")
        );
    }
}
