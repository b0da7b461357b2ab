//! What helps while somebody reports: a category that fits what was typed, with the words that led to it.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Field, FieldType, Term};

use super::steps::Step;
use super::{Draft, alike};
use crate::components::Button;
use crate::fields::Sent;
use crate::guess;
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::Form;
use crate::portal::guest::{Guest, body};
use crate::t;

/// The value of the button that takes a suggested term over; the term stands behind it.
const USE: &str = "use-";

/// The field whose term says what a matter of this kind is about.
fn term_field(rules: &CaseType) -> Option<&Field> {
    rules.form.iter().find(|field| field.kind == FieldType::Term && !field.many)
}

fn terms<'r>(rules: &'r CaseType, field: &Field) -> &'r [Term] {
    let known = field.vocabulary.as_ref().and_then(|name| rules.vocabularies.get(name));
    known.map(|known| known.terms.as_slice()).unwrap_or_default()
}

/// Takes a suggested term over; whether one was pressed.
pub fn used(draft: &Draft, sent: &mut Sent) -> bool {
    let Some(code) = sent.value("go").strip_prefix(USE).map(str::to_owned) else { return false };
    let Some(field) = term_field(&draft.rules) else { return false };
    if terms(&draft.rules, field).iter().any(|term| term.code == code) {
        sent.pairs.retain(|(name, _)| *name != field.name);
        sent.pairs.push((field.name.clone(), code));
    }
    true
}

/// What stands above the controls of a step: the place for a suggestion, or what others reported.
pub fn beside(guest: &Guest, draft: &Draft, step: Step, form: &Form<'_>) -> Html {
    match step {
        Step::What => {
            let told = suggestion(guest, draft);
            el("div").attr("data-help", "/report/help").attr("role", "status").put(told).html()
        }
        _ => alike::beside(guest, draft, step, form),
    }
}

/// `POST /report/help`: a piece of the page, for what was typed so far. Sent in the body: it stands in no address.
pub async fn help(guest: Guest, sent: Sent) -> Response {
    if guest.elsewhere().is_some() {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(draft) = Draft::of(&guest, sent) else { return StatusCode::NOT_FOUND.into_response() };
    axum::response::Html(suggestion(&guest, &draft).into_string()).into_response()
}

/// The term that fits, with its button; nothing once one was chosen.
fn suggestion(guest: &Guest, draft: &Draft) -> Html {
    let words = guest.words();
    let rules = &draft.rules;
    let Some(field) = term_field(rules).filter(|field| draft.sent.value(&field.name).is_empty()) else {
        return Html::empty();
    };
    let texts = rules.form.iter().filter(|field| field.kind == FieldType::Text && !field.personal);
    let typed: Vec<&str> = texts.map(|field| draft.sent.value(&field.name)).collect();
    let said = guess::said(&typed.join(" "));
    let Some(fitting) = guess::fitting(terms(rules, field), &questions(rules, field), &said) else {
        return Html::empty();
    };
    let names = Names::new(&draft.law, guest.lang());
    let name = names.term(rules, field.vocabulary.as_deref().unwrap_or_default(), &fitting.term.code);
    let because = fitting.words.iter().map(|word| format!("“{word}”")).collect::<Vec<_>>().join(" ");
    let take = Button {
        content: t!(words, "report-use", term = name.as_str()).into(),
        name: "go".into(),
        value: format!("{USE}{}", fitting.term.code),
        classes: "govuk-button--secondary".into(),
        ..Button::default()
    };
    el("div")
        .class("bh-nearby")
        .put(body(t!(words, "report-guess", term = name.as_str(), words = because)))
        .put(take)
        .html()
}

/// The questions that a pack's registers answer, each with the term that it stands under.
fn questions(rules: &CaseType, field: &Field) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for register in rules.registers.values() {
        let of_kind = |kind: FieldType| register.fields.iter().find(move |known| known.kind == kind);
        let term = of_kind(FieldType::Term).filter(|known| known.vocabulary == field.vocabulary);
        let (Some(term), Some(question)) = (term, of_kind(FieldType::Text)) else { continue };
        found.extend(register.rows.iter().filter_map(|row| {
            let text = |name: &str| row.values.get(name).and_then(|value| value.as_str()).map(str::to_owned);
            Some((text(&term.name)?, text(&question.name)?))
        }));
    }
    found
}
