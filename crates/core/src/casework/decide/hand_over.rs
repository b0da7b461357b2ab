//! Handing over (交接): an officer leaves, and each open task that bears that name goes on under another or under its post.

use super::draft::Draft;
use super::tasks;
use crate::calendar::civil;
use crate::casework::case::Task;
use crate::casework::event::Event;
use crate::casework::may;
use crate::casework::refusal::Refusal;
use crate::directory::UserName;

/// Hands over the tasks of `from`. A case in which that officer has none is left as it is.
pub(super) fn hand_over(draft: &mut Draft<'_>, from: &UserName, to: Option<&UserName>) -> Result<(), Refusal> {
    may::keeps_officers(draft.who, &draft.case.district)?;
    let theirs: Vec<Task> =
        draft.case.open_tasks().filter(|task| task.officer.as_ref() == Some(from)).cloned().collect();
    for task in theirs {
        let to = to.filter(|officer| *officer != from && holds(draft, officer, &task)).cloned();
        draft.happen(Event::TaskHandedOver { task: task.id.clone(), from: from.clone(), to });
        if let Some(task) = draft.case.task(&task.id).cloned() {
            tasks::tell(draft, &task);
        }
    }
    Ok(())
}

/// Whether the successor holds the post in which the task is done, in its unit, today.
fn holds(draft: &Draft<'_>, officer: &UserName, task: &Task) -> bool {
    let (Some(post), Some(unit)) = (&task.post, &task.unit) else { return false };
    draft.world.directory.holds(officer, post, unit, civil(draft.at).date())
}
