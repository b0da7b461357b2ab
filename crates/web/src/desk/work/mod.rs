//! My work: the tasks of my posts, soonest due first, with what is left of their time.

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Response};
use bihuan_core::calendar::civil;
use bihuan_core::casework::TaskId;
use bihuan_core::casework::decide::Open;
use bihuan_core::pack::model::{Field, FieldType, Route};
use bihuan_core::value::Value;
use bihuan_ledger::{OpenTask, TaskQuery};
use bihuan_office::{Failure, Office, Reading};
use jiff::Timestamp;

use super::light::Light;
use super::room::Room;
use crate::components::*;
use crate::html::{Html, el, void};
use crate::names::Names;
use crate::phrases::{self, Form};
use crate::shell::{Page, hidden};
use crate::t;
use crate::words::Words;

/// Tasks on a page.
const A_PAGE: usize = 50;
/// Tasks that are looked through for a filtered list.
const MOST: usize = 200;

/// Characters of a text that can stand as a heading.
const HEADING: i64 = 200;

/// What the address asks for.
pub type Asked = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// One task in the list.
pub struct Line {
    /// The task, with what a list shows of its case.
    pub task: OpenTask,
    /// The case as this officer may read it.
    pub reading: Reading,
    /// How its deadline stands.
    pub light: Option<Light>,
}

