//! `/record`: what the district did, open to everybody: figures by street and by month with what they mean, matters that
//! may be published, promises, and the log that nobody can change unseen. All of it goes out as CSV.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `bases` | what limits, formulas and lists rest on |
//! | `briefs` | briefs that were issued for everybody |
//! | `figures` | sums by street and by month, the same that the desk counts |
//! | `matters` | closed matters whose reporters agreed |
//! | `scores` | published scores, edition by edition |
//! | `draws` | draws by chance, with all that recomputes them |
//! | `log` | the log's signed head, and how anybody checks a receipt |

pub mod bases;
mod briefs;
mod draws;
mod figures;
mod log;
mod matters;
mod scores;

pub use figures::Month;
pub use matters::{said, visible};

use axum::Router;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bihuan_core::directory::DistrictCode;
use bihuan_office::Failure;

use self::figures::Figures;
use super::guest::{Guest, body, link, section, title};
use super::promises::{Standing, standings};
use super::when;
use crate::app::App;
use crate::components::{Crumb, Details, SelectItem};
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::{Form, submit, way};
use crate::t;
use crate::words::Words;

/// What a page is asked for: names and values of its address.
type Given = Query<Vec<(String, String)>>;

/// The pages of the open record.
pub fn router() -> Router<App> {
    Router::new()
        .route("/record", get(page))
        .route("/record/figures.csv", get(figures_csv))
        .route("/record/matters", get(matters::page))
        .route("/record/matters.csv", get(matters::csv))
        .route("/record/matters/{number}", get(matters::one))
        .route("/record/promises.csv", get(promises_csv))
        .route("/record/scores", get(scores::list))
        .route("/record/scores/{score}", get(scores::one))
        .route("/record/bases", get(bases::page))
        .route("/record/briefs", get(briefs::list))
        .route("/record/briefs/{id}", get(briefs::one))
        .route("/record/draws", get(draws::list))
        .route("/record/draws/{number}", get(draws::one))
        .route("/record/log", get(log::page))
        .route("/record/log.csv", get(log::csv))
}

fn value<'g>(given: &'g [(String, String)], name: &str) -> &'g str {
    given.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
}

/// Where the last page of a list of matters ended; nothing where an address says something else.
pub fn cursor_of(text: &str) -> Option<String> {
    let (opened, case) = text.split_once('.')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    (opened.parse::<i64>().is_ok() && case.chars().all(plain)).then(|| text.to_owned())
}

/// The month that is asked for, none later than the present one.
fn month_of(guest: &Guest, given: &[(String, String)]) -> (Month, Vec<Month>) {
    let months = Month::up_to(guest.app.office.clock().now());
    let asked = value(given, "month");
    let found = months.iter().copied().find(|month| month.to_string() == asked);
    (found.or_else(|| months.first().copied()).unwrap_or_default(), months)
}

/// `GET /record`
async fn page(guest: Guest, Query(given): Given) -> Response {
    let law = guest.app.office.law();
    let Some(district) = guest.district(&law) else { return guest.sorry(&Failure::NotFound) };
    let (month, months) = month_of(&guest, &given);
    let of = district.clone();
    let more = guest.ask(move |office| Ok((matters::latest(office, &of)?, standings(office, &of)?)));
    let read = (read(&guest, &district, month, &months).await, more.await);
    let (figures, latest, promised) = match read {
        (Ok(figures), Ok((latest, promised))) => (figures, latest, promised),
        (Err(sorry), _) | (_, Err(sorry)) => return sorry,
    };
    let words = guest.words();
    let name = Names::new(&law, guest.lang()).unit(&district.unit());
    let mark = if guest.app.office.is_demo() {
        body(when::made_up(words).then(" ").then(t!(words, "synthetic-about")))
    } else {
        Html::empty()
    };
    let main = title(&t!(words, "record-title", district = name))
        .then(body(t!(words, "record-about")))
        .then(mark)
        .then(ways(words))
        .then(section(t!(words, "record-by-street")))
        .then(choose(words, &months, month))
        .then(figures.by_street(words))
        .then(section(t!(words, "record-by-month")))
        .then(figures.by_month(words))
        .then(definitions(words))
        .then(section(t!(words, "record-matters")))
        .then(matters::few(&guest, &law, &latest))
        .then(section(t!(words, "record-promises")))
        .then(commitments(words, &promised))
        .then(files(words, month));
    guest.page(t!(words, "nav-record"), "record").with(main).into_response()
}

/// How many commitments of the newest year stand how, each number with the way to them.
fn commitments(words: &Words, all: &[Standing]) -> Html {
    let Some(year) = all.iter().map(|standing| standing.promise.year).max() else {
        return body(t!(words, "promises-none"));
    };
    let count = |fits: fn(&Standing) -> bool| {
        all.iter().filter(|standing| standing.promise.year == year && fits(standing)).count()
    };
    let told = t!(
        words,
        "record-promises-stand",
        year = year.to_string(),
        n = count(|_| true),
        kept = count(Standing::is_kept),
        under = count(Standing::is_under_way),
        late = count(Standing::is_late),
        unbegun = count(|standing| !standing.has_begun())
    );
    let way = link(&format!("/promises?year={year}"), t!(words, "record-promises-all"));
    body(Html::from(told).then(" ").then(way))
}

