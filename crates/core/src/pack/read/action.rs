//! Actions: who may, what is asked, where it leads, what else it does.

use super::deadline::condition;
use super::desk::{Desk, Part};
use super::form;
use super::scope::Scope;
use super::{limits, papers, stage, subcase};
use crate::calendar::Length;
use crate::pack::guard::Guard;
use crate::pack::keys;
use crate::pack::model::{self, Action, Approval, By, Choice, Destination, Does, During, Field, FieldType, WhyNot};
use crate::pack::source::{Entry, Node};
use crate::value::FieldName;

/// Where an action stands: it decides who may take it if nothing is said.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// In a stage that an officer works on.
    Stage,
    /// In a stage that waits for the reporter.
    ReporterStage,
    /// In a supporting unit's task.
    Support,
    /// Beside the stages.
    Case,
}

/// Reads the actions behind `actions`.
pub fn read_all(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>, place: Place) -> Vec<Action> {
    let entries = desk.parts(part, "actions");
    entries.iter().filter_map(|entry| action(desk, entry, scope, place)).collect()
}

fn action(desk: &mut Desk<'_>, entry: &Entry, scope: &Scope<'_>, place: Place) -> Option<Action> {
    let part = desk.part(entry.at, &entry.value, &keys::ACTION)?;
    let title = desk.text(&part, "title");
    let mut ask = form::ask(desk, &part, scope);
    let verb = desk.choice(&part, "does", keys::DOES);
    limits::add_usual_fields(verb, &mut ask, entry.at);
    ask.extend(papers::asked(verb, scope, entry.at));
    let does = does(desk, &part, verb, scope, &ask, place);
    let other_than = desk.names(&part, "other_than");
    let actions = scope.actions.iter().map(String::as_str);
    let other_than = other_than
        .into_iter()
        .filter_map(|(node, word)| desk.known(node, word, ("unknown-action", "动作"), actions.clone()))
        .collect();
    let (judges, scores) = limits::judgement(desk, &part, scope, &ask);
    Some(Action {
        name: entry.key.clone(),
        title,
        by: by(desk, &part, scope, place),
        during: during(desk, &part, scope, place),
        when: when(desk, &part, scope, &ask),
        limit: limits::limit(desk, &part, scope),
        other_than,
        reclassifies: desk.flag(&part, "reclassifies"),
        judges,
        scores,
        leaves: desk.choice(&part, "leaves", &["all"]).is_some(),
        overrides_avoidance: desk.flag(&part, "overrides_avoidance"),
        opens: subcase::opened(desk, &part, scope),
        draws: super::draw::step(desk, &part),
        enters: enters(desk, &part, scope),
        issues: letters(desk, &part, "issues", scope),
        revokes: letters(desk, &part, "revokes", scope),
        voids: letters(desk, &part, "voids", scope),
        tell: whom(desk, &part, "tell", scope),
        // What could not be read was told; the action keeps its place so that its name is known.
        does: does.unwrap_or(Does::Stay),
        ask,
        span: entry.at,
    })
}

/// Letters that the case type declares.
fn letters(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str, scope: &Scope<'_>) -> Vec<String> {
    let known = scope.letters.iter().map(String::as_str);
    let named = desk.names(part, key);
    let letter = |(node, word)| desk.known(node, word, ("unknown-letter", "文书"), known.clone());
    named.into_iter().filter_map(letter).collect()
}

