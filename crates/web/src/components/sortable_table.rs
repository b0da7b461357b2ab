//! Sortable table: a table whose columns sort when pressed (MOJ). Without script it is a plain table.

use super::{Table, table};
use crate::html::{Attrs, Html};

/// What a screen reader says once a column is sorted, in the reader's language.
#[derive(Clone, Debug)]
pub struct SortWords {
    /// A sentence with `%heading%` and `%direction%` in it.
    pub status: String,
    /// "ascending"
    pub ascending: String,
    /// "descending"
    pub descending: String,
}

/// Writes a sortable table; see [`crate::phrases::sortable`] for one with the words filled in. A column that sorts has
/// the attributes of [`sorted`], and a cell whose words do not sort right those of [`sorts_by`].
pub fn sortable_table(o: &Table, words: &SortWords) -> Html {
    let attributes = o.attributes.clone().with("data-module", "moj-sortable-table");
    let attributes = attributes.with("data-status-message", &words.status);
    let attributes =
        attributes.with("data-ascending-text", &words.ascending).with("data-descending-text", &words.descending);
    table(&Table { attributes, ..o.clone() })
}

/// Attributes of a column's head: how it is sorted now (`none`, `ascending`, `descending`).
pub fn sorted(how: &str) -> Attrs {
    Attrs::new().with("aria-sort", how)
}

/// Attributes of a cell: the number by which it sorts.
pub fn sorts_by(value: i64) -> Attrs {
    Attrs::new().with("data-sort-value", value.to_string())
}
