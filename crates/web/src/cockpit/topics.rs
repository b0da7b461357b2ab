//! The topics of the week and where they are: what rises against the usual, and the very matters behind each.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::Who;
use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::figures::topics::{About, Topic};
use bihuan_office::{Failure, Law, Office, Topics};

use super::map::{self, Street};
use super::numbers::streets;
use super::{Given, district, framed, mark};
use crate::app::App;
use crate::components::{Cell, Crumb, Details, Table};
use crate::html::{Html, el};
use crate::identity::Staff;
use crate::names::Names;
use crate::phrases::way;
use crate::portal::guest::{Guest, body, link, section, title};
use crate::portal::tally::public_types;
use crate::portal::when;
use crate::t;
use crate::words::Words;

/// Where more matters than this had to be read, the answer is kept for some minutes.
const MANY: usize = 2000;
/// How long.
const KEPT: Duration = Duration::from_secs(300);
/// Matters that one list shows.
const MOST: usize = 200;

/// The topics of a district now.
///
/// # Errors
/// [`Failure`] of the store.
pub fn of(app: &App, office: &Office, district: &DistrictCode) -> Result<Arc<Topics>, Failure> {
    let kept = || app.topics.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let fresh = kept().get(district.as_str()).filter(|(at, _)| at.elapsed() < KEPT).map(|(_, topics)| topics.clone());
    if let Some(fresh) = fresh {
        return Ok(fresh);
    }
    let found = Arc::new(office.topics(district, office.clock().now())?);
    if found.read > MANY {
        kept().insert(district.to_string(), (Instant::now(), Arc::clone(&found)));
    }
    Ok(found)
}

