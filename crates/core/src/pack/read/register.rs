//! Registers: what their entries say, and the entries that come with the pack.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::desk::Desk;
use super::form;
use super::scope::Names;
use crate::pack::keys;
use crate::pack::model::{Field, FieldType, Register, RegisterEntry, Span, Vocabulary};
use crate::pack::source::{Node, Tree};

type Vocabularies = BTreeMap<String, Arc<Vocabulary>>;

/// Reads one register with its entries.
pub fn read(
    desk: &mut Desk<'_>,
    node: &Node,
    files: &[(String, Node)],
    vocabularies: &Vocabularies,
    names: &Names,
) -> Option<Register> {
    let part = desk.part(node.span, node, &keys::REGISTER)?;
    let name = desk.declared(&part, "register")?;
    let title = desk.text(&part, "title");
    let entries = desk.parts(&part, "fields");
    let fields: Vec<Field> = entries.iter().filter_map(|entry| form::field(desk, entry, names)).collect();
    let posts = desk.names(&part, "kept_by");
    let kept_by = posts.into_iter().filter_map(|(node, word)| names.post(desk, node, word)).collect();
    let rows = match part.get("entries") {
        Some(node) if node.as_map().is_some() => keyed(desk, node, &fields, vocabularies),
        Some(node) => named(desk, node, files, &fields, vocabularies),
        None => Vec::new(),
    };
    let file = part.get("entries").and_then(Node::as_text).map(str::to_owned);
    Some(Register { name, title, fields, kept_by, entries: file, rows, span: node.span })
}

/// Each file of entries belongs to a register.
pub fn check_files(desk: &mut Desk<'_>, files: &[(String, Node)], all: &BTreeMap<String, Register>) {
    for (path, node) in files {
        if !all.values().any(|register| register.entries.as_ref() == Some(path)) {
            let message = format!("没有登记簿用 `{path}` 里的条目");
            desk.out.error(node.span, "unknown-file", message).help("在登记簿里写 `entries:` 和它的路径，或删除它");
        }
    }
}

/// Entries by key.
fn keyed(desk: &mut Desk<'_>, node: &Node, fields: &[Field], lists: &Vocabularies) -> Vec<RegisterEntry> {
    let entries = node.as_map().unwrap_or_default();
    entries.iter().map(|entry| row(desk, entry.at, &entry.key, &entry.value, fields, lists)).collect()
}

/// Entries of a file of the pack, each with its `id`. A file above the pack (`../`) is read where the
/// program stands, not here: reading is pure.
fn named(
    desk: &mut Desk<'_>,
    node: &Node,
    files: &[(String, Node)],
    fields: &[Field],
    lists: &Vocabularies,
) -> Vec<RegisterEntry> {
    let Some(path) = desk.word(node).filter(|path| !path.starts_with("../")) else { return Vec::new() };
    let known = files.iter().map(|(path, _)| path.as_str());
    desk.known(node, path, ("unknown-file", "条目文件"), known);
    let file = files.iter().find(|(known, _)| known == path);
    let items = file.map(|(_, node)| desk.items(node)).unwrap_or_default();
    let entry = |item: &Node, desk: &mut Desk<'_>| {
        let key = item.get("id").and_then(Node::as_text).unwrap_or_default().to_owned();
        if key.is_empty() {
            desk.out.error(item.span, "missing-key", "条目没有 `id`").help("写上它的键");
        }
        row(desk, item.span, &key, item, fields, lists)
    };
    items.iter().map(|item| entry(item, desk)).collect()
}

fn row(desk: &mut Desk<'_>, at: Span, key: &str, node: &Node, fields: &[Field], lists: &Vocabularies) -> RegisterEntry {
    let (mut values, mut places) = (BTreeMap::new(), BTreeMap::new());
    for said in node.as_map().unwrap_or_default() {
        if said.key == "id" {
            continue;
        }
        if said.key == "synthetic" {
            values.extend(said.value.as_text().map(|text| (said.key.clone(), (text == "true").into())));
            continue;
        }
        let known = fields.iter().map(|field| field.name.as_str());
        let Some(field) = fields.iter().find(|field| field.name == said.key) else {
            let message = format!("登记簿没有字段 `{}`", said.key);
            desk.out.error(said.at, "unknown-field", message).meant(&said.key, known);
            continue;
        };
        let value = match &said.value.tree {
            Tree::List(items) if field.many => {
                let items = items.iter().filter_map(|item| plain(desk, item, field, lists));
                Some(serde_json::Value::Array(items.collect()))
            }
            _ if said.value.is_blank() && !field.required => None,
            _ => plain(desk, &said.value, field, lists),
        };
        values.extend(value.map(|value| (said.key.clone(), value)));
        places.insert(said.key.clone(), said.value.span);
    }
    for field in fields.iter().filter(|field| field.required && node.get(&field.name).is_none()) {
        let message = format!("条目 `{key}` 没有写必填的 `{}`", field.name);
        desk.out.error(at, "missing-value", message).help("写上它");
    }
    RegisterEntry { key: key.to_owned(), values, places }
}

/// A value in the form of the contract; whether it fits its field is for the filing of entries to say
/// where this cannot know it (units, officers, places).
fn plain(desk: &mut Desk<'_>, node: &Node, field: &Field, vocabularies: &Vocabularies) -> Option<serde_json::Value> {
    if node.as_map().is_some() && field.kind == FieldType::Place {
        return Some(super::story::json(node));
    }
    let text = desk.word(node)?;
    let fits = match field.kind {
        FieldType::Boolean => text.parse::<bool>().is_ok(),
        FieldType::Integer => text.parse::<i64>().is_ok(),
        FieldType::Number | FieldType::Decimal | FieldType::Money => text.parse::<rust_decimal::Decimal>().is_ok(),
        FieldType::Date => text.parse::<jiff::civil::Date>().is_ok(),
        FieldType::Time => text.parse::<jiff::Timestamp>().is_ok(),
        FieldType::Length => text.parse::<crate::calendar::Length>().is_ok(),
        FieldType::Term => {
            let terms = field.vocabulary.as_ref().and_then(|name| vocabularies.get(name));
            let codes: Vec<&str> = terms.map(|v| v.terms.iter().map(|t| t.code.as_str()).collect()).unwrap_or_default();
            return desk.known(node, text, ("unknown-term", "词条"), codes).map(serde_json::Value::from);
        }
        _ => true,
    };
    if !fits {
        let message = format!("`{text}` 不是 `{}` 类型的值", field.kind.word());
        desk.out.error(node.span, "wrong-type", message).help("改成这个类型的值");
        return None;
    }
    match field.kind {
        FieldType::Boolean => text.parse::<bool>().ok().map(Into::into),
        FieldType::Integer => text.parse::<i64>().ok().map(Into::into),
        _ => Some(text.into()),
    }
}
