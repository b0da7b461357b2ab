//! An officer's own second factor: enrolled, moved to another telephone, given new codes on paper, and, where nobody asks
//! for one, laid down. Every change of one that is there asks for a code of it.

use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::directory::UserName;
use bihuan_ledger::LedgerError;
use bihuan_office::people::Note;
use bihuan_office::{Failure, Office};
use jiff::Timestamp;

use super::super::factor::{self, Known, Offered, SecondFactor};
use super::super::lockout::Attempt;
use super::super::second::{code_field, title};
use super::super::{Address, sessions};
use super::{OWN, parts};
use crate::components::{Button, SummaryList, SummaryRow};
use crate::desk::Room;
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::phrases::{self, FieldError, Form};
use crate::portal::when;
use crate::shell::{Page, hidden};
use crate::t;

/// `GET /desk/second-factor`
pub async fn page(room: Room, headers: HeaderMap) -> Response {
    let inner = room.clone();
    let done = room.reader.here.parameter("done").is_some_and(|done| done == "removed");
    let drawn = room.ask(move |office| draw(office, &inner, &headers, done, &[]));
    drawn.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// What is known of the officer's factor, and the secret that is offered in this session.
fn standing(office: &Office, room: &Room, headers: &HeaderMap) -> Result<(Option<Known>, Offered), Failure> {
    let (ledger, user) = (office.ledger(), room.staff.user.as_str());
    let session = sessions::of(ledger, headers)?.ok_or(Failure::NotFound)?;
    Ok((factor::known(ledger, user)?, factor::offered(ledger, user, &session.secret)?))
}

fn draw(office: &Office, room: &Room, headers: &HeaderMap, done: bool, errors: &[FieldError]) -> Result<Page, Failure> {
    let words = room.words();
    let (known, offered) = standing(office, room, headers)?;
    let fields = Form::new(words, &[], errors);
    let banner = done.then(|| phrases::done(words, t!(words, "factor-removed")));
    let body = match known {
        Some(known) => there(room, &fields, known, &offered, errors),
        None => none_yet(room, &fields, &offered),
    };
    let content = fields.error_summary().then(banner).then(title(words, "factor")).then(body);
    let mut page = room.page(t!(words, "factor"), "notices").with(content);
    page.before = phrases::back(words, "/desk/notices");
    page.wrong = !errors.is_empty();
    Ok(page)
}

fn none_yet(room: &Room, fields: &Form<'_>, offered: &Offered) -> Html {
    let words = room.words();
    if room.app.settings.second_factor == SecondFactor::Off {
        return el("p").class("govuk-body").put(t!(words, "factor-off")).html();
    }
    let about = el("p").class("govuk-body").put(t!(words, "factor-about"));
    let enrolment = parts::enrolment(fields, words, room.staff.user.as_str(), offered, "new");
    let sent = hidden("do", "enrol").then(enrolment);
    Html::from(about).then(parts::form(OWN, &room.staff.csrf, sent, t!(words, "factor-confirm")))
}

fn there(room: &Room, fields: &Form<'_>, known: Known, offered: &Offered, errors: &[FieldError]) -> Html {
    let words = room.words();
    let rows = vec![
        SummaryRow::new(t!(words, "factor-since"), when::instant(known.since)),
        SummaryRow::new(t!(words, "factor-papers-left"), known.papers.to_string()),
    ];
    let button = |what: &str, text: String, classes: &str| Button {
        name: "do".into(),
        value: what.into(),
        classes: classes.into(),
        ..phrases::submit(text)
    };
    let lay_down = (room.app.settings.second_factor != SecondFactor::Required)
        .then(|| button("remove", t!(words, "factor-remove"), "govuk-button--warning"));
    let buttons = el("div")
        .class("govuk-button-group")
        .put(button("renew", t!(words, "factor-renew"), "govuk-button--secondary"))
        .put(lay_down);
    let mut code = code_field(fields, "code", t!(words, "second-code"));
    code.hint = Some(t!(words, "second-code-hint").into());
    let change = el("form")
        .attr("method", "post")
        .attr("action", OWN)
        .put(hidden("csrf", &room.staff.csrf))
        .put(code)
        .put(buttons);
    let moved = errors.iter().any(|error| error.field == "new" || error.field == "old");
    Html::from(SummaryList { rows, ..SummaryList::default() }).then(change).then(another(room, fields, offered, moved))
}

/// The same factor on another telephone: a code of the old one, or one from paper, and a code of the new one.
fn another(room: &Room, fields: &Form<'_>, offered: &Offered, open: bool) -> Html {
    let words = room.words();
    let enrolment = parts::enrolment(fields, words, room.staff.user.as_str(), offered, "new");
    let mut old = code_field(fields, "old", t!(words, "factor-old-code"));
    old.hint = Some(t!(words, "second-code-hint").into());
    let sent = hidden("do", "move").then(enrolment).then(old);
    let form = parts::form(OWN, &room.staff.csrf, sent, t!(words, "factor-move-confirm"));
    let details = el("details").class("govuk-details").flag("open", open);
    let summary = el("summary").class("govuk-details__summary");
    let text = el("span").class("govuk-details__summary-text").put(t!(words, "factor-move"));
    details.put(summary.put(text)).put(el("div").class("govuk-details__text").put(form)).html()
}

/// What came of a change.
enum Made {
    /// Codes on paper, to be told once.
    Papers(Vec<String>),
    /// There is no factor any more.
    Removed,
    /// A field is wrong.
    Wrong(&'static str, &'static str),
    /// Too often wrong.
    Locked,
}

/// `POST /desk/second-factor`
pub async fn change(room: Room, address: Address, headers: HeaderMap, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let made = room.ask(move |office| {
        let made = make(office, &inner, address, &headers, &sent)?;
        let (field, key, status) = match made {
            Made::Papers(papers) => return Ok((StatusCode::OK, Some(told_once(&inner, &papers)))),
            Made::Removed => return Ok((StatusCode::SEE_OTHER, None)),
            Made::Wrong(field, key) => (field, key, StatusCode::UNPROCESSABLE_ENTITY),
            Made::Locked => ("code", "second-locked", StatusCode::TOO_MANY_REQUESTS),
        };
        let errors = [FieldError::new(field, inner.words().get(key, &[]))];
        Ok((status, Some(draw(office, &inner, &headers, false, &errors)?)))
    });
    match made.await {
        Ok((status, Some(page))) => (status, page).into_response(),
        Ok((_, None)) => Redirect::to(&format!("{OWN}?done=removed")).into_response(),
        Err(sorry) => sorry,
    }
}

fn make(office: &Office, room: &Room, address: Address, headers: &HeaderMap, sent: &Sent) -> Result<Made, Failure> {
    let (ledger, user) = (office.ledger(), room.staff.user.as_str());
    let (known, offered) = standing(office, room, headers)?;
    let prove = |field: &'static str| match factor::prove(ledger, user, sent.value(field), address, Timestamp::now())? {
        Attempt::Right => Ok::<_, LedgerError>(None),
        Attempt::Wrong => Ok(Some(Made::Wrong(field, "second-wrong"))),
        Attempt::Locked(_) => Ok(Some(Made::Locked)),
    };
    let enrol = || match factor::enrol(ledger, user, &offered, sent.value("new"), Timestamp::now())? {
        Some(papers) => {
            note(office, user, true);
            Ok::<_, Failure>(Made::Papers(papers))
        }
        None => Ok(Made::Wrong("new", "factor-wrong")),
    };
    let rule = room.app.settings.second_factor;
    match (sent.value("do"), known) {
        ("enrol", None) if rule != SecondFactor::Off => enrol(),
        ("move", Some(_)) if !factor::fits(&offered, sent.value("new"), Timestamp::now()) => {
            Ok(Made::Wrong("new", "factor-wrong"))
        }
        ("move", Some(_)) => prove("old")?.map_or_else(enrol, Ok),
        ("renew", Some(_)) => match prove("code")? {
            Some(refused) => Ok(refused),
            None => Ok(Made::Papers(factor::renew(ledger, user)?)),
        },
        ("remove", Some(_)) if rule != SecondFactor::Required => match prove("code")? {
            Some(refused) => Ok(refused),
            None => {
                factor::remove(ledger, user)?;
                note(office, user, false);
                Ok(Made::Removed)
            }
        },
        _ => Err(Failure::NotFound),
    }
}

/// The codes on paper, and the way back.
fn told_once(room: &Room, papers: &[String]) -> Page {
    let words = room.words();
    let back = el("a").class("govuk-link").attr("href", OWN).put(t!(words, "factor"));
    let content =
        title(words, "factor-papers").then(parts::papers(words, papers)).then(el("p").class("govuk-body").put(back));
    room.page(t!(words, "factor-papers"), "notices").with(content)
}

/// Writes into the books that somebody has a second factor now, or none any more. The change stands by then: where it cannot
/// be written down the log says so.
pub fn note(office: &Office, user: &str, on: bool) {
    let name = user.to_owned();
    let note = if on { Note::SecondFactorKept { user: name } } else { Note::SecondFactorLeft { user: name } };
    let noted = user.parse::<UserName>().map_err(|_| Failure::NotFound).and_then(|user| office.note_own(&user, note));
    if let Err(failure) = noted {
        tracing::error!(?failure, "a change of a second factor is not in the books");
    }
}
