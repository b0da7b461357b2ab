//! Units: a district's tree, what each holds now, and more of them from a published list.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::directory::{DistrictCode, Unit, UnitCode, UnitKind, import as lists};
use bihuan_office::people::By;
use bihuan_office::{Failure, Office};
use std::collections::BTreeMap;

use super::frame::{Asked, For, Query1, View, link, show};
use crate::components::*;
use crate::desk::{ADMIN, Room};
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::phrases::{self, FieldError, Form, submit};
use crate::shell::Page;
use crate::t;

const HERE: &str = "/admin/units";

/// The list.
pub async fn list(room: Room, query: Query1) -> Response {
    let asked = Asked::of(query);
    show(room, For::Keepers, move |office, view| draw(office, view, &asked, &[])).await
}

fn draw(office: &Office, view: &View<'_>, asked: &Asked, errors: &[FieldError]) -> Result<Page, Failure> {
    let (load, found) = (load(office, view)?, found(view, asked));
    let filter = view.narrow(HERE, asked, |form| {
        let every = SelectItem::new("", t!(view.words, "every-kind"));
        let kinds = UnitKind::ALL.into_iter().map(|kind| SelectItem::new(kind.as_str(), view.names.unit_kind(kind)));
        Html::from(form.input("q", t!(view.words, "unit-search"))).then(form.select(
            "kind",
            t!(view.words, "kind"),
            std::iter::once(every).chain(kinds).collect(),
        ))
    });
    let head = ["name", "code", "kind", "above", "officers", "open-tasks"];
    let rows = view.listed((HERE, asked), &head, &found, |unit| row(view, unit, &load));
    let told = match asked.value("taken") {
        "" => Html::empty(),
        n => phrases::done(view.words, t!(view.words, "units-taken", n = n)),
    };
    let mut page = view.page(
        "units",
        t!(view.words, "units"),
        told.then(counts(view)).then(filter).then(rows).then(taking(view, errors)),
    );
    page.wrong = !errors.is_empty();
    Ok(page)
}

/// The units of the district that fit what was asked, widest kind first.
fn found<'v>(view: &View<'v>, asked: &Asked) -> Vec<&'v Unit> {
    let (here, text) = (view.district(), asked.value("q").to_lowercase());
    let kind = asked.value("kind").parse::<UnitKind>().ok();
    let fits = |unit: &&Unit| {
        let named = view.names.unit(&unit.code).to_lowercase();
        Some(unit.code.district()) == here
            && (text.is_empty()
                || unit.code.as_str().contains(&text)
                || named.contains(&text)
                || unit.name.contains(&text))
    };
    let kinds = UnitKind::ALL.into_iter().filter(|one| kind.is_none_or(|kind| kind == *one));
    kinds.flat_map(|kind| view.law.directory.units(None, Some(kind)).filter(fits).collect::<Vec<_>>()).collect()
}

/// How many units of each kind.
fn counts(view: &View<'_>) -> Html {
    let here = view.district();
    let of =
        |kind| view.law.directory.units(None, Some(kind)).filter(|unit| Some(unit.code.district()) == here).count();
    let told = UnitKind::ALL.into_iter().map(|kind| (kind, of(kind))).filter(|(_, n)| *n > 0);
    let told: Vec<String> = told.map(|(kind, n)| format!("{} {n}", view.names.unit_kind(kind))).collect();
    view.line(told.join(" · "))
}

/// Open tasks by unit.
pub fn load(office: &Office, view: &View<'_>) -> Result<BTreeMap<String, u64>, Failure> {
    let Some(district) = view.district() else { return Ok(BTreeMap::new()) };
    let mut load: BTreeMap<String, u64> = BTreeMap::new();
    for row in office.ledger().load(district.as_str())? {
        *load.entry(row.unit).or_default() += row.tasks;
    }
    Ok(load)
}

/// Those who hold a post of a unit today, with the post.
fn held<'v>(office: &Office, view: &View<'v>, unit: &UnitCode) -> Vec<(&'v bihuan_core::directory::Officer, String)> {
    let today = office.today();
    let of = |officer: &'v bihuan_core::directory::Officer| {
        let here = officer.holdings.iter().filter(|held| held.unit == *unit && held.holds_on(today));
        here.map(|held| (officer, held.post.to_string())).collect::<Vec<_>>()
    };
    view.law.directory.officers().flat_map(of).collect()
}

fn row(view: &View<'_>, unit: &Unit, load: &BTreeMap<String, u64>) -> Vec<Cell> {
    let holders = view
        .law
        .directory
        .officers()
        .filter(|officer| officer.holdings.iter().any(|held| held.unit == unit.code && held.until.is_none()));
    let above = unit.parent.as_ref().map(|above| link(format!("{HERE}/{above}"), view.names.unit(above)));
    vec![
        Cell::from(link(format!("{HERE}/{}", unit.code), view.names.unit(&unit.code))),
        Cell::from(unit.code.as_str()),
        Cell::from(view.names.unit_kind(unit.kind)),
        Cell::from(above.unwrap_or_default()),
        Cell::number(holders.count().to_string()),
        Cell::number(load.get(unit.code.as_str()).copied().unwrap_or(0).to_string()),
    ]
}

