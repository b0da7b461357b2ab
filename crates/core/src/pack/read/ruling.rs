//! Matters about other matters: the field that holds the other one's number, and the outcomes that say how that one is
//! counted.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::desk::{Desk, Part};
use super::scope::{Names, Scope};
use crate::figures::{Book, Kind};
use crate::pack::keys;
use crate::pack::model::{CaseRef, Closes, FieldType, Pack, Ruling, Standing, Stretch};

/// What a field says of the matter whose number it holds.
pub fn refers(desk: &mut Desk<'_>, field: &Part<'_>, names: &Names) -> Option<CaseRef> {
    let part = field.get("case").and_then(|node| desk.part(field.at_key("case"), node, &keys::CASE_REF))?;
    let of = case(desk, &part, "of", names);
    let party = desk.name(&part, "party").map(|(_, word)| word.strip_prefix("form.").unwrap_or(word).to_owned());
    let closes = closes(desk, &part, names);
    Some(CaseRef { of: of?, party, closes, span: part.at })
}

fn closes(desk: &mut Desk<'_>, part: &Part<'_>, names: &Names) -> Option<Closes> {
    let period = desk.choice(part, "period", &Stretch::WORDS).and_then(Stretch::of_word);
    let within = desk.length(part, "within");
    let otherwise = case(desk, part, "otherwise", names);
    let basis = names.basis(desk, part);
    if part.has("period") && !(part.has("within") && part.has("basis")) {
        let message = "写了 `period`，还要写期间结束后多久结账，依据是什么";
        desk.out.error(part.at, "missing-key", message).help("写上 `within:` 和 `basis:`");
    }
    Some(Closes { period: period?, within: within?, otherwise, basis: basis? })
}

fn case(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str, names: &Names) -> Option<String> {
    let (node, word) = desk.name(part, key)?;
    if names.lost {
        return Some(word.to_owned());
    }
    desk.known(node, word, ("unknown-case", "事项"), names.cases.iter().map(String::as_str))
}

/// The outcomes that say how another matter is counted; figures by their names, until [`settle`].
pub fn read_all(desk: &mut Desk<'_>, case: &Part<'_>, scope: &Scope<'_>) -> BTreeMap<String, Ruling> {
    let mut all = BTreeMap::new();
    for entry in case.get("outcomes").and_then(|node| node.as_map()).unwrap_or_default() {
        let mut quiet = crate::pack::diagnostic::Findings::default();
        let Some(part) = Desk { out: &mut quiet }.part(entry.at, &entry.value, &keys::OUTCOME) else { continue };
        let ruling = match (part.has("excludes"), part.has("includes")) {
            (false, false) => None,
            (true, false) => excludes(desk, &part, scope),
            (false, true) => {
                let field = field(desk, &part, "includes", FieldType::Text, scope);
                field.map(|field| Ruling { field, standing: Standing::Included, span: part.at_key("includes") })
            }
            (true, true) => {
                let message = "一种办结方式不能既剔除又恢复计入";
                desk.out.error(part.at, "unclear-ruling", message).help("`excludes` 和 `includes` 只写一个");
                None
            }
        };
        all.extend(ruling.map(|ruling| (entry.key.clone(), ruling)));
    }
    all
}

fn excludes(desk: &mut Desk<'_>, outcome: &Part<'_>, scope: &Scope<'_>) -> Option<Ruling> {
    let span = outcome.at_key("excludes");
    let part = outcome.get("excludes").and_then(|node| desk.part(span, node, &keys::EXCLUDES))?;
    let named = field(desk, &part, "case", FieldType::Text, scope);
    let figures = desk.names(&part, "figures").into_iter().map(|(_, word)| word.to_owned()).collect();
    let reason = field(desk, &part, "reason", FieldType::Term, scope);
    Some(Ruling { field: named?, standing: Standing::Excluded { figures, reason }, span })
}

fn field(
    desk: &mut Desk<'_>,
    part: &Part<'_>,
    key: &'static str,
    kind: FieldType,
    scope: &Scope<'_>,
) -> Option<String> {
    let (node, word) = desk.name(part, key)?;
    scope.field(desk, node, word, Some(kind)).map(|field| field.name.clone())
}

/// Puts the counts that are meant in the place of the names that are written, now that the figures are known.
pub fn settle(desk: &mut Desk<'_>, pack: &mut Pack) {
    if pack.cases.values().all(|case| case.rulings.is_empty()) {
        return;
    }
    let book = Book::of([&*pack]);
    let prefix = format!("{}.", pack.name);
    for case in pack.cases.values_mut().filter(|case| !case.rulings.is_empty()) {
        for ruling in Arc::make_mut(case).rulings.values_mut() {
            let Standing::Excluded { figures, .. } = &mut ruling.standing else { continue };
            let mut counts = Vec::new();
            for name in std::mem::take(figures) {
                match book.figure(&format!("{prefix}{name}")).map(|figure| (&figure.kind, &figure.id)) {
                    Some((Kind::Rate { of, over, beside }, _)) => {
                        counts.extend(of.iter().chain(over).chain(beside).cloned())
                    }
                    Some((_, id)) => counts.push(id.clone()),
                    None => {
                        let known: Vec<&str> =
                            book.all().filter_map(|it| it.id.strip_prefix(prefix.as_str())).collect();
                        let message = format!("没有 `{name}` 这个数值");
                        desk.out.error(ruling.span, "unknown-figure", message).meant(&name, known);
                    }
                }
            }
            counts.sort();
            counts.dedup();
            *figures = counts;
        }
    }
}
