//! Papers of a kind of matter: what is brought, by when it is looked at, mended, handed in later or checked.

use super::deadline::warnings;
use super::desk::{Desk, Part};
use super::scope::{Names, Scope};
use crate::pack::keys;
use crate::pack::model::{Destination, Field, FieldType, Paper, PaperTerm, SharedPaper, Span};
use crate::pack::source::{Entry, Node};

/// The fields of the form that stand for the papers, before anything refers to them.
pub fn fields(desk: &mut Desk<'_>, part: &Part<'_>, taken: &[Field]) -> Vec<Field> {
    let mut all: Vec<Field> = Vec::new();
    for entry in part.get("papers").and_then(Node::as_map).unwrap_or_default() {
        desk.check_name(entry.at, &entry.key);
        desk.check_field_name(entry.at, &entry.key);
        for field in bare(entry).fields() {
            if taken.iter().chain(&all).any(|known| known.name == field.name) {
                let message = format!("`{}` 已经是这类件的字段，材料“{}”要用这个名称", field.name, entry.key);
                desk.out.error(entry.at, "duplicate-name", message).help("改材料的名称，或改字段的名称");
            } else {
                all.push(field);
            }
        }
    }
    all
}

/// A paper as far as its form is concerned.
fn bare(entry: &Entry) -> Paper {
    let text = |node: Option<&Node>| node.and_then(Node::as_text).unwrap_or_default().to_owned();
    let term = |key: &str| {
        let node = entry.value.get(key)?;
        let within = "1 d".parse().ok()?;
        let (words, basis) = (text(node.get("words")), String::new());
        Some(PaperTerm { words, within, basis, then: None, warnings: Vec::new(), span: node.span })
    };
    let shared = entry.value.get("shared").map(|_| SharedPaper { from: String::new(), basis: String::new() });
    let (waive, promise) = (term("waive"), term("promise"));
    let help = entry.value.get("help").and_then(Node::as_text).map(str::to_owned);
    let conditional = entry.value.get("when").is_some();
    let title = text(entry.value.get("title"));
    Paper { title, help, conditional, shared, waive, promise, ..Paper::named(&entry.key, entry.at) }
}