/// One unit.
pub async fn one(room: Room, Path(code): Path<String>) -> Response {
    show(room, For::Keepers, move |office, view| {
        let code: UnitCode = code.parse().map_err(|_| Failure::NotFound)?;
        let unit = view.law.directory.unit(&code).ok_or(Failure::NotFound)?;
        draw_one(office, view, unit)
    })
    .await
}

fn draw_one(office: &Office, view: &View<'_>, unit: &Unit) -> Result<Page, Failure> {
    let load = load(office, view)?;
    let about = SummaryList { rows: facts(view, unit, &load), ..SummaryList::default() };
    let held = held(office, view, &unit.code).into_iter().map(|(officer, post)| {
        vec![
            Cell::from(link(format!("/admin/officers/{}", officer.user), officer.name.as_str())),
            Cell::from(link(format!("/admin/posts/{post}"), view.names.post(&post))),
        ]
    });
    let below: Vec<_> = view.law.directory.children(&unit.code).map(|unit| row(view, unit, &load)).collect();
    let head = ["name", "code", "kind", "above", "officers", "open-tasks"];
    let content = Html::from(about)
        .then(view.section("officers", view.table(&["name", "post"], held.collect())))
        .then(view.section("units-below", view.table(&head, below)));
    let mut page = view.page("units", view.names.unit(&unit.code), content);
    page.before = phrases::back(view.words, HERE);
    Ok(page)
}

fn facts(view: &View<'_>, unit: &Unit, load: &BTreeMap<String, u64>) -> Vec<SummaryRow> {
    let words = view.words;
    let above = unit.parent.as_ref().map(|above| link(format!("{HERE}/{above}"), view.names.unit(above)));
    let source = unit.source.as_ref().map(|source| format!("{} · {} · {}", source.file, source.line, source.quote));
    let mut rows = vec![
        SummaryRow::new(t!(words, "code"), unit.code.as_str()),
        SummaryRow::new(t!(words, "kind"), view.names.unit_kind(unit.kind)),
        SummaryRow::new(t!(words, "above"), above.unwrap_or_else(|| t!(words, "none").into())),
        SummaryRow::new(t!(words, "open-tasks"), load.get(unit.code.as_str()).copied().unwrap_or(0).to_string()),
    ];
    rows.extend(source.map(|source| SummaryRow::new(t!(words, "source"), source)));
    rows
}

/// The form that takes units in from a published list.
fn taking(view: &View<'_>, errors: &[FieldError]) -> Html {
    let Some(district) = view.district() else { return Html::empty() };
    let form = Form::new(view.words, &[], errors);
    let mut files = form.files("lists", t!(view.words, "units-lists"));
    files.hint = Some(t!(view.words, "units-lists-hint", district = district.to_string()).into());
    let content = form.error_summary().then(files).then(submit(t!(view.words, "units-take")));
    let sends = el("form")
        .attr("method", "post")
        .attr("action", HERE)
        .attr("enctype", "multipart/form-data")
        .put(crate::shell::hidden("csrf", &view.room.staff.csrf))
        .put(content);
    view.fold(t!(view.words, "units-import"), !errors.is_empty(), sends.html())
}

/// Takes units in.
pub async fn import(room: Room, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    if !room.staff.is(ADMIN) {
        return room.not_for_you();
    }
    let inner = room.clone();
    let taken = room.ask(move |office| {
        let law = office.law();
        let view = View::new(&inner, &law);
        let district = view.district().ok_or(Failure::NotFound)?;
        match take(office, &view, &district, &sent) {
            Ok(n) => Ok(Ok(n)),
            Err(errors) => Ok(Err(Box::new(draw(office, &view, &Asked::default(), &errors)?))),
        }
    });
    match taken.await {
        Ok(Ok(n)) => Redirect::to(&format!("{HERE}?taken={n}")).into_response(),
        Ok(Err(page)) => (StatusCode::UNPROCESSABLE_ENTITY, *page).into_response(),
        Err(sorry) => sorry,
    }
}

fn take(office: &Office, view: &View<'_>, district: &DistrictCode, sent: &Sent) -> Result<usize, Vec<FieldError>> {
    let wrong = |text: String| vec![FieldError::new("lists", text)];
    let read: Vec<(&str, &[u8])> =
        sent.papers.iter().map(|paper| (paper.name.as_str(), paper.bytes.as_slice())).collect();
    if read.is_empty() {
        return Err(wrong(t!(view.words, "units-lists-none")));
    }
    let units = lists::read(district, &read).map_err(|error| {
        wrong(match view.room.reader.lang {
            crate::words::Lang::Zh => error.zh(),
            crate::words::Lang::En => error.to_string(),
        })
    })?;
    let kept = By::keeper(&view.room.staff.who, district)
        .map_err(Failure::from)
        .and_then(|by| office.keep_units(&by, district, &units));
    match kept {
        Ok(_) => Ok(units.len()),
        Err(Failure::Refused(refusal)) => Err(view.refused(&refusal, &["lists"])),
        Err(other) => {
            tracing::error!(?other, "units could not be kept");
            Err(wrong(t!(view.words, "not-done")))
        }
    }
}
