//! One case: what it is, how it stands, what may be done now, what happened.
//!
//! `sheet` brings together what is shown, `parts` writes it, `acting` the forms of what may be done, `reckoning` tells
//! how a due date came about, `story` what happened, `branches` draws what runs side by side, `place` where it is, `alike`
//! tells what its reporter says it is the same as, `subcases` what it opened, `round` the table of what it asked of many units, `standing` how it is counted where a decision changed that.

pub(crate) mod acting;
mod alike;
pub mod archive;
mod branches;
mod draw;
mod parts;
mod place;
mod reckoning;
pub mod round;
mod sheet;
mod standing;
mod story;
mod subcases;

use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::casework::decide::Open;
use bihuan_core::casework::{Refusal, RefusalCode, TaskId};
use bihuan_office::notices::receiver;
use bihuan_office::{Act, Demand, Failure, Office, Settled};
use std::collections::BTreeMap;

pub use self::acting::Deed;
use self::acting::Wrong;
use self::sheet::Sheet;
use super::room::{Room, once_key, with_status};
use crate::fields::{Fields, Sent};
use crate::html::Html;
use crate::identity::held::{self, Held};
use crate::phrases::{self, FieldError};
use crate::shell::{Page, someone_was_faster};
use crate::t;

/// What happened to a matter from an instant on, the latest first; nothing where nothing did.
///
/// # Errors
/// As reading the case.
pub fn moved_since(office: &Office, room: &Room, number: &str, from: jiff::Timestamp) -> Result<Html, Failure> {
    let sheet = Sheet::load(office, room, number)?;
    Ok(story::after(&sheet, from))
}

/// The page of a case.
pub async fn page(room: Room, Path(number): Path<String>, Query(asked): Query<BTreeMap<String, String>>) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let sheet = Sheet::load(office, &inner, &number)?;
        see(office, &inner, &sheet)?;
        let print = asked.get("view").is_some_and(|view| view == "print");
        let done = asked.get("done").map(|action| done_banner(&sheet, action));
        Ok(draw(&inner, &sheet, None, done.unwrap_or_default(), print))
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// Whoever opens a case has seen what they were told of it.
fn see(office: &Office, room: &Room, sheet: &Sheet) -> Result<(), Failure> {
    if room.staff.unseen == 0 {
        return Ok(());
    }
    let me = receiver(room.staff.user.as_str());
    office.ledger().notices_seen(&me, Some(&sheet.reading.case.id.0), i64::MAX.unsigned_abs(), sheet.now)?;
    Ok(())
}

/// Whoever opens the address of an act (by going back, or after signing in) gets the case; after a session that ended,
/// with the form as it was sent.
pub async fn back_to_case(room: Room, headers: HeaderMap, Path((number, action)): Path<(String, String)>) -> Response {
    let inner = room.clone();
    let answer =
        room.ask(move |office| match held::take(office, &headers, inner.staff.user.as_str(), &inner.reader.here)? {
            Held::Own(sent) => Try { room: &inner, number: &number, action: &action }.stands(office, &sent),
            Held::Whose => {
                let sheet = Sheet::load(office, &inner, &number)?;
                see(office, &inner, &sheet)?;
                let asked = held::whose(inner.words(), &inner.reader.here);
                Ok(draw(&inner, &sheet, None, asked, false).into_response())
            }
            Held::Nothing => Ok(Redirect::to(&format!("/desk/cases/{}", plain(&number))).into_response()),
        });
    answer.await.unwrap_or_else(|sorry| sorry)
}

/// An act of the officer.
pub async fn act(room: Room, Path((number, action)): Path<(String, String)>, mut sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let answer = room.ask(move |office| {
        let try_it = Try { room: &inner, number: &number, action: &action };
        try_it.run(office, &mut sent)
    });
    answer.await.unwrap_or_else(|sorry| sorry)
}

