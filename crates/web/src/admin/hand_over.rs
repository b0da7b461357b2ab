//! Handing over: who takes the work of an officer who leaves, shown with its counts before it is done.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bihuan_core::directory::{Officer, UserName};
use bihuan_office::{Failure, HandOver, Handed, Office};

use super::frame::{Asked, For, Query1, View, show};
use super::officer::found;
use super::officers::in_words;
use crate::components::*;
use crate::desk::{ADMIN, Room};
use crate::fields::Sent;
use crate::html::Html;
use crate::phrases::{self, FieldError, Form, submit};
use crate::shell::{Page, hidden};
use crate::t;

/// The choice, and once something is chosen what it would do.
pub async fn page(room: Room, Path(user): Path<String>, query: Query1) -> Response {
    let asked = Asked::of(query);
    show(room, For::Keepers, move |office, view| draw(office, view, found(view, &user)?, &asked, &[])).await
}

fn draw(
    office: &Office,
    view: &View<'_>,
    officer: &Officer,
    asked: &Asked,
    errors: &[FieldError],
) -> Result<Page, Failure> {
    let words = view.words;
    let (mut errors, mut preview) = (errors.to_vec(), Html::empty());
    if let Some(wish) = wish(officer, asked.value("to"), asked.value("leaves")) {
        match office.preview_hand_over(&view.room.staff.who, &wish) {
            Ok(handed) => preview = shown(view, &wish, &handed),
            Err(Failure::Refused(refusal)) if errors.is_empty() => errors = view.refused(&refusal, &["to"]),
            Err(Failure::Refused(_)) => {}
            Err(other) => return Err(other),
        }
    }
    let content = choice(view, officer, asked, &errors).then(preview);
    let mut page = view.page("officers", t!(words, "hand-over-of", name = officer.name.as_str()), content);
    page.before = phrases::back(words, &format!("/admin/officers/{}", officer.user));
    page.wrong = !errors.is_empty();
    Ok(page)
}

/// What was chosen; none while nothing is. `-` stands for the posts themselves.
fn wish(officer: &Officer, to: &str, leaves: &str) -> Option<HandOver> {
    let to = match to {
        "" => return None,
        "-" => None,
        name => Some(name.parse::<UserName>().ok()?),
    };
    Some(HandOver { from: officer.user.clone(), to, leaves: leaves == "yes" })
}

fn choice(view: &View<'_>, officer: &Officer, asked: &Asked, errors: &[FieldError]) -> Html {
    let words = view.words;
    let form = Form::new(words, &asked.0, errors);
    let others = view.officers().into_iter().filter(|other| other.user != officer.user);
    let other = |other: &Officer| SelectItem::new(other.user.as_str(), format!("{}（{}）", other.name, other.user));
    let first = [SelectItem::new("", t!(words, "choose")), SelectItem::new("-", t!(words, "hand-over-to-posts"))];
    let items = first.into_iter().chain(others.map(other)).collect();
    let leaves =
        vec![Choice::new("yes", t!(words, "hand-over-leaves")), Choice::new("no", t!(words, "hand-over-stays"))];
    let fields = form
        .error_summary()
        .then(view.line(t!(words, "hand-over-about")))
        .then(form.select("to", t!(words, "successor"), items))
        .then(form.radios("leaves", t!(words, "hand-over-posts"), leaves))
        .then(Button {
            content: t!(words, "hand-over-preview").into(),
            classes: "govuk-button--secondary".into(),
            ..Button::default()
        });
    crate::html::el("form")
        .attr("method", "get")
        .attr("action", format!("/admin/hand-over/{}", officer.user))
        .put(fields)
        .html()
}