/// Reads the papers of a case type.
pub fn read_all(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Vec<Paper> {
    let entries = desk.parts(part, "papers");
    entries.iter().filter_map(|entry| paper(desk, entry, scope)).collect()
}

fn paper(desk: &mut Desk<'_>, entry: &Entry, scope: &Scope<'_>) -> Option<Paper> {
    let part = desk.part(entry.at, &entry.value, &keys::PAPER)?;
    let shared = part.get("shared").and_then(|node| shared(desk, part.at_key("shared"), node, scope.names));
    let paper = Paper {
        title: desk.text(&part, "title"),
        help: desk.text_if(&part, "help"),
        conditional: part.has("when"),
        when: scope.guard(desk, &part, "when", &[]),
        original: desk.choice(&part, "form", &["original", "copy"]) == Some("original"),
        issuer: desk.text_if(&part, "issuer"),
        basis: scope.names.basis(desk, &part).unwrap_or_default(),
        before: before(desk, &part, scope),
        shared,
        check: check(desk, &part, scope),
        mend: term(desk, &part, "mend", &keys::PAPER_TERM, scope),
        waive: term(desk, &part, "waive", &keys::PAPER_MARK, scope),
        promise: term(desk, &part, "promise", &keys::PAPER_MARK, scope),
        ..Paper::named(&entry.key, entry.at)
    };
    fits(desk, &part);
    Some(paper)
}

/// A paper that is asked for is looked at, and can come back; one that is not has nothing of that.
fn fits(desk: &mut Desk<'_>, part: &Part<'_>) {
    let spared = part.has("shared");
    for key in ["before", "check", "mend", "waive", "promise"] {
        if spared && part.has(key) {
            let message = format!("这份材料免交，`{key}` 用不上");
            desk.out.error(part.at_key(key), "misplaced-key", message).help("删去它，或删去 `shared`");
        }
    }
    for (key, words) in [("check", "由谁多久核对"), ("mend", "退回之后多久补正"), ("before", "哪些动作要等它")]
    {
        if !spared && !part.has(key) {
            let code = if key == "check" { "paper-nobody-checks" } else { "missing-key" };
            desk.out
                .error(part.at, code, format!("要申请人交的材料缺少 `{key}`：{words}"))
                .help(format!("写上 `{key}:`；不用申请人交的写 `shared:`"));
        }
    }
}

fn before(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Vec<String> {
    let actions = scope.actions.iter().map(String::as_str);
    let named = desk.names(part, "before");
    let known = |(node, word)| desk.known(node, word, ("unknown-action", "动作"), actions.clone());
    named.into_iter().filter_map(known).collect()
}

fn shared(desk: &mut Desk<'_>, at: Span, node: &Node, names: &Names) -> Option<SharedPaper> {
    let part = desk.part(at, node, &keys::SHARED)?;
    let basis = names.basis(desk, &part).unwrap_or_default();
    Some(SharedPaper { from: desk.text(&part, "from"), basis })
}

fn check(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<PaperTerm> {
    let span = part.at_key("check");
    let check = part.get("check").and_then(|node| desk.part(span, node, &keys::PAPER_CHECK))?;
    timed(desk, &check, scope, (String::new(), None, span))
}

/// A term with its consequence.
fn term(
    desk: &mut Desk<'_>,
    part: &Part<'_>,
    key: &'static str,
    section: &'static keys::Section,
    scope: &Scope<'_>,
) -> Option<PaperTerm> {
    let span = part.at_key(key);
    let term = part.get(key).and_then(|node| desk.part(span, node, section))?;
    let then = match (desk.name(&term, "then"), desk.name(&term, "close")) {
        (Some((node, word)), None) => scope.stage(desk, node, word).map(Destination::Stage),
        (None, Some((node, word))) => scope.outcome(desk, node, word).map(Destination::Close),
        _ => {
            let message = format!("`{key}` 没有写清楚后果：要写且只写 `then` 或 `close` 中的一个");
            desk.out.error(span, "paper-without-consequence", message).help("如 `close: refused`，或 `then: revoke`");
            None
        }
    };
    let words = if section.name == keys::PAPER_MARK.name { desk.text(&term, "words") } else { String::new() };
    timed(desk, &term, scope, (words, then, span))
}

fn timed(
    desk: &mut Desk<'_>,
    part: &Part<'_>,
    scope: &Scope<'_>,
    (words, then, span): (String, Option<Destination>, Span),
) -> Option<PaperTerm> {
    let basis = scope.names.basis(desk, part).unwrap_or_default();
    let within = desk.length(part, "within");
    let warnings = warnings(desk, part, scope);
    Some(PaperTerm { words, within: within?, basis, then, warnings, span })
}

/// The names of the papers, each with whether nobody is asked for it.
pub fn names(node: &Node) -> Vec<(String, bool)> {
    let entries = node.get("papers").and_then(Node::as_map).unwrap_or_default();
    entries.iter().map(|entry| (entry.key.clone(), entry.value.get("shared").is_some())).collect()
}

/// What an officer says is missing: a fact of every case that needs papers.
pub fn missing() -> Field {
    Field {
        max: Some(2000), ..Field::plain(Paper::MISSING, FieldType::Text, "还缺什么、要改什么（一次写清）")
    }
}

/// Adds that fact; its name is taken.
pub fn add_missing(desk: &mut Desk<'_>, fields: &mut Vec<Field>) {
    if let Some(taken) = fields.iter().find(|field| field.name == Paper::MISSING) {
        let message = format!("有 `papers` 的事项里，`{}` 是退回材料时写的话，不能再作字段", Paper::MISSING);
        desk.out.error(taken.span, "duplicate-name", message).help("改名");
        return;
    }
    fields.push(missing());
}

/// What an action about papers asks, one field for each that can come to it.
pub fn asked(verb: Option<&str>, scope: &Scope<'_>, at: Span) -> Vec<Field> {
    let papers = scope.papers.iter().filter(|(_, spared)| !spared).filter_map(|(name, _)| scope.own_field(name));
    match verb {
        Some("hand-in") => {
            papers.map(|field| Field { keeps: true, required: false, span: at, ..field.clone() }).collect()
        }
        Some("check-papers") => {
            let yes = |field: &Field| Field { span: at, ..Field::plain(&field.name, FieldType::Boolean, &field.title) };
            let missing = Field { keeps: true, span: at, ..missing() };
            papers.map(yes).chain([missing]).collect()
        }
        _ => Vec::new(),
    }
}
