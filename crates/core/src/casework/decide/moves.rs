//! From stage to stage: a stage is left, its tasks end; the next is entered, its clocks and tasks begin.

use super::avoid::is_avoided;
use super::draft::Draft;
use super::{Addressee, MAIN, branches, clocks, is_reporter, merge, route, ruling, subcases, tasks};
use crate::casework::case::{Task, TaskId, TaskKind};
use crate::casework::event::Event;
use crate::casework::refusal::{Refusal, RefusalCode};
use crate::directory::{PostName, UnitCode};
use crate::pack::model::{Choice, Destination, Stage, Starts, Support, TaskRule, UnitRule, Within};
use crate::value::Value;

/// The first way on whose condition holds. A new round is no way on once there have been as many as there may be.
pub(super) fn choose<'c>(draft: &Draft<'_>, choices: &'c [Choice]) -> Result<&'c Choice, Refusal> {
    let rounds_left = draft.case.round < draft.world.case_type.rounds_max;
    let open = choices.iter().filter(|choice| rounds_left || !choice.new_round);
    let mut open = open.filter(|choice| draft.holds_or_none(choice.when.as_ref()));
    open.next().ok_or_else(no_way_on)
}

/// Goes where an action leads: to a stage, perhaps in a new round, or to the end.
pub(super) fn go(
    draft: &mut Draft<'_>,
    standing: &str,
    to: &Destination,
    new_round: bool,
    by: Option<&TaskId>,
) -> Result<(), Refusal> {
    match to {
        Destination::Stage(stage) => {
            let standing = branches::leave_for(draft, standing, stage, by)?;
            leave(draft, &standing, by);
            if new_round {
                start_round(draft)?;
            }
            enter(draft, &standing, stage)?;
            if new_round {
                draft.tell(&[], "redo", None);
            }
            Ok(())
        }
        Destination::Close(outcome) => {
            subcases::may_close(draft)?;
            ruling::in_time(draft, outcome)?;
            close(draft, outcome, by);
            Ok(())
        }
        Destination::End(outcome) => branches::end(draft, standing, outcome, by),
    }
}

/// Ends what waits in a standing: the task by which it is left is done, the others are not needed any more. A request
/// for more time stays: it belongs to the case's deadline, not to the stage.
pub(super) fn leave(draft: &mut Draft<'_>, standing: &str, by: Option<&TaskId>) {
    tasks::end_all(draft, by, |task| task.standing == standing && task.kind != TaskKind::Approval);
}

/// Begins a new round: the deadlines that run from filing run again, under their own rules.
pub(super) fn start_round(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let round = draft.case.round + 1;
    draft.happen(Event::RoundStarted { round });
    clocks::start_deadlines(draft, &Starts::Filed)
}

/// Enters a stage: its deadlines, its work, and word to whoever has it.
pub(super) fn enter(draft: &mut Draft<'_>, standing: &str, name: &str) -> Result<(), Refusal> {
    let stage = draft.stage(name)?;
    draft.happen(Event::StageEntered { standing: standing.to_owned(), stage: name.to_owned() });
    clocks::end_met_by(draft, standing, stage);
    drop_idle_approvals(draft);
    clocks::start_deadlines(draft, &Starts::Stage(name.to_owned()))?;
    match &stage.task {
        TaskRule::Officer { post, unit, .. } => {
            let (post, unit, levels) = who_works(draft, standing, post, unit)?;
            let task = tasks::of_officer(draft, (standing, name), TaskKind::Lead, (&post, unit));
            open_in_time(draft, stage, &Task { passed_by: levels, ..task })?;
        }
        TaskRule::Reporter => open_for_reporter(draft, standing, stage)?,
    }
    if let Some(task) = draft.case.lead_task(standing).cloned() {
        clocks::start_duties(draft, stage, &task)?;
    }
    stage.support.as_ref().map_or(Ok(()), |support| open_support(draft, standing, stage, support))?;
    stage.split.as_ref().map_or(Ok(()), |split| branches::open(draft, split))
}

/// An approval of more time for a deadline that has ended is not needed any more.
fn drop_idle_approvals(draft: &mut Draft<'_>) {
    if draft.case.extension.is_none() {
        tasks::end_all(draft, None, |task| task.kind == TaskKind::Approval);
    }
}

/// The next level of a climb: the same stage, one unit further up.
pub(super) fn climb(draft: &mut Draft<'_>, standing: &str, task: &Task) -> Result<(), Refusal> {
    let stage = draft.stage(&task.stage)?;
    let TaskRule::Officer { post, .. } = &stage.task else {
        return Err(no_way_on());
    };
    leave(draft, standing, Some(&task.id));
    let mut levels = task.passed_by.clone();
    let Some(unit) = levels.pop() else {
        return Err(no_way_on());
    };
    let next = tasks::of_officer(draft, (standing, &task.stage), TaskKind::Lead, (post, unit));
    open_in_time(draft, stage, &Task { passed_by: levels, ..next })
}