/// An attachment of a case that the officer may read.
pub async fn file(room: Room, Path((number, id)): Path<(String, String)>) -> Response {
    let who = room.staff.who.clone();
    let found = room.ask(move |office| {
        let reading = office.read(&number, &who)?;
        let row = office.files_seen(&reading, &who)?.into_iter().find(|row| row.id == id).ok_or(Failure::NotFound)?;
        let bytes = office.ledger().file_bytes(&id)?.ok_or(Failure::NotFound)?;
        Ok((row, bytes))
    });
    match found.await {
        Ok((row, bytes)) => crate::attachment::answer(&row, bytes),
        Err(sorry) => sorry,
    }
}

/// One attempt at an act.
struct Try<'t> {
    room: &'t Room,
    number: &'t str,
    action: &'t str,
}

impl Try<'_> {
    fn run(&self, office: &Office, sent: &mut Sent) -> Result<Response, Failure> {
        let lang = self.room.reader.lang;
        let reading = office.read(self.number, &self.room.staff.who)?;
        let law = office.law();
        let task = Some(sent.value("task")).filter(|task| !task.is_empty()).map(|task| TaskId(task.to_owned()));
        let open =
            reading.actions.iter().find(|open| open.action == self.action && (task.is_none() || open.task == task));
        let asks = open.map(|open| open.fields.clone()).unwrap_or_else(|| acting::declared(&reading, self.action));
        let fields = Fields::of_action(&law, lang, &reading.rules, &reading.case, self.action, task.as_ref(), &asks);
        let wrong_files = sent.keep_papers(office, lang)?;
        if !wrong_files.is_empty() {
            return self.again(office, sent, task, wrong_files);
        }
        let path = format!("/desk/cases/{}/actions/{}", reading.case.number, self.action);
        let wish = Act {
            case: reading.case.id.0.clone(),
            action: self.action.to_owned(),
            task: task.clone(),
            input: fields.read(sent),
            seen: sent.value("seen").parse().ok(),
        };
        let key = once_key(&self.room.staff, &reading.case.district, &path, sent);
        match office.act(&Demand { who: self.room.staff.who.clone(), wish, key }) {
            Ok(settled) => Ok(self.on(office, &settled, sent)),
            Err(Failure::Stale { by, .. }) => self.too_late(office, sent, task, by),
            Err(Failure::Refused(refusal)) if is_behind(&refusal, sent, reading.version) => {
                let by = last_actor(office, &reading.case)?;
                self.too_late(office, sent, task, by)
            }
            Err(Failure::Refused(refusal)) => {
                let errors = fields.errors(&refusal, "", &acting::anchor(self.action, task.as_ref()));
                self.again(office, sent, task, errors)
            }
            Err(other) => Err(other),
        }
    }

    /// On to the case as it stands now, or back to the list if it is out of the officer's sight.
    fn on(&self, office: &Office, settled: &Settled, sent: &Sent) -> Response {
        if sent.value("back") == crate::cockpit::TODAY {
            let back = format!("{}?done={}", crate::cockpit::TODAY, plain(&settled.case.number));
            return Redirect::to(&back).into_response();
        }
        match office.read(&settled.case.id.0, &self.room.staff.who) {
            Ok(reading) => Redirect::to(&format!("/desk/cases/{}?done={}", reading.case.number, plain(self.action)))
                .into_response(),
            Err(_) => Redirect::to("/desk?done=1").into_response(),
        }
    }

    /// The case with the form as it was sent and what is wrong with it.
    fn again(
        &self,
        office: &Office,
        sent: &Sent,
        task: Option<TaskId>,
        errors: Vec<FieldError>,
    ) -> Result<Response, Failure> {
        let sheet = Sheet::load(office, self.room, self.number)?;
        let wrong = Wrong { action: self.action.to_owned(), task, typed: sent.pairs.clone(), errors };
        let page = draw(self.room, &sheet, Some(&wrong), Html::empty(), false);
        Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, page))
    }

    /// The case with the form as it was before the session ended; where it is not open any more, what was typed.
    fn stands(&self, office: &Office, sent: &Sent) -> Result<Response, Failure> {
        let task = Some(sent.value("task")).filter(|task| !task.is_empty()).map(|task| TaskId(task.to_owned()));
        let sheet = Sheet::load(office, self.room, self.number)?;
        let open = |open: &Open| open.action == self.action && (task.is_none() || open.task == task);
        if !sheet.reading.actions.iter().any(open) {
            return self.too_late(office, sent, task, last_actor(office, &sheet.reading.case)?);
        }
        let typed = Wrong { action: self.action.to_owned(), task, typed: sent.pairs.clone(), errors: Vec::new() };
        let banner = phrases::important(self.room.words(), t!(self.room.words(), "held-back"));
        let mut page = draw(self.room, &sheet, Some(&typed), banner, false);
        page.wrong = false;
        Ok(page.into_response())
    }

    /// Somebody was faster: what was typed is shown, in its form if that is still open.
    fn too_late(
        &self,
        office: &Office,
        sent: &Sent,
        task: Option<TaskId>,
        by: Option<(String, String)>,
    ) -> Result<Response, Failure> {
        let sheet = Sheet::load(office, self.room, self.number)?;
        let words = self.room.words();
        let (post, unit) = by.unwrap_or_default();
        let who = sheet.names().post_at(Some(&post), Some(&unit));
        let who = if who.is_empty() { t!(words, "a-colleague") } else { who };
        let wrong =
            Wrong { action: self.action.to_owned(), task: task.clone(), typed: sent.pairs.clone(), errors: Vec::new() };
        let open = |open: &&Open| open.action == self.action && (task.is_none() || open.task == task);
        let form = match sheet.reading.actions.iter().find(open) {
            Some(open) => acting::form(self.room, &sheet, open, Some(&wrong)),
            None => acting::typed_only(&sheet, &wrong),
        };
        let seen = sent.value("seen").parse().unwrap_or(sheet.reading.version);
        let form = story::since(&sheet, seen).then(form);
        let notice = someone_was_faster(words, &who, &format!("/desk/cases/{}", sheet.reading.case.number), form);
        Ok(with_status(StatusCode::CONFLICT, self.room.notice(notice, "work")))
    }
}

