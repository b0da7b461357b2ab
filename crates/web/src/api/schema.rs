//! The fields of a form or of an action as JSON Schema, with `x-bihuan-type` and the codes that would be accepted now.

use bihuan_core::directory::{DistrictCode, Unit};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Field, FieldType};
use serde_json::{Map, Value as Json, json};

use crate::names::Names;

/// More codes than this are not listed; a link says where they are.
const MOST_CODES: usize = 500;
/// Characters in a text whose field sets no bound of its own.
const LONGEST_TEXT: i64 = 4000;

/// What the codes of a schema are looked up in.
#[derive(Clone, Copy)]
pub struct Codes<'c> {
    /// The kind of matter, for its vocabularies.
    pub rules: &'c CaseType,
    /// What things are called; units and officers.
    pub names: Names<'c>,
    /// The stage and action that ask the fields; none: those of the form and the facts.
    pub of: Option<(&'c str, &'c str)>,
    /// Whose; none: of every district.
    pub district: Option<&'c DistrictCode>,
}

/// The schema of an object with these fields.
pub fn object(codes: Codes<'_>, fields: &[Field]) -> Json {
    let properties: Map<String, Json> =
        fields.iter().map(|field| (field.name.clone(), property(codes, field))).collect();
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name.as_str()).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// One field.
fn property(codes: Codes<'_>, field: &Field) -> Json {
    let single = single(codes, field);
    let mut schema = match field.kind {
        FieldType::File => list(single, field),
        _ if field.many => list(single, field),
        _ => single,
    };
    schema.insert("title".into(), codes.names.field(codes.rules, codes.of, field).into());
    if let Some(help) = codes.names.help(codes.rules, codes.of, field) {
        schema.insert("description".into(), help.into());
    }
    if let Some(when) = &field.required_when {
        schema.insert("x-bihuan-required-when".into(), when.source.clone().into());
    }
    if field.personal {
        schema.insert("x-bihuan-personal".into(), true.into());
    }
    schema.insert("x-bihuan-type".into(), word(field.kind));
    Json::Object(schema)
}

/// An empty list is a field that was left alone; the fewest count from the first value on.
fn list(items: Map<String, Json>, field: &Field) -> Map<String, Json> {
    let (fewest, most) = field.counts();
    let mut list = fields(json!({ "type": "array", "items": items, "maxItems": most }));
    if fewest > 1 {
        list.insert("minItems".into(), fewest.into());
    }
    list
}

fn single(codes: Codes<'_>, field: &Field) -> Map<String, Json> {
    let bounded = |mut schema: Map<String, Json>, low: &str, high: &str, most: Option<i64>| {
        let own = |bound: Option<i64>| bound.filter(|_| !field.many);
        let bounds = [(low, own(field.min)), (high, own(field.max).or(most))];
        schema.extend(bounds.into_iter().filter_map(|(key, bound)| Some((key.to_owned(), bound?.into()))));
        schema
    };
    match field.kind {
        FieldType::Text => bounded(fields(json!({ "type": "string" })), "minLength", "maxLength", Some(LONGEST_TEXT)),
        FieldType::Phone | FieldType::IdentityNumber | FieldType::CreditCode => {
            fields(json!({ "type": "string", "maxLength": 200 }))
        }
        FieldType::Integer => bounded(fields(json!({ "type": "integer" })), "minimum", "maximum", None),
        FieldType::Number => fields(json!({ "type": ["number", "string"] })),
        FieldType::Decimal | FieldType::Money => {
            fields(json!({ "type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$" }))
        }
        FieldType::Date => fields(json!({ "type": "string", "format": "date" })),
        FieldType::Time => fields(json!({ "type": "string", "format": "date-time" })),
        FieldType::Boolean => fields(json!({ "type": "boolean" })),
        FieldType::Length => fields(json!({ "type": "string", "pattern": "^[0-9]+ ?(min|h|wh|d|wd|mo)$" })),
        FieldType::Term => term(codes, field),
        FieldType::Unit => unit(codes, field),
        FieldType::Officer => officer(codes),
        FieldType::Entry => entry(field),
        FieldType::Place => place(),
        FieldType::File => fields(json!({ "type": "string", "pattern": "^sha256-[0-9a-f]{64}$" })),
    }
}

fn term(codes: Codes<'_>, field: &Field) -> Map<String, Json> {
    let vocabulary = field.vocabulary.as_ref().and_then(|name| codes.rules.vocabularies.get(name));
    let terms = vocabulary.map(|vocabulary| vocabulary.terms.as_slice()).unwrap_or_default();
    let known: Vec<&str> = terms.iter().map(|term| term.code.as_str()).collect();
    let name = field.vocabulary.as_deref().unwrap_or_default();
    let title = |code: &String| (code.clone(), codes.names.term(codes.rules, name, code).into());
    let titles: Map<String, Json> = terms.iter().map(|term| title(&term.code)).collect();
    fields(json!({ "type": "string", "enum": known, "x-bihuan-titles": titles }))
}

fn unit(codes: Codes<'_>, field: &Field) -> Map<String, Json> {
    let here = |unit: &&Unit| codes.district.is_none_or(|district| unit.code.district() == *district);
    let fits = |unit: &&Unit| field.unit_kinds.is_empty() || field.unit_kinds.contains(&unit.kind);
    let known: Vec<&str> =
        codes.names.directory().units(None, None).filter(here).filter(fits).map(|unit| unit.code.as_str()).collect();
    if known.len() <= MOST_CODES {
        return fields(json!({ "type": "string", "enum": known }));
    }
    let under = codes.district.map(|district| format!("under={district}"));
    let kinds = field.unit_kinds.iter().map(|kind| format!("kind={kind}"));
    let query: Vec<String> = under.into_iter().chain(kinds).collect();
    fields(json!({ "type": "string", "x-bihuan-options": format!("/api/v1/units?{}", query.join("&")) }))
}

fn officer(codes: Codes<'_>) -> Map<String, Json> {
    let known: Vec<&str> = codes.names.directory().officers().map(|officer| officer.user.as_str()).collect();
    if known.is_empty() || known.len() > MOST_CODES {
        return fields(json!({ "type": "string", "pattern": "^[a-z0-9-]+$" }));
    }
    fields(json!({ "type": "string", "enum": known }))
}

fn entry(field: &Field) -> Map<String, Json> {
    let register = field.register.as_deref().unwrap_or("[^/]+");
    fields(json!({ "type": "string", "pattern": format!("^{register}/.+$") }))
}

fn place() -> Map<String, Json> {
    fields(json!({
        "type": "object",
        "properties": {
            "lon": { "type": "number", "minimum": -180, "maximum": 180 },
            "lat": { "type": "number", "minimum": -90, "maximum": 90 },
            "crs": { "type": "string", "enum": ["WGS84", "CGCS2000", "GCJ02"] },
            "address": { "type": "string" },
            "unit": { "type": "string" },
        },
        "anyOf": [{ "required": ["lon", "lat"] }, { "required": ["unit"] }, { "required": ["address"] }],
        "additionalProperties": false,
    }))
}

/// The type's word in the contract.
fn word(kind: FieldType) -> Json {
    serde_json::to_value(kind).unwrap_or_default()
}

fn fields(schema: Json) -> Map<String, Json> {
    match schema {
        Json::Object(fields) => fields,
        _ => Map::new(),
    }
}
