//! A table of matters, page by page: a view of its own, or one part of another view behind its count.

use bihuan_core::casework::views::ONLY;
use bihuan_office::Failure;
use bihuan_office::views::Part;

use super::sight::{Rows, Sight};
use crate::components::{Cell, Table};
use crate::desk::watched;
use crate::html::{Html, el};
use crate::phrases::pages;
use crate::portal::guest::{body, link};
use crate::t;

/// Rows of a page.
const A_PAGE: usize = 50;

/// The whole view.
pub fn drawn(sight: &Sight<'_>) -> Result<Html, Failure> {
    paged(sight, &sight.whole(), &[])
}

/// The part that the address names: a column of a board, a day, a step.
pub fn of_part(sight: &Sight<'_>) -> Result<Html, Failure> {
    let asked = sight.asked;
    let (column, from, until) = (asked.value("part"), asked.value("from"), asked.value("until"));
    let pairs = [("part", column), ("from", from), ("until", until)];
    let name = super::board::part_title(sight, column);
    let head = name.map(|name| el("h2").class("govuk-heading-m").put(name).html());
    let back = body(link(&sight.address(&[]), t!(sight.words, "view-back")));
    let column = if column == "day" { ONLY } else { column };
    let part = sight.part(column, from, until);
    Ok(head.unwrap_or_default().then(back).then(paged(sight, &part, &pairs)?))
}

fn paged(sight: &Sight<'_>, part: &Part<'_>, pairs: &[(&str, &str)]) -> Result<Html, Failure> {
    let after = sight.asked.value("after");
    let rows = sight.rows(part, Some(after).filter(|after| !after.is_empty()), A_PAGE)?;
    let all = sight.count(part)?;
    let turn = |after: &str| sight.address(&[pairs, &[("after", after)]].concat());
    let first = (!after.is_empty()).then(|| turn(""));
    let turned = pages(sight.words, first, rows.next.as_deref().map(turn));
    let told = body(t!(sight.words, "view-count", n = all)).then(sight.not_yours(rows.hidden));
    if rows.items.is_empty() {
        return Ok(told.then(turned));
    }
    let list = Html::from(table(sight, &rows).stacked());
    let list = match sight.at.room {
        Some(room) => {
            let numbers: Vec<&str> = rows.items.iter().map(|row| row.case.number.as_str()).collect();
            watched(el("div").class("bh-worklist"), room, &numbers).put(list).html()
        }
        None => list,
    };
    Ok(told.then(list).then(turned))
}

/// Rows as a table.
pub fn table(sight: &Sight<'_>, rows: &Rows) -> Table {
    let columns = sight.columns();
    let row = |reading: &bihuan_office::Reading| {
        let own = Cell::from(sight.number(reading));
        std::iter::once(own).chain(columns.iter().map(|column| Cell::from(sight.cell(reading, column)))).collect()
    };
    Table {
        caption: sight.title(),
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense".into(),
        head: sight.heads(),
        rows: rows.items.iter().map(row).collect(),
        ..Table::default()
    }
}
