//! Stages: whose task it is and by when, who supports, what silence means.

use super::action::{self, Place};
use super::branches;
use super::deadline::{warnings, within};
use super::desk::{Desk, Part};
use super::scope::Scope;
use super::subcase;
use crate::pack::keys;
use crate::pack::model::{Destination, FieldType, Silence, Span, Stage, Support, TaskLimit, TaskRule, UnitRule};
use crate::pack::source::{Entry, Node};

/// Reads the stages of a case type.
pub fn read_all(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Vec<Stage> {
    let entries = desk.parts(part, "stages");
    entries.iter().flat_map(|entry| stage(desk, entry, scope)).collect()
}

/// A stage, and behind it those of its branches.
fn stage(desk: &mut Desk<'_>, entry: &Entry, scope: &Scope<'_>) -> Vec<Stage> {
    let Some(part) = desk.part(entry.at, &entry.value, &keys::STAGE) else { return Vec::new() };
    let splits = part.has("branches");
    if splits && scope.branch.is_some() {
        let message = format!("环节 `{}` 已经在分支里，不能再分", entry.key);
        desk.out.error(part.at_key("branches"), "branches-in-branch", message).help("把它移到分支之外的环节里");
    }
    if !splits && !part.has("waits") && !part.has("actions") {
        let message = "“环节”缺少 `actions`：可以做什么".to_owned();
        desk.out.error(entry.at, "missing-key", message).help("写上 `actions:`");
    }
    let title = desk.text(&part, "title");
    let task = task(desk, &part, scope);
    let place = match &task {
        Some(TaskRule::Reporter) => Place::ReporterStage,
        _ => Place::Stage,
    };
    let silence = part.get("silence").and_then(|node| silence(desk, part.at_key("silence"), node, scope));
    if matches!(task, Some(TaskRule::Reporter)) && !part.has("silence") {
        let message = format!("环节 `{}` 等反映人，却没有写不作声时怎么办", entry.key);
        desk.out.error(entry.at, "stall", message).help("写上 `silence:`，多长时间之后转到哪里或办结");
    }
    if !matches!(task, Some(TaskRule::Reporter) | None) && part.has("silence") {
        desk.out.error(part.at_key("silence"), "misplaced-key", "`silence` 只用于反映人的环节").help("删去它");
    }
    let support = part.get("support").and_then(|node| support(desk, part.at_key("support"), node, scope));
    let actions = action::read_all(desk, &part, scope, place);
    let nested = splits && scope.branch.is_some();
    let (split, of_branches) = if nested { (None, Vec::new()) } else { branches::read(desk, &part, scope) };
    if let (true, Some(TaskRule::Reporter)) = (splits, &task) {
        let message = format!("环节 `{}` 分头办理，要有一个单位牵头，不能等反映人", entry.key);
        desk.out.error(part.at_key("task"), "misplaced-key", message).help("写上岗位、单位和时间");
    }
    let waits = subcase::waits(desk, &part, scope, matches!(task, Some(TaskRule::Reporter)));
    // A task that could not be read was told; the stage keeps its place so that its name is known.
    let own = Stage {
        name: entry.key.clone(),
        title,
        task: task.unwrap_or(TaskRule::Reporter),
        support,
        actions,
        silence,
        branch: scope.branch.clone(),
        split,
        waits,
        span: entry.at,
    };
    std::iter::once(own).chain(of_branches).collect()
}

fn task(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<TaskRule> {
    let at = part.at_key("task");
    let task = desk.part(at, part.get("task")?, &keys::TASK)?;
    if desk.flag(&task, "reporter") {
        for key in ["post", "unit", "rules", "within", "basis", "warn"] {
            if task.has(key) {
                desk.out.error(task.at_key(key), "misplaced-key", format!("反映人的任务没有 `{key}`")).help("删去它");
            }
        }
        return Some(TaskRule::Reporter);
    }
    for key in ["post", "unit", "within"] {
        if !task.has(key) {
            desk.out.error(at, "missing-key", format!("任务缺少 `{key}`")).help("写上它，或写 `reporter: true`");
        }
    }
    let post = desk.name(&task, "post").and_then(|(node, word)| scope.names.post(desk, node, word));
    let unit = task.get("unit").and_then(|node| unit(desk, task.at_key("unit"), node, scope));
    let rules = task.get("rules").map(|node| desk.items(node)).unwrap_or_default();
    let rules = rules.iter().filter_map(|node| task_rule(desk, node, scope)).collect();
    let (within, basis) = within(desk, &task, scope);
    let warnings = warnings(desk, &task, scope);
    Some(TaskRule::Officer { post: post?, unit: unit?, rules, within: within?, basis, warnings })
}

fn task_rule(desk: &mut Desk<'_>, node: &Node, scope: &Scope<'_>) -> Option<TaskLimit> {
    let part = desk.part(node.span, node, &keys::TASK_RULE)?;
    let when = scope.guard(desk, &part, "when", &[]);
    let (within, basis) = within(desk, &part, scope);
    Some(TaskLimit { when: when?, within: within?, basis })
}

/// Which unit: by a route, by a field, climbing up to a field's unit, or the one that worked.
pub fn unit(desk: &mut Desk<'_>, at: Span, node: &Node, scope: &Scope<'_>) -> Option<UnitRule> {
    let part = desk.part(at, node, &keys::UNIT)?;
    let field = |desk: &mut Desk<'_>, node: &Node, word: &str| {
        let field = scope.field(desk, node, word, Some(FieldType::Unit))?;
        if field.many {
            let message = format!("字段 `{}` 有几个单位，任务只能有一个", field.name);
            desk.out.error(node.span, "wrong-field-type", message).help("换一个字段");
        }
        Some(field.name.clone())
    };
    let words =
        ["route", "field", "climbs", "worked"].map(|key| desk.name(&part, key).map(|(node, word)| (key, node, word)));
    let mut named = words.into_iter().flatten();
    match (named.next(), named.next()) {
        (Some(("route", node, word)), None) => scope.route(desk, node, word).map(UnitRule::Route),
        (Some(("climbs", node, word)), None) => field(desk, node, word).map(UnitRule::Climbs),
        (Some(("worked", node, word)), None) => field(desk, node, word).map(UnitRule::Worked),
        (Some((_, node, word)), None) => field(desk, node, word).map(UnitRule::Field),
        _ => {
            desk.out
                .error(at, "missing-key", "单位要写且只写 route、field、climbs、worked 中的一个")
                .help("如 `unit: { route: centre }`");
            None
        }
    }
}

fn support(desk: &mut Desk<'_>, at: Span, node: &Node, scope: &Scope<'_>) -> Option<Support> {
    let part = desk.part(at, node, &keys::SUPPORT)?;
    let each = desk.name(&part, "each").and_then(|(node, word)| scope.field(desk, node, word, Some(FieldType::Unit)));
    let post = desk.name(&part, "post").and_then(|(node, word)| scope.names.post(desk, node, word));
    let (within, basis) = within(desk, &part, scope);
    let actions = action::read_all(desk, &part, scope, Place::Support);
    let each = each?.name.clone();
    Some(Support { each, post: post?, within: within?, basis, actions })
}

fn silence(desk: &mut Desk<'_>, at: Span, node: &Node, scope: &Scope<'_>) -> Option<Silence> {
    let part = desk.part(at, node, &keys::SILENCE)?;
    desk.choice(&part, "rating", &["default"]);
    let basis = scope.names.basis(desk, &part).unwrap_or_default();
    let after = desk.length(&part, "after");
    let then = match (desk.name(&part, "then"), desk.name(&part, "close"), desk.name(&part, "end")) {
        (Some((node, word)), None, None) => scope.stage(desk, node, word).map(Destination::Stage),
        (None, Some((node, word)), None) => scope.outcome(desk, node, word).map(Destination::Close),
        (None, None, Some((node, word))) => scope.end(desk, node, word).map(Destination::End),
        _ => {
            desk.out
                .error(at, "missing-key", "`silence` 要写且只写 `then`、`close` 或分支的 `end` 中的一个")
                .help("如 `close: done`");
            None
        }
    };
    Some(Silence { after: after?, basis, then: then? })
}
