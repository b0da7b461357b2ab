//! What a person wrote about an item, as fields of the structured report by their own names, all of them text.

use jiff::civil::Date;
use serde_json::{Map, Value as Json, json};

use super::Charge;
use crate::report::anchor::{Anchor, Item, ItemKind};

/// Why a field cannot be taken.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Fault {
    /// Items of this kind have no such field.
    #[error("没有“{0}”这一项 / there is no field `{0}`")]
    Unknown(String),
    /// The text is no number.
    #[error("“{0}”请填数字 / `{0}` takes a number")]
    NotANumber(String),
    /// The text is none of the words that the field takes.
    #[error("“{0}”填的不是可选的值 / `{0}` does not take that")]
    NotAChoice(String),
    /// The field may not be empty.
    #[error("请填写“{0}” / `{0}` is required")]
    Missing(String),
}

impl Fault {
    /// The code of the refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "unknown-field",
            Self::NotANumber(_) => "not-a-number",
            Self::NotAChoice(_) => "not-a-choice",
            Self::Missing(_) => "required",
        }
    }

    /// The field at fault.
    pub fn field(&self) -> &str {
        match self {
            Self::Unknown(field) | Self::NotANumber(field) | Self::NotAChoice(field) | Self::Missing(field) => field,
        }
    }
}

const NUMBERS: [&str; 3] = ["value", "growth_pct", "quantity"];
const CHARGE: [&str; 3] = ["lead", "support", "due"];

fn fields(kind: ItemKind) -> &'static [&'static str] {
    match kind {
        ItemKind::Indicator => &["name", "canonical", "kind", "year", "value", "unit", "growth_pct", "comparator"],
        ItemKind::Commitment => &["text", "quantity", "unit", "comparator", "verb", "object", "lead", "support", "due"],
        ItemKind::Term => &["term", "definition"],
    }
}

/// An item of which nothing is known but its words.
pub fn blank(anchor: &Anchor) -> Item {
    let words = anchor.words.clone();
    match anchor.kind {
        ItemKind::Indicator => Item::Indicator(crate::report::model::Indicator {
            name: words.clone(),
            canonical: None,
            kind: crate::report::model::Tense::Actual,
            year: None,
            value: None,
            unit: None,
            growth_pct: None,
            comparator: Default::default(),
            quote: words,
            span: Default::default(),
            aside: Default::default(),
        }),
        ItemKind::Commitment => Item::Commitment(crate::report::model::Commitment {
            text: words.clone(),
            quantity: None,
            unit: None,
            comparator: Default::default(),
            quote: words,
            span: Default::default(),
            quantity_max: None,
            strength: None,
            verb: None,
            object: None,
            lead: None,
        }),
        ItemKind::Term => {
            Item::Term(crate::report::model::Term { term: words, definition: String::new(), span: Default::default() })
        }
    }
}

/// The item with the fields that a person wrote; an empty one is emptied.
///
/// # Errors
/// The first field that cannot be taken.
pub fn overlaid(item: &Item, values: &Map<String, Json>) -> Result<Item, Fault> {
    let known = fields(item.kind());
    let mut whole = match item {
        Item::Indicator(it) => json!(it),
        Item::Commitment(it) => json!(it),
        Item::Term(it) => json!(it),
    };
    for (name, given) in values {
        if !known.contains(&name.as_str()) {
            return Err(Fault::Unknown(name.clone()));
        }
        if CHARGE.contains(&name.as_str()) {
            check_charge(name, given)?;
            continue;
        }
        if let Some(fields) = whole.as_object_mut() {
            fields.insert(name.clone(), field(name, given)?);
        }
    }
    let last = values.keys().next_back().cloned().unwrap_or_default();
    let wrong = |_| Fault::NotAChoice(last.clone());
    match item {
        Item::Indicator(_) => serde_json::from_value(whole).map(Item::Indicator).map_err(wrong),
        Item::Commitment(_) => serde_json::from_value(whole).map(Item::Commitment).map_err(wrong),
        Item::Term(_) => serde_json::from_value(whole).map(Item::Term).map_err(wrong),
    }
}

/// One field as the structured report has it.
fn field(name: &str, given: &Json) -> Result<Json, Fault> {
    let text = given.as_str().unwrap_or_default().trim();
    if text.is_empty() {
        return match name {
            "name" | "text" | "term" | "kind" | "comparator" => Err(Fault::Missing(name.to_owned())),
            "definition" => Ok("".into()),
            _ => Ok(Json::Null),
        };
    }
    match name {
        "year" => {
            let year = text.parse::<i16>().ok().filter(|year| (1949..=2100).contains(year));
            year.map(Json::from).ok_or_else(|| Fault::NotANumber(name.to_owned()))
        }
        _ if NUMBERS.contains(&name) => {
            let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
            number.map(Json::from).ok_or_else(|| Fault::NotANumber(name.to_owned()))
        }
        "kind" => choice(name, text, &["actual", "target"]),
        "comparator" => choice(name, text, &["exact", "about", "at_least", "over", "within", "range"]),
        _ => Ok(text.into()),
    }
}

fn choice(name: &str, text: &str, words: &[&str]) -> Result<Json, Fault> {
    if words.contains(&text) { Ok(text.into()) } else { Err(Fault::NotAChoice(name.to_owned())) }
}

fn check_charge(name: &str, given: &Json) -> Result<(), Fault> {
    let text = given.as_str().unwrap_or_default();
    let bad = name == "due" && !text.is_empty() && text.parse::<Date>().is_err();
    if bad { Err(Fault::NotAChoice(name.to_owned())) } else { Ok(()) }
}

/// What the fields say about who does it and until when.
pub fn charge(values: &Map<String, Json>) -> Charge {
    let text = |name: &str| values.get(name).and_then(Json::as_str).map(str::trim).filter(|text| !text.is_empty());
    Charge {
        lead: text("lead").map(str::to_owned),
        support: text("support").map(|all| all.split_whitespace().map(str::to_owned).collect()).unwrap_or_default(),
        due: text("due").and_then(|day| day.parse().ok()),
    }
}
