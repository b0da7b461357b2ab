//! By when: deadlines, what starts and meets them, how they are extended, and who is warned.

use super::{By, Span};
use crate::calendar::Length;
use crate::casework::case::{ClockKind, WarningLevel};
use crate::pack::guard::Guard;
use crate::value::FieldName;

/// A deadline of the case.
#[derive(Clone, Debug)]
pub struct Deadline {
    /// Its name.
    pub name: String,
    /// Chinese title.
    pub title: String,
    /// Statutory, pledged, or a task's: a duty (such as a first contact) beside its work.
    pub kind: ClockKind,
    /// What starts it; in a new round it starts with the round.
    pub starts: Starts,
    /// Entering one of these stages meets it; so does closing.
    pub met_by: Vec<String>,
    /// For a duty: any of these actions does it.
    pub done_by: Vec<String>,
    /// Whether a duty is owed again in each further round; else once in the life of a matter.
    pub each_round: bool,
    /// First match; a duty that none fits is none.
    pub rules: Vec<DeadlineRule>,
    /// Whether and how it may be extended.
    pub extend: Option<ExtendRule>,
    /// Its warnings.
    pub warnings: Vec<WarningRule>,
    /// Where it is declared.
    pub span: Span,
}

impl Deadline {
    /// Whether it is a duty beside the work of a stage: it rules no other clock, and ends with the task.
    pub fn is_duty(&self) -> bool {
        self.kind == ClockKind::Task
    }

    /// The branch whose deadline it is; none: it is the case's, or a stage's duty.
    pub fn branch(&self) -> Option<&str> {
        match &self.starts {
            Starts::Branch(branch) => Some(branch),
            Starts::Filed | Starts::Stage(_) => None,
        }
    }
}

/// What starts a deadline.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Starts {
    /// Filing.
    Filed,
    /// Entering a stage for the first time in a round.
    Stage(String),
    /// A branch's beginning: it is that branch's deadline, and ends with it.
    Branch(String),
}

/// One rule of a deadline.
#[derive(Clone, Debug)]
pub struct DeadlineRule {
    /// When; `None` is the `otherwise`.
    pub when: Option<Guard>,
    /// How long.
    pub term: DeadlineTerm,
    /// Why so long.
    pub basis: String,
    /// Where it is declared.
    pub span: Span,
}

/// A deadline's length, the length that the chosen term names, or the date that a field holds (end of that day).
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum DeadlineTerm {
    /// A length.
    Within(Length),
    /// As long as the chosen term says: the length that stands in an attribute of it.
    OfTerm {
        /// The field that holds the term.
        field: FieldName,
        /// The attribute.
        attribute: String,
    },
    /// The end of the day that this date field names.
    On(FieldName),
    /// So long after the day that a date field names; a negative length is before it.
    From {
        /// The date field.
        field: FieldName,
        /// How long: days, working days or months.
        within: Length,
    },
}

impl DeadlineTerm {
    /// The field without which it cannot be reckoned.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Within(_) => None,
            Self::OfTerm { field, .. } | Self::On(field) | Self::From { field, .. } => Some(field),
        }
    }
}

/// How a deadline may be extended.
#[derive(Clone, Debug)]
pub struct ExtendRule {
    /// How often.
    pub times: u32,
    /// By how much in all.
    pub most: Length,
    /// Whether never by more than the clock's own length, where both have one measure.
    pub within_base: bool,
    /// Why.
    pub basis: String,
}

/// A warning.
#[derive(Clone, Debug)]
pub struct WarningRule {
    /// Its level.
    pub level: WarningLevel,
    /// The share of counted time, in per cent; 100 is the due instant.
    pub at_percent: u8,
    /// Who is told.
    pub tell: Vec<By>,
    /// Why then.
    pub basis: String,
}
