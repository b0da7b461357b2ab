//! Alerts: how each stands in every place that was heard of with the matter that it opened last, where its lines are; and
//! the last crossings of the district, a page at a time.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use bihuan_core::pack::model::Alert;
use bihuan_office::alerts::{Crossing, Misfit, Opened, Standing};
use bihuan_office::{Failure, Office};

use super::super::light::exact;
use super::super::room::Room;
use super::super::targets::small;
use super::ways;
use crate::alerts::Watched;
use crate::components::*;
use crate::html::{Html, el};
use crate::lists::List;
use crate::names::Names;
use crate::phrases;
use crate::shell::Page;
use crate::t;

/// Crossings of a page.
const A_PAGE: usize = 50;

/// `GET /desk/alerts`
pub async fn page(room: Room) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| draw(office, &inner));
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

fn draw(office: &Office, room: &Room) -> Result<Page, Failure> {
    let law = office.law();
    let words = room.words();
    let district = room.district(&law).ok_or(Failure::NotFound)?;
    let view = View { room, names: Names::new(&law, room.reader.lang), told: Watched { law: &law, words } };
    let alerts: Vec<&Arc<Alert>> = law.alerts().collect();
    let mut standings = Vec::new();
    for alert in &alerts {
        standings.extend(office.standings(&district, alert)?.into_iter().map(|standing| (*alert, standing)));
    }
    let mut declared = Html::empty();
    for alert in &alerts {
        declared = declared.then(view.alert(alert)).then(view.misfits(&office.alert_misfits(&district, alert)?));
    }
    let none = alerts.is_empty().then(|| el("p").class("govuk-body").put(t!(words, "alerts-none")));
    let table = view.standings(&standings);
    let list = if standings.is_empty() {
        el("p").class("govuk-body").put(t!(words, "alert-unheard")).html()
    } else {
        table.clone().stacked().into()
    };
    let crossings = el("a").class("govuk-link").attr("href", "/desk/alerts/crossings").put(t!(words, "crossings"));
    let main = el("h1")
        .class("govuk-heading-l")
        .put(t!(words, "alerts"))
        .html()
        .then(ways(room, "alerts"))
        .then(el("p").class("govuk-body").put(t!(words, "alerts-about")))
        .then(el("p").class("govuk-body").put(crossings))
        .then(none)
        .then(el("h2").class("govuk-heading-m").put(t!(words, "alert-stand")))
        .then(list)
        .then(declared);
    let page = room.page(t!(words, "alerts"), "supervise").with(main);
    room.offering(office, page, &List::of(words, t!(words, "alert-stand"), &table))
}

/// `GET /desk/alerts/crossings`
pub async fn crossings(room: Room) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| draw_crossings(office, &inner));
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

fn draw_crossings(office: &Office, room: &Room) -> Result<Page, Failure> {
    let law = office.law();
    let words = room.words();
    let district = room.district(&law).ok_or(Failure::NotFound)?;
    let cursor = room.reader.here.parameter("after").map(str::to_owned).filter(|it| !it.is_empty());
    let found = office.crossings(&district, cursor.as_deref(), A_PAGE)?;
    let view = View { room, names: Names::new(&law, room.reader.lang), told: Watched { law: &law, words } };
    let table = view.crossings(&found.items);
    let list = if found.items.is_empty() {
        el("p").class("govuk-body").put(t!(words, "crossings-none")).html()
    } else {
        table.clone().stacked().into()
    };
    let next = found.next.map(|key| format!("/desk/alerts/crossings?after={key}"));
    let heading = el("h1").class("govuk-heading-l").put(t!(words, "crossings")).html();
    let main = heading.then(list).then(phrases::pages(words, None, next));
    let mut page = room.page(t!(words, "crossings"), "supervise").with(main);
    page.before = phrases::back(words, "/desk/alerts");
    room.offering(office, page, &List::of(words, t!(words, "crossings"), &table))
}

struct View<'v> {
    room: &'v Room,
    names: Names<'v>,
    told: Watched<'v>,
}

