//! All matters of a trial together. Tallies of parts add up to that of the whole, in whatever order they are added, so
//! several hands can count at once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::course::{Course, LimitRun, Work};
use super::play::Played;
use super::script::Script;
use crate::calendar::{civil, rfc3339};
use crate::casework::TypeId;
use crate::directory::UnitCode;

/// How many matters are told one by one; the others are counted.
const TOLD: usize = 200;

/// What was, and what would have been.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Matters that were played.
    pub matters: u64,
    /// Those whose course would have been another.
    pub changed: u64,
    /// Those in which something had no room under the rules.
    pub strained: u64,
    /// Those that could not have been filed at all.
    pub unfiled: u64,
    /// What had no room: action and reason, with how often.
    pub refused: BTreeMap<(String, String), u64>,
    /// By kind of matter.
    pub types: BTreeMap<TypeId, Day>,
    /// By the day of filing.
    pub days: BTreeMap<Date, Day>,
    /// By unit.
    pub units: BTreeMap<UnitCode, UnitSums>,
    /// By week (its Monday) and unit.
    pub weeks: BTreeMap<(Date, UnitCode), WeekSums>,
    /// Who would be late and was not, the earliest filed first.
    pub late: BTreeSet<Moved>,
    /// Who was late and would not be.
    pub spared: BTreeSet<Moved>,
}

/// Matters, and how many were and would be late.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Day {
    /// All of them.
    pub matters: u64,
    /// Late as it was.
    pub late_was: u64,
    /// Late as it would be.
    pub late_would: u64,
    /// Late only as it would be.
    pub late_newly: u64,
    /// Late only as it was.
    pub spared: u64,
}

/// The work of a unit.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct UnitSums {
    /// Pieces of work that it got.
    pub works_was: u64,
    /// Those that it would get.
    pub works_would: u64,
    /// Limits of its work, or of matters that it answers for, that were passed.
    pub late_was: u64,
    /// Those that would be.
    pub late_would: u64,
    /// Seconds of natural time that its finished work took, together.
    pub seconds_was: i64,
    /// What it would take.
    pub seconds_would: i64,
    /// Finished pieces of work.
    pub done_was: u64,
    /// Those that would be.
    pub done_would: u64,
}

/// The work that came to a unit in a week.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct WeekSums {
    /// As it was.
    pub was: u64,
    /// As it would be.
    pub would: u64,
}

/// A matter whose lateness would be another.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Moved {
    /// When it was filed.
    pub filed: String,
    /// Its number.
    pub number: String,
    /// Its id.
    pub id: String,
    /// Its kind.
    #[serde(rename = "type")]
    pub case_type: String,
    /// The limit.
    pub deadline: String,
    /// The unit that answers for it.
    pub unit: Option<String>,
    /// Its end as it was.
    pub due_was: Option<String>,
    /// Its end as it would be.
    pub due_would: Option<String>,
    /// When it was done, if it was.
    pub done: Option<String>,
}

impl Tally {
    /// Counts one matter.
    pub fn count(&mut self, script: &Script, was: &Course, played: &Played, until: Timestamp) {
        self.matters += 1;
        self.strained += u64::from(!played.refused.is_empty());
        for (action, code) in &played.refused {
            let code = serde_json::to_value(code).ok().and_then(|code| code.as_str().map(str::to_owned));
            *self.refused.entry((action.clone(), code.unwrap_or_default())).or_default() += 1;
        }
        let Some(case) = &played.case else {
            self.unfiled += 1;
            return;
        };
        let would = Course::of(case, until);
        self.changed += u64::from(would != *was);
        let (late_was, late_would) = (was.is_late(), would.is_late());
        let sums = Day {
            matters: 1,
            late_was: u64::from(late_was),
            late_would: u64::from(late_would),
            late_newly: u64::from(late_would && !late_was),
            spared: u64::from(late_was && !late_would),
        };
        self.types.entry(script.case_type.clone()).or_default().add(&sums);
        self.days.entry(civil(script.filed).date()).or_default().add(&sums);
        match (late_was, late_would) {
            (false, true) => keep(&mut self.late, moved(script, was, &would, &would)),
            (true, false) => keep(&mut self.spared, moved(script, was, &would, was)),
            _ => {}
        }
        self.count_work(was, &would);
    }

