//! Sub-cases: which matters a matter may open and what they are told, which action opens them, which stage waits for them.

use std::collections::BTreeMap;

use super::desk::{Desk, Part};
use super::scope::{Names, Scope};
use super::story::json;
use crate::casework::TypeId;
use crate::pack::keys;
use crate::pack::model::{Awaits, Destination, Given, MOST_LEVELS, Needs, OnClose, SubCaseRule};
use crate::pack::source::Node;

/// At most so many sub-cases of a name, where the pack does not say how many.
const USUAL_MOST: u32 = 20;
/// No pack may say more than that.
const MOST: i64 = 200;

/// The names of the sub-cases of a case type, each with the outcomes of its kind; none known for another pack's.
pub fn names(node: &Node, names: &Names) -> BTreeMap<String, Vec<String>> {
    let entries = node.get("subcases").and_then(Node::as_map).unwrap_or_default();
    let outcomes = |value: &Node| {
        let opens = value.get("opens").and_then(Node::as_text).unwrap_or_default();
        names.outcomes.get(opens).cloned().unwrap_or_default()
    };
    entries.iter().map(|entry| (entry.key.clone(), outcomes(&entry.value))).collect()
}

/// Reads what a case type may open.
pub fn read_all(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>, pack: &str) -> BTreeMap<String, SubCaseRule> {
    let mut all = BTreeMap::new();
    for entry in desk.parts(part, "subcases") {
        let Some(part) = desk.part(entry.at, &entry.value, &keys::SUBCASE) else { continue };
        let title = desk.text(&part, "title");
        let opens = opens(desk, &part, scope, pack);
        let each = each(desk, &part, scope);
        let (with, places) = with(desk, &part, scope, each.is_some());
        let on_close = on_close(desk, &part);
        let most = desk.integer(&part, "most", 1..=MOST).and_then(|most| u32::try_from(most).ok());
        let levels = desk.integer(&part, "levels", 2..=i64::from(MOST_LEVELS)).and_then(|n| u32::try_from(n).ok());
        let (Some(opens), Some(on_close)) = (opens, on_close) else { continue };
        let (name, most, span) = (entry.key.clone(), most.unwrap_or(USUAL_MOST), entry.at);
        let rule = SubCaseRule { name, title, opens, with, each, on_close, most, levels, span, places };
        all.insert(entry.key.clone(), rule);
    }
    all
}

/// A kind of this pack by its name, or one of another pack as `pack/name`.
fn opens(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>, pack: &str) -> Option<TypeId> {
    let (node, word) = desk.name(part, "opens")?;
    if let Some((other, name)) = word.split_once('/') {
        return Some(TypeId(format!("{other}.{name}")));
    }
    if scope.names.lost {
        return Some(TypeId(format!("{pack}.{word}")));
    }
    let known = desk.known(node, word, ("unknown-case", "事项"), scope.names.cases.iter().map(String::as_str));
    known.map(|name| TypeId(format!("{pack}.{name}")))
}

