//! What time itself brings: stops that end, requests that lapse, warnings, and silence. All that is due by now, once,
//! and as of the instant when it fell due: an act that comes late finds the case as a punctual timer would have left it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;

use super::World;
use super::draft::Draft;
use super::{clocks, extend, moves, papers, recount, subcases, suspend, tasks};
use crate::casework::case::{Case, ClockId, Task, TaskEnd, WarningLevel};
use crate::casework::command::Who;
use crate::casework::event::Event;
use crate::casework::may;
use crate::casework::refusal::Refusal;
use crate::casework::watch::{is_silence, turns_at};
use crate::pack::model::Silence;

/// The kernel is woken, or counts again: what was due has been done already, so there is only to see that nobody else
/// asks.
pub(super) fn wake(draft: &Draft<'_>) -> Result<(), Refusal> {
    if *draft.who == Who::Kernel { Ok(()) } else { Err(may::not_found()) }
}

/// More turns than this in one go are left to the next waking.
const MOST_TURNS: usize = 1000;

/// Does what fell due before this instant, in the order in which it was due, as of then.
pub(super) fn catch_up(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let (who, now) = (draft.who, draft.at);
    draft.who = &Who::Kernel;
    let mut due = DueWarnings::new();
    for _ in 0..MOST_TURNS {
        let Some(turn) = turns_at(&draft.case).filter(|turn| *turn <= now) else { break };
        let before = draft.happened();
        draft.at = turn.max(draft.case.last).min(now);
        gather_warnings(draft, &mut due);
        suspend::end_what_is_over(draft)?;
        extend::lapse(draft);
        hear_silence(draft)?;
        papers::lapse(draft)?;
        subcases::settle(draft)?;
        if draft.happened() == before {
            break;
        }
    }
    draft.at = now;
    if draft.case.closed.is_none() {
        gather_warnings(draft, &mut due);
    }
    warn(draft, due);
    draft.who = who;
    Ok(())
}

/// A case as it stands at an instant, whether or not anything was awake when it changed.
pub(in crate::casework) fn as_of<'c>(
    world: &World<'_>,
    case: &'c Case,
    at: Timestamp,
) -> Result<Cow<'c, Case>, Refusal> {
    if turns_at(case).is_none_or(|turn| turn > at) && !recount::counted_otherwise(case, world.calendar) {
        return Ok(Cow::Borrowed(case));
    }
    let mut draft = Draft::of(world, case, &Who::Kernel, at);
    recount::recount(&mut draft)?;
    catch_up(&mut draft)?;
    Ok(Cow::Owned(draft.case))
}

/// Levels whose moment has come, by clock and generation.
type DueWarnings = BTreeMap<(ClockId, u32), Vec<WarningLevel>>;

fn gather_warnings(draft: &Draft<'_>, due: &mut DueWarnings) {
    for clock in draft.case.open_clocks().filter(|clock| !clock.is_suspended()) {
        let come = clock.reckoning.warnings.iter().filter(|(_, at)| *at <= draft.at).map(|(level, _)| *level);
        let levels: Vec<WarningLevel> = come.collect();
        if !levels.is_empty() {
            due.insert((clock.id.clone(), clock.generation), levels);
        }
    }
}

/// Of the warnings of a clock whose moment has come only the highest is given; the lower ones are recorded as passed.
/// A clock that has ended meanwhile warns nobody any more.
fn warn(draft: &mut Draft<'_>, due: DueWarnings) {
    for ((id, generation), mut levels) in due {
        levels.sort();
        levels.dedup();
        let Some(level) = levels.pop() else { continue };
        draft.happen(Event::Warned { clock: id.clone(), level, generation, passed: levels });
        let Some(clock) = draft.case.clock(&id).filter(|clock| clock.ended.is_none()).cloned() else { continue };
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
