//! The record of one case, told as steps: what happened, when, in whose hands.

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::casework::case::{Case, Clock, ClockId, Task, TaskEnd, TaskId, Verdict};
use crate::casework::{Event, dated, evolve, responsible};
use crate::directory::{UnitCode, UserName};

/// One step in the life of a case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// What: the name of an action as its pack spells it, or one of the kernel's own words, which begin with a capital.
    pub activity: String,
    /// In which task.
    pub task: Option<TaskId>,
    /// In whose hands the case was.
    pub unit: Option<UnitCode>,
    /// Into whose hands it came with this step.
    pub to: Option<UnitCode>,
    /// Who acted, if an officer did.
    pub officer: Option<UserName>,
    /// What more is known of it.
    pub said: Vec<(&'static str, Said)>,
}

/// A value that a step says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Said {
    /// A name of the pack.
    Name(String),
    /// A count.
    Count(i64),
    /// An amount.
    Amount(Decimal),
    /// Yes or no.
    Yes(bool),
}

/// What sort of value a step says under a name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// A name of the pack.
    Name,
    /// A count.
    Count,
    /// An amount.
    Amount,
    /// Yes or no.
    Yes,
}

/// A case with its steps, in order.
#[derive(Clone, Debug)]
pub struct Story {
    /// The case as it stands after the last one.
    pub case: Case,
    /// The steps.
    pub steps: Vec<Step>,
}

/// The kernel's own words, with what is said beside them.
const OWN: [(&str, &[(&str, Kind)]); 26] = [
    ("Filed", &[("channel", Kind::Name)]),
    ("Task opened", &[("stage", Kind::Name)]),
    ("Task passed on", &[("stage", Kind::Name)]),
    ("Task handed over", &[("stage", Kind::Name)]),
    ("Task done", &[("stage", Kind::Name)]),
    ("Task cancelled", &[("stage", Kind::Name)]),
    ("Deadline met", &[("deadline", Kind::Name)]),
    ("Deadline missed", &[("deadline", Kind::Name)]),
    ("Deadline moved", &[("deadline", Kind::Name), ("why", Kind::Name)]),
    ("Warned", &[("deadline", Kind::Name), ("level", Kind::Name)]),
    ("Suspended", &[("deadline", Kind::Name), ("ground", Kind::Name)]),
    ("Resumed", &[("deadline", Kind::Name)]),
    ("More time asked", &[("deadline", Kind::Name), ("days", Kind::Count)]),
    ("More time granted", &[("deadline", Kind::Name), ("days", Kind::Count)]),
    ("More time refused", &[("deadline", Kind::Name)]),
    ("Handed back", &[]),
    ("Round started", &[("round", Kind::Count)]),
    ("Rated", &[("bad", Kind::Yes), ("silence", Kind::Yes)]),
    ("Linked to another", &[]),
    ("Quantity recorded", &[("quantity", Kind::Name), ("amount", Kind::Amount)]),
    ("Sub-case asked", &[("subcase", Kind::Name)]),
    ("Sub-case closed", &[("subcase", Kind::Name), ("outcome", Kind::Name)]),
    ("Sub-case refused", &[("subcase", Kind::Name)]),
    ("Sub-cases awaited", &[("subcase", Kind::Name), ("reached", Kind::Yes)]),
    ("Closed", &[("outcome", Kind::Name)]),
    ("Reopened", &[]),
];

/// What steps of this name say: an action says in which stage it was taken.
#[must_use]
pub fn attributes_of(activity: &str) -> &'static [(&'static str, Kind)] {
    let own = OWN.iter().find(|(name, _)| *name == activity);
    own.map_or(&[("stage", Kind::Name)], |(_, said)| said)
}

/// Whether a step is an action that somebody took, and not a word of the kernel's.
#[must_use]
pub fn is_action(activity: &str) -> bool {
    !activity.starts_with(|first: char| first.is_ascii_uppercase())
}

/// Tells the record of a case: for each command its time and its events. None if it does not begin with a filing.
#[must_use]
pub fn story<'r>(records: impl IntoIterator<Item = (Timestamp, &'r [Event])>) -> Option<Story> {
    let (mut case, mut steps) = (None, Vec::new());
    for (at, events) in records {
        for (at, event) in dated(at, events) {
            let before = case.as_ref().and_then(responsible).cloned();
            case = evolve(case, at, event);
            steps.extend(case.as_ref().and_then(|case| step(case, before, at, event)));
        }
    }
    case.map(|case| Story { case, steps })
}

