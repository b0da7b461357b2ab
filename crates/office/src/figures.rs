//! Figures at work: what an act adds to them, kept in the same transaction; what the sums say ([`ask`]); and whether what
//! is kept is what the records give, and how it becomes so again ([`rebuild`]).
//!
//! What is counted is declared in packs, and worked out by [`bihuan_core::figures`]; every kind of matter has some without
//! declaring them: `<pack>.<case>-filed`, `-answered-in-time`, `-satisfied` … What is measured while a case runs adds up
//! too, for the register entry that the case is about: `<pack>.<case>-<quantity>@<register>/<key>`, in ten-thousandths.

pub mod ask;
pub mod rebuild;

use bihuan_core::casework::Event;
use bihuan_core::casework::case::Case;
pub use bihuan_core::figures::additions::{entries_of, measured_for as measured_indicator};
use bihuan_core::figures::{Addition, Happened, additions};
use bihuan_ledger::Count;
use jiff::Timestamp;

use crate::law::Law;

/// The counts that these events add; `before` is the case as it was, none for a new one.
pub(crate) fn counts(law: &Law, before: Option<&Case>, after: &Case, at: Timestamp, events: &[Event]) -> Vec<Count> {
    let happened = Happened { before, after, at, events };
    let added = additions(law.book.kept_of(&after.case_type), law.calendar(after.district.as_str()), &happened);
    added.into_iter().map(|Addition { series, unit, day, n }| Count { indicator: series, unit, day, n }).collect()
}
