//! Scenarios: stories with clock times by which a pack proves itself, as the story runner takes them.
//!
//! How they are written is told in `docs/scenarios.md`. Units stand as their suffix behind the
//! district (`housing`) or as a whole code; the runner completes them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

use super::model::Span;

/// One story.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The name by which `serves` refers to it: its file's name without ending.
    pub id: String,
    /// What it tells, in a sentence.
    pub title: String,
    /// Which rule it shows, and its basis.
    pub shows: Option<String>,
    /// The district's six digits.
    pub district: String,
    /// When it starts.
    pub at: Timestamp,
    /// People who hold more than one post: user name → `post@unit`.
    pub staff: BTreeMap<String, Vec<(String, String)>>,
    /// What happens, in order.
    pub steps: Vec<Step>,
    /// Where it is written.
    pub span: Span,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// When; at the instant of the step before if not said.
    pub at: Option<Timestamp>,
    /// Who: `reporter`, `public`, a person of `staff`, `post` or `post@unit`.
    pub by: Option<String>,
    /// Which case, by its name in the story, or a sub-case as `name.sub` or `name.sub.2`; the case of the step before if not said.
    pub case: Option<String>,
    /// What happens.
    pub act: StepAct,
    /// Where it is written.
    pub span: Span,
}

/// What happens in a step.
#[derive(Clone, Debug)]
pub enum StepAct {
    /// Nothing but time passing.
    Wait,
    /// A matter is filed.
    File {
        /// The case type's name within the pack.
        case_type: String,
        /// The name that it gets in the story.
        name: Option<String>,
        /// How it comes in.
        channel: String,
        /// The form, in the contract's JSON.
        form: Map<String, Json>,
        /// The case that it is said to be like, by its name in the story.
        alike: Option<String>,
        /// The refusal's code, if it must be refused.
        refused: Option<String>,
    },
    /// An action is taken.
    Do {
        /// The action's name.
        action: String,
        /// The unit of the task, where the action is open in several.
        task: Option<String>,
        /// The branch of the task, where it is open in several.
        branch: Option<String>,
        /// Its input, in the contract's JSON; `{ "case": name }` stands for that case.
        input: Map<String, Json>,
        /// The refusal's code, if it must be refused.
        refused: Option<String>,
    },
    /// A figure is read.
    Reading(Read),
    /// Another system speaks.
    Outer(OuterSays),
    /// The program is down until then.
    AsleepUntil(Timestamp),
    /// What must be so now.
    Expect(Box<Expect>),
}

/// One value of a figure, as the alerts of the pack hear it.
#[derive(Clone, Debug)]
pub struct Read {
    /// The series, the figure's name within the pack, or `burst`.
    pub of: String,
    /// The unit; none: the whole district.
    pub unit: Option<String>,
    /// The subject of like requests.
    pub about: Option<String>,
    /// How much.
    pub value: Decimal,
    /// Whether a matter must be opened by it, if that is looked at.
    pub raises: Option<bool>,
    /// The name that the matter gets in the story.
    pub name: Option<String>,
}

/// What an outer system says of its order, as `PUT /cases/by-outer` does.
#[derive(Clone, Debug)]
pub struct OuterSays {
    /// The name that the case gets in the story.
    pub name: Option<String>,
    /// The system's name.
    pub system: String,
    /// Its number.
    pub number: String,
    /// Its deadline.
    pub due: Option<Timestamp>,
    /// `open`, `withdrawn` or `closed`.
    pub state: String,
    /// Its revision.
    pub revision: u64,
    /// The case type's name within the pack, for the first one.
    pub case_type: Option<String>,
    /// The form, in the contract's JSON.
    pub form: Map<String, Json>,
}

