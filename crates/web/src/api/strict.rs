//! What a page may leave empty and a program may not: a form on a page sends empty text for a field that was left alone,
//! a program leaves the field out. Empty text is no term, no unit, no number.

use bihuan_core::casework::refusal::Fault;
use bihuan_core::pack::model::{Field, FieldType};
use serde_json::{Map, Value as Json};

/// The fields that are given as nothing where nothing is no value of their type.
pub fn empties(fields: &[Field], given: &Map<String, Json>, prefix: &str) -> Vec<Fault> {
    let empty = |field: &&Field| given.get(&field.name).is_some_and(|value| is_nothing(field, value));
    let fault = |field: &Field| {
        let (zh, en) =
            (format!("{}不能为空；没有就不要给这一项", field.title), "It is empty. Leave the field out instead.");
        Fault::new(format!("{prefix}/{}", field.name), "empty", zh, en)
    };
    fields.iter().filter(|field| !field.required).filter(empty).map(fault).collect()
}

/// Empty text where text is no value; a list where there is none to be is told by the core.
fn is_nothing(field: &Field, value: &Json) -> bool {
    let empty = value.as_str().is_some_and(|text| text.trim().is_empty());
    empty && (field.kind != FieldType::Text || field.many)
}
