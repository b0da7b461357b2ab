//! What helps while somebody reports: a category that fits what was typed, with the words that led to it; and open matters
//! of the same category in the same street, by street and day only, never by number or words.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bihuan_core::calendar::civil;
use bihuan_core::casework::{Case, TypeId};
use bihuan_core::directory::{DistrictCode, UnitCode, UnitKind};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Field, FieldType, Term};
use bihuan_core::value::Value;
use bihuan_ledger::{CaseQuery, Status};
use bihuan_office::{Failure, Law, Office};
use jiff::civil::Date;

use super::steps::Step;
use super::{Draft, public_types};
use crate::components::Button;
use crate::fields::Sent;
use crate::guess;
use crate::html::{Html, el};
use crate::names::Names;
use crate::portal::guest::{Guest, body};
use crate::t;

/// The value of the button that takes a suggested term over; the term stands behind it.
const USE: &str = "use-";
/// Open matters looked through, the newest.
const LOOKED_THROUGH: usize = 200;
/// Matters shown.
const SHOWN: usize = 5;

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
pub fn beside(guest: &Guest, draft: &Draft, step: Step) -> Html {
    match step {
        Step::What => {
            let told = suggestion(guest, draft);
            el("div").attr("data-help", "/report/help").attr("role", "status").put(told).html()
        }
        _ => draft.nearby.clone(),
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

/// An open matter, as anybody may hear of it.
struct Near {
    street: UnitCode,
    day: Date,
}

/// The draft with what others reported, where the step shows it: the one after the place.
pub async fn seen(guest: &Guest, mut draft: Draft, step: Step) -> Result<Draft, Response> {
    let after_place = draft.steps.iter().position(|known| *known == Step::Place).map(|at| at + 1);
    if after_place.and_then(|at| draft.steps.get(at)) != Some(&step) {
        return Ok(draft);
    }
    let Some((term, street)) = about(&draft) else { return Ok(draft) };
    let (kind, district) = (draft.rules.id.clone(), draft.district.clone());
    let code = term.clone();
    let found = guest.ask(move |office| near(office, &kind, &district, &code, &street)).await?;
    draft.nearby = told(guest, &draft, &term, &found);
    Ok(draft)
}

/// The term and the street of what is being reported.
fn about(draft: &Draft) -> Option<(String, UnitCode)> {
    let term = term_field(&draft.rules).map(|field| draft.sent.value(&field.name)).filter(|code| !code.is_empty())?;
    let place = draft.rules.form.iter().find(|field| field.kind == FieldType::Place)?;
    let unit: UnitCode = draft.sent.value(&format!("{}-unit", place.name)).parse().ok()?;
    Some((term.to_owned(), street_of(&draft.law, &unit)?))
}

fn street_of(law: &Law, unit: &UnitCode) -> Option<UnitCode> {
    law.directory.path(unit).into_iter().find(|unit| unit.kind == UnitKind::Street).map(|unit| unit.code.clone())
}

/// The newest open matters of the term in the street. Only the heads of a bounded number of cases are read, and nothing
/// sealed is opened.
fn near(
    office: &Office,
    kind: &TypeId,
    district: &DistrictCode,
    term: &str,
    street: &UnitCode,
) -> Result<Vec<Near>, Failure> {
    let law = office.law();
    if !public_types(&law).any(|id| id == kind.0) {
        return Ok(Vec::new());
    }
    let page = office.ledger().cases(&CaseQuery {
        districts: vec![district.to_string()],
        types: vec![kind.0.clone()],
        statuses: vec![Status::Open, Status::Suspended],
        limit: LOOKED_THROUGH,
        ..CaseQuery::default()
    })?;
    let mut found = Vec::new();
    for row in &page.items {
        let case = bihuan_office::rows::case_of(&row.head.state)?;
        if !case.waits_for_reporter()
            && has_term(&law, &case, term)
            && street_of_case(&law, &case).as_ref() == Some(street)
        {
            found.push(Near { street: street.clone(), day: civil(case.opened).date() });
        }
        if found.len() == SHOWN {
            break;
        }
    }
    Ok(found)
}

fn has_term(law: &Law, case: &Case, code: &str) -> bool {
    let field = law.rules_of(case).and_then(|rules| term_field(rules).map(|field| field.name.clone()));
    matches!(field.and_then(|name| case.values.get(&name)), Some(Value::Term(term)) if term == code)
}

fn street_of_case(law: &Law, case: &Case) -> Option<UnitCode> {
    case.values.values().find_map(|value| match value {
        Value::Place(place) => street_of(law, place.unit.as_ref()?),
        _ => None,
    })
}

fn told(guest: &Guest, draft: &Draft, term: &str, found: &[Near]) -> Html {
    if found.is_empty() {
        return Html::empty();
    }
    let words = guest.words();
    let names = Names::new(&draft.law, guest.lang());
    let vocabulary = term_field(&draft.rules).and_then(|field| field.vocabulary.clone()).unwrap_or_default();
    let term = names.term(&draft.rules, &vocabulary, term);
    let line = |near: &Near| {
        let street = names.unit(&near.street);
        el("li").put(t!(words, "report-near-one", term = term.as_str(), street = street, day = near.day.to_string()))
    };
    el("section")
        .class("bh-nearby")
        .attr("aria-label", t!(words, "report-near"))
        .put(el("h2").class("govuk-heading-s").put(t!(words, "report-near")))
        .put(el("ul").class("govuk-list").put_all(found.iter().map(line)))
        .put(body(t!(words, "report-near-about")))
        .html()
}
