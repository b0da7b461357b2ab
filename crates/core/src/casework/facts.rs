//! What a condition of a pack sees of a case.

use super::case::Case;
use super::watch::status;
use crate::pack::CaseType;
use crate::pack::guard::{CaseFacts, Facts, Guard, Moment};
use crate::value::Values;

/// Whether a condition holds for a case, with what an action was given. One that cannot be weighed does not hold; the
/// checker sees to it that a published pack has none.
pub(crate) fn holds(guard: &Guard, case: &Case, input: &Values) -> bool {
    holds_at(guard, case, input, &Moment::new())
}

/// The same, with what an occasion carries.
pub(crate) fn holds_at(guard: &Guard, case: &Case, input: &Values, moment: &Moment) -> bool {
    let facts = CaseFacts {
        round: case.round,
        stage: case.standings.first().map(|standing| standing.stage.as_str()),
        status: status(case),
        outcome: case.closed.as_ref().map(|closing| closing.outcome.as_str()),
        channel: &case.channel,
        outer: case.outer.is_some(),
        version: case.version,
    };
    guard.holds_at(&Facts { form: &case.values, input, case: facts }, moment).unwrap_or(false)
}

/// Whether a condition holds for a form that is not yet a case.
pub(super) fn holds_at_filing(guard: &Guard, case_type: &CaseType, form: &Values, channel: &str) -> bool {
    let stage = Some(case_type.start.as_str());
    let case = CaseFacts { round: 1, stage, status: "open", outcome: None, channel, outer: false, version: 0 };
    guard.holds(&Facts { form, input: &Values::new(), case }).unwrap_or(false)
}
