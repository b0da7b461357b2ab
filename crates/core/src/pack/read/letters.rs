//! Letters and certificates of a kind of matter: their words, their gaps, their numbers.

use std::collections::BTreeMap;

use super::desk::{Desk, Part};
use super::scope::Scope;
use crate::pack::keys;
use crate::pack::model::{
    Basis, BasisKind, FieldType, Letter, LetterKnown, LetterPiece, LetterStretch, Span, letter_stretches,
};
use crate::pack::source::{Entry, Node};

/// Reads the letters of a case type.
pub fn read_all(
    desk: &mut Desk<'_>,
    part: &Part<'_>,
    scope: &Scope<'_>,
    bases: &BTreeMap<String, Basis>,
) -> Vec<Letter> {
    let entries = desk.parts(part, "letters");
    entries.iter().filter_map(|entry| letter(desk, entry, scope, bases)).collect()
}

fn letter(desk: &mut Desk<'_>, entry: &Entry, scope: &Scope<'_>, bases: &BTreeMap<String, Basis>) -> Option<Letter> {
    let part = desk.part(entry.at, &entry.value, &keys::LETTER)?;
    let norms: BTreeMap<String, String> =
        bases.iter().filter_map(|(name, basis)| Some((name.clone(), norm(basis)?))).collect();
    let pieces = |desk: &mut Desk<'_>, node: Option<&Node>| {
        node.map(|node| template(desk, node, scope, (bases, &norms))).unwrap_or_default()
    };
    let refuses = desk.flag(&part, "refuses");
    let remedy = remedy(desk, &part, scope, bases);
    if refuses && !part.has("remedy") {
        let message = "不利的决定要写明怎样申请行政复议、提起行政诉讼，这份文书没有写 `remedy`";
        desk.out.error(entry.at, "letter-without-remedy", message).help("写上 `remedy: { words: …, basis: [法] }`");
    }
    Some(Letter {
        name: entry.key.clone(),
        title: desk.text(&part, "title"),
        certificate: desk.choice(&part, "kind", &["letter", "certificate"]) == Some("certificate"),
        series: desk.name(&part, "series").map(|(_, word)| word.to_owned()).unwrap_or_default(),
        number: number(desk, &part),
        to: pieces(desk, part.get("to")),
        body: pieces(desk, part.get("body")),
        remedy,
        refuses,
        norms,
        span: entry.at,
    })
}

