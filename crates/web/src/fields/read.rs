//! What was sent, as the contract's JSON; and what is kept, as what would have been typed.

use bihuan_core::casework::decide::{json_of, json_of_text};
use bihuan_core::pack::model::{Field, FieldType};
use bihuan_core::value::Values;
use serde_json::{Map, Number, Value as Json};

use super::{Fields, Sent};

/// The offset in which people here write times.
const OFFSET: &str = "+08:00";

impl Fields<'_> {
    /// What was sent for these fields. What was left empty is not there.
    pub fn read(&self, sent: &Sent) -> Map<String, Json> {
        let given = self.fields.iter().map(|field| (field.name.clone(), self.given(field, sent)));
        given.filter(|(_, json)| !json.is_null()).collect()
    }

    fn given(&self, field: &Field, sent: &Sent) -> Json {
        let name = self.name(field);
        match field.kind {
            FieldType::Date => date(&name, sent),
            FieldType::Time => time(sent.value(&name)),
            FieldType::Length => length(&name, sent),
            FieldType::Place => place(&name, sent),
            FieldType::File => list(sent.values(&name).map(Json::from)),
            FieldType::Text if field.many => list(lines(sent.value(&name)).map(Json::from)),
            _ if field.many => list(sent.values(&name).filter(|v| !v.is_empty()).map(|v| json_of_text(field, v))),
            _ => json_of_text(field, sent.value(&name)),
        }
    }

    /// What would have been typed for values in the contract's JSON, whichever of the fields they are of.
    pub fn typed_json(&self, said: &Map<String, Json>) -> Vec<(String, String)> {
        let given = self.fields.iter().filter_map(|field| Some((field, said.get(&field.name)?)));
        given.flat_map(|(field, json)| typed(field, &self.name(field), json)).collect()
    }

    /// What would have been typed for values that are kept already: the start of a form that changes them.
    pub fn typed(&self, values: &Values) -> Vec<(String, String)> {
        let kept = self.fields.iter().filter(|field| field.keeps || self.of.is_none());
        kept.filter_map(|field| Some((field, json_of(values.get(&field.name)?))))
            .flat_map(|(field, json)| typed(field, &self.name(field), &json))
            .collect()
    }
}

fn typed(field: &Field, name: &str, json: &Json) -> Vec<(String, String)> {
    let pair = |part: &str, text: String| (format!("{name}{part}"), text);
    let text = |json: &Json| json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    match (field.kind, json) {
        (_, Json::Null) => Vec::new(),
        (FieldType::Date, Json::String(date)) => {
            let parts = ["-year", "-month", "-day"].into_iter().zip(date.split('-'));
            parts.map(|(part, text)| pair(part, text.to_owned())).collect()
        }
        (FieldType::Length, Json::String(length)) => {
            let (amount, unit) = length.split_once(' ').unwrap_or((length, ""));
            vec![pair("-amount", amount.to_owned()), pair("-unit", unit.to_owned())]
        }
        (FieldType::Place, Json::Object(place)) => place
            .iter()
            .filter(|(part, _)| *part != "crs")
            .map(|(part, v)| pair(&format!("-{part}"), text(v)))
            .collect(),
        (FieldType::Time, Json::String(at)) => vec![pair("", at.chars().take(16).collect())],
        (FieldType::Text, Json::Array(items)) => {
            vec![pair("", items.iter().map(text).collect::<Vec<_>>().join("\n"))]
        }
        (_, Json::Array(items)) => items.iter().map(|item| pair("", text(item))).collect(),
        (_, json) => vec![pair("", text(json))],
    }
}

fn list(items: impl Iterator<Item = Json>) -> Json {
    let items: Vec<Json> = items.collect();
    if items.is_empty() { Json::Null } else { Json::Array(items) }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

fn date(name: &str, sent: &Sent) -> Json {
    let [year, month, day] = ["year", "month", "day"].map(|part| sent.value(&format!("{name}-{part}")).trim());
    if [year, month, day].iter().all(|part| part.is_empty()) {
        return Json::Null;
    }
    format!("{year}-{month:0>2}-{day:0>2}").into()
}

fn time(text: &str) -> Json {
    match text.trim() {
        "" => Json::Null,
        local if local.len() == 16 => format!("{local}:00{OFFSET}").into(),
        other => other.into(),
    }
}

fn length(name: &str, sent: &Sent) -> Json {
    let [amount, unit] = ["amount", "unit"].map(|part| sent.value(&format!("{name}-{part}")).trim());
    if amount.is_empty() { Json::Null } else { format!("{amount} {unit}").into() }
}

fn place(name: &str, sent: &Sent) -> Json {
    let part = |part: &str| sent.value(&format!("{name}-{part}")).trim().to_owned();
    let mut place = Map::new();
    for words in ["unit", "address"] {
        let text = part(words);
        if !text.is_empty() {
            place.insert(words.to_owned(), text.into());
        }
    }
    // Whoever presses the map and then chooses another unit of the list means the unit.
    let moved = !part("picked").is_empty() && part("picked") != part("unit");
    for axis in ["lon", "lat"].into_iter().filter(|_| !moved) {
        let text = part(axis);
        if !text.is_empty() {
            place.insert(
                axis.to_owned(),
                text.parse().ok().and_then(Number::from_f64).map_or(text.into(), Json::Number),
            );
        }
    }
    if place.is_empty() { Json::Null } else { Json::Object(place) }
}
