//! A case as it stands: what the events add up to, and all that a decision looks at.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::drawing::Drawing;
use super::known::Foreknown;
use super::letters::IssuedLetter;
use super::papers::PaperState;
use super::quantity::Period;
use super::slots::Hold;
use super::{CaseId, Identity, TypeId};
use crate::calendar::{Hours, Length, Pause};
use crate::directory::{DistrictCode, PostName, UnitCode, UserName};
use crate::value::{FieldName, Values};

/// The standing outside branches.
pub const MAIN: &str = "main";

/// One matter.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Case {
    /// The id that programs use.
    pub id: CaseId,
    /// The number that people say.
    pub number: String,
    /// The district.
    pub district: DistrictCode,
    /// What kind of matter it is.
    pub case_type: TypeId,
    /// The version of the pack that it runs under.
    pub pack_version: u32,
    /// How it came in.
    pub channel: String,
    /// Whether it is invented for a demonstration.
    pub synthetic: bool,
    /// When it was filed.
    pub opened: Timestamp,
    /// When the last event happened; no later one is earlier than this.
    pub last: Timestamp,
    /// How many commands have changed it.
    pub version: u64,
    /// Open, or closed with its outcome.
    pub closed: Option<Closing>,
    /// What the form says and what officers settled.
    pub values: Values,
    /// Where it stands: its stage outside branches first; while that one has split, one entry for each branch that is
    /// being gone too. None when closed or linked.
    pub standings: Vec<Standing>,
    /// The branches of the stage that split last, in the order of the pack; they stay after they were joined.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch>,
    /// The stops that hold for a branch or a task alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stops: Vec<Stop>,
    /// All its tasks, in the order in which they were opened.
    pub tasks: Vec<Task>,
    /// All its clocks, in the order in which they started.
    pub clocks: Vec<Clock>,
    /// 1 at first; one more with each redo or reopening.
    pub round: u32,
    /// How often an action that is limited was taken, by `action` or `action@unit`; in a branch by `branch/action`.
    pub tallies: BTreeMap<String, u32>,
    /// Who took an action last, for those that ask for another person; in a branch by `branch/action`.
    pub authors: BTreeMap<String, UserName>,
    /// The request for more time that waits for an answer.
    pub extension: Option<Extension>,
    /// The case that this one is a duplicate of.
    pub lead: Option<CaseId>,
    /// The lead's accountable unit while linked.
    pub lead_unit: Option<UnitCode>,
    /// The lead whose answer was this case's too, once the link has done its work.
    pub answered_with: Option<CaseId>,
    /// The duplicates of this one that still wait for its answer.
    pub followers: BTreeSet<CaseId>,
    /// Sums of the quantities recorded.
    pub quantities: BTreeMap<String, Decimal>,
    /// What of them is known to belong to which stretch of time.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub measured: BTreeMap<String, BTreeMap<Period, Decimal>>,
    /// The last judgement.
    pub rating: Option<Rating>,
    /// Where it comes from, if another system sent it.
    pub outer: Option<Outer>,
    /// The officer who took it in, where the pack asks for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filer: Option<UserName>,
    /// The cases that its form names, by field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub refers: BTreeMap<FieldName, CaseId>,
    /// What decisions on other cases said of it, each once: the counts that it is left out of by each; empty where that
    /// one was reversed, or said that it counts again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rulings: BTreeMap<CaseId, Vec<String>>,
    /// The letters and certificates that were issued, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub letters: Vec<IssuedLetter>,
    /// The papers that it needs, as they stand.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub papers: BTreeMap<String, PaperState>,
    /// The matters that it opened, in the order in which they were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subcases: Vec<SubCase>,
    /// The case that it was opened for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Parent>,
    /// What it has drawn, if it is a draw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawing: Option<Box<Drawing>>,
    /// The counts that each time of its life was left out of when it was opened again after a decision: what was decided of
    /// one time says nothing of the next.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ruled_before: Vec<BTreeSet<String>>,
    /// The case that it is the same as, in the words of whoever reported it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_alike: Option<CaseId>,
    /// What it holds of an entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// What was known of what it asks when it was taken in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreknown: Option<Box<Foreknown>>,
}