/// What would happen, with the button that lets it; none while it would leave work without anybody.
fn shown(view: &View<'_>, wish: &HandOver, handed: &Handed) -> Html {
    let words = view.words;
    let rows = handed.lines.iter().map(|(unit, post, tasks, taken)| {
        let whom = match (&wish.to, taken) {
            (Some(to), true) => {
                view.law.directory.officer(to).map_or_else(|| to.to_string(), |known| known.name.clone())
            }
            _ => t!(words, "back-to-post"),
        };
        vec![
            Cell::from(view.names.unit_of(unit)),
            Cell::from(view.names.post(post)),
            Cell::number(tasks.to_string()),
            Cell::from(whom),
        ]
    });
    let counts = view.line(t!(
        words,
        "hand-over-counts",
        officer = handed.to_officer(),
        post = handed.to_post(),
        posts = handed.posts.len()
    ));
    let posts: Html = handed
        .posts
        .iter()
        .map(|holding| crate::html::el("li").put(in_words(view, holding)))
        .map(|item| item.html())
        .collect();
    let posts = (!posts.is_empty()).then(|| {
        let title = view.line(if wish.to.is_some() { t!(words, "posts-pass") } else { t!(words, "posts-end") });
        title.then(crate::html::el("ul").class("govuk-list govuk-list--bullet").put(posts))
    });
    let table = view.table(&["work-unit", "post", "open-tasks", "goes-to"], rows.collect());
    let end = if handed.vacant.is_empty() { go(view, wish) } else { vacant(view, handed) };
    view.section("hand-over-would", counts.then(table).then(posts).then(end))
}

fn vacant(view: &View<'_>, handed: &Handed) -> Html {
    let rows = handed.vacant.iter().map(|(post, unit, tasks)| {
        vec![
            Cell::from(view.names.unit(unit)),
            Cell::from(view.names.post(post.as_str())),
            Cell::number(tasks.to_string()),
        ]
    });
    phrases::warning(view.words, t!(view.words, "hand-over-vacant"))
        .then(view.table(&["work-unit", "post", "open-tasks"], rows.collect()))
}

fn go(view: &View<'_>, wish: &HandOver) -> Html {
    let to = wish.to.as_ref().map_or("-", UserName::as_str);
    let fields = hidden("to", to)
        .then(hidden("leaves", if wish.leaves { "yes" } else { "no" }))
        .then(Button { classes: "govuk-button--warning".into(), ..submit(t!(view.words, "hand-over-do")) });
    view.form(&format!("/admin/hand-over/{}/do", wish.from), fields)
}

/// Hands over.
pub async fn act(room: Room, Path(user): Path<String>, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    if !room.staff.is(ADMIN) {
        return room.not_for_you();
    }
    let inner = room.clone();
    let done = room.ask(move |office| {
        let law = office.law();
        let view = View::new(&inner, &law);
        let officer = found(&view, &user)?;
        let wish = wish(officer, sent.value("to"), sent.value("leaves")).ok_or(Failure::NotFound)?;
        match office.hand_over_tasks(&view.room.staff.who, &wish) {
            Ok(handed) => Ok(Ok(Box::new(told(&view, officer, &handed)))),
            Err(Failure::Refused(refusal)) => {
                let errors = view.refused(&refusal, &["to"]);
                Ok(Err(Box::new(draw(office, &view, officer, &Asked(sent.pairs.clone()), &errors)?)))
            }
            Err(other) => Err(other),
        }
    });
    match done.await {
        Ok(Ok(page)) => page.into_response(),
        Ok(Err(page)) => (StatusCode::UNPROCESSABLE_ENTITY, *page).into_response(),
        Err(sorry) => sorry,
    }
}

fn told(view: &View<'_>, officer: &Officer, handed: &Handed) -> Page {
    let words = view.words;
    let counts =
        t!(words, "hand-over-done", officer = handed.to_officer(), post = handed.to_post(), posts = handed.posts.len());
    let refused =
        (handed.refused > 0).then(|| phrases::warning(words, t!(words, "hand-over-refused", n = handed.refused)));
    let back = view.line(super::frame::link(format!("/admin/officers/{}", officer.user), t!(words, "officer-see")));
    let content = phrases::done(words, counts).then(refused).then(back);
    view.page("officers", t!(words, "hand-over-of", name = officer.name.as_str()), content)
}
