//! What the forms of a report's page ask: to accept, reject or take back one item or several, and to write what one is.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_office::reports::Sheet;
use bihuan_office::{Act, Demand, Failure, Office};
use bihuan_text::report::anchor::{Anchor, Item, ItemKind, Places, Seen, squeezed};
use bihuan_text::report::decided::{Verdict, blank, overlaid};
use serde_json::{Map, Value as Json, json};

use super::confirm::{View, open, show};
use super::{short, writing};
use crate::fields::Sent;
use crate::identity::Staff;
use crate::phrases::FieldError;
use crate::portal::guest::Guest;
use crate::t;
use crate::words::Words;

/// As many items as one act names.
const AT_ONCE: usize = 500;

/// What a form asks.
enum Wish {
    /// To decide about items as they are seen.
    Decide { action: &'static str, items: Vec<String> },
    /// To write what an item is.
    Write { action: &'static str, item: String, values: String },
}

/// What came of a form.
enum Outcome {
    Done,
    Wrong(Vec<FieldError>),
}

/// `POST /reports/{number}/decide`
pub async fn act(guest: Guest, Path(number): Path<String>, sent: Sent) -> Response {
    let words = guest.words();
    let Some(staff) = guest.staff.clone() else {
        return Redirect::to("/sign-in").into_response();
    };
    if staff.is_forged(sent.value("csrf")) {
        return guest.told(StatusCode::FORBIDDEN, &t!(words, "forged"), &t!(words, "forged-about"));
    }
    let (asked, of, by) = (sent.clone(), number.clone(), staff.clone());
    match guest.ask(move |office| settle(office, &by, &of, &asked, words)).await {
        Ok(Outcome::Done) => Redirect::to(&back(&number, &sent)).into_response(),
        Ok(Outcome::Wrong(errors)) => again(&guest, &staff, &number, &sent, &errors).await,
        Err(sorry) => sorry,
    }
}

/// Back to the list as it was shown.
fn back(number: &str, sent: &Sent) -> String {
    let query = sent.value("back");
    let fits = query.is_empty() || query.starts_with('?');
    let plain = query.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'?' | b'&' | b'=' | b'-'));
    format!("/reports/{number}{}#list", if fits && plain { query } else { "" })
}