/// How a case ended.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Closing {
    /// The outcome's name in the pack.
    pub outcome: String,
    /// When.
    pub at: Timestamp,
}

/// Names a standing: `main`, or the branch.
pub type StandingId = String;

/// One place where the case stands.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Standing {
    /// `main`, or the branch's name.
    pub id: StandingId,
    /// The stage.
    pub stage: String,
    /// Since when.
    pub since: Timestamp,
}

/// One of the ways that are gone side by side.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Branch {
    /// Its name in the pack, which is its standing's too.
    pub id: StandingId,
    /// How far it has come.
    pub state: BranchState,
    /// Since when that is so.
    pub since: Timestamp,
}

/// How far a branch has come.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BranchState {
    /// It waits for others to end.
    Waiting,
    /// It is being gone.
    Open,
    /// It ended with an outcome.
    Ended(String),
    /// It was not needed any more, or the case went another way.
    Withdrawn,
}

/// A matter that a case opened, as far as the case knows of it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct SubCase {
    /// The name of these matters in the pack.
    pub name: String,
    /// Which of that name it is, from 1.
    pub sequence: u32,
    /// Its kind.
    pub opens: TypeId,
    /// The standing in which it was asked for.
    pub standing: StandingId,
    /// When it was asked for.
    pub asked: Timestamp,
    /// What goes into its form, until it has been taken in.
    #[serde(default, skip_serializing_if = "Values::is_empty")]
    pub values: Values,
    /// Its id and number, once it has been taken in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitCode>,
    /// How many commands had changed it when it was last heard of.
    #[serde(default)]
    pub version: u64,
    /// How far it has come.
    pub state: SubCaseState,
    /// Whether a wait has taken its end into account.
    #[serde(default)]
    pub joined: bool,
}

/// How far a sub-case has come.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubCaseState {
    /// It is asked for.
    Asked,
    /// It has been taken in.
    Open,
    /// It was closed with this outcome.
    Closed(String),
    /// It could not be taken in, with this code.
    Refused(String),
    /// It is none any more.
    Left,
}

/// The case that another one was opened for.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Parent {
    /// Its id.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// Its kind.
    pub case_type: TypeId,
    /// The name of its sub-cases of this sort.
    pub name: String,
    /// Which of them this is.
    pub sequence: u32,
    /// On which level this one stands: 2 right below the first.
    pub level: u32,
    /// Whether it let this one go.
    #[serde(default)]
    pub left: bool,
}

impl SubCase {
    /// Whether it has not ended.
    pub fn is_open(&self) -> bool {
        matches!(self.state, SubCaseState::Asked | SubCaseState::Open)
    }

    /// The outcome with which it was closed.
    pub fn outcome(&self) -> Option<&str> {
        match &self.state {
            SubCaseState::Closed(outcome) => Some(outcome),
            _ => None,
        }
    }
}

/// For what a stop holds that is not the whole case's.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopScope {
    /// The clocks of a branch and of its tasks.
    Branch(StandingId),
    /// The clocks of a task.
    Task(TaskId),
}

/// A stop of a part of the case.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Stop {
    /// For what it holds.
    pub scope: StopScope,
    /// When it ends by itself at the latest.
    pub until: Timestamp,
}

/// `t1`, `t2` … within the case.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct TaskId(pub String);

/// What one unit, and then one officer, must do in a stage.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// The standing that it belongs to.
    pub standing: StandingId,
    /// The stage.
    pub stage: String,
    /// What kind of work it is.
    pub kind: TaskKind,
    /// The unit that has it; none for the reporter's own.
    pub unit: Option<UnitCode>,
    /// The post that does it; none for the reporter's own.
    pub post: Option<PostName>,
    /// The officer, once one took it or was named.
    pub officer: Option<UserName>,
    /// Units above that passed it down and stay accountable, the highest first.
    #[serde(default)]
    pub passed_by: Vec<UnitCode>,
    /// When it was opened.
    pub opened: Timestamp,
    /// Who held it, in order: time is shown per level.
    #[serde(default)]
    pub held: Vec<Held>,
    /// How and when it ended.
    pub ended: Option<(TaskEnd, Timestamp)>,
}

