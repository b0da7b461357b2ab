//! Signing in and out: one form, one answer for every wrong name and password, and a wait for who guesses on.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use bihuan_ledger::{Ledger, LedgerError};
use bihuan_office::Office;

use super::lockout::{self, Attempt};
use super::sessions::Awaited;
use super::sessions::Session;
use super::{Address, SecondFactor, csrf, factor, passwords, sessions};
use crate::app::App;
use crate::html::{Attrs, Html, el};
use crate::phrases::{FieldError, Form as Fields, submit};
use crate::shell::{Area, Here, Page, Reader, escaped, hidden, went_wrong};
use crate::t;

/// What a form sent.
pub(super) type Sent = Result<Form<BTreeMap<String, String>>, FormRejection>;

/// Why somebody is not let in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Refused {
    /// No such account, or not its password: the two are never told apart.
    Wrong,
    /// Too often wrong from here; when to try again.
    Locked(Duration),
    /// The form came from elsewhere.
    Elsewhere,
}

/// The form, for who comes to sign in.
pub(super) async fn page(State(app): State<App>, reader: Reader) -> Page {
    let to = reader.here.parameter("to").map(decoded).unwrap_or_else(|| "/desk".into());
    form(&app, &reader, &to, None)
}

/// The form to sign in; `to` is the page that was wanted.
pub(super) fn form(app: &App, reader: &Reader, to: &str, refused: Option<(Refused, &str)>) -> Page {
    let words = reader.words();
    let sentence = refused.map(|(why, _)| match why {
        Refused::Wrong => t!(words, "sign-in-wrong"),
        Refused::Locked(_) => t!(words, "sign-in-locked"),
        Refused::Elsewhere => t!(words, "sign-in-elsewhere"),
    });
    let errors: Vec<FieldError> = sentence.into_iter().map(|text| FieldError::new("user", text)).collect();
    let values = [("user".to_owned(), refused.map_or_else(String::new, |(_, user)| user.to_owned()))];
    let fields = Fields::new(words, &values, &errors);
    let mut user = fields.input("user", t!(words, "sign-in-user"));
    // Nobody comes to this page for anything else, and an officer has a queue waiting.
    user.attributes = Attrs::new().flag("autofocus");
    user.autocomplete = "username".into();
    user.autocapitalize = "none".into();
    user.spellcheck = Some(false);
    let mut password = fields.input("password", t!(words, "sign-in-password"));
    password.r#type = "password".into();
    password.autocomplete = "current-password".into();
    let demo: Option<Html> =
        app.settings.demo.then(|| el("p").class("govuk-body").put(t!(words, "sign-in-demo")).html());
    let main = el("div")
        .class("govuk-grid-column-two-thirds")
        .put(fields.error_summary())
        .put(el("h1").class("govuk-heading-l").put(t!(words, "sign-in")))
        .put(demo)
        .put(
            el("form")
                .attr("method", "post")
                .attr("action", "/sign-in")
                .put(hidden("to", Here::new(to).as_str()))
                .put(user)
                .put(password)
                .put(submit(t!(words, "sign-in-enter"))),
        );
    let mut page = Page::new(reader, t!(words, "sign-in")).with(el("div").class("govuk-grid-row").put(main));
    page.area = Area::Desk;
    page.demo = super::demo::bar(app, reader.lang);
    page.wrong = refused.is_some();
    page
}

/// Signs somebody in.
pub(super) async fn enter(
    State(app): State<App>,
    reader: Reader,
    address: Address,
    headers: HeaderMap,
    sent: Sent,
) -> Response {
    let sent = sent.map(|Form(sent)| sent).unwrap_or_default();
    let field = |name: &str| sent.get(name).cloned().unwrap_or_default();
    let (user, password, to) = (field("user").trim().to_owned(), field("password"), field("to"));
    if !csrf::is_from_here(&headers) {
        return refuse(&app, &reader, &to, Refused::Elsewhere, &user);
    }
    let (name, brought) = (user.clone(), headers.clone());
    let rule = app.settings.second_factor;
    let done = app.run(move |office| sign_in(office, &name, &password, address, &brought, rule)).await;
    match done {
        Ok(Ok(Ok((session, None)))) => go(&session, &headers, &to),
        Ok(Ok(Ok((session, Some(awaited))))) => go(&session, &headers, &next(awaited, &to)),
        Ok(Ok(Err(why))) => refuse(&app, &reader, &to, why, &user),
        Ok(Err(_)) | Err(_) => store_failed(&reader),
    }
}

