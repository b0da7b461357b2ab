//! What must be watched in every open case: who answers for it, which clock runs, when the kernel must look again.

use jiff::{SignedDuration, Timestamp};

use super::case::{Case, Clock, MAIN, Task, TaskKind, Verdict};
use crate::directory::UnitCode;

/// The unit that answers for an open case: never nobody.
///
/// That is the unit with the work (the highest that passed it down), while branches are gone the one that leads them, the
/// lead's unit for a duplicate, and the unit that worked on it last while the reporter has the word.
pub fn accountable(case: &Case) -> Option<&UnitCode> {
    if case.closed.is_some() {
        return None;
    }
    if case.is_linked() {
        return case.lead_unit.as_ref();
    }
    case.open_tasks().find(|task| leads(task)).or_else(|| last_that_led(case))?.accountable()
}

/// Whether it is the work of the whole case: a branch answers for itself by its own task.
fn leads(task: &Task) -> bool {
    task.kind == TaskKind::Lead && task.standing == MAIN
}

fn last_that_led(case: &Case) -> Option<&Task> {
    case.tasks.iter().rev().find(|task| leads(task))
}

/// The unit that answers for a case, or, once it is closed, for what was done: lists and figures keep it under that one.
pub fn responsible(case: &Case) -> Option<&UnitCode> {
    accountable(case).or_else(|| last_that_led(case)?.accountable())
}

/// The clock that an open case runs by: of those that have not ended, the one that is due first. It may be past due,
/// or stand still on a recorded ground.
pub fn running(case: &Case) -> Option<&Clock> {
    case.open_clocks().filter(|_| case.closed.is_none()).min_by_key(|clock| (clock.is_suspended(), clock.due()))
}

/// `open`, `suspended` or `closed`.
pub fn status(case: &Case) -> &'static str {
    match &case.closed {
        Some(_) => "closed",
        None if case.is_suspended() => "suspended",
        None => "open",
    }
}

/// A clock's state in the contract's words: `running`, `suspended`, `met`, `missed` (be it that it has not ended) or
/// `cancelled`.
pub fn state_of(clock: &Clock, now: Timestamp) -> &'static str {
    match &clock.ended {
        Some((Verdict::Met, _)) => "met",
        Some((Verdict::Missed, _)) => "missed",
        Some((Verdict::Cancelled, _)) => "cancelled",
        None if clock.is_suspended() => "suspended",
        None if clock.is_late(now) => "missed",
        None => "running",
    }
}

/// Whether a case is late: a clock of the case, or of somebody's work, is past due.
pub fn is_late(case: &Case, now: Timestamp) -> bool {
    case.open_clocks().any(|clock| clock.is_late(now) && !is_silence(case, clock))
}

/// The next instant at which the kernel must look at this case: a warning, the end of a wait, of a request or of a
/// stop. One column in the store, so nothing is ever searched for and no case is forgotten.
pub fn wake_at(case: &Case) -> Option<Timestamp> {
    if case.closed.is_some() {
        return None;
    }
    let running = case.open_clocks().filter(|clock| !clock.is_suspended());
    let warnings = running.flat_map(|clock| &clock.reckoning.warnings).map(|(_, at)| *at);
    warnings.chain(turns_at(case)).min()
}

/// The next instant at which time alone changes how an open case stands: a stop is over, a request lapses, silence has
/// lasted. An act that comes later finds the case as it is from then on, be the kernel awake or not.
pub(super) fn turns_at(case: &Case) -> Option<Timestamp> {
    if case.closed.is_some() {
        return None;
    }
    let clocks = case.open_clocks().filter_map(|clock| match clock.is_suspended() {
        true => case.resumes_with_case(clock),
        false => is_silence(case, clock).then(|| just_after(clock.due())),
    });
    let lapse = case.extension.iter().map(|extension| just_after(extension.lapses));
    let stops = case.stops.iter().map(|stop| stop.until);
    let running = case.owed().filter(|(_, clock)| !clock.is_suspended());
    let papers = running.map(|(_, clock)| just_after(clock.due()));
    clocks.chain(lapse).chain(stops).chain(papers).min()
}

/// Whether the clock measures the reporter's silence rather than anybody's work.
pub(super) fn is_silence(case: &Case, clock: &Clock) -> bool {
    let task = clock.task.as_ref().and_then(|id| case.task(id));
    !clock.is_duty() && task.is_some_and(|task| task.kind == TaskKind::Reporter)
}

/// Late means after: the first whole second that is.
pub(super) fn just_after(due: Timestamp) -> Timestamp {
    due.checked_add(SignedDuration::from_secs(1)).unwrap_or(due)
}