/// The registers that the action writes into.
fn enters(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Vec<String> {
    let named = desk.names(part, "enters");
    let known = scope.names.registers.iter().map(String::as_str);
    let register = |(node, word)| desk.known(node, word, ("unknown-register", "登记簿"), known.clone());
    named.into_iter().filter_map(register).collect()
}

fn by(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>, place: Place) -> Vec<By> {
    if part.has("by") {
        return whom(desk, part, "by", scope);
    }
    match place {
        Place::Stage | Place::Support => vec![By::Task],
        Place::ReporterStage => vec![By::Reporter],
        Place::Case => {
            let message = "不属于某个环节的动作要写明谁可以做";
            desk.out.error(part.at, "missing-key", message).help("写上 `by:`");
            Vec::new()
        }
    }
}

fn during(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>, place: Place) -> During {
    if !part.has("during") {
        return During::Open;
    }
    if place != Place::Case {
        desk.out
            .error(part.at_key("during"), "misplaced-key", "环节里的动作只在该环节可做，不写 `during`")
            .help("删去它");
    }
    let words = desk.names(part, "during");
    match words.as_slice() {
        [(_, "open")] => During::Open,
        [(_, "closed")] => During::Closed,
        [(_, "always")] => During::Always,
        _ => During::Stages(words.into_iter().filter_map(|(node, word)| scope.stage(desk, node, word)).collect()),
    }
}

fn when(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>, ask: &[Field]) -> Option<(Guard, WhyNot)> {
    let guard = scope.guard_of_act(desk, part, ask);
    if part.has("when") != part.has("why_not") {
        let message = "`when` 和 `why_not` 要一起写：条件不符时，人要知道为什么";
        desk.out.error(part.at, "missing-key", message).help("写上 `why_not:` 和一句话");
    }
    guard.map(|guard| (guard, WhyNot { zh: desk.text(part, "why_not"), en: None }))
}

/// Who may or is told, behind a key.
pub fn whom(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str, scope: &Scope<'_>) -> Vec<By> {
    part.get(key).map(|node| whom_of(desk, node, scope)).unwrap_or_default()
}

/// Who may or is told.
pub fn whom_of(desk: &mut Desk<'_>, node: &Node, scope: &Scope<'_>) -> Vec<By> {
    let words = desk.names_of(node);
    words.into_iter().filter_map(|(node, word)| one(desk, node, word, scope)).collect()
}

fn one(desk: &mut Desk<'_>, node: &Node, word: &str, scope: &Scope<'_>) -> Option<By> {
    match (word, word.split_once('@')) {
        ("task", _) => Some(By::Task),
        ("reporter", _) => Some(By::Reporter),
        ("filer", _) => Some(By::Filer),
        ("public", _) => Some(By::Public),
        ("outer", _) => Some(By::Outer),
        (_, Some((post, "task"))) => scope.names.post(desk, node, post).map(By::PostAtTask),
        (_, Some((post, "accountable"))) => scope.names.post(desk, node, post).map(By::PostAtAccountable),
        (_, Some((post, field))) => {
            let field = scope.field(desk, node, field, Some(FieldType::Unit)).map(|field| field.name.clone());
            let post = scope.names.post(desk, node, post);
            Some(By::PostAtField(post?, field?))
        }
        (post, None) => scope.names.post(desk, node, post).map(By::Post),
    }
}

/// What the action does; exactly one of the ways on, or one of the deeds.
fn does(
    desk: &mut Desk<'_>,
    part: &Part<'_>,
    verb: Option<&'static str>,
    scope: &Scope<'_>,
    ask: &[Field],
    place: Place,
) -> Option<Does> {
    let moves: Vec<&'static str> = ["to", "close", "end", "choose"].into_iter().filter(|key| part.has(key)).collect();
    if moves.len() > 1 {
        let message = "`to`、`close`、`end`、`choose` 只能写一个";
        desk.out.error(part.at, "unclear-move", message).help("有几个去处时用 `choose`");
        return None;
    }
    limits::no_stray_keys(desk, part, verb);
    if part.has("does") && verb.is_none() {
        return None;
    }
    match (verb, moves.is_empty()) {
        (None | Some("stay"), false) => choices(desk, part, scope, ask).map(Does::Go),
        (None | Some("stay"), true) if desk.flag(part, "done") => {
            if place != Place::Support {
                desk.out.error(part.at_key("done"), "misplaced-key", "`done` 只用于协办的动作").help("删去它");
            }
            Some(Does::EndTask)
        }
        (None | Some("stay"), true) => Some(Does::Stay),
        (Some("reopen"), _) => reopen(desk, part, scope),
        (Some(verb), false) => {
            desk.out
                .error(part.at, "unclear-move", format!("`does: {verb}` 的动作不移动件"))
                .help("删去 `to`、`close`、`choose`");
            None
        }
        (Some(verb), true) => deed(desk, part, verb, scope, ask),
    }
}

fn deed(desk: &mut Desk<'_>, part: &Part<'_>, verb: &str, scope: &Scope<'_>, ask: &[Field]) -> Option<Does> {
    match verb {
        "pass" => Some(Does::Pass),
        "merge" => Some(Does::Merge),
        "reassign" => Some(Does::Reassign),
        "hand-in" => Some(Does::HandIn),
        "check-papers" => Some(Does::CheckPapers),
        "resume" => scope_of(desk, part, scope).map(|scope| Does::Resume { scope }),
        "extend" => extend(desk, part, scope),
        "suspend" => {
            let ground = needed(desk, part, "ground").and_then(|node| desk.words(node));
            let at_most = needed(desk, part, "at_most").and_then(|node| desk.length_of(node));
            let basis = basis(desk, part, scope);
            Some(Does::Suspend { scope: scope_of(desk, part, scope)?, ground: ground?, at_most: at_most?, basis })
        }
        _ => {
            let quantity = needed(desk, part, "quantity").and_then(|node| {
                let word = desk.word(node)?;
                let known = scope.quantities.iter().map(String::as_str);
                desk.known(node, word, ("unknown-quantity", "数量"), known)
            });
            let amount = needed(desk, part, "amount").and_then(|node| {
                let word = desk.word(node)?;
                limits::number_field(desk, node, word, ask)
            });
            let period = ask_field(desk, part, "period", ask, FieldType::Date);
            let measure = ask_field(desk, part, "measure", ask, FieldType::Text);
            Some(Does::Record { quantity: quantity?, amount: amount?, period, measure })
        }
    }
}

/// A field that the action asks, of one type.
fn ask_field(
    desk: &mut Desk<'_>,
    part: &Part<'_>,
    key: &'static str,
    ask: &[Field],
    kind: FieldType,
) -> Option<FieldName> {
    let (node, word) = desk.name(part, key)?;
    let name = desk.known(node, word, ("unknown-field", "字段"), ask.iter().map(|field| field.name.as_str()))?;
    let fits = ask.iter().any(|field| field.name == name && field.kind == kind && !field.many);
    if !fits {
        let message = format!("`{key}` 要一个类型为 `{}` 的字段", kind.word());
        desk.out.error(node.span, "wrong-field-type", message).help("换一个字段，或改它的类型");
    }
    fits.then_some(name)
}

/// For what a stop holds: the whole case, unless it says otherwise.
fn scope_of(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<model::Scope> {
    match part.has("scope").then(|| desk.choice(part, "scope", &["case", "branch", "task"])) {
        None | Some(Some("case")) => Some(model::Scope::Case),
        Some(Some("branch")) => {
            // Beside the stages it stands for the branch of whichever task it is taken in.
            if scope.branches.is_empty() {
                let message = "这个事项没有分支，不能只中止一个分支";
                desk.out.error(part.at_key("scope"), "misplaced-key", message).help("写 `case` 或 `task`");
            }
            Some(model::Scope::Branch)
        }
        Some(Some(_)) => Some(model::Scope::Task),
        Some(None) => None,
    }
}

fn needed<'n>(desk: &mut Desk<'_>, part: &Part<'n>, key: &'static str) -> Option<&'n Node> {
    let node = part.get(key);
    if node.is_none() {
        desk.out.error(part.at, "missing-key", format!("这个动作缺少 `{key}`")).help("写上它");
    }
    node
}

