//! The list of a draw: which entries of the register, in which stratum, with how many tickets, how many of each, and who
//! may look at which of them.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::super::draft::Draft;
use super::super::form::json_of;
use super::{code, over_cap};
use crate::calendar::civil;
use crate::casework::drawing::{DrawList, Kept, Listed, WithList};
use crate::casework::refusal::{Refusal, RefusalCode};
use crate::casework::shelf;
use crate::draw::{self, Companion, Companions, Frozen, NoDraw};
use crate::pack::model::{DrawRule, FieldType, Register, Take, TermValue, Tickets, Wanted, WithRule};
use crate::value::{EntryRef, Value};

/// Most entries of a list: the record tells each.
const MOST: usize = 5000;
/// What the one stratum of a list without strata is called.
const ALL: &str = "all";

/// The list as it is now.
pub(super) fn made(draft: &Draft<'_>, rule: &DrawRule) -> Result<DrawList, Refusal> {
    let register = register(draft, &rule.of)?;
    let found = fitting(draft, &rule.of, &rule.only)?;
    let (listed, left_out) = within_year(draft, rule, found)?;
    if listed.len() > MOST {
        return Err(too_many(listed.len()));
    }
    let mut entries = Vec::with_capacity(listed.len());
    for (id, entry) in listed {
        let stratum =
            rule.stratum.as_ref().map_or_else(|| ALL.to_owned(), |field| said(draft, register, field, &entry));
        let tickets = tickets(draft, rule, register, &entry);
        let marks = rule.with.as_ref().map(|with| marks(draft, register, with, &entry)).unwrap_or_default();
        entries.push(Listed { id, stratum, tickets, marks });
    }
    let take = take(draft, rule, register, &entries);
    let with = rule.with.as_ref().map(|with| companions(draft, with)).transpose()?;
    let mut list = DrawList { hash: String::new(), entries, take, left_out, with };
    let (first, second) = hashed(&list).map_err(refused)?;
    if let Some((stratum, wanted, held)) = too_few(&list) {
        return Err(refused(NoDraw::TooFew { stratum, wanted, held }));
    }
    if list.take.values().all(|wanted| *wanted == 0) {
        return Err(refused(NoDraw::Nothing));
    }
    list.hash = first.hash;
    if let (Some(with), Some(second)) = (&mut list.with, second) {
        with.hash = second.hash;
    }
    Ok(list)
}

/// Both lists as they are hashed.
pub(super) fn hashed(list: &DrawList) -> Result<(Frozen, Option<Companions>), NoDraw> {
    let entry = |one: &Listed| draw::Entry { id: one.id.clone(), tickets: one.tickets, stratum: one.stratum.clone() };
    let first = draw::freeze(list.entries.iter().map(entry))?;
    let marks: BTreeMap<String, Vec<String>> =
        list.entries.iter().map(|one| (one.id.clone(), one.marks.clone())).collect();
    let companion = |one: &Kept| Companion { id: one.id.clone(), apart: one.apart.clone() };
    let second =
        list.with.as_ref().map(|with| draw::accompany(&first, with.list.iter().map(companion), &marks, with.each));
    Ok((first, second.transpose()?))
}

/// The entries of a register that are in use.
pub(super) fn entries(draft: &Draft<'_>, name: &str) -> Result<BTreeMap<String, Json>, Refusal> {
    shelf::in_use(draft.world.shelf, register(draft, name)?).ok_or_else(unreadable)
}

/// A value of an entry as a form takes it: a unit with its district.
pub(super) fn whole(draft: &Draft<'_>, name: &str, field: &str, value: &Json) -> Json {
    let kind =
        draft.world.case_type.registers.get(name).and_then(|it| it.fields.iter().find(|known| known.name == field));
    match (kind.map(|field| field.kind), value.as_str()) {
        (Some(FieldType::Unit), Some(code)) if !code.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("{}-{code}", draft.case.district).into()
        }
        _ => value.clone(),
    }
}

/// A register that cannot be read now.
pub(super) fn unreadable() -> Refusal {
    Refusal::new(
        RefusalCode::NotOpen,
        "登记簿暂时读不出，请稍后再试",
        "The register cannot be read just now. Try again in a moment.",
    )
}

