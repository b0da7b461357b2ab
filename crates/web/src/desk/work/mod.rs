//! My work: the tasks of my posts, soonest due first, with what is left of their time. What is shown stands in the
//! address, and an address can be kept as a view.
//!
//! `asked` is the wish, `found` the tasks, `filters` the form beside them, `views` what was kept of addresses.

mod asked;
mod filters;
mod found;
pub mod views;

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Response};
use bihuan_core::calendar::civil;
use bihuan_core::pack::model::{Field, FieldType, Route};
use bihuan_core::value::Value;
use bihuan_ledger::{OpenTask, TaskQuery};
use bihuan_office::{Failure, Office, Reading};

use self::asked::{Asked, Column};
use self::found::{Found, Line};
use self::views::View;
use super::at_once;
use super::briefs;
use super::light::{Light, instant};
use super::live;
use super::room::Room;
use crate::components::*;
use crate::html::{Html, el, void};
use crate::names::Names;
use crate::phrases;
use crate::shell::{Page, hidden};
use crate::t;
use crate::words::Words;

/// Characters of a text that can stand as a heading.
const HEADING: i64 = 200;
/// Steps that have a button of their own; more of them are chosen from a list.
const BUTTONS: usize = 2;
/// The most of one's own that is counted.
const COUNTED: usize = 200;

/// The page.
pub async fn page(room: Room, asked: Result<Query<Vec<(String, String)>>, QueryRejection>) -> Response {
    let asked = Asked::of(&asked.map(|Query(pairs)| pairs).unwrap_or_default());
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let desk = Desk {
            found: found::find(office, &inner, &asked)?,
            views: views::of(office, &inner)?,
            own: own(office, &inner)?,
            briefs: briefs::awaited(office, &inner)?,
            room: &inner,
            asked: &asked,
        };
        Ok(desk.draw(office))
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// How many tasks were given to this officer by name, and how many of them are due by the end of today. Shown to that
/// officer alone.
fn own(office: &Office, room: &Room) -> Result<(usize, usize), Failure> {
    let tomorrow = end_of_today(office);
    let query = TaskQuery { officer: Some(room.staff.user.to_string()), limit: COUNTED, ..TaskQuery::default() };
    let mine = office.ledger().tasks(&query)?.items;
    let today = mine.iter().filter(|task| task.task.due.is_some_and(|due| due < tomorrow)).count();
    Ok((mine.len(), today))
}

/// The first instant of tomorrow, in the office's time.
pub fn end_of_today(office: &Office) -> jiff::Timestamp {
    let now = office.clock().now();
    let tomorrow = civil(now).date().tomorrow().ok();
    let midnight = tomorrow.and_then(|day| day.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))).ok());
    midnight.map_or(now, |at| at.timestamp())
}

/// All that the page shows.
struct Desk<'d> {
    room: &'d Room,
    asked: &'d Asked,
    found: Found,
    views: Vec<View>,
    own: (usize, usize),
    /// The briefs that the officer is waited for.
    briefs: Option<Html>,
}

