//! Where a matter stands in the views that packs declare: a pure function of the declaration and the matter, so that the
//! lines that an act writes and those of a rebuilding are the same.
//!
//! A line is `scope/column/sort/number`. Whoever looks reads one stretch of lines in order, and a count is the length of
//! that stretch: no page walks through matters that it does not show, and a number is what its list is.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::case::{Case, Clock};
use super::facts;
use super::watch::responsible;
use crate::calendar::civil;
use crate::figures::standing::scaled;
use crate::pack::CaseType;
use crate::pack::model::{Decisions, View, ViewKind, ViewOrder, ViewState, ViewStep};
use crate::value::{Value, Values};

/// The scope of who sees a whole district.
pub const EVERYONE: &str = "*";
/// The scope of what anyone may see.
pub const ANYONE: &str = "public";
/// The column of views that have only one.
pub const ONLY: &str = "-";
/// The first step of every funnel.
pub const FILED: &str = "filed.";
/// The column of what a meeting decided and is not done.
pub const DECIDED: &str = "decided.";
/// The column of all that a meeting decided, by when.
pub const MINUTES: &str = "minutes.";
/// What stands last: greater than every digit.
const LAST: &str = "~";

/// A line of a view.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Line {
    /// For whom: [`EVERYONE`], [`ANYONE`], or a unit's code.
    pub scope: String,
    /// In which part of the view.
    pub column: String,
    /// Where there: compared as text.
    pub sort: String,
}

impl Line {
    /// The key under which it is kept.
    #[must_use]
    pub fn key(&self, number: &str) -> String {
        format!("{}{}/{number}", self.stretch(), self.sort)
    }

    /// How the keys of its part begin.
    #[must_use]
    pub fn stretch(&self) -> String {
        stretch(&self.scope, &self.column)
    }
}

/// How the keys of a part of a view begin for a scope.
#[must_use]
pub fn stretch(scope: &str, column: &str) -> String {
    format!("{scope}/{column}/")
}

/// The lines of a matter in a view; none where it does not belong there.
#[must_use]
pub fn lines(view: &View, rules: &CaseType, case: &Case) -> BTreeSet<Line> {
    if let ViewKind::Meeting { decisions, .. } = &view.kind
        && decisions.of == case.case_type
    {
        return decided(decisions, case);
    }
    if view.of != case.case_type || !belongs(view, case) {
        return BTreeSet::new();
    }
    let mut all = BTreeSet::new();
    for (column, sort) in places(view, case) {
        for scope in scopes(rules, case) {
            all.insert(Line { scope, column: column.clone(), sort: sort.clone() });
        }
    }
    all
}

/// Whether a view lists a matter of its kind. Followers are listed with their lead.
fn belongs(view: &View, case: &Case) -> bool {
    let state = match view.state {
        _ if matches!(view.kind, ViewKind::Funnel { .. }) => true,
        ViewState::Open => case.closed.is_none(),
        ViewState::Closed => case.closed.is_some(),
        ViewState::All => true,
    };
    let holds = || view.when.as_ref().is_none_or(|guard| facts::holds(guard, case, &Values::new()));
    state && case.lead.is_none() && holds()
}

fn scopes(rules: &CaseType, case: &Case) -> Vec<String> {
    let public = rules.access.public.as_ref();
    let public =
        public.is_some_and(|it| it.when.as_ref().is_none_or(|guard| facts::holds(guard, case, &Values::new())));
    let unit = responsible(case).map(|unit| unit.as_str().to_owned());
    let anyone = public.then(|| ANYONE.to_owned());
    [EVERYONE.to_owned()].into_iter().chain(unit).chain(anyone).collect()
}

