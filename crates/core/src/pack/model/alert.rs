//! An alert as a pack declares it: which lines, which kind of matter it opens, and what it writes into the form.

use std::collections::BTreeMap;

use super::Span;
use crate::casework::TypeId;
use crate::figures::alert::Rule;
use crate::value::FieldName;

/// One alert.
#[derive(Clone, Debug)]
pub struct Alert {
    /// Its name.
    pub name: String,
    /// `<pack>.<name>`: what its watches and its matters are called by.
    pub id: String,
    /// Chinese title.
    pub title: String,
    /// The kind of matter that it opens.
    pub opens: TypeId,
    /// When.
    pub rule: Rule,
    /// What it writes into the form: for each field words with gaps, see [`Alert::GAPS`].
    pub form: BTreeMap<FieldName, String>,
    /// Why the lines are where they are.
    pub basis: Option<String>,
    /// Where it is declared.
    pub span: Span,
    /// Where the words of its form are written.
    pub places: BTreeMap<FieldName, Span>,
}

impl Alert {
    /// How matters that an alert opens came in.
    pub const CHANNEL: &'static str = "alert";

    /// What the words of its form may have filled in.
    pub const GAPS: &'static [&'static str] =
        &["title", "unit", "place", "figure", "value", "measure", "line", "period", "day", "readings", "numbers"];

    /// The gaps of some words, in order; none where a brace is not closed.
    #[must_use]
    pub fn gaps(words: &str) -> Option<Vec<&str>> {
        let mut gaps = Vec::new();
        for part in words.split('{').skip(1) {
            gaps.push(part.split_once('}')?.0);
        }
        (words.matches('}').count() == gaps.len()).then_some(gaps)
    }
}
