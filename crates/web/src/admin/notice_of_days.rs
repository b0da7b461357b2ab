//! A notice on the days of rest: copied in, looked at with all that it would move, and taken in by whoever keeps the
//! district.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::calendar::{Notice, NoticeDay, Setting, read_days};
use bihuan_core::casework::refusal::Refusal;
use bihuan_office::calendar::{DayThen, MovedClock, NoticePreview, NoticeWish};
use bihuan_office::{Failure, Office};

use super::calendar::{HERE, district, draw, runs};
use super::frame::{Asked, View, instant, link};
use crate::components::*;
use crate::desk::{ADMIN, Room};
use crate::fields::Sent;
use crate::html::{Html, el, void};
use crate::phrases::{FieldError, Form, submit};
use crate::shell::{Page, hidden};
use crate::t;
use crate::words::Lang;

/// Where a notice is taken in.
const TAKE: &str = "/admin/calendar/take";

/// People whom a preview names.
const NAMED: usize = 10;

/// The fields of a notice, in the order of the form.
const FIELDS: [&str; 7] = ["year", "title", "number", "published", "source", "days", "replaces"];

/// What stands beside the years of the page.
#[derive(Default)]
pub(super) struct Shown<'s> {
    /// What was typed.
    pub typed: &'s [(String, String)],
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
    /// What the notice would do.
    pub above: Html,
}

/// The form of a notice, folded behind its title until something is typed.
pub(super) fn form(office: &Office, view: &View<'_>, shown: &Shown<'_>) -> Html {
    let words = view.words;
    let form = Form::new(words, shown.typed, &shown.errors);
    let mut year = form.input("year", t!(words, "calendar-year"));
    if year.value.is_empty() {
        year.value = office.today().year().saturating_add(1).to_string();
    }
    year.classes = "govuk-input--width-4".into();
    year.inputmode = "numeric".into();
    let mut published = form.input("published", t!(words, "notice-published"));
    published.r#type = "date".into();
    published.classes = "govuk-input--width-10".into();
    let mut number = form.input("number", t!(words, "notice-number"));
    number.hint = Some(t!(words, "notice-number-hint").into());
    let mut source = form.input("source", t!(words, "notice-source"));
    source.hint = Some(t!(words, "notice-source-hint").into());
    let mut days = form.textarea("days", t!(words, "notice-days"));
    days.hint = Some(t!(words, "notice-days-hint").into());
    days.rows = Some(8);
    let fields = view
        .line(t!(words, "notice-about"))
        .then(year)
        .then(form.input("title", t!(words, "notice-title")))
        .then(number)
        .then(published)
        .then(source)
        .then(days)
        .then(replaces(view, &form))
        .then(submit(t!(words, "calendar-preview")));
    let open = !shown.typed.is_empty();
    view.section("calendar-new", view.fold(t!(words, "notice-fill-in"), open, view.form(HERE, fields)))
}

/// Which earlier notice was wrong; asked only where there is one.
fn replaces(view: &View<'_>, form: &Form<'_>) -> Option<Html> {
    let here = district(view);
    let speaks = view.law.calendars.taken(&here).iter().filter(|one| view.law.calendars.speaks(&here, one.no));
    let item = |one: &bihuan_office::calendar::Taken| {
        SelectItem::new(one.no.to_string(), format!("{}（{}）", one.notice.number, one.notice.year))
    };
    let items: Vec<SelectItem> = speaks.map(item).collect();
    let none = SelectItem::new("", t!(view.words, "notice-replaces-none"));
    let items_all: Vec<SelectItem> = std::iter::once(none).chain(items.iter().cloned()).collect();
    (!items.is_empty()).then(|| form.select("replaces", t!(view.words, "notice-replaces"), items_all).into())
}