/// The page.
pub async fn page(room: Room, asked: Asked) -> Response {
    let asked = asked.map(|Query(pairs)| pairs).unwrap_or_default();
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let (lines, next) = lines(office, &inner, &asked)?;
        Ok(draw(office, &inner, &asked, &lines, next))
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// The officer's open tasks, and the cursor of the next page.
pub fn lines(office: &Office, room: &Room, asked: &[(String, String)]) -> Result<(Vec<Line>, Option<String>), Failure> {
    let law = office.law();
    let now = office.clock().now();
    let filtered = asked.iter().any(|(name, value)| is_filter(name) && !value.is_empty());
    let query = TaskQuery {
        holders: room.holders(&law, civil(now).date()),
        officer: Some(room.staff.user.to_string()),
        cursor: values(asked, "after").next().map(str::to_owned),
        limit: if filtered { MOST } else { A_PAGE },
        ..TaskQuery::default()
    };
    if query.holders.is_empty() {
        return Ok((Vec::new(), None));
    }
    let page = office.ledger().tasks(&query)?;
    let mut lines = Vec::new();
    for task in page.items {
        match office.read(&task.case, &room.staff.who) {
            Ok(reading) => lines.push(line(task, reading, now, room.words())),
            Err(Failure::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Ok((lines, page.next))
}

fn line(task: OpenTask, reading: Reading, now: Timestamp, words: &'static Words) -> Line {
    let id = TaskId(task.task.task.clone());
    let light = reading.case.task(&id).and_then(|known| Light::of_task(&reading.case, known, now, words));
    Line { task, reading, light }
}

impl Line {
    fn is_wanted(&self, asked: &[(String, String)]) -> bool {
        let wanted = |name: &str, value: &str| {
            let mut chosen = values(asked, name).peekable();
            chosen.peek().is_none() || chosen.any(|one| one == value)
        };
        let state = self.light.as_ref().map_or("", |light| state_word(light.state));
        wanted("type", &self.task.type_id) && wanted("stage", &self.task.task.stage) && wanted("late", state)
    }

    /// What could be done with this task at once, because nothing more is asked.
    pub fn without_input(&self) -> impl Iterator<Item = &Open> {
        let here = |open: &&Open| open.task.as_ref().is_some_and(|task| task.0 == self.task.task.task);
        self.reading.actions.iter().filter(|open| open.fields.is_empty()).filter(here)
    }
}

fn values<'a>(asked: &'a [(String, String)], name: &'a str) -> impl Iterator<Item = &'a str> {
    asked.iter().filter(move |(n, value)| n == name && !value.is_empty()).map(|(_, value)| value.as_str())
}

fn is_filter(name: &str) -> bool {
    matches!(name, "type" | "stage" | "late")
}

fn state_word(state: Lateness) -> &'static str {
    match state {
        Lateness::Late => "late",
        Lateness::Soon => "soon",
        _ => "",
    }
}

fn draw(office: &Office, room: &Room, asked: &[(String, String)], all: &[Line], next: Option<String>) -> Page {
    let law = office.law();
    let names = Names::new(&law, room.reader.lang);
    let words = room.words();
    let lines: Vec<&Line> = all.iter().filter(|line| line.is_wanted(asked)).collect();
    let list = match lines.is_empty() {
        true => empty(words, all.is_empty() && values(asked, "after").next().is_none()),
        false => listed(room, &names, &lines),
    };
    let further = next.map(|cursor| address(asked.iter().filter(|(n, _)| n != "after"), Some(&cursor)));
    let list = el("div").class("bh-worklist").put(list).put(phrases::pages(words, None, further)).html();
    let heading = el("h1").class("govuk-heading-l").put(t!(words, "nav-work"));
    let main = match all.is_empty() {
        true => list,
        false => el("div")
            .class("govuk-grid-row")
            .put(el("div").class("govuk-grid-column-one-quarter bh-no-print").put(filters(&names, asked, all)))
            .put(el("div").class("govuk-grid-column-three-quarters").put(list))
            .html(),
    };
    room.page(t!(words, "nav-work"), "work").with(done(words, asked).then(heading).then(main))
}

/// A step that took the case out of the officer's sight ends here.
fn done(words: &Words, asked: &[(String, String)]) -> Html {
    let done = values(asked, "done").next().is_some();
    if done { phrases::done(words, t!(words, "done-and-passed-on")) } else { Html::empty() }
}

fn empty(words: &Words, nothing: bool) -> Html {
    let text = if nothing { t!(words, "work-none") } else { t!(words, "work-none-so") };
    el("p").class("govuk-body-l").put(text).html()
}

fn listed(room: &Room, names: &Names<'_>, lines: &[&Line]) -> Html {
    let words = room.words();
    let steps = steps(names, lines);
    let ticks = !steps.is_empty();
    let mut head: Vec<Cell> = ["work-number", "work-matter", "work-unit", "work-stage", "work-due"]
        .into_iter()
        .map(|key| words.get(key, &[]).into())
        .collect();
    if ticks {
        head.insert(0, Html::from(el("span").class("govuk-visually-hidden").put(t!(words, "work-tick"))).into());
    }
    let table = Table {
        caption: t!(words, "work-caption", n = lines.len()),
        caption_classes: "govuk-table__caption--m".into(),
        head,
        rows: lines.iter().map(|line| row(names, line, ticks)).collect(),
        classes: "bh-dense".into(),
        ..Table::default()
    };
    let table = Html::from(table.stacked());
    if !ticks {
        return table.then(keys(words));
    }
    let buttons = steps.iter().map(|(action, title)| Button {
        content: t!(words, "work-at-once", action = title.as_str()).into(),
        name: "action".into(),
        value: action.clone(),
        classes: "govuk-button--secondary".into(),
        prevent_double_click: Some(true),
        ..Button::default()
    });
    el("form")
        .attr("method", "post")
        .attr("action", "/desk/at-once")
        .put(hidden("csrf", &room.staff.csrf))
        .put(table)
        .put(el("div").class("govuk-button-group bh-no-print").put_all(buttons))
        .html()
        .then(keys(words))
}

fn keys(words: &Words) -> Html {
    el("p").class("govuk-body-s bh-muted bh-no-print").put(t!(words, "work-keys")).html()
}

fn row(names: &Names<'_>, line: &Line, ticks: bool) -> Vec<Cell> {
    let words = names.words();
    let task = &line.task;
    let link =
        el("a").class("govuk-link bh-number").attr("href", format!("/desk/cases/{}", task.number)).put(&task.number);
    let mark = task.synthetic.then(|| synthetic(&t!(words, "synthetic")));
    let number = link.html().then(" ").then(mark);
    let stage = names.stage(&line.reading.rules, &task.task.stage);
    let light = line.light.as_ref().map_or_else(|| t!(words, "no-deadline").into(), Light::html);
    let mut cells = vec![
        number.into(),
        matter(names, &line.reading).into(),
        names.unit_of(&task.task.unit).into(),
        Cell::from(Html::from(Tag::coloured("blue", stage))),
        Cell::from(light),
    ];
    if ticks {
        let can = line.without_input().next().is_some();
        cells.insert(0, if can { tick(words, task).into() } else { Cell::default() });
    }
    cells
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

/// The steps that need no input and are open for some line, each once, with the words on its button.
fn steps(names: &Names<'_>, lines: &[&Line]) -> Vec<(String, String)> {
    let mut steps: Vec<(String, String)> = Vec::new();
    for line in lines {
        for open in line.without_input() {
            if steps.iter().all(|(known, _)| *known != open.action) {
                let title = names.action(&line.reading.rules, &line.task.task.stage, &open.action);
                steps.push((open.action.clone(), title));
            }
        }
    }
    steps
}

fn filters(names: &Names<'_>, asked: &[(String, String)], lines: &[Line]) -> Html {
    let words = names.words();
    let form = Form::new(words, asked, &[]);
    let mut kinds: Vec<(String, String)> = Vec::new();
    let mut stages: Vec<(String, String)> = Vec::new();
    for line in lines {
        let rules = &line.reading.rules;
        kinds.push((rules.id.0.clone(), names.case_type(&rules.id)));
        stages.push((line.task.task.stage.clone(), names.stage(rules, &line.task.task.stage)));
    }
    let states = vec![("late".to_owned(), t!(words, "late")), ("soon".to_owned(), t!(words, "soon-late"))];
    let groups = [
        ("late", t!(words, "work-due"), states),
        ("stage", t!(words, "work-stage"), each_once(stages)),
        ("type", t!(words, "work-kind"), each_once(kinds)),
    ];
    let shown = groups.iter().filter(|(name, _, choices)| *name != "type" || choices.len() > 1);
    let options = shown.map(|(name, legend, choices)| {
        let items = choices.iter().map(|(value, text)| Choice::new(value.as_str(), text.as_str())).collect();
        let mut boxes = form.checkboxes(name, legend.as_str(), items);
        boxes.id_prefix = format!("filter-{name}");
        boxes.classes = "govuk-checkboxes--small".into();
        Html::from(boxes)
    });
    Filter {
        heading: t!(words, "filter"),
        action: "/desk".into(),
        selected: selected(words, asked, &groups),
        submit: t!(words, "filter-apply"),
        options: options.collect(),
    }
    .into()
}

type Group<'g> = (&'g str, String, Vec<(String, String)>);

fn selected(words: &Words, asked: &[(String, String)], groups: &[Group<'_>]) -> Option<SelectedFilters> {
    let categories: Vec<_> = groups
        .iter()
        .filter_map(|(name, legend, choices)| {
            let chosen = choices.iter().filter(|(value, _)| values(asked, name).any(|one| one == value));
            let without = |value: &str| address(asked.iter().filter(|(n, v)| !(n == name && v == value)), None);
            let tags: Vec<_> = chosen.map(|(value, text)| (text.clone(), without(value))).collect();
            (!tags.is_empty()).then(|| (legend.clone(), tags))
        })
        .collect();
    (!categories.is_empty()).then(|| SelectedFilters {
        heading: t!(words, "filter-chosen"),
        clear_text: t!(words, "filter-clear"),
        clear_href: "/desk".into(),
        remove_text: t!(words, "filter-remove"),
        categories,
    })
}

fn each_once(mut choices: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut seen = std::collections::BTreeSet::new();
    choices.retain(|(value, _)| seen.insert(value.clone()));
    choices
}

/// The list's address with these filters; their values are codes, which need no escaping.
fn address<'p>(pairs: impl Iterator<Item = &'p (String, String)>, after: Option<&str>) -> String {
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    let kept =
        pairs.filter(|(name, value)| is_filter(name) && plain(value)).map(|(name, value)| format!("{name}={value}"));
    let after = after.map(|cursor| format!("after={}", escaped(cursor)));
    let all: Vec<String> = kept.chain(after).collect();
    if all.is_empty() { "/desk".into() } else { format!("/desk?{}", all.join("&")) }
}

fn escaped(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"._-~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
