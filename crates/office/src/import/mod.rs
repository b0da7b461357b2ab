//! Tables back in: each row files a matter, or acts on the one whose number it has, by the same commands as a page and
//! the API and under the same law. Nothing here decides: a row is read as a form would be, rehearsed for the preview,
//! and carried out under a key of its own, so that a second press, or a crash between two rows, adds nothing twice.
//!
//! `layout` finds the head of the table and what its columns are, `value` reads a cell as a field's value, `plan` goes
//! through the rows, `before` knows those that were taken on another day, `refused` hands back those that were not taken.

mod before;
mod entries;
mod layout;
mod plan;
mod refused;
mod value;

use bihuan_core::casework::refusal::Sentence;

pub use before::Before;
pub(crate) use before::kept;
pub use entries::{EntryLine, KEY, MOST_ENTRIES, Turn, register_columns};
pub use layout::{ACTION, ALIKE, Known, Layout, NUMBER, known_columns};
pub use plan::{Plan, refused_rows};
pub use refused::{refused_book, told, why};

/// What comes of one row.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// It would file a matter.
    WouldFile,
    /// It would take an action on a matter.
    WouldAct {
        /// The matter's number.
        number: String,
        /// The action's title in the pack.
        action: String,
    },
    /// It was taken: as a new matter, or on one that was there.
    Taken {
        /// The matter's number.
        number: String,
        /// Whether the row opened it.
        opened: bool,
    },
    /// The same row of the same table was taken before, perhaps by somebody else: it is not taken again by itself.
    Before(Before),
    /// It names a matter and nothing to be done with it.
    Unchanged {
        /// The matter's number.
        number: String,
    },
    /// It is not taken.
    Refused(Vec<Reason>),
}

/// Why a row is not taken.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reason {
    /// A code such as `required` or `not-open`.
    pub code: String,
    /// The column at fault, by its title in the file; none where no single one is.
    pub column: Option<String>,
    /// The sentence with the remedy.
    pub sentence: Sentence,
}

/// One row with what comes of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Line {
    /// Its number in the file.
    pub row: usize,
    /// What comes of it.
    pub outcome: Outcome,
}

/// How many rows come to what.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Tally {
    /// Would be filed.
    pub file: usize,
    /// Would change a matter.
    pub act: usize,
    /// Were taken.
    pub taken: usize,
    /// Were taken before.
    pub before: usize,
    /// Stay as they are.
    pub unchanged: usize,
    /// Are not taken.
    pub refused: usize,
}

impl Tally {
    /// Counts them.
    pub fn of(lines: &[Line]) -> Tally {
        let mut tally = Tally::default();
        for line in lines {
            *match line.outcome {
                Outcome::WouldFile => &mut tally.file,
                Outcome::WouldAct { .. } => &mut tally.act,
                Outcome::Taken { .. } => &mut tally.taken,
                Outcome::Before(_) => &mut tally.before,
                Outcome::Unchanged { .. } => &mut tally.unchanged,
                Outcome::Refused(_) => &mut tally.refused,
            } += 1;
        }
        tally
    }
}
