//! `/verify`: whoever has a letter or a certificate in hand asks whether it holds. What is said is what stands on the paper's
//! head and whether it is still so, with the place of its record in the public log; never whom it is about.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::casework::letters::day_in_words;
use bihuan_core::casework::{LetterNote, LetterStanding};
use bihuan_core::value::Value;
use bihuan_office::Failure;
use bihuan_office::letters::Verified;

use super::guest::{Guest, body, column, link, section, title};
use super::when;
use crate::components::{InsetText, SummaryList, SummaryRow};
use crate::html::{Html, el};
use crate::letters;
use crate::names::Names;
use crate::phrases::{FieldError, Form, submit};
use crate::t;

/// `GET /verify`: asks for the code; with one, goes to its page.
pub async fn ask(guest: Guest, Query(asked): Query<BTreeMap<String, String>>) -> Response {
    match asked.get("code").map(|code| plain(code)) {
        Some(code) if !code.is_empty() => Redirect::to(&format!("/verify/{code}")).into_response(),
        _ => form(&guest, "", &[], StatusCode::OK),
    }
}

/// `GET /verify/{code}`
pub async fn page(guest: Guest, Path(code): Path<String>) -> Response {
    let code = plain(&code);
    let asked = code.clone();
    let found = guest.app.ask(move |office| {
        let found = office.verified(&asked)?;
        let head = office.ledger().checkpoint_covering(&found.row.district, found.place.0.saturating_sub(1))?;
        Ok((found, head.map(|head| head.size)))
    });
    match found.await {
        Ok((found, size)) => told(&guest, &found, size),
        Err(Failure::NotFound) => {
            let error = FieldError::new("code", t!(guest.words(), "verify-unknown"));
            form(&guest, &code, &[error], StatusCode::NOT_FOUND)
        }
        Err(other) => guest.sorry(&other),
    }
}

/// A code as it is written: without blanks and hyphens, in capitals.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).take(40).collect::<String>().to_ascii_uppercase()
}

fn form(guest: &Guest, code: &str, errors: &[FieldError], status: StatusCode) -> Response {
    let words = guest.words();
    let typed = [("code".to_owned(), code.to_owned())];
    let form = Form::new(words, &typed, errors);
    let mut input = form.input("code", t!(words, "verify-code"));
    input.classes = "govuk-input--width-20 bh-code".into();
    input.autocomplete = "off".into();
    input.autocapitalize = "characters".into();
    input.spellcheck = Some(false);
    input.hint = Some(t!(words, "verify-code-about").into());
    let asked = el("form").attr("method", "get").attr("action", "/verify").flag("novalidate", true).put(input);
    let main = form
        .error_summary()
        .then(title(&t!(words, "verify-title")))
        .then(body(t!(words, "verify-about")))
        .then(asked.put(submit(t!(words, "verify-go"))));
    let mut page = guest.page(t!(words, "verify-title"), "").with(column(main));
    page.wrong = !errors.is_empty();
    (status, page).into_response()
}

fn told(guest: &Guest, found: &Verified, size: Option<u64>) -> Response {
    let words = guest.words();
    let law = guest.app.office.law();
    let names = Names::new(&law, guest.lang());
    let note = &found.issued.note;
    let kind = if note.certificate { "letter-kind-certificate" } else { "letter-kind-letter" };
    let rows = vec![
        SummaryRow::new(t!(words, "letter-standing"), letters::standing(words, found.issued.standing)),
        SummaryRow::new(t!(words, "letter-number"), note.number.as_str()),
        SummaryRow::new(t!(words, "letter-title"), letters::title(&names, &found.rules, &found.issued)),
        SummaryRow::new(t!(words, "letter-kind"), words.get(kind, &[])),
        SummaryRow::new(t!(words, "letter-unit"), names.unit(&note.unit)),
        SummaryRow::new(t!(words, "letter-day"), day_in_words(note.day)),
    ];
    let key = format!("verify-{}", found.issued.standing.name());
    let said = words.get(&key, &[("at", when::exact(found.issued.since).into())]);
    let mark = if found.synthetic { when::made_up(words) } else { Html::empty() };
    let main = title(&t!(words, "verify-title"))
        .then(mark)
        .then(InsetText { content: said.into(), ..InsetText::default() })
        .then(Html::from(SummaryList { rows, ..SummaryList::default() }))
        .then(section(t!(words, "verify-proof")))
        .then(proof(guest, found, size))
        .then(body(link("/verify", t!(words, "verify-another"))));
    let mut page = guest.page(t!(words, "verify-title"), "").with(column(main));
    page.wrong = found.issued.standing != LetterStanding::Valid;
    page.into_response()
}

/// Where its record stands, and the fingerprint of what it says.
fn proof(guest: &Guest, found: &Verified, size: Option<u64>) -> Html {
    let words = guest.words();
    let district = found.row.district.as_str();
    let (seq, hash) = found.place;
    let leaf = seq.saturating_sub(1);
    let place = match size {
        Some(size) => {
            link(&format!("/log/{district}/proof/inclusion?leaf={leaf}&size={size}"), t!(words, "proof-inclusion"))
                .then(" · ")
                .then(link(&format!("/log/{district}/checkpoint"), t!(words, "proof-checkpoint")))
        }
        None => t!(words, "proof-soon").into(),
    };
    let print = match found.issued.note.text.get(LetterNote::TEXT) {
        Some(Value::Sealed(sealed)) => sealed.commitment.clone(),
        _ => String::new(),
    };
    let code = |text: String| el("span").class("bh-code").put(text).html();
    let rows = vec![
        SummaryRow::new(t!(words, "proof-record"), t!(words, "proof-place", district = district, n = seq)),
        SummaryRow::new(t!(words, "proof-hash"), code(hash.to_string())),
        SummaryRow::new(t!(words, "verify-print"), code(print)),
        SummaryRow::new(t!(words, "proof-log"), place),
    ];
    SummaryList { rows, ..SummaryList::default() }.into()
}
