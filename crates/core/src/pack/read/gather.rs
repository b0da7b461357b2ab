//! Rounds: the table of what a matter asks of many units, and what is known already of what is asked.

use super::desk::{Desk, Part};
use super::scope::Scope;
use crate::pack::keys;
use crate::pack::model::{Gather, GatherColumn, Known, Span};
use crate::pack::source::Node;

/// The table, if there is one.
pub fn read(desk: &mut Desk<'_>, case: &Part<'_>, scope: &Scope<'_>) -> Option<Gather> {
    let part = case.get("gathers").and_then(|node| desk.part(case.at_key("gathers"), node, &keys::GATHER))?;
    let subcases = || scope.subcases.keys().map(String::as_str);
    let of = desk.names(&part, "of");
    let of =
        of.into_iter().filter_map(|(node, word)| desk.known(node, word, ("unknown-subcase", "子事项"), subcases()));
    Some(Gather {
        of: of.collect(),
        columns: columns(desk, &part),
        awaits: placed(desk.names(&part, "awaits")),
        counts: placed(desk.names(&part, "counts")),
        urge: desk.name(&part, "urge").map(|(node, word)| (word.to_owned(), node.span)),
        span: part.at,
    })
}

/// Names of the sub-cases' kind, which is looked up when every kind is read.
fn placed(names: Vec<(&Node, &str)>) -> Vec<(String, Span)> {
    names.into_iter().map(|(node, word)| (word.to_owned(), node.span)).collect()
}

fn columns(desk: &mut Desk<'_>, part: &Part<'_>) -> Vec<GatherColumn> {
    let mut all = Vec::new();
    for entry in desk.parts(part, "columns") {
        let Some(column) = desk.part(entry.at, &entry.value, &keys::GATHER_COLUMN) else { continue };
        let measure = desk.text_if(&column, "measure");
        all.push(GatherColumn { field: entry.key.clone(), measure, span: entry.at });
    }
    all
}

/// What is known already, if the pack says so.
pub fn known(desk: &mut Desk<'_>, case: &Part<'_>, scope: &Scope<'_>) -> Option<Known> {
    let part = case.get("known").and_then(|node| desk.part(case.at_key("known"), node, &keys::KNOWN))?;
    let basis = scope.names.basis(desk, &part).unwrap_or_default();
    let (same, fields) = (named(desk, &part, "same", scope), named(desk, &part, "fields", scope));
    let asks = named(desk, &part, "asks", scope);
    let after = desk.names(&part, "after");
    let after = after.into_iter().filter_map(|(node, word)| scope.outcome(desk, node, word)).collect();
    let within = desk.length(&part, "within");
    let (asked, known) = (quantity(desk, &part, "asked", scope), quantity(desk, &part, "known", scope));
    Some(Known { same, asks, fields, after, within: within?, asked: asked?, known: known?, basis, span: part.at })
}

fn named(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str, scope: &Scope<'_>) -> Vec<(String, Span)> {
    let words = desk.names(part, key);
    let field = |(node, word): (&Node, &str)| Some((scope.field(desk, node, word, None)?.name.clone(), node.span));
    words.into_iter().filter_map(field).collect()
}

fn quantity(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str, scope: &Scope<'_>) -> Option<String> {
    let (node, word) = desk.name(part, key)?;
    desk.known(node, word, ("unknown-quantity", "数量"), scope.quantities.iter().map(String::as_str))
}
