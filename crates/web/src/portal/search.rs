//! `/search`: one box over everything that is public. Each kind of thing is asked once, by the index that it has; words
//! that stand only in what was not published find nothing.

use std::collections::BTreeMap;

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::Who;
use bihuan_core::directory::DistrictCode;
use bihuan_ledger::{CaseQuery, Status};
use bihuan_office::reports::{TERMS, TEXTS, TextEntry};
use bihuan_office::{Failure, Office};
use bihuan_text::documents::System;
use bihuan_text::promises::Promise;
use serde_json::Value as Json;

use super::guest::{Guest, body, link, section, title};
use super::record::{cursor_of, visible};
use super::services::offered::{Item, items};
use super::tally::public_types;
use super::{documents, when};
use crate::components::Button;
use crate::html::{Html, el};
use crate::lists::{self, Format};
use crate::names::Names;
use crate::phrases::pages;
use crate::shell::escaped;
use crate::t;
use crate::words::{Lang, Words};

/// What is looked for, in the order of the page.
const KINDS: [&str; 6] = ["services", "matters", "promises", "documents", "reports", "terms"];
/// Finds of a kind beside the other kinds.
const FEW: usize = 5;
/// Finds of one kind on a page of its own.
const PAGE: usize = 20;
/// Finds of each kind in a file of all kinds.
const A_FILE: usize = 200;
/// Characters that are looked at.
const LONGEST: usize = 60;
/// Entries of a register that are read at a time, and how often.
const ENTRIES: usize = 200;
const MOST_PAGES: usize = 10;

/// Something that was found.
struct Find {
    href: String,
    what: String,
    about: String,
    synthetic: bool,
}

/// What is looked for.
struct Wanted {
    typed: String,
    words: Vec<String>,
    kind: Option<&'static str>,
    page: usize,
    cursor: Option<String>,
}

impl Wanted {
    fn of(given: &[(String, String)]) -> Wanted {
        let value = |name: &str| given.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).unwrap_or_default();
        let typed: String = value("q").trim().chars().take(LONGEST).collect();
        let words = typed.split_whitespace().map(str::to_lowercase).collect();
        let kind = KINDS.into_iter().find(|kind| *kind == value("kind"));
        let cursor = cursor_of(value("cursor"));
        Wanted { typed, words, kind, page: value("page").parse().unwrap_or(1).clamp(1, 1000), cursor }
    }

    /// Whether a text has every word.
    fn fits(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.words.iter().all(|word| text.contains(word))
    }

    fn address(&self, kind: &str, rest: &str) -> String {
        let q = escaped(&self.typed);
        format!("/search?q={q}&kind={kind}{rest}")
    }
}

/// Finds of a kind, and how the next page is asked for.
#[derive(Default)]
struct Finds {
    items: Vec<Find>,
    next: Option<String>,
}

/// `GET /search`
pub async fn page(guest: Guest, Query(given): Query<Vec<(String, String)>>) -> Response {
    let wanted = Wanted::of(&given);
    let law = guest.app.office.law();
    let Some(district) = guest.district(&law) else { return guest.sorry(&Failure::NotFound) };
    let words = guest.words();
    let head = title(&t!(words, "search")).then(form(words, &wanted.typed));
    let main = if wanted.words.is_empty() {
        head.then(body(t!(words, "search-about")))
    } else {
        let inner = guest.clone();
        match guest.ask(move |office| all(&inner, office, &district, &wanted)).await {
            Ok(found) => head.then(found),
            Err(sorry) => return sorry,
        }
    };
    guest.page(t!(words, "search"), "").with(main).into_response()
}

/// The box; it stands on the first page too.
pub fn form(words: &Words, typed: &str) -> Html {
    let label = el("label").class("govuk-label govuk-label--s").attr("for", "search").put(t!(words, "search-label"));
    let input = crate::html::void("input")
        .class("govuk-input")
        .attr("id", "search")
        .attr("name", "q")
        .attr("type", "search")
        .attr("maxlength", LONGEST.to_string())
        .attr("value", typed);
    let row = el("div")
        .class("bh-search__row")
        .put(input)
        .put(Button { content: t!(words, "search").into(), ..Button::default() });
    el("form")
        .class("bh-search")
        .attr("role", "search")
        .attr("method", "get")
        .attr("action", "/search")
        .put(label)
        .put(row)
        .html()
}

