//! The dispatch meeting, used live in the room: one matter a screen. What was decided and is not done stands first, then
//! what moved since the last meeting, or that nothing did; a decision becomes a matter with an owner and a day as fast as
//! it can be typed, and the minutes are there at once.

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::calendar::civil;
use bihuan_core::casework::accountable;
use bihuan_core::casework::views::{DECIDED, EVERYONE, MINUTES, since as sort_since};
use bihuan_core::pack::model::{CaseType, Decisions, Field, ViewKind};
use bihuan_core::value::Value;
use bihuan_office::{Demand, Failure, Filing, Office, Reading, new_token};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::json;

use super::named;
use super::sight::{Asked, At, Rows, Sight, scopes};
use crate::components::{Cell, Crumb, Table};
use crate::desk::{Room, moved_since, once_key, watched};
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::{FieldError, Form, submit, way};
use crate::portal::guest::{body, link, section, title};
use crate::shell::hidden;
use crate::t;

/// Matters of one meeting.
const MATTERS: usize = 200;
/// Decisions that one screen shows.
const SHOWN: usize = 50;
/// How the matters that a meeting opens came in.
const CHANNEL: &str = "desk";

/// A meeting as somebody holds it.
struct Meeting<'s> {
    sight: &'s Sight<'s>,
    room: &'s Room,
    decisions: &'s Decisions,
    kind: &'s CaseType,
    /// The day of the last meeting.
    since: Date,
    /// The numbers of its matters, in order.
    numbers: Vec<String>,
    /// Which of them is on the screen, from 1; 0 for the opening.
    at: usize,
}

/// `GET /desk/meeting/{pack}/{view}`
pub async fn page(
    room: Room,
    Path((pack, view)): Path<(String, String)>,
    Query(given): Query<Vec<(String, String)>>,
) -> Response {
    show(room, (pack, view), given, Vec::new(), Vec::new(), false).await
}

/// `GET /desk/meeting/{pack}/{view}/minutes`
pub async fn minutes(
    room: Room,
    Path((pack, view)): Path<(String, String)>,
    Query(given): Query<Vec<(String, String)>>,
) -> Response {
    show(room, (pack, view), given, Vec::new(), Vec::new(), true).await
}

