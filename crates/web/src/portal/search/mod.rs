//! `/search`: one box over everything that is public. Passages of reports, terms, documents, guides, promises, policies and issued briefs come from one
//! index; closed public matters from the ledger's own full text, read as anybody reads them, so that words that stand only in
//! what was not published find nothing.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `sources` | what is public, as passages |
//! | `shelf` | the index beside the record: filled, followed, thrown away |

mod shelf;
mod sources;

use std::time::Duration;

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::Who;
use bihuan_core::directory::DistrictCode;
use bihuan_ledger::{CaseQuery, CaseRow, Status};
use bihuan_office::{Failure, Law, Office};
use bihuan_passages::{DEEPEST, Found, Hit, Kind, LONGEST, Marked, looked_for};

pub use self::shelf::Shelf;
use super::guest::{Guest, body, link, section, title};
use super::record::{cursor_of, said, visible};
use super::tally::public_types;
use super::when;
use crate::components::Button;
use crate::html::{Html, el};
use crate::lists::{self, Format};
use crate::names::Names;
use crate::phrases::pages;
use crate::shell::escaped;
use crate::t;
use crate::words::{Lang, Words};

/// What is looked for, in the order of the page.
const KINDS: [&str; 8] = ["services", "matters", "promises", "policies", "briefs", "documents", "reports", "terms"];
/// Finds of a kind beside the other kinds.
const FEW: usize = 5;
/// Finds of one kind on a page of its own.
const PAGE: usize = 20;
/// Finds of each kind in a file of all kinds.
const A_FILE: usize = 200;
/// Years whose finds are counted apart.
const YEARS: usize = 12;
/// How long a page waits for what was written a moment ago.
const PATIENCE: Duration = Duration::from_millis(20);

/// Something that was found.
struct Find {
    href: String,
    what: Html,
    quote: Option<Html>,
    about: Html,
    synthetic: bool,
}

/// What is looked for.
struct Wanted {
    typed: String,
    /// Whether more was typed than is looked at.
    cut: bool,
    words: Vec<String>,
    kind: Option<&'static str>,
    page: usize,
    cursor: Option<String>,
}

impl Wanted {
    fn of(given: &[(String, String)]) -> Wanted {
        let value = |name: &str| given.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).unwrap_or_default();
        let mut letters = value("q").trim().chars();
        let typed: String = letters.by_ref().take(LONGEST).filter(|letter| !letter.is_control()).collect();
        let words = looked_for(&typed);
        let kind = KINDS.into_iter().find(|kind| *kind == value("kind"));
        let cursor = cursor_of(value("cursor"));
        let page = value("page").parse().unwrap_or(1).clamp(1, 1000);
        Wanted { typed, cut: letters.next().is_some(), words, kind, page, cursor }
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

    /// What the index is asked: one kind a page at a time, or the best of each.
    fn query(&self, district: &DistrictCode, most: usize) -> bihuan_passages::Query {
        bihuan_passages::Query {
            typed: self.typed.clone(),
            kinds: self.kind.and_then(kind_of).into_iter().collect(),
            district: district.as_str().parse().ok(),
            limit: if self.kind == Some("matters") { 0 } else { most },
            offset: if self.kind.is_some() { (self.page - 1) * most } else { 0 },
            apiece: self.kind.is_none(),
        }
    }
}

