//! `/reports`: every saved report with how far it is confirmed. Whoever may confirm may save one here too.

use std::sync::Arc;

use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::casework::Who;
use bihuan_office::reports::Sheet;
use bihuan_office::{Failure, Office};
use bihuan_text::report::anchor::ItemKind;
use bihuan_text::report::decided::State;

use super::who;
use crate::components::{Cell, Details, FileUpload, Table};
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::submit;
use crate::portal::guest::{Guest, body, link, title};
use crate::portal::when;
use crate::shell::hidden;
use crate::t;

/// `GET /reports`
pub async fn page(guest: Guest) -> Response {
    let who = who(&guest);
    let sheets = match guest.ask(move |office| all(office, &who)).await {
        Ok(sheets) => sheets,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let main = title(&t!(words, "reports-title")).then(body(t!(words, "reports-about"))).then(ways(&guest));
    let main = main.then(if sheets.is_empty() { body(t!(words, "reports-none")) } else { table(&guest, &sheets) });
    guest.page(t!(words, "nav-reports"), "reports").with(main.then(saving(&guest))).into_response()
}

/// Every saved report of every district, as it stands.
pub fn all(office: &Office, who: &Who) -> Result<Vec<Arc<Sheet>>, Failure> {
    let rows = office.saved_reports(&[])?;
    rows.iter().map(|row| office.sheet(&row.head.number, who)).collect()
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

fn table(guest: &Guest, sheets: &[Arc<Sheet>]) -> Html {
    let words = guest.words();
    let law = guest.app.office.law();
    let names = Names::new(&law, guest.lang());
    let row = |sheet: &Arc<Sheet>| {
        let number = &sheet.case.number;
        let count = |kind: ItemKind| sheet.decided.items.iter().filter(|item| item.anchor.kind == kind).count();
        let mark = if sheet.case.synthetic { when::made_up(words) } else { Html::empty() };
        let name = el("span").attr("lang", "zh-CN").put(&sheet.text.title).html();
        let year = sheet.text.report_year.map(|year| year.to_string()).unwrap_or_default();
        let [figures, tasks, terms] = ItemKind::ALL.map(count);
        vec![
            Cell::from(link(&format!("/reports/{number}"), name).then(" ").then(mark)),
            Cell::from(sheet.text.region.clone().unwrap_or_default()),
            Cell::from(year),
            Cell::number(figures.to_string()),
            Cell::number(tasks.to_string()),
            Cell::number(terms.to_string()),
            Cell::from(standing(guest, &names, sheet)),
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
        rows: sheets.iter().map(row).collect(),
        ..Table::default()
    }
    .stacked()
    .into()
}

/// "12 / 35 · 核对", or how it ended.
fn standing(guest: &Guest, names: &Names<'_>, sheet: &Sheet) -> String {
    let words = guest.words();
    let (settled, all) = (sheet.decided.settled(), sheet.decided.items.len());
    let state = match (&sheet.case.closed, sheet.case.standings.first()) {
        (Some(closing), _) => names.outcome(&sheet.rules, &closing.outcome),
        (None, Some(standing)) => names.stage(&sheet.rules, &standing.stage),
        (None, None) => String::new(),
    };
    let changed = sheet.decided.count(State::Changed);
    let again = if changed > 0 { format!(" · {}", t!(words, "reports-changed", n = changed)) } else { String::new() };
    format!("{} · {state}{again}", t!(words, "reports-so-far", settled = settled, all = all))
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
