//! Conditions in packs: CEL, parsed and type-checked once when the pack is read.
//!
//! A guard sees three maps: `form` (form fields and facts of the case; a term's attributes are
//! selected behind it, `form.category.urgent`), `input` (what the action was given) and `case`
//! (`round`, `stage`, `status`, `channel`, `version`). It never sees free text, files, addresses or
//! personal fields, so what it decides can be replayed from the record alone.

use std::collections::BTreeSet;
use std::sync::Arc;

/// A compiled condition.
#[derive(Clone, Debug)]
pub struct Guard {
    /// As the pack wrote it.
    pub source: String,
    /// The fields that it reads, e.g. `form.category`, for telling whether a change concerns it.
    pub reads: BTreeSet<String>,
    /// The parsed expression.
    pub(crate) program: Arc<cel::Program>,
}
