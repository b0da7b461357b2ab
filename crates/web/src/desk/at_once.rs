//! One step for several tasks at once: first what would come of it, row by row, with what the step asks; then each is
//! decided on its own. What is not done is told with its reason, and what is done stays done.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::TaskId;
use bihuan_core::casework::decide::Open;
use bihuan_core::casework::refusal::Sentence;
use bihuan_office::{Act, Demand, Failure, IdempotencyKey, Law, Office, Reading, new_token};
use serde_json::{Map, Value as Json};
use std::sync::Arc;

use super::room::{Room, once_key, with_status};
use super::work::matter;
use crate::components::{Button, Cell, Table};
use crate::fields::{Fields, Sent};
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::{self, FieldError, Form, submit};
use crate::shell::hidden;
use crate::t;
use crate::words::{Lang, Words};

/// As many as a page shows.
const MOST: usize = 200;
/// Where a step is chosen that has no button of its own.
pub const OTHER: &str = "other";
/// The step that does what was looked at.
const DO: &str = "do";
/// What stands before the names of what the step asks.
const PREFIX: &str = "all-";
/// The `id` of the form, for what no single field is to blame for.
const FORM: &str = "at-once";

/// One task that was chosen.
struct Chosen {
    number: String,
    task: TaskId,
    /// The version that the officer looked at; the present one where none was sent.
    seen: Option<u64>,
}

/// A chosen task as it is now: the case, and the step if it is open.
struct Row {
    chosen: Chosen,
    reading: Option<Reading>,
}

impl Row {
    fn open(&self, action: &str) -> Option<&Open> {
        let here = |open: &&Open| open.action == action && open.task.as_ref() == Some(&self.chosen.task);
        self.reading.as_ref()?.actions.iter().find(here)
    }
}

/// What came of one task.
struct Outcome {
    number: String,
    refused: Option<String>,
    /// What is wrong with what was typed, where that is why.
    errors: Vec<FieldError>,
}

/// Shows what would come of it, or does it.
pub async fn act(room: Room, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let answer = room.ask(move |office| {
        let several = Several::of(office, &inner, &sent)?;
        match (several.rows.is_empty(), sent.value("step") == DO) {
            (true, _) => Ok(several.nothing()),
            (false, false) => Ok(several.preview(&[]).into_response()),
            (false, true) => several.run(office),
        }
    });
    answer.await.unwrap_or_else(|sorry| sorry)
}

/// The tasks that were chosen, and the step.
struct Several<'s> {
    room: &'s Room,
    sent: &'s Sent,
    law: Arc<Law>,
    action: String,
    rows: Vec<Row>,
}