    fn count_work(&mut self, was: &Course, would: &Course) {
        for work in &was.works {
            let sums = self.units.entry(work.unit.clone()).or_default();
            sums.works_was += 1;
            sums.done_was += u64::from(work.ended.is_some());
            sums.seconds_was += took(work);
            self.weeks.entry((week_of(work.opened), work.unit.clone())).or_default().was += 1;
        }
        for work in &would.works {
            let sums = self.units.entry(work.unit.clone()).or_default();
            sums.works_would += 1;
            sums.done_would += u64::from(work.ended.is_some());
            sums.seconds_would += took(work);
            self.weeks.entry((week_of(work.opened), work.unit.clone())).or_default().would += 1;
        }
        let late = |course: &Course| {
            let passed = course.limits.iter().filter(|limit| limit.late);
            passed.filter_map(|limit| limit.unit.clone()).collect::<Vec<_>>()
        };
        late(was).into_iter().for_each(|unit| self.units.entry(unit).or_default().late_was += 1);
        late(would).into_iter().for_each(|unit| self.units.entry(unit).or_default().late_would += 1);
    }

    /// Adds what somebody else counted.
    pub fn add(&mut self, other: Tally) {
        self.matters += other.matters;
        self.changed += other.changed;
        self.strained += other.strained;
        self.unfiled += other.unfiled;
        other.refused.into_iter().for_each(|(what, n)| *self.refused.entry(what).or_default() += n);
        other.types.into_iter().for_each(|(kind, sums)| self.types.entry(kind).or_default().add(&sums));
        other.days.into_iter().for_each(|(day, sums)| self.days.entry(day).or_default().add(&sums));
        other.units.into_iter().for_each(|(unit, sums)| self.units.entry(unit).or_default().add(&sums));
        for (week, sums) in other.weeks {
            let mine = self.weeks.entry(week).or_default();
            (mine.was, mine.would) = (mine.was + sums.was, mine.would + sums.would);
        }
        other.late.into_iter().for_each(|moved| keep(&mut self.late, moved));
        other.spared.into_iter().for_each(|moved| keep(&mut self.spared, moved));
    }

    /// All kinds of matters together.
    #[must_use]
    pub fn whole(&self) -> Day {
        self.types.values().fold(Day::default(), |mut all, sums| {
            all.add(sums);
            all
        })
    }

    /// By how many more matters would be late, for each day of filing.
    #[must_use]
    pub fn differences(&self) -> Vec<i64> {
        self.days.values().map(|day| signed(day.late_would) - signed(day.late_was)).collect()
    }
}

impl Day {
    fn add(&mut self, other: &Day) {
        self.matters += other.matters;
        self.late_was += other.late_was;
        self.late_would += other.late_would;
        self.late_newly += other.late_newly;
        self.spared += other.spared;
    }
}

impl UnitSums {
    fn add(&mut self, other: &UnitSums) {
        self.works_was += other.works_was;
        self.works_would += other.works_would;
        self.late_was += other.late_was;
        self.late_would += other.late_would;
        self.seconds_was += other.seconds_was;
        self.seconds_would += other.seconds_would;
        self.done_was += other.done_was;
        self.done_would += other.done_would;
    }
}

/// Keeps the earliest.
fn keep(told: &mut BTreeSet<Moved>, moved: Moved) {
    told.insert(moved);
    if told.len() > TOLD {
        told.pop_last();
    }
}

/// The limit by which a matter is late in one of its courses, and the same limit in the other.
fn moved(script: &Script, was: &Course, would: &Course, late: &Course) -> Moved {
    let limit = late.first_late();
    let name = limit.map(|limit| limit.name.as_str()).unwrap_or_default();
    // A limit of a later round bears the same name: the one in the same place is meant.
    let named = |course: &Course| -> Vec<LimitRun> {
        course.limits.iter().filter(|limit| limit.of_case && limit.name == name).cloned().collect()
    };
    let place = named(late).iter().position(|other| Some(other) == limit).unwrap_or_default();
    let due = |course: &Course| named(course).get(place).map(|limit| rfc3339(limit.due));
    Moved {
        filed: rfc3339(script.filed),
        number: script.identity.number.clone(),
        id: script.identity.id.0.clone(),
        case_type: script.case_type.0.clone(),
        deadline: name.to_owned(),
        unit: limit.and_then(|limit| limit.unit.as_ref()).map(ToString::to_string),
        due_was: due(was),
        due_would: due(would),
        done: limit.and_then(|limit| limit.ended).map(rfc3339),
    }
}

fn took(work: &Work) -> i64 {
    work.ended.map_or(0, |(at, _)| at.as_second() - work.opened.as_second())
}

fn week_of(at: Timestamp) -> Date {
    let day = civil(at).date();
    let since = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(jiff::SignedDuration::from_hours(24 * since)).unwrap_or(day)
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