/// The page for what is still to be shown.
fn next(awaited: Awaited, to: &str) -> String {
    let path = match awaited {
        Awaited::Code => super::second::PATH,
        Awaited::Enrolment => super::enrol::PATH,
    };
    format!("{path}?to={}", escaped(to))
}

/// The page for a store that does not answer.
pub(super) fn store_failed(reader: &Reader) -> Response {
    tracing::error!("a sign-in failed in the store");
    (StatusCode::SERVICE_UNAVAILABLE, Page::notice(reader, went_wrong(reader.words(), "sign-in"))).into_response()
}

/// Signs out. The session's own token guards it, so nobody can sign others out.
pub(super) async fn leave(State(app): State<App>, headers: HeaderMap, sent: Sent) -> Response {
    let given = sent.ok().and_then(|Form(sent)| sent.get("csrf").cloned()).unwrap_or_default();
    let brought = headers.clone();
    let ended = app
        .run(move |office| {
            let session = sessions::of(office.ledger(), &brought)?;
            let own = session.is_some_and(|session| csrf::is_token(office.ledger().keys(), &session, &given));
            if own { sessions::end(office.ledger(), &brought).map(|()| true) } else { Ok::<_, LedgerError>(false) }
        })
        .await;
    let mut response = Redirect::to("/").into_response();
    if matches!(ended, Ok(Ok(true))) {
        response.headers_mut().append(SET_COOKIE, sessions::set_cookie(None, &headers));
    }
    response
}

fn sign_in(
    office: &Office,
    user: &str,
    password: &str,
    Address(address): Address,
    headers: &HeaderMap,
    rule: SecondFactor,
) -> Result<Result<Opened, Refused>, LedgerError> {
    let ledger = office.ledger();
    let row = ledger.user(user)?.filter(|row| !row.disabled);
    let is_right = || passwords::is_right(password, row.as_ref().map(|row| row.password.as_str()));
    match lockout::attempt(ledger, lockout::PASSWORDS, user, address, is_right)? {
        Attempt::Wrong => Ok(Err(Refused::Wrong)),
        Attempt::Locked(wait) => Ok(Err(Refused::Locked(wait))),
        Attempt::Right => {
            sessions::end(ledger, headers)?;
            open(ledger, user, rule).map(Ok)
        }
    }
}

/// A session, and what it still waits for.
type Opened = (Session, Option<Awaited>);

fn open(ledger: &dyn Ledger, user: &str, rule: SecondFactor) -> Result<Opened, LedgerError> {
    let awaited = match (rule, factor::is_enrolled(ledger, user)?) {
        (SecondFactor::Off, _) | (SecondFactor::Optional, false) => None,
        (_, true) => Some(Awaited::Code),
        (SecondFactor::Required, false) => Some(Awaited::Enrolment),
    };
    let session = match awaited {
        Some(awaited) => sessions::begin(ledger, user, awaited)?,
        None => sessions::open(ledger, user)?,
    };
    Ok((session, awaited))
}

fn refuse(app: &App, reader: &Reader, to: &str, why: Refused, user: &str) -> Response {
    let status = match why {
        Refused::Wrong => StatusCode::OK,
        Refused::Locked(_) => StatusCode::TOO_MANY_REQUESTS,
        Refused::Elsewhere => StatusCode::FORBIDDEN,
    };
    let mut response = (status, form(app, reader, to, Some((why, user)))).into_response();
    if let Refused::Locked(wait) = why {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    }
    response
}

/// On to the page that was wanted, with the new cookie.
pub(super) fn go(session: &Session, headers: &HeaderMap, to: &str) -> Response {
    let here = Here::new(if to.is_empty() { "/desk" } else { to });
    let cookie = sessions::set_cookie(Some(session), headers);
    (AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(here.as_str())).into_response()
}

/// A parameter's text: percent signs as bytes.
pub(super) fn decoded(raw: &str) -> String {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = after.get(..2).filter(|_| *first == b'%').and_then(|pair| std::str::from_utf8(pair).ok());
        match escaped.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
