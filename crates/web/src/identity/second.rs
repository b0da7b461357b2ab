//! After the password: the code of the telephone, or one from paper. Right codes open a session of its own; the one that
//! only a password had opened ends.

use axum::Form;
use axum::extract::State;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_ledger::LedgerError;
use bihuan_office::Office;
use jiff::Timestamp;

use super::factor;
use super::lockout::Attempt;
use super::sessions::{self, Awaited, Session};
use super::sign_in::{Sent, decoded, go, store_failed};
use super::{Address, csrf, demo};
use crate::app::App;
use crate::components::Input;
use crate::html::{Attrs, Html, el};
use crate::phrases::{FieldError, Form as Fields, submit};
use crate::shell::{Area, Here, Page, Reader, escaped, hidden};
use crate::t;
use crate::words::Words;

/// Where it stands.
pub const PATH: &str = "/sign-in/code";

/// The page.
pub(super) async fn page(State(app): State<App>, reader: Reader, headers: HeaderMap) -> Response {
    let to = wanted(&reader);
    match begun(&app, &headers, Awaited::Code).await {
        Ok(Some(begun)) => form(&app, &reader, &begun, &to, None).into_response(),
        Ok(None) => again(&to),
        Err(_) => store_failed(&reader),
    }
}

/// The page that was wanted before the sign-in.
pub(super) fn wanted(reader: &Reader) -> String {
    reader.here.parameter("to").map(decoded).unwrap_or_else(|| "/desk".into())
}

/// Back to the password, for who comes too late or by another way.
pub(super) fn again(to: &str) -> Response {
    Redirect::to(&format!("/sign-in?to={}", escaped(Here::new(to).as_str()))).into_response()
}

/// A session that a password has opened, and the token of its forms.
#[derive(Clone)]
pub(super) struct Begun {
    /// The session.
    pub session: Session,
    /// Guards its forms.
    pub csrf: String,
}

/// The session that a browser has begun and that waits for this.
pub(super) async fn begun(app: &App, headers: &HeaderMap, awaited: Awaited) -> Result<Option<Begun>, LedgerError> {
    let headers = headers.clone();
    let found = app.run(move |office| {
        let begun = sessions::begun(office.ledger(), &headers)?.filter(|(_, waits)| *waits == awaited);
        let with_token = |session: Session| Begun { csrf: csrf::token(office.ledger().keys(), &session), session };
        Ok(begun.map(|(session, _)| with_token(session)))
    });
    found.await.unwrap_or_else(|broken| Err(LedgerError::Io(broken.0)))
}

/// Takes the code.
pub(super) async fn enter(
    State(app): State<App>,
    reader: Reader,
    address: Address,
    headers: HeaderMap,
    sent: Sent,
) -> Response {
    let sent = sent.map(|Form(sent)| sent).unwrap_or_default();
    let field = |name: &str| sent.get(name).cloned().unwrap_or_default();
    let (given, to, token) = (field("code"), field("to"), field("csrf"));
    let begun = match begun(&app, &headers, Awaited::Code).await {
        Ok(Some(begun)) if csrf::same(begun.csrf.as_bytes(), token.as_bytes()) => begun,
        Ok(_) => return again(&to),
        Err(_) => return store_failed(&reader),
    };
    let (user, brought) = (begun.session.user.clone(), headers.clone());
    let done = app.run(move |office| prove(office, &user, &given, address, &brought)).await;
    match done {
        Ok(Ok(Ok(session))) => go(&session, &headers, &to),
        Ok(Ok(Err(why))) => refused(&app, &reader, &begun, &to, why),
        Ok(Err(_)) | Err(_) => store_failed(&reader),
    }
}

fn prove(
    office: &Office,
    user: &str,
    given: &str,
    address: Address,
    headers: &HeaderMap,
) -> Result<Result<Session, Attempt>, LedgerError> {
    let ledger = office.ledger();
    if ledger.user(user)?.is_none_or(|row| row.disabled) {
        return Ok(Err(Attempt::Wrong));
    }
    match factor::prove(ledger, user, given, address, Timestamp::now())? {
        Attempt::Right => {
            sessions::end(ledger, headers)?;
            sessions::open(ledger, user).map(Ok)
        }
        why => Ok(Err(why)),
    }
}

fn refused(app: &App, reader: &Reader, begun: &Begun, to: &str, why: Attempt) -> Response {
    let words = reader.words();
    let sentence = match why {
        Attempt::Locked(_) => t!(words, "second-locked"),
        _ => t!(words, "second-wrong"),
    };
    let page = form(app, reader, begun, to, Some(sentence));
    let Attempt::Locked(wait) = why else { return page.into_response() };
    let mut response = (StatusCode::TOO_MANY_REQUESTS, page).into_response();
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    response
}

fn form(app: &App, reader: &Reader, begun: &Begun, to: &str, wrong: Option<String>) -> Page {
    let words = reader.words();
    let errors: Vec<FieldError> = wrong.into_iter().map(|text| FieldError::new("code", text)).collect();
    let fields = Fields::new(words, &[], &errors);
    let mut code = code_field(&fields, "code", t!(words, "second-code"));
    code.attributes = Attrs::new().flag("autofocus");
    code.hint = Some(t!(words, "second-code-hint").into());
    let lost = el("p").class("govuk-body-s").put(t!(words, "second-lost"));
    let body = el("form")
        .attr("method", "post")
        .attr("action", PATH)
        .put(hidden("csrf", &begun.csrf))
        .put(hidden("to", Here::new(to).as_str()))
        .put(code)
        .put(submit(t!(words, "sign-in-enter")));
    let wrong = !errors.is_empty();
    let main = fields.error_summary().then(title(words, "second")).then(body).then(lost);
    Page { wrong, ..framed(app, reader, t!(words, "second"), main) }
}

/// A field for digits of a telephone, which it may fill in by itself.
pub(super) fn code_field(fields: &Fields<'_>, name: &str, label: String) -> Input {
    let mut code = fields.input(name, label);
    code.autocomplete = "one-time-code".into();
    code.autocapitalize = "characters".into();
    code.spellcheck = Some(false);
    code.classes = "govuk-input--width-10".into();
    code
}

pub(super) fn title(words: &Words, key: &str) -> Html {
    el("h1").class("govuk-heading-l").put(words.get(key, &[])).html()
}

/// A page on the way in.
pub(super) fn framed(app: &App, reader: &Reader, title: String, main: Html) -> Page {
    let main = el("div").class("govuk-grid-column-two-thirds").put(main);
    let mut page = Page::new(reader, title).with(el("div").class("govuk-grid-row").put(main));
    page.area = Area::Desk;
    page.demo = demo::bar(app, reader.lang);
    page
}
