//! Giving a task to another unit or officer (改派). The clock runs on: the resident waits no longer for it.

use super::draft::Draft;
use super::{clocks, tasks};
use crate::casework::case::{Task, TaskId, TaskKind};
use crate::casework::command::{Officer, Who};
use crate::casework::event::Event;
use crate::casework::may;
use crate::casework::refusal::{Fault, Refusal, RefusalCode};
use crate::directory::{UnitCode, UserName};
use crate::pack::model::{Action, By, TaskRule, UnitRule};
use crate::value::{Value, Values};

/// Whether the task is one that another unit could have.
pub(in crate::casework) fn can_reassign(task: Option<&Task>) -> Result<(), Refusal> {
    if task.is_some_and(|task| task.kind == TaskKind::Lead) {
        return Ok(());
    }
    Err(Refusal::new(RefusalCode::NotOpen, "当前没有可以改派的任务", "There is no task that could be reassigned now."))
}

/// Gives the task away.
pub(super) fn reassign(draft: &mut Draft<'_>, task: Option<&TaskId>, action: &Action) -> Result<(), Refusal> {
    let Some(task) = task.and_then(|id| draft.case.task(id)).cloned() else {
        return can_reassign(None);
    };
    let Some(Value::Unit(unit)) = draft.input.get("unit").cloned() else {
        return Err(Refusal::invalid(Vec::new()));
    };
    let officer = match draft.input.get("officer") {
        Some(Value::Officer(officer)) => Some(officer.clone()),
        _ => None,
    };
    check_reach(draft, action, &task, &unit)?;
    check_holds(draft, &task, &unit, officer.as_ref())?;
    draft.happen(Event::TaskMoved { task: task.id.clone(), unit: unit.clone(), officer, passed_down: false });
    if draft.case.task(&task.id).is_some_and(|moved| moved.passed_by.is_empty()) {
        clocks::end_levels_below(draft, &task.id);
    }
    keep_unit(draft, &task, unit);
    if let Some(task) = draft.case.task(&task.id).cloned() {
        tasks::tell(draft, &task);
    }
    Ok(())
}

/// Who may reassign by a post in the unit alone reaches no further than that unit and those below it.
fn check_reach(draft: &Draft<'_>, action: &Action, task: &Task, unit: &UnitCode) -> Result<(), Refusal> {
    let Who::Officer(officer) = draft.who else { return Ok(()) };
    let anywhere = action.by.iter().any(|by| {
        matches!(by, By::Post(_)) && may::fits(draft.world, &draft.case, Some(task), draft.who, draft.at, by)
    });
    let own = |by: &By| match by {
        By::PostAtTask(post) => reaches(draft, officer, post, task, unit),
        _ => false,
    };
    if anywhere || action.by.iter().any(own) {
        return Ok(());
    }
    Err(Refusal::invalid(vec![Fault::new(
        "/unit",
        "out-of-reach",
        "只能在本单位及下级单位之间改派，跨单位请报督查",
        "You can reassign within your unit and those below it. For another unit ask the supervisor.",
    )]))
}

fn reaches(
    draft: &Draft<'_>,
    officer: &Officer,
    post: &crate::directory::PostName,
    task: &Task,
    unit: &UnitCode,
) -> bool {
    let units = task.unit.iter().chain(&task.passed_by);
    units
        .into_iter()
        .any(|own| may::holds(draft.world, officer, post, own, draft.at) && draft.world.directory.is_within(unit, own))
}

fn check_holds(draft: &Draft<'_>, task: &Task, unit: &UnitCode, officer: Option<&UserName>) -> Result<(), Refusal> {
    let (Some(officer), Some(post)) = (officer, &task.post) else { return Ok(()) };
    let day = crate::calendar::civil(draft.at).date();
    if draft.world.directory.holds(officer, post, unit, day) {
        return Ok(());
    }
    Err(Refusal::invalid(vec![Fault::new(
        "/officer",
        "not-in-post",
        "该人员在这个单位没有相应岗位，请另选",
        "That officer does not hold the post in this unit. Choose another.",
    )]))
}

/// Where the stage's unit is a fact of the case, the fact follows, so that the next stages find the new unit.
fn keep_unit(draft: &mut Draft<'_>, task: &Task, unit: UnitCode) {
    let rule = draft.stage(&task.stage).ok().map(|stage| &stage.task);
    let Some(TaskRule::Officer { unit: UnitRule::Field(field) | UnitRule::Worked(field), .. }) = rule else { return };
    let within_lead = task.passed_by.contains(&unit) || task.unit.as_ref() == Some(&unit);
    if !within_lead {
        let values = Values::from([(field.clone(), Value::Unit(unit))]);
        draft.happen(Event::FactsSet { values, cleared: Vec::new() });
    }
}