fn kind_of(word: &str) -> Option<Kind> {
    match word {
        "services" => Some(Kind::Service),
        "promises" => Some(Kind::Promise),
        "policies" => Some(Kind::Policy),
        "briefs" => Some(Kind::Brief),
        "documents" => Some(Kind::Document),
        "reports" => Some(Kind::Report),
        "terms" => Some(Kind::Term),
        _ => None,
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
        let asked = !wanted.typed.is_empty() || wanted.cut;
        head.then(body(if asked { t!(words, "search-no-words") } else { t!(words, "search-about") }))
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
    let most = most(guest, wanted);
    guest.app.passages.follow(&guest.app.office);
    let (found, whole) = guest.app.passages.find(office, &wanted.query(district, most), PATIENCE)?;
    let matters = matters(guest, office, district, wanted, if wanted.kind == Some("matters") { PAGE } else { most })?;
    let counts = counts(&found, &matters);
    let mut html = told(words, wanted, whole).then(facets(words, wanted, &counts)).then(years(words, &found));
    if counts.iter().all(|(_, n)| n.is_empty()) {
        return Ok(html.then(body(t!(words, "search-none", q = wanted.typed.as_str()))));
    }
    let mut matters = Some(matters);
    for kind in KINDS.into_iter().filter(|kind| wanted.kind.is_none_or(|only| only == *kind)) {
        let finds = match kind_of(kind) {
            Some(of) => passages(guest, wanted, &found, of, most),
            None => matters.take().unwrap_or_default(),
        };
        html.push(shown(words, wanted, kind, finds));
    }
    Ok(html)
}

/// Finds of each kind.
fn most(guest: &Guest, wanted: &Wanted) -> usize {
    match wanted.kind {
        Some(_) => PAGE,
        None if Format::asked(&guest.reader).is_some() => A_FILE,
        None => FEW,
    }
}

/// What the reader should know of how was looked.
fn told(words: &Words, wanted: &Wanted, whole: bool) -> Html {
    let cut = wanted.cut.then(|| body(t!(words, "search-cut", n = LONGEST)));
    let partly = (!whole).then(|| body(t!(words, "search-filling")));
    Html::from(cut).then(partly)
}

/// How many there are of each kind; of matters only whether there are more than are shown.
fn counts(found: &Found, matters: &Finds) -> Vec<(&'static str, String)> {
    let count = |kind: &'static str| {
        let (n, more) = match kind_of(kind) {
            Some(of) => (found.of(of), ""),
            None => (matters.items.len(), if matters.next.is_some() { "+" } else { "" }),
        };
        let none = n == 0 && more.is_empty();
        (kind, if none { String::new() } else { format!("{n}{more}") })
    };
    KINDS.into_iter().map(count).collect()
}

