//! A matter that is about another one: how it names that one, and what its outcome means for how that one is counted.

use super::Span;
use crate::calendar::Length;
use crate::value::FieldName;

/// A text that holds the number of another matter.
#[derive(Clone, Debug)]
pub struct CaseRef {
    /// Its kind, by its name in the pack.
    pub of: String,
    /// The field that names the unit on whose behalf one asks: it had the other matter, and who files has a post there.
    /// None: whoever files may name any matter of that kind in the district.
    pub party: Option<FieldName>,
    /// Until when one may ask, and decide.
    pub closes: Option<Closes>,
    /// Where it is written.
    pub span: Span,
}

/// When the books of a period are closed.
#[derive(Clone, Debug)]
pub struct Closes {
    /// The period: the one in which the other matter was closed.
    pub period: Stretch,
    /// How long after its end.
    pub within: Length,
    /// The kind of matter by which one asks later, by its name in the pack.
    pub otherwise: Option<String>,
    /// Why so long.
    pub basis: String,
}

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stretch {
    /// A calendar month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// A year.
    Year,
}

impl Stretch {
    /// The words of packs.
    pub const WORDS: [&'static str; 3] = ["month", "quarter", "year"];

    /// The stretch of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Stretch> {
        Self::WORDS
            .into_iter()
            .zip([Self::Month, Self::Quarter, Self::Year])
            .find(|(known, _)| *known == word)
            .map(|it| it.1)
    }
}

/// What an outcome means for the matter that was asked about.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// The field of the form that names that matter.
    pub field: FieldName,
    /// What becomes of it.
    pub standing: Standing,
    /// Where it is written.
    pub span: Span,
}

/// How a matter is counted from then on.
#[derive(Clone, Debug)]
pub enum Standing {
    /// It is left out of these figures, and counted as left out beside each.
    Excluded {
        /// The counts, by id; a rate that was named stands for all that it is made of.
        figures: Vec<String>,
        /// The term of the form that says why.
        reason: Option<FieldName>,
    },
    /// It counts again, wherever it had been left out.
    Included,
}
