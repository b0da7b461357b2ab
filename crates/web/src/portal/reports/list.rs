//! `/reports`: the saved reports, a page at a time, with how far each is confirmed. What is shown is kept beside each
//! report; no report is read for the list. Whoever may confirm may save one here too.

use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::pack::CaseType;
use bihuan_ledger::Page;
use bihuan_office::Failure;
use bihuan_office::reports::Listed;

use super::query;
use crate::components::{Cell, Details, FileUpload, Table};
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::{Form, pages, submit};
use crate::portal::guest::{Guest, body, link, title};
use crate::portal::when;
use crate::shell::hidden;
use crate::t;

/// As many reports as a page shows.
const A_PAGE: usize = 30;

/// `GET /reports`
pub async fn page(guest: Guest, Query(given): Query<Vec<(String, String)>>) -> Response {
    let value = |name: &str| given.iter().find(|(n, _)| n == name).map(|(_, value)| value.trim().to_owned());
    let (q, after) = (value("q").unwrap_or_default(), value("after").filter(|after| !after.is_empty()));
    let wanted = q.clone();
    let found = guest.ask(move |office| office.listed_reports(&wanted, after.as_deref(), A_PAGE)).await;
    let found = match found {
        Ok(found) => found,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let main = title(&t!(words, "reports-title")).then(body(t!(words, "reports-about"))).then(ways(&guest));
    let main = main.then(saving(&guest)).then(search(&guest, &q)).then(listed(&guest, &found, &q));
    let next = found.next.map(|cursor| format!("/reports?{}", query(&[("q", &q), ("after", &cursor)])));
    let main = main.then(pages(words, None, next));
    guest.page(t!(words, "nav-reports"), "reports").with(main).into_response()
}

fn ways(guest: &Guest) -> Html {
    let words = guest.words();
    let way = |href: &str, key: &str| el("li").put(link(href, words.get(key, &[])));
    el("ul")
        .class("govuk-list bh-ways")
        .put(way("/reports/compare", "reports-compare"))
        .put(way("/reports/contradictions", "reports-contradictions"))
        .put(way("/reports/glossary", "reports-glossary"))
        .html()
}

fn search(guest: &Guest, q: &str) -> Html {
    let words = guest.words();
    let asked = [("q".to_owned(), q.to_owned())];
    el("form")
        .class("bh-filter")
        .attr("method", "get")
        .put(Form::new(words, &asked, &[]).input("q", t!(words, "reports-search")))
        .put(submit(t!(words, "documents-show")))
        .html()
}

fn listed(guest: &Guest, found: &Page<Listed>, q: &str) -> Html {
    let words = guest.words();
    if found.items.is_empty() {
        return body(if q.is_empty() { t!(words, "reports-none") } else { t!(words, "reports-none-found") });
    }
    table(guest, &found.items)
}

fn table(guest: &Guest, reports: &[Listed]) -> Html {
    let words = guest.words();
    let law = guest.app.office.law();
    let names = Names::new(&law, guest.lang());
    let rules = law.report_type();
    let row = |it: &Listed| {
        let head = &it.row.head;
        let mark = if head.synthetic { when::made_up(words) } else { Html::empty() };
        let told = it.told.as_ref();
        let title = told.map_or(&head.title, |told| &told.title);
        let name = el("span").attr("lang", "zh-CN").put(title).html();
        let number = |place: usize| told.and_then(|told| told.counts.get(place)).map(usize::to_string);
        vec![
            Cell::from(link(&format!("/reports/{}", head.number), name).then(" ").then(mark)),
            Cell::from(told.and_then(|told| told.region.clone()).unwrap_or_default()),
            Cell::from(told.and_then(|told| told.year).map(|year| year.to_string()).unwrap_or_default()),
            Cell::number(number(0).unwrap_or_default()),
            Cell::number(number(1).unwrap_or_default()),
            Cell::number(number(2).unwrap_or_default()),
            Cell::from(standing(guest, &names, rules.as_deref(), it)),
        ]
    };
    let head = [
        ("reports-name", false),
        ("reports-region", false),
        ("reports-year", false),
        ("reading-kind-indicator", true),
        ("reading-kind-commitment", true),
        ("reading-kind-term", true),
        ("reports-confirmed", false),
    ];
    let head = head.map(|(key, number)| {
        let text = words.get(key, &[]);
        if number { Cell::number(text) } else { Cell::from(text) }
    });
    Table {
        caption: t!(words, "reports-title"),
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense".into(),
        head: head.to_vec(),
        rows: reports.iter().map(row).collect(),
        ..Table::default()
    }
    .stacked()
    .into()
}

/// "12 / 35 · 核对", or how it ended.
fn standing(guest: &Guest, names: &Names<'_>, rules: Option<&CaseType>, it: &Listed) -> String {
    let words = guest.words();
    let state = rules.map(|rules| match &it.row.head.outcome {
        Some(outcome) => names.outcome(rules, outcome),
        None => names.stage(rules, &it.row.head.stage),
    });
    let state = state.unwrap_or_default();
    let Some(told) = &it.told else { return state };
    let again = if told.changed > 0 {
        format!(" · {}", t!(words, "reports-changed", n = told.changed))
    } else {
        String::new()
    };
    format!("{} · {state}{again}", t!(words, "reports-so-far", settled = told.settled, all = told.all))
}

/// The form that saves a report, for who is signed in.
fn saving(guest: &Guest) -> Html {
    let words = guest.words();
    let Some(staff) = &guest.staff else { return Html::empty() };
    let file = FileUpload { name: "file".into(), label: t!(words, "reports-file").into(), ..FileUpload::default() };
    let form = el("form")
        .attr("method", "post")
        .attr("action", "/reports")
        .attr("enctype", "multipart/form-data")
        .put(hidden("csrf", &staff.csrf))
        .put(file)
        .put(submit(t!(words, "reports-save")));
    Details { summary: t!(words, "reports-save-one").into(), content: form.html(), ..Details::default() }.into()
}

/// `POST /reports`: saves the reports of a file.
pub async fn save(guest: Guest, sent: Sent) -> Response {
    let Some(staff) = guest.staff.clone() else { return guest.sorry(&Failure::NotFound) };
    if staff.is_forged(sent.value("csrf")) {
        return guest.told(
            axum::http::StatusCode::FORBIDDEN,
            &t!(guest.words(), "forged"),
            &t!(guest.words(), "forged-about"),
        );
    }
    let law = guest.app.office.law();
    let district = staff.district.clone().or_else(|| guest.district(&law));
    let Some(paper) = sent.papers.into_iter().next() else { return Redirect::to("/reports").into_response() };
    let saved =
        guest.ask(move |office| office.save_reports(&staff.who, district.as_ref(), &paper.name, &paper.bytes)).await;
    match saved {
        Ok(saved) => {
            let to = saved.first().map_or_else(|| "/reports".to_owned(), |first| format!("/reports/{}", first.number));
            Redirect::to(&to).into_response()
        }
        Err(sorry) => sorry,
    }
}
