//! `/reports/glossary`: each term once, with every report's own explanation of it. Adopted ones come from the register.

use std::collections::BTreeMap;

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use bihuan_office::reports::TERMS;
use bihuan_office::{Failure, Office};
use serde::Deserialize;

use crate::components::Crumb;
use crate::html::{Html, el};
use crate::phrases::{Form, submit, way};
use crate::portal::guest::{Guest, body, link, title};
use crate::portal::when;
use crate::t;

/// A term as a report explains it.
#[derive(Clone, Debug, Deserialize)]
struct Explained {
    term: String,
    definition: String,
    report: String,
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    year: Option<i16>,
    #[serde(default)]
    synthetic: bool,
}

/// `GET /reports/glossary`
pub async fn page(guest: Guest, Query(given): Query<Vec<(String, String)>>) -> Response {
    let wanted: String =
        given.iter().find(|(name, _)| name == "q").map(|(_, q)| q.trim().to_owned()).unwrap_or_default();
    let found = match guest.ask(all).await {
        Ok(found) => found,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let mut terms: BTreeMap<&str, Vec<&Explained>> = BTreeMap::new();
    let fits = |it: &&Explained| wanted.is_empty() || it.term.contains(&wanted) || it.definition.contains(&wanted);
    for it in found.iter().filter(fits) {
        terms.entry(&it.term).or_default().push(it);
    }
    let asked = [("q".to_owned(), wanted.clone())];
    let search = el("form")
        .class("bh-filter")
        .attr("method", "get")
        .attr("action", "/reports/glossary")
        .put(Form::new(words, &asked, &[]).input("q", t!(words, "glossary-search")))
        .put(submit(t!(words, "documents-show")));
    let list = terms.iter().map(|(term, ways)| one(&guest, term, ways));
    let main = title(&t!(words, "glossary-title")).then(body(t!(words, "glossary-about"))).then(search);
    let main = if terms.is_empty() {
        main.then(body(t!(words, "glossary-none")))
    } else {
        main.then(el("dl").class("bh-glossary").put_all(list))
    };
    let mut page = guest.page(t!(words, "glossary-title"), "reports").with(main);
    page.before =
        way(words, vec![Crumb::new("/reports", t!(words, "nav-reports")), Crumb::new("", t!(words, "glossary-title"))]);
    page.into_response()
}

/// A term with each wording and where it stands.
fn one(guest: &Guest, term: &str, ways: &[&Explained]) -> Html {
    let words = guest.words();
    let name = el("dt").attr("lang", "zh-CN").put(term);
    let wording = |it: &&Explained| {
        let year = it.year.map(|year| year.to_string()).unwrap_or_default();
        let source = format!("{}{year}", it.region.clone().unwrap_or_default());
        let source = if source.is_empty() { it.report.clone() } else { source };
        let mark = if it.synthetic { when::made_up(words) } else { Html::empty() };
        el("dd")
            .put(el("span").attr("lang", "zh-CN").put(&it.definition))
            .put(" — ")
            .put(link(&format!("/reports/{}", it.report), source))
            .put(" ")
            .put(mark)
    };
    name.html().then(ways.iter().map(|it| Html::from(wording(it))).collect::<Html>())
}

fn all(office: &Office) -> Result<Vec<Explained>, Failure> {
    let law = office.law();
    let mut found = Vec::new();
    for district in law.directory.districts() {
        let mut cursor = None::<String>;
        loop {
            let page = office.ledger().entries(district.code.district().as_str(), TERMS, cursor.as_deref(), 200)?;
            found.extend(page.items.into_iter().filter_map(|row| serde_json::from_value::<Explained>(row.value).ok()));
            match page.next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
    }
    Ok(found)
}