fn basis(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> String {
    if !part.has("basis") {
        desk.out.error(part.at, "missing-basis", "时间没有写依据").help("写上 `basis:`");
    }
    scope.names.basis(desk, part).unwrap_or_default()
}

fn reopen(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<Does> {
    let within: Option<Length> = needed(desk, part, "within").and_then(|node| desk.length_of(node));
    let basis = basis(desk, part, scope);
    let go = needed(desk, part, "to").and_then(|node| {
        let word = desk.word(node)?;
        scope.stage(desk, node, word).map(Destination::Stage)
    });
    Some(Does::Reopen { within: within?, basis, go: go? })
}

fn extend(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<Does> {
    let deadline = needed(desk, part, "deadline").and_then(|node| {
        let word = desk.word(node)?;
        let known = scope.deadlines.iter().map(String::as_str);
        desk.known(node, word, ("unknown-deadline", "时限"), known)
    });
    let node = needed(desk, part, "approval")?;
    let nodes = desk.one_or_more(node);
    let approvals: Vec<Approval> = nodes.iter().filter_map(|node| approval(desk, node, scope)).collect();
    if nodes.is_empty() {
        desk.out.error(node.span, "empty-list", "延期要有人批准").help("写上至少一个批准人");
    }
    Some(Does::Extend { deadline: deadline?, approvals })
}

fn approval(desk: &mut Desk<'_>, node: &Node, scope: &Scope<'_>) -> Option<Approval> {
    let part = desk.part(node.span, node, &keys::APPROVAL)?;
    let post = desk.name(&part, "post").and_then(|(node, word)| scope.names.post(desk, node, word));
    let unit = part.get("unit").and_then(|node| stage::unit(desk, part.at_key("unit"), node, scope));
    let when = scope.guard(desk, &part, "when", &[]);
    let basis = scope.names.basis(desk, &part).unwrap_or_default();
    let within = desk.length(&part, "within");
    Some(Approval { post: post?, unit: unit?, when, within: within?, basis })
}

fn choices(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>, ask: &[Field]) -> Option<Vec<Choice>> {
    let Some(list) = part.get("choose") else {
        let go = destination(desk, part, scope)?;
        let new_round = desk.flag(part, "new_round");
        return Some(vec![Choice { when: None, go, new_round, span: part.at }]);
    };
    if part.has("new_round") {
        desk.out
            .error(part.at_key("new_round"), "misplaced-key", "有 `choose` 时，`new_round` 写在去处里")
            .help("移到去处里");
    }
    let nodes = desk.items(list);
    if nodes.is_empty() && matches!(list.tree, crate::pack::source::Tree::List(_)) {
        desk.out.error(list.span, "empty-list", "`choose` 没有去处").help("至少写一个");
    }
    let read: Vec<Option<Choice>> = nodes.iter().map(|node| choice(desk, node, scope, ask)).collect();
    let whole = read.iter().all(Option::is_some) && !read.is_empty();
    whole.then(|| read.into_iter().flatten().collect())
}

fn choice(desk: &mut Desk<'_>, node: &Node, scope: &Scope<'_>, ask: &[Field]) -> Option<Choice> {
    let part = desk.part(node.span, node, &keys::CHOICE)?;
    let when = match part.has("when") && !part.has("otherwise") {
        true => scope.guard_of_act(desk, &part, ask).map(Some),
        false => condition(desk, &part, scope, ask),
    };
    let go = destination(desk, &part, scope);
    let new_round = desk.flag(&part, "new_round");
    Some(Choice { when: when?, go: go?, new_round, span: node.span })
}

fn destination(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<Destination> {
    match (desk.name(part, "to"), desk.name(part, "close"), desk.name(part, "end")) {
        (Some((node, word)), None, None) => scope.stage(desk, node, word).map(Destination::Stage),
        (None, Some((node, word)), None) => scope.outcome(desk, node, word).map(Destination::Close),
        (None, None, Some((node, word))) => scope.end(desk, node, word).map(Destination::End),
        _ => {
            desk.out
                .error(part.at, "unclear-move", "去处要写且只写 `to`、`close` 或分支的 `end` 中的一个")
                .help("如 `to: handle` 或 `close: done`");
            None
        }
    }
}
