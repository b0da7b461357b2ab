//! Tasks: what one unit must do, with its clock and with word to whoever has it; and their end.

use super::clocks;
use super::draft::{Draft, addressee};
use crate::casework::case::{Held, StandingId, Task, TaskEnd, TaskId, TaskKind};
use crate::casework::event::Event;
use crate::casework::refusal::Refusal;
use crate::directory::{PostName, UnitCode};
use crate::pack::model::Within;

/// A task of the reporter's, not yet opened: it has neither unit nor post.
pub(super) fn of_reporter(draft: &Draft<'_>, standing: &str, stage: &str) -> Task {
    Task {
        id: draft.next_task(),
        standing: StandingId::from(standing),
        stage: stage.to_owned(),
        kind: TaskKind::Reporter,
        unit: None,
        post: None,
        officer: None,
        passed_by: Vec::new(),
        opened: draft.at,
        held: Vec::new(),
        ended: None,
    }
}

/// A task of an officer's, not yet opened.
pub(super) fn of_officer(
    draft: &Draft<'_>,
    (standing, stage): (&str, &str),
    kind: TaskKind,
    (post, unit): (&PostName, UnitCode),
) -> Task {
    Task {
        kind,
        post: Some(post.clone()),
        unit: Some(unit.clone()),
        held: vec![Held { unit, from: draft.at, until: None }],
        ..of_reporter(draft, standing, stage)
    }
}

/// Opens a task with its clock, and tells whoever has it.
pub(super) fn open(draft: &mut Draft<'_>, task: &Task, within: Within, basis: Option<&String>) -> Result<(), Refusal> {
    draft.happen(Event::TaskOpened { task: task.clone() });
    clocks::start_task_clock(draft, task, within, basis)?;
    tell(draft, task);
    Ok(())
}

/// Tells whoever has a task that they have it.
pub(super) fn tell(draft: &mut Draft<'_>, task: &Task) {
    if let Some(whom) = addressee(task) {
        draft.tell_one(whom, "task", Some(&task.id));
    }
}

/// Ends a task and its clocks.
pub(super) fn end(draft: &mut Draft<'_>, task: &TaskId, end: TaskEnd) {
    clocks::end_of_task(draft, task, end == TaskEnd::Done);
    draft.happen(Event::TaskEnded { task: task.clone(), end });
}

/// Ends the open tasks that fit: the one by which the case moves on is done, the others are not needed any more.
pub(super) fn end_all(draft: &mut Draft<'_>, by: Option<&TaskId>, fits: impl Fn(&Task) -> bool) {
    let open: Vec<TaskId> = draft.case.open_tasks().filter(|task| fits(task)).map(|task| task.id.clone()).collect();
    for task in open {
        end(draft, &task, if by == Some(&task) { TaskEnd::Done } else { TaskEnd::Cancelled });
    }
}
