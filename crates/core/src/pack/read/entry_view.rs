//! Views of the entries of a register, in `views.yaml`. The register's index holds whole values of its fields, so it finds by
//! equality and puts in order by what every entry says.

use super::desk::{Desk, Part};
use super::scope::Names;
use super::view::{places, posts, wanted};
use crate::pack::keys;
use crate::pack::model::{EntryView, Field, FieldType, Pack, Register, ViewKind};
use crate::pack::source::{Entry, Node};
use crate::value::FieldName;

/// What is said of matters alone, or of a kind of view that entries have not.
const OF_MATTERS: [&str; 10] =
    ["of", "where", "state", "descending", "stages", "day", "steps", "quantities", "about", "decision"];
/// Types whose values stand in order as they are written.
const ORDERED: [FieldType; 4] = [FieldType::Text, FieldType::Term, FieldType::Date, FieldType::Unit];
/// Types whose values are found whole.
const FOUND: [FieldType; 4] = [FieldType::Text, FieldType::Term, FieldType::Date, FieldType::Boolean];

/// Reads one.
pub fn read(desk: &mut Desk<'_>, entry: &Entry, pack: &Pack, names: &Names) -> Option<EntryView> {
    let part = desk.part(entry.at, &entry.value, &keys::VIEW)?;
    let title = desk.text(&part, "title");
    let posts = posts(desk, &part, names);
    let kind = desk.choice(&part, "kind", &ViewKind::WORDS);
    let (node, word) = desk.name(&part, "register")?;
    let register = desk.known(node, word, ("unknown-register", "登记簿"), pack.registers.keys().map(String::as_str))?;
    let register = pack.registers.get(&register)?;
    let is_map = drawn(desk, &part, kind?)?;
    misplaced(desk, &part, is_map);
    let place = if is_map { Some(place(desk, &part, register)?) } else { None };
    Some(EntryView {
        name: entry.key.clone(),
        id: format!("{}.{}", pack.name, entry.key),
        title,
        register: register.name.clone(),
        place,
        columns: columns(desk, &part, register),
        order: order(desk, &part, register),
        only: only(desk, &part, register, pack),
        on: places(desk, &part),
        posts,
        span: entry.at,
    })
}

/// Whether it is a map; entries have no stages, days and months.
fn drawn(desk: &mut Desk<'_>, part: &Part<'_>, kind: &str) -> Option<bool> {
    if kind == "map" || kind == "list" {
        return Some(kind == "map");
    }
    let message = format!("登记簿的条目不能做成 `{kind}`");
    desk.out.error(part.at_key("kind"), "entries-of-that-kind", message).help("写 `list` 或 `map`");
    None
}

fn misplaced(desk: &mut Desk<'_>, part: &Part<'_>, is_map: bool) {
    let of_map = ["place"].into_iter().filter(|_| !is_map);
    for key in OF_MATTERS.into_iter().chain(["every"]).chain(of_map).filter(|key| part.has(key)) {
        let message = format!("`{key}` 不用于列登记簿条目的这种视图");
        desk.out
            .error(part.at_key(key), "misplaced-key", message)
            .help("删去它；条件写在 `only` 里，顺序写在 `order` 里");
    }
}

fn field<'r>(desk: &mut Desk<'_>, node: &Node, word: &str, register: &'r Register) -> Option<&'r Field> {
    let known = register.fields.iter().map(|field| field.name.as_str());
    let name = desk.known(node, word, ("unknown-field", "字段"), known.collect::<Vec<_>>())?;
    register.fields.iter().find(|field| field.name == name)
}

/// A field that the index can serve: one plain value, not personal.
fn served<'r>(
    desk: &mut Desk<'_>,
    (node, word): (&Node, &str),
    register: &'r Register,
    kinds: &[FieldType],
) -> Option<&'r Field> {
    let field = field(desk, node, word, register)?;
    if !field.personal && !field.many && kinds.contains(&field.kind) {
        return Some(field);
    }
    let wanted: Vec<String> = kinds.iter().map(|kind| format!("`{}`", kind.word())).collect();
    let message = format!("字段 `{word}` 的类型是 `{}`，这里要 {}", field.kind.word(), wanted.join("、"));
    desk.out.error(node.span, "no-index-serves", message).help("换一个不是个人信息、只有一个值的字段");
    None
}

fn place(desk: &mut Desk<'_>, part: &Part<'_>, register: &Register) -> Option<FieldName> {
    let (node, word) = wanted(desk, part, "place")?;
    served(desk, (node, word), register, &[FieldType::Place]).map(|field| field.name.clone())
}

fn columns(desk: &mut Desk<'_>, part: &Part<'_>, register: &Register) -> Vec<FieldName> {
    wanted(desk, part, "columns");
    let named = desk.names(part, "columns").into_iter();
    named.filter_map(|(node, word)| Some(field(desk, node, word, register)?.name.clone())).collect()
}

/// What has no value in an order stands nowhere in it, so every entry must have one.
fn order(desk: &mut Desk<'_>, part: &Part<'_>, register: &Register) -> Option<FieldName> {
    let (node, word) = desk.name(part, "order")?;
    let field = served(desk, (node, word), register, &ORDERED)?;
    if !field.required {
        let message = format!("`{word}` 不是必填，没有填的条目就不会列出来");
        desk.out.error(node.span, "order-leaves-out", message).help("换一个必填的字段，或不写 `order`，按键排");
    }
    Some(field.name.clone())
}

fn only(desk: &mut Desk<'_>, part: &Part<'_>, register: &Register, pack: &Pack) -> Vec<(FieldName, String)> {
    let entries = part.get("only").map(|node| desk.entries(node)).unwrap_or_default();
    let mut all = Vec::new();
    for entry in entries {
        let key = Node { span: entry.at, ..entry.value.clone() };
        let Some(field) = served(desk, (&key, &entry.key), register, &FOUND) else { continue };
        let Some(word) = desk.word(&entry.value) else { continue };
        if says(desk, field, &entry.value, word, pack) {
            all.push((field.name.clone(), word.to_owned()));
        }
    }
    all
}

/// Whether an entry can say that at all.
fn says(desk: &mut Desk<'_>, field: &Field, node: &Node, word: &str, pack: &Pack) -> bool {
    let terms = field.vocabulary.as_ref().and_then(|name| pack.vocabularies.get(name));
    let known: Vec<&str> = match field.kind {
        FieldType::Boolean => vec!["true", "false"],
        FieldType::Term => terms.iter().flat_map(|terms| &terms.terms).map(|term| term.code.as_str()).collect(),
        _ => return true,
    };
    desk.known(node, word, ("unknown-word", "值"), known).is_some()
}
