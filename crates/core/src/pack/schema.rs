//! The pack language for other tools: a JSON Schema for each sort of file (editors complete and check
//! with it) and the tables of the reference, both made from [`super::keys`].

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::keys::{self, Key, Section, Shape};

/// The sorts of files of a pack, each with its section.
pub const FILES: &[(&str, &Section)] = &[
    ("pack", &keys::PACK),
    ("case", &keys::CASE),
    ("vocabulary", &keys::VOCABULARY),
    ("register", &keys::REGISTER),
    ("figures", &keys::FIGURES),
    ("scenario", &keys::SCENARIO),
    ("scores", &keys::SCORES),
    ("demo", &keys::DEMOS),
    ("alerts", &keys::ALERTS),
    ("views", &keys::VIEWS),
    ("catalogue", &keys::CATALOGUE),
    ("schedules", &keys::SCHEDULES),
    ("brief", &keys::BRIEF),
];

/// The JSON Schema (2020-12) of a sort of file.
pub fn of(section: &Section) -> Value {
    let defs: Map<String, Value> = keys::ALL.iter().map(|section| (section.name.to_owned(), object(section))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": section.title,
        "$ref": format!("#/$defs/{}", section.name),
        "$defs": defs,
    })
}

fn object(section: &Section) -> Value {
    let properties: Map<String, Value> = section.keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let required: Vec<&str> = section.keys.iter().filter(|key| key.need).map(|key| key.name).collect();
    // A term carries the attributes that its vocabulary declares beside these keys.
    let closed = section.name != keys::TERM.name;
    json!({
        "title": section.title,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": !closed,
    })
}

fn property(key: &Key) -> Value {
    let mut schema = shape(key.shape);
    if let Value::Object(map) = &mut schema {
        map.insert("description".to_owned(), key.about.into());
    }
    schema
}

fn shape(shape: Shape) -> Value {
    let name = || json!({"type": "string", "pattern": "^\\S+$"});
    match shape {
        // Bare dates and numbers are read as the text that they are.
        Shape::Text => json!({"type": ["string", "number", "null"]}),
        Shape::Name => name(),
        Shape::Integer => json!({"type": "integer"}),
        Shape::Flag => json!({"type": "boolean"}),
        Shape::Length => json!({"type": "string", "pattern": "^[0-9]+ ?(min|h|wh|d|wd|mo)$"}),
        Shape::Within => json!({"type": "string", "pattern": "^([0-9]+ ?(min|h|wh|d|wd|mo)|remaining)$"}),
        Shape::Guard => json!({"type": ["string", "boolean"]}),
        Shape::Day => json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"}),
        Shape::Names => json!({"anyOf": [name(), {"type": "array", "items": name()}]}),
        Shape::Choice(words) => json!({"enum": words}),
        Shape::Part(section) => refer(section),
        Shape::Parts(section) => json!({"type": "object", "additionalProperties": refer(section)}),
        Shape::List(section) => json!({"type": "array", "items": refer(section)}),
        Shape::OneOrList(section) => json!({"anyOf": [refer(section), {"type": "array", "items": refer(section)}]}),
        Shape::PartLists(section) => {
            json!({"type": "object", "additionalProperties": {"type": "array", "items": refer(section)}})
        }
        Shape::Wait => json!({"type": "string", "pattern": "^[0-9]+(-[0-9]+)? ?(min|h|wh)$"}),
        Shape::Words => json!({"type": "object", "additionalProperties": {"type": ["string", "number"]}}),
        Shape::Lists => json!({"type": "object", "additionalProperties": {"type": ["string", "array"]}}),
        Shape::Free => json!({}),
    }
}

fn refer(section: &Section) -> Value {
    json!({"$ref": format!("#/$defs/{}", section.name)})
}

/// The reference's table of a section.
pub fn table(section: &Section) -> String {
    let mut text = String::from("| 键 | 必填 | 内容 | 意思 |\n| --- | --- | --- | --- |\n");
    for key in section.keys {
        let need = if key.need { "是" } else { "" };
        // Writing to a String cannot fail.
        let _ =
            writeln!(text, "| `{}` | {need} | {} | {} |", key.name, words(key.shape), key.about.replace('|', "\\|"));
    }
    text
}

fn words(shape: Shape) -> String {
    match shape {
        Shape::Text => "文字".to_owned(),
        Shape::Name => "名称".to_owned(),
        Shape::Integer => "整数".to_owned(),
        Shape::Flag => "`true` 或 `false`".to_owned(),
        Shape::Length => "时间，如 `5 wd`".to_owned(),
        Shape::Within => "时间，或 `remaining`".to_owned(),
        Shape::Guard => "条件（CEL)".to_owned(),
        Shape::Day => "日期".to_owned(),
        Shape::Names => "一个或几个名称".to_owned(),
        Shape::Choice(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" "),
        Shape::Part(section) => format!("[{}](#{})", section.title, section.name),
        Shape::Parts(section) => format!("名称 → [{}](#{}）", section.title, section.name),
        Shape::List(section) => format!("[{}](#{}）的列表", section.title, section.name),
        Shape::OneOrList(section) => format!("一个或几个[{}](#{}）", section.title, section.name),
        Shape::PartLists(section) => format!("名称 → [{}](#{}）的列表", section.title, section.name),
        Shape::Wait => "一段等候，如 `8-55 min`".to_owned(),
        Shape::Words => "名称 → 文字".to_owned(),
        Shape::Lists => "名称 → 名称的列表".to_owned(),
        Shape::Free => "见说明".to_owned(),
    }
}
