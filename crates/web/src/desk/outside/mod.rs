//! Figures from outside: the series that there are, each with its history, the way in for a table of them, and the alerts
//! that watch them.

mod alerts;
mod bring;
mod history;
mod table;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bihuan_core::figures::number::shown;
use bihuan_core::figures::outside::Release;
use bihuan_office::outside::{FIGURES, Series};
use bihuan_office::{Failure, Law, Office};

use super::room::Room;
use super::targets::small;
use crate::alerts::Watched;
use crate::app::App;
use crate::components::*;
use crate::html::{Html, el};
use crate::lists::List;
use crate::names::Names;
use crate::phrases;
use crate::shell::Page;
use crate::t;

/// Series of a page.
const A_PAGE: usize = 50;
/// Bytes of a table.
const BODY_LIMIT: usize = 24_000_000;

/// The pages of figures from outside.
pub fn router() -> Router<App> {
    Router::new()
        .route("/desk/outside", get(page))
        .route("/desk/alerts", get(alerts::page))
        .route("/desk/alerts/crossings", get(alerts::crossings))
        .route("/desk/outside/bring", get(bring::page).post(bring::take))
        .route("/desk/outside/bring/{id}", get(table::page).post(table::take))
        .route("/desk/outside/series/{figure}", get(history::page))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// The ways between targets and the figures beside them.
pub(super) fn ways(room: &Room, here: &str) -> Html {
    let words = room.words();
    let pages = [
        ("targets", "/desk/targets"),
        ("outside", "/desk/outside"),
        ("alerts", "/desk/alerts"),
        ("scores", "/desk/scores"),
        ("briefs", "/desk/briefs"),
    ];
    let items = pages.map(|(key, href)| NavigationItem::new(href, words.get(key, &[])).current_if(key == here));
    sub_navigation(&SubNavigation {
        label: t!(words, "targets-ways"),
        items: items.to_vec(),
        classes: "bh-no-print".into(),
        ..SubNavigation::default()
    })
}

async fn page(room: Room) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| draw(office, &inner));
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

fn draw(office: &Office, room: &Room) -> Result<Page, Failure> {
    let law = office.law();
    let words = room.words();
    let district = room.district(&law).ok_or(Failure::NotFound)?;
    let cursor = room.reader.here.parameter("after").map(str::to_owned).filter(|it| !it.is_empty());
    let found = office.outside_series(&district, cursor.as_deref(), A_PAGE)?;
    let names = Names::new(&law, room.reader.lang);
    let may_bring = office.hand(&room.staff.who, &district, FIGURES).is_ok();
    let bring = may_bring.then(|| {
        let link = el("a").class("govuk-button").attr("role", "button").attr("href", "/desk/outside/bring");
        link.put(t!(words, "outside-bring"))
    });
    let table = listed(room, &names, &found.items);
    let list = if found.items.is_empty() {
        el("p").class("govuk-body").put(t!(words, "outside-none")).html()
    } else {
        table.clone().stacked().into()
    };
    let next = found.next.map(|key| format!("/desk/outside?after={}", key));
    let main = el("h1")
        .class("govuk-heading-l")
        .put(t!(words, "outside"))
        .html()
        .then(ways(room, "outside"))
        .then(el("p").class("govuk-body").put(t!(words, "outside-about")))
        .then(bring)
        .then(list)
        .then(watched(room, &law, &found.items))
        .then(phrases::pages(words, None, next));
    let page = room.page(t!(words, "outside"), "supervise").with(main);
    room.offering(office, page, &List::of(words, t!(words, "outside"), &table))
}

/// The lines of the series that this page shows.
fn watched(room: &Room, law: &Law, found: &[Series]) -> Option<Html> {
    let told = Watched { law, words: room.words() };
    let mut names: Vec<&str> = found.iter().map(|series| series.figure.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    told.watching(&names)
}

fn listed(room: &Room, names: &Names<'_>, found: &[Series]) -> Table {
    let words = room.words();
    let head = ["outside-figure", "outside-last", "outside-value", "outside-growth", "outside-basis", "outside-source"];
    let row = |series: &Series| {
        let href = format!("/desk/outside/series/{}?unit={}", series.figure, series.of);
        let link = el("a").class("govuk-link").attr("href", href).put(series.name.as_str()).html();
        let made_up = series.synthetic.then(|| crate::portal::when::made_up(words));
        let last = series.last.as_ref();
        let status = last.map(|last| small(words.get(release(last.release), &[])));
        let value = last
            .and_then(|last| last.value)
            .map_or_else(|| "—".into(), |it| format!("{} {}", shown(it), series.measure));
        let growth = last.and_then(|last| last.growth_pct).map_or_else(|| "—".into(), |it| format!("{}%", shown(it)));
        vec![
            Cell::from(link.then(" ").then(made_up).then(small(names.unit_of(&series.of)))),
            Cell::from(Html::from(last.map_or_else(String::new, |last| last.when.as_str().to_owned())).then(status)),
            Cell::number(value),
            Cell::number(growth),
            Cell::from(words.get(&format!("basis-{}", series.basis.code()), &[])),
            Cell::from(series.source.as_str()),
        ]
    };
    Table {
        caption: t!(words, "outside"),
        caption_classes: "govuk-visually-hidden".into(),
        head: head.into_iter().map(|key| Cell::from(words.get(key, &[]))).collect(),
        rows: found.iter().map(row).collect(),
        classes: "bh-dense".into(),
        first_cell_is_header: true,
        ..Table::default()
    }
}

/// The key of the words for whether a figure may still change.
pub(super) fn release(release: Release) -> &'static str {
    match release {
        Release::Preliminary => "release-preliminary",
        Release::Final => "release-final",
    }
}
