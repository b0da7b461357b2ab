//! What an officer types and has not sent, kept for that officer alone: one draft for each page, sealed under a key that
//! follows from the account. A script keeps it while one types and offers it when the page is opened again.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::Room;
use crate::drafts::{Key, Typed};
use crate::fields::Sent;
use crate::shell::Here;
use crate::t;

/// Names that are not kept: they belong to the session, to one press, or to the case as it stood.
const PASSING: [&str; 4] = ["csrf", "once", "seen", "page"];

/// The page that a draft is asked for or kept under.
fn page_of(path: &str) -> Option<String> {
    let here = Here::new(path);
    here.path().starts_with("/desk").then(|| here.path().to_owned())
}

/// `GET /desk/draft?page=`: the draft of a page, with the words to offer it; 204 where there is none.
pub async fn of_page(room: Room, Query(asked): Query<Vec<(String, String)>>) -> Response {
    let path = asked.iter().find(|(name, _)| name == "page").and_then(|(_, path)| page_of(path));
    let Some(page) = path else { return StatusCode::NO_CONTENT.into_response() };
    let user = room.staff.user.to_string();
    let found = room.ask(move |office| Ok(Key::of_officer(office.ledger(), &user, &page).open(office.ledger())?)).await;
    let words = room.words();
    match found {
        Ok(Some((typed, at))) => axum::Json(json!({
            "form": typed.form,
            "pairs": typed.pairs,
            "left": t!(words, "draft-staff-left", at = crate::portal::when::exact(at)),
            "restore": t!(words, "draft-staff-restore"),
            "forget": t!(words, "draft-clear"),
        }))
        .into_response(),
        Ok(None) => StatusCode::NO_CONTENT.into_response(),
        Err(sorry) => sorry,
    }
}

/// `POST /desk/draft`: keeps what was typed; with `go=forget` it is erased.
pub async fn keep(room: Room, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let Some(page) = page_of(sent.value("page")) else { return StatusCode::BAD_REQUEST.into_response() };
    let user = room.staff.user.to_string();
    let forget = sent.value("go") == "forget";
    let form = page_of(sent.value("form")).unwrap_or_default();
    let pairs =
        sent.pairs.into_iter().filter(|(name, _)| !PASSING.contains(&name.as_str()) && name != "form").collect();
    let done = room
        .ask(move |office| {
            let ledger = office.ledger();
            let key = Key::of_officer(ledger, &user, &page);
            if forget {
                key.erase(ledger)?;
            } else {
                key.keep(ledger, format!("officer {user}"), &Typed { form, pairs, by: None })?;
            }
            Ok(())
        })
        .await;
    done.map_or_else(|sorry| sorry, |()| StatusCode::NO_CONTENT.into_response())
}