fn all(guest: &Guest, office: &Office, district: &DistrictCode, wanted: &Wanted) -> Result<Html, Failure> {
    let words = guest.words();
    let kinds = KINDS.into_iter().filter(|kind| wanted.kind.is_none_or(|only| only == *kind));
    let most = match wanted.kind {
        Some(_) => PAGE,
        None if Format::asked(&guest.reader).is_some() => A_FILE,
        None => FEW,
    };
    let mut html = Html::empty();
    let mut any = false;
    for kind in kinds {
        let finds = of_kind(guest, office, district, wanted, kind, most)?;
        any |= !finds.items.is_empty() || finds.next.is_some();
        html.push(shown(words, wanted, kind, finds));
    }
    Ok(if any { html } else { body(t!(words, "search-none", q = wanted.typed.as_str())) })
}

fn shown(words: &Words, wanted: &Wanted, kind: &str, finds: Finds) -> Html {
    if finds.items.is_empty() && finds.next.is_none() {
        return Html::empty();
    }
    let item = |find: &Find| {
        let mark = if find.synthetic { Html::from(" ").then(when::made_up(words)) } else { Html::empty() };
        // All but services and the kinds of matters are quoted as they stand.
        let quoted = (!["services", "matters"].contains(&kind)).then_some("zh-CN");
        let what = el("span").maybe("lang", quoted).put(&find.what).html();
        let part = |key: &str| lists::part(el("span"), &words.get(key, &[]));
        lists::card(el("li"))
            .put(part("search-what").put(link(&find.href, what)).put(mark))
            .put(part("search-beside").class("bh-muted bh-search__about").put(&find.about))
    };
    let list = lists::cards(el("ul"), &words.get(&format!("search-{kind}"), &[]));
    let list = list.class("govuk-list bh-search__finds").put_all(finds.items.iter().map(item)).html();
    let next = finds.next.map(|rest| wanted.address(kind, &rest));
    let more = match (wanted.kind, next) {
        (Some(_), next) => {
            let first = (wanted.page > 1 || wanted.cursor.is_some()).then(|| wanted.address(kind, ""));
            pages(words, first, next)
        }
        (None, Some(_)) => body(link(&wanted.address(kind, ""), t!(words, "search-more"))),
        (None, None) => Html::empty(),
    };
    section(words.get(&format!("search-{kind}"), &[])).then(list).then(more)
}

fn of_kind(
    guest: &Guest,
    office: &Office,
    district: &DistrictCode,
    wanted: &Wanted,
    kind: &str,
    most: usize,
) -> Result<Finds, Failure> {
    match kind {
        "services" => Ok(paged(services(guest, office, wanted), wanted, most)),
        "matters" => matters(guest, office, district, wanted, most),
        "promises" => Ok(paged(promises(guest, office, district, wanted)?, wanted, most)),
        "documents" => Ok(paged(quotes(guest, wanted)?, wanted, most)),
        "reports" => Ok(paged(reports(office, district, wanted)?, wanted, most)),
        _ => Ok(paged(terms(office, district, wanted)?, wanted, most)),
    }
}

/// One page of what stands in memory or in a register.
fn paged(all: Vec<Find>, wanted: &Wanted, most: usize) -> Finds {
    let from = if wanted.kind.is_some() { (wanted.page - 1) * most } else { 0 };
    let next = (all.len() > from + most).then(|| format!("&page={}", wanted.page + 1));
    Finds { items: all.into_iter().skip(from).take(most).collect(), next }
}

/// What can be applied for, by its titles in both languages.
fn services(guest: &Guest, office: &Office, wanted: &Wanted) -> Vec<Find> {
    let law = office.law();
    let names = Names::new(&law, guest.lang());
    let fits = |item: &Item<'_>| wanted.fits(&format!("{} {}", item.title(Lang::Zh), item.title(Lang::En)));
    let find = |item: Item<'_>| Find {
        href: item.address(),
        what: item.title(guest.lang()).to_owned(),
        about: names.case_type(&item.rules.id),
        synthetic: false,
    };
    items(&law).filter(fits).map(find).collect()
}

/// Closed public matters, by the words that everybody may read.
fn matters(
    guest: &Guest,
    office: &Office,
    district: &DistrictCode,
    wanted: &Wanted,
    most: usize,
) -> Result<Finds, Failure> {
    let law = office.law();
    let page = office.ledger().cases(&CaseQuery {
        districts: vec![district.to_string()],
        types: public_types(&law).collect(),
        statuses: vec![Status::Closed],
        public: Some(true),
        q: Some(wanted.typed.clone()),
        cursor: wanted.cursor.clone().filter(|_| wanted.kind.is_some()),
        limit: most,
        ..CaseQuery::default()
    })?;
    let names = Names::new(&law, guest.lang());
    let mut items = Vec::new();
    for row in &page.items {
        let Ok(reading) = office.read(&row.case, &Who::Public) else { continue };
        if wanted.fits(&visible(&law, guest, &reading)) {
            let unit = bihuan_core::casework::responsible(&reading.case).map(|unit| names.unit(unit));
            items.push(Find {
                href: format!("/record/matters/{}", reading.case.number),
                what: names.headline(&reading.rules, &reading.case),
                about: format!("{} {}", when::exact(reading.case.opened), unit.unwrap_or_default()),
                synthetic: reading.case.synthetic,
            });
        }
    }
    Ok(Finds { items, next: page.next.map(|cursor| format!("&cursor={cursor}")) })
}

