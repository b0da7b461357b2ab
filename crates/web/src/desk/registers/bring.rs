//! A table of entries: sent as a file or pasted, looked at row by row, then taken in as one act, all or none.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_ledger::KeptRow;
use bihuan_office::import::{EntryLine, Layout, Turn, register_columns, told};
use bihuan_office::{Failure, Office};
use bihuan_text::table::Row;
use jiff::Timestamp;
use serde_json::json;

use super::Here;
use crate::components::*;
use crate::desk::import::sheet::{self, Sheet};
use crate::desk::light::tongue;
use crate::desk::room::{Room, with_status};
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::phrases::{self, FieldError, Form, submit};
use crate::shell::{Page, hidden};
use crate::t;

/// Under what a table that was sent is kept for whoever sent it.
const KIND: &str = "register-table";
/// Rows that are shown of each sort.
const SHOWN: usize = 100;

/// A table between being sent and being taken.
struct Brought {
    id: String,
    name: String,
    rows: Vec<Row>,
}

impl Brought {
    fn keep(office: &Office, here: &Here<'_>, name: String, rows: Vec<Row>) -> Result<Brought, Failure> {
        let bytes = serde_json::to_vec(&rows).unwrap_or_default();
        let kept = office.ledger().put_file("table.json", Some("text/plain"), &bytes)?;
        crate::desk::import::forget_old(office, here.room, KIND)?;
        office.ledger().keep(KeptRow {
            owner: here.room.staff.user.to_string(),
            kind: KIND.to_owned(),
            name: kept.id.clone(),
            body: json!({ "name": name, "register": here.path() }),
            at: Timestamp::now(),
        })?;
        Ok(Brought { id: kept.id, name, rows })
    }

    /// A table that this officer sent for this register within a day.
    fn find(office: &Office, here: &Here<'_>, id: &str) -> Result<Brought, Failure> {
        let row = office.ledger().kept_one(here.room.staff.user.as_str(), KIND, id)?.ok_or(Failure::NotFound)?;
        let text = |name: &str| row.body.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        if text("register") != here.path() {
            return Err(Failure::NotFound);
        }
        let bytes = office.ledger().file_bytes(id)?.ok_or(Failure::NotFound)?;
        let rows = serde_json::from_slice(&bytes).map_err(|_| Failure::NotFound)?;
        Ok(Brought { id: id.to_owned(), name: text("name"), rows })
    }

    fn layout(&self, here: &Here<'_>) -> Layout {
        Layout::recognise(&register_columns(&here.law, &here.shelf()), &self.rows, &BTreeMap::new())
    }
}

/// `GET …/import`
pub async fn page(room: Room, Path((pack, register)): Path<(String, String)>) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let here = Here::at(office, &inner, &pack, &register)?;
        office.hand(&inner.staff.who, &here.district, &here.register.name)?;
        Ok(start(&here, &Sent::default(), &[]))
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// `POST …/import`: a table is sent.
pub async fn bring(room: Room, Path((pack, register)): Path<(String, String)>, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let answer = room.ask(move |office| {
        let here = Here::at(office, &inner, &pack, &register)?;
        office.hand(&inner.staff.who, &here.district, &here.register.name)?;
        match sheet::read(&inner, &sent) {
            Ok(Sheet { name, rows, .. }) => {
                let brought = Brought::keep(office, &here, name, rows)?;
                Ok(Redirect::to(&format!("{}/import/{}", here.path(), brought.id)).into_response())
            }
            Err((field, fault)) => {
                let errors = [FieldError::new(field, fault)];
                Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, start(&here, &sent, &errors)))
            }
        }
    });
    answer.await.unwrap_or_else(|sorry| sorry)
}

/// `GET …/import/{id}`: what would come of each row.
pub async fn look(room: Room, Path((pack, register, id)): Path<(String, String, String)>) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let here = Here::at(office, &inner, &pack, &register)?;
        let brought = Brought::find(office, &here, &id)?;
        let layout = brought.layout(&here);
        match office.entries_planned(&here.shelf(), &brought.rows, &layout) {
            Ok(lines) => Ok(plan(&here, &brought, &layout, &lines).into_response()),
            Err(Failure::Refused(refusal)) => Ok(refused(&here, &refusal)),
            Err(other) => Err(other),
        }
    });
    shown.await.unwrap_or_else(|sorry| sorry)
}

