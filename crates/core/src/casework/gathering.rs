//! Rounds (报送): how each unit that was asked stands, and what the answers add up to. Nothing here is kept: it is read off
//! the sub-cases as they are.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::case::{Case, SubCase, SubCaseState};
use super::{TypeId, responsible};
use crate::pack::CaseType;
use crate::pack::model::{Gather, GatherColumn};
use crate::value::Value;

/// How a unit that was asked stands.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Standing {
    /// It is being asked.
    Asked,
    /// It could not be asked.
    Refused,
    /// It has not answered.
    Missing,
    /// Its answer was given back, and it has not answered again.
    Returned,
    /// Its answer waits to be looked at by who asked.
    Waiting,
    /// Its answer counts.
    Counted,
    /// It need not answer any more.
    Out,
}

impl Standing {
    /// Every one.
    pub const ALL: [Self; 7] =
        [Self::Asked, Self::Refused, Self::Missing, Self::Returned, Self::Waiting, Self::Counted, Self::Out];

    /// Its word in scenarios and in the contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Refused => "refused",
            Self::Missing => "missing",
            Self::Returned => "returned",
            Self::Waiting => "waiting",
            Self::Counted => "counted",
            Self::Out => "out",
        }
    }

    /// Whether it is this unit's turn: it is the one to be urged.
    #[must_use]
    pub fn is_owing(self) -> bool {
        matches!(self, Self::Missing | Self::Returned)
    }
}

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Line<'c> {
    /// What the asking matter knows of it.
    pub known: &'c SubCase,
    /// The sub-case itself; none where it was not taken in, or is not for the reader.
    pub case: Option<&'c Case>,
    /// How it stands.
    pub standing: Standing,
    /// Whether its time is over and it has not answered, or answered after its time.
    pub late: bool,
}

impl Line<'_> {
    /// The unit that was asked.
    #[must_use]
    pub fn unit(&self) -> Option<&crate::directory::UnitCode> {
        let held = |case: &&Case| case.tasks.first().and_then(|task| task.unit.as_ref()).is_some();
        let first = self.case.filter(held).and_then(|case| case.tasks.first()?.unit.as_ref());
        first.or_else(|| self.case.and_then(responsible)).or(self.known.unit.as_ref())
    }

    /// What it says in a column; nothing before it was handed in.
    #[must_use]
    pub fn value(&self, column: &GatherColumn) -> Option<&Value> {
        let told = matches!(self.standing, Standing::Waiting | Standing::Counted);
        self.case.filter(|_| told)?.values.get(&column.field)
    }
}

/// The kind of the matters that a table gathers.
#[must_use]
pub fn kind<'r>(rules: &'r CaseType, gather: &Gather) -> Option<&'r TypeId> {
    gather.of.first().and_then(|name| rules.subcases.get(name)).map(|rule| &rule.opens)
}

/// The sub-cases that a table is about, in the order in which they were asked for.
pub fn gathered<'c>(gather: &'c Gather, case: &'c Case) -> impl Iterator<Item = &'c SubCase> {
    case.subcases.iter().filter(|known| gather.of.contains(&known.name))
}

/// A line of the table at an instant.
#[must_use]
pub fn line<'c>(gather: &Gather, known: &'c SubCase, case: Option<&'c Case>, now: Timestamp) -> Line<'c> {
    let late = case.is_some_and(|case| is_late(case, now));
    Line { known, case, standing: standing(gather, known, case), late }
}

fn standing(gather: &Gather, known: &SubCase, case: Option<&Case>) -> Standing {
    let closed = case.and_then(|case| case.closed.as_ref()).map(|closing| closing.outcome.as_str());
    match (&known.state, closed.or(known.outcome())) {
        (SubCaseState::Refused(_), _) => Standing::Refused,
        (_, Some(outcome)) if gather.counts.iter().any(|(counts, _)| counts == outcome) => Standing::Counted,
        (SubCaseState::Left, _) | (_, Some(_)) => Standing::Out,
        (SubCaseState::Asked, None) => Standing::Asked,
        _ => case.map_or(Standing::Missing, |case| open(gather, case)),
    }
}

/// An open one: in whose hands it is, and whether it was handed in before.
fn open(gather: &Gather, case: &Case) -> Standing {
    let awaits = |stage: &str| gather.awaits.iter().any(|(awaits, _)| awaits == stage);
    match case.standings.iter().any(|standing| awaits(&standing.stage)) {
        false => Standing::Waiting,
        true if case.tasks.iter().any(|task| !awaits(&task.stage)) => Standing::Returned,
        true => Standing::Missing,
    }
}

fn is_late(case: &Case, now: Timestamp) -> bool {
    case.clocks.iter().any(|clock| clock.is_of_case() && (clock.was_late || clock.is_late(now)))
}

/// What the answers that count add up to, column by column, each in its own measure; none in a column of no numbers, and
/// none where the sum is larger than can be told.
#[must_use]
pub fn totals(gather: &Gather, lines: &[Line<'_>]) -> Vec<Option<Decimal>> {
    let counted = || lines.iter().filter(|line| line.standing == Standing::Counted);
    let total = |column: &GatherColumn| {
        column.measure.as_ref()?;
        let numbers = counted().filter_map(|line| number(line.value(column)?));
        numbers.into_iter().try_fold(Decimal::ZERO, |sum, next| sum.checked_add(next))
    };
    gather.columns.iter().map(total).collect()
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Integer(number) => Some(Decimal::from(*number)),
        Value::Decimal(number) => Some(*number),
        _ => None,
    }
}

/// How many units stand in each way, and how many are late, by their words.
#[must_use]
pub fn counts(lines: &[Line<'_>]) -> BTreeMap<&'static str, usize> {
    let mut all: BTreeMap<&'static str, usize> = Standing::ALL.into_iter().map(|it| (it.word(), 0)).collect();
    all.insert("late", lines.iter().filter(|line| line.late).count());
    for line in lines {
        *all.entry(line.standing.word()).or_default() += 1;
    }
    all
}
