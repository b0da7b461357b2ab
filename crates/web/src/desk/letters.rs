//! Letters at the desk: the sheet of one, ready for the printer, and the list of those that were issued.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::TypeId;
use bihuan_core::casework::Who;
use bihuan_core::casework::letters::day_in_words;
use bihuan_core::casework::may::is_post_of_district;
use bihuan_ledger::{LetterQuery, LetterRow};
use bihuan_office::{Failure, Office};

use super::room::Room;
use crate::components::{Cell, Table, Tag};
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases;
use crate::shell::Page;
use crate::t;

/// Letters on one page.
const ON_A_PAGE: usize = 50;

/// `GET /desk/cases/{number}/letters/{code}`
pub async fn sheet(room: Room, Path((number, code)): Path<(String, String)>) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let reading = office.read(&number, &inner.staff.who)?;
        let (issued, text) = office.letter_text(&reading, &code, &inner.staff.who)?;
        let law = office.law();
        let names = Names::new(&law, inner.reader.lang);
        let at = office.ways_out().address.clone();
        let sheet = crate::letters::sheet(&names, &reading.case, &reading.rules, (&issued, text.as_deref()), &at);
        let page = inner.page(issued.note.number.as_str(), "work");
        let back = phrases::back(inner.words(), &format!("/desk/cases/{}", reading.case.number));
        Ok(Page { before: back, ..page }.with(sheet))
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// `GET /desk/letters`: newest first; of one's own units, or of the district for whose post that is.
pub async fn list(room: Room, Query(asked): Query<BTreeMap<String, String>>) -> Response {
    let inner = room.clone();
    let cursor = asked.get("cursor").cloned();
    let shown = room.ask(move |office| draw(office, &inner, cursor));
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

fn draw(office: &Office, room: &Room, cursor: Option<String>) -> Result<Page, Failure> {
    let Who::Officer(officer) = &room.staff.who else { return Err(Failure::NotFound) };
    let law = office.law();
    let district = room.district(&law).ok_or(Failure::NotFound)?;
    let all = officer.posts.iter().any(|(post, unit)| is_post_of_district(post) && unit.district() == district);
    let units: Vec<String> = officer.posts.iter().map(|(_, unit)| unit.to_string()).collect();
    if !all && units.is_empty() {
        return Err(Failure::NotFound);
    }
    let units = if all { Vec::new() } else { units };
    let query = LetterQuery { district: district.to_string(), units, cursor, limit: ON_A_PAGE };
    let page = office.ledger().letters(&query)?;
    let (words, names) = (room.words(), Names::new(&law, room.reader.lang));
    let head = ["letter-number", "letter-title", "letter-unit", "letter-day", "letter-standing", "letter-case"];
    let table = Table {
        head: head.into_iter().map(|key| words.get(key, &[]).into()).collect(),
        rows: page.items.iter().map(|row| line(&names, row)).collect(),
        classes: "bh-dense".into(),
        ..Table::default()
    };
    let none = page.items.is_empty().then(|| el("p").class("govuk-body").put(t!(words, "letters-none")).html());
    let next = page.next.map(|next| {
        let href = format!("/desk/letters?cursor={next}");
        el("p")
            .class("govuk-body")
            .put(el("a").class("govuk-link").attr("href", href).put(t!(words, "letters-more")))
            .html()
    });
    let main = el("h1").class("govuk-heading-l").put(t!(words, "letters-title")).html();
    let main = main.then(el("p").class("govuk-body").put(t!(words, "letters-about")).html());
    let listed = (!page.items.is_empty()).then(|| Html::from(table.stacked()));
    Ok(room.page(t!(words, "letters-title"), "work").with(main.then(none).then(listed).then(next)))
}

fn line(names: &Names<'_>, row: &LetterRow) -> Vec<Cell> {
    let words = names.words();
    let kind = names.law().current(&TypeId(row.type_id.clone()));
    let title = kind.and_then(|rules| names.letter(rules, &row.letter)).unwrap_or_else(|| row.letter.clone());
    let case = el("a").class("govuk-link bh-number").attr("href", format!("/desk/cases/{}", row.of)).put(&row.of);
    let colour = if row.standing == "valid" { "green" } else { "grey" };
    let standing = Tag::coloured(colour, words.get(&format!("letter-{}", row.standing), &[]));
    vec![
        Cell::from(row.number.clone()),
        Cell::from(title),
        Cell::from(names.unit_of(&row.unit)),
        Cell::from(day_in_words(row.day)),
        Cell::from(Html::from(standing)),
        Cell::from(case.html()),
    ]
}
