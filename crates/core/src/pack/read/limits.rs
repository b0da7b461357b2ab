//! What goes with an action: how often it may be taken, the judgement that it records, the fields that
//! its deed always asks, and the keys that only some deeds have.

use std::collections::BTreeMap;

use super::desk::{Desk, Part};
use super::scope::Scope;
use crate::pack::guard::Guard;
use crate::pack::keys;
use crate::pack::model::{Field, FieldType, LimitRule, Span};
use crate::pack::source::Node;
use crate::value::FieldName;

/// How often an action may be taken.
pub fn limit(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<LimitRule> {
    let limit = part.get("limit").and_then(|node| desk.part(part.at_key("limit"), node, &keys::LIMIT))?;
    let basis = scope.names.basis(desk, &limit).unwrap_or_default();
    let times = desk.integer(&limit, "times", 1..=100).and_then(|times| u32::try_from(times).ok());
    let per_unit = desk.choice(&limit, "per", &["case", "unit"]) == Some("unit");
    let within = desk.length(&limit, "within");
    let otherwise = desk.name(&limit, "otherwise").and_then(|(node, word)| scope.stage(desk, node, word));
    Some(LimitRule { times: times?, per_unit, within, basis, otherwise })
}

/// The reporter's judgement: when it is bad, and which fields hold its scores.
pub fn judgement(
    desk: &mut Desk<'_>,
    part: &Part<'_>,
    scope: &Scope<'_>,
    ask: &[Field],
) -> (Option<Guard>, BTreeMap<String, FieldName>) {
    let rating = part.get("rating").and_then(|node| desk.part(part.at_key("rating"), node, &keys::RATING));
    let Some(rating) = rating else { return (None, BTreeMap::new()) };
    let mut scores = BTreeMap::new();
    for key in ["responded", "resolved", "satisfied", "grade"] {
        if let Some((node, word)) = desk.name(&rating, key) {
            let known = ask.iter().map(|field| field.name.as_str());
            let field = desk.known(node, word, ("unknown-field", "填写项"), known);
            scores.extend(field.map(|field| (key.to_owned(), field)));
        }
    }
    (scope.guard(desk, &rating, "bad", ask), scores)
}

/// The field of the input that holds how much.
pub fn number_field(desk: &mut Desk<'_>, node: &Node, word: &str, ask: &[Field]) -> Option<FieldName> {
    let known = ask.iter().map(|field| field.name.as_str());
    let name = desk.known(node, word, ("unknown-field", "填写项"), known)?;
    let field = ask.iter().find(|field| field.name == name)?;
    let number = [FieldType::Integer, FieldType::Number, FieldType::Decimal, FieldType::Money].contains(&field.kind);
    if !number || !field.required {
        let message = format!("填写项 `{name}` 应是必填的数");
        desk.out
            .error(node.span, "wrong-field-type", message)
            .help("类型用 integer、decimal 或 money，并写 `required: true`");
    }
    number.then_some(name)
}

/// Keys that only one deed has.
pub fn no_stray_keys(desk: &mut Desk<'_>, part: &Part<'_>, verb: Option<&str>) {
    for (key, deeds) in [
        ("deadline", ["extend", ""]),
        ("approval", ["extend", ""]),
        ("within", ["reopen", ""]),
        ("basis", ["reopen", "suspend"]),
        ("ground", ["suspend", ""]),
        ("at_most", ["suspend", ""]),
        ("scope", ["suspend", "resume"]),
        ("quantity", ["record", ""]),
        ("amount", ["record", ""]),
    ] {
        if part.has(key) && !verb.is_some_and(|verb| deeds.contains(&verb)) {
            let message = format!("`{key}` 只用于 `does: {}`", deeds.join(" ").trim());
            desk.out.error(part.at_key(key), "misplaced-key", message).help("删去它，或写上 `does`");
        }
    }
    if part.has("new_round") && !["to", "choose"].into_iter().any(|key| part.has(key)) {
        desk.out.error(part.at_key("new_round"), "misplaced-key", "`new_round` 要和 `to` 一起写").help("删去它");
    }
}

/// The fields that a deed always asks, unless the pack words them itself.
pub fn add_usual_fields(verb: Option<&str>, ask: &mut Vec<Field>, span: Span) {
    let usual: &[(&str, FieldType, &str, bool)] = match verb {
        Some("pass") => &[("unit", FieldType::Unit, "转往单位", true), ("within", FieldType::Length, "办理时限", true)],
        Some("extend") => {
            &[("days", FieldType::Integer, "申请延长几个工作日", true), ("reason", FieldType::Text, "理由", true)]
        }
        Some("merge") => &[("lead", FieldType::Text, "主件编号", true)],
        Some("reassign") => &[
            ("unit", FieldType::Unit, "改派单位", true),
            ("officer", FieldType::Officer, "经办人", false),
            ("reason", FieldType::Text, "理由", true),
        ],
        _ => &[],
    };
    for (name, kind, title, required) in usual {
        if !ask.iter().any(|field| field.name == *name) {
            ask.push(usual_field(name, *kind, title, *required, span));
        }
    }
}

fn usual_field(name: &str, kind: FieldType, title: &str, required: bool, span: Span) -> Field {
    Field {
        required,
        min: (kind == FieldType::Integer).then_some(1),
        max: match kind {
            FieldType::Integer => Some(250),
            FieldType::Text => Some(1000),
            _ => None,
        },
        span,
        ..Field::plain(name, kind, title)
    }
}