async fn show(
    room: Room,
    (pack, name): (String, String),
    given: Vec<(String, String)>,
    typed: Vec<(String, String)>,
    errors: Vec<FieldError>,
    minutes: bool,
) -> Response {
    let law = room.app.office.law();
    let Some(view) = named(&law, &pack, &name) else { return room.sorry(&Failure::NotFound) };
    let Some(district) = room.district(&law) else { return room.sorry(&Failure::NotFound) };
    let Some(seen) = scopes(&law, &view, &room.staff, &district) else { return room.not_for_you() };
    let (asked, inner) = (Asked::of(&given), room.clone());
    let wrong = !errors.is_empty();
    let drawn = room.ask(move |office| {
        let law = office.law();
        let base = format!("/desk/meeting/{}", view.id.replacen('.', "/", 1));
        let scope = seen.chosen(office, &view, &district, &asked);
        let at = At { base, district, scope, who: &inner.staff.who, room: Some(&inner) };
        let sight = Sight::of(office, &law, &view, Names::new(&law, inner.reader.lang), at, &asked);
        let sight = sight.ok_or(Failure::NotFound)?;
        let meeting = Meeting::of(&sight, &inner)?;
        let main = match (minutes, meeting.at) {
            (true, _) => meeting.minutes()?,
            (false, 0) => meeting.opening()?,
            (false, at) => meeting.screen(at, &Form::new(inner.words(), &typed, &errors))?,
        };
        let words = inner.words();
        let mut page = inner.page(sight.title(), "views").with(main);
        page.wrong = wrong;
        page.before =
            way(words, vec![Crumb::new("/desk/views", t!(words, "nav-views")), Crumb::new("", sight.title())]);
        Ok(page)
    });
    drawn.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

impl<'s> Meeting<'s> {
    fn of(sight: &'s Sight<'s>, room: &'s Room) -> Result<Self, Failure> {
        let ViewKind::Meeting { decisions, every } = &sight.view.kind else { return Err(Failure::NotFound) };
        let kind = sight.law.current(&decisions.of).ok_or(Failure::NotFound)?;
        let today = civil(sight.now).date();
        let usual = today.saturating_sub(i64::from(*every).days());
        let since = sight.asked.day("since").unwrap_or(usual).min(today);
        let placed = sight.office.placed(&sight.whole(), None, MATTERS)?;
        let numbers: Vec<String> = placed.items.into_iter().map(|placed| placed.number).collect();
        let at = sight.asked.value("n").parse::<usize>().unwrap_or(0).min(numbers.len());
        Ok(Self { sight, room, decisions, kind, since, numbers, at })
    }

    fn words(&self) -> &'static crate::words::Words {
        self.sight.words
    }

    /// The address of a screen, of the same meeting.
    fn address(&self, at: usize) -> String {
        self.sight.address(&[("since", &self.since.to_string()), ("n", &at.to_string())])
    }

    fn minutes_address(&self) -> String {
        format!("{}/minutes?since={}", self.sight.at.base, self.since)
    }

    /// Decisions by a column of their lines.
    fn decided(&self, column: &str, from: &str, until: &str) -> Result<Rows, Failure> {
        let district = self.sight.at.district.as_str();
        let view = self.sight.view;
        let part = bihuan_office::views::Part { district, view, scope: EVERYONE, column, from, until };
        self.sight.rows(&part, None, SHOWN)
    }

    /// Where one begins: what of last time is not done, and what there is to go through.
    fn opening(&self) -> Result<Html, Failure> {
        let words = self.words();
        let open = self.decided(DECIDED, "", "")?;
        let told = t!(words, "meeting-about", since = self.since.to_string(), n = self.numbers.len());
        let cut = (self.numbers.len() >= MATTERS).then(|| body(t!(words, "meeting-cut", n = MATTERS)));
        let start = match self.numbers.is_empty() {
            true => body(t!(words, "meeting-none")),
            false => crate::components::Button {
                content: t!(words, "meeting-start").into(),
                href: self.address(1),
                ..Default::default()
            }
            .into(),
        };
        let unfinished = section(t!(words, "meeting-unfinished")).then(self.table(&open, true));
        let minutes = body(link(&self.minutes_address(), t!(words, "meeting-minutes")));
        Ok(self
            .sight
            .head()?
            .then(body(told))
            .then(cut)
            .then(self.since_form())
            .then(unfinished)
            .then(start)
            .then(minutes))
    }

    fn since_form(&self) -> Html {
        let words = self.words();
        let typed = [("since".to_owned(), self.since.to_string())];
        let mut input = Form::new(words, &typed, &[]).input("since", t!(words, "meeting-since"));
        input.r#type = "date".into();
        input.classes = "govuk-input--width-10".into();
        let form = el("form").class("bh-inline bh-no-print").attr("method", "get").attr("action", &self.sight.at.base);
        form.put(input).put(submit(t!(words, "view-show"))).html()
    }

    /// One matter.
    fn screen(&self, at: usize, form: &Form<'_>) -> Result<Html, Failure> {
        let words = self.words();
        let number = self.numbers.get(at.saturating_sub(1)).ok_or(Failure::NotFound)?;
        let reading = match self.sight.office.read(number, self.sight.at.who) {
            Ok(reading) => reading,
            Err(Failure::NotFound) => return Ok(self.turns(at).then(body(t!(words, "meeting-not-yours")))),
            Err(other) => return Err(other),
        };
        let open = self.decided(&reading.case.id.0, "0", "1")?;
        let done = self.decided(&reading.case.id.0, "1", "")?;
        let of_last = section(t!(words, "meeting-open-here")).then(self.table(&open, false));
        let settled =
            (!done.items.is_empty()).then(|| section(t!(words, "meeting-done-here")).then(self.table(&done, false)));
        let head = self.head(&reading, at);
        let moved = section(t!(words, "meeting-moved", since = self.since.to_string())).then(self.moved(number)?);
        let amounts = super::of_case(&self.sight.names, &reading);
        let amounts = (!amounts.is_empty()).then(|| section(t!(words, "months-of-case")).then(amounts));
        let part = |class: &str, html: Html| el("div").class(class).put(html).html();
        let told = form.error_summary().then(of_last).then(self.decide(&reading, at, form));
        let watched = watched(el("div").class("bh-meeting"), self.room, &[number.as_str()]);
        let watched = watched
            .put(part("bh-meeting__first", told))
            .put(part("bh-meeting__then", moved.then(self.tasks(&reading)).then(amounts).then(settled)));
        Ok(self.turns(at).then(head).then(watched))
    }

    /// The matter before and after, and the way to the minutes.
    fn turns(&self, at: usize) -> Html {
        let words = self.words();
        let turn = |to: usize, key: &str, keys: &str| {
            let link = el("a").class("govuk-link").attr("href", self.address(to)).attr("aria-keyshortcuts", keys);
            el("li").put(link.put(words.get(key, &[]))).html()
        };
        let before = (at > 1).then(|| turn(at - 1, "meeting-before", "Alt+PageUp"));
        let after = (at < self.numbers.len()).then(|| turn(at + 1, "meeting-next", "Alt+PageDown"));
        let minutes = el("li").put(link(&self.minutes_address(), t!(words, "meeting-minutes"))).html();
        let all = el("li").put(link(&self.address(0), t!(words, "meeting-overview"))).html();
        let place = el("li").class("bh-muted").put(t!(words, "meeting-place", n = at, all = self.numbers.len())).html();
        let list = el("ul").class("bh-views").put(place).put(before).put(after).put(all).put(minutes);
        el("nav").class("bh-shelf bh-no-print").attr("aria-label", t!(words, "meeting-turn")).put(list).html()
    }

    fn head(&self, reading: &Reading, at: usize) -> Html {
        let columns = self.sight.columns();
        let first = columns.iter().find(|column| matches!(column, bihuan_core::pack::model::ViewColumn::Field(_)));
        let name = first.map(|column| self.sight.cell(reading, column)).filter(|html| !html.is_empty());
        let name = name.unwrap_or_else(|| self.sight.names.headline(&reading.rules, &reading.case).into());
        let heading = el("h1").class("govuk-heading-l").put(format!("{at}. ")).put(name);
        let facts = columns.iter().filter(|column| Some(*column) != first).map(|column| {
            let name = el("dt").put(self.sight.column_title(column));
            el("div").put(name).put(el("dd").put(self.sight.cell(reading, column))).html()
        });
        let number = el("div").put(el("dt").put(t!(self.words(), "view-number")));
        let number = number.put(el("dd").put(self.sight.number(reading))).html();
        heading.html().then(el("dl").class("bh-board__facts bh-meeting__facts").put(number).put_all(facts))
    }

    /// What happened since the last meeting; that nothing did is told as plainly.
    fn moved(&self, number: &str) -> Result<Html, Failure> {
        let from = midnight(self.since);
        let told = moved_since(self.sight.office, self.room, number, from)?;
        Ok(if told.is_empty() {
            el("p").class("govuk-body bh-meeting__still").put(t!(self.words(), "meeting-still")).html()
        } else {
            told
        })
    }

    /// Who has what to do now.
    fn tasks(&self, reading: &Reading) -> Html {
        let names = &self.sight.names;
        let line = |task: &bihuan_core::casework::case::Task| {
            let unit = task.unit.as_ref().map(|unit| names.unit(unit)).unwrap_or_default();
            let light = crate::desk::Light::of_task(self.sight.law, &reading.case, task, self.sight.now, self.words());
            let stage = names.stage(&reading.rules, &task.stage);
            el("li").put(format!("{unit} · {stage} ")).put(light.map(|light| light.html())).html()
        };
        let tasks: Vec<Html> = reading.case.open_tasks().map(line).collect();
        if tasks.is_empty() {
            return Html::empty();
        }
        section(t!(self.words(), "meeting-tasks")).then(el("ul").class("govuk-list").put_all(tasks))
    }

    /// The form of a decision: words, owner, day. Enter in any of them files it.
    fn decide(&self, reading: &Reading, at: usize, form: &Form<'_>) -> Html {
        let words = self.words();
        let mut said = form.input("words", t!(words, "meeting-decision"));
        said.classes = "bh-meeting__words".into();
        said.attributes = std::mem::take(&mut said.attributes).with("data-next", "").with("maxlength", "500");
        let mut due = form.input("due", t!(words, "meeting-due"));
        due.r#type = "date".into();
        due.classes = "govuk-input--width-10".into();
        if due.value.is_empty() {
            due.value = civil(self.sight.now).date().saturating_add(self.every().days()).to_string();
        }
        let mut unit = form.select("unit", t!(words, "meeting-unit"), self.units());
        if unit.value.is_empty() {
            unit.value = accountable(&reading.case).map(|unit| unit.as_str().to_owned()).unwrap_or_default();
        }
        el("form")
            .class("bh-meeting__decide bh-no-print")
            .attr("method", "post")
            .attr("action", &self.sight.at.base)
            .attr("novalidate", "")
            .put(el("h2").class("govuk-heading-m").put(t!(words, "meeting-decide")))
            .put(hidden("csrf", &self.room.staff.csrf))
            .put(hidden("once", &new_token().unwrap_or_default()))
            .put(hidden("matter", &reading.case.number))
            .put(hidden("since", &self.since.to_string()))
            .put(hidden("n", &at.to_string()))
            .put(said)
            .put(el("div").class("bh-inline").put(unit).put(due).put(submit(t!(words, "meeting-file"))))
            .html()
    }

    fn every(&self) -> i64 {
        match &self.sight.view.kind {
            ViewKind::Meeting { every, .. } => i64::from(*every),
            _ => 7,
        }
    }

    /// The units that may own a decision, by what its field says.
    fn units(&self) -> Vec<crate::components::SelectItem> {
        let kinds =
            self.kind.field(&self.decisions.unit).map(|field: &Field| field.unit_kinds.clone()).unwrap_or_default();
        let here = |unit: &&bihuan_core::directory::Unit| unit.code.district() == self.sight.at.district;
        let fits = |unit: &&bihuan_core::directory::Unit| kinds.is_empty() || kinds.contains(&unit.kind);
        let units = self.sight.law.directory.units(None, None).filter(here).filter(fits);
        units
            .map(|unit| crate::components::SelectItem::new(unit.code.as_str(), self.sight.names.unit(&unit.code)))
            .collect()
    }

    /// What was decided since the last meeting, for paper and for a workbook.
    fn minutes(&self) -> Result<Html, Failure> {
        let words = self.words();
        let rows = self.decided(MINUTES, &sort_since(midnight(self.since)), "")?;
        let day = civil(self.sight.now).date().to_string();
        let head = title(&t!(words, "meeting-minutes-of", name = self.sight.title()));
        let about = t!(words, "meeting-minutes-about", since = self.since.to_string(), day = day, n = rows.items.len());
        let cut = rows.next.is_some().then(|| body(t!(words, "meeting-cut", n = SHOWN)));
        let back = body(link(&self.address(0), t!(words, "meeting-overview")));
        Ok(head
            .then(body(about))
            .then(cut)
            .then(self.table(&rows, true))
            .then(el("div").class("bh-no-print").put(back)))
    }

    /// Decisions as a table; with the matter that each is about, where that is not the one on the screen.
    fn table(&self, rows: &Rows, with_matter: bool) -> Html {
        let words = self.words();
        if rows.items.is_empty() {
            return body(t!(words, "meeting-no-decisions"));
        }
        let mut keys = vec!["view-number", "meeting-decision", "meeting-unit", "meeting-due", "view-column-light"];
        if with_matter {
            keys.insert(1, "meeting-matter");
        }
        let row = |reading: &Reading| {
            let text = |field: &str| match reading.values.get(field) {
                Some(Value::Text(text)) => text.clone(),
                Some(Value::Date(day)) => day.to_string(),
                Some(Value::Unit(unit)) => self.sight.names.unit(unit),
                _ => String::new(),
            };
            let light = self.sight.light(reading).map(|light| light.html()).unwrap_or_default();
            let state = if reading.case.closed.is_some() { self.sight.stage(reading) } else { light };
            let mut cells = vec![
                Cell::from(self.sight.number(reading)),
                Cell::from(text(&self.decisions.words)),
                Cell::from(text(&self.decisions.unit)),
                Cell::from(text(&self.decisions.due)),
                Cell::from(state),
            ];
            if with_matter {
                let matter = text(&self.decisions.matter);
                cells.insert(1, Cell::from(link(&format!("/desk/cases/{matter}"), matter.as_str())));
            }
            cells
        };
        let table = Table {
            caption: t!(words, "meeting-decisions"),
            caption_classes: "govuk-visually-hidden".into(),
            classes: "bh-dense".into(),
            head: keys.iter().map(|key| Cell::from(words.get(key, &[]))).collect(),
            rows: rows.items.iter().map(row).collect(),
            ..Table::default()
        };
        Html::from(table.stacked()).then(self.sight.not_yours(rows.hidden))
    }
}