/// In which parts of the view, and where in each.
fn places(view: &View, case: &Case) -> Vec<(String, String)> {
    let sort = || sorted(&view.order, view.descending, case);
    match &view.kind {
        ViewKind::Board { stages } => {
            let standing = |stage: &&String| case.standings.iter().any(|standing| standing.stage == **stage);
            stages.iter().filter(standing).map(|stage| (stage.clone(), sort())).collect()
        }
        ViewKind::Calendar { day } => {
            day_of(day, case).map(|day| (ONLY.to_owned(), day.to_string())).into_iter().collect()
        }
        ViewKind::Funnel { steps } => {
            let day = civil(case.opened).date().to_string();
            let reached = steps.iter().filter(|step| reached(step, case)).map(ViewStep::word);
            std::iter::once(FILED.to_owned()).chain(reached).map(|step| (step, day.clone())).collect()
        }
        ViewKind::Map { place } => match case.values.get(place) {
            Some(Value::Place(place)) if place.point.is_some() => vec![(ONLY.to_owned(), sort())],
            _ => Vec::new(),
        },
        ViewKind::List | ViewKind::MonthTable { .. } | ViewKind::Meeting { .. } => vec![(ONLY.to_owned(), sort())],
    }
}

/// Whether it ever came to a step; how a matter went stays with it.
fn reached(step: &ViewStep, case: &Case) -> bool {
    match step {
        ViewStep::Stage(stage) => {
            let standing = case.standings.iter().any(|standing| standing.stage == *stage);
            standing || case.tasks.iter().any(|task| task.stage == *stage)
        }
        ViewStep::Closed => case.closed.is_some(),
        ViewStep::Outcome(outcome) => case.closed.as_ref().is_some_and(|closing| closing.outcome == *outcome),
    }
}

/// The lines of a decision: with the matter that it is about, and, while it is not done, among all that are open.
fn decided(decisions: &Decisions, case: &Case) -> BTreeSet<Line> {
    let Some(about) = case.refers.get(&decisions.matter) else { return BTreeSet::new() };
    let line = |column: String, sort: String| Line { scope: EVERYONE.to_owned(), column, sort };
    let done = case.closed.is_some();
    let opened = ordered(case.opened.as_microsecond(), false);
    let mut all = BTreeSet::from([
        line(about.0.clone(), format!("{}{opened}", u8::from(done))),
        line(MINUTES.to_owned(), opened.clone()),
    ]);
    if !done {
        all.insert(line(DECIDED.to_owned(), opened));
    }
    all
}

fn sorted(order: &ViewOrder, descending: bool, case: &Case) -> String {
    let number = match order {
        ViewOrder::Due => due(case).map(|due| due.as_microsecond()),
        ViewOrder::Opened => Some(case.opened.as_microsecond()),
        ViewOrder::Field(field) => case.values.get(field).and_then(place_of),
    };
    number.map_or_else(|| LAST.to_owned(), |number| ordered(number, descending))
}

/// A number as text that stands in the order of numbers.
fn ordered(number: i64, descending: bool) -> String {
    let place = number.cast_unsigned() ^ (1 << 63);
    format!("{:020}", if descending { !place } else { place })
}

/// Where in the minutes stands what was decided at an instant.
#[must_use]
pub fn since(at: Timestamp) -> String {
    ordered(at.as_microsecond(), false)
}

fn place_of(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) => number.checked_mul(10_000),
        Value::Decimal(number) => scaled(*number),
        Value::Date(day) => Some(i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())),
        Value::Time(at) => Some(at.as_microsecond()),
        _ => None,
    }
}

/// When the case is due by the clock that rules it, or was by its last one; none while that stands still.
fn due(case: &Case) -> Option<Timestamp> {
    let last = || case.clocks.iter().rev().find(|clock| clock.is_of_case());
    case.ruling_clock().or_else(last).filter(|clock| !clock.is_suspended()).map(Clock::due)
}

fn day_of(order: &ViewOrder, case: &Case) -> Option<Date> {
    match order {
        ViewOrder::Due => due(case).map(|due| civil(due).date()),
        ViewOrder::Opened => Some(civil(case.opened).date()),
        ViewOrder::Field(field) => match case.values.get(field)? {
            Value::Date(day) => Some(*day),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_stand_as_text_in_their_own_order(a in any::<i64>(), b in any::<i64>()) {
            prop_assert_eq!(a.cmp(&b), ordered(a, false).cmp(&ordered(b, false)));
            prop_assert_eq!(b.cmp(&a), ordered(a, true).cmp(&ordered(b, true)));
            prop_assert!(ordered(a, true).as_str() < LAST);
        }
    }
}
