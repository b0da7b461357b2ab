//! Where a table of figures is sent: a file, or cells pasted from a spreadsheet. Nothing is taken by being sent.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_ledger::KeptRow;
use bihuan_office::outside::FIGURES;
use bihuan_office::{Failure, Office};
use bihuan_text::table::Row;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::import::forget_old;
use super::super::import::sheet::{self, Sheet};
use super::super::room::{Room, with_status};
use crate::fields::Sent;
use crate::html::el;
use crate::phrases::{self, FieldError, Form, submit};
use crate::shell::{Page, hidden};
use crate::t;

/// What is kept of a table between being sent and being taken.
pub(super) const KIND: &str = "outside";
/// The longest name of who says the figures.
const LONGEST: usize = 100;

/// What is kept beside the rows.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct About {
    /// The name that the file had.
    pub name: String,
    /// Who says it, for rows that do not say so.
    pub source: String,
    /// Of when it is, for rows that do not say so.
    pub period: String,
}

/// The empty form.
pub async fn page(room: Room) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        may(office, &inner)?;
        Ok(draw(&inner, &Sent::default(), &[]))
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// A table is sent.
pub async fn take(room: Room, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let answer = room.ask(move |office| brought(office, &inner, &sent));
    answer.await.unwrap_or_else(|sorry| sorry)
}

fn may(office: &Office, room: &Room) -> Result<(), Failure> {
    let district = room.district(&office.law()).ok_or(Failure::NotFound)?;
    office.hand(&room.staff.who, &district, FIGURES)?;
    Ok(())
}

fn brought(office: &Office, room: &Room, sent: &Sent) -> Result<Response, Failure> {
    may(office, room)?;
    let words = room.words();
    let wrong = |field: &str, text: String| {
        let page = draw(room, sent, &[FieldError::new(field, text)]);
        Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, page))
    };
    let source = sent.value("source").trim().to_owned();
    if source.is_empty() || source.chars().count() > LONGEST {
        return wrong("source", t!(words, "outside-source-needed"));
    }
    let Sheet { name, rows, .. } = match sheet::read(room, sent) {
        Ok(sheet) => sheet,
        Err((field, fault)) => return wrong(field, fault),
    };
    let about = About { name, source, period: sent.value("period").trim().to_owned() };
    let id = keep(office, room, &about, &rows)?;
    Ok(Redirect::to(&format!("/desk/outside/bring/{id}")).into_response())
}

/// Keeps the rows as a file that no case takes (gone after a day), and beside it, for this officer alone, what it is.
fn keep(office: &Office, room: &Room, about: &About, rows: &[Row]) -> Result<String, Failure> {
    let bytes = serde_json::to_vec(rows).unwrap_or_default();
    let kept = office.ledger().put_file("table.json", Some("text/plain"), &bytes)?;
    forget_old(office, room, KIND)?;
    office.ledger().keep(KeptRow {
        owner: room.staff.user.to_string(),
        kind: KIND.to_owned(),
        name: kept.id.clone(),
        body: serde_json::to_value(about).unwrap_or_default(),
        at: Timestamp::now(),
    })?;
    Ok(kept.id)
}

fn draw(room: &Room, sent: &Sent, errors: &[FieldError]) -> Page {
    let words = room.words();
    let form = Form::new(words, &sent.pairs, errors);
    let mut source = form.input("source", t!(words, "outside-source"));
    source.hint = Some(t!(words, "outside-source-hint").into());
    let mut period = form.input("period", t!(words, "outside-period"));
    period.hint = Some(t!(words, "outside-period-hint").into());
    period.classes = "govuk-input--width-10".into();
    let mut file = form.files("file", t!(words, "import-file"));
    file.multiple = false;
    file.hint = Some(t!(words, "outside-file-hint").into());
    let mut cells = form.textarea("cells", t!(words, "import-cells"));
    cells.hint = Some(t!(words, "outside-cells-hint").into());
    cells.rows = Some(6);
    let sheet = el("form")
        .attr("method", "post")
        .attr("action", "/desk/outside/bring")
        .attr("enctype", "multipart/form-data")
        .attr("novalidate", "")
        .put(hidden("csrf", &room.staff.csrf))
        .put(source)
        .put(period)
        .put(file)
        .put(cells)
        .put(submit(t!(words, "import-look")));
    let main = el("div")
        .class("govuk-grid-column-two-thirds")
        .put(form.error_summary())
        .put(el("h1").class("govuk-heading-l").put(t!(words, "outside-bring")))
        .put(el("p").class("govuk-body").put(t!(words, "outside-bring-about")))
        .put(sheet);
    let mut page = room.page(t!(words, "outside-bring"), "supervise").with(el("div").class("govuk-grid-row").put(main));
    page.before = phrases::back(words, "/desk/outside");
    page.wrong = !errors.is_empty();
    page
}
