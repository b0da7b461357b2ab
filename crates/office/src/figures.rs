//! Figures at work: what an act adds to them, kept in the same transaction; what the sums say ([`ask`]); and whether what
//! is kept is what the records give, and how it becomes so again ([`rebuild`]).
//!
//! What is counted is declared in packs, and worked out by [`bihuan_core::figures`]; every kind of matter has some without
//! declaring them: `<pack>.<case>-filed`, `-answered-in-time`, `-satisfied` … What is measured while a case runs adds up
//! too, for the register entry that the case is about: `<pack>.<case>-<quantity>@<register>/<key>`, in ten-thousandths.

pub mod ask;
pub mod rebuild;

pub use bihuan_core::figures::additions::{entries_of, measured_for as measured_indicator};
use bihuan_core::figures::{Addition, Happened, additions};
use bihuan_ledger::Count;

use crate::law::Law;

/// The counts that a record adds. `past` gives what the case added before by itself, where a decision moves it.
pub(crate) fn counts(law: &Law, happened: &Happened<'_>, past: impl FnOnce() -> Vec<(usize, Addition)>) -> Vec<Count> {
    let added = additions(
        law.book.kept_of(&happened.after.case_type),
        law.calendar(happened.after.district.as_str()),
        happened,
        past,
    );
    added.into_iter().map(|Addition { series, unit, day, n }| Count { indicator: series, unit, day, n }).collect()
}
