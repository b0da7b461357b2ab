//! Sub-cases (子事项): which other matters a matter may open, what they are told, what becomes of them when it ends, and how
//! a stage waits for them.

use std::collections::BTreeMap;

use super::{Destination, Span};
use crate::casework::TypeId;
use crate::value::FieldName;

/// Levels of matters that open each other, the first included.
pub const MOST_LEVELS: u32 = 3;

/// Matters of another kind that a matter may open, under a name.
#[derive(Clone, Debug)]
pub struct SubCaseRule {
    /// Its name.
    pub name: String,
    /// Chinese title.
    pub title: String,
    /// Their kind, of this pack or of another one.
    pub opens: TypeId,
    /// Where the fields of their forms come from.
    pub with: BTreeMap<FieldName, Given>,
    /// The field with several values of which each gets one of them.
    pub each: Option<FieldName>,
    /// What becomes of those that are open when the matter closes.
    pub on_close: OnClose,
    /// At most so many of them, closed ones included.
    pub most: u32,
    /// How many levels deep matters may open each other, where their kinds go round in a circle.
    pub levels: Option<u32>,
    /// Where it is declared.
    pub span: Span,
    /// Where the source of each field is written.
    pub places: BTreeMap<FieldName, Span>,
}

/// Where the value of a sub-case's field comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Given {
    /// A field of the matter that opens it.
    Field(FieldName),
    /// What the action that opens it was given.
    Input(FieldName),
    /// The value for which it is opened.
    Each,
    /// The number of the matter that opens it.
    Number,
    /// Always this, in the contract's JSON.
    Fixed(serde_json::Value),
}

/// What becomes of open sub-cases when the matter closes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum OnClose {
    /// It cannot close before them.
    Wait,
    /// They are closed with this outcome of theirs.
    Withdraw(String),
    /// They go their own way.
    Release,
}

impl OnClose {
    /// The words of packs.
    pub const WORDS: [&'static str; 3] = ["wait", "withdraw", "release"];
}

/// That a stage waits for sub-cases: whoever has its task answers for the waiting.
#[derive(Clone, Debug)]
pub struct Awaits {
    /// Which, by name.
    pub of: String,
    /// How many must end in one of the outcomes.
    pub need: Needs,
    /// Outcomes of theirs; none: any end will do.
    pub outcomes: Vec<String>,
    /// Where the matter goes then.
    pub then: Destination,
    /// Where it goes as soon as that can come no more.
    pub otherwise: Option<Destination>,
    /// Where it is declared.
    pub span: Span,
}

/// How many sub-cases must end in some way.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Needs {
    /// Every one.
    All,
    /// One at least.
    Any,
    /// Not one: all have ended, each in another way.
    None,
}

impl Needs {
    /// The words of packs.
    pub const WORDS: [&'static str; 3] = ["all", "any", "none"];

    /// What a word means.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::WORDS.into_iter().zip([Self::All, Self::Any, Self::None]).find(|(known, _)| *known == word).map(|it| it.1)
    }
}

impl Awaits {
    /// Whether an outcome is one of those that are waited for.
    #[must_use]
    pub fn counts(&self, outcome: &str) -> bool {
        self.outcomes.is_empty() || self.outcomes.iter().any(|one| one == outcome)
    }

    /// Where the matter goes where nothing was opened: at once.
    #[must_use]
    pub fn of_nothing(&self) -> Option<&Destination> {
        match self.need {
            Needs::All | Needs::None => Some(&self.then),
            Needs::Any => self.otherwise.as_ref(),
        }
    }

    /// Whether what is waited for may not come.
    #[must_use]
    pub fn can_fail(&self) -> bool {
        !(self.need == Needs::All && self.outcomes.is_empty())
    }
}
