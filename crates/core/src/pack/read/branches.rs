//! A stage that splits: its branches with their stages, the outcomes that they may end with, and how they join.

use std::collections::{BTreeMap, BTreeSet};

use super::case;
use super::desk::{Desk, Part};
use super::scope::{Scope, keys_of};
use super::stage;
use crate::casework::case::MAIN;
use crate::pack::keys;
use crate::pack::model::{Accepts, BranchRule, Destination, Join, Need, Span, Split, Stage};
use crate::pack::source::{Entry, Node};

/// Where the name of a stage stands: the branch (none outside branches), and the name.
pub fn stage_names(node: &Node) -> Vec<(Option<String>, String, Span)> {
    let mut all = Vec::new();
    for entry in stages_of(node) {
        all.push((None, entry.key.clone(), entry.at));
        for branch in entry.value.get("branches").and_then(Node::as_map).unwrap_or_default() {
            let of_branch = |stage: &Entry| (Some(branch.key.clone()), stage.key.clone(), stage.at);
            all.extend(stages_of(&branch.value).iter().map(of_branch));
        }
    }
    all
}

/// The stages of a case type or of a branch.
pub fn stages_of(node: &Node) -> &[Entry] {
    node.get("stages").and_then(Node::as_map).unwrap_or_default()
}

/// The branches of a case type with the outcomes of their stage.
pub fn branch_names(node: &Node) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    for entry in stages_of(node) {
        let outcomes = keys_of(&entry.value, "outcomes");
        all.extend(keys_of(&entry.value, "branches").into_iter().map(|branch| (branch, outcomes.clone())));
    }
    all
}