fn promises(guest: &Guest, office: &Office, district: &DistrictCode, wanted: &Wanted) -> Result<Vec<Find>, Failure> {
    let law = office.law();
    let names = Names::new(&law, guest.lang());
    let found = newest_promises(office, district)?.into_iter().filter_map(|promise| {
        let owner = names.unit_of(&promise.lead_code());
        wanted.fits(&format!("{} {owner} {}", promise.quote, promise.year)).then(|| Find {
            href: format!("/promises/{}", promise.id),
            what: promise.quote.clone(),
            about: format!("{} · {owner}", promise.year),
            synthetic: promise.synthetic,
        })
    });
    Ok(found.collect())
}

/// The promises of the newest years, as many as are looked through.
fn newest_promises(office: &Office, district: &DistrictCode) -> Result<Vec<Promise>, Failure> {
    let mut found = Vec::new();
    for year in office.promise_years(district.as_str())?.into_iter().rev() {
        found.extend(office.promises_in(district.as_str(), year)?);
        if found.len() >= ENTRIES * MOST_PAGES {
            break;
        }
    }
    Ok(found)
}

fn quotes(guest: &Guest, wanted: &Wanted) -> Result<Vec<Find>, Failure> {
    let atlas = documents::of(&guest.app)?;
    let systems: BTreeMap<&str, &System> =
        atlas.documents.systems.iter().map(|system| (system.id.as_str(), system)).collect();
    let found = atlas.documents.quotes.iter().filter_map(|quote| {
        let system = systems.get(quote.row.as_str())?;
        let name = if guest.lang() == Lang::Zh { &system.name.zh } else { &system.name.en };
        wanted.fits(&format!("{} {} {}", quote.quote, system.name.zh, system.name.en)).then(|| Find {
            href: format!("/documents?system={}", quote.row),
            what: quote.quote.clone(),
            about: format!("{}:{} · {name}", quote.document, quote.line),
            synthetic: false,
        })
    });
    Ok(found.collect())
}

/// The entries of a register of the district, as far as they are looked through.
fn entries(office: &Office, district: &DistrictCode, register: &str) -> Result<Vec<(String, Json)>, Failure> {
    let (mut all, mut cursor) = (Vec::new(), None::<String>);
    for _ in 0..MOST_PAGES {
        let page = office.ledger().entries(district.as_str(), register, cursor.as_deref(), ENTRIES)?;
        all.extend(page.items.into_iter().map(|row| (row.key, row.value)));
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    Ok(all)
}

fn reports(office: &Office, district: &DistrictCode, wanted: &Wanted) -> Result<Vec<Find>, Failure> {
    let cases: BTreeMap<String, String> = entries(office, district, &format!("{TEXTS}.cases"))?
        .into_iter()
        .filter_map(|(key, _)| key.rsplit_once('/').map(|(text, number)| (text.to_owned(), number.to_owned())))
        .collect();
    let found = entries(office, district, TEXTS)?.into_iter().filter_map(|(key, value)| {
        let text: TextEntry = serde_json::from_value(value).ok()?;
        let about = format!(
            "{} {}",
            text.region.clone().unwrap_or_default(),
            text.report_year.map(|year| year.to_string()).unwrap_or_default()
        );
        let href = format!("/reports/{}", cases.get(&key)?);
        wanted.fits(&format!("{} {about}", text.title)).then_some(Find {
            href,
            what: text.title,
            about,
            synthetic: false,
        })
    });
    Ok(found.collect())
}

fn terms(office: &Office, district: &DistrictCode, wanted: &Wanted) -> Result<Vec<Find>, Failure> {
    let found = entries(office, district, TERMS)?.into_iter().filter_map(|(_, value)| {
        let text = |name: &str| value.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
        let (term, definition) = (text("term"), text("definition"));
        wanted.fits(&format!("{term} {definition}")).then(|| Find {
            href: format!("/reports/glossary?q={}", escaped(&term)),
            what: term,
            about: definition,
            synthetic: value.get("synthetic").and_then(Json::as_bool).unwrap_or_default(),
        })
    });
    Ok(found.collect())
}
