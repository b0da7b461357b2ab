//! Passing down the tree (转办): a unit below does the work in a shorter time, and the unit above still answers for it.

use super::draft::Draft;
use super::{clocks, tasks};
use crate::casework::case::{Case, Clock, ClockId, Limit, Task, TaskId};
use crate::casework::event::Event;
use crate::casework::refusal::{Fault, Refusal, RefusalCode};
use crate::directory::{Directory, UnitCode};
use crate::value::Value;

/// Whether there is anybody below to pass the task to.
pub(in crate::casework) fn can_pass(directory: &Directory, task: Option<&Task>) -> Result<(), Refusal> {
    let unit = task.and_then(|task| task.unit.as_ref());
    if unit.is_some_and(|unit| directory.children(unit).next().is_some()) {
        return Ok(());
    }
    Err(Refusal::new(RefusalCode::NotOpen, "本单位没有下级单位可以转办", "There is no unit below to pass this to."))
}

/// Passes a task down. Its own clock runs on for the unit above.
pub(super) fn pass(draft: &mut Draft<'_>, task: Option<&TaskId>) -> Result<(), Refusal> {
    let Some(task) = task.and_then(|id| draft.case.task(id)).cloned() else {
        return can_pass(draft.world.directory, None);
    };
    let (Some(Value::Unit(unit)), Some(Value::Length(within))) =
        (draft.input.get("unit").cloned(), draft.input.get("within").cloned())
    else {
        return Err(Refusal::invalid(Vec::new()));
    };
    check_below(draft.world.directory, &task, &unit)?;
    draft.happen(Event::TaskMoved { task: task.id.clone(), unit, officer: None, passed_down: true });
    let Some(task) = draft.case.task(&task.id).cloned() else { return Ok(()) };
    let own = due(&draft.case, &task.id);
    let id = next_clock(&draft.case, &task.id);
    clocks::start_clock_of(draft, &task, id.clone(), Limit::Within(within), None)?;
    if draft.case.clock(&id).map(|clock| clock.due()) >= own {
        return Err(not_shorter());
    }
    tasks::tell(draft, &task);
    Ok(())
}

/// A name for the clock of the unit below that no clock of the task has had: a task that was moved away and is passed
/// down again has as many levels as before, but another clock.
fn next_clock(case: &Case, task: &TaskId) -> ClockId {
    let own = format!("task:{}", task.0);
    let level =
        |clock: &&Clock| clock.id.0.strip_prefix(&own).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    ClockId(format!("{own}.{}", case.clocks.iter().filter(level).count() + 1))
}

fn check_below(directory: &Directory, task: &Task, unit: &UnitCode) -> Result<(), Refusal> {
    let below = task.unit.as_ref().is_some_and(|own| own != unit && directory.is_within(unit, own));
    if below {
        return Ok(());
    }
    Err(Refusal::invalid(vec![Fault::new(
        "/unit",
        "not-below",
        "只能转给本单位的下级单位",
        "It can only be passed to a unit below your own.",
    )]))
}

/// By when the task must be done as it stands: the shortest of its clocks.
fn due(case: &Case, task: &TaskId) -> Option<jiff::Timestamp> {
    case.clocks_of(task).map(|clock| clock.due()).min()
}

fn not_shorter() -> Refusal {
    Refusal::invalid(vec![Fault::new(
        "/within",
        "not-shorter",
        "下级时限须早于本级到期时间，请缩短",
        "The unit below must be done before you are due. Give a shorter time.",
    )])
}