/// A span in which one unit had a task.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Held {
    /// The unit.
    pub unit: UnitCode,
    /// From when.
    pub from: Timestamp,
    /// Until when; none while it has it.
    pub until: Option<Timestamp>,
}

/// What kind of work a task is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskKind {
    /// The stage's own work: its end moves the case.
    Lead,
    /// A supporting unit's share.
    Support,
    /// A decision on a request for more time.
    Approval,
    /// The reporter's: to judge, to mend.
    Reporter,
}

/// How a task ended.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskEnd {
    /// Its work was done.
    Done,
    /// The case went another way.
    Cancelled,
}

/// `pledged`, `pledged#2` in the second round, `task:t3`, `outer`.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct ClockId(pub String);

/// One deadline of a case or a task, as it runs.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Clock {
    /// Its id.
    pub id: ClockId,
    /// The deadline's name in the pack; none for a task's or an outer one.
    pub deadline: Option<String>,
    /// What sort of limit it is.
    pub kind: ClockKind,
    /// The task that it belongs to.
    pub task: Option<TaskId>,
    /// The branch that it belongs to, if it is a deadline of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<StandingId>,
    /// The paper that it waits for, if it is one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// The round that it belongs to.
    pub round: u32,
    /// The instant that it counts from.
    pub start: Timestamp,
    /// The working hours of the unit that it is counted in.
    pub hours: Hours,
    /// When it is due (the base, while it is suspended) and by what count.
    pub reckoning: Reckoning,
    /// Its stops, the last one open while it is suspended.
    #[serde(default)]
    pub pauses: Vec<Pause>,
    /// When an open stop ends by itself.
    #[serde(default)]
    pub resumes_by: Option<Timestamp>,
    /// How many extensions it had, and how many days in all (in the measure of the pack's rule).
    #[serde(default)]
    pub extended: (u32, u32),
    /// Grows with each extension and resumption.
    #[serde(default)]
    pub generation: u32,
    /// Whether it was late at some instant: late is never unsaid.
    #[serde(default)]
    pub was_late: bool,
    /// Its end.
    #[serde(default)]
    pub ended: Option<(Verdict, Timestamp)>,
}

/// How a due date was worked out.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Reckoning {
    /// How long the clock runs, without extensions.
    pub limit: Limit,
    /// When it is due.
    pub due: Timestamp,
    /// Whether a year of it is not yet in a published calendar.
    pub provisional: bool,
    /// The version of the calendar.
    pub calendar: String,
    /// The name of its basis in the pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// Warnings still to come, with their instants.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<(WarningLevel, Timestamp)>,
}

/// How long a clock runs.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// A length from its start.
    Within(Length),
    /// Up to an instant that was given.
    Until(Timestamp),
    /// A length from a day that was given; a negative one is before it.
    From {
        /// The day.
        day: jiff::civil::Date,
        /// The length.
        within: Length,
    },
    /// What is left of the case's clock of this id: it moves when that one moves.
    Remaining(ClockId),
}

/// What sort of limit a clock is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockKind {
    /// Set by law.
    Statutory,
    /// Promised, and not longer than the statutory one.
    Pledged,
    /// Set by the system that sent the case.
    Outer,
    /// A task's own.
    Task,
}

/// How a clock ended.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// In time.
    Met,
    /// Late.
    Missed,
    /// Not needed any more.
    Cancelled,
}

/// How urgent a warning is, the lowest first.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WarningLevel {
    /// Soon late.
    Yellow,
    /// Late.
    Red,
}

/// A request for more time that waits.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Extension {
    /// The clock.
    pub clock: ClockId,
    /// Working days asked for.
    pub days: u32,
    /// The approvals still needed, in order; the first has an open task.
    pub steps: Vec<ApprovalStep>,
    /// Unanswered by then, it is refused.
    pub lapses: Timestamp,
}

/// One approval, already routed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ApprovalStep {
    /// The post that decides.
    pub post: PostName,
    /// The unit.
    pub unit: UnitCode,
    /// By when; never later than the base due date.
    pub within: Length,
}

