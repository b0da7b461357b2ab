//! A table of figures before it is taken, and after: what comes of each row, and why a row is not taken. What is only
//! unlikely (a thousandfold jump, a preliminary figure in place of a final one) is taken once a person has ticked it.

use std::collections::BTreeSet;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::casework::refusal::Fault;
use bihuan_office::outside::{Columns, FIGURES, Fact, Taken};
use bihuan_office::{Failure, Office};
use bihuan_text::table::Row;

use super::super::room::Room;
use super::super::targets::told;
use super::bring::{About, KIND};
use crate::components::*;
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::phrases::{self, submit};
use crate::shell::{Page, hidden};
use crate::t;

/// Rows that are shown of each kind.
const SHOWN: usize = 100;
/// Faults that a person may look at and confirm.
const CONFIRMABLE: [&str; 2] = ["jump", "final-before"];

/// A row with what comes of it.
type Line = (usize, Result<Taken, Vec<Fault>>);

/// `GET /desk/outside/bring/{id}`
pub async fn page(room: Room, Path(id): Path<String>) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let (about, rows) = find(office, &inner, &id)?;
        let columns = columns(&about, &rows, BTreeSet::new());
        let lines = lines(office, &inner, &columns, false)?;
        Ok(draw(&inner, &id, &about, &columns, &lines))
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// The press that takes the rows, with those that were ticked.
pub async fn take(room: Room, Path(id): Path<String>, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let gone = room.ask(move |office| {
        let (about, rows) = find(office, &inner, &id)?;
        let confirmed = sent.values("confirm").filter_map(|row| row.parse().ok()).collect();
        let lines = lines(office, &inner, &columns(&about, &rows, confirmed), true)?;
        let taken = lines.iter().filter(|(_, came)| matches!(came, Ok(Taken::New | Taken::Revised))).count();
        Ok(format!("/desk/outside/bring/{id}?done={taken}"))
    });
    gone.await.map_or_else(|sorry| sorry, |to| Redirect::to(&to).into_response())
}

/// A table that this officer sent within a day.
fn find(office: &Office, room: &Room, id: &str) -> Result<(About, Vec<Row>), Failure> {
    let row = office.ledger().kept_one(room.staff.user.as_str(), KIND, id)?.ok_or(Failure::NotFound)?;
    let about = serde_json::from_value(row.body).map_err(|_| Failure::NotFound)?;
    let bytes = office.ledger().file_bytes(id)?.ok_or(Failure::NotFound)?;
    Ok((about, serde_json::from_slice(&bytes).map_err(|_| Failure::NotFound)?))
}

fn columns<'c>(about: &About, rows: &'c [Row], confirmed: BTreeSet<usize>) -> Columns<'c> {
    let (source, period) = (about.source.clone(), about.period.clone());
    Columns { rows, layout: Columns::recognise(rows), source, period, confirmed }
}

/// What comes of each row, in the order of the file; with `really` the good ones are taken.
fn lines(office: &Office, room: &Room, columns: &Columns<'_>, really: bool) -> Result<Vec<Line>, Failure> {
    let district = room.district(&office.law()).ok_or(Failure::NotFound)?;
    let hand = office.hand(&room.staff.who, &district, FIGURES)?;
    let read = columns.facts(office, &district);
    let facts: Vec<Fact> = read.iter().filter_map(|(_, fact)| fact.as_ref().ok().cloned()).collect();
    let came = if really {
        office.take_outside(&hand, &district, &facts)?
    } else {
        office.weigh_outside(&district, &facts)?
    };
    let mut came = came.into_iter();
    let line = |(row, fact): (usize, Result<Fact, Vec<Fault>>)| {
        let outcome = match fact {
            Ok(_) => came.next().unwrap_or_else(|| Err(Vec::new())),
            Err(faults) => Err(faults),
        };
        (row, outcome)
    };
    Ok(read.into_iter().map(line).collect())
}

