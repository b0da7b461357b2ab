//! The demonstration's bar: its time, and looking as somebody else without a password. Only with `--demo`, and only
//! while nobody but this machine can reach the listener.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bihuan_core::calendar::civil;
use bihuan_core::directory::Officer;
use bihuan_ledger::LedgerError;
use bihuan_office::Office;

use super::sign_in::{Sent, go};
use super::{csrf, sessions};
use crate::app::App;
use crate::shell::{DemoBar, Page, Reader, not_found};
use crate::words::{Lang, Words};

/// Where a choice of role is sent.
pub const PATH: &str = "/demo/role";

/// The bar for the frame of every page; none outside a demonstration on this machine.
pub fn bar(app: &App, lang: Lang) -> Option<DemoBar> {
    if !(app.settings.demo && app.settings.loopback) {
        return None;
    }
    let law = app.office.law();
    // The demonstration's own roles, not who is added while it is shown; the bar says 合成 once for all of them.
    let short = |officer: &Officer| Words::of(lang).find(&format!("role-{}.short", officer.user), &[]);
    let role = |officer: &Officer| Some((officer.user.to_string(), short(officer)?));
    let roles = law.directory.officers().filter_map(role).collect();
    let now = civil(app.office.clock().now()).strftime("%Y-%m-%d %H:%M").to_string();
    Some(DemoBar { now, roles, action: PATH.into(), csrf: String::new() })
}

/// What somebody of the demonstration is called: the directory's own name in Chinese, the role in English.
pub fn name_of(officer: &Officer, lang: Lang) -> String {
    let role = || Words::of(lang).find(&format!("role-{}", officer.user), &[]);
    if lang == Lang::Zh || !officer.synthetic {
        return officer.name.clone();
    }
    role().unwrap_or_else(|| officer.name.clone())
}

/// Signs the visitor in as somebody of the demonstration, and shows the page again.
pub(super) async fn change_role(State(app): State<App>, reader: Reader, headers: HeaderMap, sent: Sent) -> Response {
    let sent = sent.map(|Form(sent)| sent).unwrap_or_default();
    let field = |name: &str| sent.get(name).cloned().unwrap_or_default();
    let (user, back, brought) = (field("user"), field("back"), headers.clone());
    let open = bar(&app, reader.lang).is_some() && csrf::is_from_here(&headers) && !is_forwarded(&headers);
    let session = app.run(move |office| if open { take_role(office, &user, &brought) } else { Ok(None) }).await;
    match session {
        Ok(Ok(Some(session))) => go(&session, &headers, &back),
        _ => (StatusCode::NOT_FOUND, Page::notice(&reader, not_found(reader.words()))).into_response(),
    }
}

/// Whether a request was passed on by another machine: then somebody else than this machine's user may be behind it.
pub fn is_forwarded(headers: &HeaderMap) -> bool {
    ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"].iter().any(|name| headers.contains_key(*name))
}

fn take_role(office: &Office, user: &str, headers: &HeaderMap) -> Result<Option<sessions::Session>, LedgerError> {
    if office.ledger().user(user)?.is_none_or(|row| row.disabled) {
        return Ok(None);
    }
    sessions::end(office.ledger(), headers)?;
    sessions::open(office.ledger(), user).map(Some)
}