/// The page with the form as it was filled in and what is wrong with it.
async fn again(guest: &Guest, staff: &Staff, number: &str, sent: &Sent, errors: &[FieldError]) -> Response {
    let (who, of) = (staff.who.clone(), number.to_owned());
    let opened = match guest.ask(move |office| open(office, &of, &who)).await {
        Ok(opened) => opened,
        Err(sorry) => return sorry,
    };
    let seen: Option<Seen> = sent.value("seen").parse().ok();
    let write = if seen.is_some() { "correct" } else { "append" };
    let item = seen.map(|seen| short(&seen.anchor.to_string())).unwrap_or_default();
    let given = [("write", write), ("item", item.as_str()), ("kind", sent.value("kind"))];
    let given: Vec<(String, String)> = given.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let view = View::of(&given, opened.can.clone());
    let page = show(guest, &opened, &view, &sent.pairs, errors);
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn settle(office: &Office, staff: &Staff, number: &str, sent: &Sent, words: &Words) -> Result<Outcome, Failure> {
    let sheet = office.sheet(number, &staff.who)?;
    let wish = match wish(&sheet, sent, words) {
        Ok(wish) => wish,
        Err(errors) => return Ok(Outcome::Wrong(errors)),
    };
    match wish {
        Wish::Write { action, item, values } => {
            send(office, staff, number, action, json!({ "item": item, "values": values }))?;
        }
        Wish::Decide { action, items } => {
            let reason = Some(sent.value("reason").trim()).filter(|reason| !reason.is_empty() && action == "reject");
            for some in items.chunks(AT_ONCE) {
                let mut input = json!({ "items": some });
                if let (Some(fields), Some(reason)) = (input.as_object_mut(), reason) {
                    fields.insert("reason".into(), reason.into());
                }
                send(office, staff, number, action, input)?;
            }
        }
    }
    Ok(Outcome::Done)
}

fn send(office: &Office, staff: &Staff, number: &str, action: &str, input: Json) -> Result<(), Failure> {
    let input: Map<String, Json> = input.as_object().cloned().unwrap_or_default();
    let wish = Act { case: number.to_owned(), action: action.to_owned(), task: None, input, seen: None };
    office.act(&Demand { who: staff.who.clone(), wish, key: None }).map(drop)
}

/// What the button that was pressed means.
fn wish(sheet: &Sheet, sent: &Sent, words: &Words) -> Result<Wish, Vec<FieldError>> {
    for action in ["correct", "append"] {
        if !sent.value(action).is_empty() {
            return written(sheet, sent, action, words);
        }
    }
    let pressed = ["accept", "reject", "undo"].into_iter().find(|action| !sent.value(action).is_empty());
    let action = pressed.unwrap_or("accept");
    let names: Vec<&str> = match sent.value(action) {
        "all" => sent.values("item").collect(),
        "shown" => sent.values("shown").collect(),
        one => vec![one],
    };
    let seen = sheet.decided.items.iter().map(|item| item.seen().to_string());
    let items: Vec<String> = seen.filter(|seen| names.contains(&short(seen).as_str())).collect();
    if items.is_empty() {
        return Err(vec![FieldError::new("list", t!(words, "reading-none-chosen"))]);
    }
    Ok(Wish::Decide { action, items })
}

/// What a person wrote, checked as the reading of it will check it.
fn written(sheet: &Sheet, sent: &Sent, action: &'static str, words: &Words) -> Result<Wish, Vec<FieldError>> {
    let fault = |field: &str, key: &str| vec![FieldError::new(field, words.get(key, &[]))];
    let item = match action {
        "correct" => sent.value("seen").parse::<Seen>().map_err(|_| fault("list", "reading-none-chosen"))?,
        _ => new_item(sheet, sent).ok_or_else(|| fault("quote", "reading-quote-not-there"))?,
    };
    let kind = item.anchor.kind;
    let found = sheet.decided.items.iter().find(|known| known.anchor == item.anchor);
    let before: Item = found.map_or_else(|| blank(&item.anchor), |known| known.item.clone());
    let shown = writing::of_item(&before);
    // What was written before stays; what is left as it was read is no correction, so that a newer reader may better it.
    let mut values = match found.and_then(|known| known.decision.as_ref()).map(|decision| &decision.verdict) {
        Some(Verdict::Corrected(values) | Verdict::Added(values)) => values.clone(),
        _ => Map::new(),
    };
    for field in writing::fields(kind) {
        let control = if *field == "kind" { "tense" } else { field };
        let given = sent.value(control).trim();
        let was = shown.iter().find(|(name, _)| name == control).map(|(_, value)| value.trim()).unwrap_or_default();
        let left = if action == "correct" { given == was } else { given.is_empty() };
        if !left {
            values.insert((*field).to_owned(), given.into());
        }
    }
    if let Err(wrong) = overlaid(&before, &values) {
        let control = if wrong.field() == "kind" { "tense" } else { wrong.field() };
        return Err(fault(control, &format!("reading-wrong-{}", wrong.code())));
    }
    Ok(Wish::Write { action, item: item.to_string(), values: Json::Object(values).to_string() })
}

/// Words that a person marks as an item: their first place in the text where no such item is read.
fn new_item(sheet: &Sheet, sent: &Sent) -> Option<Seen> {
    let kind = ItemKind::ALL.into_iter().find(|kind| kind.word() == sent.value("kind"))?;
    let words = squeezed(sent.value("quote"));
    if words.is_empty() {
        return None;
    }
    let places = Places::new(&sheet.read.given);
    let span = sheet.report()?.span;
    let mut anchor = Anchor { kind, nth: 1, among: 1, words };
    loop {
        let found = places.find(&anchor)?;
        let taken = sheet.decided.items.iter().any(|item| item.anchor == anchor);
        if span.holds(found) && !taken {
            return Some(Seen { anchor, mark: None });
        }
        anchor.nth += 1;
    }
}
