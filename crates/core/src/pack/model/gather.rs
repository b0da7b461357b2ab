//! Rounds (报送): the table of what a matter asks of many units, and what is known already of what is asked.

use super::Span;
use crate::calendar::Length;
use crate::value::FieldName;

/// The table of what a matter asks of many units, each in a sub-case of its own.
#[derive(Clone, Debug)]
pub struct Gather {
    /// The names of the sub-cases; all are of one kind.
    pub of: Vec<String>,
    /// Its columns, as whoever asks lays them out.
    pub columns: Vec<GatherColumn>,
    /// The stages of the sub-cases in which the unit that is asked still has it.
    pub awaits: Vec<(String, Span)>,
    /// The outcomes of theirs that count in the totals.
    pub counts: Vec<(String, Span)>,
    /// The action by which whoever has not answered is urged.
    pub urge: Option<(String, Span)>,
    /// Where it is declared.
    pub span: Span,
}

/// A column: a field of the sub-cases.
#[derive(Clone, Debug)]
pub struct GatherColumn {
    /// The field.
    pub field: FieldName,
    /// The unit of measure, for a number: it is added up.
    pub measure: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// What is known of a matter's fields from the last one of its kind that was about the same.
#[derive(Clone, Debug)]
pub struct Known {
    /// The fields of the form that make two matters be about the same.
    pub same: Vec<(FieldName, Span)>,
    /// The fields that are asked for.
    pub asks: Vec<(FieldName, Span)>,
    /// Those of them that are carried from the last one.
    pub fields: Vec<(FieldName, Span)>,
    /// How the last one must have ended.
    pub after: Vec<String>,
    /// How long ago at most, in days.
    pub within: Length,
    /// The quantity that tells how many fields are asked for.
    pub asked: String,
    /// The quantity that tells how many of them are known.
    pub known: String,
    /// Why so.
    pub basis: String,
    /// Where it is declared.
    pub span: Span,
}
