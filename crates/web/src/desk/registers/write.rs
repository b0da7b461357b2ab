//! An entry written: a new one, the next version of one, or out of use. Of two who write at once the second is told, and keeps
//! what was typed.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_office::entries::{NewEntry, Version};
use bihuan_office::{Failure, Office};

use super::{Here, entry};
use crate::components::*;
use crate::desk::room::{Room, with_status};
use crate::fields::Sent;
use crate::html::{Element, Html, el};
use crate::phrases::{self, FieldError, Form, submit};
use crate::shell::{Page, hidden};
use crate::t;

/// The `id` of the form, for what no single field is to blame for.
const FORM: &str = "entry";
/// The control of a new entry's key.
const KEY: &str = "key";

/// A form that comes back: what was typed, what is wrong with it, who was faster.
pub struct Again<'a> {
    typed: &'a [(String, String)],
    errors: &'a [FieldError],
    by: Option<(String, String)>,
}

/// What came of writing.
enum Written {
    Done,
    Wrong(Vec<FieldError>),
    Faster((String, String)),
}

/// `GET …/new`
pub async fn empty(room: Room, Path((pack, register)): Path<(String, String)>) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let here = Here::at(office, &inner, &pack, &register)?;
        office.hand(&inner.staff.who, &here.district, &here.register.name)?;
        Ok(new_page(&here, &[], &[]))
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// `POST …/new`
pub async fn add(room: Room, Path((pack, register)): Path<(String, String)>, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let kept = room.ask(move |office| {
        let here = Here::at(office, &inner, &pack, &register)?;
        let key = sent.value(KEY).trim().to_owned();
        let errors = match wrong_key(office, &here, &key)? {
            Some(error) => vec![error],
            None => match written(office, &here, &key, 0, &sent)? {
                Written::Done => return Ok(done(&here, &key)),
                Written::Wrong(errors) => errors,
                Written::Faster(_) => vec![FieldError::new(KEY, t!(inner.words(), "registers-key-used"))],
            },
        };
        Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, new_page(&here, &sent.pairs, &errors)))
    });
    kept.await.unwrap_or_else(|sorry| sorry)
}

/// `POST …/{key}`: the next version.
pub async fn change(room: Room, Path((pack, register, key)): Path<(String, String, String)>, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let kept = room.ask(move |office| {
        let here = Here::at(office, &inner, &pack, &register)?;
        office.entry_now(&here.shelf(), &key)?.ok_or(Failure::NotFound)?;
        let seen = sent.value("seen").parse().unwrap_or(0);
        let (status, errors, by) = match written(office, &here, &key, seen, &sent)? {
            Written::Done => return Ok(done(&here, &key)),
            Written::Wrong(errors) => (StatusCode::UNPROCESSABLE_ENTITY, errors, None),
            Written::Faster(by) => (StatusCode::CONFLICT, Vec::new(), Some(by)),
        };
        let again = Again { typed: &sent.pairs, errors: &errors, by };
        Ok(with_status(status, entry::draw(office, &here, &key, &[], Some(&again))?))
    });
    kept.await.unwrap_or_else(|sorry| sorry)
}

/// `POST …/{key}/retire`: out of use.
pub async fn retire(room: Room, Path((pack, register, key)): Path<(String, String, String)>, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let kept = room.ask(move |office| {
        let here = Here::at(office, &inner, &pack, &register)?;
        let seen = sent.value("seen").parse().unwrap_or(0);
        match office.retire_entry(&inner.staff.who, &here.shelf(), &key, seen) {
            Ok(_) => Ok(done(&here, &key)),
            Err(Failure::Stale { by, .. }) => {
                let again = Again { typed: &[], errors: &[], by: Some(by.unwrap_or_default()) };
                Ok(with_status(StatusCode::CONFLICT, entry::draw(office, &here, &key, &[], Some(&again))?))
            }
            Err(other) => Err(other),
        }
    });
    kept.await.unwrap_or_else(|sorry| sorry)
}

fn written(office: &Office, here: &Here<'_>, key: &str, seen: u64, sent: &Sent) -> Result<Written, Failure> {
    let form = here.fields().read(sent);
    match office.write_entry(&here.room.staff.who, &here.shelf(), &NewEntry { key, seen, form: &form }) {
        Ok(_) => Ok(Written::Done),
        Err(Failure::Refused(refusal)) => Ok(Written::Wrong(here.fields().errors(&refusal, "", FORM))),
        Err(Failure::Stale { by, .. }) => Ok(Written::Faster(by.unwrap_or_default())),
        Err(other) => Err(other),
    }
}

