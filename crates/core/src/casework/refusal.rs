//! Why something was not done: a value with a code, a sentence that a clerk understands, and the
//! field at fault. A refusal writes nothing.

use serde::Serialize;

/// A refusal, in both languages of the program.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Refusal {
    /// What stands in the way.
    pub code: RefusalCode,
    /// The sentence, Chinese first: what is wrong and what helps.
    pub sentence: Sentence,
    /// Every wrong field, for an input that does not fit its form.
    pub faults: Vec<Fault>,
    /// The tasks to choose from, for an action that is open in several.
    pub tasks: Vec<super::TaskId>,
}

/// One sentence in both languages.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Sentence {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A wrong field.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Fault {
    /// JSON Pointer into the request, e.g. `/form/phone` or `/reason`.
    pub field: String,
    /// A code such as `required`, `too-long`, `unknown-field`, `not-a-phone`.
    pub code: String,
    /// The sentence with the remedy.
    pub sentence: Sentence,
}

/// What stands in the way.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalCode {
    /// The input does not fit its form (422).
    Invalid,
    /// The pack has no such action (404).
    UnknownAction,
    /// The action is not open now (409).
    NotOpen,
    /// The action is open in more than one task (409).
    AmbiguousTask,
    /// The action is open, but not to this person (403).
    NotYours,
    /// Whoever did the first step may not do this one (403).
    SamePerson,
    /// The pack's condition does not hold (409).
    Guard,
    /// It was done as often as it may be, or its time has passed (409).
    Limit,
    /// The matter is about that unit (409).
    Avoidance,
    /// No unit could be found that would do it (422).
    NoRoute,
    /// The case is a duplicate; act on its lead (409).
    Linked,
    /// Nobody here by that name, or no right to know (404).
    NotFound,
    /// The definition cannot decide this; the pack's author must mend it (409).
    Definition,
}
