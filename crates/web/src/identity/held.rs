//! A form that was sent after the session had ended: what was typed is kept sealed under a key in this browser's cookie,
//! the sign-in form is shown, and after it the form stands as it was. Nothing is done by it: the officer sends it again.

use axum::extract::{FromRequest, Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bihuan_ledger::LedgerError;
use bihuan_office::{Failure, Office};

use super::{Address, Staff, csrf, sign_in};
use crate::app::App;
use crate::drafts::{HELD, Key, Typed, place};
use crate::fields::Sent;
use crate::phrases::important;
use crate::shell::Reader;
use crate::t;
use crate::words::Lang;

/// What belongs to a session or to one press of a button.
const PASSING: [&str; 2] = ["csrf", "once"];

/// The forms that can stand again as they were: a case's actions and the intake.
fn stands_again(path: &str) -> bool {
    path == "/desk/intake" || (path.starts_with("/desk/cases/") && path.contains("/actions/"))
}

/// Keeps a form that nobody is signed in for.
pub async fn keep(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let headers = request.headers().clone();
    if request.method() != Method::POST || !stands_again(&path) || !csrf::is_from_here(&headers) {
        return next.run(request).await;
    }
    let brought = headers.clone();
    let signed_in = app.run(move |office| Staff::of(office, &brought)).await;
    if !matches!(signed_in, Ok(Ok(None))) {
        return next.run(request).await;
    }
    let reader = Reader::of(request.uri(), &headers);
    let (parts, body) = request.into_parts();
    let address = Address::of(&parts);
    let sent = match Sent::from_request(Request::from_parts(parts, body), &app).await {
        Ok(sent) => sent,
        Err(unreadable) => return unreadable,
    };
    let form = path.clone();
    let lang = reader.lang;
    let kept = app.ask(move |office| put(office, sent, form, address, lang)).await;
    answer(&app, &reader, &path, kept)
}

fn put(
    office: &Office,
    mut sent: Sent,
    form: String,
    Address(address): Address,
    lang: Lang,
) -> Result<Option<Key>, Failure> {
    sent.keep_papers(office, lang)?;
    sent.pairs.retain(|(name, _)| !PASSING.contains(&name.as_str()));
    let key = Key::new()?;
    let kept = key.keep(office.ledger(), place(office.ledger(), address), &Typed { form, pairs: sent.pairs })?;
    Ok(kept.then_some(key))
}

fn answer(app: &App, reader: &Reader, path: &str, kept: Result<Option<Key>, Failure>) -> Response {
    let words = reader.words();
    let mut page = sign_in::form(app, reader, path, None);
    let key = kept.ok().flatten();
    page.before = important(words, if key.is_some() { t!(words, "held-kept") } else { t!(words, "held-lost") });
    let mut response = page.into_response();
    if let Some(key) = key {
        response.headers_mut().append(SET_COOKIE, HELD.put(&HeaderMap::new(), &key, false));
    }
    response
}

/// The form of this address as it was sent, for who has signed in again; given once.
///
/// # Errors
/// The store's.
pub fn take(office: &Office, headers: &HeaderMap, path: &str) -> Result<Option<Sent>, LedgerError> {
    let Some(key) = HELD.brought(headers) else { return Ok(None) };
    let Some((typed, _)) = key.open(office.ledger())? else { return Ok(None) };
    if typed.form != path {
        return Ok(None);
    }
    key.erase(office.ledger())?;
    Ok(Some(Sent { pairs: typed.pairs, ..Sent::default() }))
}