/// The last judgement of the reporter.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Rating {
    /// Bad by the pack's rule.
    pub bad: bool,
    /// Silence: in no rate.
    pub is_default: bool,
    /// The round that it judges.
    pub round: u32,
}

/// The outer side of a case that another system sent.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Outer {
    /// The system's name, as in the token's scope.
    pub system: String,
    /// Its own number.
    pub number: String,
    /// Its deadline, kept beside ours; the earlier rules.
    pub due: Option<Timestamp>,
    /// Its revision; a lower or equal one changes nothing.
    pub revision: u64,
}

impl Case {
    /// Whether it is linked to a lead, and so has no stages of its own.
    pub fn is_linked(&self) -> bool {
        self.lead.is_some() && self.closed.is_none()
    }

    /// The task of this id.
    pub fn task(&self, id: &TaskId) -> Option<&Task> {
        self.tasks.iter().find(|task| task.id == *id)
    }

    /// The tasks that wait for somebody.
    pub fn open_tasks(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.is_open())
    }

    /// The work that moves this standing on: the officer's or the reporter's.
    pub fn lead_task(&self, standing: &str) -> Option<&Task> {
        self.open_tasks().find(|task| task.standing == standing && task.moves_on())
    }

    /// The clock of this id.
    pub fn clock(&self, id: &ClockId) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.id == *id)
    }

    /// The clocks that have not ended.
    pub fn open_clocks(&self) -> impl Iterator<Item = &Clock> {
        self.clocks.iter().filter(|clock| clock.ended.is_none())
    }

    /// The clocks of a task's work that have not ended: not those of the duties beside it.
    pub fn clocks_of(&self, task: &TaskId) -> impl Iterator<Item = &Clock> {
        self.open_clocks().filter(move |clock| clock.task.as_ref() == Some(task) && !clock.is_duty())
    }

    /// The clock of a deadline in this round that has not ended.
    pub fn open_deadline(&self, name: &str) -> Option<&Clock> {
        self.open_clocks().find(|clock| clock.deadline.as_deref() == Some(name))
    }

    /// The clock of the case, not of a task or a branch, that runs out first: the one that rules.
    pub fn ruling_clock(&self) -> Option<&Clock> {
        self.open_clocks().filter(|clock| clock.is_of_case()).min_by_key(|clock| clock.due())
    }

    /// The clock that rules a standing: of a branch its own first deadline, else the case's.
    pub fn ruling_clock_of(&self, standing: &str) -> Option<&Clock> {
        let own = self.open_clocks().filter(|clock| clock.branch.as_deref() == Some(standing));
        own.min_by_key(|clock| clock.due()).or_else(|| self.ruling_clock())
    }

    /// The branch of this name, of the stage that split last.
    pub fn branch(&self, name: &str) -> Option<&Branch> {
        self.branches.iter().find(|branch| branch.id == name)
    }

    /// The branches that have not ended, be they gone or waiting.
    pub fn open_branches(&self) -> impl Iterator<Item = &Branch> {
        self.branches.iter().filter(|branch| branch.is_open())
    }

    /// How often an action was taken in a standing: each branch counts for itself.
    pub fn taken(&self, action: &str, standing: &str) -> u32 {
        self.tallies.get(&key_in(standing, action)).copied().unwrap_or_default()
    }

    /// Who took an action last, as far as it concerns a standing: a branch has its own authors and those outside
    /// branches; outside branches those of every branch count too.
    pub fn authors_of<'c>(&'c self, action: &'c str, standing: &'c str) -> impl Iterator<Item = &'c UserName> {
        let fits = move |key: &str| match key.split_once('/') {
            None => key == action,
            Some((branch, name)) => name == action && (standing == MAIN || standing == branch),
        };
        self.authors.iter().filter(move |(key, _)| fits(key)).map(|(_, who)| who)
    }

    /// The branch to which a task belongs; none outside branches.
    pub fn branch_of(&self, task: &TaskId) -> Option<&StandingId> {
        self.task(task).map(|task| &task.standing).filter(|standing| *standing != MAIN)
    }

    /// Whether a stop of a part of the case holds a clock.
    pub fn is_stopped_in_part(&self, clock: &Clock) -> bool {
        self.stops.iter().any(|stop| self.covers(&stop.scope, clock))
    }

    /// When a clock that stands still with the whole case runs again at the latest. The case's own clocks say so, as
    /// long as one of them stands.
    pub fn resumes_with_case(&self, clock: &Clock) -> Option<Timestamp> {
        let follows = !clock.is_of_case() && self.is_suspended();
        let own = clock.is_suspended() && !follows && !self.is_stopped_in_part(clock);
        clock.resumes_by.filter(|_| own)
    }

    /// Whether a clock belongs to a part of the case.
    pub fn covers(&self, scope: &StopScope, clock: &Clock) -> bool {
        match scope {
            StopScope::Task(task) => clock.task.as_ref() == Some(task),
            StopScope::Branch(branch) => {
                let of_task = || clock.task.as_ref().and_then(|task| self.branch_of(task));
                clock.branch.as_ref().or_else(of_task) == Some(branch)
            }
        }
    }

    /// Whether its clocks stand still on a recorded ground.
    pub fn is_suspended(&self) -> bool {
        self.open_clocks().any(|clock| clock.is_of_case() && clock.is_suspended())
    }

    /// The sub-case of this name and place among those of its name.
    pub fn subcase(&self, name: &str, sequence: u32) -> Option<&SubCase> {
        self.subcases.iter().find(|it| it.name == name && it.sequence == sequence)
    }

    /// The sub-cases that have not ended.
    pub fn open_subcases(&self) -> impl Iterator<Item = &SubCase> {
        self.subcases.iter().filter(|it| it.is_open())
    }

    /// On which level it stands among cases that opened each other: the first on 1.
    pub fn level(&self) -> u32 {
        self.parent.as_ref().map_or(1, |parent| parent.level)
    }

    /// Whether the reporter has something to do, be it in a branch only.
    pub fn asks_reporter(&self) -> bool {
        self.open_tasks().any(|task| task.kind == TaskKind::Reporter)
    }

    /// Whether it waits for the reporter: as a whole, not in a branch.
    pub fn waits_for_reporter(&self) -> bool {
        self.open_tasks().any(|task| task.kind == TaskKind::Reporter && task.standing == MAIN)
    }
}

