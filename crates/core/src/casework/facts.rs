//! What a condition of a pack sees of a case.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::case::{Case, SubCase, SubCaseState};
use super::watch::status;
use crate::calendar::civil;
use crate::pack::CaseType;
use crate::pack::guard::{CaseFacts, Fact, Facts, Guard, Moment};
use crate::value::Values;

/// Whether a condition holds for a case, with what an action was given. One that cannot be weighed does not hold; the
/// checker sees to it that a published pack has none.
pub(crate) fn holds(guard: &Guard, case: &Case, input: &Values) -> bool {
    holds_at(guard, case, input, &Moment::new())
}

/// The same, with what an occasion carries.
pub(crate) fn holds_at(guard: &Guard, case: &Case, input: &Values, moment: &Moment) -> bool {
    weigh(guard, case, &case.values, input, (moment, None))
}

/// The same before an act, which is done on a day.
pub(super) fn holds_on(guard: &Guard, case: &Case, input: &Values, at: Timestamp) -> bool {
    weigh(guard, case, &case.values, input, (&Moment::new(), Some(civil(at).date())))
}

/// The same for the matter as it would stand with these values.
pub(super) fn holds_for(guard: &Guard, case: &Case, form: &Values, input: &Values) -> bool {
    weigh(guard, case, form, input, (&Moment::new(), None))
}

fn weigh(guard: &Guard, case: &Case, form: &Values, input: &Values, (moment, today): (&Moment, Option<Date>)) -> bool {
    let facts = CaseFacts {
        round: case.round,
        stage: case.standings.first().map(|standing| standing.stage.as_str()),
        status: status(case),
        outcome: case.closed.as_ref().map(|closing| closing.outcome.as_str()),
        channel: &case.channel,
        outer: case.outer.is_some(),
        version: case.version,
        today,
    };
    let facts = Facts { form, input, case: facts };
    if !guard.reads_of(SUBCASES) {
        return guard.holds_at(&facts, moment).unwrap_or(false);
    }
    let counted = counts(guard, &case.subcases);
    let with_counts: Moment = moment.iter().map(|(root, values)| (*root, values.clone())).chain([counted]).collect();
    guard.holds_at(&facts, &with_counts).unwrap_or(false)
}

/// Whether a condition holds for a form that is not yet a case.
pub(super) fn holds_at_filing(guard: &Guard, case_type: &CaseType, form: &Values, channel: &str) -> bool {
    let stage = Some(case_type.start.as_str());
    let case =
        CaseFacts { round: 1, stage, status: "open", outcome: None, channel, outer: false, version: 0, today: None };
    let facts = Facts { form, input: &Values::new(), case };
    guard.holds_at(&facts, &Moment::from([counts(guard, &[])])).unwrap_or(false)
}

/// Under which name conditions read of sub-cases.
const SUBCASES: &str = "subcases";

/// How many sub-cases of each name that a condition reads are open, have closed, were refused, and closed with each of
/// the outcomes that it asks about.
fn counts(guard: &Guard, subcases: &[SubCase]) -> (&'static str, BTreeMap<String, Fact>) {
    let of = |(name, read): (&String, &BTreeSet<String>)| {
        let count = |what: &String| {
            let fits = |it: &&SubCase| it.name == *name && is_counted(it, what);
            (what.clone(), i64::try_from(subcases.iter().filter(fits).count()).unwrap_or(i64::MAX))
        };
        (name.clone(), Fact::Counts(read.iter().map(count).collect()))
    };
    (SUBCASES, guard.counts.iter().map(of).collect())
}

fn is_counted(subcase: &SubCase, what: &str) -> bool {
    match what {
        "open" => subcase.is_open(),
        "closed" => subcase.outcome().is_some(),
        "refused" => matches!(subcase.state, SubCaseState::Refused(_)),
        outcome => subcase.outcome() == Some(outcome),
    }
}
