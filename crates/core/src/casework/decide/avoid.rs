//! Avoidance (回避): a matter about a unit reaches neither that unit nor one below it, unless the coordinator decides so
//! and the decision is recorded.

use super::World;
use super::draft::Draft;
use crate::casework::case::Case;
use crate::casework::refusal::{Refusal, RefusalCode};
use crate::directory::UnitCode;
use crate::pack::model::Action;
use crate::value::{Value, Values};

/// Whether the matter is about this unit or one above it.
pub(in crate::casework) fn is_avoided(world: &World<'_>, case: &Case, unit: &UnitCode) -> bool {
    about(world, case).is_some_and(|about| unit == about || world.directory.is_within(unit, about))
}

/// Refuses an input that would give the matter to a unit that it is about.
pub(super) fn refuse_avoided(draft: &Draft<'_>, action: &Action, input: &Values) -> Result<(), Refusal> {
    if action.overrides_avoidance {
        return Ok(());
    }
    let about = draft.world.case_type.avoid.as_ref().map(|avoid| &avoid.field);
    let given = input.iter().filter(|(field, _)| Some(*field) != about);
    let named = given.flat_map(|(field, value)| units(value).into_iter().map(move |unit| (field, unit)));
    let mut avoided = named.filter(|(_, unit)| is_avoided(draft.world, &draft.case, unit));
    avoided.next().map_or(Ok(()), |(field, unit)| Err(avoidance(draft, unit).about(format!("/{field}"), "avoidance")))
}

fn about<'c>(world: &World<'_>, case: &'c Case) -> Option<&'c UnitCode> {
    match case.values.get(&world.case_type.avoid.as_ref()?.field)? {
        Value::Unit(unit) => Some(unit),
        _ => None,
    }
}

fn units(value: &Value) -> Vec<&UnitCode> {
    match value {
        Value::Unit(unit) => vec![unit],
        Value::Many(values) => values.iter().flat_map(units).collect(),
        _ => Vec::new(),
    }
}

fn avoidance(draft: &Draft<'_>, unit: &UnitCode) -> Refusal {
    let name = draft.world.directory.unit(unit).map_or_else(|| unit.to_string(), |unit| unit.name.clone());
    Refusal::new(
        RefusalCode::Avoidance,
        format!("诉求反映的就是{name}或其上级，应当回避，请选其他单位，或报请协调决定"),
        format!(
            "The matter is about {name} or a unit above it. Choose another unit, or ask for the coordinator's decision."
        ),
    )
}
