//! Suspension (中止计时): the case's clocks stand still on a ground that the pack names, for no longer than it says.

use jiff::Timestamp;

use super::clocks;
use super::draft::Draft;
use crate::calendar::Length;
use crate::casework::case::{Case, Clock};
use crate::casework::event::Event;
use crate::casework::refusal::{Refusal, RefusalCode};

/// Whether there is a clock that could be stopped: it starts only while one runs, and what is missed stays missed.
pub(in crate::casework) fn can_suspend(case: &Case, at: Timestamp) -> Result<(), Refusal> {
    let refused = |zh: &str, en: &str| Err(Refusal::new(RefusalCode::NotOpen, zh, en));
    if case.is_suspended() {
        return refused("计时已经中止", "The clock already stands still.");
    }
    match case.ruling_clock() {
        Some(clock) if !clock.is_late(at) => Ok(()),
        Some(_) => refused("已超过时限，不能再中止计时", "It is past due, so the clock can no longer be stopped."),
        None => refused("没有正在计的时限", "No deadline is running."),
    }
}

/// Stops every clock of the case that runs and is not late.
pub(super) fn suspend(draft: &mut Draft<'_>, ground: &str, at_most: Length) -> Result<(), Refusal> {
    let stoppable: Vec<Clock> =
        draft.case.open_clocks().filter(|clock| !clock.is_late(draft.at) && !clock.is_suspended()).cloned().collect();
    for clock in stoppable {
        let until =
            draft.world.calendar.due(&clock.hours, draft.at, at_most, &[]).map_err(clocks::outside_calendar)?.at;
        draft.happen(Event::ClockSuspended { clock: clock.id, ground: ground.to_owned(), until });
    }
    Ok(())
}

/// Lets the clocks run again from an instant: now, or when the longest stop was over.
pub(super) fn resume(draft: &mut Draft<'_>, since: Timestamp) -> Result<(), Refusal> {
    let stopped: Vec<Clock> = draft.case.open_clocks().filter(|clock| clock.is_suspended()).cloned().collect();
    for clock in stopped {
        draft.happen(Event::ClockResumed { clock: clock.id.clone(), since });
        if let Some(clock) = draft.case.clock(&clock.id).cloned() {
            clocks::move_to(draft, &clock, "resumed")?;
        }
    }
    Ok(())
}