/// A link for each kind that has something, with how much; where one is chosen, a way back to all.
fn facets(words: &Words, wanted: &Wanted, counts: &[(&'static str, String)]) -> Html {
    let name = |kind: &str| words.get(&format!("search-{kind}"), &[]);
    let one = |kind: &str, text: String| {
        if wanted.kind.unwrap_or_default() == kind {
            return el("li").put(el("strong").attr("aria-current", "true").put(text));
        }
        el("li").put(link(&wanted.address(kind, ""), text))
    };
    let some = counts.iter().filter(|(_, n)| !n.is_empty());
    let some: Vec<_> = some.map(|(kind, n)| one(kind, format!("{} {n}", name(kind)))).collect();
    if some.is_empty() {
        return Html::empty();
    }
    let list = el("ul").class("govuk-list bh-search__kinds").put(one("", t!(words, "search-all"))).put_all(some);
    el("nav").attr("aria-label", t!(words, "search-kinds")).put(list).html()
}

/// How many finds are of each year, where there are several.
fn years(words: &Words, found: &Found) -> Html {
    let some = found.years.iter().take(YEARS);
    let told: Vec<String> = some.map(|(year, n)| t!(words, "search-year", year = year.to_string(), n = *n)).collect();
    if told.len() < 2 {
        return Html::empty();
    }
    el("p").class("govuk-body-s bh-muted").put(t!(words, "search-years", years = told.join(words.comma()))).html()
}

fn shown(words: &Words, wanted: &Wanted, kind: &str, finds: Finds) -> Html {
    if finds.items.is_empty() && finds.next.is_none() {
        return Html::empty();
    }
    let list = lists::cards(el("ul"), &words.get(&format!("search-{kind}"), &[]));
    let list =
        list.class("govuk-list bh-search__finds").put_all(finds.items.iter().map(|find| card(words, kind, find)));
    let next = finds.next.map(|rest| wanted.address(kind, &rest));
    let more = match (wanted.kind, next) {
        (Some(_), next) => {
            let first = (wanted.page > 1 || wanted.cursor.is_some()).then(|| wanted.address(kind, ""));
            pages(words, first, next)
        }
        (None, Some(_)) => body(link(&wanted.address(kind, ""), t!(words, "search-more"))),
        (None, None) => Html::empty(),
    };
    section(words.get(&format!("search-{kind}"), &[])).then(list.html()).then(more)
}

fn card(words: &Words, kind: &str, find: &Find) -> Html {
    let mark = if find.synthetic { Html::from(" ").then(when::made_up(words)) } else { Html::empty() };
    // What has a name in both languages is told in the reader's; the rest is quoted as it stands.
    let quoted = (!["services", "matters", "policies", "briefs"].contains(&kind)).then_some("zh-CN");
    let what = el("span").maybe("lang", quoted).put(&find.what).html();
    let part = |name: &'static str, key: &str| lists::part(el(name), &words.get(key, &[]));
    let quote = find
        .quote
        .as_ref()
        .map(|quote| part("q", "search-quote").class("bh-search__quote").attr("lang", "zh-CN").put(quote).html());
    lists::card(el("li"))
        .put(part("span", "search-what").put(link(&find.href, what)).put(mark))
        .put(Html::from(quote))
        .put(part("span", "search-beside").class("bh-muted bh-search__about").put(&find.about))
        .html()
}

/// A text with its words marked; each part is escaped on its own.
fn markup(marked: &Marked) -> Html {
    let part = |(text, is_marked): (&str, bool)| if is_marked { el("mark").put(text).html() } else { text.into() };
    marked.parts().map(part).collect()
}

/// The line of a text in the reader's language; the only one, where it has only one.
fn line(text: &str, lang: Lang) -> &str {
    let (zh, en) = text.split_once('\n').unwrap_or((text, text));
    if lang == Lang::En { en } else { zh }
}

/// One page of a kind of passages, or the best of it.
fn passages(guest: &Guest, wanted: &Wanted, found: &Found, kind: Kind, most: usize) -> Finds {
    let hits = found.hits.iter().filter(|hit| hit.passage.kind == kind);
    let items: Vec<Find> = hits.map(|hit| find(guest.lang(), wanted, hit)).collect();
    let from = if wanted.kind.is_some() { (wanted.page - 1) * most } else { 0 };
    let more = (from + 1..found.of(kind).min(DEEPEST)).contains(&(from + items.len()));
    Finds { items, next: more.then(|| format!("&page={}", wanted.page + 1)) }
}

/// A short passage is its own title; a longer one is quoted beneath that of what it stands in.
fn find(lang: Lang, wanted: &Wanted, hit: &Hit) -> Find {
    let passage = &hit.passage;
    let title = markup(&Marked::whole(line(&passage.title, lang), &wanted.words));
    let about: Html = line(&passage.about, lang).into();
    let (href, synthetic) = (passage.href.clone(), passage.synthetic);
    if matches!(passage.kind, Kind::Promise | Kind::Document) {
        let between = if about.is_empty() { "" } else { " · " };
        let what = markup(&Marked::whole(&passage.text, &wanted.words));
        return Find { href, what, quote: None, about: title.then(between).then(about), synthetic };
    }
    let quote = (!passage.text.is_empty()).then(|| markup(&hit.quote));
    Find { href, what: title, quote, about, synthetic }
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
    let alone = wanted.kind == Some("matters");
    let page = office.ledger().cases(&CaseQuery {
        districts: vec![district.to_string()],
        types: public_types(&law).collect(),
        statuses: vec![Status::Closed],
        public: Some(true),
        q: Some(wanted.typed.clone()),
        cursor: wanted.cursor.clone().filter(|_| alone),
        limit: most,
        ..CaseQuery::default()
    })?;
    let items = page.items.iter().filter_map(|row| matter(guest, office, &law, wanted, row)).collect();
    Ok(Finds { items, next: page.next.map(|cursor| format!("&cursor={cursor}")) })
}

/// A matter as anybody reads it, if it has the words there.
fn matter(guest: &Guest, office: &Office, law: &Law, wanted: &Wanted, row: &CaseRow) -> Option<Find> {
    let reading = office.read(&row.case, &Who::Public).ok()?;
    if !wanted.fits(&visible(law, guest, &reading)) {
        return None;
    }
    let names = Names::new(law, guest.lang());
    let unit = bihuan_core::casework::responsible(&reading.case).map(|unit| names.unit(unit));
    let quote = Marked::around(&said(&reading), &wanted.words);
    Some(Find {
        href: format!("/record/matters/{}", reading.case.number),
        what: markup(&Marked::whole(&names.headline(&reading.rules, &reading.case), &wanted.words)),
        quote: quote.is_marked().then(|| markup(&quote)),
        about: format!("{} {}", when::exact(reading.case.opened), unit.unwrap_or_default()).into(),
        synthetic: reading.case.synthetic,
    })
}
