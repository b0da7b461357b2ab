//! A quantity is recorded: how much, of which day, month or quarter, in which measure. A correction is a new fact.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::draft::Draft;
use crate::calendar::civil;
use crate::casework::event::Event;
use crate::casework::quantity::converted;
use crate::casework::refusal::{Fault, Refusal, RefusalCode};
use crate::pack::model::{Measure, Quantity};
use crate::value::Value;

/// Which fields of an input tell of a quantity.
#[derive(Clone, Copy)]
pub(super) struct Told<'t> {
    /// The quantity.
    pub quantity: &'t str,
    /// How much.
    pub amount: &'t str,
    /// Of when.
    pub period: Option<&'t str>,
    /// In which measure.
    pub measure: Option<&'t str>,
}

/// Records it, in its own measure and in the stretch of time that it belongs to.
pub(super) fn record(draft: &mut Draft<'_>, told: &Told<'_>) -> Result<(), Refusal> {
    let amount = amount(draft, told.amount)?;
    let rules = draft.world.case_type.quantities.iter().find(|known| known.name == told.quantity);
    if let Some(rules) = rules {
        fits_measure(draft, rules, told, amount)?;
    }
    let total = draft.case.quantities.get(told.quantity).copied().unwrap_or_default();
    if total.checked_add(amount).is_none() {
        return Err(Refusal::new(RefusalCode::Invalid, "数量过大", "The amount is too large.")
            .about(format!("/{}", told.amount), "too-large"));
    }
    let period = rules.map(|rules| rules.pace).unwrap_or_default().of(day(draft, told));
    let quantity = told.quantity.to_owned();
    draft.happen(Event::QuantityRecorded { quantity: quantity.clone(), amount });
    draft.happen(Event::QuantityPlaced { quantity, amount, period });
    Ok(())
}

fn amount(draft: &Draft<'_>, field: &str) -> Result<Decimal, Refusal> {
    match draft.input.get(field) {
        Some(Value::Decimal(amount)) => Ok(*amount),
        Some(Value::Integer(amount)) => Ok((*amount).into()),
        _ => Err(Refusal::invalid(vec![Fault::new(format!("/{field}"), "required", "请填写数量", "Say how much.")])),
    }
}

/// The day that the input names: the declared field, else the first date, else the day of the act.
fn day(draft: &Draft<'_>, told: &Told<'_>) -> Date {
    let date = |value: &Value| match value {
        Value::Date(day) => Some(*day),
        _ => None,
    };
    let declared = told.period.and_then(|field| draft.input.get(field)).and_then(date);
    declared.or_else(|| draft.input.values().find_map(date)).unwrap_or_else(|| civil(draft.at).date())
}

/// What was told in another measure is not taken for one of ours; where it can be converted the refusal says to what.
fn fits_measure(draft: &Draft<'_>, rules: &Quantity, told: &Told<'_>, amount: Decimal) -> Result<(), Refusal> {
    let text = |field: &str| match draft.case.values.get(field) {
        Some(Value::Text(text)) => Some(text.trim().to_owned()),
        _ => None,
    };
    let said = told.measure.and_then(|field| Some((field, draft.input.get(field)?)));
    let Some((field, Value::Text(said))) = said else { return Ok(()) };
    let own = match &rules.measure {
        Measure::Words(words) => Some(words.clone()),
        Measure::Field(field) => text(field),
    };
    let (said, Some(own)) = (said.trim(), own) else { return Ok(()) };
    if said.is_empty() || said == own {
        return Ok(());
    }
    let (zh, en) = match converted(amount, said, &own) {
        Some(other) => (
            format!("“{}”以{own}计，不是{said}；{amount} {said}合 {other} {own}，请按此填写", rules.title),
            format!("This is measured in {own}, not {said}. {amount} {said} are {other} {own}: enter that."),
        ),
        None => (
            format!("“{}”以{own}计，{said}不能换算成{own}；请按{own}填写", rules.title),
            format!("This is measured in {own}, and {said} cannot be converted: enter it in {own}."),
        ),
    };
    Err(Refusal::invalid(vec![Fault::new(format!("/{field}"), "wrong-measure", zh, en)]))
}