/// What must be so. What is not said is not looked at; `Some(None)` means "there is none".
#[derive(Clone, Debug, Default)]
#[allow(clippy::option_option)]
pub struct Expect {
    /// The stage; outside branches, where it has split.
    pub stage: Option<String>,
    /// How far each branch has come: the stage in which it stands, the outcome with which it ended, `waiting` or
    /// `withdrawn`.
    pub branches: BTreeMap<String, String>,
    /// How many matters each schedule of the pack has opened so far.
    pub opened: BTreeMap<String, u64>,
    /// How its sub-cases stand, by name, in the order in which they were asked for: `asked`, `open`, `refused`, `left`, or the
    /// outcome with which each closed.
    pub subcases: BTreeMap<String, Vec<String>>,
    /// The unit of the open lead task.
    pub unit: Option<String>,
    /// The post of the open lead task.
    pub post: Option<String>,
    /// The running pledged deadline of the case.
    pub due: Option<Option<Timestamp>>,
    /// The due instant of the open lead task.
    pub task_due: Option<Option<Timestamp>>,
    /// The outer deadline.
    pub outer_due: Option<Option<Timestamp>>,
    /// `open`, `suspended` or `closed`.
    pub status: Option<String>,
    /// The outcome of a closed case.
    pub outcome: Option<String>,
    /// Whether a running clock of the case is past its due instant.
    pub late: Option<bool>,
    /// The round.
    pub round: Option<u32>,
    /// State by clock: `running`, `suspended`, `met`, `missed`, `cancelled`.
    pub clocks: BTreeMap<String, String>,
    /// Of each letter the standing of the last one issued, or its number.
    pub letters: BTreeMap<String, String>,
    /// How each paper stands.
    pub papers: BTreeMap<String, String>,
    /// All warnings so far, by clock, in order.
    pub warned: Option<BTreeMap<String, Vec<String>>>,
    /// Who was told so far, by notice, in order.
    pub told: BTreeMap<String, Vec<String>>,
    /// `good`, `bad` or `default`.
    pub rated: Option<Option<String>>,
    /// Sums of the quantities, as decimal text.
    pub quantities: Option<BTreeMap<String, String>>,
    /// Sums of the quantities by period, as decimal text, by `quantity/period`.
    pub measured: Option<BTreeMap<String, String>>,
    /// In which columns of which views it stands.
    pub views: BTreeMap<String, Vec<String>>,
    /// What the pack's figures say of all that happened in the story, as decimal text; `—` where there is no value.
    pub figures: BTreeMap<String, String>,
    /// How many were left out of the pack's figures by a decision, as decimal text.
    pub excluded: BTreeMap<String, String>,
    /// The scores of units by all that happened in the story, as decimal text, by `score@unit`; `—` where there is none.
    pub scores: BTreeMap<String, String>,
    /// How many units of its table stand in each way, as text.
    pub gathered: BTreeMap<String, String>,
    /// What the columns of its table add up to, as decimal text.
    pub totals: BTreeMap<String, String>,
    /// What stands in the columns of its table, line by line, as text; `-` where nothing is told.
    pub columns: BTreeMap<String, Vec<String>>,
    /// What was known of its fields when it was taken in, as text.
    pub known: Option<BTreeMap<String, String>>,
    /// Actions that are open now, by who.
    pub may: BTreeMap<String, Vec<String>>,
    /// Actions that are not open now, by who.
    pub may_not: BTreeMap<String, Vec<String>>,
    /// What was drawn, each entry with who looks at it.
    pub drawn: Option<BTreeMap<String, Vec<String>>>,
    /// Units that held the open or last lead task, in order.
    pub held: Option<Vec<String>>,
    /// How often an event happened so far.
    pub events: BTreeMap<String, u64>,
    /// What somebody sees of personal fields: `shown` or `masked`, by who and field.
    pub sees: BTreeMap<String, BTreeMap<String, String>>,
    /// The case that this one is linked to, by its name in the story.
    pub lead: Option<Option<String>>,
    /// How many commands changed the case since the `expect` before.
    pub version_since: Option<u64>,
}
