//! Scenarios: stories with clock times by which a pack proves itself, as the story runner takes them.
//!
//! An office can read them: somebody does something at a time, and then something must hold. Times
//! are at +08:00. A unit is written as its suffix (`ecology`) or its whole code.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::model::Span;
use crate::calendar::Length;

/// One story.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The name by which `serves` refers to it: its `id`, else its file's name without ending.
    pub id: String,
    /// What it tells, in a sentence.
    pub title: String,
    /// The case type's name within the pack.
    pub case: String,
    /// The bases that it is a proof of.
    pub bases: Vec<String>,
    /// `demo`, or a district's six digits.
    pub district: String,
    /// When it starts.
    pub clock: Timestamp,
    /// What happens, in order.
    pub steps: Vec<Step>,
    /// Where it is written.
    pub span: Span,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// When.
    pub at: StepTime,
    /// Who; the kernel's own clock if nobody.
    pub by: Option<Actor>,
    /// Which account, where it matters.
    pub user: Option<String>,
    /// Which case, by the name that it was filed `as`; the first one if none.
    pub on: Option<String>,
    /// What is asked; nothing but time passing if none.
    pub act: Option<StepAct>,
    /// What must then hold.
    pub expect: Expect,
    /// Where it is written.
    pub span: Span,
}

/// When a step happens.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StepTime {
    /// With the step before it (or at the start).
    Same,
    /// At an instant.
    At(Timestamp),
    /// So long after the step before it.
    After(Length),
}

/// Who does a step.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Actor {
    /// The one who asked.
    Reporter,
    /// Anybody.
    Public,
    /// The system that sent the case.
    Outer,
    /// A post, in the unit of the open task that it fits, or in the unit named.
    Post(String, Option<String>),
}

/// What a step asks for.
#[derive(Clone, Debug)]
pub enum StepAct {
    /// Takes a matter in.
    File {
        /// The name that it gets in the story.
        name: Option<String>,
        /// The case type's name within the pack; the scenario's own if none.
        case: Option<String>,
        /// How it comes in.
        channel: String,
        /// The form, in the contract's JSON.
        form: Map<String, Json>,
        /// The outer system's side.
        outer: Option<OuterSide>,
    },
    /// Takes an action.
    Do {
        /// The action's name.
        action: String,
        /// `lead`, `support`, `approval`, `reporter`, or one of them with `@unit`.
        task: Option<String>,
        /// Its input, in the contract's JSON; a text `@name` stands for that case's number.
        input: Map<String, Json>,
    },
    /// The outer system changes its side of a case that it sent.
    Mirror(OuterSide),
}

/// What an outer system says of its order.
#[derive(Clone, Debug)]
pub struct OuterSide {
    /// Its name.
    pub system: String,
    /// Its number.
    pub number: String,
    /// Its deadline.
    pub due: Option<Timestamp>,
    /// `open`, `withdrawn` or `closed`.
    pub state: String,
    /// Its revision.
    pub revision: u64,
}

/// What must hold after a step. What is not said is not looked at.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    /// The refusal's code; the step must be refused with it, and must succeed if there is none.
    pub refused: Option<String>,
    /// The field that the refusal names.
    pub field: Option<String>,
    /// The stage.
    pub stage: Option<String>,
    /// `open`, `suspended` or `closed`.
    pub status: Option<String>,
    /// The outcome of a closed case.
    pub outcome: Option<String>,
    /// The round.
    pub round: Option<u32>,
    /// The unit of the open lead task.
    pub unit: Option<String>,
    /// The post of the open lead task.
    pub post: Option<String>,
    /// The officer of the open lead task.
    pub officer: Option<String>,
    /// The accountable unit.
    pub accountable: Option<String>,
    /// The pledged deadline; `Some(None)` where there must be none.
    pub due: Option<Option<Timestamp>>,
    /// The deadline of the open lead task.
    pub task_due: Option<Timestamp>,
    /// Deadlines (of the running round) by name: state, and due where it is said.
    pub deadlines: BTreeMap<String, (String, Option<Timestamp>)>,
    /// Working time left to the pledged deadline.
    pub left: Option<Length>,
    /// Whether the case is late.
    pub late: Option<bool>,
    /// Warnings that this step gave, as `deadline:level` (`task:level` for a task's own): all of them.
    pub warned: Option<Vec<String>>,
    /// Who was told in this step, among others: `post@unit` or `reporter`.
    pub told: Vec<String>,
    /// Actions that the one of this step may take now.
    pub open: Vec<String>,
    /// Actions that the one of this step may not take now.
    pub shut: Vec<String>,
    /// All open tasks, as `post@unit` or `reporter`.
    pub tasks: Option<Vec<String>>,
    /// `good`, `bad`, `default` or `none`.
    pub rated: Option<String>,
    /// Values of fields in the contract's JSON.
    pub facts: Map<String, Json>,
    /// The sorts of events of this step, in order.
    pub events: Option<Vec<String>>,
    /// Words that stand in the explanation of the pledged due date.
    pub why: Option<String>,
    /// Where it is written, for the report of a failure.
    pub span: Span,
}
