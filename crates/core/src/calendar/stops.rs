//! Suspensions (中止计时), laid out for counting.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A suspension of a clock. One that ends before it begins has no effect.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Pause {
    /// When the clock was stopped.
    pub from: Timestamp,
    /// When it was resumed; none while it stands still.
    pub until: Option<Timestamp>,
}

/// A stretch that does not count: after `from`, up to and including `until` (none = open).
///
/// The same shape serves days (their numbers: the day of the stop counts, the day of the resumption does not) and
/// instants (nanoseconds).
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Stop {
    pub from: i128,
    pub until: Option<i128>,
}

impl Stop {
    /// Whether the day lies in the stop.
    pub fn holds(&self, day: i128) -> bool {
        self.from < day && self.until.is_none_or(|until| day <= until)
    }
}

/// The union of suspensions from `start` on, in order and apart, measured by `measure` (days or nanoseconds).
pub(super) fn stops(pauses: &[Pause], start: i128, measure: impl Fn(Timestamp) -> i128) -> Vec<Stop> {
    let mut found: Vec<Stop> = pauses
        .iter()
        .map(|pause| Stop { from: measure(pause.from).max(start), until: pause.until.map(&measure) })
        .filter(|stop| stop.until.is_none_or(|until| until > stop.from))
        .collect();
    found.sort();
    found.into_iter().fold(Vec::new(), join)
}

fn join(mut apart: Vec<Stop>, next: Stop) -> Vec<Stop> {
    match apart.last_mut() {
        Some(last) if last.until.is_none_or(|until| next.from <= until) => {
            last.until = last.until.zip(next.until).map(|(one, other)| one.max(other));
        }
        _ => apart.push(next),
    }
    apart
}