impl View<'_> {
    /// One alert: its lines, and when it opens what.
    fn alert(&self, alert: &Alert) -> Html {
        let words = self.room.words();
        let heading = el("h2").class("govuk-heading-s").attr("id", alert.id.as_str()).put(self.told.title(&alert.id));
        let lines =
            alert.rule.signals.iter().map(|signal| el("p").class("govuk-body").put(self.told.line(signal)).html());
        let opens = t!(words, "alert-opens", kind = self.names.case_type(&alert.opens));
        let rule = el("p").class("govuk-body").put(format!("{}{opens}", self.told.rule(alert)));
        lines.fold(heading.html(), Html::then).then(rule)
    }

    /// Series that cannot be held against a line: why, and what to do.
    fn misfits(&self, misfits: &[Misfit]) -> Option<Html> {
        let told = |misfit: &Misfit| {
            let Misfit { figure, name, of, measure, wanted } = misfit;
            let name = if self.told.source(figure) == *figure { name.clone() } else { self.told.source(figure) };
            let unit = self.names.unit_of(of);
            el("p").class("govuk-body").put(t!(
                self.room.words(),
                "alert-misfit",
                series = name,
                unit = unit,
                measure = measure.as_str(),
                wanted = wanted.as_str()
            ))
        };
        let all = misfits.iter().map(told).fold(Html::empty(), Html::then);
        (!misfits.is_empty()).then(|| InsetText { content: all, ..InsetText::default() }.into())
    }

    fn standings(&self, standings: &[(&Arc<Alert>, Standing)]) -> Table {
        let words = self.room.words();
        let head = ["alert", "alert-place", "alert-readings", "alert-state", "alert-matter"];
        let row = |(alert, standing): &(&Arc<Alert>, Standing)| {
            let lines = alert.rule.lines_of(&standing.watch);
            let readings = alert.rule.signals.iter().zip(&lines).map(|(signal, line)| self.told.reading(signal, line));
            let readings = readings.map(|said| el("div").put(said).html()).fold(Html::empty(), Html::then);
            vec![
                Cell::from(self.told.title(&alert.id)),
                Cell::from(self.place(standing.unit.as_str(), standing.about.as_deref())),
                Cell::from(readings),
                Cell::from(self.told.state(&standing.watch)),
                Cell::from(self.matter(standing.opened.as_ref())),
            ]
        };
        Table {
            caption: t!(words, "alert-stand"),
            caption_classes: "govuk-visually-hidden".into(),
            head: head.into_iter().map(|key| Cell::from(words.get(key, &[]))).collect(),
            rows: standings.iter().map(row).collect(),
            classes: "bh-dense".into(),
            first_cell_is_header: true,
            ..Table::default()
        }
    }

    fn crossings(&self, found: &[Crossing]) -> Table {
        let words = self.room.words();
        let head = ["alert", "alert-place", "alert-readings", "alert-opened", "alert-ended", "alert-matter"];
        let row = |crossing: &Crossing| {
            let note = &crossing.note;
            let passed = note.readings.iter().filter(|reading| reading.passed);
            let said = passed.map(|reading| el("div").put(self.told.noted(reading)).html());
            let ended = crossing.ended.map_or_else(|| t!(words, "alert-not-ended"), exact);
            vec![
                Cell::from(self.told.title(&note.alert)),
                Cell::from(self.place(note.unit.as_str(), note.about.as_deref())),
                Cell::from(said.fold(Html::empty(), Html::then)),
                Cell::from(exact(crossing.opened.at)),
                Cell::from(ended),
                Cell::from(self.matter(Some(&crossing.opened))),
            ]
        };
        Table {
            caption: t!(words, "crossings"),
            caption_classes: "govuk-visually-hidden".into(),
            head: head.into_iter().map(|key| Cell::from(words.get(key, &[]))).collect(),
            rows: found.iter().map(row).collect(),
            classes: "bh-dense".into(),
            first_cell_is_header: true,
            ..Table::default()
        }
    }

    fn place(&self, unit: &str, about: Option<&str>) -> Html {
        Html::from(self.names.unit_of(unit)).then(about.map(|code| small(self.told.subject(code))))
    }

    fn matter(&self, opened: Option<&Opened>) -> Html {
        let Some(opened) = opened else { return Html::from("—") };
        let link = el("a").class("govuk-link").attr("href", format!("/desk/cases/{}", opened.number));
        let number = el("span").class("bh-number").put(link.put(opened.number.as_str())).html();
        let made_up = self.room.app.office.is_demo().then(|| crate::portal::when::made_up(self.room.words()));
        number.then(" ").then(made_up)
    }
}