/// Why a list takes no part in a draw, with what helps.
pub(super) fn refused(why: NoDraw) -> Refusal {
    let zh = match &why {
        NoDraw::Empty => "名单是空的：没有符合条件的条目。请放宽条件，或先补登记簿".to_owned(),
        NoDraw::Twice(id) => format!("`{id}` 在名单里出现两次，请先改登记簿"),
        NoDraw::Unclear(id) => format!("`{id}` 不能作为名单里的键：不能空，不能有制表符和换行"),
        NoDraw::Tickets { id, tickets } => format!("条目 {id} 的票数是 {tickets}，只能是 1 到 100；请改它的风险等级"),
        NoDraw::TooFew { stratum, wanted, held } => {
            format!("“{stratum}”层要抽 {wanted} 个，名单里只有 {held} 个；请少抽，或放宽条件")
        }
        NoDraw::TooFewCompanions { entry, wanted, held } => {
            format!("条目 {entry} 要 {wanted} 人检查，回避之后只有 {held} 人；请增补人员，或把它移出名单")
        }
        NoDraw::Nothing => "一个也不抽：请填要抽的数量或比例".to_owned(),
        NoDraw::Guessable | NoDraw::OneSecret | NoDraw::Changed(_) => "两个口令不合要求，请中止后重抽".to_owned(),
    };
    let remedy = match &why {
        NoDraw::Empty | NoDraw::TooFew { .. } => " Widen the condition, or draw fewer.",
        NoDraw::TooFewCompanions { .. } => " Add people, or take it off the list.",
        NoDraw::Tickets { .. } | NoDraw::Twice(_) | NoDraw::Unclear(_) => " Mend the register first.",
        NoDraw::Nothing => " Say how many.",
        NoDraw::Guessable | NoDraw::OneSecret | NoDraw::Changed(_) => " Break this draw off and begin again.",
    };
    Refusal::new(RefusalCode::Invalid, zh, format!("{why}.{remedy}")).about("/list", code(&why))
}

fn register<'d>(draft: &'d Draft<'_>, name: &str) -> Result<&'d Register, Refusal> {
    let known = draft.world.case_type.registers.get(name);
    known.map(AsRef::as_ref).ok_or_else(|| super::super::draft::undefined(name))
}

/// The entries in use that fit what is wanted, by key.
fn fitting(draft: &Draft<'_>, name: &str, only: &[(String, Wanted)]) -> Result<BTreeMap<String, Json>, Refusal> {
    let register = register(draft, name)?;
    let wanted: Vec<(&str, String)> = only
        .iter()
        .filter_map(|(field, wanted)| match wanted {
            Wanted::Is(word) => Some((field.as_str(), word.clone())),
            Wanted::Form(own) => {
                let value = json_of(draft.case.values.get(own)?);
                Some((field.as_str(), bare(draft, &value)))
            }
        })
        .collect();
    let mut all = entries(draft, name)?;
    all.retain(|_, entry| wanted.iter().all(|(field, word)| said(draft, register, field, entry) == *word));
    Ok(all)
}

type Found = BTreeMap<String, Json>;

/// What was found without those that were looked at as often as a year allows: they are left out where the form says so,
/// and refused otherwise.
fn within_year(draft: &Draft<'_>, rule: &DrawRule, mut found: Found) -> Result<(Found, Vec<String>), Refusal> {
    let Some((opens, cap)) = rule.opens.as_ref().and_then(|opens| Some((opens, opens.cap.as_ref()?))) else {
        return Ok((found, Vec::new()));
    };
    let (kind, year) = (opens.type_id(&draft.world.case_type.id), (!cap.ever).then(|| civil(draft.at).year()));
    let mut full = Vec::new();
    for id in found.keys() {
        let entry = EntryRef { register: rule.of.clone(), key: id.clone() };
        let count = draft.world.shelf.opened_about(&kind, &entry, year).ok_or_else(unreadable)?;
        if count >= cap.times {
            full.push((id.clone(), count));
        }
    }
    let leave_out =
        rule.leave_out.as_ref().is_some_and(|flag| draft.case.values.get(flag) == Some(&Value::Boolean(true)));
    if !full.is_empty() && !leave_out {
        return Err(over_cap(&full, cap.times, year).about("/list", "over-cap"));
    }
    found.retain(|id, _| full.iter().all(|(known, _)| known != id));
    Ok((found, full.into_iter().map(|(id, _)| id).collect()))
}

/// What a field of an entry says, as a word: a unit without its district.
fn said(draft: &Draft<'_>, register: &Register, field: &str, entry: &Json) -> String {
    let known = register.fields.iter().find(|known| known.name == field);
    match (entry.get(field), known.map(|field| field.kind)) {
        (Some(value), _) => bare(draft, value),
        (None, Some(FieldType::Boolean)) => "false".to_owned(),
        (None, _) => String::new(),
    }
}

fn bare(draft: &Draft<'_>, value: &Json) -> String {
    match value {
        Json::String(text) => {
            let own = format!("{}-", draft.case.district);
            text.strip_prefix(&own).unwrap_or(text).to_owned()
        }
        Json::Null => String::new(),
        other => other.to_string(),
    }
}