/// A number has its year and its running number, and no other gap.
fn number(desk: &mut Desk<'_>, part: &Part<'_>) -> String {
    let Some(node) = part.get("number") else { return String::new() };
    let text = desk.words(node).unwrap_or_default();
    let found = letter_stretches(&text);
    let gaps: Vec<&str> = found
        .iter()
        .filter_map(|stretch| match stretch {
            LetterStretch::Gap(name, _) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    let loose = found.iter().any(|stretch| matches!(stretch, LetterStretch::Loose(_)));
    let mut sorted = gaps.clone();
    sorted.sort_unstable();
    if loose || sorted != ["n", "year"] {
        let message = format!("编号 `{text}` 要有一个 `{{year}}` 和一个 `{{n}}`，没有别的占位");
        desk.out.error(node.span, "letter-number", message).help("如 `武示字〔{year}〕{n}号`");
    }
    text
}

/// A text, its gaps known.
fn template(
    desk: &mut Desk<'_>,
    node: &Node,
    scope: &Scope<'_>,
    (bases, norms): (&BTreeMap<String, Basis>, &BTreeMap<String, String>),
) -> Vec<LetterPiece> {
    let text = desk.words(node).unwrap_or_default();
    let mut pieces = Vec::new();
    for stretch in letter_stretches(&text) {
        match stretch {
            LetterStretch::Words(words) => pieces.push(LetterPiece::Words(words)),
            LetterStretch::Loose(at) => {
                let message = "有一个括号没有配对：占位写作 `{名称}`";
                desk.out.error(node.part(at, 1), "letter-gap-open", message).help("补上另一半，或删去它");
            }
            LetterStretch::Gap(name, at) => {
                let width = u32::try_from(name.chars().count() + 2).unwrap_or(1);
                let span = node.part(at, width);
                pieces.extend(gap(desk, span, &name, scope, (bases, norms)));
            }
        }
    }
    pieces
}

fn gap(
    desk: &mut Desk<'_>,
    at: Span,
    name: &str,
    scope: &Scope<'_>,
    (bases, norms): (&BTreeMap<String, Basis>, &BTreeMap<String, String>),
) -> Option<LetterPiece> {
    if let Some((_, known)) = LetterKnown::WORDS.iter().find(|(word, _)| *word == name) {
        return Some(LetterPiece::Known(*known));
    }
    if let Some(deadline) = name.strip_prefix("due.") {
        if scope.deadlines.iter().any(|known| known == deadline) {
            return Some(LetterPiece::Due(deadline.to_owned()));
        }
        let known = scope.deadlines.iter().map(String::as_str);
        desk.out.error(at, "unknown-deadline", format!("没有名为 `{deadline}` 的时限")).meant(deadline, known);
        return None;
    }
    if let Some(basis) = name.strip_prefix("basis.") {
        return cited(desk, at, basis, (bases, norms));
    }
    field(desk, at, name, scope)
}

/// Only what somebody else has laid down is cited: what this system chose itself is no law.
fn cited(
    desk: &mut Desk<'_>,
    at: Span,
    name: &str,
    (bases, norms): (&BTreeMap<String, Basis>, &BTreeMap<String, String>),
) -> Option<LetterPiece> {
    if let Some(norm) = norms.get(name) {
        return Some(LetterPiece::Words(norm.clone()));
    }
    if bases.contains_key(name) {
        let message = format!("依据 `{name}` 是本系统设定或没有核实的，不能在文书里当作法来引用");
        desk.out.error(at, "letter-not-law", message).help("引用法律、政策或本地规定，或删去这句");
    } else {
        let message = format!("没有名为 `{name}` 的依据");
        desk.out.error(at, "unknown-basis", message).meant(name, norms.keys().map(String::as_str));
    }
    None
}

fn field(desk: &mut Desk<'_>, at: Span, name: &str, scope: &Scope<'_>) -> Option<LetterPiece> {
    let Some(field) = scope.own_field(name) else {
        let known = scope.fields.iter().map(|field| field.name.as_str());
        let known = known.chain(LetterKnown::WORDS.iter().map(|(word, _)| *word));
        desk.out.error(at, "letter-unknown-gap", format!("文书里没有 `{{{name}}}` 这个占位")).meant(name, known);
        return None;
    };
    if matches!(field.kind, FieldType::File | FieldType::Officer | FieldType::Entry) {
        let message = format!("字段 `{name}` 的类型是 `{}`，不能印在文书里", field.kind.word());
        desk.out.error(at, "letter-field", message).help("换一个字段");
        return None;
    }
    Some(LetterPiece::Field(name.to_owned()))
}

fn remedy(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>, bases: &BTreeMap<String, Basis>) -> Option<String> {
    let remedy = part.get("remedy").and_then(|node| desk.part(part.at_key("remedy"), node, &keys::REMEDY))?;
    for (node, word) in desk.names(&remedy, "basis") {
        let known = scope.names.bases.iter().map(String::as_str);
        let Some(name) = desk.known(node, word, ("unknown-basis", "依据"), known) else { continue };
        if bases.get(&name).is_some_and(|basis| basis.kind != BasisKind::Law) {
            let message = format!("依据 `{name}` 不是法，救济途径只能依法告知");
            desk.out.error(node.span, "letter-not-law", message).help("引用法律的条文");
        }
    }
    let words = desk.text(&remedy, "words");
    if words.contains(['{', '}']) {
        let message = "救济途径里不用占位";
        desk.out.error(remedy.at_key("words"), "letter-gap-open", message).help("写成完整的话");
    }
    Some(words)
}

/// What a basis is called in a letter; none for what is no rule of somebody else's.
fn norm(basis: &Basis) -> Option<String> {
    let cited = matches!(basis.kind, BasisKind::Law | BasisKind::Policy | BasisKind::LocalRule);
    let source = basis.source.as_ref().filter(|_| cited)?;
    let titled = if source.starts_with('《') { source.clone() } else { format!("《{source}》") };
    Some(format!("{titled}{}", basis.article.as_deref().unwrap_or_default()))
}
