//! Calendar years: where each comes from, how many days are worked, and what a new notice would move before anybody takes
//! it in.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bihuan_core::calendar::{Calendar, civil};
use bihuan_core::casework::explain::lengths;
use bihuan_core::directory::DistrictCode;
use bihuan_ledger::{CaseQuery, Status};
use bihuan_office::{Failure, Office, rows};
use jiff::civil::Date;

use super::frame::{Asked, For, Query1, View, instant, show};
use crate::components::*;
use crate::desk::{ADMIN, Room};
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::phrases::{FieldError, Form, part, submit};
use crate::shell::Page;
use crate::t;

const HERE: &str = "/admin/calendar";

/// Years that the calendar covers.
const YEARS: std::ops::RangeInclusive<i16> = 2004..=2100;

/// Open cases that are looked through for a preview; more than that and the page says so.
const LOOKED_THROUGH: usize = 2000;

/// Deadlines that a preview lists.
const LISTED: usize = 200;

/// The page.
pub async fn page(room: Room, query: Query1) -> Response {
    let asked = Asked::of(query);
    show(room, For::Auditors, move |office, view| Ok(draw(office, view, &asked, Html::empty(), &[]))).await
}

fn draw(office: &Office, view: &View<'_>, asked: &Asked, preview: Html, errors: &[FieldError]) -> Page {
    let words = view.words;
    let calendar = view.law.calendar;
    let year: i16 =
        asked.value("year").parse().ok().filter(|year| YEARS.contains(year)).unwrap_or_else(|| office.today().year());
    let summary = Form::new(words, &[], errors).error_summary();
    let about = view
        .line(t!(words, "calendar-version", version = calendar.version()))
        .then(view.line(t!(words, "calendar-source")));
    let form = view.room.staff.is(ADMIN).then(|| upload(view, errors));
    let content = summary
        .then(preview)
        .then(about)
        .then(view.section("calendar-years", years(view, year)))
        .then(days(view, year))
        .then(form);
    let mut page = view.page("calendar", t!(words, "calendar"), content);
    page.wrong = !errors.is_empty();
    page
}

/// Every day of a year.
fn days_of(year: i16) -> impl Iterator<Item = Date> {
    let first = Date::new(year, 1, 1).ok();
    std::iter::successors(first, |day| day.tomorrow().ok()).take_while(move |day| day.year() == year)
}

/// The years around the one that is shown, each with its working days.
fn years(view: &View<'_>, shown: i16) -> Html {
    let words = view.words;
    let rows = (shown.saturating_sub(3)..=shown.saturating_add(3)).filter(|year| YEARS.contains(year)).map(|year| {
        let days: Vec<_> = days_of(year).filter_map(|day| view.law.calendar.day(day).ok()).collect();
        let weekday = |date: Date| date.weekday().to_monday_one_offset() <= 5;
        let worked = days.iter().filter(|day| day.working).count();
        let make_up = days.iter().filter(|day| day.working && !weekday(day.date)).count();
        let provisional = days.first().is_some_and(|day| day.provisional);
        let source = match provisional {
            true => clock(Lateness::Soon, t!(words, "year-provisional")),
            false => clock(Lateness::Done, t!(words, "year-settled")),
        };
        vec![
            Cell::from(super::frame::link(format!("{HERE}?year={year}"), year.to_string())),
            Cell::number(worked.to_string()),
            Cell::number(make_up.to_string()),
            Cell::from(source),
        ]
    });
    view.tight(&["calendar-year", "working-days", "make-up-days", "source"], rows.collect())
}

/// The days of a year that are not what their weekday says, in runs.
fn days(view: &View<'_>, year: i16) -> Html {
    let named = days_of(year).filter_map(|day| view.law.calendar.day(day).ok()).filter(|day| day.name.is_some());
    let rows = named.map(|day| {
        let kind = if day.working { t!(view.words, "day-worked") } else { t!(view.words, "day-free") };
        let colour = if day.working { "yellow" } else { "green" };
        vec![
            Cell::from(day.date.to_string()),
            Cell::from(view.say(&format!("weekday-{}", day.date.weekday().to_monday_one_offset()))),
            Cell::from(day.name.unwrap_or_default()),
            Cell::from(Html::from(Tag::coloured(colour, kind))),
        ]
    });
    let days = view.tight(&["day-of", "weekday", "name", "day-kind"], rows.collect());
    part(t!(view.words, "calendar-days", year = year.to_string()), days)
}

fn upload(view: &View<'_>, errors: &[FieldError]) -> Html {
    let form = Form::new(view.words, &[], errors);
    let mut files = form.files("notice", t!(view.words, "calendar-file"));
    files.multiple = false;
    files.hint = Some(t!(view.words, "calendar-file-hint").into());
    let sends = el("form")
        .attr("method", "post")
        .attr("action", HERE)
        .attr("enctype", "multipart/form-data")
        .put(crate::shell::hidden("csrf", &view.room.staff.csrf))
        .put(files)
        .put(submit(t!(view.words, "calendar-preview")));
    view.section("calendar-new", view.line(t!(view.words, "calendar-new-about")).then(sends.html()))
}