/// The first instant of a day in the office's time.
fn midnight(day: Date) -> Timestamp {
    let at = day.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8)));
    at.map_or(Timestamp::MIN, |at| at.timestamp())
}

/// `POST /desk/meeting/{pack}/{view}`: files what was decided, once, and shows the same screen with it.
pub async fn decide(room: Room, Path((pack, name)): Path<(String, String)>, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let law = room.app.office.law();
    let Some(view) = named(&law, &pack, &name) else { return room.sorry(&Failure::NotFound) };
    let (Some(district), ViewKind::Meeting { decisions, .. }) = (room.district(&law), &view.kind) else {
        return room.sorry(&Failure::NotFound);
    };
    if scopes(&law, &view, &room.staff, &district).is_none() {
        return room.not_for_you();
    }
    let parts = [&decisions.matter, &decisions.words, &decisions.unit, &decisions.due];
    let form =
        parts.into_iter().zip(Decisions::PARTS).map(|(field, part)| (field.clone(), json!(sent.value(part).trim())));
    let form = form.filter(|(_, value)| value != "").collect();
    let path = format!("/desk/meeting/{pack}/{name}");
    let wish = Filing { case_type: decisions.of.clone(), district: district.clone(), form, channel: CHANNEL.into() };
    let demand = Demand { who: room.staff.who.clone(), wish, key: once_key(&room.staff, &district, &path, &sent) };
    let filed = room.app.ask(move |office: &Office| office.file(&demand)).await;
    let (since, n) = (sent.value("since").to_owned(), sent.value("n").to_owned());
    match filed {
        Ok(_) => {
            let since = since.parse::<Date>().map(|day| day.to_string()).unwrap_or_default();
            let n = n.parse::<usize>().unwrap_or(0);
            Redirect::to(&format!("{path}?since={since}&n={n}")).into_response()
        }
        Err(Failure::Refused(refusal)) => {
            let names: Vec<(String, &str)> = parts.into_iter().cloned().zip(Decisions::PARTS).collect();
            let lang = room.reader.lang;
            let told = |fault: &bihuan_core::casework::refusal::Fault| {
                let field = names.iter().find(|(field, _)| fault.field.ends_with(field.as_str()));
                let field = field.map_or("words", |(_, part)| part);
                FieldError::new(field, crate::portal::guest::sentence(&fault.sentence, lang))
            };
            let mut errors: Vec<FieldError> = refusal.faults.iter().map(told).collect();
            if errors.is_empty() {
                errors.push(FieldError::new("words", crate::portal::guest::say(&refusal, lang)));
            }
            let given = vec![("since".to_owned(), since), ("n".to_owned(), n)];
            let mut response = show(room, (pack, name), given, sent.pairs.clone(), errors, false).await;
            *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            response
        }
        Err(other) => room.sorry(&other),
    }
}
