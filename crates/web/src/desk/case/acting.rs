//! What may be done now: each action with its form, its task and the version that the officer looked at.

use bihuan_core::casework::TaskId;
use bihuan_core::casework::case::Task;
use bihuan_core::casework::decide::Open;
use bihuan_core::pack::model::{Does, Field};
use bihuan_core::value::Value;
use bihuan_office::{Law, Reading, new_token};

use super::super::room::Room;
use super::sheet::Sheet;
use crate::components::*;
use crate::fields::{Fields, lines};
use crate::html::{Element, Html, el};
use crate::names::{Names, find};
use crate::phrases::{FieldError, Form, submit};
use crate::shell::hidden;
use crate::t;

/// A form that was sent and refused.
pub struct Wrong {
    /// The action.
    pub action: String,
    /// The task that it was for.
    pub task: Option<TaskId>,
    /// What was sent.
    pub typed: Vec<(String, String)>,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
}

impl Wrong {
    fn is_of(&self, open: &Open) -> bool {
        self.action == open.action && (self.task.is_none() || self.task == open.task)
    }
}

/// The panel: what the task at hand needs first, what may always be done below.
pub fn panel(room: &Room, sheet: &Sheet, wrong: Option<&Wrong>) -> Html {
    let words = room.words();
    let (first, beside): (Vec<&Open>, Vec<&Open>) =
        sheet.reading.actions.iter().partition(|open| Deed::of(room, sheet, open).is_of_task());
    let heading = el("h2").class("govuk-heading-m").put(t!(words, "may-now"));
    let panel = el("section").class("bh-actions").attr("aria-label", t!(words, "may-now")).put(heading);
    if sheet.reading.actions.is_empty() {
        return panel.put(el("p").class("govuk-body").put(t!(words, "may-nothing"))).html();
    }
    let any_wrong = wrong.is_some_and(|wrong| sheet.reading.actions.iter().any(|open| wrong.is_of(open)));
    let lone = |index: usize| index == 0 && !any_wrong;
    let first = first.iter().enumerate().map(|(index, open)| one(room, sheet, open, wrong, lone(index)));
    let more = (!beside.is_empty()).then(|| el("h3").class("govuk-heading-s").put(t!(words, "may-also")));
    let also = beside.iter().map(|open| one(room, sheet, open, wrong, false));
    panel.put_all(first).put(more.map(Html::from)).put_all(also).html()
}

/// An action that is open on a case, for who looks at it: here, and wherever else something is done.
#[derive(Clone, Copy)]
pub struct Deed<'d> {
    /// Who looks.
    pub room: &'d Room,
    /// The law.
    pub law: &'d Law,
    /// The case as it is read.
    pub reading: &'d Reading,
    /// The action.
    pub open: &'d Open,
}

impl<'d> Deed<'d> {
    /// One of a sheet's.
    fn of(room: &'d Room, sheet: &'d Sheet, open: &'d Open) -> Self {
        Self { room, law: &sheet.law, reading: &sheet.reading, open }
    }

