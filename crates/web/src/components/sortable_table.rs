//! Sortable table: a table whose columns sort when pressed (MOJ). Without script it is a plain table.

use super::{Table, table};
use crate::html::{Attrs, Html};

/// Writes a sortable table. A column that sorts has the attribute `aria-sort` (`none`, `ascending`, `descending`) and
/// a cell whose words do not sort right has `data-sort-value`; see [`sorts_by`].
pub fn sortable_table(o: &Table) -> Html {
    let attributes = o.attributes.clone().with("data-module", "moj-sortable-table");
    table(&Table { attributes, ..o.clone() })
}

/// Attributes of a column's head: how it is sorted now.
pub fn sorted(how: &str) -> Attrs {
    Attrs::new().with("aria-sort", how)
}

/// Attributes of a cell: the number by which it sorts.
pub fn sorts_by(value: i64) -> Attrs {
    Attrs::new().with("data-sort-value", value.to_string())
}