/// An entry whose tickets cannot be read has none, and so takes no part: whoever freezes the list is told which.
fn tickets(draft: &Draft<'_>, rule: &DrawRule, register: &Register, entry: &Json) -> u32 {
    let whole = |number: i64| u32::try_from(number).unwrap_or_default();
    match &rule.tickets {
        None => 1,
        Some(Tickets::Field(field)) => entry.get(field).and_then(Json::as_i64).map_or(0, whole),
        Some(Tickets::Attribute(field, attribute)) => {
            term_number(draft, register, field, &said(draft, register, field, entry), attribute).map_or(0, whole)
        }
    }
}

/// The whole number that a term of a field's vocabulary has.
fn term_number(draft: &Draft<'_>, register: &Register, field: &str, code: &str, attribute: &str) -> Option<i64> {
    let field = register.fields.iter().find(|known| known.name == field)?;
    let vocabulary = draft.world.case_type.vocabularies.get(field.vocabulary.as_deref()?)?;
    match vocabulary.terms.iter().find(|term| term.code == code)?.attributes.get(attribute)? {
        TermValue::Integer(number) => Some(*number),
        _ => None,
    }
}

/// How many of each stratum.
fn take(draft: &Draft<'_>, rule: &DrawRule, register: &Register, entries: &[Listed]) -> BTreeMap<String, usize> {
    let mut held: BTreeMap<String, usize> = BTreeMap::new();
    for entry in entries {
        *held.entry(entry.stratum.clone()).or_default() += 1;
    }
    let number = |field: &String| match draft.case.values.get(field) {
        Some(Value::Integer(number)) => usize::try_from(*number).unwrap_or_default(),
        _ => 0,
    };
    let share = |held: usize, percent: usize| (held.saturating_mul(percent)).div_ceil(100);
    let of_term = |stratum: &str, attribute: &str| {
        let field = rule.stratum.as_deref().unwrap_or_default();
        let number = term_number(draft, register, field, stratum, attribute);
        number.and_then(|number| usize::try_from(number).ok()).unwrap_or_default()
    };
    let wanted = |(stratum, held): (String, usize)| {
        let wanted = match &rule.take {
            Take::Count(field) => number(field),
            Take::Share(field) => share(held, number(field)),
            Take::ShareOfTerm(attribute) => share(held, of_term(&stratum, attribute)),
        };
        (stratum, wanted)
    };
    held.into_iter().map(wanted).collect()
}

fn too_few(list: &DrawList) -> Option<(String, usize, usize)> {
    let held = |stratum: &String| list.entries.iter().filter(|entry| entry.stratum == *stratum).count();
    let all = list.take.iter().map(|(stratum, wanted)| (stratum.clone(), *wanted, held(stratum)));
    all.into_iter().find(|(_, wanted, held)| wanted > held)
}

/// What an entry says in the fields by which people are kept apart from it: the field and its value.
fn marks(draft: &Draft<'_>, register: &Register, with: &WithRule, entry: &Json) -> Vec<String> {
    let mark = |field: &String| {
        let said = said(draft, register, field, entry);
        (!said.is_empty()).then(|| format!("{field}:{said}"))
    };
    with.apart.iter().filter_map(mark).collect()
}

/// Who may look at what is drawn.
fn companions(draft: &Draft<'_>, with: &WithRule) -> Result<WithList, Refusal> {
    let register = register(draft, &with.of)?;
    let found = fitting(draft, &with.of, &with.only)?;
    let kept = |(id, entry): (String, Json)| {
        let mut apart = marks(draft, register, with, &entry);
        apart.extend(with.declared.iter().flat_map(|field| declared(entry.get(field))));
        Kept { id, apart }
    };
    let list: Vec<Kept> = found.into_iter().map(kept).collect();
    if list.len() > MOST {
        return Err(too_many(list.len()));
    }
    Ok(WithList { hash: String::new(), each: with.each, list })
}

/// The keys of the entries that somebody declared: written as `register/key`, or by the key alone.
fn declared(value: Option<&Json>) -> Vec<String> {
    let key = |value: &Json| value.as_str().map(|text| text.rsplit('/').next().unwrap_or(text).trim().to_owned());
    match value {
        Some(Json::Array(all)) => all.iter().filter_map(key).filter(|key| !key.is_empty()).collect(),
        Some(one) => key(one).into_iter().filter(|key| !key.is_empty()).collect(),
        None => Vec::new(),
    }
}

fn too_many(count: usize) -> Refusal {
    Refusal::new(
        RefusalCode::Invalid,
        format!("名单有 {count} 条，一次最多 {MOST} 条；请按街道或行业分几次抽"),
        format!("The list has {count} entries; {MOST} are possible at once. Draw by street or by trade."),
    )
    .about("/list", "too-many")
}
