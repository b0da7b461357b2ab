//! How running matters of older versions are carried: `carries`.

use std::collections::BTreeMap;

use super::desk::{Desk, Part};
use super::scope::Scope;
use crate::pack::keys;
use crate::pack::model::Carry;
use crate::pack::source::Node;

/// The older versions that a kind of matter speaks of.
pub fn read_all(desk: &mut Desk<'_>, case: &Part<'_>, scope: &Scope<'_>) -> Vec<Carry> {
    let Some(node) = case.get("carries") else { return Vec::new() };
    let items = desk.one_or_more(node);
    items.iter().filter_map(|item| one(desk, item, scope)).collect()
}

fn one(desk: &mut Desk<'_>, node: &Node, scope: &Scope<'_>) -> Option<Carry> {
    let part = desk.part(node.span, node, &keys::CARRY)?;
    let from = desk.integer(&part, "from", 0..=i64::from(u32::MAX)).and_then(|number| u32::try_from(number).ok());
    let (mut stages, mut places) = (BTreeMap::new(), BTreeMap::new());
    for entry in part.get("stages").and_then(Node::as_map).unwrap_or_default() {
        let word = desk.words(&entry.value).unwrap_or_default();
        if let Some(stage) = scope.stage(desk, &entry.value, &word) {
            places.insert(entry.key.clone(), entry.value.span);
            stages.insert(entry.key.clone(), stage);
        }
    }
    let recounts = part.has("clocks") && desk.choice(&part, "clocks", &["keep", "recount"]) == Some("recount");
    let basis = part.has("basis").then(|| scope.names.basis(desk, &part)).flatten();
    if recounts && !part.has("basis") {
        let message = "重算在办件的时限要有依据";
        desk.out
            .error(part.at_key("clocks"), "missing-basis", message)
            .help("写上 `basis:`，引用 pack.yaml 里 `bases:` 下的一个依据");
    }
    Some(Carry { from: from?, stages, recounts, basis, span: part.at, places })
}
