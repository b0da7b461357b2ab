//! An alert (预警): lines of one or several figures of a place, watched together. It is raised once when enough of them are
//! passed at the same time (多点触发), stays raised while they are, and is armed again when they have come back.
//!
//! All that a watch keeps is a fold over its readings: the same readings in the same order give the same watch, and one
//! that is heard again gives nothing. Whoever keeps the watch beside the matter that it opened, in one transaction, opens
//! it exactly once.

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::threshold::{Crossing, State, Threshold};

/// Where the values of a line come from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Source {
    /// A series from outside, by its canonical name: a sensor, a statistic.
    Outside(String),
    /// A figure of the pack itself, by its id, over this many days up to now; of a level as it stands now.
    Own {
        /// `<pack>.<name>`.
        figure: String,
        /// Days, today among them.
        days: u32,
    },
    /// Like requests of one street in a week, counted by those who report; each subject for itself, or these together.
    Burst {
        /// Codes of subjects; none: each by itself.
        about: Vec<String>,
    },
}

impl Signal {
    /// What names the line, also when the pack puts others before it: its source and its level.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}@{}", self.source.name(), self.line.opens_at)
    }
}

impl Source {
    /// What a burst is called where sources are named.
    pub const BURST: &'static str = "burst";

    /// The name under which its readings come.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Outside(name) => name,
            Self::Own { figure, .. } => figure,
            Self::Burst { .. } => Self::BURST,
        }
    }
}

/// One line of an alert.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Signal {
    /// What is held against the line.
    pub source: Source,
    /// The unit of measure in which the line is told.
    pub measure: String,
    /// The line, with where it ends again.
    pub line: Threshold,
}

/// When an alert is raised.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rule {
    /// The lines.
    pub signals: Vec<Signal>,
    /// How many of them must be passed together.
    pub need: usize,
    /// Within how many minutes of one another they count as together; 0 where one is enough.
    pub together: u32,
    /// For how many minutes after it was raised it is not raised again.
    pub rest: u32,
}

/// One value of one place.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Heard {
    /// Which line of the rule, from 0.
    pub signal: usize,
    /// Of when.
    pub at: Timestamp,
    /// How much, in the line's measure.
    pub value: Decimal,
    /// The period or instant in words: `2026-06`, an instant in UTC.
    pub period: String,
}

/// Where one line stands.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Line {
    /// Which it is, whatever place it has in the rule.
    pub of: String,
    /// Against its threshold.
    pub state: State,
    /// The last value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Decimal>,
    /// Its period.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub period: String,
}

/// How an alert stands in one place: kept, and given back at the next reading.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Watch {
    /// Its lines, in the order of the rule.
    pub lines: Vec<Line>,
    /// Whether it is raised.
    pub raised: bool,
    /// How often it was raised: the number of the crossing.
    pub crossings: u32,
    /// When it was raised last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
}

impl Watch {
    /// Whether anything is under way: a line is passed, or about to turn.
    #[must_use]
    pub fn is_calm(&self) -> bool {
        !self.raised && self.lines.iter().all(|line| !line.state.open && line.state.turning.is_none())
    }

    /// Whether two watches tell the same but for when they were heard last.
    #[must_use]
    pub fn stands_as(&self, other: &Watch) -> bool {
        fn moved(watch: &Watch) -> impl Iterator<Item = (&str, bool, Option<Timestamp>)> {
            let state = |line: &Line| line.state.open || line.state.turning.is_some();
            let moved = watch.lines.iter().filter(move |line| state(line));
            moved.map(|line| (line.of.as_str(), line.state.open, line.state.turning))
        }
        self.raised == other.raised && self.crossings == other.crossings && moved(self).eq(moved(other))
    }
}

/// What a reading brought about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Turn {
    /// Enough lines are passed.
    Raised,
    /// No longer enough: it is armed again.
    Ended,
}

impl Rule {
    /// Whether each subject of like requests is watched for itself.
    #[must_use]
    pub fn is_by_subject(&self) -> bool {
        self.signals.iter().any(|signal| matches!(&signal.source, Source::Burst { about } if about.is_empty()))
    }

    /// Hears one reading. One that is not newer than the last of its line changes nothing.
    #[must_use]
    pub fn hear(&self, watch: &Watch, heard: &Heard) -> (Watch, Option<Turn>) {
        let mut next = watch.clone();
        next.lines = self.lines_of(watch);
        let (Some(signal), Some(line)) = (self.signals.get(heard.signal), next.lines.get_mut(heard.signal)) else {
            return (watch.clone(), None);
        };
        if line.state.last.is_some_and(|last| heard.at <= last) {
            return (watch.clone(), None);
        }
        let (state, _): (State, Option<Crossing>) = signal.line.hear(line.state, heard.at, heard.value);
        line.state = state;
        line.value = Some(heard.value);
        line.period.clone_from(&heard.period);
        let turn = self.turn(&next, heard.at);
        match turn {
            Some(Turn::Raised) => {
                next.raised = true;
                next.crossings = next.crossings.saturating_add(1);
                next.since = Some(heard.at);
            }
            Some(Turn::Ended) => next.raised = false,
            None => {}
        }
        (next, turn)
    }

    /// The lines of a watch in the order of the rule; those that it no longer has are dropped, new ones begin.
    #[must_use]
    pub fn lines_of(&self, watch: &Watch) -> Vec<Line> {
        let line = |signal: &Signal| {
            let of = signal.key();
            watch.lines.iter().find(|line| line.of == of).cloned().unwrap_or(Line { of, ..Line::default() })
        };
        self.signals.iter().map(line).collect()
    }

