//! Conditions in packs: CEL, parsed and type-checked once when the pack is read.
//!
//! A guard sees three maps: `form` (form fields and facts of the case; a term's attributes are
//! selected behind it, `form.category.urgent`), `input` (what the action was given) and `case`
//! (`round`, `stage`, `status`, `outcome`, `channel`, `outer`, `version`), and how many sub-cases of a name are open, have
//! closed, or closed with an outcome (`subcases.permit.granted`). It never sees free text,
//! files, addresses or personal fields, so what it decides can be replayed from the record alone.
//! The condition of a figure sees two more: `clock` and `rating`, what an occasion carries.
//!
//! Before an act, and where the act's ways part, a guard may read `today`: the day of the command, which the command
//! carries. Elsewhere a condition does not change with the day, so that whatever is kept by it stays true overnight.
//!
//! The dialect is CEL's core: `&& || ! == != < <= > >= + - * in ?: has() size()` and
//! `startsWith endsWith contains`; no comprehensions, no division, no clock. A term compares with its
//! code, a unit with its suffix, a date with `"2026-11-21"`, a time with RFC 3339, an amount with a
//! number. Amounts are compared as whole millionths, dates and times as texts that sort.

mod check;
mod eval;
mod quick;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use check::{Carried, CarriedKind, Fault, Parsed, Seen, TODAY, compile, compile_known};
pub use eval::{CaseFacts, Fact, Facts, GuardError, Moment};
pub(crate) use eval::{SCALE, environment, term, to_map};
pub(crate) use quick::{Ask, Plain};
pub use words::Told;

use super::model::Vocabulary;

/// A compiled condition.
#[derive(Clone, Debug)]
pub struct Guard {
    /// As the pack wrote it.
    pub source: String,
    /// The fields that it reads, e.g. `form.category`, for telling whether a change concerns it.
    pub reads: BTreeSet<String>,
    /// The vocabulary of each term that it reads, for the term's attributes.
    pub(crate) terms: BTreeMap<String, Arc<Vocabulary>>,
    /// Which counts of which sub-cases it reads.
    pub(crate) counts: BTreeMap<String, BTreeSet<String>>,
    /// Fields that have a value wherever it holds.
    pub(crate) implies: BTreeSet<String>,
    /// Fields that have a value wherever it does not hold.
    pub(crate) denies: BTreeSet<String>,
    /// The checked expression, with codes selected behind terms and amounts scaled.
    pub(crate) expression: Arc<cel::IdedExpr>,
}