/// The name under which what was done in a standing is kept: outside branches the action's own.
pub(super) fn key_in(standing: &str, action: &str) -> String {
    if standing == MAIN { action.to_owned() } else { format!("{standing}/{action}") }
}

impl Branch {
    /// Whether it has not ended.
    pub fn is_open(&self) -> bool {
        matches!(self.state, BranchState::Waiting | BranchState::Open)
    }

    /// The outcome with which it ended.
    pub fn outcome(&self) -> Option<&str> {
        match &self.state {
            BranchState::Ended(outcome) => Some(outcome),
            _ => None,
        }
    }
}

impl Task {
    /// Whether it still waits for somebody.
    pub fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    /// Whether its end moves the case on.
    pub fn moves_on(&self) -> bool {
        matches!(self.kind, TaskKind::Lead | TaskKind::Reporter)
    }

    /// The unit that answers for it: the highest that passed it down, else the one that has it.
    pub fn accountable(&self) -> Option<&UnitCode> {
        self.passed_by.first().or(self.unit.as_ref())
    }
}

impl Clock {
    /// When it is due; the base, while it is suspended.
    pub fn due(&self) -> Timestamp {
        self.reckoning.due
    }

    /// Whether it is a deadline of the whole case: neither a task's nor a branch's nor a paper's.
    pub fn is_of_case(&self) -> bool {
        self.task.is_none() && self.branch.is_none() && self.paper.is_none()
    }

    /// Whether it measures a duty beside the work of a task, such as a first contact.
    pub fn is_duty(&self) -> bool {
        self.task.is_some() && self.deadline.is_some()
    }

    /// Whether it stands still.
    pub fn is_suspended(&self) -> bool {
        self.ended.is_none() && self.pauses.last().is_some_and(|pause| pause.until.is_none())
    }

    /// Whether it is past due at an instant: a stopped clock cannot pass its due date.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.ended.is_none() && !self.is_suspended() && now > self.due()
    }
}
