//! Where a case stands, who works on it there, and what somebody may do: stages, tasks, actions and ways on.

use std::collections::BTreeMap;

use super::{Awaits, DrawStep, Field, Span, Split, WarningRule};
use crate::calendar::Length;
use crate::directory::PostName;
use crate::pack::guard::Guard;
use crate::value::FieldName;

/// Where a case stands.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// Chinese title.
    pub title: String,
    /// The work that moves the case on.
    pub task: TaskRule,
    /// What supporting units do beside it.
    pub support: Option<Support>,
    /// What may be done.
    pub actions: Vec<Action>,
    /// What silence of the reporter means.
    pub silence: Option<Silence>,
    /// The branch that it belongs to; none outside branches.
    pub branch: Option<String>,
    /// The branches that are gone side by side while its own task leads them.
    pub split: Option<Split>,
    /// The sub-cases that it waits for.
    pub waits: Option<Awaits>,
    /// Where it is declared.
    pub span: Span,
}

impl Stage {
    /// The outcomes with which its ways on end the branch that it belongs to.
    pub fn ends(&self) -> impl Iterator<Item = &str> {
        let choices = self.actions.iter().flat_map(|action| match &action.does {
            Does::Go(choices) => choices.as_slice(),
            _ => &[],
        });
        let silence = self.silence.iter().map(|silence| &silence.then);
        let waits = self.waits.iter().flat_map(|wait| std::iter::once(&wait.then).chain(&wait.otherwise));
        choices.map(|choice| &choice.go).chain(silence).chain(waits).filter_map(|go| match go {
            Destination::End(outcome) => Some(outcome.as_str()),
            _ => None,
        })
    }
}

/// Who does the work of a stage, and by when.
#[derive(Clone, Debug)]
pub enum TaskRule {
    /// An officer of a unit.
    Officer {
        /// The post.
        post: PostName,
        /// The unit.
        unit: UnitRule,
        /// How long in some situations: the first whose condition holds when the task is opened.
        rules: Vec<TaskLimit>,
        /// By when, else.
        within: Within,
        /// Why so long.
        basis: Option<String>,
        /// Warnings of its own clock.
        warnings: Vec<WarningRule>,
    },
    /// The reporter: no clock of ours runs but the one of silence.
    Reporter,
}

/// How long a task may take in some situation.
#[derive(Clone, Debug)]
pub struct TaskLimit {
    /// Which situation.
    pub when: Guard,
    /// By when.
    pub within: Within,
    /// Why so long.
    pub basis: Option<String>,
}

impl TaskRule {
    /// The conditions under which an officer's task has each of its times, the last without one; none for the reporter's.
    pub fn terms(&self) -> Vec<(Option<&Guard>, Within, Option<&String>)> {
        let Self::Officer { rules, within, basis, .. } = self else { return Vec::new() };
        let rules = rules.iter().map(|rule| (Some(&rule.when), rule.within, rule.basis.as_ref()));
        rules.chain([(None, *within, basis.as_ref())]).collect()
    }
}

/// Which unit has a task.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum UnitRule {
    /// A named route.
    Route(String),
    /// The unit that a field names.
    Field(FieldName),
    /// The unit that answered, then each unit above it that passed the matter down, up to the
    /// field's: the action that moves on takes effect at the last.
    Climbs(FieldName),
    /// The unit that worked on this stage last in the round, if it is the field's or had it from there; else the field's.
    /// Those who passed it down stay accountable.
    Worked(FieldName),
}

/// How long a task may take.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Within {
    /// A length from its opening.
    Length(Length),
    /// What is left of the case's pledged (else statutory, else outer) clock.
    Remaining,
}

/// Supporting units: one task each; they hold nothing up and end with the stage.
#[derive(Clone, Debug)]
pub struct Support {
    /// The field that lists the units.
    pub each: FieldName,
    /// The post.
    pub post: PostName,
    /// By when.
    pub within: Within,
    /// Why so long.
    pub basis: Option<String>,
    /// What they may do; one that is `done` ends their task.
    pub actions: Vec<Action>,
}

/// What silence of the reporter means.
#[derive(Clone, Debug)]
pub struct Silence {
    /// After how long.
    pub after: Length,
    /// Why so long.
    pub basis: String,
    /// Where the case goes.
    pub then: Destination,
}

/// What people are told where the condition before an action does not hold.
#[derive(Clone, Debug, Default)]
pub struct WhyNot {
    /// In Chinese, as the pack's file says it.
    pub zh: String,
    /// In English, where the pack has it.
    pub en: Option<String>,
}

/// What somebody may do.
#[derive(Clone, Debug)]
pub struct Action {
    /// Its name.
    pub name: String,
    /// Chinese title: the words on the button.
    pub title: String,
    /// Who may.
    pub by: Vec<By>,
    /// While the case is open, closed, or only in some stages.
    pub during: During,
    /// A condition, with the sentence that tells why not.
    pub when: Option<(Guard, WhyNot)>,
    /// What it asks.
    pub ask: Vec<Field>,
    /// What it does.
    pub does: Does,
    /// How often.
    pub limit: Option<LimitRule>,
    /// Whoever last took one of these actions may not take this one.
    pub other_than: Vec<String>,
    /// Matches the deadlines' rules again.
    pub reclassifies: bool,
    /// Whether it may lead out of all branches, whatever of them is still open.
    pub leaves: bool,
    /// Its input is the reporter's judgement; the guard says when it is bad.
    pub judges: Option<Guard>,
    /// Which fields of its input hold the judgement's scores: `responded`, `resolved`, `satisfied`, `grade`.
    pub scores: BTreeMap<String, FieldName>,
    /// Lets a unit that the matter is about have it, as the coordinator's recorded decision.
    pub overrides_avoidance: bool,
    /// The sub-cases that it opens, by name.
    pub opens: Vec<String>,
    /// The step of a draw that it takes beside what else it does.
    pub draws: Option<DrawStep>,
    /// The registers whose entries the action may write.
    pub enters: Vec<String>,
    /// The letters that it issues.
    pub issues: Vec<String>,
    /// The letters that it revokes, where they hold.
    pub revokes: Vec<String>,
    /// The letters that it declares void, where they hold.
    pub voids: Vec<String>,
    /// Who is told.
    pub tell: Vec<By>,
    /// Where it is declared.
    pub span: Span,
}