/// One event as a step, seen from the case after it; none for what another event says already.
fn step(case: &Case, before: Option<UnitCode>, at: Timestamp, event: &Event) -> Option<Step> {
    let of = |activity: &str, said: Vec<(&'static str, Said)>| Step {
        at,
        activity: activity.to_owned(),
        task: None,
        unit: before.clone(),
        to: None,
        officer: None,
        said,
    };
    Some(match event {
        Event::Filed { channel, .. } => of("Filed", vec![("channel", Said::Name(channel.clone()))]),
        Event::Acted { action, task, officer, .. } => acted(case, of(action, Vec::new()), task.as_ref(), officer),
        Event::TaskOpened { task } => Step { to: task.unit.clone(), ..of_task(of("Task opened", Vec::new()), task) },
        Event::TaskMoved { task, unit, .. } => {
            Step { to: Some(unit.clone()), ..of_task(of("Task passed on", Vec::new()), case.task(task)?) }
        }
        Event::TaskHandedOver { task, .. } => in_task(of("Task handed over", Vec::new()), case.task(task)?),
        Event::TaskEnded { task, end: TaskEnd::Done } => in_task(of("Task done", Vec::new()), case.task(task)?),
        Event::TaskEnded { task, .. } => in_task(of("Task cancelled", Vec::new()), case.task(task)?),
        Event::HandedBack { unit, .. } => Step { unit: Some(unit.clone()), ..of("Handed back", Vec::new()) },
        Event::RoundStarted { round } => of("Round started", vec![("round", Said::Count(i64::from(*round)))]),
        Event::Rated { bad, is_default, .. } => {
            of("Rated", vec![("bad", Said::Yes(*bad)), ("silence", Said::Yes(*is_default))])
        }
        Event::Merged { unit, .. } => Step { to: unit.clone(), ..of("Linked to another", Vec::new()) },
        Event::QuantityRecorded { quantity, amount } => {
            let name = ("quantity", Said::Name(quantity.clone()));
            of("Quantity recorded", vec![name, ("amount", Said::Amount(*amount))])
        }
        Event::SubCaseAsked { name, .. } => of("Sub-case asked", vec![subcase(name)]),
        Event::SubCaseClosed { name, outcome, .. } => {
            of("Sub-case closed", vec![subcase(name), ("outcome", Said::Name(outcome.clone()))])
        }
        Event::SubCaseRefused { name, .. } => of("Sub-case refused", vec![subcase(name)]),
        Event::SubCasesJoined { name, reached } => {
            of("Sub-cases awaited", vec![subcase(name), ("reached", Said::Yes(*reached))])
        }
        Event::Closed { outcome } => of("Closed", vec![("outcome", Said::Name(outcome.clone()))]),
        Event::Reopened => of("Reopened", Vec::new()),
        Event::Migrated { to, .. } => of("Carried to a version", vec![("version", Said::Count(i64::from(*to)))]),
        other => return clock_step(case, of("", Vec::new()), other),
    })
}

fn subcase(name: &str) -> (&'static str, Said) {
    ("subcase", Said::Name(name.to_owned()))
}

/// What happens to deadlines. A clock that was not needed any more is no step, nor is a warning that came too late to be
/// given.
fn clock_step(case: &Case, of: Step, event: &Event) -> Option<Step> {
    let tell = |activity: &str, clock: &ClockId, more: Option<(&'static str, Said)>| {
        let clock = case.clock(clock)?;
        let said = [("deadline", Said::Name(deadline_of(clock)))].into_iter().chain(more).collect();
        Some(Step { activity: activity.to_owned(), task: clock.task.clone(), said, ..of.clone() })
    };
    match event {
        Event::ClockEnded { clock, verdict: Verdict::Met } => tell("Deadline met", clock, None),
        Event::ClockEnded { clock, verdict: Verdict::Missed } => tell("Deadline missed", clock, None),
        Event::ClockMoved { clock, why, .. } => tell("Deadline moved", clock, Some(("why", Said::Name(why.clone())))),
        Event::Warned { clock, level, .. } => {
            tell("Warned", clock, Some(("level", Said::Name(level.name().to_owned()))))
        }
        Event::ClockSuspended { clock, ground, .. } => {
            tell("Suspended", clock, Some(("ground", Said::Name(ground.clone()))))
        }
        Event::ClockResumed { clock, .. } => tell("Resumed", clock, None),
        Event::ExtensionAsked { clock, days, .. } => {
            tell("More time asked", clock, Some(("days", Said::Count(i64::from(*days)))))
        }
        Event::ExtensionGranted { clock, days } => {
            tell("More time granted", clock, Some(("days", Said::Count(i64::from(*days)))))
        }
        Event::ExtensionRefused { clock, .. } => tell("More time refused", clock, None),
        _ => None,
    }
}

/// The deadline's name in the pack; `outer` for another system's, `task` for the time of a stage's work.
fn deadline_of(clock: &Clock) -> String {
    let nameless = || if clock.task.is_some() { "task" } else { "outer" }.to_owned();
    clock.deadline.clone().unwrap_or_else(nameless)
}

/// An action says the stage of its task, else the one where the case stands.
fn acted(case: &Case, of: Step, task: Option<&TaskId>, officer: &Option<UserName>) -> Step {
    let of = match task.and_then(|task| case.task(task)) {
        Some(task) => in_task(of, task),
        None => {
            let stage = case.standings.first().map(|standing| ("stage", Said::Name(standing.stage.clone())));
            Step { said: stage.into_iter().collect(), ..of }
        }
    };
    Step { officer: officer.clone(), ..of }
}

/// A step in a task, in the hands of the unit that has it.
fn in_task(of: Step, task: &Task) -> Step {
    Step { unit: task.unit.clone(), ..of_task(of, task) }
}

fn of_task(of: Step, task: &Task) -> Step {
    Step { task: Some(task.id.clone()), said: vec![("stage", Said::Name(task.stage.clone()))], ..of }
}

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Count(count) => count.fmt(f),
            Self::Amount(amount) => amount.fmt(f),
            Self::Yes(yes) => yes.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_words_are_told_apart_from_actions() {
        assert!(OWN.iter().all(|(name, _)| !is_action(name)));
        assert!(is_action("dispatch") && is_action("call_back"));
        assert_eq!(attributes_of("dispatch"), [("stage", Kind::Name)]);
        assert_eq!(attributes_of("Reopened"), []);
    }
}
