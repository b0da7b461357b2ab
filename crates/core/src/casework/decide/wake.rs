//! What time itself brings: stops that end, requests that lapse, warnings, and silence. All that is due by now, once.

use super::draft::Draft;
use super::{clocks, extend, moves, suspend, tasks};
use crate::casework::case::{Clock, Task, TaskEnd, WarningLevel};
use crate::casework::command::Who;
use crate::casework::event::Event;
use crate::casework::may;
use crate::casework::refusal::Refusal;
use crate::casework::watch::is_silence;
use crate::pack::model::Silence;

/// Does what is due. The kernel may be awake late; what happened is told as of now, and counted as of when it was due.
pub(super) fn wake(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    if *draft.who != Who::Kernel {
        return Err(may::not_found());
    }
    if draft.case.closed.is_some() {
        return Ok(());
    }
    end_stops(draft)?;
    extend::lapse(draft);
    warn(draft);
    hear_silence(draft)
}

/// A stop that has lasted as long as it may ends by itself, as of that instant.
fn end_stops(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let over = draft.case.open_clocks().filter(|clock| clock.is_suspended()).filter_map(|clock| clock.resumes_by).min();
    match over {
        Some(since) if since <= draft.at => suspend::resume(draft, since),
        _ => Ok(()),
    }
}

/// Of the warnings of a clock whose moment has come only the highest is given; the lower ones are recorded as passed.
fn warn(draft: &mut Draft<'_>) {
    let clocks: Vec<Clock> = draft.case.open_clocks().filter(|clock| !clock.is_suspended()).cloned().collect();
    for clock in clocks {
        let mut due: Vec<WarningLevel> =
            clock.reckoning.warnings.iter().filter(|(_, at)| *at <= draft.at).map(|(level, _)| *level).collect();
        due.sort();
        due.dedup();
        let Some(level) = due.pop() else { continue };
        draft.happen(Event::Warned { clock: clock.id.clone(), level, generation: clock.generation, passed: due });
        for rule in clocks::warning_rules(draft, &clock) {
            if rule.level == level {
                draft.tell(&rule.tell, level.name(), clock.task.as_ref());
            }
        }
    }
}

/// Silence is an answer that the pack has given in advance. It counts in no rate.
fn hear_silence(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let silent = draft.case.open_clocks().find(|clock| is_silence(&draft.case, clock) && clock.is_late(draft.at));
    let task = silent.and_then(|clock| draft.case.task(clock.task.as_ref()?)).cloned();
    let Some(task) = task else { return Ok(()) };
    let stage = draft.stage(&task.stage)?;
    let judged = stage.actions.iter().any(|action| action.judges.is_some());
    match &stage.silence {
        Some(silence) => fall_silent(draft, &task, silence, judged),
        None => Ok(()),
    }
}

fn fall_silent(draft: &mut Draft<'_>, task: &Task, silence: &Silence, judged: bool) -> Result<(), Refusal> {
    if judged {
        draft.happen(Event::Rated { bad: false, is_default: true, scores: Default::default() });
    }
    tasks::end(draft, &task.id, TaskEnd::Cancelled);
    moves::go(draft, &task.standing, &silence.then, false, None)
}

impl WarningLevel {
    /// Its name, as in packs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
}
