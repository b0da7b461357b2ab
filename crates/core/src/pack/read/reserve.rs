//! Reservation: the fields that say what is held and from when until when, and how it is given back.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::desk::{Desk, Part};
use super::scope::Scope;
use crate::calendar::Length;
use crate::pack::keys;
use crate::pack::model::on_the_wall;
use crate::pack::model::{Begins, Field, FieldType, Misses, Person, Register, Reserve};
use crate::pack::source::Node;

type Registers = BTreeMap<String, Arc<Register>>;

/// Reads what a case type holds.
pub fn read(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>, registers: &Registers) -> Option<Reserve> {
    let reserve = part.get("reserve").and_then(|node| desk.part(part.at_key("reserve"), node, &keys::RESERVE))?;
    let basis = scope.names.basis(desk, &reserve).unwrap_or_default();
    let entry = asked(desk, &reserve, "entry", FieldType::Entry, scope);
    let from = asked(desk, &reserve, "from", FieldType::Time, scope).map(|field| field.name.clone());
    let until = asked(desk, &reserve, "until", FieldType::Time, scope).map(|field| field.name.clone());
    let register = entry.and_then(|field| registers.get(field.register.as_ref()?)).map(AsRef::as_ref);
    let open = of_register(desk, &reserve, "open", register);
    let weekdays = of_register(desk, &reserve, "weekdays", register);
    let (ahead, longest) = (length(desk, &reserve, "ahead"), length(desk, &reserve, "longest"));
    let begins = begins(desk, &reserve, scope, register);
    let over = desk.name(&reserve, "over").and_then(|(node, word)| scope.outcome(desk, node, word));
    let used = desk.name(&reserve, "used").and_then(|(node, word)| {
        desk.known(node, word, ("unknown-quantity", "数量"), scope.quantities.iter().map(String::as_str))
    });
    let person = person(desk, &reserve, scope);
    Some(Reserve {
        entry: entry?.name.clone(),
        from: from?,
        until: until?,
        open: open?,
        weekdays,
        ahead: ahead?,
        longest: longest?,
        begins: begins?,
        over: over?,
        used,
        person,
        basis,
        span: part.at_key("reserve"),
    })
}

fn begins(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>, register: Option<&Register>) -> Option<Begins> {
    let part = desk.part(part.at_key("begins"), part.get("begins")?, &keys::BEGINS)?;
    let by = desk.name(&part, "by").and_then(|(node, word)| {
        desk.known(node, word, ("unknown-action", "动作"), scope.actions.iter().map(String::as_str))
    });
    let missed = desk.name(&part, "missed").and_then(|(node, word)| scope.outcome(desk, node, word));
    let (early, within) = (length(desk, &part, "early"), length(desk, &part, "within"));
    let code = of_register(desk, &part, "code", register);
    Some(Begins { by: by?, early: early?, within: within?, missed: missed?, code })
}

fn person(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<Person> {
    let part = desk.part(part.at_key("person"), part.get("person")?, &keys::PERSON)?;
    let (node, word) = desk.name(&part, "field")?;
    let field = scope.field(desk, node, word, Some(FieldType::Phone))?;
    if !field.personal || !is_of_form(scope, field) {
        let message = format!("认人的字段 `{}` 须在表单里，并且是个人信息", field.name);
        desk.out.error(node.span, "reserve-person", message).help("在表单里给它写上 `personal: true`");
    }
    let at_once = desk.integer(&part, "at_once", 1..=20).and_then(|number| u32::try_from(number).ok());
    let misses = misses(desk, &part, scope);
    Some(Person { field: field.name.clone(), at_once: at_once?, misses })
}

fn misses(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<Misses> {
    let part = desk.part(part.at_key("misses"), part.get("misses")?, &keys::MISSES)?;
    let basis = scope.names.basis(desk, &part).unwrap_or_default();
    let times = desk.integer(&part, "times", 1..=20).and_then(|number| u32::try_from(number).ok());
    let (within, wait) = (length(desk, &part, "within"), length(desk, &part, "wait"));
    Some(Misses { times: times?, within: within?, wait: wait?, basis })
}

/// A field of the form that must be given, with one value.
fn asked<'s>(
    desk: &mut Desk<'_>,
    part: &Part<'_>,
    key: &'static str,
    kind: FieldType,
    scope: &'s Scope<'_>,
) -> Option<&'s Field> {
    let (node, word) = desk.name(part, key)?;
    let field = scope.field(desk, node, word, Some(kind))?;
    if !field.required || field.many || field.personal || !is_of_form(scope, field) {
        let message = format!("字段 `{}` 不能用来预约：它须在表单里、必填、只有一个值，也不是个人信息", field.name);
        desk.out.error(node.span, "reserve-field", message).help("写上 `required: true`，或换一个字段");
    }
    Some(field)
}

fn is_of_form(scope: &Scope<'_>, field: &Field) -> bool {
    scope.form().iter().any(|known| known.name == field.name)
}

/// A text field of the register whose entries are held.
fn of_register(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str, register: Option<&Register>) -> Option<String> {
    let (node, word): (&Node, &str) = desk.name(part, key)?;
    let fields = register.map(|register| register.fields.as_slice()).unwrap_or_default();
    let texts = fields.iter().filter(|field| field.kind == FieldType::Text && !field.many);
    desk.known(node, word, ("unknown-field", "登记簿的文本字段"), texts.map(|field| field.name.as_str()))
}

/// A length that does not depend on working days: a desk is free or taken by the clock on the wall.
fn length(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str) -> Option<Length> {
    let length = desk.length(part, key)?;
    if on_the_wall(length).is_none() {
        let message = format!("预约的时间不能用 `{}`：它按钟表时间算", length.unit.spelling());
        desk.out.error(part.at_key(key), "reserve-length", message).help("用 `min`、`h` 或 `d`");
        return None;
    }
    Some(length)
}