/// `POST …/import/{id}`: all of it is taken, or nothing.
pub async fn take(room: Room, Path((pack, register, id)): Path<(String, String, String)>, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let taken = room.ask(move |office| {
        let here = Here::at(office, &inner, &pack, &register)?;
        let brought = Brought::find(office, &here, &id)?;
        let layout = brought.layout(&here);
        match office.take_entries(&inner.staff.who, &here.shelf(), &brought.rows, &layout) {
            Ok(_) => Ok(Redirect::to(&format!("{}/import/{}?done=1", here.path(), brought.id)).into_response()),
            Err(Failure::Refused(refusal)) => Ok(refused(&here, &refusal)),
            Err(other) => Err(other),
        }
    });
    taken.await.unwrap_or_else(|sorry| sorry)
}

/// The page that tells why the whole table is not taken.
fn refused(here: &Here<'_>, refusal: &bihuan_core::casework::Refusal) -> Response {
    let told = crate::portal::guest::say(refusal, here.room.reader.lang);
    let errors = [FieldError::new("file", told)];
    with_status(StatusCode::UNPROCESSABLE_ENTITY, start(here, &Sent::default(), &errors))
}

fn start(here: &Here<'_>, sent: &Sent, errors: &[FieldError]) -> Page {
    let words = here.room.words();
    let form = Form::new(words, &sent.pairs, errors);
    let mut file = form.files("file", t!(words, "import-file"));
    file.multiple = false;
    file.hint = Some(t!(words, "import-file-hint").into());
    let mut cells = form.textarea("cells", t!(words, "import-cells"));
    cells.hint = Some(t!(words, "import-cells-hint").into());
    cells.rows = Some(6);
    let sheet = el("form")
        .attr("method", "post")
        .attr("action", format!("{}/import", here.path()))
        .attr("enctype", "multipart/form-data")
        .attr("novalidate", "")
        .put(hidden("csrf", &here.room.staff.csrf))
        .put(file)
        .put(cells)
        .put(submit(t!(words, "import-look")));
    let zh = here.room.reader.lang == crate::words::Lang::Zh;
    let heads: Vec<String> = register_columns(&here.law, &here.shelf())
        .into_iter()
        .map(|known| {
            let title = if zh { known.zh } else { known.en };
            if known.required { t!(words, "import-required", what = title) } else { title }
        })
        .collect();
    let columns = el("p").class("govuk-body").put(heads.join(words.comma())).html();
    let columns = Details { summary: t!(words, "registers-columns").into(), content: columns, ..Details::default() };
    let title = t!(words, "registers-import-in", register = here.title());
    let main = el("div")
        .class("govuk-grid-column-two-thirds")
        .put(form.error_summary())
        .put(el("h1").class("govuk-heading-l").put(&title))
        .put(el("p").class("govuk-body").put(t!(words, "registers-import-about")))
        .put(columns)
        .put(sheet);
    let mut page = here.room.page(title, "intake").with(el("div").class("govuk-grid-row").put(main));
    page.before = phrases::back(words, &here.path());
    page.wrong = !errors.is_empty();
    page
}