/// What was typed as a notice; or what is wrong with it.
fn wish(view: &View<'_>, sent: &Sent) -> Result<NoticeWish, Vec<FieldError>> {
    let (words, lang) = (view.words, view.room.reader.lang);
    let text = |name: &str| sent.value(name).trim().to_owned();
    let mut errors = Vec::new();
    let year = text("year").parse::<i16>().ok().filter(|year| (1000..=9999).contains(year));
    if year.is_none() {
        errors.push(FieldError::new("year", t!(words, "notice-year-wrong")));
    }
    let published = text("published").parse().ok();
    if published.is_none() {
        errors.push(FieldError::new("published", t!(words, "notice-published-wrong")));
    }
    let days = match read_days(sent.value("days").trim_start_matches('\u{feff}'), year.unwrap_or(2000)) {
        Ok(days) => days,
        Err(fault) => {
            errors.push(FieldError::new("days", fault.text(lang.calendar())));
            Vec::new()
        }
    };
    let (Some(year), Some(published), Some(district), true) = (year, published, view.district(), errors.is_empty())
    else {
        return Err(errors);
    };
    let (title, number, source) = (text("title"), text("number"), text("source"));
    let notice = Notice { year, title, number, published, source, days };
    Ok(NoticeWish { district, notice, replaces: text("replaces").parse().ok() })
}

/// Every wrong field of a refusal at its own field of the form.
fn refused(view: &View<'_>, refusal: &Refusal) -> Vec<FieldError> {
    let faults = refusal.faults.iter().map(|fault| {
        let field = fault.field.trim_start_matches('/');
        let field = FIELDS.into_iter().find(|known| *known == field).unwrap_or("days");
        let text = match view.room.reader.lang {
            Lang::Zh => fault.sentence.zh.clone(),
            Lang::En => fault.sentence.en.clone(),
        };
        FieldError::new(field, text)
    });
    let found: Vec<FieldError> = faults.collect();
    if found.is_empty() { view.refused(refusal, &FIELDS) } else { found }
}

/// Answers a form: what it leads to, or the page again with what is wrong.
async fn answer(
    room: Room,
    sent: Sent,
    act: impl FnOnce(&Office, &View<'_>, &NoticeWish, &Sent) -> Result<Done, Failure> + Send + 'static,
) -> Response {
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
        let errors = match wish(&view, &sent) {
            Err(errors) => errors,
            Ok(wish) => match act(office, &view, &wish, &sent) {
                Err(Failure::Refused(refusal)) => refused(&view, &refusal),
                other => return other,
            },
        };
        let shown = Shown { typed: &sent.pairs, errors, above: Html::empty() };
        Ok(Done::Wrong(Box::new(draw(office, &view, &Asked::default(), shown)?)))
    });
    match shown.await {
        Ok(Done::Taken(year)) => Redirect::to(&format!("{HERE}?done=taken&year={year}")).into_response(),
        Ok(Done::Shown(page)) => page.into_response(),
        Ok(Done::Wrong(page)) => (StatusCode::UNPROCESSABLE_ENTITY, *page).into_response(),
        Err(sorry) => sorry,
    }
}

/// How a form was answered.
enum Done {
    Taken(i16),
    Shown(Box<Page>),
    Wrong(Box<Page>),
}

/// Shows what a notice would do. Nothing is taken in.
pub async fn preview(room: Room, sent: Sent) -> Response {
    answer(room, sent, |office, view, wish, sent| {
        let preview = office.preview_notice(&view.room.staff.who, wish)?;
        let shown = Shown { typed: &sent.pairs, above: would(view, wish, &preview), ..Shown::default() };
        Ok(Done::Shown(Box::new(draw(office, view, &Asked::default(), shown)?)))
    })
    .await
}

/// Takes a notice in that was looked at.
pub async fn take(room: Room, sent: Sent) -> Response {
    answer(room, sent, |office, view, wish, sent| {
        office.take_notice(&view.room.staff.who, wish, sent.value("base"))?;
        Ok(Done::Taken(wish.notice.year))
    })
    .await
}

/// What the notice would do, and the button that takes it in.
fn would(view: &View<'_>, wish: &NoticeWish, preview: &NoticePreview) -> Html {
    let words = view.words;
    let (running, looked) = preview.running;
    let (sooner, later) = preview.moved;
    let title = format!("{}（{}）", wish.notice.title, wish.notice.number);
    let count = t!(words, "notice-would", days = preview.days.len(), running = running, sooner = sooner, later = later);
    let part = running > looked as u64;
    let content = view
        .line(el("strong").put(title).html())
        .then(changed(view, &preview.days))
        .then(preview.settles.then(|| view.line(t!(words, "notice-settles", year = wish.notice.year.to_string()))))
        .then(view.line(count))
        .then(part.then(|| view.line(t!(words, "calendar-not-all", n = looked))))
        .then(largest(view, &preview.largest))
        .then(told(view, &preview.told))
        .then(confirm(view, wish, preview));
    view.section("calendar-would", content)
}

