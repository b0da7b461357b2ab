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

impl RefusalCode {
    /// The code as the contract writes it.
    #[must_use]
    pub fn word(self) -> String {
        serde_json::to_value(self).ok().and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

impl Sentence {
    /// A sentence in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

impl Fault {
    /// A wrong field, by its JSON Pointer.
    pub fn new(field: impl Into<String>, code: &str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.to_owned(), sentence: Sentence::new(zh, en) }
    }
}

impl Refusal {
    /// A refusal that no single field is to blame for.
    pub fn new(code: RefusalCode, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, sentence: Sentence::new(zh, en), faults: Vec::new(), tasks: Vec::new() }
    }

    /// An input that does not fit: every wrong field at once.
    pub fn invalid(faults: Vec<Fault>) -> Self {
        let (zh, en) = match faults.len() {
            1 => (
                "有一处填写有误，请改正后再提交".to_owned(),
                "One field is wrong. Correct it and send again.".to_owned(),
            ),
            n => (
                format!("有 {n} 处填写有误，请改正后再提交"),
                format!("{n} fields are wrong. Correct them and send again."),
            ),
        };
        Self { faults, ..Self::new(RefusalCode::Invalid, zh, en) }
    }

    /// The same refusal, with the field that it concerns.
    #[must_use]
    pub fn about(mut self, field: impl Into<String>, code: &str) -> Self {
        self.faults.push(Fault { field: field.into(), code: code.to_owned(), sentence: self.sentence.clone() });
        self
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentence.zh)?;
        for fault in &self.faults {
            write!(f, "; {}: {}", fault.field, fault.sentence.zh)?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}