/// Opens the task of a stage with the time that its situation gives it.
fn open_in_time(draft: &mut Draft<'_>, stage: &Stage, task: &Task) -> Result<(), Refusal> {
    let terms = stage.task.terms();
    let (_, within, basis) = terms.into_iter().find(|(when, ..)| draft.holds_or_none(*when)).ok_or_else(no_way_on)?;
    tasks::open(draft, task, within, basis)
}

/// The post and unit that a rule leads to. Where a route leads to the unit that the matter is about, the pack's stand-in
/// has the work, else the first unit above that it is not about; a unit that somebody named was weighed when it was named.
fn who_works(
    draft: &Draft<'_>,
    standing: &str,
    post: &PostName,
    rule: &UnitRule,
) -> Result<(PostName, UnitCode, Vec<UnitCode>), Refusal> {
    let (unit, levels) = route::unit_for(draft, standing, rule, post)?;
    let routed = matches!(rule, UnitRule::Route(_));
    if !routed || !is_avoided(draft.world, &draft.case, &unit) {
        return Ok((post.clone(), unit, levels));
    }
    if let Some((post, stand_in)) = draft.world.case_type.avoid.as_ref().and_then(|avoid| avoid.instead.as_ref()) {
        let (unit, _) = route::unit_for(draft, standing, &UnitRule::Route(stand_in.clone()), post)?;
        return Ok((post.clone(), unit, levels));
    }
    let above = draft.world.directory.path(&unit);
    let free = above.into_iter().find(|unit| !is_avoided(draft.world, &draft.case, &unit.code));
    Ok((post.clone(), free.map_or(unit, |unit| unit.code.clone()), levels))
}

/// The reporter has the word: the silence timer runs, and duplicates are answered too. In a branch that is no answer yet.
fn open_for_reporter(draft: &mut Draft<'_>, standing: &str, stage: &Stage) -> Result<(), Refusal> {
    let task = tasks::of_reporter(draft, standing, &stage.name);
    draft.happen(Event::TaskOpened { task: task.clone() });
    if let Some(silence) = &stage.silence {
        clocks::start_task_clock(draft, &task, Within::Length(silence.after), Some(&silence.basis))?;
    }
    if standing != MAIN {
        draft.tell_one(Addressee::Reporter, "task", Some(&task.id));
        return Ok(());
    }
    draft.tell_one(Addressee::Reporter, "answered", Some(&task.id));
    merge::answer_followers(draft, Some(&stage.name), None);
    Ok(())
}

/// One task for each supporting unit.
fn open_support(draft: &mut Draft<'_>, standing: &str, stage: &Stage, support: &Support) -> Result<(), Refusal> {
    let units: Vec<UnitCode> = match draft.case.values.get(&support.each) {
        Some(Value::Many(values)) => values.iter().filter_map(unit).collect(),
        Some(value) => unit(value).into_iter().collect(),
        None => Vec::new(),
    };
    for unit in units {
        let task = tasks::of_officer(draft, (standing, &stage.name), TaskKind::Support, (&support.post, unit));
        tasks::open(draft, &task, support.within, support.basis.as_ref())?;
    }
    Ok(())
}

fn unit(value: &Value) -> Option<UnitCode> {
    match value {
        Value::Unit(unit) => Some(unit.clone()),
        _ => None,
    }
}

/// Closes the case: nothing of it stays open. What its reporter took back was neither met nor, if in time, missed.
pub(super) fn close(draft: &mut Draft<'_>, outcome: &str, by: Option<&TaskId>) {
    let taken_back = is_reporter(draft.who) && by.is_none();
    branches::withdraw(draft, by);
    subcases::let_go(draft, |_| true);
    tasks::end_all(draft, by, |_| true);
    clocks::end_of_case(draft, !taken_back);
    if taken_back {
        merge::release_followers(draft);
    } else {
        merge::answer_followers(draft, None, Some(outcome));
    }
    merge::leave_lead(draft);
    draft.happen(Event::Closed { outcome: outcome.to_owned() });
    ruling::tell(draft, outcome);
    draft.tell_one(Addressee::Reporter, "closed", None);
}

fn no_way_on() -> Refusal {
    Refusal::new(
        RefusalCode::Definition,
        "事项包没有说明下一步去哪个环节，请告知系统管理员",
        "The pack does not say where the case goes from here. Please tell the administrator.",
    )
}