/// The days that change, put together by what they were and become.
fn changed(view: &View<'_>, days: &[DayThen]) -> Html {
    let words = view.words;
    let said = |(working, name): &(bool, String)| {
        let kind = if *working { t!(words, "day-worked") } else { t!(words, "day-free") };
        if name.is_empty() { kind } else { format!("{kind} {name}") }
    };
    let each = days.iter().map(|day| (day.date, (said(&day.before), said(&day.after))));
    let line = |run: &super::calendar::Run<(String, String)>| {
        let (before, after) = run.is();
        el("li").put(el("strong").put(run.dates())).put(format!(" {before} → {after}")).html()
    };
    el("ul").class("govuk-list bh-changed-days").put_all(runs(each).iter().map(line)).html()
}

/// The deadlines that move furthest.
fn largest(view: &View<'_>, moved: &[MovedClock]) -> Option<Html> {
    let line = |one: &MovedClock| {
        let rules = view.law.rules_at(&one.of.0, one.of.1);
        let name = one.deadline.as_ref().zip(rules).map(|(name, rules)| view.names.deadline(rules, name));
        let name = name.unwrap_or_else(|| t!(view.words, "deadline-of-task"));
        let number =
            el("span").class("bh-number").put(link(format!("/desk/cases/{}", one.number), one.number.as_str()));
        let dates = format!("{} → {}", instant(one.from), instant(one.to));
        el("li").put(number).put(" ").put(name).put(void("br")).put(dates).html()
    };
    let list = el("ol").class("govuk-list govuk-list--number").put_all(moved.iter().map(line)).html();
    (!moved.is_empty()).then(|| {
        let heading = el("h3").class("govuk-heading-s").put(t!(view.words, "notice-largest", n = moved.len()));
        heading.html().then(list)
    })
}

/// Who would be told that work is due sooner.
fn told(view: &View<'_>, told: &[(String, usize)]) -> Html {
    let words = view.words;
    if told.is_empty() {
        return view.line(t!(words, "notice-told-nobody"));
    }
    let one = |(receiver, matters): &(String, usize)| {
        let user = receiver.strip_prefix("user:").unwrap_or(receiver);
        let known = user.parse().ok().and_then(|user| view.law.directory.officer(&user));
        let name = known.map_or(user, |officer| officer.name.as_str());
        t!(words, "notice-told-one", name = name, n = *matters)
    };
    let mut named: Vec<String> = told.iter().take(NAMED).map(one).collect();
    if told.len() > NAMED {
        named.push(t!(words, "and-more", n = told.len() - NAMED));
    }
    view.line(t!(words, "notice-told", who = named.join("、")))
}

/// The notice once more, unseen, as it was read: what is taken in is what was shown.
fn confirm(view: &View<'_>, wish: &NoticeWish, preview: &NoticePreview) -> Html {
    let notice = &wish.notice;
    let (year, published) = (notice.year.to_string(), notice.published.to_string());
    let days: Vec<String> = notice.days.iter().map(row).collect();
    let replaces = wish.replaces.map(|no| no.to_string()).unwrap_or_default();
    let values = [&year, &notice.title, &notice.number, &published, &notice.source, &days.join("\n"), &replaces];
    let fields: Html = FIELDS.into_iter().zip(values).map(|(name, value)| hidden(name, value)).collect();
    let fields = fields.then(hidden("base", &preview.base)).then(submit(t!(view.words, "notice-take")));
    view.line(t!(view.words, "notice-take-about")).then(view.form(TAKE, fields))
}

fn row(day: &NoticeDay) -> String {
    let kind = match day.kind {
        Setting::Holiday => "holiday",
        Setting::Workday => "workday",
        Setting::Plain => "plain",
    };
    format!("{},{kind},{}", day.date, day.name.replace(',', "，"))
}
