//! A form that was sent after the session had ended: what was typed is kept sealed under a key in this browser's cookie,
//! the sign-in form is shown, and after it the form stands as it was. Nothing is done by it: the officer sends it again.
//! It belongs to the account that typed it, which the ended session still tells: whoever else signs in at this browser
//! does not get it, and where nothing tells whose it is, it is asked for and not given by itself.

use axum::extract::{FromRequest, Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bihuan_ledger::LedgerError;
use bihuan_office::{Failure, Office};

use super::sessions::owner;
use super::{Address, Staff, csrf, sign_in};
use crate::app::App;
use crate::drafts::{HELD, Key, Typed, place};
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::phrases::important;
use crate::shell::{Here, Reader};
use crate::t;
use crate::words::{Lang, Words};

/// What belongs to a session or to one press of a button.
const PASSING: [&str; 2] = ["csrf", "once"];

/// By which an officer says that the form of the browser is their own.
const MINE: (&str, &str) = ("held", "mine");

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
    let told =
        app.run(move |office| Ok::<_, LedgerError>((Staff::of(office, &brought)?, owner(office.ledger(), &brought)?)));
    let Ok(Ok((None, by))) = told.await else { return next.run(request).await };
    let reader = Reader::of(request.uri(), &headers);
    let (parts, body) = request.into_parts();
    let address = Address::of(&parts);
    let sent = match Sent::from_request(Request::from_parts(parts, body), &app).await {
        Ok(sent) => sent,
        Err(unreadable) => return unreadable,
    };
    let form = path.clone();
    let lang = reader.lang;
    let kept = app.ask(move |office| put(office, Typed { form, pairs: Vec::new(), by }, sent, address, lang)).await;
    answer(&app, &reader, &path, kept)
}

fn put(
    office: &Office,
    typed: Typed,
    mut sent: Sent,
    Address(address): Address,
    lang: Lang,
) -> Result<Option<Key>, Failure> {
    sent.keep_papers(office, lang)?;
    sent.pairs.retain(|(name, _)| !PASSING.contains(&name.as_str()));
    let key = Key::new()?;
    let kept = key.keep(office.ledger(), place(office.ledger(), address), &Typed { pairs: sent.pairs, ..typed })?;
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

/// What a browser has of a form that was sent after its session had ended.
pub enum Held {
    /// Nothing for this officer.
    Nothing,
    /// A form that nobody can say whose it is: the officer is asked.
    Whose,
    /// The officer's own form as it was sent.
    Own(Sent),
}

/// The form of this address, for the officer who has signed in; given once.
///
/// # Errors
/// The store's.
pub fn take(office: &Office, headers: &HeaderMap, user: &str, here: &Here) -> Result<Held, LedgerError> {
    let Some(key) = HELD.brought(headers) else { return Ok(Held::Nothing) };
    let Some((typed, _)) = key.open(office.ledger())? else { return Ok(Held::Nothing) };
    match &typed.by {
        _ if typed.form != here.path() => return Ok(Held::Nothing),
        Some(by) if by != user => return Ok(Held::Nothing),
        None if here.parameter(MINE.0) != Some(MINE.1) => return Ok(Held::Whose),
        _ => {}
    }
    key.erase(office.ledger())?;
    Ok(Held::Own(Sent { pairs: typed.pairs, ..Sent::default() }))
}

/// Asks whether the form that this browser has is the officer's own.
pub fn whose(words: &Words, here: &Here) -> Html {
    let open = el("a").class("govuk-link").attr("href", here.with(MINE.0, MINE.1)).put(t!(words, "held-mine"));
    important(words, Html::from(t!(words, "held-whose")).then(" ").then(open))
}
