//! One series: its figures by period, newest last, each with what it replaced and until when that stood.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use bihuan_core::directory::UnitCode;
use bihuan_core::figures::number::shown;
use bihuan_core::figures::outside::{Kept, Said, When};
use bihuan_office::outside::Series;
use bihuan_office::{Failure, Office};

use super::super::light::exact;
use super::super::room::Room;
use super::super::targets::small;
use super::release;
use crate::alerts::Watched;
use crate::components::*;
use crate::html::{Html, el};
use crate::lists::List;
use crate::names::Names;
use crate::phrases;
use crate::shell::Page;
use crate::t;

/// Figures of a page.
const A_PAGE: usize = 100;

/// `GET /desk/outside/series/{figure}?unit=`
pub async fn page(room: Room, Path(figure): Path<String>) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| draw(office, &inner, &figure));
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

fn draw(office: &Office, room: &Room, figure: &str) -> Result<Page, Failure> {
    let law = office.law();
    let words = room.words();
    let district = room.district(&law).ok_or(Failure::NotFound)?;
    let asked = room.reader.here.parameter("unit").unwrap_or_default();
    let of: UnitCode = asked.parse().unwrap_or_else(|_| district.unit());
    let series = office.outside_one(&district, figure, &of)?.ok_or(Failure::NotFound)?;
    let cursor = room.reader.here.parameter("after").map(str::to_owned).filter(|it| !it.is_empty());
    let found = office.outside_figures(&district, (figure, &of), "", cursor.as_deref(), A_PAGE)?;
    let names = Names::new(&law, room.reader.lang);
    let title = format!("{}（{}）", series.name, names.unit_of(&series.of));
    let table = listed(room, &series, &found.items);
    let next = found.next.map(|key| format!("/desk/outside/series/{figure}?unit={of}&after={}", key));
    let main = el("h1")
        .class("govuk-heading-l")
        .put(&title)
        .html()
        .then(el("p").class("govuk-body").put(t!(
            words,
            "outside-series-about",
            measure = series.measure.as_str(),
            basis = words.get(&format!("basis-{}", series.basis.code()), &[]),
            n = series.count
        )))
        .then(Watched { law: &law, words }.watching(&[figure]))
        .then(table.clone().stacked())
        .then(phrases::pages(words, None, next));
    let mut page = room.page(title.clone(), "supervise").with(main);
    page.before = phrases::back(words, "/desk/outside");
    room.offering(office, page, &List::of(words, title, &table))
}

fn listed(room: &Room, series: &Series, found: &[(When, Kept)]) -> Table {
    let words = room.words();
    let head =
        ["outside-period", "outside-value", "outside-growth", "outside-status", "outside-source", "outside-taken"];
    let row = |(when, kept): &(When, Kept)| {
        vec![
            Cell::from(when.as_str()),
            Cell::number(value(series, &kept.said)),
            Cell::number(growth(&kept.said)),
            Cell::from(words.get(release(kept.said.release), &[])),
            Cell::from(kept.said.source.as_str()),
            Cell::from(Html::from(exact(kept.taken)).then(replaced(room, series, kept))),
        ]
    };
    Table {
        caption: series.name.clone(),
        caption_classes: "govuk-visually-hidden".into(),
        head: head.into_iter().map(|key| Cell::from(words.get(key, &[]))).collect(),
        rows: found.iter().map(row).collect(),
        classes: "bh-dense".into(),
        first_cell_is_header: true,
        ..Table::default()
    }
}

/// What stood there before, each with until when.
fn replaced(room: &Room, series: &Series, kept: &Kept) -> Html {
    let words = room.words();
    let one = |old: &bihuan_core::figures::outside::Replaced| {
        small(t!(
            words,
            "outside-replaced",
            value = value(series, &old.said),
            status = words.get(release(old.said.release), &[]),
            source = old.said.source.as_str(),
            until = exact(old.until)
        ))
    };
    kept.replaced.iter().rev().map(one).fold(Html::empty(), Html::then)
}

fn value(series: &Series, said: &Said) -> String {
    said.value.map_or_else(|| "—".into(), |it| format!("{} {}", shown(it), series.measure))
}

fn growth(said: &Said) -> String {
    said.growth_pct.map_or_else(|| "—".into(), |it| format!("{}%", shown(it)))
}
