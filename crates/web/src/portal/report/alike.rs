//! Open matters that others have reported nearby, by kind, street and day only; and the question whether this is one of
//! them. What is chosen is a reference that says nothing and soon ends; a clerk decides what comes of it.

use axum::response::Response;
use bihuan_core::calendar::civil;
use bihuan_core::casework::{Refusal, street};
use bihuan_core::pack::CaseType;
use bihuan_core::value::{Value, Values};
use bihuan_office::{Alike, Asking, Law, Named, Office};
use jiff::civil::Date;

use super::Draft;
use super::steps::Step;
use crate::components::{Choice, InsetText};
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::{FieldError, Form};
use crate::portal::guest::Guest;
use crate::t;

/// The control that says which one it is; empty: none of them.
pub const FIELD: &str = "alike";
/// Matters shown.
const SHOWN: usize = 5;

/// What the page tells of others' matters.
#[derive(Clone, Debug, Default)]
pub struct Nearby {
    /// What they are and where, in words.
    what: String,
    /// Those that can be chosen.
    offers: Vec<Offer>,
    /// Whether something was chosen that names none of them any more.
    gone: bool,
}

/// An open matter, as anybody may hear of it.
#[derive(Clone, Debug)]
struct Offer {
    reference: String,
    day: Date,
    chosen: bool,
}

/// The step that asks: the one after the place.
pub fn step(draft: &Draft) -> Option<Step> {
    let place = draft.steps.iter().position(|known| *known == Step::Place)?;
    draft.steps.get(place + 1).copied()
}

/// The draft with what others reported, where the step tells of it.
pub async fn seen(guest: &Guest, mut draft: Draft, at: Step) -> Result<Draft, Response> {
    let chosen = !draft.sent.value(FIELD).is_empty();
    if step(&draft) != Some(at) && !(at == Step::Check && chosen) || draft.rules.alike.is_none() {
        return Ok(draft);
    }
    let (law, rules, district) = (draft.law.clone(), draft.rules.clone(), draft.district.clone());
    let (form, sent) = (draft.fields(guest).read(&draft.sent), draft.sent.clone());
    let lang = guest.lang();
    draft.nearby = guest
        .ask(move |office| {
            let asking = Asking { rules: &rules, district: &district, form: &form };
            let found = office.alike(&law, &asking)?;
            let named = Named { reference: sent.value(FIELD), form: sent.value("once") };
            let what = words(&law, &Names::new(&law, lang), &rules, &office.compared(&law, &asking));
            Ok(Nearby { what, ..nearby(office, &found, named) })
        })
        .await?;
    Ok(draft)
}

fn nearby(office: &Office, found: &[Alike], named: Named<'_>) -> Nearby {
    let chosen = office.alike_named(named, found);
    let offer = |alike: &Alike| Offer {
        reference: office.alike_reference(&alike.case, named.form),
        day: civil(alike.opened).date(),
        chosen: chosen == Some(alike),
    };
    let mut shown: Vec<&Alike> = found.iter().take(SHOWN).collect();
    // One that was chosen stays in sight when newer ones came.
    shown.extend(chosen.filter(|chosen| !found.iter().take(SHOWN).any(|alike| alike == *chosen)));
    let gone = chosen.is_none() && !named.reference.is_empty();
    Nearby { what: String::new(), offers: shown.into_iter().map(offer).collect(), gone }
}

/// What the matters share, in words: a place is told by its street.
fn words(law: &Law, names: &Names<'_>, rules: &CaseType, values: &Values) -> String {
    let fields = rules.alike.iter().flat_map(|alike| &alike.fields).filter_map(|name| rules.field(name));
    let told = fields.filter_map(|field| match values.get(&field.name)? {
        Value::Term(code) => Some(names.term(rules, field.vocabulary.as_deref()?, code)),
        Value::Unit(unit) => Some(names.unit(unit)),
        Value::Place(place) => Some(names.unit(&street(&law.directory, place.unit.as_ref()?)?)),
        Value::Entry(entry) => Some(entry.key.clone()),
        _ => None,
    });
    told.collect::<Vec<_>>().join(" · ")
}

/// What a page tells: the question with its choices; before sending, what was chosen.
pub fn beside(guest: &Guest, draft: &Draft, at: Step, form: &Form<'_>) -> Html {
    let nearby = &draft.nearby;
    let words = guest.words();
    if at == Step::Check {
        let day = nearby.offers.iter().find(|offer| offer.chosen).map(|offer| offer.day.to_string());
        let told = day.map(|day| t!(words, "report-alike-said", what = nearby.what.as_str(), day = day));
        let told = told.or_else(|| nearby.gone.then(|| t!(words, "report-alike-gone")));
        return told.map(|told| Html::from(InsetText::from(told))).unwrap_or_default();
    }
    if nearby.offers.is_empty() {
        return Html::empty();
    }
    let offer = |offer: &Offer| {
        let told = t!(words, "report-near-one", what = nearby.what.as_str(), day = offer.day.to_string());
        Choice { checked: Some(offer.chosen), ..Choice::new(offer.reference.as_str(), told) }
    };
    let mut items: Vec<Choice> = nearby.offers.iter().map(offer).collect();
    let none = !nearby.offers.iter().any(|offer| offer.chosen);
    items.push(Choice { divider: t!(words, "or"), ..Choice::default() });
    items.push(Choice { checked: Some(none), ..Choice::new("", t!(words, "report-near-none")) });
    let mut radios = form.radios(FIELD, t!(words, "report-near"), items);
    radios.hint = Some(t!(words, "report-near-about").into());
    el("div").class("bh-nearby").put(radios).html()
}

/// What was refused about the choice, where that is what was refused.
pub fn errors(guest: &Guest, refusal: &Refusal) -> Option<Vec<FieldError>> {
    let fault = refusal.faults.iter().find(|fault| fault.field.trim_start_matches('/') == FIELD)?;
    Some(vec![FieldError::new(FIELD, crate::portal::guest::sentence(&fault.sentence, guest.lang()))])
}