impl Desk<'_> {
    fn words(&self) -> &'static Words {
        self.room.words()
    }

    fn draw(&self, office: &Office) -> Page {
        let law = office.law();
        let names = Names::new(&law, self.room.reader.lang);
        let words = self.words();
        let list = match self.found.lines.is_empty() {
            true => self.empty(),
            false => self.listed(&names),
        };
        let further = self.found.next.as_ref().map(|cursor| self.asked.address_after(cursor));
        let list = live::watched(el("div").class("bh-worklist"), self.room, &self.numbers())
            .put(self.looked())
            .put(list)
            .put(phrases::pages(words, None, further))
            .html();
        let heading = el("h1").class("govuk-heading-l").put(t!(words, "nav-work"));
        let nothing = self.found.lines.is_empty() && !self.asked.is_filtered() && self.views.is_empty();
        let main = match nothing {
            true => list,
            false => {
                let aside = filters::filters(&names, self.asked, &self.found.lines, self.room);
                el("div")
                    .class("govuk-grid-row")
                    .put(el("div").class("govuk-grid-column-one-quarter bh-narrowing bh-no-print").put(aside))
                    .put(el("div").class("govuk-grid-column-three-quarters").put(list).put(super::keys(words)))
                    .html()
            }
        };
        let shelf = (!nothing).then(|| views::shelf(self.room, &self.views, self.asked));
        let body = self.done().then(heading).then(self.mine()).then(self.briefs.clone()).then(shelf).then(main);
        self.room.page(t!(words, "nav-work"), "work").with(body)
    }

    fn numbers(&self) -> Vec<&str> {
        self.found.lines.iter().map(|line| line.task.number.as_str()).collect()
    }

    /// A step that took the case out of the officer's sight ends here.
    fn done(&self) -> Html {
        let words = self.words();
        if self.asked.done { phrases::done(words, t!(words, "done-and-passed-on")) } else { Html::empty() }
    }

    /// What was given to oneself by name.
    fn mine(&self) -> Option<Html> {
        let (all, today) = self.own;
        let told = t!(self.words(), "work-own", n = all, today = today);
        (all > 0).then(|| el("p").class("govuk-body").put(told).html())
    }

    /// A list that was looked through only so far says so.
    fn looked(&self) -> Option<Html> {
        let cut = self.asked.needs_a_look() && self.found.next.is_some();
        let told = t!(self.words(), "work-looked", n = self.found.looked);
        cut.then(|| el("p").class("govuk-body-s bh-muted").put(told).html())
    }

    fn empty(&self) -> Html {
        let words = self.words();
        let nothing = !self.asked.is_filtered() && self.asked.after.is_none();
        let text = if nothing { t!(words, "work-none") } else { t!(words, "work-none-so") };
        el("p").class("govuk-body-l").put(text).html()
    }

    fn listed(&self, names: &Names<'_>) -> Html {
        let words = self.words();
        let lines = &self.found.lines;
        let steps = steps(names, lines);
        let ticks = !steps.is_empty();
        let titles = std::iter::once("work-number").chain(self.asked.shown().iter().map(|column| column.title()));
        let mut head: Vec<Cell> = titles.map(|key| words.get(key, &[]).into()).collect();
        if ticks {
            head.insert(0, Html::from(el("span").class("govuk-visually-hidden").put(t!(words, "work-tick"))).into());
        }
        let table = Table {
            caption: t!(words, "work-caption", n = lines.len()),
            caption_classes: "govuk-table__caption--m".into(),
            head,
            rows: lines.iter().map(|line| self.row(names, line, ticks)).collect(),
            classes: "bh-dense".into(),
            ..Table::default()
        };
        let table = Html::from(table.stacked());
        if !ticks {
            return table;
        }
        el("form")
            .attr("method", "post")
            .attr("action", "/desk/at-once")
            .put(hidden("csrf", &self.room.staff.csrf))
            .put(hidden("back", &self.asked.address()))
            .put(table)
            .put(at_once_buttons(words, steps))
            .html()
    }

    fn row(&self, names: &Names<'_>, line: &Line, ticks: bool) -> Vec<Cell> {
        let words = self.words();
        let task = &line.task;
        let href = format!("/desk/cases/{}", task.number);
        let link = el("a").class("govuk-link bh-number").attr("href", href).put(&task.number);
        let mark = task.synthetic.then(|| synthetic(&t!(words, "synthetic")));
        let mut cells = vec![Cell::from(link.html().then(" ").then(mark))];
        cells.extend(self.asked.shown().iter().map(|column| cell(names, line, *column)));
        if ticks {
            let can = line.steps().next().is_some();
            cells.insert(0, if can { tick(words, task).into() } else { Cell::default() });
        }
        cells
    }
}

fn cell(names: &Names<'_>, line: &Line, column: Column) -> Cell {
    let task = &line.task.task;
    match column {
        Column::Matter => matter(names, &line.reading).into(),
        Column::Unit => names.unit_of(&task.unit).into(),
        Column::Stage => Cell::from(Html::from(Tag::coloured("blue", names.stage(&line.reading.rules, &task.stage)))),
        Column::Place => street(names, &line.reading).unwrap_or_default().into(),
        Column::Opened => Cell::from(instant(line.task.opened)),
        Column::Due => {
            Cell::from(line.light.as_ref().map_or_else(|| t!(names.words(), "no-deadline").into(), Light::html))
        }
    }
}