impl Action {
    /// Whether letters are issued by it, or hold no more.
    pub fn prints(&self) -> bool {
        [&self.issues, &self.revokes, &self.voids].into_iter().any(|names| !names.is_empty())
    }
}

/// Who may, or who is told.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum By {
    /// The officer of the task.
    Task,
    /// The one who asked.
    Reporter,
    /// The officer who took the matter in, whatever posts that one holds.
    Filer,
    /// Anyone, signed in or not.
    Public,
    /// A post anywhere in the district.
    Post(PostName),
    /// A post in the unit that has the open lead task, or that passed it down.
    PostAtTask(PostName),
    /// A post in the unit that answers for the case.
    PostAtAccountable(PostName),
    /// A post in the unit, or each of the units, that a field names.
    PostAtField(PostName, FieldName),
    /// The system that sent the case.
    Outer,
}

impl std::fmt::Display for By {
    /// As packs write it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Task => f.write_str("task"),
            Self::Reporter => f.write_str("reporter"),
            Self::Filer => f.write_str("filer"),
            Self::Public => f.write_str("public"),
            Self::Post(post) => write!(f, "{post}"),
            Self::PostAtTask(post) => write!(f, "{post}@task"),
            Self::PostAtAccountable(post) => write!(f, "{post}@accountable"),
            Self::PostAtField(post, field) => write!(f, "{post}@{field}"),
            Self::Outer => f.write_str("outer"),
        }
    }
}

/// While what an action is open.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum During {
    /// Any stage of an open case (for a stage's own action: that stage).
    Open,
    /// Only these stages.
    Stages(Vec<String>),
    /// A closed case.
    Closed,
    /// Always.
    Always,
}

/// What an action does beside recording itself.
#[derive(Clone, Debug)]
pub enum Does {
    /// Nothing more: a comment, an addition, an urging.
    Stay,
    /// Moves the case: the first choice whose guard holds.
    Go(Vec<Choice>),
    /// Ends the own task of a supporting unit.
    EndTask,
    /// Hands the task to a unit below, which answers to the one that passes: `{unit, within}`.
    Pass,
    /// Asks for more time: `{days, reason}`.
    Extend {
        /// The deadline.
        deadline: String,
        /// The approvals, in order.
        approvals: Vec<Approval>,
    },
    /// Links the case to its lead: `{lead}`.
    Merge,
    /// Gives the task to another unit or officer: `{unit, officer?, reason}`.
    Reassign,
    /// Opens a closed case again within a length of its closing, in a new round.
    Reopen {
        /// How long after closing.
        within: Length,
        /// Why so long.
        basis: String,
        /// Where it goes.
        go: Destination,
    },
    /// Stops clocks on a ground.
    Suspend {
        /// Which: only where it is the whole case's, the case's own stand still, and all others with them.
        scope: Scope,
        /// The ground's Chinese title.
        ground: String,
        /// For how long at most.
        at_most: Length,
        /// Why.
        basis: String,
    },
    /// Lets them run again.
    Resume {
        /// Which.
        scope: Scope,
    },
    /// Hands in papers that are owed, or were returned: a file for each.
    HandIn,
    /// Looks at papers: whether each is in order, or a promise true; what is missing is said once, and whole.
    CheckPapers,
    /// Records a quantity: `{amount, note?, evidence?}` as its `ask` says; the amount is this field.
    Record {
        /// The quantity.
        quantity: String,
        /// The field of the input that holds how much.
        amount: FieldName,
        /// The date field of the input by which the stretch of time is known; none: the first date, else the day of the act.
        period: Option<FieldName>,
        /// The field of the input that says in which measure the amount is; none: in the quantity's own.
        measure: Option<FieldName>,
    },
}

/// For what a stop holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scope {
    /// Every clock of the case.
    Case,
    /// The branch in which the action is taken.
    Branch,
    /// The task in which it is taken.
    Task,
}

/// One way on.
#[derive(Clone, Debug)]
pub struct Choice {
    /// When; `None` is the `otherwise`.
    pub when: Option<Guard>,
    /// Where.
    pub go: Destination,
    /// Whether a new round begins (redo).
    pub new_round: bool,
    /// Where it is declared.
    pub span: Span,
}

/// Where a case goes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Destination {
    /// To a stage.
    Stage(String),
    /// To its end, with an outcome.
    Close(String),
    /// To the end of the branch, with an outcome of it.
    End(String),
}

/// How often an action may be taken.
#[derive(Clone, Debug)]
pub struct LimitRule {
    /// So many times.
    pub times: u32,
    /// Counted for each unit apart.
    pub per_unit: bool,
    /// Only within this length of the task's opening.
    pub within: Option<Length>,
    /// Why.
    pub basis: String,
    /// Where the case goes instead once the limit is reached; `None` refuses.
    pub otherwise: Option<String>,
}

/// One approval that a request for time needs.
#[derive(Clone, Debug)]
pub struct Approval {
    /// The post that decides.
    pub post: PostName,
    /// The unit.
    pub unit: UnitRule,
    /// Only when.
    pub when: Option<Guard>,
    /// By when; never later than the base due date.
    pub within: Length,
    /// Why so long.
    pub basis: String,
}
