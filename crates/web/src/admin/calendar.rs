//! Calendar years: which days are worked, a month a line; where each year comes from, and the notices that the office took
//! in. How a notice is looked at and taken in stands in `notice_of_days`.

use axum::response::Response;
use bihuan_core::calendar::{Calendar, Day};
use bihuan_office::{Failure, Office};
use jiff::civil::Date;

use super::frame::{Asked, For, Query1, View, instant, show};
use super::notice_of_days::{self, Shown};
use crate::components::*;
use crate::desk::{ADMIN, Room};
use crate::html::{Html, el, void};
use crate::phrases::{self, Form};
use crate::shell::Page;
use crate::t;

pub use super::notice_of_days::{preview, take};

/// The page's address.
pub(super) const HERE: &str = "/admin/calendar";

/// Years that the calendar covers.
const YEARS: std::ops::RangeInclusive<i16> = 2004..=2100;

/// Years before and after the one that is shown.
const AROUND: i16 = 3;

/// The page.
pub async fn page(room: Room, query: Query1) -> Response {
    let asked = Asked::of(query);
    show(room, For::Auditors, move |office, view| draw(office, view, &asked, Shown::default())).await
}

/// The page with what stands above its years: the form of a notice, or what one would do.
pub(super) fn draw(office: &Office, view: &View<'_>, asked: &Asked, shown: Shown<'_>) -> Result<Page, Failure> {
    let words = view.words;
    let year: i16 =
        asked.value("year").parse().ok().filter(|year| YEARS.contains(year)).unwrap_or_else(|| office.today().year());
    let wrong = !shown.errors.is_empty();
    let done = (asked.value("done") == "taken").then(|| phrases::done(words, t!(words, "notice-taken")));
    let about = view
        .line(t!(words, "calendar-version", version = calendar(view).version()))
        .then(view.line(t!(words, "calendar-source")));
    let form = view.room.staff.is(ADMIN).then(|| notice_of_days::form(office, view, &shown));
    let content = Form::new(words, &[], &shown.errors)
        .error_summary()
        .then(done)
        .then(shown.above)
        .then(progress(office, view)?)
        .then(about)
        .then(view.section("calendar-years", years(view, year)))
        .then(taken(view))
        .then(form);
    let mut page = view.page("calendar", t!(words, "calendar"), content);
    page.wrong = wrong;
    Ok(page)
}

/// The calendar in force in the district of the page.
pub(super) fn calendar<'v>(view: &View<'v>) -> &'v Calendar {
    view.law.calendar(district(view).as_str())
}

/// The district of the page; empty where the reader has none.
pub(super) fn district(view: &View<'_>) -> String {
    view.district().map(|district| district.to_string()).unwrap_or_default()
}

/// How far the matters that run have been counted again; nothing where no notice ever made that needed.
fn progress(office: &Office, view: &View<'_>) -> Result<Html, Failure> {
    let (words, here) = (view.words, district(view));
    let Some(round) = office.recounting(&here)? else { return Ok(Html::empty()) };
    if round.done.is_none() || round.version != calendar(view).version() {
        let text = t!(words, "recount-runs", looked = round.looked, running = round.running, pass = round.pass);
        return Ok(InsetText { content: text.into(), id: "recount".into(), ..InsetText::default() }.into());
    }
    if view.law.calendars.taken(&here).is_empty() {
        return Ok(Html::empty());
    }
    let at = round.done.map(instant).unwrap_or_default();
    let (sooner, later) = round.moved;
    let told = t!(words, "recount-done", at = at, sooner = sooner, later = later);
    let refused = (round.refused > 0).then(|| t!(words, "recount-refused", n = round.refused));
    let content = Html::from(told).then(refused.map(Html::from));
    Ok(InsetText { content, id: "recount".into(), ..InsetText::default() }.into())
}

/// Every day of a year.
fn days_of(year: i16) -> impl Iterator<Item = Date> {
    let first = Date::new(year, 1, 1).ok();
    std::iter::successors(first, |day| day.tomorrow().ok()).take_while(move |day| day.year() == year)
}

/// The years around the one that is asked for, each folded behind its sums; that one unfolded.
fn years(view: &View<'_>, shown: i16) -> Html {
    let around = (shown.saturating_sub(AROUND)..=shown.saturating_add(AROUND)).filter(|year| YEARS.contains(year));
    let folds: Html = around.map(|year| one_year(view, year, year == shown)).collect();
    let ways = [
        ("calendar-earlier", shown.saturating_sub(2 * AROUND + 1)),
        ("calendar-later", shown.saturating_add(2 * AROUND + 1)),
    ];
    let ways = ways.into_iter().filter(|(_, year)| YEARS.contains(year));
    let ways: Html =
        ways.map(|(key, year)| super::frame::link(format!("{HERE}?year={year}"), view.say(key)).then(" ")).collect();
    folds.then(view.line(ways))
}