fn done(here: &Here<'_>, key: &str) -> Response {
    Redirect::to(&format!("{}?done=1", here.path_of(key))).into_response()
}

/// A key that cannot be used, or that is in use.
fn wrong_key(office: &Office, here: &Here<'_>, key: &str) -> Result<Option<FieldError>, Failure> {
    let words = here.room.words();
    let plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let fits =
        !key.is_empty() && key.chars().count() <= 60 && key.chars().all(plain) && !["new", "import"].contains(&key);
    if !fits {
        return Ok(Some(FieldError::new(KEY, t!(words, "registers-key-wrong"))));
    }
    let used = office.entry_now(&here.shelf(), key)?.is_some();
    Ok(used.then(|| FieldError::new(KEY, t!(words, "registers-key-used"))))
}

fn sheet(here: &Here<'_>, action: &str, form: &Form<'_>, key: Option<Html>) -> Element {
    el("form")
        .attr("id", FORM)
        .attr("method", "post")
        .attr("action", action)
        .attr("enctype", "multipart/form-data")
        .attr("novalidate", "")
        .put(hidden("csrf", &here.room.staff.csrf))
        .put(key)
        .put(here.fields().controls(form))
}

fn new_page(here: &Here<'_>, typed: &[(String, String)], errors: &[FieldError]) -> Page {
    let words = here.room.words();
    let form = Form::new(words, typed, errors);
    let mut key = form.input(KEY, t!(words, "registers-key"));
    key.hint = Some(t!(words, "registers-key-hint").into());
    let action = format!("{}/new", here.path());
    let sheet = sheet(here, &action, &form, Some(key.into())).put(submit(t!(words, "registers-keep")));
    let title = t!(words, "registers-new-in", register = here.title());
    let main = el("div")
        .class("govuk-grid-column-two-thirds")
        .put(form.error_summary())
        .put(el("h1").class("govuk-heading-l").put(&title))
        .put(sheet);
    let mut page = here.room.page(title, "intake").with(el("div").class("govuk-grid-row").put(main));
    page.before = phrases::back(words, &here.path());
    page.wrong = !errors.is_empty();
    page
}

/// What is wrong with a form that came back, and who was faster.
pub fn summary(here: &Here<'_>, again: Option<&Again<'_>>) -> Html {
    let words = here.room.words();
    let Some(again) = again else { return Html::empty() };
    let faster = again.by.as_ref().map(|(post, unit)| {
        let by = here.names().post_at(Some(post), Some(unit));
        phrases::important(words, t!(words, "registers-meanwhile", by = by))
    });
    Html::from(faster).then(Form::new(words, &[], again.errors).error_summary())
}

/// The form with the next version, and the press that takes the entry out of use: for who keeps it.
pub fn forms(office: &Office, here: &Here<'_>, key: &str, now: &Version, again: Option<&Again<'_>>) -> Option<Html> {
    let words = here.room.words();
    let owner = here.shelf().owner(&here.law, &now.values);
    office.hand_of_entry(&here.room.staff.who, &here.shelf(), owner.as_ref()).ok()?;
    let kept = here.fields().typed_json(&now.values);
    let typed = again.map(|again| again.typed).filter(|typed| !typed.is_empty()).unwrap_or(&kept);
    let form = Form::new(words, typed, again.map_or(&[][..], |again| again.errors));
    let seen = now.kept.version.to_string();
    let sheet = sheet(here, &here.path_of(key), &form, None)
        .put(hidden("seen", &seen))
        .put(submit(t!(words, "registers-keep-version")));
    let change = Details {
        summary: t!(words, "registers-change").into(),
        content: sheet.html(),
        open: again.is_some() || now.kept.retired,
        ..Details::default()
    };
    let retire = (!now.kept.retired).then(|| {
        let press = Button { classes: "govuk-button--warning".into(), ..submit(t!(words, "registers-retire-press")) };
        let sheet = el("form")
            .attr("method", "post")
            .attr("action", format!("{}/retire", here.path_of(key)))
            .put(hidden("csrf", &here.room.staff.csrf))
            .put(hidden("seen", &seen))
            .put(press);
        let about = el("p").class("govuk-body").put(t!(words, "registers-retire-about")).html();
        Html::from(Details {
            summary: t!(words, "registers-retire").into(),
            content: about.then(sheet),
            ..Details::default()
        })
    });
    Some(Html::from(change).then(retire))
}