async fn read(guest: &Guest, district: &DistrictCode, month: Month, months: &[Month]) -> Result<Figures, Response> {
    let (district, months, lang) = (district.clone(), months.to_vec(), guest.lang());
    guest.ask(move |office| Figures::read(office, &district, month, &months, lang)).await
}

fn ways(words: &Words) -> Html {
    let way = |href: &str, key: &str| {
        let about = el("span").class("bh-muted").put(words.get(&format!("{key}-about"), &[]));
        el("li").put(link(href, words.get(key, &[]))).put(" ").put(about)
    };
    el("ul")
        .class("govuk-list bh-ways")
        .put(way("/record/matters", "record-matters"))
        .put(way("/promises", "record-promises"))
        .put(way("/record/scores", "record-scores"))
        .put(way("/record/views", "record-views"))
        .put(way("/record/briefs", "record-briefs"))
        .put(way("/record/bases", "record-bases"))
        .put(way("/record/draws", "record-draws"))
        .put(way("/record/log", "record-log"))
        .put(way("/open-data", "open-data"))
        .html()
}

fn choose(words: &'static Words, months: &[Month], month: Month) -> Html {
    let chosen = [("month".to_owned(), month.to_string())];
    let items = months.iter().map(|month| SelectItem::new(month.to_string(), month.in_words(words))).collect();
    el("form")
        .class("bh-inline")
        .attr("method", "get")
        .attr("action", "/record")
        .put(Form::new(words, &chosen, &[]).select("month", t!(words, "record-month"), items))
        .put(submit(t!(words, "documents-show")))
        .html()
}

/// What each column counts, with its formula.
fn definitions(words: &Words) -> Html {
    let told = figures::COLUMNS.iter().map(|column| {
        let name = el("dt").class("govuk-!-font-weight-bold").put(words.get(&format!("record-{column}"), &[]));
        name.html().then(el("dd").put(words.get(&format!("record-{column}-is"), &[])))
    });
    let content = el("dl").class("bh-terms").put_all(told).html();
    let summary = t!(words, "record-definitions").into();
    Details { summary, content, classes: "bh-fold".into(), ..Details::default() }.into()
}

fn files(words: &Words, month: Month) -> Html {
    let file = |href: String, key: &str| el("li").put(link(&href, words.get(key, &[])));
    let list = el("ul")
        .class("govuk-list")
        .put(file(format!("/record/figures.csv?month={month}"), "record-figures-csv"))
        .put(file("/record/matters.csv".to_owned(), "record-matters-csv"))
        .put(file("/record/promises.csv".to_owned(), "record-promises-csv"))
        .put(file("/record/log.csv".to_owned(), "record-log-csv"));
    section(t!(words, "record-files")).then(list)
}

/// `GET /record/figures.csv`
async fn figures_csv(guest: Guest, Query(given): Given) -> Response {
    let law = guest.app.office.law();
    let Some(district) = guest.district(&law) else { return guest.sorry(&Failure::NotFound) };
    let (month, months) = month_of(&guest, &given);
    match read(&guest, &district, month, &months).await {
        Ok(figures) => crate::csv::answer(&format!("figures-{district}-{month}"), &figures.rows(guest.words())),
        Err(sorry) => sorry,
    }
}

/// `GET /record/promises.csv`: every promise with its words, and where it stands today.
async fn promises_csv(guest: Guest) -> Response {
    let law = guest.app.office.law();
    let Some(district) = guest.district(&law) else { return guest.sorry(&Failure::NotFound) };
    let of = district.clone();
    let found = match guest.ask(move |office| Ok(standings(office, &of)?)).await {
        Ok(found) => found,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let names = Names::new(&law, guest.lang());
    let head = ["quote", "year", "promised", "measure", "done", "stands", "owner", "where"];
    let mut rows = vec![head.map(|column| words.get(&format!("record-promise-{column}"), &[])).to_vec()];
    rows.extend(found.iter().map(|standing| {
        let promise = &standing.promise;
        let stands = match () {
            () if !standing.has_begun() => "promises-unbegun",
            () if standing.is_kept() => "promises-kept",
            () if standing.is_late() => "promises-late",
            () => "promises-under-way",
        };
        let done = if standing.has_begun() { standing.progress.done.to_string() } else { String::new() };
        vec![
            promise.quote.clone(),
            promise.year.to_string(),
            promise.quantity.to_string(),
            promise.measure.to_string(),
            done,
            words.get(stands, &[]),
            names.unit_of(&promise.lead_code()),
            format!("{}:{}", promise.document, promise.line),
        ]
    }));
    crate::csv::answer(&format!("promises-{district}"), &rows)
}

/// The way from the open record's first page.
fn way_to(words: &Words, here: String) -> Html {
    way(words, vec![Crumb::new("/record", t!(words, "nav-record")), Crumb::new("", here)])
}