/// Whether a refusal comes from the case having moved on under the officer's hands.
fn is_behind(refusal: &Refusal, sent: &Sent, version: u64) -> bool {
    let behind = sent.value("seen").parse::<u64>().is_ok_and(|seen| seen < version);
    let moved = [RefusalCode::NotOpen, RefusalCode::NotYours, RefusalCode::Linked, RefusalCode::UnknownAction];
    behind && moved.contains(&refusal.code)
}

fn last_actor(office: &Office, case: &bihuan_core::casework::Case) -> Result<Option<(String, String)>, Failure> {
    let records = office.ledger().records(case.district.as_str(), &case.id.0)?;
    Ok(records.last().and_then(|record| bihuan_office::actor(&record.value().ok()?)))
}

fn draw(room: &Room, sheet: &Sheet, wrong: Option<&Wrong>, banner: Html, print: bool) -> Page {
    let words = room.words();
    let number = sheet.reading.case.number.as_str();
    let mut page = room.page(t!(words, "case-title", number = number), "work");
    page.wrong = wrong.is_some();
    let back = if print { format!("/desk/cases/{number}") } else { "/desk".to_owned() };
    page.before = phrases::back(words, &back);
    let errors = wrong.map(|wrong| phrases::Form::new(words, &wrong.typed, &wrong.errors).error_summary());
    page.with(banner.then(errors).then(parts::body(room, sheet, wrong, print)))
}

fn done_banner(sheet: &Sheet, action: &str) -> Html {
    let known = sheet.reading.rules.all_actions().any(|(_, known)| known.name == action)
        || matches!(action, "approve" | "reject" | "file");
    if !known {
        return Html::empty();
    }
    let title = match action {
        "file" => t!(sheet.words(), "done-file"),
        _ => sheet.action_done(action),
    };
    phrases::done(sheet.words(), t!(sheet.words(), "done-action", action = title))
}

/// What may stand in an address of ours.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect()
}