/// Shows what a notice would change. Nothing is taken in.
pub async fn preview(room: Room, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    if !room.staff.is(ADMIN) {
        return room.not_for_you();
    }
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let law = office.law();
        let view = View::new(&inner, &law);
        let (status, preview, errors) = match amended(&view, &sent) {
            Ok(after) => (StatusCode::OK, compared(office, &view, &after)?, Vec::new()),
            Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Html::empty(), vec![error]),
        };
        Ok((status, Box::new(draw(office, &view, &Asked::default(), preview, &errors))))
    });
    match shown.await {
        Ok((status, page)) => (status, *page).into_response(),
        Err(sorry) => sorry,
    }
}

/// The calendar with the notice that was sent.
fn amended(view: &View<'_>, sent: &Sent) -> Result<Calendar, FieldError> {
    let wrong = |text: String| FieldError::new("notice", text);
    let paper = sent.papers.first().ok_or_else(|| wrong(t!(view.words, "calendar-file-none")))?;
    let text = std::str::from_utf8(&paper.bytes).map_err(|_| wrong(t!(view.words, "calendar-file-text")))?;
    let lang = view.room.reader.lang.calendar();
    view.law.calendar.amended(text.trim_start_matches('\u{feff}')).map_err(|error| wrong(error.text(lang)))
}

fn compared(office: &Office, view: &View<'_>, after: &Calendar) -> Result<Html, Failure> {
    let words = view.words;
    let before = view.law.calendar;
    let changed = YEARS.flat_map(days_of).filter_map(|date| Some((before.day(date).ok()?, after.day(date).ok()?)));
    let rows: Vec<Vec<Cell>> = changed
        .filter(|(old, new)| old.working != new.working || old.name != new.name)
        .map(|(old, new)| {
            let told = |day: &bihuan_core::calendar::Day<'_>| {
                let kind = if day.working { t!(words, "day-worked") } else { t!(words, "day-free") };
                day.name.map_or_else(|| kind.clone(), |name| format!("{kind} · {name}"))
            };
            vec![Cell::from(old.date.to_string()), Cell::from(told(&old)), Cell::from(told(&new))]
        })
        .collect();
    let (moved, all) = moved(office, view, after)?;
    let count = t!(words, "calendar-moved", days = rows.len(), deadlines = moved.len());
    let short = (!all).then(|| view.line(t!(words, "calendar-not-all", n = LOOKED_THROUGH)));
    let content = view
        .line(count)
        .then(view.table(&["day-of", "before", "after"], rows))
        .then(view.table(&["work-number", "deadline", "before", "after"], moved.into_iter().take(LISTED).collect()))
        .then(short)
        .then(view.line(t!(words, "calendar-not-taken")));
    Ok(view.section("calendar-would", content))
}

/// The running deadlines of the district's open cases that the other calendar would move; whether all cases were looked at.
fn moved(office: &Office, view: &View<'_>, after: &Calendar) -> Result<(Vec<Vec<Cell>>, bool), Failure> {
    let mut query = CaseQuery {
        districts: view.district().as_ref().map(DistrictCode::to_string).into_iter().collect(),
        statuses: vec![Status::Open],
        limit: 200,
        ..CaseQuery::default()
    };
    let (mut found, mut looked) = (Vec::new(), 0);
    loop {
        let page = office.ledger().cases(&query)?;
        looked += page.items.len();
        for row in page.items {
            let case = rows::case_of(&row.head.state)?;
            found.extend(moved_of(view, &case, after));
        }
        match page.next {
            Some(next) if looked < LOOKED_THROUGH => query.cursor = Some(next),
            more => return Ok((found, more.is_none())),
        }
    }
}

fn moved_of(view: &View<'_>, case: &bihuan_core::casework::Case, after: &Calendar) -> Vec<Vec<Cell>> {
    let Some(rules) = view.law.rules_of(case) else { return Vec::new() };
    let due = |calendar: &Calendar, clock: &bihuan_core::casework::case::Clock| {
        let (first, then) = lengths(rules, clock)?;
        let due = calendar.due(&clock.hours, clock.start, first, &clock.pauses).ok()?.at;
        then.map_or(Some(due), |more| Some(calendar.due(&clock.hours, due, more, &clock.pauses).ok()?.at))
    };
    let running = case.open_clocks().filter(|clock| !clock.is_suspended());
    running
        .filter_map(|clock| {
            let (old, new) = (due(view.law.calendar, clock)?, due(after, clock)?);
            let name = clock
                .deadline
                .as_ref()
                .map_or_else(|| t!(view.words, "deadline-of-task"), |name| view.names.deadline(rules, name));
            let cells = || {
                vec![
                    Cell::from(case.number.as_str()),
                    Cell::from(name.as_str()),
                    Cell::from(instant(old)),
                    Cell::from(instant(new)),
                ]
            };
            (civil(old) != civil(new)).then(cells)
        })
        .collect()
}
