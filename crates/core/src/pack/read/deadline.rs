//! Deadlines of a case: what starts and meets them, the rules that give their length, extension and warnings.

use super::action::whom;
use super::desk::{Desk, Part};
use super::scope::Scope;
use crate::casework::case::{ClockKind, WarningLevel};
use crate::pack::keys;
use crate::pack::model::{Deadline, DeadlineRule, DeadlineTerm, ExtendRule, FieldType, Starts, WarningRule, Within};
use crate::pack::source::{Entry, Node};

/// Reads the deadlines of a case type.
pub fn read_all(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Vec<Deadline> {
    let entries = desk.parts(part, "deadlines");
    entries.iter().filter_map(|entry| deadline(desk, entry, scope)).collect()
}

fn deadline(desk: &mut Desk<'_>, entry: &Entry, scope: &Scope<'_>) -> Option<Deadline> {
    let part = desk.part(entry.at, &entry.value, &keys::DEADLINE)?;
    let title = desk.text(&part, "title");
    let kind = match desk.choice(&part, "kind", &["statutory", "pledged", "duty"]) {
        Some("statutory") => ClockKind::Statutory,
        Some("duty") => ClockKind::Task,
        _ => ClockKind::Pledged,
    };
    let starts = part.get("starts").and_then(|node| starts(desk, node, scope)).unwrap_or(Starts::Filed);
    let met_by = desk.names(&part, "met_by");
    let met_by = met_by.into_iter().filter_map(|(node, word)| scope.stage(desk, node, word)).collect();
    let rules = part.get("rules").map(|node| desk.items(node)).unwrap_or_default();
    let rules: Vec<DeadlineRule> = rules.iter().filter_map(|node| rule(desk, node, scope)).collect();
    let extend = extend(desk, &part, scope);
    let warnings = warnings(desk, &part, scope);
    let done_by = done_by(desk, &part, kind, &starts, scope);
    let name = entry.key.clone();
    let each_round = desk.flag(&part, "each_round");
    Some(Deadline { name, title, kind, starts, met_by, done_by, each_round, rules, extend, warnings, span: entry.at })
}

/// A duty belongs to a stage, and some action does it; other deadlines are met by stages.
fn done_by(desk: &mut Desk<'_>, part: &Part<'_>, kind: ClockKind, starts: &Starts, scope: &Scope<'_>) -> Vec<String> {
    let duty = kind == ClockKind::Task;
    for (key, wrong) in [("done_by", !duty), ("each_round", !duty), ("met_by", duty), ("extend", duty)] {
        if wrong && part.has(key) {
            let words = if duty { "义务没有" } else { "只有义务才有" };
            desk.out.error(part.at_key(key), "misplaced-key", format!("{words} `{key}`")).help("删去它，或改 `kind`");
        }
    }
    if duty && !matches!(starts, Starts::Stage(_)) {
        let message = "义务从进入一个环节起算，随那个环节的任务结束";
        desk.out.error(part.at, "unknown-word", message).help("写 `starts: { stage: 环节 }`");
    }
    if duty && !part.has("done_by") {
        desk.out.error(part.at, "missing-key", "义务缺少 `done_by`：做了哪个动作才算完成").help("写上动作的名称");
    }
    let actions = scope.actions.iter().map(String::as_str);
    let named = desk.names(part, "done_by");
    let known = |(node, word)| desk.known(node, word, ("unknown-action", "动作"), actions.clone());
    named.into_iter().filter_map(known).collect()
}

fn starts(desk: &mut Desk<'_>, node: &Node, scope: &Scope<'_>) -> Option<Starts> {
    if node.as_map().is_some() {
        let part = desk.part(node.span, node, &keys::STARTS)?;
        return match (desk.name(&part, "stage"), desk.name(&part, "branch")) {
            (Some((node, word)), None) => scope.stage(desk, node, word).map(Starts::Stage),
            (None, Some((node, word))) => {
                let known = scope.branches.keys().map(String::as_str);
                desk.known(node, word, ("unknown-branch", "分支"), known).map(Starts::Branch)
            }
            _ => {
                let message = "`starts` 要写且只写 `stage` 或 `branch` 中的一个";
                desk.out.error(node.span, "missing-key", message).help("如 `{ stage: handle }`");
                None
            }
        };
    }
    match node.as_text() {
        Some("filed") => Some(Starts::Filed),
        text => {
            let message = format!("`starts` 不能是 `{}`", text.unwrap_or_default());
            desk.out.error(node.span, "unknown-word", message).help("写 `filed`，或 `{ stage: 环节 }`");
            None
        }
    }
}

fn rule(desk: &mut Desk<'_>, node: &Node, scope: &Scope<'_>) -> Option<DeadlineRule> {
    let part = desk.part(node.span, node, &keys::RULE)?;
    let when = condition(desk, &part, scope, &[])?;
    let basis = scope.names.basis(desk, &part);
    let term = match from_day(desk, &part, scope) {
        Some(term) => term?,
        None => term(desk, &part, scope)?,
    };
    Some(DeadlineRule { when, term, basis: basis.unwrap_or_default(), span: node.span })
}

/// So long after or before a day that a field names; the outer `None` where a rule says nothing of one.
#[allow(clippy::option_option)]
fn from_day(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<Option<DeadlineTerm>> {
    let (within, before) = (part.get("within"), part.get("before"));
    let named = desk.name(part, "from");
    let (length, (at, word)) = match (within.xor(before), named) {
        (_, None) if before.is_none() => return None,
        (Some(length), Some(named)) if !part.has("on") && !part.has("term") => (length, named),
        _ => {
            let message = "`from` 要与 `within` 或 `before` 之一同写，不与 `on`、`term` 同写";
            desk.out.error(part.at, "unclear-anchor", message).help("如 `{ before: 5 wd, from: planned }`");
            return Some(None);
        }
    };
    let (field, read) = (scope.field(desk, at, word, Some(FieldType::Date)), desk.length_of(length));
    let (Some(field), Some(read)) = (field, read) else { return Some(None) };
    if !read.unit.counts_days() || field.many {
        let message = format!("从“{}”所写之日起数，只能数日、工作日、月", field.title);
        desk.out.error(length.span, "unclear-anchor", message).help("用 `d`、`wd` 或 `mo`，字段只有一个值");
        return Some(None);
    }
    let within = if before.is_some() { read.back() } else { read };
    Some(Some(DeadlineTerm::From { field: field.name.clone(), within }))
}

fn term(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<DeadlineTerm> {
    Some(match (part.get("within"), desk.name(part, "on"), desk.name(part, "term")) {
        (Some(within), None, None) => DeadlineTerm::Within(desk.length_of(within)?),
        (None, Some((at, word)), None) => {
            // A day ends with it, an instant is exact.
            let named = word.strip_prefix("form.").unwrap_or(word);
            let is_time = scope.fields.iter().any(|field| field.name == named && field.kind == FieldType::Time);
            let kind = if is_time { FieldType::Time } else { FieldType::Date };
            DeadlineTerm::On(scope.field(desk, at, word, Some(kind))?.name.clone())
        }
        (None, None, Some((at, word))) => of_term(desk, part, (at, word), scope)?,
        _ => {
            desk.out
                .error(part.at, "missing-key", "时限规则要写且只写 `within`、`on`、`term` 中的一个")
                .help("如 `within: 5 wd`");
            return None;
        }
    })
}

/// A length that stands on the chosen term: `term: form.item`, `attribute: pledged`.
fn of_term(desk: &mut Desk<'_>, part: &Part<'_>, (at, word): (&Node, &str), scope: &Scope<'_>) -> Option<DeadlineTerm> {
    let field = scope.field(desk, at, word, Some(FieldType::Term))?;
    if field.many {
        let message = format!("`{}` 可以有几个值，不知道按哪一个计时", field.name);
        desk.out.error(at.span, "wrong-field-type", message).help("用只有一个值的词条字段");
        return None;
    }
    let vocabulary = scope.vocabularies.get(field.vocabulary.as_ref()?)?;
    let Some((node, attribute)) = desk.name(part, "attribute") else {
        let message = "按词条的时限缺少 `attribute`";
        desk.out.error(at.span, "missing-key", message).help("写上词条的哪个属性是时间");
        return None;
    };
    let lengths = vocabulary.attributes.iter().filter(|(_, kind)| **kind == FieldType::Length);
    let known = lengths.map(|(name, _)| name.as_str());
    let attribute = desk.known(node, attribute, ("unknown-attribute", "时间属性"), known)?;
    Some(DeadlineTerm::OfTerm { field: field.name.clone(), attribute })
}

/// `when: …` or `otherwise: true`; the outer `None` where neither can be read.
#[allow(clippy::option_option)]
pub fn condition(
    desk: &mut Desk<'_>,
    part: &Part<'_>,
    scope: &Scope<'_>,
    input: &[crate::pack::model::Field],
) -> Option<Option<crate::pack::guard::Guard>> {
    match (part.has("when"), part.has("otherwise")) {
        (true, false) => scope.guard(desk, part, "when", input).map(Some),
        (false, true) => {
            if !desk.flag(part, "otherwise") {
                let at = part.at_key("otherwise");
                desk.out
                    .error(at, "unknown-word", "`otherwise` 只能是 `true`")
                    .help("删去这一条，或写 `otherwise: true`");
            }
            Some(None)
        }
        _ => {
            desk.out
                .error(part.at, "missing-key", "要写且只写 `when` 或 `otherwise` 中的一个")
                .help("最后一条写 `otherwise: true`");
            None
        }
    }
}

fn extend(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<ExtendRule> {
    let extend = part.get("extend").and_then(|node| desk.part(part.at_key("extend"), node, &keys::EXTEND))?;
    let basis = scope.names.basis(desk, &extend);
    let times = desk.integer(&extend, "times", 1..=20).and_then(|times| u32::try_from(times).ok());
    let most = desk.length(&extend, "most");
    let within_base = desk.flag(&extend, "within_base");
    Some(ExtendRule { times: times?, most: most?, within_base, basis: basis.unwrap_or_default() })
}

/// Warnings of a deadline or of a task.
pub fn warnings(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Vec<WarningRule> {
    let nodes = part.get("warn").map(|node| desk.items(node)).unwrap_or_default();
    let mut all: Vec<WarningRule> = Vec::new();
    for node in nodes {
        let Some(rule) = warning(desk, node, scope) else { continue };
        if all.iter().any(|known| known.level == rule.level) {
            desk.out.error(node.span, "duplicate-name", "同一级预警写了两次").help("每级只写一次");
        }
        all.push(rule);
    }
    all
}

fn warning(desk: &mut Desk<'_>, node: &Node, scope: &Scope<'_>) -> Option<WarningRule> {
    let part = desk.part(node.span, node, &keys::WARN)?;
    let level = match desk.choice(&part, "level", &["yellow", "red"])? {
        "yellow" => WarningLevel::Yellow,
        _ => WarningLevel::Red,
    };
    let basis = scope.names.basis(desk, &part).unwrap_or_default();
    let tell = whom(desk, &part, "tell", scope);
    let at_percent = desk.integer(&part, "at", 1..=100).and_then(|at| u8::try_from(at).ok())?;
    Some(WarningRule { level, at_percent, tell, basis })
}

/// `within`, and the basis that it needs when it is a length.
pub fn within(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> (Option<Within>, Option<String>) {
    let basis = scope.names.basis(desk, part);
    let node = part.get("within");
    if node.and_then(Node::as_text) == Some("remaining") {
        return (Some(Within::Remaining), basis);
    }
    let within = node.and_then(|node| desk.length_of(node)).map(Within::Length);
    if node.is_some() && !part.has("basis") {
        let at = part.at_key("within");
        desk.out
            .error(at, "missing-basis", "时间没有写依据")
            .help("写上 `basis:`，引用 pack.yaml 里 `bases:` 下的一个依据");
    }
    (within, basis)
}
