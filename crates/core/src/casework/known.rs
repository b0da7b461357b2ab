//! What is known already of what a matter asks: the last matter of its kind about the same left it in the district's
//! record, so a unit looks it over instead of gathering it once more. What was known is settled when the matter is taken
//! in and kept in its own record, so a replay looks at no other one.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::case::Case;
use super::decide::json_of;
use super::{CaseId, TypeId};
use crate::pack::CaseType;
use crate::value::{Value, Values};

/// What the last matter about the same left.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Foreknown {
    /// That matter.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// When it was closed.
    pub at: Timestamp,
    /// What it said of the fields that are asked for again.
    pub values: Values,
}

/// A line of the district's record: what a matter left for the next one about the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// In which register.
    pub register: String,
    /// Under which key.
    pub key: String,
    /// What it says.
    pub value: Json,
}

/// Where the lines of a kind of matter stand.
#[must_use]
pub fn register(kind: &TypeId) -> String {
    format!("known:{}", kind.0)
}

/// What makes two matters be about the same; none where the matter does not say it all.
#[must_use]
pub fn key(rules: &CaseType, values: &Values) -> Option<String> {
    let same = rules.known.as_ref()?.same.iter().map(|(field, _)| values.get(field).filter(|value| is_plain(value)));
    let words: Vec<String> = same.map(|value| Some(json_of(value?).to_string())).collect::<Option<_>>()?;
    Some(words.join("|"))
}

/// What a matter leaves when it ends as the pack says; none where it does not, or ended so before.
#[must_use]
pub fn line(rules: &CaseType, before: Option<&Case>, after: &Case) -> Option<Line> {
    let known = rules.known.as_ref()?;
    let closing = after.closed.as_ref().filter(|closing| known.after.contains(&closing.outcome))?;
    if before.is_some_and(|case| case.closed.is_some()) {
        return None;
    }
    let told = known.fields.iter().filter_map(|(field, _)| Some((field.clone(), after.values.get(field)?)));
    let values: Map<String, Json> =
        told.filter(|(_, value)| is_plain(value)).map(|(field, value)| (field, json_of(value))).collect();
    let value = serde_json::json!({
        "case": after.id, "number": after.number, "at": closing.at, "values": values,
    });
    Some(Line { register: register(&after.case_type), key: key(rules, &after.values)?, value })
}

/// What stands in a line.
#[derive(Deserialize)]
pub(super) struct Told {
    pub case: CaseId,
    pub number: String,
    pub at: Timestamp,
    pub values: Map<String, Json>,
}

/// How many fields are asked for, and of how many something is known.
pub(super) fn counted(rules: &CaseType, known: &Values) -> (Decimal, Decimal) {
    let asked = rules.known.as_ref().map_or(0, |rule| rule.asks.len());
    (Decimal::from(asked), Decimal::from(known.len()))
}

/// What was typed stands in a vault of its own matter and is carried nowhere.
fn is_plain(value: &Value) -> bool {
    !matches!(value, Value::Sealed(_) | Value::Text(_) | Value::Files(_) | Value::Place(_) | Value::Many(_))
}