fn each(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<String> {
    let (node, word) = desk.name(part, "each")?;
    let field = scope.field(desk, node, word, None)?;
    if !field.many {
        let message = format!("字段 `{}` 只有一个值，不能逐个开子事项", field.name);
        desk.out.error(node.span, "wrong-field-type", message).help("给这个字段写上 `many: true`，或删去 `each`");
        return None;
    }
    Some(field.name.clone())
}

type With = (BTreeMap<String, Given>, BTreeMap<String, crate::pack::model::Span>);

fn with(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>, each: bool) -> With {
    let (mut all, mut places) = (BTreeMap::new(), BTreeMap::new());
    let Some(node) = part.get("with") else { return (all, places) };
    let Some(entries) = node.as_map() else {
        desk.wrong(node, "子事项的字段及其来处");
        return (all, places);
    };
    for entry in entries {
        places.insert(entry.key.clone(), entry.value.span);
        if let Some(given) = given(desk, &entry.value, scope, each) {
            all.insert(entry.key.clone(), given);
        }
    }
    (all, places)
}

fn given(desk: &mut Desk<'_>, node: &Node, scope: &Scope<'_>, each: bool) -> Option<Given> {
    if let Some(fixed) = node.get("is") {
        return Some(Given::Fixed(json(fixed)));
    }
    let word = desk.word(node)?;
    match word {
        "case.number" => Some(Given::Number),
        "each" if each => Some(Given::Each),
        "each" => {
            let message = "没有写逐个的字段，就没有 `each` 的值";
            desk.out.error(node.span, "missing-key", message).help("写上 `each: 字段`");
            None
        }
        _ => match word.strip_prefix("input.") {
            Some(field) => Some(Given::Input(field.to_owned())),
            None => scope.field(desk, node, word, None).map(|field| Given::Field(field.name.clone())),
        },
    }
}

fn on_close(desk: &mut Desk<'_>, part: &Part<'_>) -> Option<OnClose> {
    let outcome = desk.name(part, "outcome").map(|(_, word)| word.to_owned());
    match desk.choice(part, "on_close", &OnClose::WORDS)? {
        "withdraw" => {
            if outcome.is_none() {
                let message = "撤销子事项，要写明它们以哪种方式办结";
                desk.out.error(part.at_key("on_close"), "missing-key", message).help("写上 `outcome:`");
            }
            outcome.map(OnClose::Withdraw)
        }
        word => {
            if part.has("outcome") {
                let message = "`outcome` 只用于 `on_close: withdraw`";
                desk.out.error(part.at_key("outcome"), "misplaced-key", message).help("删去它");
            }
            Some(if word == "wait" { OnClose::Wait } else { OnClose::Release })
        }
    }
}

/// The sub-cases that an action opens.
pub fn opened(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Vec<String> {
    let named = desk.names(part, "opens");
    named.into_iter().filter_map(|(node, word)| known(desk, node, word, scope)).collect()
}

fn known(desk: &mut Desk<'_>, node: &Node, word: &str, scope: &Scope<'_>) -> Option<String> {
    desk.known(node, word, ("unknown-subcase", "子事项"), scope.subcases.keys().map(String::as_str))
}

/// What a stage waits for.
pub fn waits(desk: &mut Desk<'_>, stage: &Part<'_>, scope: &Scope<'_>, reporter: bool) -> Option<Awaits> {
    let part = stage.get("waits").and_then(|node| desk.part(stage.at_key("waits"), node, &keys::WAIT))?;
    if reporter {
        let message = "等子事项的环节要有一个单位负责，不能等反映人";
        desk.out.error(part.at, "misplaced-key", message).help("给任务写上岗位、单位和时间");
    }
    if stage.has("branches") {
        let message = "分头办理的环节不能同时等子事项";
        desk.out.error(part.at, "misplaced-key", message).help("移到分支里的环节，或汇合之后的环节");
    }
    let of = desk.name(&part, "for").and_then(|(node, word)| known(desk, node, word, scope));
    let need = desk.choice(&part, "need", &Needs::WORDS).and_then(Needs::of_word);
    let outcomes = outcomes(desk, &part, scope, of.as_deref());
    if need == Some(Needs::None) && !part.has("of") {
        let message = "`need: none` 要写明不能是哪些办结方式";
        desk.out.error(part.at, "missing-key", message).help("写上 `of:`");
    }
    let then = way(desk, &part, scope);
    let otherwise = part.get("else").and_then(|node| {
        let part = desk.part(part.at_key("else"), node, &keys::ELSE_WAY)?;
        way(desk, &part, scope)
    });
    let wait = Awaits { of: of?, need: need?, outcomes, then: then?, otherwise, span: part.at };
    fits(desk, &part, &wait);
    Some(wait)
}

/// Where it is known how they can end, only such outcomes are waited for.
fn outcomes(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>, of: Option<&str>) -> Vec<String> {
    let known = of.and_then(|of| scope.subcases.get(of)).cloned().unwrap_or_default();
    let mut all = Vec::new();
    for (node, word) in desk.names(part, "of") {
        let outcome = match known.is_empty() {
            true => Some(word.to_owned()),
            false => desk.known(node, word, ("unknown-outcome", "办结方式"), known.iter().map(String::as_str)),
        };
        all.extend(outcome);
    }
    all
}

/// Nobody waits for what can come no more, and no way is written in vain.
fn fits(desk: &mut Desk<'_>, part: &Part<'_>, wait: &Awaits) {
    // An outcome that is not known was told already.
    match (wait.can_fail() || part.has("of"), part.has("else")) {
        (true, false) => {
            let message = "子事项可能不是这样办结的，却没有写那时去哪里";
            desk.out
                .error(wait.span, "wait-without-else", message)
                .help("写上 `else: { then: 环节 }` 或 `else: { close: 办结方式 }`");
        }
        (false, true) => {
            let message = "子事项总会办结，`else` 永远用不上";
            desk.out.error(part.at_key("else"), "dead-rule", message).help("删去它，或写上 `of:`");
        }
        _ => {}
    }
}

fn way(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<Destination> {
    match (desk.name(part, "then"), desk.name(part, "close"), desk.name(part, "end")) {
        (Some((node, word)), None, None) => scope.stage(desk, node, word).map(Destination::Stage),
        (None, Some((node, word)), None) => scope.outcome(desk, node, word).map(Destination::Close),
        (None, None, Some((node, word))) => scope.end(desk, node, word).map(Destination::End),
        _ => {
            let message = "等子事项要写且只写 `then`、`close` 或分支的 `end` 中的一个";
            desk.out.error(part.at, "unclear-move", message).help("如 `then: review` 或 `close: done`");
            None
        }
    }
}
