//! Draws: which register, who of it, how many, who looks at them, and what each becomes.

use std::sync::Arc;

use super::desk::{Desk, Part};
use super::scope::Scope;
use crate::pack::keys;
use crate::pack::model::{
    Cap, DrawRule, DrawStep, Field, FieldType, Filled, Opens, Pack, Register, Take, Tickets, Wanted, WithRule,
};
use crate::pack::source::Node;

/// Reads the draw of a kind of matter.
pub fn read(desk: &mut Desk<'_>, case: &Part<'_>, scope: &Scope<'_>, pack: &Pack) -> Option<DrawRule> {
    let part = case.get("draw").and_then(|node| desk.part(case.at_key("draw"), node, &keys::DRAW))?;
    let basis = scope.names.basis(desk, &part).unwrap_or_default();
    let of = register(desk, &part, pack)?;
    let only = only(desk, &part, &of, scope);
    let stratum = part.has("stratum").then(|| plain_field(desk, &part, "stratum", &of)).flatten();
    let tickets = part.has("tickets").then(|| tickets(desk, &part, &of, scope)).flatten();
    let take = take(desk, &part, stratum.as_ref(), scope);
    let leave_out = desk.name(&part, "leave_out").and_then(|(node, word)| {
        scope.field(desk, node, word, Some(FieldType::Boolean)).map(|field| field.name.clone())
    });
    let with = with(desk, &part, &of, scope, pack);
    let opens = opens(desk, &part, &of, scope);
    let whole = part.has("with") == with.is_some() && part.has("opens") == opens.is_some();
    let stratum = stratum.map(|field| field.name);
    let rule = DrawRule {
        of: of.name.clone(),
        only,
        stratum,
        tickets,
        take: take?,
        leave_out,
        with,
        opens,
        basis,
        span: case.at_key("draw"),
    };
    whole.then_some(rule)
}

/// How often in a year a matter may be opened about an entry.
pub fn cap(desk: &mut Desk<'_>, case: &Part<'_>, scope: &Scope<'_>) -> Option<Cap> {
    let part = case.get("cap").and_then(|node| desk.part(case.at_key("cap"), node, &keys::CAP))?;
    let basis = scope.names.basis(desk, &part).unwrap_or_default();
    let times = desk.integer(&part, "times", 1..=366).and_then(|times| u64::try_from(times).ok());
    let entry = desk
        .name(&part, "entry")
        .and_then(|(node, word)| scope.field(desk, node, word, Some(FieldType::Entry)).map(|field| field.name.clone()));
    let ever = desk.choice(&part, "per", &["year", "ever"]) == Some("ever");
    Some(Cap { entry: entry?, times: times?, ever, basis })
}

/// The step of a draw that an action takes.
pub fn step(desk: &mut Desk<'_>, action: &Part<'_>) -> Option<DrawStep> {
    let word = desk.choice(action, "draws", keys::DRAW_STEPS)?;
    DrawStep::WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, step)| step)
}

/// Puts the limit of what a draw opens beside it, now that all kinds of matter are read.
pub fn settle(pack: &mut Pack) {
    let caps: Vec<(String, Option<Cap>)> =
        pack.cases.iter().map(|(name, case)| (name.clone(), case.cap.clone())).collect();
    for case in pack.cases.values_mut().filter(|case| case.draw.is_some()) {
        let opens = Arc::make_mut(case).draw.as_mut().and_then(|draw| draw.opens.as_mut());
        if let Some(opens) = opens {
            opens.cap = caps.iter().find(|(name, _)| *name == opens.case).and_then(|(_, cap)| cap.clone());
        }
    }
}

fn register(desk: &mut Desk<'_>, part: &Part<'_>, pack: &Pack) -> Option<Arc<Register>> {
    let (node, word) = desk.name(part, "of")?;
    let name = desk.known(node, word, ("unknown-register", "登记簿"), pack.registers.keys().map(String::as_str))?;
    pack.registers.get(&name).cloned()
}

fn field_of(desk: &mut Desk<'_>, node: &Node, word: &str, register: &Register) -> Option<Field> {
    let known = register.fields.iter().map(|field| field.name.as_str());
    let name = desk.known(node, word, ("unknown-field", "登记簿字段"), known)?;
    let field = register.fields.iter().find(|field| field.name == name)?;
    if field.personal {
        let message = format!("登记簿字段 `{name}` 是个人信息，不能用来抽取：名单要公开");
        desk.out.error(node.span, "draw-personal", message).help("换一个字段");
        return None;
    }
    Some(field.clone())
}

/// A field that says one plain thing, by which entries can be told apart.
fn plain_field(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str, register: &Register) -> Option<Field> {
    let (node, word) = desk.name(part, key)?;
    let field = field_of(desk, node, word, register)?;
    if field.many || !matches!(field.kind, FieldType::Term | FieldType::Unit | FieldType::Boolean) {
        let message = format!("登记簿字段 `{word}` 不能用来分层");
        desk.out.error(node.span, "wrong-field-type", message).help("用一个值的 term、unit 或 boolean 字段");
        return None;
    }
    Some(field)
}

fn only(desk: &mut Desk<'_>, part: &Part<'_>, register: &Register, scope: &Scope<'_>) -> Vec<(String, Wanted)> {
    let mut all = Vec::new();
    for entry in part.get("only").map(|node| desk.entries(node)).unwrap_or_default() {
        let key = Node { span: entry.at, tree: crate::pack::source::Tree::plain(&entry.key) };
        let Some(field) = field_of(desk, &key, &entry.key, register) else { continue };
        let Some(word) = desk.word(&entry.value) else { continue };
        let wanted = match word.strip_prefix("form.") {
            Some(_) => {
                scope.field(desk, &entry.value, word, Some(field.kind)).map(|field| Wanted::Form(field.name.clone()))
            }
            None => Some(Wanted::Is(word.to_owned())),
        };
        all.extend(wanted.map(|wanted| (field.name, wanted)));
    }
    all
}

