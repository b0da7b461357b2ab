//! Who sees what: the case, its personal fields, and what the public may see.

use std::collections::BTreeMap;

use super::action::{whom, whom_of};
use super::desk::{Desk, Part};
use super::scope::Scope;
use crate::pack::keys;
use crate::pack::model::{Access, By, Consent, PublicView};
use crate::pack::source::Node;

/// Reads the access rules of a case type.
pub fn read(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Access {
    let nobody = Access { read: Vec::new(), fields: BTreeMap::new(), consents: Vec::new(), public: None };
    let access = part.get("access").and_then(|node| desk.part(part.at_key("access"), node, &keys::ACCESS));
    let Some(access) = access else { return nobody };
    let read = whom(desk, &access, "read", scope);
    let mut fields = BTreeMap::new();
    for entry in access.get("fields").and_then(Node::as_map).unwrap_or_default() {
        let key = Node { span: entry.at, tree: crate::pack::source::Tree::plain(&entry.key) };
        // A quantity is shown by the same rule as a field.
        if scope.quantities.contains(&entry.key) {
            fields.insert(entry.key.clone(), whom_of(desk, &entry.value, scope));
            continue;
        }
        let Some(field) = scope.field(desk, &key, &entry.key, None) else { continue };
        fields.insert(field.name.clone(), whom_of(desk, &entry.value, scope));
    }
    for field in scope.fields.iter().filter(|field| field.personal && !fields.contains_key(&field.name)) {
        let message = format!("个人信息字段 `{}` 没有写谁可以看原文", field.name);
        desk.out.warning(field.span, "nobody-reads", message).help("在 `access.fields` 里写上");
    }
    let consents = access.get("consents").map(|node| desk.items(node)).unwrap_or_default();
    let consents = consents.iter().filter_map(|node| consent(desk, node, scope)).collect();
    let public = public(desk, &access, &fields, scope);
    Access { read, fields, consents, public }
}

fn consent(desk: &mut Desk<'_>, node: &Node, scope: &Scope<'_>) -> Option<Consent> {
    let part = desk.part(node.span, node, &keys::CONSENT)?;
    let when = scope.guard(desk, &part, "when", &[]);
    let mut fields = Vec::new();
    for (node, word) in desk.names(&part, "fields") {
        let Some(field) = scope.field(desk, node, word, None) else { continue };
        if !field.personal {
            let message = format!("字段 `{}` 不是个人信息，不必征得同意", field.name);
            desk.out.warning(node.span, "not-personal", message).help("标上 `personal: true`，或删去它");
        }
        fields.push(field.name.clone());
    }
    Some(Consent { when: when?, fields, by: whom(desk, &part, "by", scope) })
}

fn public(
    desk: &mut Desk<'_>,
    access: &Part<'_>,
    shown: &BTreeMap<String, Vec<By>>,
    scope: &Scope<'_>,
) -> Option<PublicView> {
    let part = access.get("public").and_then(|node| desk.part(access.at_key("public"), node, &keys::PUBLIC))?;
    let when = scope.guard(desk, &part, "when", &[]);
    let mut fields = Vec::new();
    for (node, word) in desk.names(&part, "fields") {
        let Some(field) = scope.field(desk, node, word, None) else { continue };
        if field.personal {
            let message = format!("字段 `{}` 是个人信息，不能公开", field.name);
            desk.out.error(node.span, "personal-public", message).help("从公开的字段里删去");
        }
        if !field.personal && shown.contains_key(&field.name) {
            let message = format!("字段 `{}` 在 `fields` 里写了只有谁可以看，不能又公开", field.name);
            desk.out
                .error(node.span, "restricted-public", message)
                .help("从公开的字段里删去，或删去 `fields` 里的那一行");
        }
        fields.push(field.name.clone());
    }
    // A condition that cannot be read must not make everything public.
    (when.is_some() || !part.has("when")).then_some(PublicView { when, fields })
}
