//! Views that an officer keeps under a name: an address of the list, theirs alone.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_ledger::KeptRow;
use bihuan_office::{Failure, Office};
use jiff::Timestamp;
use serde_json::json;

use super::asked::Asked;
use crate::components::{Button, Details};
use crate::desk::room::{Room, with_status};
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::phrases::{FieldError, Form, submit};
use crate::shell::{Notice, hidden};
use crate::t;

/// What views are among all that an officer keeps.
const KIND: &str = "view";
/// Views of one officer.
const MOST: usize = 20;
/// Characters of a name.
const LONGEST: usize = 30;

/// A view.
pub struct View {
    /// Its name.
    pub name: String,
    /// What it shows.
    pub asked: Asked,
}

/// The views of an officer, by name.
pub fn of(office: &Office, room: &Room) -> Result<Vec<View>, Failure> {
    let kept = office.ledger().kept(room.staff.user.as_str(), KIND)?;
    Ok(kept.into_iter().filter_map(view).collect())
}

fn view(row: KeptRow) -> Option<View> {
    Some(View { asked: at(row.body.get("address")?.as_str()?)?, name: row.name })
}

/// What an address of the list asks for.
fn at(address: &str) -> Option<Asked> {
    let uri: axum::http::Uri = address.parse().ok()?;
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&uri).ok()?;
    (uri.path() == "/desk").then(|| Asked { after: None, done: false, ..Asked::of(&pairs) })
}

/// Keeps the list as it is shown under a name, or lets a view go.
pub async fn change(room: Room, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let answer = room.ask(move |office| match sent.value("drop") {
        "" => keep(office, &inner, &sent),
        name => {
            office.ledger().let_go(inner.staff.user.as_str(), KIND, name)?;
            Ok(Redirect::to("/desk").into_response())
        }
    });
    answer.await.unwrap_or_else(|sorry| sorry)
}

fn keep(office: &Office, room: &Room, sent: &Sent) -> Result<Response, Failure> {
    let words = room.words();
    let asked = at(sent.value("address")).unwrap_or_default();
    let name = sent.value("name").split_whitespace().collect::<Vec<_>>().join(" ");
    let views = of(office, room)?;
    let wrong = match name.chars().count() {
        0 => Some(t!(words, "view-nameless")),
        n if n > LONGEST => Some(t!(words, "view-too-long", n = LONGEST)),
        _ if views.len() >= MOST && views.iter().all(|view| view.name != name) => {
            Some(t!(words, "view-too-many", n = MOST))
        }
        _ => None,
    };
    if let Some(wrong) = wrong {
        return Ok(refused(room, &asked, &name, wrong));
    }
    let owner = room.staff.user.to_string();
    let body = json!({ "address": asked.address() });
    office.ledger().keep(KeptRow { owner, kind: KIND.into(), name, body, at: Timestamp::now() })?;
    Ok(Redirect::to(&asked.address()).into_response())
}

fn refused(room: &Room, asked: &Asked, name: &str, wrong: String) -> Response {
    let errors = [FieldError::new("name", wrong)];
    let typed = [("name".to_owned(), name.to_owned())];
    let form = Form::new(room.words(), &typed, &errors);
    let mut notice = Notice::new(t!(room.words(), "view-keep"), [keeper(room, asked, &form)]);
    notice.body = form.error_summary().then(notice.body);
    with_status(StatusCode::UNPROCESSABLE_ENTITY, room.notice(notice, "work"))
}

/// The views as links, and the form that keeps the present one.
pub fn shelf(room: &Room, views: &[View], asked: &Asked) -> Html {
    let words = room.words();
    let here = asked.address();
    let link = |view: &View| {
        let now = view.asked.address() == here;
        let link = el("a").class("govuk-link").attr("href", view.asked.address()).put(&view.name);
        el("li").put(if now { link.attr("aria-current", "page") } else { link }).html()
    };
    let all = (!views.is_empty()).then(|| {
        let list = el("ul").class("bh-views").attr("aria-label", t!(words, "views"));
        list.put_all(views.iter().map(link)).html()
    });
    let form = Form::new(words, &[], &[]);
    let keep = Details {
        summary: t!(words, "view-keep").into(),
        content: keeper(room, asked, &form).then(drops(room, views)),
        classes: "bh-keep".into(),
        ..Details::default()
    };
    el("nav").class("bh-shelf bh-no-print").attr("aria-label", t!(words, "views")).put(all).put(Html::from(keep)).html()
}

fn keeper(room: &Room, asked: &Asked, form: &Form<'_>) -> Html {
    let words = room.words();
    let mut name = form.input("name", t!(words, "view-name"));
    name.classes = "govuk-input--width-20".into();
    el("form")
        .attr("method", "post")
        .attr("action", "/desk/views")
        .put(hidden("csrf", &room.staff.csrf))
        .put(hidden("address", &asked.address()))
        .put(name)
        .put(Button { classes: "govuk-button--secondary".into(), ..submit(t!(words, "view-keep-now")) })
        .html()
}

fn drops(room: &Room, views: &[View]) -> Html {
    if views.is_empty() {
        return Html::empty();
    }
    let words = room.words();
    let one = |view: &View| {
        let about = el("span").class("govuk-visually-hidden").put(format!(" {}", view.name));
        let button = el("button").attr("type", "submit").class("bh-link-button").attr("name", "drop");
        let button = button.attr("value", &view.name).put(t!(words, "view-drop")).put(about);
        el("li").put(&view.name).put(" ").put(button).html()
    };
    el("form")
        .attr("method", "post")
        .attr("action", "/desk/views")
        .put(hidden("csrf", &room.staff.csrf))
        .put(el("ul").class("govuk-list").put_all(views.iter().map(one)))
        .html()
}
