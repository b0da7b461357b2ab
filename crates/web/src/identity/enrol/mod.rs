//! A telephone enrolled as second factor: on the way in, where the instance asks for one and the account has none.

pub mod own;
mod parts;

use axum::Form;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use bihuan_ledger::LedgerError;
use bihuan_office::Office;
use jiff::Timestamp;

use super::csrf;
use super::factor::{self, Offered};
use super::second::{self, Begun, framed, title};
use super::sessions::{self, Awaited, Session};
use super::sign_in::{Sent, store_failed};
use crate::app::App;
use crate::html::{Html, el};
use crate::phrases::FieldError;
use crate::shell::{Here, Page, Reader};
use crate::t;

/// On the way in.
pub const PATH: &str = "/sign-in/enrol";

/// An officer's own page of it.
pub const OWN: &str = "/desk/second-factor";

/// The page.
pub(super) async fn page(State(app): State<App>, reader: Reader, headers: HeaderMap) -> Response {
    let to = second::wanted(&reader);
    let Ok(begun) = second::begun(&app, &headers, Awaited::Enrolment).await else { return store_failed(&reader) };
    let Some(begun) = begun else { return second::again(&to) };
    match offered(&app, &begun).await {
        Ok(offered) => form(&app, &reader, (&begun, &offered), &to, &[]).into_response(),
        Err(_) => store_failed(&reader),
    }
}

async fn offered(app: &App, begun: &Begun) -> Result<Offered, LedgerError> {
    let Session { user, secret } = begun.session.clone();
    let made = app.run(move |office| factor::offered(office.ledger(), &user, &secret)).await;
    made.unwrap_or_else(|broken| Err(LedgerError::Io(broken.0)))
}

fn form(app: &App, reader: &Reader, (begun, offered): (&Begun, &Offered), to: &str, errors: &[FieldError]) -> Page {
    let words = reader.words();
    let fields = crate::phrases::Form::new(words, &[], errors);
    let asked = el("p").class("govuk-body").put(t!(words, "factor-asked"));
    let parts = parts::enrolment(&fields, words, &begun.session.user, offered, "code");
    let sent = crate::shell::hidden("to", Here::new(to).as_str());
    let body = parts::form(PATH, &begun.csrf, sent.then(parts), t!(words, "factor-confirm"));
    let main: Html = fields.error_summary().then(title(words, "factor")).then(asked).then(body);
    Page { wrong: !errors.is_empty(), ..framed(app, reader, t!(words, "factor"), main) }
}

/// Takes the first code, and lets the officer in.
pub(super) async fn enter(State(app): State<App>, reader: Reader, headers: HeaderMap, sent: Sent) -> Response {
    let sent = sent.map(|Form(sent)| sent).unwrap_or_default();
    let field = |name: &str| sent.get(name).cloned().unwrap_or_default();
    let (given, to, token) = (field("code"), field("to"), field("csrf"));
    let Ok(begun) = second::begun(&app, &headers, Awaited::Enrolment).await else { return store_failed(&reader) };
    let known = begun.filter(|begun| csrf::same(begun.csrf.as_bytes(), token.as_bytes()));
    let Some(begun) = known else { return second::again(&to) };
    let Ok(offered) = offered(&app, &begun).await else { return store_failed(&reader) };
    let (session, secret, brought) = (begun.session.clone(), offered.clone(), headers.clone());
    match app.run(move |office| enrol(office, &session, &secret, &given, &brought)).await {
        Ok(Ok(Some((session, papers)))) => {
            let page = told_once(&app, &reader, &papers, &to);
            (AppendHeaders([(SET_COOKIE, sessions::set_cookie(Some(&session), &headers))]), page).into_response()
        }
        Ok(Ok(None)) => {
            let wrong = [FieldError::new("code", t!(reader.words(), "factor-wrong"))];
            let page = form(&app, &reader, (&begun, &offered), &to, &wrong);
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Ok(Err(_)) | Err(_) => store_failed(&reader),
    }
}

/// A session and the codes on paper, once the code fits; never over a factor that is there by now.
fn enrol(
    office: &Office,
    begun: &Session,
    offered: &Offered,
    given: &str,
    headers: &HeaderMap,
) -> Result<Option<(Session, Vec<String>)>, LedgerError> {
    let (ledger, user) = (office.ledger(), begun.user.as_str());
    if factor::is_enrolled(ledger, user)? || ledger.user(user)?.is_none_or(|row| row.disabled) {
        return Ok(None);
    }
    let Some(papers) = factor::enrol(ledger, user, offered, given, Timestamp::now())? else { return Ok(None) };
    own::note(office, user, true);
    sessions::end(ledger, headers)?;
    Ok(Some((sessions::open(ledger, user)?, papers)))
}

/// The codes on paper, and the way on.
fn told_once(app: &App, reader: &Reader, papers: &[String], to: &str) -> Page {
    let words = reader.words();
    let on = el("a").class("govuk-button").attr("role", "button").attr("draggable", "false");
    let on = on.attr("href", Here::new(to).as_str()).put(t!(words, "factor-go-on"));
    let main = title(words, "factor-papers").then(parts::papers(words, papers)).then(on);
    framed(app, reader, t!(words, "factor-papers"), main)
}
