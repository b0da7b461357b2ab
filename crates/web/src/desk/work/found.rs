//! The tasks that a list shows: asked of the store as far as it knows, looked at one by one for the rest.

use bihuan_core::calendar::civil;
use bihuan_core::casework::TaskId;
use bihuan_core::casework::decide::Open;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Does, Field, FieldType};
use bihuan_core::value::Value;
use bihuan_ledger::{OpenTask, TaskQuery};
use bihuan_office::{Failure, Law, Office, Reading};
use jiff::Timestamp;

use super::asked::{Asked, state_word};
use crate::desk::light::Light;
use crate::desk::room::Room;
use crate::words::Words;

/// Tasks on a page.
const A_PAGE: usize = 50;
/// Tasks that are looked through for one page of a list that the store cannot filter alone.
const LOOKED_THROUGH: usize = 500;

/// One task in the list.
pub struct Line {
    /// The task, with what a list shows of its case.
    pub task: OpenTask,
    /// The case as this officer may read it.
    pub reading: Reading,
    /// How its deadline stands.
    pub light: Option<Light>,
}

/// A page of tasks.
#[derive(Default)]
pub struct Found {
    /// The tasks.
    pub lines: Vec<Line>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many were looked at.
    pub looked: usize,
}

/// The officer's open tasks that are asked for.
pub fn find(office: &Office, room: &Room, asked: &Asked) -> Result<Found, Failure> {
    let (law, now) = (office.law(), office.clock().now());
    let mut query = query(office, room, asked, now);
    let mut found = Found::default();
    if query.holders.is_empty() {
        return Ok(found);
    }
    loop {
        let page = office.ledger().tasks(&query)?;
        found.looked += page.items.len();
        for task in page.items {
            let read = office.read(&task.case, &room.staff.who);
            match read.map(|reading| line(&law, task, reading, (now, room.words()))) {
                Ok(line) if line.is_wanted(asked) => found.lines.push(line),
                Ok(_) | Err(Failure::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        found.next = page.next;
        let enough = found.lines.len() >= A_PAGE || found.looked >= LOOKED_THROUGH || !asked.needs_a_look();
        match &found.next {
            Some(_) if enough => return Ok(found),
            None => return Ok(found),
            more => query.cursor.clone_from(more),
        }
    }
}

fn query(office: &Office, room: &Room, asked: &Asked, now: Timestamp) -> TaskQuery {
    let late = asked.values("late") == ["late"];
    TaskQuery {
        holders: room.holders(&office.law(), civil(now).date()),
        officer: Some(room.staff.user.to_string()),
        types: asked.values("type"),
        stages: asked.values("stage"),
        units: asked.values("unit"),
        due_before: late.then_some(now),
        q: Some(asked.q.clone()).filter(|q| !q.is_empty()),
        order: asked.order,
        cursor: asked.after.clone(),
        limit: A_PAGE,
        ..TaskQuery::default()
    }
}

fn line(law: &Law, task: OpenTask, reading: Reading, (now, words): (Timestamp, &'static Words)) -> Line {
    let id = TaskId(task.task.task.clone());
    let light = reading.case.task(&id).and_then(|known| Light::of_task(law, &reading.case, known, now, words));
    Line { task, reading, light }
}

impl Line {
    fn is_wanted(&self, asked: &Asked) -> bool {
        let state = self.light.as_ref().map_or("", |light| state_word(light.state));
        asked.fits("late", state) && asked.fits("category", self.category().unwrap_or_default())
    }

    fn category(&self) -> Option<&str> {
        match self.reading.values.get(&term_field(&self.reading.rules)?.name)? {
            Value::Term(code) => Some(code),
            _ => None,
        }
    }

    /// What can be done with this task for several at once: it asks nothing, or nothing that only this case has.
    pub fn steps(&self) -> impl Iterator<Item = &Open> {
        let here = |open: &&Open| open.task.as_ref().is_some_and(|task| task.0 == self.task.task.task);
        self.reading.actions.iter().filter(here).filter(|open| is_for_several(&self.reading.rules, open))
    }
}

/// The field whose term says what a case is about: the first one of its form.
pub fn term_field(rules: &CaseType) -> Option<&Field> {
    rules.form.iter().find(|field| field.kind == FieldType::Term)
}

/// Papers belong to one case, and a unit below is another for every unit that passes its work down.
fn is_for_several(rules: &CaseType, open: &Open) -> bool {
    let plain = |field: &Field| field.kind != FieldType::File && field.kind != FieldType::Entry;
    let known = rules.all_actions().find(|(_, action)| action.name == open.action);
    let moves = known.is_none_or(|(_, action)| matches!(action.does, Does::Go(_) | Does::Stay | Does::EndTask));
    moves && open.fields.iter().all(|field| plain(field) || !field.required)
}
