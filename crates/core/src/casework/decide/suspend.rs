//! Suspension (中止计时): clocks stand still on a ground that the pack names, for no longer than it says. Only a stop of the
//! whole case stops the case's clocks, and it stops all; one of a branch or a task stops what belongs to that.

use jiff::Timestamp;

use super::clocks;
use super::draft::Draft;
use crate::calendar::{Hours, Length};
use crate::casework::case::{Case, Clock, MAIN, Stop, StopScope, TaskId};
use crate::casework::event::Event;
use crate::casework::refusal::{Refusal, RefusalCode};
use crate::pack::model::Scope;

/// The part of the case that is meant; none: all of it.
///
/// # Errors
/// The action belongs to no task, or to none in a branch: the checker sees to it that there is one.
fn part(case: &Case, scope: Scope, task: Option<&TaskId>) -> Result<Option<StopScope>, Refusal> {
    let nothing = || not_open("没有正在计的时限", "No deadline is running.");
    match scope {
        Scope::Case => Ok(None),
        Scope::Task => task.map(|task| Some(StopScope::Task(task.clone()))).ok_or_else(nothing),
        Scope::Branch => {
            let branch = task.and_then(|task| case.task(task)).map(|task| &task.standing).filter(|it| *it != MAIN);
            branch.map(|branch| Some(StopScope::Branch(branch.clone()))).ok_or_else(nothing)
        }
    }
}

/// Whether there is a clock that could be stopped: it starts only while one runs, and what is missed stays missed.
pub(in crate::casework) fn can_suspend(
    case: &Case,
    at: Timestamp,
    scope: Scope,
    task: Option<&TaskId>,
) -> Result<(), Refusal> {
    let part = part(case, scope, task)?;
    let ruling = match &part {
        None => case.ruling_clock(),
        Some(part) => case.open_clocks().filter(|clock| case.covers(part, clock)).min_by_key(|clock| clock.due()),
    };
    match ruling {
        Some(clock) if clock.is_suspended() || stands(case, part.as_ref()) => {
            Err(not_open("计时已经中止", "The clock already stands still."))
        }
        Some(clock) if !clock.is_late(at) => Ok(()),
        Some(_) => {
            Err(not_open("已超过时限，不能再中止计时", "It is past due, so the clock can no longer be stopped."))
        }
        None => Err(not_open("没有正在计的时限", "No deadline is running.")),
    }
}

/// Whether there is a stop that could end: the one of this very part.
pub(in crate::casework) fn can_resume(case: &Case, scope: Scope, task: Option<&TaskId>) -> Result<(), Refusal> {
    match stands(case, part(case, scope, task)?.as_ref()) {
        true => Ok(()),
        false => Err(not_open("计时没有中止", "The clock does not stand still.")),
    }
}

fn stands(case: &Case, part: Option<&StopScope>) -> bool {
    match part {
        None => case.is_suspended(),
        Some(part) => case.stops.iter().any(|stop| stop.scope == *part),
    }
}

/// Stops every clock of the part that runs and is not late.
pub(super) fn suspend(
    draft: &mut Draft<'_>,
    (ground, at_most): (&str, Length),
    scope: Scope,
    task: Option<&TaskId>,
) -> Result<(), Refusal> {
    let part = part(&draft.case, scope, task)?;
    let ends = |draft: &Draft<'_>, hours: &Hours| {
        draft.world.calendar.due(hours, draft.at, at_most, &[]).map_err(clocks::outside_calendar).map(|due| due.at)
    };
    if let Some(scope) = part.clone() {
        let hours = draft.world.directory.hours(&draft.case.district.unit());
        let until = ends(draft, &hours)?;
        draft.happen(Event::StopBegan { scope, ground: ground.to_owned(), until });
    }
    let case = &draft.case;
    let in_part = |clock: &&Clock| part.as_ref().is_none_or(|part| case.covers(part, clock));
    let stoppable: Vec<Clock> = case
        .open_clocks()
        .filter(in_part)
        .filter(|clock| !clock.is_late(draft.at) && !clock.is_suspended())
        .cloned()
        .collect();
    for clock in stoppable {
        let until = ends(draft, &clock.hours)?;
        draft.happen(Event::ClockSuspended { clock: clock.id, ground: ground.to_owned(), until });
    }
    Ok(())
}

/// Lets the clocks of a part run again from now.
pub(super) fn resume(draft: &mut Draft<'_>, scope: Scope, task: Option<&TaskId>) -> Result<(), Refusal> {
    match part(&draft.case, scope, task)? {
        None => resume_case(draft, draft.at),
        Some(part) => resume_part(draft, &part, draft.at),
    }
}

/// A stop that has lasted as long as it may ends by itself, as of that instant.
pub(super) fn end_what_is_over(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let over = |stop: &&Stop| stop.until <= draft.at;
    if let Some(stop) = draft.case.stops.iter().filter(over).min_by_key(|stop| stop.until).cloned() {
        return resume_part(draft, &stop.scope, stop.until);
    }
    match draft.case.open_clocks().filter_map(|clock| draft.case.resumes_with_case(clock)).min() {
        Some(since) if since <= draft.at => resume_case(draft, since),
        _ => Ok(()),
    }
}

/// The whole case goes on; what stands still for itself does so on.
fn resume_case(draft: &mut Draft<'_>, since: Timestamp) -> Result<(), Refusal> {
    let case = &draft.case;
    let stopped = case.open_clocks().filter(|clock| clock.is_suspended() && !case.is_stopped_in_part(clock));
    let stopped: Vec<Clock> = stopped.cloned().collect();
    stopped.into_iter().try_for_each(|clock| run_again(draft, &clock, since))
}

/// A part goes on, unless something wider still holds it.
fn resume_part(draft: &mut Draft<'_>, part: &StopScope, since: Timestamp) -> Result<(), Refusal> {
    let case = &draft.case;
    let stopped = case.open_clocks().filter(|clock| clock.is_suspended() && case.covers(part, clock));
    let stopped: Vec<Clock> = stopped.cloned().collect();
    draft.happen(Event::StopEnded { scope: part.clone() });
    let free = |clock: &Clock| clocks::stands_still_until(&draft.case, clock).is_none();
    let free: Vec<Clock> = stopped.into_iter().filter(free).collect();
    free.into_iter().try_for_each(|clock| run_again(draft, &clock, since))
}

fn run_again(draft: &mut Draft<'_>, clock: &Clock, since: Timestamp) -> Result<(), Refusal> {
    draft.happen(Event::ClockResumed { clock: clock.id.clone(), since });
    match draft.case.clock(&clock.id).cloned() {
        Some(clock) => clocks::move_to(draft, &clock, "resumed"),
        None => Ok(()),
    }
}

fn not_open(zh: &str, en: &str) -> Refusal {
    Refusal::new(RefusalCode::NotOpen, zh, en)
}
