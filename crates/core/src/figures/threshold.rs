//! A line that a figure must not pass: it opens at one value, closes at another, and each only once the figure has stood
//! there for a while, so that a figure that trembles on the line tells nobody twice.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// On which side of the line it is bad.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Above: a water level.
    #[default]
    Above,
    /// Below: stocks, free beds.
    Below,
}

/// A line with its hysteresis.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Threshold {
    /// Where it is bad.
    pub side: Side,
    /// Opens at this value, or past it.
    pub opens_at: Decimal,
    /// Closes at this value, or back past it; never on the bad side of `opens_at`.
    pub closes_at: Decimal,
    /// For how many minutes the figure must have stood there; 0 for at once.
    pub minutes: u32,
}

/// Where a figure stands to its line: kept beside the figure.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct State {
    /// Whether it has passed the line and not come back.
    pub open: bool,
    /// Since when it stands where the other state would be due; none while it does not.
    pub turning: Option<Timestamp>,
    /// The instant of the last reading; older ones change nothing.
    pub last: Option<Timestamp>,
}

/// What a reading brought about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Crossing {
    /// It has passed the line.
    Opened,
    /// It has come back.
    Closed,
}

impl Threshold {
    /// Whether opening and closing are on the right sides of one another.
    pub fn is_sound(&self) -> bool {
        match self.side {
            Side::Above => self.closes_at <= self.opens_at,
            Side::Below => self.closes_at >= self.opens_at,
        }
    }

    /// Whether a value is at or past the opening line.
    pub fn is_past(&self, value: Decimal) -> bool {
        match self.side {
            Side::Above => value >= self.opens_at,
            Side::Below => value <= self.opens_at,
        }
    }

    /// Whether a value is back. A value that is past the opening line never is, so that one value has one meaning even
    /// where both lines are the same.
    pub fn is_back(&self, value: Decimal) -> bool {
        let back = match self.side {
            Side::Above => value <= self.closes_at,
            Side::Below => value >= self.closes_at,
        };
        back && !self.is_past(value)
    }

    /// Hears one reading. One that is not newer than the last changes nothing: a sensor that sends again, or late.
    pub fn hear(&self, state: State, at: Timestamp, value: Decimal) -> (State, Option<Crossing>) {
        if state.last.is_some_and(|last| at <= last) {
            return (state, None);
        }
        let turns = if state.open { self.is_back(value) } else { self.is_past(value) };
        let heard = State { last: Some(at), ..state };
        if !turns {
            return (State { turning: None, ..heard }, None);
        }
        let since = state.turning.unwrap_or(at);
        let stood = at.as_second().saturating_sub(since.as_second());
        if stood < i64::from(self.minutes) * 60 {
            return (State { turning: Some(since), ..heard }, None);
        }
        let crossing = if state.open { Crossing::Closed } else { Crossing::Opened };
        (State { open: !state.open, turning: None, ..heard }, Some(crossing))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level() -> Threshold {
        Threshold { side: Side::Above, opens_at: 27.into(), closes_at: 26.into(), minutes: 10 }
    }

    fn told(threshold: &Threshold, readings: &[(i64, i64)]) -> Vec<Option<Crossing>> {
        let mut state = State::default();
        let hear = |(minute, value): &(i64, i64)| {
            let at = Timestamp::from_second(minute * 60).unwrap();
            let (next, crossing) = threshold.hear(state, at, (*value).into());
            state = next;
            crossing
        };
        readings.iter().map(hear).collect()
    }

    #[test]
    fn it_opens_after_it_has_stood_there_and_closes_below() {
        let told = told(&level(), &[(0, 27), (5, 28), (10, 27), (15, 26), (20, 27), (25, 26), (30, 25), (40, 25)]);
        let none = None;
        assert_eq!(told, [none, none, Some(Crossing::Opened), none, none, none, none, Some(Crossing::Closed)]);
    }

    #[test]
    fn a_reading_that_comes_again_or_late_changes_nothing() {
        let at_once = Threshold { minutes: 0, ..level() };
        assert_eq!(told(&at_once, &[(5, 30), (5, 30), (1, 0), (6, 30)]), [Some(Crossing::Opened), None, None, None]);
    }

    #[test]
    fn a_line_below_is_the_same_the_other_way_round() {
        let beds = Threshold { side: Side::Below, opens_at: 3.into(), closes_at: 8.into(), minutes: 0 };
        assert!(beds.is_sound() && !Threshold { closes_at: 1.into(), ..beds.clone() }.is_sound());
        assert_eq!(
            told(&beds, &[(1, 5), (2, 3), (3, 7), (4, 8)]),
            [None, Some(Crossing::Opened), None, Some(Crossing::Closed)]
        );
    }
}