fn tickets(desk: &mut Desk<'_>, part: &Part<'_>, register: &Register, scope: &Scope<'_>) -> Option<Tickets> {
    let (node, word) = desk.name(part, "tickets")?;
    let Some((name, attribute)) = word.split_once('.') else {
        let field = field_of(desk, node, word, register)?;
        if field.kind != FieldType::Integer || field.many {
            desk.out
                .error(node.span, "wrong-field-type", format!("登记簿字段 `{word}` 不是整数，不能当票数"))
                .help("换一个字段");
            return None;
        }
        return Some(Tickets::Field(field.name));
    };
    let field = field_of(desk, node, name, register)?;
    let attribute = whole_number_of(desk, node, &field, attribute, scope)?;
    Some(Tickets::Attribute(field.name, attribute))
}

/// A whole number that each term of a field's vocabulary has.
fn whole_number_of(
    desk: &mut Desk<'_>,
    node: &Node,
    field: &Field,
    attribute: &str,
    scope: &Scope<'_>,
) -> Option<String> {
    let vocabulary = field.vocabulary.as_ref().and_then(|name| scope.vocabularies.get(name));
    let known: Vec<&str> = vocabulary
        .iter()
        .flat_map(|vocabulary| &vocabulary.attributes)
        .filter(|(_, kind)| **kind == FieldType::Integer)
        .map(|(name, _)| name.as_str())
        .collect();
    desk.known(node, attribute, ("unknown-attribute", "整数属性"), known)
}

fn take(desk: &mut Desk<'_>, part: &Part<'_>, stratum: Option<&Field>, scope: &Scope<'_>) -> Option<Take> {
    let number = |desk: &mut Desk<'_>, node: &Node, word: &str| {
        scope.field(desk, node, word, Some(FieldType::Integer)).map(|field| field.name.clone())
    };
    match (desk.name(part, "count"), desk.name(part, "share")) {
        (Some((node, word)), None) => number(desk, node, word).map(Take::Count),
        (None, Some((node, word))) => match (word.strip_prefix("stratum."), stratum) {
            (Some(attribute), Some(field)) => {
                whole_number_of(desk, node, field, attribute, scope).map(Take::ShareOfTerm)
            }
            _ => number(desk, node, word).map(Take::Share),
        },
        _ => {
            let message = "抽多少要写且只写 `count` 或 `share` 中的一个";
            desk.out.error(part.at, "unclear-draw", message).help("如 `count: form.count` 或 `share: form.share`");
            None
        }
    }
}

fn with(desk: &mut Desk<'_>, draw: &Part<'_>, of: &Register, scope: &Scope<'_>, pack: &Pack) -> Option<WithRule> {
    let part = draw.get("with").and_then(|node| desk.part(draw.at_key("with"), node, &keys::DRAW_WITH))?;
    let register = register(desk, &part, pack)?;
    let each = desk.integer(&part, "each", 2..=9).and_then(|each| usize::try_from(each).ok());
    let only = only(desk, &part, &register, scope);
    let mut apart = Vec::new();
    for (node, word) in desk.names(&part, "apart") {
        let both = (field_of(desk, node, word, of), field_of(desk, node, word, &register));
        apart.extend(both.0.and(both.1).map(|field| field.name));
    }
    let declared = desk.name(&part, "declared").and_then(|(node, word)| field_of(desk, node, word, &register));
    if apart.is_empty() && declared.is_none() {
        let message = "配人没有写回避：谁不能检查谁";
        desk.out
            .error(part.at, "draw-without-avoidance", message)
            .help("写上 `apart:`（如同一单位）或 `declared:`（申报的关系）");
        return None;
    }
    Some(WithRule { of: register.name.clone(), each: each?, only, apart, declared: declared.map(|field| field.name) })
}

fn opens(desk: &mut Desk<'_>, draw: &Part<'_>, of: &Register, scope: &Scope<'_>) -> Option<Opens> {
    let span = draw.at_key("opens");
    let part = draw.get("opens").and_then(|node| desk.part(span, node, &keys::DRAW_OPENS))?;
    let (node, word) = desk.name(&part, "case")?;
    let case = if scope.names.lost {
        Some(word.to_owned())
    } else {
        desk.known(node, word, ("unknown-case", "事项"), scope.names.cases.iter().map(String::as_str))
    };
    let mut form = Vec::new();
    for entry in part.get("form").map(|node| desk.entries(node)).unwrap_or_default() {
        let Some(word) = desk.word(&entry.value) else { continue };
        form.extend(filled(desk, &entry.value, word, of, scope).map(|filled| (entry.key.clone(), filled)));
    }
    Some(Opens { case: case?, form, cap: None, span })
}

fn filled(desk: &mut Desk<'_>, node: &Node, word: &str, of: &Register, scope: &Scope<'_>) -> Option<Filled> {
    match word {
        "entry" => return Some(Filled::Entry),
        "with" => return Some(Filled::With),
        "number" => return Some(Filled::Number),
        _ => {}
    }
    if let Some(name) = word.strip_prefix("entry.") {
        return field_of(desk, node, name, of).map(|field| Filled::OfEntry(field.name));
    }
    if word.starts_with("form.") {
        return scope.field(desk, node, word, None).map(|field| Filled::OfForm(field.name.clone()));
    }
    let words = ["entry", "with", "number", "entry.", "form."];
    desk.out.error(node.span, "unknown-word", format!("不认识 `{word}`")).meant(word, words);
    None
}
