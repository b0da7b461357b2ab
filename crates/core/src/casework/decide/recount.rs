//! Another calendar is in force (a notice was taken in, the program brought a new one): what runs is counted again from
//! the same start, and only what then comes out otherwise is moved. A deadline that was missed stays missed, and none is
//! missed by the count itself.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::draft::Draft;
use super::{clocks, extend, wake};
use crate::calendar::Calendar;
use crate::casework::case::{Case, Clock, ClockId, ClockKind, Limit, Reckoning, Task, TaskId, TaskKind, WarningLevel};
use crate::casework::refusal::Refusal;
use crate::casework::watch::just_after;
use crate::pack::model::By;

/// Why the clocks move, in the record.
const WHY: &str = "calendar";

/// The occasion on which whoever has a task is told of its limit.
const OCCASION: &str = "task";

/// Whether something runs that was counted by another calendar. It may still come out as it stands.
#[must_use]
pub fn counted_otherwise(case: &Case, calendar: &Calendar) -> bool {
    let counts = |clock: &Clock| matches!(clock.reckoning.limit, Limit::Within(_) | Limit::From { .. });
    let by_another = |clock: &Clock| clock.reckoning.calendar != calendar.version();
    case.closed.is_none() && case.open_clocks().any(|clock| counts(clock) && by_another(clock))
}

/// Counts again what was counted by another calendar, as of the instant when the one in force became so: what fell due
/// before that fell due under the old dates, what comes after falls due under the new.
pub(super) fn recount(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    if !counted_otherwise(&draft.case, draft.world.calendar) {
        return Ok(());
    }
    let now = draft.at;
    draft.at = draft.world.calendar.since().unwrap_or(now).min(now).max(draft.case.last);
    if changes(draft)? {
        wake::catch_up(draft)?;
        let before = dues(&draft.case);
        move_all(draft)?;
        clocks::follow(draft)?;
        tell_nearer(draft, &before);
    }
    draft.at = now;
    Ok(())
}

/// Whether anything would come out otherwise. Most clocks do not: a notice for May moves nothing that ends in March.
fn changes(draft: &Draft<'_>) -> Result<bool, Refusal> {
    for clock in draft.case.open_clocks() {
        if recounted(draft, clock)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn dues(case: &Case) -> Vec<(ClockId, Timestamp)> {
    case.open_clocks().map(|clock| (clock.id.clone(), clock.due())).collect()
}

/// The statutory ones first, for they cap the pledged ones; last the answers to a request for more time, for they lapse
/// with the deadline that they are to move.
fn move_all(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let mut open: Vec<Clock> = draft.case.open_clocks().cloned().collect();
    open.sort_by_key(|clock| (is_approval(draft, clock), clock.kind != ClockKind::Statutory));
    for clock in &open {
        if let Some(to) = recounted(draft, clock)? {
            clocks::moved(draft, clock, to, WHY);
            extend::lapse_with(draft, &clock.id, clock.due());
        }
    }
    Ok(())
}

/// What a clock comes out at by the calendar in force; none if that is what stands, or if it is not for a calendar to
/// move: a date that was given, what follows another clock, what is past due.
fn recounted(draft: &Draft<'_>, clock: &Clock) -> Result<Option<Reckoning>, Refusal> {
    if clock.is_late(draft.at) {
        return Ok(None);
    }
    let mut to = match own_limit(draft, clock)? {
        Some(limit) => clocks::reckon(draft, &clocks::with_limit(clock, limit))?,
        None => return Ok(None),
    };
    if to.due < draft.at && !clock.is_suspended() {
        // Nobody is late by a count: there is the next working day for it, but no longer than there was.
        to.due = draft.world.calendar.next_working_day_end(draft.at).min(clock.due());
        to.warnings = vec![(WarningLevel::Red, just_after(to.due))];
    }
    let same = to.due == clock.due() && to.provisional == clock.reckoning.provisional;
    Ok((!same).then_some(to))
}

/// The limit that a clock counts by itself.
fn own_limit(draft: &Draft<'_>, clock: &Clock) -> Result<Option<Limit>, Refusal> {
    match &clock.reckoning.limit {
        _ if is_approval(draft, clock) => extend::approval_limit(draft, clock),
        Limit::Within(length) => Ok(Some(Limit::Within(*length))),
        limit @ Limit::From { .. } => Ok(Some(limit.clone())),
        Limit::Until(_) | Limit::Remaining(_) => Ok(None),
    }
}

fn is_approval(draft: &Draft<'_>, clock: &Clock) -> bool {
    let task = clock.task.as_ref().and_then(|id| draft.case.task(id));
    task.is_some_and(|task| task.kind == TaskKind::Approval)
}

/// Whoever has work that is due sooner than it was is told, once for each task; more time is told nobody.
fn tell_nearer(draft: &mut Draft<'_>, before: &[(ClockId, Timestamp)]) {
    let nearer = |clock: &&Clock| before.iter().any(|(id, due)| clock.id == *id && clock.due() < *due);
    let clocks: Vec<Option<TaskId>> = draft.case.open_clocks().filter(nearer).map(|clock| clock.task.clone()).collect();
    let of_case = clocks.iter().any(Option::is_none);
    let mut tasks: BTreeSet<TaskId> = clocks.into_iter().flatten().collect();
    if of_case {
        let leads = draft.case.open_tasks().filter(|task| task.kind == TaskKind::Lead);
        tasks.extend(leads.map(|task: &Task| task.id.clone()));
    }
    for task in &tasks {
        draft.tell(&[By::Task], OCCASION, Some(task));
    }
}
