//! A matter followed by who reported it: number and code once, then what happened, who has it, until when, and the
//! reporter's own steps. The code stands in no address; a signed cookie for this one matter takes its place for a while.

mod sheet;

use std::time::Duration;

use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use bihuan_core::casework::{CaseId, Refusal, TaskId, Who};
use bihuan_ledger::log::{verify_checkpoint, verify_inclusion};
use bihuan_office::{Act, Demand, Failure, IdempotencyKey, Law, Office, Reading, Receipt};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::guest::{Guest, body, column, title};
use super::pass::FOLLOW;
use crate::fields::{Fields, Sent};
use crate::html::el;
use crate::identity::Address;
use crate::identity::lockout::{self, Attempt};
use crate::phrases::{FieldError, Form, submit};
use crate::t;

/// Where the matter itself is shown.
const CASE: &str = "/follow/case";

/// `GET /follow`: number and code, or the matter that was opened before.
pub async fn ask(guest: Guest) -> Response {
    match FOLLOW.of(&guest) {
        Some(_) => Redirect::to(CASE).into_response(),
        None => form(&guest, &[], &[], StatusCode::OK),
    }
}

/// `POST /follow`: a wrong code and an unknown number are answered alike.
pub async fn open(guest: Guest, address: Address, sent: Sent) -> Response {
    if let Some(elsewhere) = guest.elsewhere() {
        return elsewhere;
    }
    let (number, code) = (sent.value("number").trim().to_ascii_uppercase(), sent.value("code").trim().to_owned());
    let tried = guest.ask(move |office| attempt(office, &number, &code, address)).await;
    match tried {
        Ok((Attempt::Right, Some(case))) => {
            let cookie = FOLLOW.given(&guest, &case);
            (AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(CASE)).into_response()
        }
        Ok((Attempt::Locked(wait), _)) => locked(&guest, wait),
        Ok(_) => {
            let error = FieldError::new("number", t!(guest.words(), "follow-wrong"));
            let typed = [("number".to_owned(), sent.value("number").to_owned())];
            form(&guest, &typed, &[error], StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(sorry) => sorry,
    }
}

/// `POST /follow/leave`: nobody at this machine sees the matter afterwards.
pub async fn leave(guest: Guest) -> Response {
    if let Some(elsewhere) = guest.elsewhere() {
        return elsewhere;
    }
    (AppendHeaders([(SET_COOKIE, FOLLOW.taken(&guest))]), Redirect::to("/follow")).into_response()
}

/// `GET /follow/case`
pub async fn page(guest: Guest) -> Response {
    let Some(case) = FOLLOW.of(&guest) else { return Redirect::to("/follow").into_response() };
    let read = guest.ask(move |office| seen(office, &case)).await;
    match read {
        Ok(seen) => sheet::page(&guest, &seen, None, &Sent::default(), &[]).into_response(),
        Err(sorry) => sorry,
    }
}

/// `POST /follow/case`: a step of the reporter.
pub async fn act(guest: Guest, mut sent: Sent) -> Response {
    if let Some(elsewhere) = guest.elsewhere() {
        return elsewhere;
    }
    let Some(case) = FOLLOW.of(&guest) else { return Redirect::to("/follow").into_response() };
    let lang = guest.lang();
    let acted = guest
        .ask(move |office| {
            let errors = sent.keep_papers(office, lang)?;
            let seen = seen(office, &case)?;
            let wanted = Wanted::of(&sent);
            if !errors.is_empty() {
                return Ok(Acted::Wrong(Box::new(seen), sent, errors));
            }
            match done(office, &case, &wanted, &seen.reading, &sent, lang) {
                Ok(()) => Ok(Acted::Done),
                Err(Failure::Refused(refusal)) => {
                    let law = office.law();
                    let errors = wrong(&law, &seen.reading, &wanted, &refusal, lang);
                    Ok(Acted::Wrong(Box::new(seen), sent, errors))
                }
                Err(other) => Err(other),
            }
        })
        .await;
    match acted {
        Ok(Acted::Done) => Redirect::to(CASE).into_response(),
        Ok(Acted::Wrong(seen, sent, errors)) => {
            let wanted = Wanted::of(&sent);
            let page = sheet::page(&guest, &seen, Some(&wanted), &sent, &errors);
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Err(sorry) => sorry,
    }
}

/// `GET /follow/case/files/{file}`: what the reporter sent, and what the answer came with.
pub async fn file(guest: Guest, Path(file): Path<String>) -> Response {
    let Some(case) = FOLLOW.of(&guest) else { return Redirect::to("/follow").into_response() };
    let found = guest
        .ask(move |office| {
            let reading = office.read(&case, &Who::Reporter)?;
            let seen = office.files_seen(&reading, &Who::Reporter)?;
            let row = seen.into_iter().find(|row| row.id == file).ok_or(Failure::NotFound)?;
            let bytes = office.ledger().file_bytes(&row.id)?.ok_or(Failure::NotFound)?;
            Ok((row, bytes))
        })
        .await;
    match found {
        Ok((row, bytes)) => crate::attachment::answer(&row, bytes),
        Err(sorry) => sorry,
    }
}

/// `GET /follow/case/letters/{code}`: a letter to the reporter, ready for the printer.
pub async fn letter(guest: Guest, Path(code): Path<String>) -> Response {
    let Some(case) = FOLLOW.of(&guest) else { return Redirect::to("/follow").into_response() };
    let inner = guest.clone();
    let found = guest.ask(move |office| {
        let reading = office.read(&case, &Who::Reporter)?;
        let (issued, text) = office.letter_text(&reading, &code, &Who::Reporter)?;
        let law = office.law();
        let names = crate::names::Names::new(&law, inner.lang());
        let at = office.ways_out().address.clone();
        let sheet = crate::letters::sheet(&names, &reading.case, &reading.rules, (&issued, text.as_deref()), &at);
        let page = inner.page(issued.note.number.as_str(), "follow");
        Ok(crate::shell::Page { before: crate::phrases::back(inner.words(), CASE), ..page }.with(sheet))
    });
    found.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// What came of a step.
enum Acted {
    Done,
    Wrong(Box<Seen>, Sent, Vec<FieldError>),
}

/// The step that a form asks for.
struct Wanted {
    action: String,
    task: Option<TaskId>,
    version: Option<u64>,
}

impl Wanted {
    fn of(sent: &Sent) -> Wanted {
        let task = Some(sent.value("task")).filter(|task| !task.is_empty());
        Wanted {
            action: sent.value("action").to_owned(),
            task: task.map(|task| TaskId(task.to_owned())),
            version: sent.value("version").parse().ok(),
        }
    }
}

/// A matter as its reporter sees it, with its records and its proof.
struct Seen {
    reading: Reading,
    past: Vec<bihuan_office::Past>,
    receipt: Option<bihuan_office::Receipt>,
    /// How many records the signed head covers by which the first record was checked; none: not yet, or not right.
    checked: Option<u64>,
}

fn seen(office: &Office, case: &str) -> Result<Seen, Failure> {
    let reading = office.read(case, &Who::Reporter)?;
    let of = &reading.case;
    let records = office.ledger().records(of.district.as_str(), &of.id.0)?;
    let first = records.first();
    let receipt = first.map(|first| office.receipt(of.district.as_str(), &of.id, &of.number, first.seq, first.hash));
    let past = office.past(&reading, &Who::Reporter)?;
    let checked = match receipt.as_ref().zip(first) {
        Some((receipt, first)) => checked(office, of.district.as_str(), receipt, &first.bytes)?,
        None => None,
    };
    Ok(Seen { reading, past, receipt, checked })
}

/// Checks a receipt as anybody would: the head's signature by the district's key, and the record's path to its root.
fn checked(office: &Office, district: &str, receipt: &Receipt, record: &[u8]) -> Result<Option<u64>, Failure> {
    let ledger = office.ledger();
    let head = receipt.checkpoint.as_ref().and_then(|note| verify_checkpoint(note, &ledger.verifier_key(district)));
    let Some(((size, root), leaf)) = head.zip(receipt.leaf) else { return Ok(None) };
    let Some(proof) = ledger.inclusion_proof(district, leaf, size)? else { return Ok(None) };
    let holds = proof.leaf_hash.to_string() == receipt.hash && verify_inclusion(record, leaf, size, &proof.path, &root);
    Ok(holds.then_some(size))
}

/// `GET /follow/case/receipt.json`: the receipt to keep; without the code, which was shown once.
pub async fn receipt(guest: Guest) -> Response {
    let Some(case) = FOLLOW.of(&guest) else { return Redirect::to("/follow").into_response() };
    match guest.ask(move |office| seen(office, &case)).await {
        Ok(Seen { receipt: Some(Receipt { number, leaf, hash, checkpoint, .. }), .. }) => {
            let told = json!({ "number": number, "leaf": leaf, "hash": hash, "checkpoint": checkpoint });
            let saved = HeaderValue::from_static("attachment; filename=\"receipt.json\"");
            ([(CONTENT_DISPOSITION, saved)], axum::Json(told)).into_response()
        }
        Ok(_) => guest.sorry(&Failure::NotFound),
        Err(sorry) => sorry,
    }
}

fn attempt(
    office: &Office,
    number: &str,
    code: &str,
    Address(address): Address,
) -> Result<(Attempt, Option<String>), Failure> {
    let head = office.ledger().head(number)?;
    let case = head.map(|row| row.case);
    let subject = case.clone().unwrap_or_else(|| number.to_owned());
    let is_right = || case.as_ref().is_some_and(|case| office.is_code_of(&CaseId(case.clone()), code));
    let attempt = lockout::attempt(office.ledger(), lockout::RECEIPT_CODES, &subject, address, is_right)?;
    Ok((attempt, case))
}

fn done(
    office: &Office,
    case: &str,
    wanted: &Wanted,
    reading: &Reading,
    sent: &Sent,
    lang: crate::words::Lang,
) -> Result<(), Failure> {
    let law = office.law();
    let open = reading.actions.iter().find(|open| open.action == wanted.action && open.task == wanted.task);
    let input = open.map(|open| fields(&law, reading, open, lang).read(sent)).unwrap_or_default();
    let wish = Act {
        case: case.to_owned(),
        action: wanted.action.clone(),
        task: wanted.task.clone(),
        input,
        seen: wanted.version,
    };
    office.act(&Demand { who: Who::Reporter, wish, key: once(reading, sent) }).map(drop)
}

/// The controls of a step.
fn fields<'f>(
    law: &'f Law,
    reading: &'f Reading,
    open: &bihuan_core::casework::decide::Open,
    lang: crate::words::Lang,
) -> Fields<'f> {
    Fields::of_action(law, lang, &reading.rules, &reading.case, &open.action, open.task.as_ref(), &open.fields)
}

fn wrong(
    law: &Law,
    reading: &Reading,
    wanted: &Wanted,
    refusal: &Refusal,
    lang: crate::words::Lang,
) -> Vec<FieldError> {
    let open = reading.actions.iter().find(|open| open.action == wanted.action && open.task == wanted.task);
    match open {
        Some(open) => fields(law, reading, open, lang).errors(refusal, "", &format!("do-{}", wanted.action)),
        None => vec![FieldError::new("main", super::guest::say(refusal, lang))],
    }
}

/// The key by which the same step, sent twice, is known.
fn once(reading: &Reading, sent: &Sent) -> Option<IdempotencyKey> {
    let key = sent.value("once");
    if !(22..=200).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    let mut digest = Sha256::new();
    for part in sent.pairs.iter().flat_map(|(name, value)| [name, value]) {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    Some(IdempotencyKey {
        district: reading.case.district.to_string(),
        caller: "reporter".to_owned(),
        path: format!("POST {CASE} {}", reading.case.id.0),
        key: key.to_owned(),
        body_hash: digest.finalize().into(),
    })
}

fn form(guest: &Guest, typed: &[(String, String)], errors: &[FieldError], status: StatusCode) -> Response {
    let words = guest.words();
    let form = Form::new(words, typed, errors);
    let mut number = form.input("number", t!(words, "follow-number"));
    number.classes = "govuk-input--width-20 bh-number".into();
    number.autocapitalize = "characters".into();
    number.spellcheck = Some(false);
    number.hint = Some(t!(words, "follow-number-about").into());
    let mut code = form.input("code", t!(words, "follow-code"));
    code.classes = "govuk-input--width-20 bh-code".into();
    code.autocomplete = "off".into();
    code.autocapitalize = "characters".into();
    code.spellcheck = Some(false);
    code.hint = Some(t!(words, "follow-code-about").into());
    let asked = el("form")
        .attr("method", "post")
        .attr("action", "/follow")
        .flag("novalidate", true)
        .put(number)
        .put(code)
        .put(submit(t!(words, "follow-open")));
    let main = form.error_summary().then(title(&t!(words, "follow-title"))).then(asked);
    let mut page = guest.page(t!(words, "follow-title"), "follow").with(column(main));
    page.wrong = !errors.is_empty();
    (status, page).into_response()
}

fn locked(guest: &Guest, wait: Duration) -> Response {
    let words = guest.words();
    let about = body(t!(words, "follow-locked-about", minutes = wait.as_secs().div_ceil(60)));
    let main = title(&t!(words, "follow-locked")).then(about);
    let page = guest.page(t!(words, "follow-locked"), "follow").with(column(main));
    let mut response = (StatusCode::TOO_MANY_REQUESTS, page).into_response();
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs()));
    response
}