fn one_year(view: &View<'_>, year: i16, open: bool) -> Html {
    let words = view.words;
    let days: Vec<Day<'_>> = days_of(year).filter_map(|day| calendar(view).day(day).ok()).collect();
    let worked = days.iter().filter(|day| day.working).count();
    let make_up = days.iter().filter(|day| day.working && day.name.is_some()).count();
    let source = match days.first().is_some_and(|day| day.provisional) {
        true => t!(words, "year-provisional"),
        false => t!(words, "year-settled"),
    };
    let summary =
        t!(words, "calendar-year-sum", year = year.to_string(), worked = worked, makeup = make_up, source = source);
    let months = (1..=12).map(|month| {
        let of_month: Vec<&Day<'_>> = days.iter().filter(|day| day.date.month() == month).collect();
        one_month(view, month, &of_month)
    });
    view.fold(summary, open, el("ul").class("govuk-list bh-months").put_all(months).html())
}

/// A month on one line: its working days, and the days that are not what their weekday says.
fn one_month(view: &View<'_>, month: i8, days: &[&Day<'_>]) -> Html {
    let words = view.words;
    let worked = days.iter().filter(|day| day.working).count();
    let head = el("strong").class("bh-months__name").put(t!(words, "month-n", n = i64::from(month)));
    let sum = el("span").class("bh-months__sum").put(t!(words, "month-worked", n = worked));
    let named = days.iter().filter_map(|day| Some((day.date, (day.working, day.name?.to_owned()))));
    let told: Vec<Html> = runs(named).iter().map(|run| told(view, run)).collect();
    el("li").put(head).put(" ").put(sum).put(el("span").class("bh-months__days").put_all(told)).html()
}

/// Days in a row that are the same thing.
pub(super) struct Run<T> {
    first: Date,
    last: Date,
    is: T,
}

/// Puts days together that follow each other and are the same thing.
pub(super) fn runs<T: PartialEq>(days: impl Iterator<Item = (Date, T)>) -> Vec<Run<T>> {
    let mut runs: Vec<Run<T>> = Vec::new();
    for (date, is) in days {
        match runs.last_mut() {
            Some(run) if run.is == is && run.last.tomorrow().ok() == Some(date) => run.last = date,
            _ => runs.push(Run { first: date, last: date, is }),
        }
    }
    runs
}

impl<T> Run<T> {
    /// What its days are.
    pub(super) fn is(&self) -> &T {
        &self.is
    }

    /// "10-01 – 10-08", or the one day.
    pub(super) fn dates(&self) -> String {
        let short = |day: Date| day.strftime("%m-%d").to_string();
        if self.first == self.last {
            short(self.first)
        } else {
            format!("{}–{}", short(self.first), short(self.last))
        }
    }
}

fn told(view: &View<'_>, run: &Run<(bool, String)>) -> Html {
    let (working, name) = run.is();
    let (colour, kind) = match working {
        true => ("yellow", t!(view.words, "day-worked")),
        false => ("green", t!(view.words, "day-free")),
    };
    let text = format!(" {} {name}", run.dates());
    el("span").class("bh-months__run").put(Html::from(Tag::coloured(colour, kind))).put(text).html()
}

/// The notices that the office took in, the newest first.
fn taken(view: &View<'_>) -> Option<Html> {
    let here = district(view);
    let all = view.law.calendars.taken(&here);
    let item = |one: &bihuan_office::calendar::Taken| {
        let notice = &one.notice;
        let state = match view.law.calendars.speaks(&here, one.no) {
            true => Html::empty(),
            false => Html::from(" ").then(Tag::coloured("grey", t!(view.words, "notice-replaced"))),
        };
        let title = el("strong").put(format!("{}（{}）", notice.title, notice.number));
        let facts = t!(
            view.words,
            "notice-facts",
            published = notice.published.to_string(),
            at = instant(one.at),
            source = notice.source.as_str()
        );
        el("li").put(title).put(state).put(void("br")).put(el("span").class("bh-muted").put(facts)).html()
    };
    let list = el("ol").class("govuk-list bh-notices-of-days").put_all(all.iter().rev().map(item)).html();
    (!all.is_empty()).then(|| view.section("calendar-taken", list))
}
