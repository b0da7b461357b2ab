//! Vocabularies: lists of terms with what each says beside its title.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::desk::{Desk, Part};
use super::scope::Names;
use crate::pack::keys;
use crate::pack::model::{FieldType, Term, TermValue, Vocabulary};
use crate::pack::source::{Entry, Node};

/// An attribute as it is declared.
struct Attribute<'n> {
    name: &'n str,
    kind: FieldType,
    default: Option<TermValue>,
}

/// Reads one vocabulary.
pub fn read(desk: &mut Desk<'_>, node: &Node, names: &Names) -> Option<Vocabulary> {
    let part = desk.part(node.span, node, &keys::VOCABULARY)?;
    let name = desk.declared(&part, "vocabulary")?;
    let title = desk.text(&part, "title");
    let basis = names.basis(desk, &part).unwrap_or_default();
    let attributes = attributes(desk, &part, names);
    let entries = part.get("terms").and_then(Node::as_map).unwrap_or_default();
    if entries.is_empty() && part.has("terms") {
        desk.out.error(part.at_key("terms"), "empty-list", format!("词表 `{name}` 没有词条")).help("至少写一个词条");
    }
    let terms = entries.iter().filter_map(|entry| term(desk, entry, &attributes)).collect();
    let attributes = attributes.iter().map(|attribute| (attribute.name.to_owned(), attribute.kind)).collect();
    Some(Vocabulary { name, title, basis, attributes, terms, span: node.span })
}

fn attributes<'n>(desk: &mut Desk<'_>, part: &Part<'n>, names: &Names) -> Vec<Attribute<'n>> {
    let mut all = Vec::new();
    for entry in desk.parts(part, "attributes") {
        desk.check_field_name(entry.at, &entry.key);
        if ["code", "title", "en"].contains(&entry.key.as_str()) {
            let message = format!("`{}` 是每个词条都有的，不能作属性", entry.key);
            desk.out.error(entry.at, "reserved-name", message).help("换一个名称");
            continue;
        }
        let Some(declared) = desk.part(entry.at, &entry.value, &keys::ATTRIBUTE) else { continue };
        desk.text(&declared, "title");
        let kind = desk.choice(&declared, "type", keys::ATTRIBUTE_TYPES).and_then(FieldType::from_word);
        let Some(kind) = kind else { continue };
        if let Some((node, word)) = desk.name(&declared, "vocabulary") {
            let known = names.vocabularies.iter().map(String::as_str);
            desk.known(node, word, ("unknown-vocabulary", "词表"), known);
        }
        let default = declared.get("default").and_then(|node| value(desk, node, kind));
        all.push(Attribute { name: &entry.key, kind, default });
    }
    all
}

fn term(desk: &mut Desk<'_>, entry: &Entry, attributes: &[Attribute<'_>]) -> Option<Term> {
    desk.check_name(entry.at, &entry.key);
    let more: Vec<&str> = attributes.iter().map(|attribute| attribute.name).collect();
    let part = desk.open(entry.at, &entry.value, &keys::TERM, &more)?;
    let (mut values, mut places) = (BTreeMap::new(), BTreeMap::new());
    for attribute in attributes {
        let said = entry.value.get(attribute.name).and_then(|node| value(desk, node, attribute.kind));
        places.extend(entry.value.get(attribute.name).map(|node| (attribute.name.to_owned(), node.span)));
        match said.or_else(|| attribute.default.clone()) {
            Some(value) => drop(values.insert(attribute.name.to_owned(), value)),
            None if entry.value.get(attribute.name).is_some() => {}
            None => {
                let message = format!("词条 `{}` 没有写属性 `{}`", entry.key, attribute.name);
                desk.out
                    .error(entry.at, "missing-attribute", message)
                    .help("写上它，或在 `attributes` 里给一个 `default`");
            }
        }
    }
    let en = desk.text_if(&part, "en");
    let title = desk.text(&part, "title");
    Some(Term { code: entry.key.clone(), title, en, attributes: values, span: entry.at, places })
}

fn value(desk: &mut Desk<'_>, node: &Node, kind: FieldType) -> Option<TermValue> {
    if kind == FieldType::Length {
        return desk.length_of(node).map(TermValue::Length);
    }
    let text = desk.word(node)?;
    let read = match kind {
        FieldType::Boolean => text.parse().ok().map(TermValue::Boolean),
        FieldType::Integer => text.parse().ok().map(TermValue::Integer),
        _ => Some(TermValue::Text(text.to_owned())),
    };
    if read.is_none() {
        desk.wrong(node, if kind == FieldType::Boolean { "`true` 或 `false`" } else { "整数" });
    }
    read
}

/// Attributes that name a term of another vocabulary name one that exists.
pub fn check_links(desk: &mut Desk<'_>, nodes: &[Node], all: &BTreeMap<String, Arc<Vocabulary>>) {
    for node in nodes {
        for attribute in node.get("attributes").and_then(Node::as_map).unwrap_or_default() {
            let target = attribute.value.get("vocabulary").and_then(Node::as_text).and_then(|name| all.get(name));
            let terms = node.get("terms").and_then(Node::as_map).unwrap_or_default();
            let (Some(target), Some("term")) = (target, attribute.value.get("type").and_then(Node::as_text)) else {
                continue;
            };
            for said in terms.iter().filter_map(|term| term.value.get(&attribute.key)) {
                let codes = target.terms.iter().map(|term| term.code.as_str());
                desk.known(said, said.as_text().unwrap_or_default(), ("unknown-term", "词条"), codes);
            }
        }
    }
}