impl<'s> Several<'s> {
    fn of(office: &Office, room: &'s Room, sent: &'s Sent) -> Result<Several<'s>, Failure> {
        let action = Some(sent.value("action")).filter(|action| !action.is_empty());
        let action = action.unwrap_or_else(|| sent.value(OTHER)).to_owned();
        let mut known = BTreeSet::new();
        let chosen = sent.values("task").filter(|task| known.insert(*task)).take(MOST).filter_map(chosen);
        let rows = chosen.map(|chosen| match office.read(&chosen.number, &room.staff.who) {
            Ok(reading) => Ok(Row { chosen, reading: Some(reading) }),
            Err(Failure::NotFound) => Ok(Row { chosen, reading: None }),
            Err(other) => Err(other),
        });
        Ok(Several { room, sent, law: office.law(), action, rows: rows.collect::<Result<_, _>>()? })
    }

    fn words(&self) -> &'static Words {
        self.room.words()
    }

    fn names(&self) -> Names<'_> {
        Names::new(&self.law, self.room.reader.lang)
    }

    /// The rows that the step is open for.
    fn ready(&self) -> impl Iterator<Item = (&Row, &Reading, &Open)> {
        self.rows.iter().filter_map(|row| Some((row, row.reading.as_ref()?, row.open(&self.action)?)))
    }

    fn title(&self) -> String {
        let step = self.ready().next().map(|(row, reading, open)| {
            let stage = reading.case.task(&row.chosen.task).map(|task| task.stage.clone()).unwrap_or_default();
            self.names().step(&reading.rules, &stage, open)
        });
        step.unwrap_or_else(|| t!(self.words(), "at-once"))
    }

    /// What the step asks, once for all: every row's fields are the same where the action is the same.
    fn fields(&self) -> Option<Fields<'_>> {
        let (_, reading, open) = self.ready().find(|(_, _, open)| !open.fields.is_empty())?;
        let (rules, case) = (&reading.rules, &reading.case);
        let lang = self.room.reader.lang;
        let fields = Fields::of_action(&self.law, lang, rules, case, &open.action, open.task.as_ref(), &open.fields);
        Some(Fields { prefix: PREFIX.into(), ..fields })
    }

    fn back(&self) -> &str {
        let back = self.sent.value("back");
        if back == "/desk" || back.starts_with("/desk?") { back } else { "/desk" }
    }

    fn nothing(&self) -> Response {
        let words = self.words();
        let heading = el("h1").class("govuk-heading-l").put(t!(words, "at-once")).html();
        let body = heading.then(el("p").class("govuk-body").put(t!(words, "at-once-none"))).then(self.to_the_list());
        with_status(StatusCode::UNPROCESSABLE_ENTITY, self.room.page(t!(words, "at-once"), "work").with(body))
    }

    fn to_the_list(&self) -> Html {
        let link = el("a").class("govuk-link").attr("href", self.back()).put(t!(self.words(), "nav-work"));
        el("p").class("govuk-body").put(link).html()
    }

    /// What would come of it: nothing has been done yet.
    fn preview(&self, errors: &[FieldError]) -> crate::shell::Page {
        let words = self.words();
        let form = Form::new(words, &self.sent.pairs, errors);
        let title = self.title();
        let heading = el("h1").class("govuk-heading-l").put(t!(words, "at-once-look", action = title.as_str()));
        let ready = self.ready().count();
        let left = self.rows.len() - ready;
        let about = t!(words, "at-once-about", n = ready, left = left);
        let sheet = el("form")
            .attr("id", FORM)
            .attr("method", "post")
            .attr("action", "/desk/at-once")
            .attr("novalidate", "")
            .put(hidden("csrf", &self.room.staff.csrf))
            .put(hidden("action", &self.action))
            .put(hidden("back", self.back()))
            .put(hidden("once", &new_token().unwrap_or_default()))
            .put_all(self.ready().map(|(row, reading, _)| hidden("task", &row.chosen.pair(reading.version))))
            .put(form.error(FORM).map(Html::from))
            .put(self.table(self.rows.iter().map(|row| (row, self.prospect(row)))))
            .put(self.fields().map(|fields| fields.controls(&form)))
            .put((ready > 0).then(|| {
                let mut button = submit(t!(words, "at-once-do", action = title.as_str(), n = ready));
                button.name = "step".into();
                button.value = DO.into();
                Html::from(button)
            }));
        let body = form
            .error_summary()
            .then(heading)
            .then(el("p").class("govuk-body").put(about))
            .then(sheet)
            .then(self.to_the_list());
        let mut page = self.room.page(title, "work").with(body);
        page.wrong = !errors.is_empty();
        page
    }

    fn prospect(&self, row: &Row) -> String {
        let words = self.words();
        match (&row.reading, row.open(&self.action)) {
            (None, _) => t!(words, "not-found"),
            (Some(_), Some(_)) => t!(words, "at-once-will"),
            (Some(_), None) => t!(words, "at-once-not-open"),
        }
    }

    fn table<'r>(&self, rows: impl Iterator<Item = (&'r Row, String)>) -> Html {
        let words = self.words();
        let names = self.names();
        let row = |(row, told): (&Row, String)| {
            let reading = row.reading.as_ref();
            let task = reading.and_then(|reading| reading.case.task(&row.chosen.task));
            let stage = task.zip(reading).map(|(task, reading)| names.stage(&reading.rules, &task.stage));
            vec![
                Cell::from(link(&row.chosen.number)),
                Cell::from(reading.map(|reading| matter(&names, reading)).unwrap_or_default()),
                Cell::from(stage.unwrap_or_default()),
                Cell::from(told),
            ]
        };
        let head = ["work-number", "work-matter", "work-stage", "at-once-result"];
        let table = Table {
            head: head.map(|key| words.get(key, &[]).into()).to_vec(),
            rows: rows.map(row).collect(),
            classes: "bh-dense".into(),
            ..Table::default()
        };
        table.stacked().into()
    }

    /// Each on its own. What was typed wrongly for all of them comes back in its form, with nothing done.
    fn run(&self, office: &Office) -> Result<Response, Failure> {
        let outcomes: Vec<Outcome> = self.rows.iter().map(|row| self.one(office, row)).collect();
        let done = outcomes.iter().filter(|outcome| outcome.refused.is_none()).count();
        let errors = outcomes.iter().map(|outcome| outcome.errors.as_slice()).find(|errors| !errors.is_empty());
        Ok(match errors {
            Some(errors) if done == 0 => with_status(StatusCode::UNPROCESSABLE_ENTITY, self.preview(errors)),
            _ => self.told(&outcomes, done),
        })
    }

    /// What goes wrong with one is told of that one: the others have been, or will be, decided.
    fn one(&self, office: &Office, row: &Row) -> Outcome {
        let number = row.chosen.number.clone();
        let asks = row.open(&self.action).is_none_or(|open| !open.fields.is_empty());
        let fields = self.fields().filter(|_| asks);
        let wish = Act {
            case: number.clone(),
            action: self.action.clone(),
            task: Some(row.chosen.task.clone()),
            input: fields.as_ref().map_or_else(Map::<String, Json>::new, |fields| fields.read(self.sent)),
            seen: row.chosen.seen,
        };
        let done = office.act(&Demand { who: self.room.staff.who.clone(), wish, key: self.key(row) });
        let errors = match (&done, &fields) {
            (Err(Failure::Refused(refusal)), Some(fields)) if !refusal.faults.is_empty() => {
                fields.errors(refusal, "", FORM)
            }
            _ => Vec::new(),
        };
        Outcome { number, refused: done.err().map(|failure| self.why_not(&failure)), errors }
    }

    /// The page sent twice does each once.
    fn key(&self, row: &Row) -> Option<IdempotencyKey> {
        let district = &row.reading.as_ref()?.case.district;
        let key = once_key(&self.room.staff, district, "/desk/at-once", self.sent)?;
        Some(IdempotencyKey { key: format!("{}/{}/{}", key.key, row.chosen.number, row.chosen.task.0), ..key })
    }

    fn why_not(&self, failure: &Failure) -> String {
        let words = self.words();
        match failure {
            Failure::Refused(refusal) => self.in_words(&refusal.sentence),
            Failure::Stale { by, .. } => {
                let (post, unit) = by.clone().unwrap_or_default();
                let who = self.names().post_at(Some(&post), Some(&unit));
                let who = if who.is_empty() { t!(words, "a-colleague") } else { who };
                t!(words, "at-once-stale", who = who)
            }
            Failure::NotFound => t!(words, "not-found"),
            Failure::Busy(_) | Failure::InFlight => t!(words, "busy-about"),
            Failure::KeyReused => t!(words, "sent-twice"),
            Failure::Storage(error) => {
                tracing::error!(%error, "the store failed under one of several acts");
                t!(words, "at-once-broken")
            }
        }
    }

    fn in_words(&self, sentence: &Sentence) -> String {
        match self.room.reader.lang {
            Lang::Zh => sentence.zh.clone(),
            Lang::En => sentence.en.clone(),
        }
    }

    fn told(&self, outcomes: &[Outcome], done: usize) -> Response {
        let words = self.words();
        let left = outcomes.len() - done;
        let heading = el("h1").class("govuk-heading-l").put(t!(words, "at-once"));
        let rows = outcomes.iter().map(|outcome| {
            let result = outcome.refused.clone().map(|why| t!(words, "at-once-refused", why = why));
            vec![Cell::from(link(&outcome.number)), Cell::from(result.unwrap_or_else(|| t!(words, "at-once-done")))]
        });
        let table = Table {
            head: vec![t!(words, "work-number").into(), t!(words, "at-once-result").into()],
            rows: rows.collect(),
            ..Table::default()
        };
        let banner = (done > 0).then(|| phrases::done(words, t!(words, "at-once-so-many", n = done)));
        let warning = (left > 0).then(|| phrases::warning(words, t!(words, "at-once-left", n = left)));
        let again = (left > 0).then(|| self.again(outcomes));
        let body =
            Html::from(banner).then(heading).then(warning).then(table.stacked()).then(again).then(self.to_the_list());
        with_status(StatusCode::OK, self.room.page(t!(words, "at-once"), "work").with(body))
    }

    /// Those that were not done, to be looked at once more.
    fn again(&self, outcomes: &[Outcome]) -> Html {
        let left = self.rows.iter().zip(outcomes).filter(|(_, outcome)| outcome.refused.is_some());
        let tasks = left.map(|(row, _)| hidden("task", &format!("{}/{}", row.chosen.number, row.chosen.task.0)));
        let look = Button {
            content: t!(self.words(), "at-once-again").into(),
            classes: "govuk-button--secondary".into(),
            ..Button::default()
        };
        el("form")
            .attr("method", "post")
            .attr("action", "/desk/at-once")
            .put(hidden("csrf", &self.room.staff.csrf))
            .put(hidden("action", &self.action))
            .put(hidden("back", self.back()))
            .put_all(tasks)
            .put(look)
            .html()
    }
}

impl Chosen {
    /// As it stands in the form: number, task, and the version that is shown.
    fn pair(&self, version: u64) -> String {
        format!("{}/{}/{version}", self.number, self.task.0)
    }
}

fn chosen(pair: &str) -> Option<Chosen> {
    let mut parts = pair.splitn(3, '/');
    let (number, task) = (parts.next()?.to_owned(), TaskId(parts.next()?.to_owned()));
    Some(Chosen { number, task, seen: parts.next().and_then(|seen| seen.parse().ok()) })
}

fn link(number: &str) -> Html {
    el("a").class("govuk-link bh-number").attr("href", format!("/desk/cases/{number}")).put(number).html()
}
