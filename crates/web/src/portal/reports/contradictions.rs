//! `/reports/contradictions`: what does not fit together in the saved reports, with the words of all sides and the
//! arithmetic. What only looks like a misfit is said to be none.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::Who;
use bihuan_office::reports::Sheet;
use bihuan_office::{Failure, Office};
use bihuan_text::report::anchor::Item;
use bihuan_text::report::check::{Class, Finding, Place, Source, check};

use super::{list, short, who};
use crate::components::{Crumb, SelectItem, Tag, tag};
use crate::html::{Html, el};
use crate::phrases::{Form, submit, way};
use crate::portal::guest::{Guest, body, link, title};
use crate::t;
use crate::words::{Lang, Words};

const CLASSES: [Class; 7] = [
    Class::Contradiction,
    Class::DoesNotAddUp,
    Class::SeriesBreak,
    Class::MissingBase,
    Class::LowTrustSource,
    Class::DifferentUnits,
    Class::NotAnError,
];

fn word(class: Class) -> &'static str {
    match class {
        Class::Contradiction => "contradiction",
        Class::DoesNotAddUp => "does-not-add-up",
        Class::SeriesBreak => "series-break",
        Class::MissingBase => "missing-base",
        Class::LowTrustSource => "low-trust-source",
        Class::DifferentUnits => "different-units",
        Class::NotAnError => "not-an-error",
    }
}

/// What was found, and the reports by the number that each is called in a finding.
type Found = (Vec<Finding>, BTreeMap<String, Arc<Sheet>>);

fn all(office: &Office, who: &Who) -> Result<Found, Failure> {
    let mut sheets = BTreeMap::new();
    let mut sources = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for sheet in list::all(office, who)? {
        // A file with several reports is read once.
        if seen.insert(sheet.text.file.clone()) {
            let read = sheet.read.as_ref().clone();
            sources.push(Source { file: sheet.case.number.clone(), read });
        }
        sheets.insert(sheet.case.number.clone(), sheet);
    }
    Ok((check(&sources), sheets))
}

/// `GET /reports/contradictions`
pub async fn page(guest: Guest, Query(given): Query<Vec<(String, String)>>) -> Response {
    let who = who(&guest);
    let asked = given.iter().find(|(name, _)| name == "class").map(|(_, class)| class.clone()).unwrap_or_default();
    let (findings, sheets) = match guest.ask(move |office| all(office, &who)).await {
        Ok(found) => found,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let shown: Vec<&Finding> = findings.iter().filter(|it| asked.is_empty() || word(it.class) == asked).collect();
    let main = title(&t!(words, "misfits-title"))
        .then(body(t!(words, "misfits-about")))
        .then(choose(words, &findings, &asked));
    let main = if shown.is_empty() {
        main.then(body(t!(words, "misfits-none")))
    } else {
        let rows = shown.iter().map(|finding| one(&guest, finding, &sheets));
        main.then(el("ol").class("bh-items").put_all(rows))
    };
    let mut page = guest.page(t!(words, "misfits-title"), "reports").with(main);
    page.before =
        way(words, vec![Crumb::new("/reports", t!(words, "nav-reports")), Crumb::new("", t!(words, "misfits-title"))]);
    page.into_response()
}

fn choose(words: &'static Words, findings: &[Finding], asked: &str) -> Html {
    let item = |class: Class| {
        let count = findings.iter().filter(|finding| finding.class == class).count();
        SelectItem::new(word(class), format!("{} {count}", words.get(&format!("misfit-{}", word(class)), &[])))
    };
    let all = SelectItem::new("", format!("{} {}", t!(words, "reading-all"), findings.len()));
    let items = [all].into_iter().chain(CLASSES.map(item)).collect();
    let chosen = [("class".to_owned(), asked.to_owned())];
    el("form")
        .class("bh-filter")
        .attr("method", "get")
        .attr("action", "/reports/contradictions")
        .put(Form::new(words, &chosen, &[]).select("class", t!(words, "misfits-class"), items))
        .put(submit(t!(words, "documents-show")))
        .html()
}

fn one(guest: &Guest, finding: &Finding, sheets: &BTreeMap<String, Arc<Sheet>>) -> Html {
    let words = guest.words();
    let colour = if finding.class == Class::NotAnError { "green" } else { "orange" };
    let class = tag(&Tag::coloured(colour, words.get(&format!("misfit-{}", word(finding.class)), &[])));
    let about = format!(" {} · {}", finding.region.as_deref().unwrap_or("—"), finding.subject);
    let meaning = if guest.lang() == Lang::Zh { &finding.zh } else { &finding.en };
    let places = finding.places.iter().map(|place| el("li").put(said(place, sheets)));
    el("li")
        .class("bh-item")
        .put(el("p").put(class).put(about))
        .put(el("p").put(meaning))
        .put(el("p").put(el("code").put(&finding.arithmetic)))
        .put(el("ul").class("govuk-list govuk-list--bullet").put_all(places))
        .html()
}

/// The words of one side, as a link to their place where an item stands there.
fn said(place: &Place, sheets: &BTreeMap<String, Arc<Sheet>>) -> Html {
    let quote = el("span").attr("lang", "zh-CN").put(format!("“{}”", place.quote)).html();
    let from = sheets.get(&place.file);
    let in_report = from.and_then(|first| {
        sheets.values().find(|sheet| {
            let inside = sheet.report().is_some_and(|it| it.span.start <= place.start && place.end <= it.span.end);
            sheet.text.file == first.text.file && inside
        })
    });
    let document = place.document.clone().unwrap_or_default();
    match in_report {
        Some(sheet) => {
            let at = |item: &Item| item.span().start == place.start;
            let found = sheet.decided.items.iter().find(|item| at(&item.item));
            let mark = found.map(|item| format!("#m-{}", short(&item.anchor.to_string()))).unwrap_or_default();
            let year = sheet.report().and_then(|it| it.report_year).map(|year| year.to_string()).unwrap_or_default();
            link(&format!("/reports/{}{mark}", sheet.case.number), quote).then(format!(" {document} {year}"))
        }
        None => quote.then(format!(" {document}")),
    }
}
