//! `/reports/glossary`: each term once, with every report's own explanation of it, a page at a time. Adopted ones come
//! from the register.

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use bihuan_office::reports::{Explained, Terms};

use super::query;
use crate::components::{Crumb, Details};
use crate::html::{Html, el};
use crate::lists;
use crate::phrases::{Form, pages, submit, way};
use crate::portal::guest::{Guest, body, link, title};
use crate::portal::when;
use crate::t;
use crate::words::Words;

/// As many terms as a page shows.
const A_PAGE: usize = 40;
/// Terms that are named before they are asked for.
const NAMED: usize = 8;
/// Characters of what is looked for.
const LONGEST: usize = 60;

/// `GET /reports/glossary`
pub async fn page(guest: Guest, Query(given): Query<Vec<(String, String)>>) -> Response {
    let value = |name: &str| given.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim()).unwrap_or_default();
    let wanted: String = value("q").chars().take(LONGEST).collect();
    let (q, after) = (wanted.clone(), value("after").to_owned());
    let Terms { items: terms, next } = match guest.ask(move |office| office.glossary(&q, &after, A_PAGE)).await {
        Ok(found) => found,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let asked = [("q".to_owned(), wanted.clone())];
    let search = el("form")
        .class("bh-filter")
        .attr("method", "get")
        .attr("action", "/reports/glossary")
        .put(Form::new(words, &asked, &[]).input("q", t!(words, "glossary-search")))
        .put(submit(t!(words, "documents-show")));
    let list = lists::cards(el("dl"), &t!(words, "glossary-title")).class("bh-glossary");
    let list = list.put_all(terms.iter().map(|(term, ways)| one(words, term, ways)));
    let main = title(&t!(words, "glossary-title")).then(body(t!(words, "glossary-about"))).then(search);
    let main = match (terms.is_empty(), &next) {
        (false, _) => main.then(list),
        (true, Some(_)) => main.then(body(t!(words, "glossary-none-yet"))),
        (true, None) => main.then(body(t!(words, "glossary-none"))),
    };
    let next = next.map(|after| format!("/reports/glossary?{}", query(&[("q", &wanted), ("after", &after)])));
    let main = main.then(pages(words, None, next));
    let mut page = guest.page(t!(words, "glossary-title"), "reports").with(main);
    page.before =
        way(words, vec![Crumb::new("/reports", t!(words, "nav-reports")), Crumb::new("", t!(words, "glossary-title"))]);
    page.into_response()
}

/// What a text's terms mean, folded under it; nothing where it has none.
pub fn hints(words: &Words, terms: &[(String, Vec<Explained>)]) -> Html {
    if terms.is_empty() {
        return Html::empty();
    }
    let list = lists::cards(el("dl"), &t!(words, "glossary-title")).class("bh-glossary");
    let list = list.put_all(terms.iter().map(|(term, ways)| one(words, term, ways)));
    let named: Vec<&str> = terms.iter().map(|(term, _)| term.as_str()).take(NAMED).collect();
    let named = named.join(words.comma());
    let summary = match terms.len() {
        n if n > NAMED => t!(words, "glossary-hint-more", terms = named, n = n),
        _ => t!(words, "glossary-hint", terms = named),
    };
    Details { summary: summary.into(), content: list.html(), ..Details::default() }.into()
}

/// A term with each wording and where it stands.
fn one(words: &Words, term: &str, ways: &[Explained]) -> Html {
    let part = |name: &'static str, key: &str| lists::part(el(name), &words.get(key, &[]));
    let wording = |it: &Explained| {
        let year = it.year.map(|year| year.to_string()).unwrap_or_default();
        let source = format!("{}{year}", it.region.clone().unwrap_or_default());
        let source = if source.is_empty() { it.report.clone() } else { source };
        let mark = if it.synthetic { when::made_up(words) } else { Html::empty() };
        let source = part("span", "glossary-source").put(link(&format!("/reports/{}", it.report), source));
        el("dd")
            .put(part("span", "glossary-definition").attr("lang", "zh-CN").put(&it.definition))
            .put(" — ")
            .put(source.put(" ").put(mark))
    };
    let name = part("dt", "glossary-term").attr("lang", "zh-CN").put(term);
    lists::card(el("div")).put(name).put_all(ways.iter().map(wording)).html()
}
