//! Words for what the record keeps sealed. What somebody typed decides nothing (no condition of a pack may read it), so a
//! trial needs only something that fits its field; nothing is opened for it.

use serde_json::{Map, Value as Json};

use crate::casework::decide::json_of;
use crate::pack::model::{Field, FieldType};
use crate::value::{Place, Value, Values, Words};

/// A digest of no file.
const NO_FILE: &str = "sha256-0000000000000000000000000000000000000000000000000000000000000000";

/// Values as somebody would give them in a form of these fields; what the form does not ask is left out.
pub(super) fn given(values: &Values, fields: &[Field]) -> Map<String, Json> {
    let asked = fields.iter().filter_map(|field| Some((field, values.get(&field.name)?)));
    asked.map(|(field, value)| (field.name.clone(), plain(field, value))).collect()
}

fn plain(field: &Field, value: &Value) -> Json {
    match value {
        Value::Sealed(_) if field.many && field.kind != FieldType::File => several(field),
        Value::Sealed(_) => invented(field),
        Value::Place(place) => {
            json_of(&Value::Place(Place { address: place.address.as_ref().map(somewhere), ..place.clone() }))
        }
        _ => json_of(value),
    }
}

/// As many as the field takes at least.
fn several(field: &Field) -> Json {
    let one = Field { min: None, ..field.clone() };
    (0..field.counts().0).map(|_| invented(&one)).collect()
}

fn somewhere(_: &Words) -> Words {
    Words::Typed("…".into())
}

fn invented(field: &Field) -> Json {
    match field.kind {
        FieldType::Phone => "13800000000".into(),
        // The example of GB 11643, and that of GB 32100.
        FieldType::IdentityNumber => "11010519491231002X".into(),
        FieldType::CreditCode => "91350100M000100Y43".into(),
        FieldType::File => Json::Array(vec![NO_FILE.into()]),
        FieldType::Integer => field.min.unwrap_or(1).into(),
        FieldType::Number | FieldType::Decimal | FieldType::Money => field.min.unwrap_or(1).to_string().into(),
        FieldType::Date => "2026-01-01".into(),
        FieldType::Time => "2026-01-01T00:00:00+08:00".into(),
        FieldType::Boolean => false.into(),
        FieldType::Length => "1 h".into(),
        // A sealed place, term, unit, officer or entry is one that the pack calls personal.
        FieldType::Place => serde_json::json!({ "address": "…" }),
        _ => "…".repeat(usize::try_from(field.min.unwrap_or(1)).unwrap_or(1).max(1)).into(),
    }
}