    fn names(&self) -> Names<'d> {
        Names::new(self.law, self.room.reader.lang)
    }

    fn task(&self) -> Option<&'d Task> {
        self.open.task.as_ref().and_then(|id| self.reading.case.task(id))
    }

    /// Whether it moves the task at hand; the others are open beside every stage.
    pub fn is_of_task(&self) -> bool {
        find(&self.reading.rules, &self.stage(), &self.open.action).is_none_or(|(stage, _)| stage.is_some())
    }

    /// The stage in which it is open.
    fn stage(&self) -> String {
        let task = self.task().map(|task| task.stage.clone());
        let standing = || self.reading.case.standings.iter().find(|standing| standing.id == self.open.branch);
        task.or_else(|| standing().map(|standing| standing.stage.clone())).unwrap_or_default()
    }

    /// The words on the button; with the unit, where the same action is open in several tasks.
    pub fn title(&self) -> String {
        let title = match self.task() {
            Some(task) if task.kind == bihuan_core::casework::case::TaskKind::Approval => self
                .room
                .words()
                .find(&format!("extension-{}", self.open.action), &[])
                .unwrap_or_else(|| self.open.title.clone()),
            _ => self.names().action(&self.reading.rules, &self.stage(), &self.open.action),
        };
        let several = self.reading.actions.iter().filter(|other| other.action == self.open.action).count() > 1;
        if several && self.reading.rules.split_of(&self.open.branch).is_some() {
            return format!("{title}（{}）", self.names().branch(&self.reading.rules, &self.open.branch));
        }
        match self.task().and_then(|task| task.unit.as_ref()).filter(|_| several) {
            Some(unit) => format!("{title}（{}）", self.names().unit(unit)),
            None => title,
        }
    }

    /// What it asks.
    pub fn fields(&self) -> Fields<'d> {
        let (reading, open) = (self.reading, self.open);
        let (lang, task) = (self.room.reader.lang, open.task.as_ref());
        Fields::of_action(self.law, lang, &reading.rules, &reading.case, &open.action, task, &open.fields)
            .with_kept(self.room.app.office.ledger())
            .with_known(&reading.case)
    }

    /// Its form, with what was typed if it was sent before.
    pub fn form(&self, wrong: Option<&Wrong>) -> Element {
        let (reading, open, fields) = (self.reading, self.open, self.fields());
        let term_of = |name: &str| match reading.values.get(name)? {
            Value::Term(code) => Some(code.clone()),
            _ => None,
        };
        let suggested = fields.suggested(|name| reading.values.contains_key(name), term_of);
        let typed = match wrong {
            Some(wrong) => wrong.typed.clone(),
            None => (fields.typed(&reading.values).into_iter())
                .chain(fields.typed_known(&reading.case))
                .chain(suggested.iter().map(|s| s.pair.clone()))
                .collect(),
        };
        let errors = wrong.map(|wrong| wrong.errors.as_slice()).unwrap_or_default();
        let filled = Form::new(self.room.words(), &typed, errors);
        let whole = filled.error(&anchor(&open.action, open.task.as_ref())).map(Html::from);
        let why =
            suggested.as_ref().filter(|_| wrong.is_none()).map(|s| InsetText::from(s.why.as_str())).map(Html::from);
        let secondary = open.fields.is_empty() && !self.is_of_task();
        let mut button = submit(self.title());
        button.classes = if secondary { "govuk-button--secondary".into() } else { String::new() };
        el("form")
            .attr("method", "post")
            .attr("action", format!("/desk/cases/{}/actions/{}", reading.case.number, open.action))
            .attr("novalidate", "")
            .maybe("enctype", fields.has_files().then_some("multipart/form-data"))
            .put(hidden("csrf", &self.room.staff.csrf))
            .put(hidden("seen", &reading.version.to_string()))
            .put(hidden("task", open.task.as_ref().map_or("", |task| task.0.as_str())))
            .put(hidden("once", &new_token().unwrap_or_default()))
            .put(whole)
            .put(why)
            .put(fields.controls(&filled))
            .put(button)
    }
}

fn one(room: &Room, sheet: &Sheet, open: &Open, wrong: Option<&Wrong>, unfolded: bool) -> Html {
    let wrong = wrong.filter(|wrong| wrong.is_of(open));
    let form = form(room, sheet, open, wrong);
    if open.fields.is_empty() && wrong.is_none() {
        return form;
    }
    Details {
        summary: Deed::of(room, sheet, open).title().into(),
        content: form,
        id: anchor(&open.action, open.task.as_ref()),
        open: unfolded || wrong.is_some(),
        classes: "bh-action".into(),
        ..Details::default()
    }
    .into()
}

/// The `id` of an action's form.
pub fn anchor(action: &str, task: Option<&TaskId>) -> String {
    task.map_or_else(|| format!("act-{action}"), |task| format!("act-{action}-{}", task.0))
}

/// The form of an action, with what was typed if it was sent before.
pub fn form(room: &Room, sheet: &Sheet, open: &Open, wrong: Option<&Wrong>) -> Html {
    Deed::of(room, sheet, open).form(wrong).html()
}

/// What an action of this case asks by its pack, where it is not open (any more).
pub fn declared(reading: &Reading, action: &str) -> Vec<Field> {
    let known = reading.rules.all_actions().find(|(_, known)| known.name == action);
    known
        .filter(|(_, known)| !matches!(known.does, Does::Resume { .. }))
        .map(|(_, known)| known.ask.clone())
        .unwrap_or_default()
}

/// What was typed into a form that is not open any more: to be copied, not sent.
pub fn typed_only(sheet: &Sheet, wrong: &Wrong) -> Html {
    let ours = ["csrf", "seen", "task", "once"];
    let typed = wrong.typed.iter().filter(|(name, value)| !ours.contains(&name.as_str()) && !value.trim().is_empty());
    let passages: Html = typed
        .filter(|(_, value)| !value.starts_with("sha256-"))
        .map(|(_, value)| el("p").class("govuk-body").put(lines(value)))
        .collect();
    if passages.is_empty() {
        return Html::empty();
    }
    let heading = el("h2").class("govuk-heading-m").put(t!(sheet.words(), "you-typed"));
    heading.html().then(InsetText::from(passages))
}
