//! What a condition of a pack sees of a case.

use super::case::Case;
use crate::pack::CaseType;
use crate::pack::guard::Facts;
use crate::value::Values;

/// The facts of a case, with what an action was given.
pub(super) fn facts(case_type: &CaseType, case: &Case, input: &Values) -> Facts {
    let status = match &case.closed {
        Some(_) => "closed",
        None if case.is_suspended() => "suspended",
        None => "open",
    };
    let stage = case.standings.first().map_or("", |standing| standing.stage.as_str());
    Facts::new(case_type, &case.values, input, case.round, stage, status, &case.channel, case.version)
}

/// The facts of a form that is not yet a case.
pub(super) fn facts_at_filing(case_type: &CaseType, form: &Values, channel: &str) -> Facts {
    Facts::new(case_type, form, &Values::new(), 1, &case_type.start, "open", channel, 0)
}