    fn turn(&self, watch: &Watch, at: Timestamp) -> Option<Turn> {
        let passed = watch.lines.iter().filter(|line| line.state.open);
        if watch.raised {
            return (passed.count() < self.need).then_some(Turn::Ended);
        }
        let together = passed.filter(|line| self.is_recent(line, at)).count();
        let rested = watch.since.is_none_or(|since| at >= later(since, self.rest));
        (together >= self.need && rested).then_some(Turn::Raised)
    }

    /// A sensor that fell silent says nothing of now: its line counts for as long as lines count as together.
    fn is_recent(&self, line: &Line, at: Timestamp) -> bool {
        self.need < 2 || line.state.last.is_some_and(|last| later(last, self.together) >= at)
    }
}

fn later(at: Timestamp, minutes: u32) -> Timestamp {
    at.checked_add(SignedDuration::from_mins(i64::from(minutes))).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::threshold::Side;
    use super::*;

    fn signal(opens_at: i64, closes_at: i64) -> Signal {
        let line = Threshold { side: Side::Above, opens_at: opens_at.into(), closes_at: closes_at.into(), minutes: 0 };
        Signal { source: Source::Outside(format!("s{opens_at}")), measure: "米".into(), line }
    }

    fn rule(need: usize, rest: u32) -> Rule {
        Rule { signals: vec![signal(27, 25), signal(10, 8)], need, together: 60, rest }
    }

    fn turns(rule: &Rule, readings: &[(i64, usize, i64)]) -> Vec<Option<Turn>> {
        let mut watch = Watch::default();
        let hear = |(minute, signal, value): &(i64, usize, i64)| {
            let at = Timestamp::from_second(minute * 60).unwrap();
            let heard = Heard { signal: *signal, at, value: (*value).into(), period: at.to_string() };
            let (next, turn) = rule.hear(&watch, &heard);
            watch = next;
            turn
        };
        readings.iter().map(hear).collect()
    }

    const RAISED: Option<Turn> = Some(Turn::Raised);
    const ENDED: Option<Turn> = Some(Turn::Ended);

    #[test]
    fn two_lines_must_be_passed_within_the_hour() {
        let both = rule(2, 0);
        assert_eq!(turns(&both, &[(0, 0, 28), (30, 1, 11)]), [None, RAISED]);
        assert_eq!(turns(&both, &[(0, 0, 28), (61, 1, 11), (70, 0, 28)]), [None, None, RAISED]);
        assert_eq!(turns(&both, &[(0, 0, 28), (30, 1, 11), (40, 0, 26), (50, 0, 25)]), [None, RAISED, None, ENDED]);
        // A sensor that falls silent ends nothing: nobody knows that it has come back.
        assert_eq!(turns(&both, &[(0, 0, 28), (30, 1, 11), (300, 1, 11)]), [None, RAISED, None]);
    }

    #[test]
    fn it_is_raised_once_and_not_again_before_it_has_rested() {
        let one = rule(1, 120);
        let told = turns(&one, &[(0, 0, 30), (5, 0, 31), (10, 0, 20), (15, 0, 30), (130, 0, 30), (131, 0, 30)]);
        assert_eq!(told, [RAISED, None, ENDED, None, RAISED, None], "still above when the rest is over");
    }

    #[test]
    fn a_push_that_comes_again_and_a_clock_that_steps_back_change_nothing() {
        let one = rule(1, 0);
        assert_eq!(turns(&one, &[(10, 0, 30), (10, 0, 30), (3, 0, 0), (3, 0, 99)]), [RAISED, None, None, None]);
        let (same, turn) = one.hear(
            &Watch::default(),
            &Heard { signal: 7, at: Timestamp::UNIX_EPOCH, value: Decimal::ONE, period: String::new() },
        );
        assert_eq!((same, turn), (Watch::default(), None), "a line that the rule no longer has");
    }

    fn any_readings() -> impl Strategy<Value = Vec<(i64, usize, i64)>> {
        prop::collection::vec((0..600_i64, 0..2_usize, 5..32_i64), 0..120)
    }

    proptest! {
        #[test]
        fn raised_and_ended_take_turns_whatever_comes(readings in any_readings(), need in 1..=2_usize, rest in 0..200_u32) {
            let told: Vec<Turn> = turns(&rule(need, rest), &readings).into_iter().flatten().collect();
            for (n, turn) in told.iter().enumerate() {
                prop_assert_eq!(*turn, if n % 2 == 0 { Turn::Raised } else { Turn::Ended });
            }
        }

        #[test]
        fn every_reading_twice_is_as_good_as_once(readings in any_readings(), need in 1..=2_usize) {
            let twice: Vec<_> = readings.iter().flat_map(|reading| [*reading, *reading]).collect();
            let told = |readings: &[_]| turns(&rule(need, 0), readings).into_iter().flatten().collect::<Vec<_>>();
            prop_assert_eq!(told(&readings), told(&twice));
        }

        #[test]
        fn it_is_raised_only_past_enough_lines_and_after_its_rest(readings in any_readings(), need in 1..=2_usize, rest in 0..200_u32) {
            let rule = rule(need, rest);
            let mut watch = Watch::default();
            let mut last: Option<Timestamp> = None;
            for (minute, signal, value) in readings {
                let at = Timestamp::from_second(minute * 60).unwrap();
                let (next, turn) = rule.hear(&watch, &Heard { signal, at, value: value.into(), period: String::new() });
                if turn == RAISED {
                    let past = next.lines.iter().zip([27, 10]).filter(|(line, _)| line.state.open).count();
                    prop_assert!(past >= need);
                    prop_assert!(last.is_none_or(|last| at >= later(last, rest)));
                    last = Some(at);
                }
                watch = next;
            }
        }
    }
}