/// The unit in which it happened; the address itself was typed, and stands in no list.
fn street(names: &Names<'_>, reading: &Reading) -> Option<String> {
    reading.values.values().find_map(|value| match value {
        Value::Place(place) => Some(names.unit(place.unit.as_ref()?)),
        _ => None,
    })
}

/// Steps as buttons where there are few; else the first ones, and the rest to be chosen.
fn at_once_buttons(words: &Words, steps: Vec<(String, String)>) -> Html {
    let button = |content: String, value: &str| Button {
        content: content.into(),
        name: "action".into(),
        value: value.into(),
        classes: "govuk-button--secondary".into(),
        ..Button::default()
    };
    let (alone, chosen) = steps.split_at(if steps.len() <= BUTTONS + 1 { steps.len() } else { BUTTONS });
    let alone = alone.iter().map(|(action, title)| button(t!(words, "work-at-once", action = title.as_str()), action));
    let choice = (!chosen.is_empty()).then(|| {
        let items = chosen.iter().map(|(action, title)| SelectItem::new(action.as_str(), title.as_str())).collect();
        let mut select = phrases::Form::new(Words::of(words.lang()), &[], &[]).select(
            at_once::OTHER,
            t!(words, "work-other-step"),
            items,
        );
        select.id = "at-once-other".into();
        el("div").class("bh-pair").put(select).put(button(t!(words, "work-at-once-other"), "")).html()
    });
    el("div")
        .class("bh-at-once bh-no-print")
        .put(el("div").class("govuk-button-group").put_all(alone))
        .put(choice)
        .html()
}

/// One line of what a case is about: its kind, and the term that it is routed by; else the short text that every case
/// of the kind has, if the reader may see it.
pub fn matter(names: &Names<'_>, reading: &Reading) -> String {
    let rules = &reading.rules;
    let title = names.case_type(&rules.id);
    let routed = rules.routes.values().find_map(|route| match route {
        Route::Term { field, .. } => Some((field, reading.values.get(field)?)),
        _ => None,
    });
    let about = match routed {
        Some((field, Value::Term(code))) => {
            rules.field(field).and_then(|field| Some(names.term(rules, field.vocabulary.as_deref()?, code)))
        }
        _ => heading(reading),
    };
    about.map_or_else(|| title.clone(), |about| format!("{title} · {about}"))
}

/// The text of a field that must be given and is bounded like a heading.
fn heading(reading: &Reading) -> Option<String> {
    let short = |field: &&Field| {
        field.kind == FieldType::Text
            && field.required
            && !field.personal
            && field.max.is_some_and(|max| max <= HEADING)
    };
    let field = reading.rules.form.iter().find(short)?;
    match reading.values.get(&field.name)? {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn tick(words: &Words, task: &OpenTask) -> Html {
    let value = format!("{}/{}", task.number, task.task.task);
    let id = format!("tick-{}-{}", task.number, task.task.task);
    let input = void("input").class("govuk-checkboxes__input").attr("type", "checkbox");
    let input = input.attr("id", &id).attr("name", "task").attr("value", value);
    let name = el("span").class("govuk-visually-hidden").put(t!(words, "work-tick-one", number = task.number.as_str()));
    let label = el("label").class("govuk-label govuk-checkboxes__label").attr("for", &id).put(name);
    let item = el("div").class("govuk-checkboxes__item").put(input).put(label);
    el("div").class("govuk-checkboxes govuk-checkboxes--small").put(item).html()
}

/// The steps that several tasks can take at once, each once with its words: those that ask nothing first.
fn steps(names: &Names<'_>, lines: &[Line]) -> Vec<(String, String)> {
    let mut steps: Vec<(bool, String, String)> = Vec::new();
    for line in lines {
        for open in line.steps() {
            if steps.iter().all(|(_, known, _)| *known != open.action) {
                let title = names.step(&line.reading.rules, &line.task.task.stage, open);
                steps.push((!open.fields.is_empty(), open.action.clone(), title));
            }
        }
    }
    steps.sort_by_key(|(asks, ..)| *asks);
    steps.into_iter().map(|(_, action, title)| (action, title)).collect()
}
