//! What a sub-case's form says when it is taken in: what the case that asked for it told, and what its pack says always.

use serde_json::{Map, Value as Json};

use super::decide::json_of;
use crate::directory::DistrictCode;
use crate::pack::CaseType;
use crate::pack::model::{Field, FieldType, Given};
use crate::value::{Value, Values};

/// By which channel sub-cases come in.
pub const CHANNEL: &str = "subcase";

/// The form in the contract's JSON. `values` are what the asking case told, opened; what was erased meanwhile is left out.
#[must_use]
pub fn form_of(
    rules: &CaseType,
    name: &str,
    child: &CaseType,
    values: &Values,
    district: &DistrictCode,
) -> Map<String, Json> {
    let Some(rule) = rules.subcases.get(name) else { return Map::new() };
    let told = |field: &Field| match rule.with.get(&field.name)? {
        Given::Fixed(json) => Some(whole(field, json, district)),
        _ => values.get(&field.name).filter(|value| !matches!(value, Value::Sealed(_))).map(json_of),
    };
    child.form_through(CHANNEL).iter().filter_map(|field| Some((field.name.clone(), told(field)?))).collect()
}

/// A unit as packs write it, the suffix behind the district, becomes its whole code.
fn whole(field: &Field, json: &Json, district: &DistrictCode) -> Json {
    match (field.kind, json) {
        (FieldType::Unit, Json::String(unit)) if !unit.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("{district}-{unit}").into()
        }
        _ => json.clone(),
    }
}
