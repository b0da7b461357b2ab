//! Table: rows and columns (GOV.UK), which on a phone may become cards (`stacked`, ours).

use crate::html::{Element, Html, el};

options! {
    /// Rows and columns.
    Table {
        /// What the table tells.
        caption: String,
        /// Classes of the caption, as `govuk-visually-hidden`.
        caption_classes: String,
        /// Names of the columns.
        head: Vec<Cell>,
        /// The rows.
        rows: Vec<Vec<Cell>>,
        /// The first cell of a row names the row.
        first_cell_is_header: bool,
    }
    table
}

options! {
    /// A cell.
    Cell {
        /// What it says.
        content: Html,
        /// `numeric` sets numbers to the right.
        format: String,
        /// Columns that it takes.
        colspan: Option<u16>,
        /// Rows that it takes.
        rowspan: Option<u16>,
    }
}
from_text!(Cell);

impl Cell {
    /// A number, set to the right.
    pub fn number(content: impl Into<Html>) -> Self {
        Self { content: content.into(), format: "numeric".into(), ..Self::default() }
    }
}

impl Table {
    /// Makes each row a small card on a phone, every cell with the name of its column before it.
    pub fn stacked(mut self) -> Self {
        self.classes = format!("{} bh-stack", self.classes).trim_start().to_owned();
        for row in &mut self.rows {
            for (cell, name) in row.iter_mut().zip(&self.head).skip(usize::from(self.first_cell_is_header)) {
                let name = name.content.as_str();
                if !name.is_empty() && !name.contains('<') {
                    cell.attributes = std::mem::take(&mut cell.attributes).with("data-label", name);
                }
            }
        }
        self
    }
}

/// Writes a table.
pub fn table(o: &Table) -> Html {
    let caption = el("caption").class("govuk-table__caption").class(&o.caption_classes).put(&o.caption);
    let head = el("tr").class("govuk-table__row").put_all(o.head.iter().map(column));
    el("table")
        .class("govuk-table")
        .class(&o.classes)
        .attrs(&o.attributes)
        .put_if(!o.caption.is_empty(), || caption)
        .put_if(!o.head.is_empty(), || el("thead").class("govuk-table__head").put(head))
        .put(el("tbody").class("govuk-table__body").put_all(o.rows.iter().map(|r| row(o, r))))
        .html()
}

fn column(o: &Cell) -> Html {
    filled(el("th").attr("scope", "col").class("govuk-table__header"), "govuk-table__header", o)
}

fn row(table: &Table, cells: &[Cell]) -> Html {
    let cell = |(index, o): (usize, &Cell)| match index == 0 && table.first_cell_is_header {
        true => filled(el("th").attr("scope", "row").class("govuk-table__header"), "", o),
        false => filled(el("td").class("govuk-table__cell"), "govuk-table__cell", o),
    };
    el("tr").class("govuk-table__row").put_all(cells.iter().enumerate().map(cell)).html()
}

/// `class` is empty where a format means nothing.
fn filled(element: Element, class: &str, o: &Cell) -> Html {
    element
        .class_if(!o.format.is_empty() && !class.is_empty(), &format!("{class}--{}", o.format))
        .class(&o.classes)
        .maybe("colspan", o.colspan.map(|n| n.to_string()))
        .maybe("rowspan", o.rowspan.map(|n| n.to_string()))
        .attrs(&o.attributes)
        .put(&o.content)
        .html()
}