/// `GET /cockpit/topics`
pub async fn page(_: Staff, guest: Guest) -> Response {
    let law = guest.app.office.law();
    let Some(district) = district(&guest, &law) else { return guest.sorry(&Failure::NotFound) };
    let (app, asked) = (guest.app.clone(), district.clone());
    let topics = match guest.ask(move |office| of(&app, office, &asked)).await {
        Ok(topics) => topics,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let cut = topics.cut.then(|| body(t!(words, "topics-cut")));
    let main = title(&t!(words, "topics-title"))
        .then(body(t!(words, "topics-about")))
        .then(cut)
        .then(table(&guest, &law, &topics, usize::MAX))
        .then(section(t!(words, "map-title")))
        .then(drawn(&guest, &law, &district, &topics));
    let mut page = framed(&guest, t!(words, "topics-title"), main);
    page.before = crumbs(words, t!(words, "topics-title"));
    page.into_response()
}

fn crumbs(words: &Words, here: String) -> Html {
    way(words, vec![Crumb::new("/cockpit", t!(words, "nav-cockpit")), Crumb::new("", here)])
}

/// What a topic is about, in words.
fn about(guest: &Guest, law: &Law, topic: &Topic) -> String {
    match &topic.about {
        About::Subject(code) => subject(guest, law, code),
        About::Word(word) => format!("“{word}”"),
    }
}

/// The name of a term among the vocabularies of what anyone may file.
fn subject(guest: &Guest, law: &Law, code: &str) -> String {
    let names = Names::new(law, guest.lang());
    let public: Vec<String> = public_types(law).collect();
    let known = law.types().filter(|(_, rules)| public.contains(&rules.id.0)).find_map(|(_, rules)| {
        let (vocabulary, _) =
            rules.vocabularies.iter().find(|(_, known)| known.terms.iter().any(|t| t.code == code))?;
        Some(names.term(rules, vocabulary, code))
    });
    known.unwrap_or_else(|| code.to_owned())
}

/// Where, in words.
fn place(guest: &Guest, law: &Law, place: Option<&str>) -> String {
    let words = guest.words();
    place.map_or_else(|| t!(words, "topics-everywhere"), |code| Names::new(law, guest.lang()).unit_of(code))
}

/// The address of a topic's matters.
fn address(topic: &Topic) -> String {
    let place = topic.place.as_deref().unwrap_or("all");
    match &topic.about {
        About::Subject(code) => format!("/cockpit/week?place={place}&subject={code}"),
        About::Word(word) => format!("/cockpit/week?place={place}&word={}", escaped(word)),
    }
}

fn escaped(text: &str) -> String {
    let byte = |b: u8| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") };
    text.bytes().map(byte).collect()
}

/// "2.5 倍" in the reader's words; or that there is nothing to compare with.
fn growth(words: &Words, topic: &Topic) -> String {
    let tenths = |n: u64| format!("{}.{}", n / 10, n % 10);
    match (topic.usual_tenths(), topic.growth_tenths()) {
        (Some(usual), Some(growth)) => t!(words, "topics-growth", usual = tenths(usual), growth = tenths(growth)),
        (Some(_), None) => t!(words, "topics-new"),
        (None, _) => t!(words, "topics-no-past"),
    }
}

/// The topics that rise, so many of them.
pub fn table(guest: &Guest, law: &Law, topics: &Topics, most: usize) -> Html {
    let words = guest.words();
    if topics.rising.is_empty() {
        return body(t!(words, "topics-none", n = topics.matters));
    }
    let row = |topic: &Topic| {
        let number = link(&address(topic), topic.count().to_string());
        let what = Html::from(about(guest, law, topic)).then(" ").then(mark(guest));
        vec![
            Cell::from(what),
            Cell::from(place(guest, law, topic.place.as_deref())),
            Cell::number(number),
            Cell::number(topic.reporters.to_string()),
            Cell::from(growth(words, topic)),
            Cell::from(topic.words.join("、")),
        ]
    };
    let columns = ["topics-what", "topics-where", "topics-count", "topics-reporters", "topics-usual", "topics-words"];
    let head = columns.iter().enumerate().map(|(at, key)| match at {
        2 | 3 => Cell::number(words.get(key, &[])),
        _ => Cell::from(words.get(key, &[])),
    });
    let table = Table {
        caption: t!(words, "topics-title"),
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense bh-narrow".into(),
        head: head.collect(),
        rows: topics.rising.iter().take(most).map(row).collect(),
        first_cell_is_header: true,
        ..Table::default()
    };
    table.stacked().into()
}

/// The first topic in one sentence with its link; none where nothing rises.
pub fn one(guest: &Guest, law: &Law, topics: &Topics) -> Option<Html> {
    let topic = topics.rising.first()?;
    let words = guest.words();
    let what = format!("{} · {}", place(guest, law, topic.place.as_deref()), about(guest, law, topic));
    let number = link(&address(topic), t!(words, "topics-matters", n = topic.count()));
    let told = t!(words, "topics-told", n = topic.reporters, growth = growth(words, topic));
    let about = Html::from(el("strong").put(what)).then(" ").then(number).then(" ").then(mark(guest));
    Some(el("p").class("govuk-body").put(about).put(" ").put(told).html())
}

/// The week by street, drawn, and as the table that says the same.
pub fn drawn(guest: &Guest, law: &Law, district: &DistrictCode, topics: &Topics) -> Html {
    let words = guest.words();
    let names = Names::new(law, guest.lang());
    let own = |unit: &UnitCode| topics.places.get(unit.as_str()).cloned().unwrap_or_default();
    let href = |code: &str| format!("/cockpit/week?place={code}");
    let told = |unit: &UnitCode| {
        let (n, name) = (own(unit).cases.len(), names.unit(unit));
        let title = t!(words, "map-street", street = name, n = n);
        (unit.to_string(), Street { href: href(unit.as_str()), title, n: i64::try_from(n).unwrap_or_default() })
    };
    let streets = streets(law, district);
    let shown: BTreeMap<String, Street> = streets.iter().map(told).collect();
    let most = shown.values().map(|street| street.n).max().unwrap_or_default();
    let picture = map::drawing(law, district, &shown, &t!(words, "map-title")).map(|svg| {
        let legend = legend(words, most);
        el("div").class("bh-areas-box").put(svg).put(legend).html()
    });
    let row = |name: String, code: &str, n: usize, before: u64| {
        let usual = (before * 10).checked_div(topics.weeks as u64);
        let usual = usual.map_or_else(|| "—".to_owned(), |n| format!("{}.{}", n / 10, n % 10));
        let number = if n == 0 { Html::from("0") } else { link(&href(code), n.to_string()) };
        vec![Cell::from(Html::from(name).then(" ").then(mark(guest))), Cell::number(number), Cell::number(usual)]
    };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for unit in &streets {
        let place = own(unit);
        rows.push(row(names.unit(unit), unit.as_str(), place.cases.len(), place.before));
    }
    let nowhere = topics.places.get("").cloned().unwrap_or_default();
    rows.push(row(t!(words, "map-nowhere"), "none", nowhere.cases.len(), nowhere.before));
    rows.push(row(t!(words, "record-whole"), "all", topics.matters, (topics.read - topics.matters) as u64));
    let table = Table {
        caption: t!(words, "map-title"),
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense bh-narrow".into(),
        head: vec![
            Cell::from(t!(words, "record-street")),
            Cell::number(t!(words, "map-week")),
            Cell::number(t!(words, "map-usual")),
        ],
        first_cell_is_header: true,
        rows,
        ..Table::default()
    };
    let fold =
        Details { summary: t!(words, "map-table").into(), content: table.into(), open: true, ..Details::default() };
    body(t!(words, "map-about")).then(el("div").class("bh-mapped").put(picture).put(Html::from(fold)))
}

/// The shades with what each means.
fn legend(words: &Words, most: i64) -> Html {
    let from = |shade: i64| (shade - 1) * most / map::SHADES + 1;
    let item = |shade: i64| {
        let (low, high) = (from(shade), shade * most / map::SHADES);
        let range = if low >= high { high.to_string() } else { format!("{low}–{high}") };
        (shade == 0 || high >= low).then(|| {
            let text = if shade == 0 { "0".to_owned() } else { range };
            let swatch = Html::raw(format!(
                r#"<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><rect class="bh-areas__shade bh-areas__shade--{shade}" width="16" height="16"/></svg>"#
            ));
            el("li").put(swatch).put(" ").put(text).html()
        })
    };
    let items = (0..=map::SHADES).filter_map(item);
    el("ul").class("bh-legend").attr("aria-label", t!(words, "map-legend")).put_all(items).html()
}

/// `GET /cockpit/week`: the matters behind a topic, or of a street, of these seven days.
pub async fn cases(staff: Staff, guest: Guest, Query(given): Given) -> Response {
    let law = guest.app.office.law();
    let Some(district) = district(&guest, &law) else { return guest.sorry(&Failure::NotFound) };
    let value = |name: &str| given.iter().find(|(n, v)| n == name && !v.is_empty()).map(|(_, v)| v.clone());
    let (place_code, subject_code, word) = (value("place"), value("subject"), value("word"));
    let (app, of_district) = (guest.app.clone(), district.clone());
    let topics = match guest.ask(move |office| of(&app, office, &of_district)).await {
        Ok(topics) => topics,
        Err(sorry) => return sorry,
    };
    let in_place = place_code.clone().filter(|code| code != "all");
    let about_it = subject_code.map(About::Subject).or(word.map(About::Word));
    let (name, ids) = match &about_it {
        Some(wanted) => {
            let topic = topics.rising.iter().find(|topic| topic.place == in_place && topic.about == *wanted);
            let Some(topic) = topic else { return gone(&guest) };
            let name = format!("{} · {}", place(&guest, &law, in_place.as_deref()), about(&guest, &law, topic));
            (name, topic.cases.clone())
        }
        None => of_place(&guest, &law, &topics, in_place.as_deref()),
    };
    let (all, lang) = (ids.len(), guest.lang());
    let rows = guest.ask(move |office| rows(office, &ids, &staff.who, lang)).await;
    let (rows, seen) = match rows {
        Ok(found) => found,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let head = t!(words, "topics-behind", what = name.as_str(), n = all);
    let unseen = all.min(MOST).saturating_sub(seen);
    let more = (all > MOST).then(|| body(t!(words, "topics-first", n = MOST)));
    let main = title(&head)
        .then((unseen > 0).then(|| body(t!(words, "cockpit-not-yours", n = unseen))))
        .then(more)
        .then(if seen == 0 { body(t!(words, "cockpit-nothing")) } else { listed(&guest, rows) });
    let mut page = framed(&guest, name.clone(), main);
    page.before = crumbs(words, name);
    page.into_response()
}

fn of_place(guest: &Guest, law: &Law, topics: &Topics, code: Option<&str>) -> (String, Vec<String>) {
    let words = guest.words();
    match code {
        None => {
            let all = topics.places.values().flat_map(|place| place.cases.clone()).collect();
            (t!(words, "record-whole"), all)
        }
        Some("none") => {
            (t!(words, "map-nowhere"), topics.places.get("").map(|place| place.cases.clone()).unwrap_or_default())
        }
        Some(code) => {
            let cases = topics.places.get(code).map(|place| place.cases.clone()).unwrap_or_default();
            (place(guest, law, Some(code)), cases)
        }
    }
}

/// A topic that does not rise any more since the page with its link was read.
fn gone(guest: &Guest) -> Response {
    let words = guest.words();
    let main = title(&t!(words, "topics-gone"))
        .then(body(t!(words, "topics-gone-about")))
        .then(body(link("/cockpit/topics", t!(words, "topics-title"))));
    framed(guest, t!(words, "topics-gone"), main).into_response()
}

/// The matters that the reader may see, and how many these are.
fn rows(
    office: &Office,
    ids: &[String],
    who: &Who,
    lang: crate::words::Lang,
) -> Result<(Vec<Vec<Cell>>, usize), Failure> {
    let law = office.law();
    let names = Names::new(&law, lang);
    let words = names.words();
    let mut rows = Vec::new();
    for id in ids.iter().take(MOST) {
        let reading = match office.read(id, who) {
            Ok(reading) => reading,
            Err(Failure::NotFound) => continue,
            Err(other) => return Err(other),
        };
        let case = &reading.case;
        let number = el("span").class("bh-number").put(link(&format!("/desk/cases/{}", case.number), &*case.number));
        let mark = case.synthetic.then(|| when::made_up(words));
        let unit = bihuan_core::casework::accountable(case).map(|unit| names.unit(unit)).unwrap_or_default();
        rows.push(vec![
            Cell::from(number.html().then(" ").then(mark)),
            Cell::from(names.headline(&reading.rules, case)),
            Cell::from(unit),
            Cell::from(when::instant(case.opened)),
        ]);
    }
    let seen = rows.len();
    Ok((rows, seen))
}

fn listed(guest: &Guest, rows: Vec<Vec<Cell>>) -> Html {
    let words = guest.words();
    let head = ["cockpit-number", "cockpit-kind", "cockpit-unit", "opened"];
    let table = Table {
        head: head.map(|key| Cell::from(words.get(key, &[]))).to_vec(),
        rows,
        classes: "bh-dense".into(),
        ..Table::default()
    };
    table.stacked().into()
}
