//! What a matter's time came to, in what can be compared: its limits, the work in it, its end.

use jiff::Timestamp;

use crate::casework::case::{Case, Clock, Task, TaskEnd, TaskKind, Verdict};
use crate::directory::{PostName, UnitCode};

/// The course of a matter up to an instant.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Course {
    /// Its outcome and when it closed.
    pub closed: Option<(String, Timestamp)>,
    /// Its limits, in the order in which they began.
    pub limits: Vec<LimitRun>,
    /// The work of officers in it, in the order in which it came.
    pub works: Vec<Work>,
}

/// A limit as it ran.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LimitRun {
    /// The deadline's name in the pack; for a task's own time its stage.
    pub name: String,
    /// Whether it is the matter's, not one of a task or a duty.
    pub of_case: bool,
    /// The unit that answered for it.
    pub unit: Option<UnitCode>,
    /// The end that it had at last.
    pub due: Timestamp,
    /// When it ended; none while it runs.
    pub ended: Option<Timestamp>,
    /// Whether it was passed.
    pub late: bool,
}

/// A piece of work of an officer's.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Work {
    /// The unit that had it last.
    pub unit: UnitCode,
    /// The post.
    pub post: PostName,
    /// The stage.
    pub stage: String,
    /// Whether its end moved the matter on.
    pub leads: bool,
    /// When it came.
    pub opened: Timestamp,
    /// When it ended, and whether by being done.
    pub ended: Option<(Timestamp, bool)>,
}

impl Course {
    /// The course of a matter as it stands at an instant. The reporter's silence is nobody's lateness.
    #[must_use]
    pub fn of(case: &Case, at: Timestamp) -> Course {
        Course {
            closed: case.closed.as_ref().map(|end| (end.outcome.clone(), end.at)),
            limits: case.clocks.iter().filter_map(|clock| limit(case, clock, at)).collect(),
            works: case.tasks.iter().filter_map(work).collect(),
        }
    }

    /// Whether a limit of the matter itself was passed.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.limits.iter().any(|limit| limit.of_case && limit.late)
    }

    /// The first limit of the matter that was passed.
    #[must_use]
    pub fn first_late(&self) -> Option<&LimitRun> {
        self.limits.iter().find(|limit| limit.of_case && limit.late)
    }
}

fn limit(case: &Case, clock: &Clock, at: Timestamp) -> Option<LimitRun> {
    let task = clock.task.as_ref().and_then(|id| case.task(id));
    if !clock.is_duty() && task.is_some_and(|task| task.kind == TaskKind::Reporter) {
        return None;
    }
    let own = || task.map_or_else(|| "outer".to_owned(), |task| task.stage.clone());
    Some(LimitRun {
        name: clock.deadline.clone().unwrap_or_else(own),
        of_case: clock.is_of_case(),
        unit: task.map_or_else(|| crate::casework::responsible(case), Task::accountable).cloned(),
        due: clock.due(),
        ended: clock.ended.as_ref().map(|(_, at)| *at),
        late: matches!(clock.ended, Some((Verdict::Missed, _))) || clock.is_late(at),
    })
}

fn work(task: &Task) -> Option<Work> {
    Some(Work {
        unit: task.unit.clone()?,
        post: task.post.clone()?,
        stage: task.stage.clone(),
        leads: task.kind == TaskKind::Lead,
        opened: task.opened,
        ended: task.ended.as_ref().map(|(end, at)| (*at, *end == TaskEnd::Done)),
    })
}
