//! A notice on paper, for a reporter who left no telephone: what happened, the number, and where to ask. The code of the
//! receipt stands on no slip: it was given once, to one person.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::casework::accountable;
use bihuan_ledger::{NoticeQuery, NoticeRow};
use bihuan_office::{Failure, Office, Reading};

use super::notices::what_it_says;
use super::room::Room;
use crate::components::*;
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::{self, submit};
use crate::shell::{Page, hidden};
use crate::t;

const SLIP: &str = "slip";

/// The slips of a case, newest first.
pub fn slips(office: &Office, reading: &Reading) -> Result<Vec<NoticeRow>, Failure> {
    let case = Some((reading.case.district.to_string(), reading.case.id.0.clone()));
    let query = NoticeQuery { channel: Some(SLIP.into()), case, limit: 20, ..NoticeQuery::default() };
    Ok(office.ledger().notices(&query)?.items)
}

/// `GET /desk/cases/{number}/slip`.
pub async fn page(room: Room, Path(number): Path<String>) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let reading = office.read(&number, &inner.staff.who)?;
        draw(office, &inner, &reading)
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// `POST /desk/cases/{number}/slip`: it was handed over.
pub async fn handed(room: Room, Path(number): Path<String>, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let who = room.staff.who.clone();
    let done = room.ask(move |office| {
        let reading = office.read(&number, &who)?;
        let until: u64 = sent.value("until").parse().unwrap_or(0);
        let rows = slips(office, &reading)?;
        let ids: Vec<u64> = rows.iter().map(|row| row.id).filter(|id| *id <= until).collect();
        office.ledger().notices_end(&ids, "sent", None, office.clock().now())?;
        Ok(reading.case.number)
    });
    done.await.map_or_else(|sorry| sorry, |number| Redirect::to(&format!("/desk/cases/{number}/slip")).into_response())
}

fn draw(office: &Office, room: &Room, reading: &Reading) -> Result<Page, Failure> {
    let words = room.words();
    let rows = slips(office, reading)?;
    let number = &reading.case.number;
    let back = phrases::back(words, &format!("/desk/cases/{number}"));
    let body = match rows.first() {
        None => el("p").class("govuk-body-l").put(t!(words, "slip-none")).html(),
        Some(newest) => paper(office, room, reading, newest).then(tools(room, number, newest, &rows)),
    };
    let page = room.page(t!(words, "slip"), "work");
    Ok(Page { before: back, ..page }.with(body))
}

/// What is printed.
fn paper(office: &Office, room: &Room, reading: &Reading, newest: &NoticeRow) -> Html {
    let (words, law) = (room.words(), office.law());
    let names = Names::new(&law, room.reader.lang);
    let case = &reading.case;
    let unit = accountable(case).map(|unit| names.unit(unit));
    let at = super::light::exact(newest.told.at);
    let rows = vec![
        SummaryRow::new(t!(words, "work-number"), el("span").class("bh-number").put(&case.number).html()),
        SummaryRow::new(t!(words, "work-kind"), names.case_type(&reading.rules.id)),
        SummaryRow::new(t!(words, "slip-unit"), unit.unwrap_or_default()),
        SummaryRow::new(t!(words, "notices-when"), at),
    ];
    let mark = case.synthetic.then(|| synthetic(&t!(words, "synthetic")));
    let ways = ["slip-way-page", "slip-way-counter", "slip-way-phone"];
    let address = &office.ways_out().address;
    let way = |key: &str| el("li").put(words.get(key, &[("address", format!("{address}/follow").into())]));
    el("article")
        .class("bh-slip")
        .put(el("h1").class("govuk-heading-l").put(t!(words, "slip")).put(" ").put(mark))
        .put(el("p").class("govuk-body-l").put(what_it_says(&law, &newest.told, words)))
        .put(SummaryList { rows, ..SummaryList::default() })
        .put(el("h2").class("govuk-heading-m").put(t!(words, "slip-ask")))
        .put(el("ul").class("govuk-list govuk-list--bullet").put_all(ways.into_iter().map(way)))
        .put(el("p").class("govuk-body-s").put(t!(words, "slip-code")))
        .html()
}

fn tools(room: &Room, number: &str, newest: &NoticeRow, rows: &[NoticeRow]) -> Html {
    let words = room.words();
    if rows.iter().all(|row| row.state != "waiting") {
        return el("p").class("govuk-body bh-muted bh-no-print").put(t!(words, "slip-handed")).html();
    }
    el("form")
        .class("bh-no-print")
        .attr("method", "post")
        .attr("action", format!("/desk/cases/{number}/slip"))
        .put(el("p").class("govuk-body").put(t!(words, "slip-print-about")))
        .put(hidden("csrf", &room.staff.csrf))
        .put(hidden("until", &newest.id.to_string()))
        .put(submit(t!(words, "slip-hand-over")))
        .html()
}
