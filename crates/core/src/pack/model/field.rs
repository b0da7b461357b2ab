//! What a form, a fact or an input can hold, and what is measured while a case runs.

use super::{CaseRef, Span};
use crate::casework::quantity::Pace;
use crate::directory::UnitKind;
use crate::pack::guard::Guard;
use crate::pack::keys;
use crate::value::FieldName;

/// Values in a field that takes several and sets no bound of its own.
const MOST_VALUES: i64 = 50;

/// A field of a form, of the facts or of an input.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: FieldName,
    /// Its type.
    pub kind: FieldType,
    /// Chinese title.
    pub title: String,
    /// A sentence that helps.
    pub help: Option<String>,
    /// Whether it must be given.
    pub required: bool,
    /// A condition under which it must be given.
    pub required_when: Option<Guard>,
    /// Whether it takes several values.
    pub many: bool,
    /// Smallest number, fewest characters, or fewest values for `many`.
    pub min: Option<i64>,
    /// Largest number, most characters, or most values for `many`.
    pub max: Option<i64>,
    /// Vocabulary, for a term.
    pub vocabulary: Option<String>,
    /// Register, for an entry.
    pub register: Option<String>,
    /// For an entry: the date field of its register up to which one may be chosen.
    pub fresh: Option<FieldName>,
    /// For a text: the other matter whose number it holds.
    pub refers: Option<CaseRef>,
    /// Kinds of unit that fit, for a unit; empty means all.
    pub unit_kinds: Vec<UnitKind>,
    /// Goes to the vault and is masked by default.
    pub personal: bool,
    /// For an action's field: the value is kept as the fact (or form field) of this name.
    pub keeps: bool,
    /// Where it is declared.
    pub span: Span,
}

impl Field {
    /// A field of the kernel's own, without bounds.
    #[must_use]
    pub fn plain(name: &str, kind: FieldType, title: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            title: title.to_owned(),
            help: None,
            required: false,
            required_when: None,
            many: false,
            min: None,
            max: None,
            vocabulary: None,
            register: None,
            fresh: None,
            refers: None,
            unit_kinds: Vec::new(),
            personal: false,
            keeps: false,
            span: Span::default(),
        }
    }

    /// The fewest and the most values that it takes once it is given.
    #[must_use]
    pub fn counts(&self) -> (i64, i64) {
        if self.many { (self.min.unwrap_or(1).max(1), self.max.unwrap_or(MOST_VALUES)) } else { (1, 1) }
    }
}

/// The types of the contract.
#[derive(Clone, Copy, Debug, Eq, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum FieldType {
    Text,
    Phone,
    IdentityNumber,
    CreditCode,
    Integer,
    Number,
    Decimal,
    Money,
    Date,
    Time,
    Boolean,
    Length,
    Term,
    Unit,
    Officer,
    Entry,
    Place,
    File,
}

impl FieldType {
    /// Every type, in the order of [`keys::FIELD_TYPES`].
    pub const ALL: [Self; 18] = [
        Self::Text,
        Self::Phone,
        Self::IdentityNumber,
        Self::CreditCode,
        Self::Integer,
        Self::Number,
        Self::Decimal,
        Self::Money,
        Self::Date,
        Self::Time,
        Self::Boolean,
        Self::Length,
        Self::Term,
        Self::Unit,
        Self::Officer,
        Self::Entry,
        Self::Place,
        Self::File,
    ];

    /// The type's word in packs and in the contract.
    pub fn word(self) -> &'static str {
        keys::FIELD_TYPES.get(self as usize).copied().unwrap_or_default()
    }

    /// The type of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Something measured over time, with evidence.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// Its name.
    pub name: String,
    /// Chinese title.
    pub title: String,
    /// The unit of measure.
    pub measure: Measure,
    /// How long the stretches are in which it is told.
    pub pace: Pace,
    /// The quantity that says what was planned of it.
    pub plan: Option<String>,
}

/// A unit of measure.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Measure {
    /// Always the same.
    Words(String),
    /// As this text field says.
    Field(FieldName),
}