fn draw(room: &Room, id: &str, about: &About, columns: &Columns<'_>, lines: &[Line]) -> Page {
    let words = room.words();
    let done = room.reader.here.parameter("done").and_then(|n| n.parse::<usize>().ok());
    let banner = done.map(|n| phrases::done(words, t!(words, "outside-done", n = n)));
    let view = View { room, columns };
    let good = lines.iter().filter(|(_, came)| matches!(came, Ok(Taken::New | Taken::Revised))).count();
    let askable = lines.iter().any(|(_, came)| is_confirmable(came));
    let button = (good > 0 || askable).then(|| submit(t!(words, "outside-take", n = good)));
    let sheet = el("form")
        .attr("method", "post")
        .attr("action", format!("/desk/outside/bring/{id}"))
        .put(hidden("csrf", &room.staff.csrf))
        .put(view.table("outside-asked", lines, is_confirmable))
        .put(view.table("outside-refused", lines, |came| came.is_err() && !is_confirmable(came)))
        .put(view.table("outside-will", lines, |came| came.is_ok()))
        .put(button);
    let title = t!(words, "import-check");
    let main = Html::from(banner)
        .then(el("h1").class("govuk-heading-l").put(&title))
        .then(el("p").class("govuk-body").put(t!(words, "outside-of", name = about.name.as_str(), n = lines.len())))
        .then(sheet);
    let mut page = room.page(title, "supervise").with(main);
    page.before = phrases::back(words, "/desk/outside/bring");
    page
}

/// Whether all that stands against a row is unlikely, and nothing wrong.
fn is_confirmable(came: &Result<Taken, Vec<Fault>>) -> bool {
    came.as_ref().is_err_and(|faults| faults.iter().all(|fault| CONFIRMABLE.contains(&fault.code.as_str())))
}

struct View<'v> {
    room: &'v Room,
    columns: &'v Columns<'v>,
}

impl View<'_> {
    fn table(&self, caption: &str, lines: &[Line], wanted: impl Fn(&Result<Taken, Vec<Fault>>) -> bool) -> Html {
        let words = self.room.words();
        let found: Vec<&Line> = lines.iter().filter(|(_, came)| wanted(came)).collect();
        if found.is_empty() {
            return Html::empty();
        }
        let used = self.columns.layout.targets.iter().enumerate().filter(|(_, target)| !target.is_empty());
        let beside: Vec<usize> = used.map(|(at, _)| at).take(5).collect();
        let title = |at: &usize| self.columns.layout.titles.get(*at).cloned().unwrap_or_default();
        let mut head = vec![Cell::number(t!(words, "import-row")), Cell::from(t!(words, "import-outcome"))];
        head.extend(beside.iter().map(|at| Cell::from(title(at))));
        let rows = found.iter().take(SHOWN).map(|(number, came)| {
            let row = self.columns.body().iter().find(|row| row.number == *number);
            let mut cells = vec![Cell::number(number.to_string()), Cell::from(self.outcome(*number, came))];
            let words = |at: &usize| row.map(|row| row.cell(*at).words()).unwrap_or_default();
            cells.extend(beside.iter().map(|at| Cell::from(words(at).chars().take(60).collect::<String>())));
            cells
        });
        let table = Table {
            caption: words.get(caption, &[("n", found.len().into())]),
            caption_classes: "govuk-table__caption--m".into(),
            head,
            rows: rows.collect(),
            classes: "bh-dense".into(),
            ..Table::default()
        };
        let more = (found.len() > SHOWN)
            .then(|| el("p").class("govuk-body-s bh-muted").put(t!(words, "import-shown", n = SHOWN)).html());
        Html::from(table.stacked()).then(more)
    }

    fn outcome(&self, row: usize, came: &Result<Taken, Vec<Fault>>) -> Html {
        let words = self.room.words();
        let tagged = |colour: &str, key: &str| Html::from(Tag::coloured(colour, words.get(key, &[])));
        match came {
            Ok(Taken::New) => tagged("blue", "outside-new"),
            Ok(Taken::Revised) => tagged("purple", "outside-revised"),
            Ok(Taken::Same) => tagged("grey", "outside-same"),
            Err(faults) => {
                let lang = self.room.reader.lang;
                let why: Vec<String> = faults.iter().map(|fault| told(&fault.sentence, lang)).collect();
                let why =
                    el("p").class("govuk-body-s govuk-!-margin-bottom-0").put(crate::fields::lines(&why.join("\n")));
                let tick = is_confirmable(came).then(|| self.tick(row));
                let tag =
                    if tick.is_some() { tagged("yellow", "outside-asks") } else { tagged("red", "import-refused") };
                tag.then(why).then(tick)
            }
        }
    }

    fn tick(&self, row: usize) -> Html {
        let words = self.room.words();
        let id = format!("confirm-{row}");
        let label = t!(words, "outside-confirm", row = row);
        let item = el("div")
            .class("govuk-checkboxes__item")
            .put(
                el("input")
                    .class("govuk-checkboxes__input")
                    .attr("type", "checkbox")
                    .attr("name", "confirm")
                    .attr("id", &id)
                    .attr("value", row.to_string()),
            )
            .put(el("label").class("govuk-label govuk-checkboxes__label").attr("for", &id).put(label));
        el("div").class("govuk-checkboxes govuk-checkboxes--small").put(item).html()
    }
}
