//! Fields: of forms, facts and registers, and of what an action asks.

use super::desk::{Desk, Part};
use super::ruling;
use super::scope::{Names, Scope};
use crate::directory::UnitKind;
use crate::pack::keys;
use crate::pack::model::{Field, FieldType};
use crate::pack::source::{Entry, Node, Tree};

/// Reads one field; its condition is read later, when all fields are known ([`conditions`]).
pub fn field(desk: &mut Desk<'_>, entry: &Entry, names: &Names) -> Option<Field> {
    desk.check_name(entry.at, &entry.key);
    desk.check_field_name(entry.at, &entry.key);
    let part = desk.part(entry.at, &entry.value, &keys::FIELD)?;
    let title = desk.text(&part, "title");
    let kind = desk.choice(&part, "type", keys::FIELD_TYPES).and_then(FieldType::from_word)?;
    let field = Field {
        name: entry.key.clone(),
        kind,
        title,
        help: desk.text_if(&part, "help"),
        required: desk.flag(&part, "required"),
        required_when: None,
        many: desk.flag(&part, "many"),
        min: desk.integer(&part, "min", i64::MIN..=i64::MAX),
        max: desk.integer(&part, "max", i64::MIN..=i64::MAX),
        vocabulary: link(desk, &part, "vocabulary", ("unknown-vocabulary", "词表"), &names.vocabularies),
        register: link(desk, &part, "register", ("unknown-register", "登记簿"), &names.registers),
        fresh: desk.text_if(&part, "fresh"),
        refers: ruling::refers(desk, &part, names),
        unit_kinds: unit_kinds(desk, &part),
        personal: desk.flag(&part, "personal"),
        keeps: false,
        span: entry.at,
    };
    fits(desk, &part, &field);
    Some(field)
}

/// Reads the conditions under which fields must be given.
pub fn conditions(
    desk: &mut Desk<'_>,
    entries: &[Entry],
    scope: &Scope<'_>,
    input: &[Field],
) -> Vec<(String, crate::pack::guard::Guard)> {
    let mut all = Vec::new();
    for entry in entries.iter().filter(|entry| entry.value.get("required_when").is_some()) {
        let mut quiet = crate::pack::diagnostic::Findings::default();
        let part = Desk { out: &mut quiet }.part(entry.at, &entry.value, &keys::FIELD);
        let guard = part.and_then(|part| scope.guard(desk, &part, "required_when", input));
        all.extend(guard.map(|guard| (entry.key.clone(), guard)));
    }
    all
}

fn link(
    desk: &mut Desk<'_>,
    part: &Part<'_>,
    key: &'static str,
    what: (&'static str, &'static str),
    names: &std::collections::BTreeSet<String>,
) -> Option<String> {
    let (node, word) = desk.name(part, key)?;
    desk.known(node, word, what, names.iter().map(String::as_str))
}

/// Kinds of unit.
pub fn unit_kinds(desk: &mut Desk<'_>, part: &Part<'_>) -> Vec<UnitKind> {
    let known = UnitKind::ALL.map(UnitKind::as_str);
    let words = desk.names(part, "kinds");
    let kind =
        |(node, word): (&Node, &str)| desk.known(node, word, ("unknown-unit-kind", "单位种类"), known)?.parse().ok();
    words.into_iter().filter_map(kind).collect()
}

/// What only some types can have, and what they must.
fn fits(desk: &mut Desk<'_>, part: &Part<'_>, field: &Field) {
    for (key, kind, there) in [
        ("vocabulary", FieldType::Term, part.has("vocabulary")),
        ("register", FieldType::Entry, part.has("register")),
        ("fresh", FieldType::Entry, part.has("fresh")),
        ("kinds", FieldType::Unit, part.has("kinds")),
        ("case", FieldType::Text, part.has("case")),
    ] {
        if there && field.kind != kind {
            let message = format!("`{key}` 只用于类型 `{}`，这个字段是 `{}`", kind.word(), field.kind.word());
            desk.out.error(part.at_key(key), "wrong-field-type", message).help("删去它，或改类型");
        }
        if !there && field.kind == kind && !["fresh", "kinds", "case"].contains(&key) {
            let message = format!("类型 `{}` 的字段 `{}` 缺少 `{key}`", kind.word(), field.name);
            desk.out.error(part.at, "missing-key", message).help(format!("写上 `{key}:`"));
        }
    }
    if let (Some(min), Some(max)) = (field.min, field.max)
        && min > max
    {
        let message = format!("最小 {min} 大于最大 {max}");
        desk.out.error(part.at_key("min"), "out-of-range", message).help("对调，或改其中一个");
    }
    if field.personal && field.kind == FieldType::Boolean {
        desk.out
            .warning(part.at_key("personal"), "personal-flag", "是非字段标为个人信息后，条件里就读不到它")
            .help("确有必要才标");
    }
}

/// What an action asks: names of fields of the case, with `?` where only their own condition makes them required, and new
/// fields.
pub fn ask(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Vec<Field> {
    let Some(node) = part.get("ask") else { return Vec::new() };
    let mut fields: Vec<Field> = Vec::new();
    match &node.tree {
        Tree::List(items) => {
            for item in items {
                match item.as_map() {
                    Some(entries) => inline(desk, entries, scope, &mut fields),
                    None => named(desk, item, scope, &mut fields),
                }
            }
        }
        Tree::Map(entries) => inline(desk, entries, scope, &mut fields),
        Tree::Scalar { .. } => named(desk, node, scope, &mut fields),
    }
    fields
}

fn named(desk: &mut Desk<'_>, node: &Node, scope: &Scope<'_>, fields: &mut Vec<Field>) {
    let Some(word) = desk.word(node) else { return };
    let (name, optional) = word.strip_suffix('?').map_or((word, false), |name| (name, true));
    let Some(field) = scope.field(desk, node, name, None) else { return };
    let asked = Field { required: !optional, keeps: true, span: node.span, ..field.clone() };
    push(desk, asked, fields);
}

fn inline(desk: &mut Desk<'_>, entries: &[Entry], scope: &Scope<'_>, fields: &mut Vec<Field>) {
    for entry in entries {
        let Some(field) = field(desk, entry, scope.names) else { continue };
        // The same word may be asked afresh without being kept, but never as something else.
        if scope.fields.iter().any(|known| known.name == field.name && known.kind != field.kind) {
            let message = format!("`{}` 已经是这类件的字段，类型不同", field.name);
            desk.out.error(entry.at, "duplicate-name", message).help("要填写件上的字段，就在列表里只写它的名称");
        }
        push(desk, field, fields);
    }
    let conditions = conditions(desk, entries, scope, &fields.clone());
    for (name, guard) in conditions {
        if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
            field.required_when = Some(guard);
        }
    }
}

fn push(desk: &mut Desk<'_>, field: Field, fields: &mut Vec<Field>) {
    if fields.iter().any(|known| known.name == field.name) {
        desk.out.error(field.span, "duplicate-name", format!("`{}` 要填两次", field.name)).help("删去一个");
    } else {
        fields.push(field);
    }
}