/// What would come of the table: how many of each sort, every wrong row with what helps, and the press that takes it.
fn plan(here: &Here<'_>, brought: &Brought, layout: &Layout, lines: &[EntryLine]) -> Page {
    let words = here.room.words();
    let count = |sort: fn(&Turn) -> bool| lines.iter().filter(|line| sort(&line.turn)).count();
    let new = count(|turn| *turn == Turn::New);
    let changed = count(|turn| matches!(turn, Turn::Changed(_)));
    let same = count(|turn| *turn == Turn::Same);
    let wrong = count(|turn| matches!(turn, Turn::Wrong(_)));
    let counts = [
        ("registers-n-new", new),
        ("registers-n-changed", changed),
        ("registers-n-same", same),
        ("registers-n-wrong", wrong),
    ];
    let figure = |(key, n): (&str, usize)| {
        el("div").class("bh-figure").put(el("dt").put(words.get(key, &[]))).put(el("dd").put(n.to_string()))
    };
    let done = here.room.reader.here.parameter("done").map(|_| phrases::done(words, t!(words, "registers-taken")));
    let left: Vec<&str> = layout
        .titles
        .iter()
        .zip(&layout.targets)
        .filter(|(_, to)| to.is_empty())
        .map(|(it, _)| it.as_str())
        .filter(|it| !it.is_empty())
        .collect();
    let left = (!left.is_empty()).then(|| {
        let told = t!(words, "registers-left-out", columns = left.join(words.comma()));
        Html::from(InsetText::from(told))
    });
    let doubled = layout.doubled();
    let twice = (!doubled.is_empty())
        .then(|| phrases::important(words, t!(words, "import-doubled", columns = doubled.join(words.comma()))));
    let ready = wrong == 0 && doubled.is_empty() && new + changed > 0;
    let press = ready.then(|| {
        el("form")
            .attr("method", "post")
            .attr("action", format!("{}/import/{}", here.path(), brought.id))
            .put(hidden("csrf", &here.room.staff.csrf))
            .put(submit(t!(words, "registers-take", n = new + changed)))
            .html()
    });
    let held = (wrong > 0).then(|| phrases::important(words, t!(words, "registers-none-taken", n = wrong)));
    let title = t!(words, "registers-check");
    let file = t!(words, "registers-of", name = brought.name.as_str(), register = here.title(), n = lines.len());
    let main = Html::from(done)
        .then(el("h1").class("govuk-heading-l").put(&title))
        .then(el("p").class("govuk-body").put(file))
        .then(el("dl").class("bh-figures").put_all(counts.into_iter().filter(|(_, n)| *n > 0).map(figure)))
        .then(twice)
        .then(held)
        .then(press)
        .then(left)
        .then(rows(here, lines));
    let mut page = here.room.page(title, "intake").with(main);
    page.before = phrases::back(words, &format!("{}/import", here.path()));
    page
}

/// The rows, the wrong ones first.
fn rows(here: &Here<'_>, lines: &[EntryLine]) -> Html {
    let words = here.room.words();
    let wrong = lines.iter().filter(|line| matches!(line.turn, Turn::Wrong(_))).take(SHOWN);
    let others = lines.iter().filter(|line| matches!(line.turn, Turn::New | Turn::Changed(_))).take(SHOWN);
    let row = |line: &EntryLine| {
        let (colour, key, told): (&str, &str, Html) = match &line.turn {
            Turn::New => ("green", "registers-new-row", here.named(&line.key, &line.values).into()),
            Turn::Changed(fields) => ("yellow", "registers-changed-row", self::changed(here, fields).into()),
            Turn::Same => ("grey", "registers-same-row", Html::empty()),
            Turn::Wrong(reasons) => ("red", "registers-wrong-row", told_lines(here, reasons)),
        };
        let tag = Html::from(Tag::coloured(colour, words.get(key, &[])));
        let mark = line.key.clone();
        vec![Cell::from(line.row.to_string()), Cell::from(mark), Cell::from(tag), Cell::from(told)]
    };
    let rows: Vec<Vec<Cell>> = wrong.chain(others).map(row).collect();
    if rows.is_empty() {
        return Html::empty();
    }
    let head = ["registers-row", "registers-key", "registers-turn", "registers-told"];
    let table = Table {
        caption: t!(words, "registers-rows", n = SHOWN),
        caption_classes: "govuk-table__caption--m".into(),
        head: head.into_iter().map(|key| words.get(key, &[]).into()).collect(),
        rows,
        classes: "bh-dense".into(),
        ..Table::default()
    };
    table.stacked().into()
}

fn changed(here: &Here<'_>, fields: &[String]) -> String {
    let called = |name: &String| {
        let field = here.register.fields.iter().find(|field| field.name == *name);
        field.map_or_else(|| name.clone(), |field| here.called(field))
    };
    fields.iter().map(called).collect::<Vec<_>>().join(here.room.words().comma())
}

fn told_lines(here: &Here<'_>, reasons: &[bihuan_office::import::Reason]) -> Html {
    crate::fields::lines(&told(reasons, tongue(here.room.reader.lang)))
}