/// Reads how a stage splits, with the stages of its branches, which follow it.
pub fn read(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> (Option<Split>, Vec<Stage>) {
    if !part.has("branches") {
        for key in ["join", "outcomes"].into_iter().filter(|key| part.has(key)) {
            let message = format!("`{key}` 只用于分头办理的环节");
            desk.out.error(part.at_key(key), "misplaced-key", message).help("写上 `branches:`，或删去它");
        }
        return (None, Vec::new());
    }
    for key in ["join", "outcomes"].into_iter().filter(|key| !part.has(key)) {
        let message = format!("分头办理的环节缺少 `{key}`");
        desk.out.error(part.at_key("branches"), "missing-key", message).help(format!("写上 `{key}:`"));
    }
    let entries = desk.parts(part, "branches");
    if entries.len() < 2 {
        let message = "分头办理至少要有两个分支";
        desk.out.error(part.at_key("branches"), "empty-list", message).help("再写一个分支，或写成普通环节");
    }
    let outcomes = case::outcomes(desk, part);
    let names: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
    let mut stages = Vec::new();
    let mut branches = Vec::new();
    for entry in entries {
        let (branch, own) = branch(desk, entry, (&names, &outcomes), scope);
        branches.extend(branch);
        stages.extend(own);
    }
    let whole = branches.len() == entries.len();
    let join = part.get("join").and_then(|node| join(desk, part.at_key("join"), node, (&outcomes, names.len()), scope));
    (join.filter(|_| whole).map(|join| Split { branches, outcomes, join }), stages)
}

/// The names of the branches of a stage, and the outcomes that they may end with.
type Known<'k> = (&'k [&'k str], &'k BTreeMap<String, String>);

fn branch(desk: &mut Desk<'_>, entry: &Entry, known: Known<'_>, scope: &Scope<'_>) -> (Option<BranchRule>, Vec<Stage>) {
    let Some(part) = desk.part(entry.at, &entry.value, &keys::BRANCH) else { return (None, Vec::new()) };
    if entry.key == MAIN || entry.key.contains('/') {
        let message = format!("`{}` 不能作分支的名称：它指不在分支里的环节", entry.key);
        desk.out.error(entry.at, "reserved-name", message).help("换一个名称");
    }
    let title = desk.text(&part, "title");
    let scope = scope.in_branch(&entry.key);
    let after = after(desk, &part, &entry.key, known);
    let when = scope.guard(desk, &part, "when", &[]);
    let otherwise = desk.name(&part, "else").and_then(|(node, word)| outcome(desk, node, word, known.1));
    let asks_outcome = after.values().any(|accepts| *accepts != Accepts::Any);
    let conditional = asks_outcome || part.has("when");
    if conditional && !part.has("else") {
        let (key, why) = match asks_outcome {
            true => ("after", "要等别的分支有某个结果，却没有写结果不符时怎么办"),
            false => ("when", "有条件才办，却没有写条件不成立时怎么办"),
        };
        let message = format!("分支 `{}` {why}", entry.key);
        desk.out.error(part.at_key(key), "branch-without-else", message).help("写上 `else:` 和本分支的一个结果");
    }
    if !conditional && part.has("else") {
        let message = format!("分支 `{}` 不看别的分支的结果，`else` 永远用不上", entry.key);
        desk.out.error(part.at_key("else"), "dead-rule", message).help("删去它，或写 `after: { 分支: 结果 }`");
    }
    let stages = stage::read_all(desk, &part, &scope);
    let first = stages_of(&entry.value).first().map(|stage| stage.key.clone());
    if first.is_none() && part.has("stages") {
        desk.out.error(part.at_key("stages"), "empty-list", "分支里没有环节").help("至少写一个");
    }
    let start = match desk.name(&part, "start") {
        Some((node, word)) => scope.stage(desk, node, word),
        None => first,
    };
    let branch =
        start.map(|start| BranchRule { name: entry.key.clone(), title, after, when, otherwise, start, span: entry.at });
    (branch, stages)
}

/// What a branch waits for: names, or names with outcomes.
fn after(desk: &mut Desk<'_>, part: &Part<'_>, own: &str, known: Known<'_>) -> BTreeMap<String, Accepts> {
    let Some(node) = part.get("after") else { return BTreeMap::new() };
    let mut all = BTreeMap::new();
    match node.as_map() {
        Some(entries) => {
            for entry in entries {
                let key = Node { span: entry.at, tree: crate::pack::source::Tree::plain(&entry.key) };
                let named = desk.names_of(&entry.value);
                let read = |(node, word)| outcome(desk, node, word, known.1);
                let outcomes: Vec<String> = named.into_iter().filter_map(read).collect();
                all.extend(other(desk, &key, &entry.key, own, known.0).map(|name| (name, Accepts::Only(outcomes))));
            }
        }
        None => {
            for (node, word) in desk.names_of(node) {
                all.extend(other(desk, node, word, own, known.0).map(|name| (name, Accepts::Any)));
            }
        }
    }
    all
}

/// Another branch of the same stage.
fn other(desk: &mut Desk<'_>, node: &Node, word: &str, own: &str, names: &[&str]) -> Option<String> {
    if word == own {
        let message = format!("分支 `{own}` 不能等它自己");
        desk.out.error(node.span, "branches-in-circle", message).help("删去它");
        return None;
    }
    desk.known(node, word, ("unknown-branch", "分支"), names.iter().copied())
}

fn outcome(desk: &mut Desk<'_>, node: &Node, word: &str, known: &BTreeMap<String, String>) -> Option<String> {
    desk.known(node, word, ("unknown-outcome", "分支结果"), known.keys().map(String::as_str))
}

fn join(
    desk: &mut Desk<'_>,
    at: Span,
    node: &Node,
    (outcomes, count): (&BTreeMap<String, String>, usize),
    scope: &Scope<'_>,
) -> Option<Join> {
    let part = desk.part(at, node, &keys::JOIN)?;
    let need = part.get("need").and_then(|node| need(desk, node, count));
    let mut of: BTreeSet<String> = BTreeSet::new();
    for (node, word) in desk.names(&part, "of") {
        of.extend(outcome(desk, node, word, outcomes));
    }
    let then = destination(desk, &part, scope);
    let otherwise = part.get("else").and_then(|node| {
        let part = desk.part(part.at_key("else"), node, &keys::ELSE)?;
        destination(desk, &part, scope)
    });
    // What could not be read was told; the branches keep their places so that their names are known.
    Some(Join { need: need.unwrap_or(Need::All), of: of.into_iter().collect(), then: then?, otherwise, span: at })
}

fn need(desk: &mut Desk<'_>, node: &Node, count: usize) -> Option<Need> {
    match node.as_text() {
        Some("all") => Some(Need::All),
        Some("any") => Some(Need::Count(1)),
        Some(text) if text.parse::<usize>().is_ok_and(|n| (1..=count).contains(&n)) => {
            text.parse().ok().map(Need::Count)
        }
        text => {
            let message = format!("`need` 不能是 `{}`", text.unwrap_or_default());
            let help = format!("写 `all`、`any`，或 1 到 {count} 之间的数");
            desk.out.error(node.span, "join-never", message).help(help);
            None
        }
    }
}

fn destination(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<Destination> {
    match (desk.name(part, "then"), desk.name(part, "close")) {
        (Some((node, word)), None) => scope.stage(desk, node, word).map(Destination::Stage),
        (None, Some((node, word))) => scope.outcome(desk, node, word).map(Destination::Close),
        _ => {
            let message = "汇合要写且只写 `then` 或 `close` 中的一个";
            desk.out.error(part.at, "unclear-move", message).help("如 `then: issue` 或 `close: done`");
            None
        }
    }
}
