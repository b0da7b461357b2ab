//! `schedules.yaml`: which matters are opened again and again, when, for whom, and with what in their forms.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Time;

use super::desk::{Desk, Part};
use super::scope::{Names, condition};
use super::story::json;
use crate::directory::UnitKind;
use crate::pack::guard;
use crate::pack::keys;
use crate::pack::model::{CaseType, Drawn, Every, Field, FieldType, Objects, Pack, Register, Schedule, Span};
use crate::pack::source::{Entry, Node};
use crate::recurrence::CHANNEL;

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Reads the schedules of a pack whose kinds of matter and registers are read.
pub fn read(desk: &mut Desk<'_>, nodes: &[Node], pack: &Pack, names: &Names) -> BTreeMap<String, Arc<Schedule>> {
    let mut all = BTreeMap::new();
    for node in nodes {
        let Some(part) = desk.part(node.span, node, &keys::SCHEDULES) else { continue };
        for entry in desk.parts(&part, "schedules") {
            if let Some(schedule) = schedule(desk, entry, pack, names) {
                all.insert(entry.key.clone(), Arc::new(schedule));
            }
        }
    }
    all
}

fn schedule(desk: &mut Desk<'_>, entry: &Entry, pack: &Pack, names: &Names) -> Option<Schedule> {
    let part = desk.part(entry.at, &entry.value, &keys::SCHEDULE)?;
    let title = desk.text(&part, "title");
    names.basis(desk, &part);
    let case = desk.name(&part, "opens").and_then(|(node, word)| {
        let name = desk.known(node, word, ("unknown-case", "事项"), pack.cases.keys().map(String::as_str))?;
        pack.cases.get(&name)
    });
    let every = every(desk, &part);
    let at = hour(desk, &part);
    let rolls = desk.choice(&part, "rest_day", &["keep", "next"]) == Some("next");
    let objects = objects(desk, &part, pack, names);
    let catch_up = desk.flag(&part, "catch_up");
    let (case, objects) = (case?, objects?);
    let register = match &objects {
        Objects::Entries { register, .. } => pack.registers.get(register).map(AsRef::as_ref),
        _ => None,
    };
    let (with, places) = with(desk, &part, case, (&objects, register));
    whole(desk, &part, case, &with);
    Some(Schedule {
        name: entry.key.clone(),
        id: format!("{}.{}", pack.name, entry.key),
        title,
        opens: case.id.clone(),
        every: every?,
        at: at?,
        rolls,
        objects,
        with,
        catch_up,
        span: entry.at,
        places,
    })
}

fn every(desk: &mut Desk<'_>, part: &Part<'_>) -> Option<Every> {
    let word = desk.choice(part, "every", keys::EVERY)?;
    if word == "working-days" {
        stray(desk, part, &["day"], word);
        for key in ["days", "from"].into_iter().filter(|key| !part.has(key)) {
            let message = format!("每几个工作日一次，缺少 `{key}`");
            desk.out.error(part.at, "missing-key", message).help(format!("写上 `{key}:`"));
        }
        let days = desk.integer(part, "days", 1..=250).and_then(|days| u32::try_from(days).ok());
        let from = desk.day(part, "from").and_then(|day| day.parse().ok());
        return Some(Every::WorkingDays { days: days?, from: from? });
    }
    stray(desk, part, &["days", "from"], word);
    let Some(node) = part.get("day") else {
        desk.out.error(part.at, "missing-key", "没有写是哪一天").help("写上 `day:`，如 `day: monday`");
        return None;
    };
    let text = desk.words(node)?;
    let found = day(word, &text);
    if found.is_none() {
        let message = format!("`{text}` 不是{}里的一天", named(word));
        desk.out.error(node.span, "bad-date", message).help(example(word));
    }
    found
}

fn day(every: &str, text: &str) -> Option<Every> {
    let number = |text: &str, most: i8| text.parse::<i8>().ok().filter(|n| (1..=most).contains(n));
    let pair = |most: i8| text.split_once('-').and_then(|(month, day)| Some((number(month, most)?, number(day, 31)?)));
    match every {
        "week" => {
            let place = WEEKDAYS.iter().position(|day| *day == text)?;
            i8::try_from(place + 1).ok().map(Every::Week)
        }
        "month" => number(text, 31).map(Every::Month),
        "quarter" => pair(3).map(|(month, day)| Every::Quarter { month, day }),
        _ => pair(12).map(|(month, day)| Every::Year { month, day }),
    }
}

fn named(every: &str) -> &'static str {
    match every {
        "week" => "一周",
        "month" => "一个月",
        "quarter" => "一个季度",
        _ => "一年",
    }
}

fn example(every: &str) -> &'static str {
    match every {
        "week" => "如 `day: monday`",
        "month" => "如 `day: 5`",
        "quarter" => "写第几个月和日，如 `day: 1-10`",
        _ => "写月和日，如 `day: 2-5`",
    }
}

fn stray(desk: &mut Desk<'_>, part: &Part<'_>, keys: &[&'static str], every: &str) {
    for key in keys.iter().filter(|key| part.has(key)) {
        let message = format!("`every: {every}` 没有 `{key}`");
        desk.out.error(part.at_key(key), "misplaced-key", message).help("删去它");
    }
}

fn hour(desk: &mut Desk<'_>, part: &Part<'_>) -> Option<Time> {
    let node = part.get("at")?;
    let text = desk.words(node)?;
    let read = text.parse::<Time>().ok();
    if read.is_none() {
        desk.out.error(node.span, "bad-date", format!("`{text}` 不是钟点")).help("写成 `\"09:00\"`");
    }
    read
}

fn objects(desk: &mut Desk<'_>, part: &Part<'_>, pack: &Pack, names: &Names) -> Option<Objects> {
    if part.has("units") && part.has("entries") {
        let message = "`units` 和 `entries` 只能写一个";
        desk.out.error(part.at_key("units"), "misplaced-key", message).help("删去一个，或写成两个周期");
    }
    if part.has("when") && !part.has("entries") {
        desk.out.error(part.at_key("when"), "misplaced-key", "`when` 只用于 `entries`").help("删去它");
    }
    if part.has("entries") {
        let (node, word) = desk.name(part, "entries")?;
        let known = names.registers.iter().map(String::as_str);
        let register = desk.known(node, word, ("unknown-register", "登记簿"), known)?;
        let fields = pack.registers.get(&register).map(|register| register.fields.as_slice()).unwrap_or_default();
        let seen = guard::Seen {
            fields,
            input: &[],
            vocabularies: &pack.vocabularies,
            stages: &[],
            outcomes: &[],
            carried: &[],
        };
        let when = part.get("when").map(|node| condition(desk, node, &seen, &names.parsed));
        return match when {
            Some(None) => None,
            when => Some(Objects::Entries { register, when: when.flatten() }),
        };
    }
    if !part.has("units") {
        return Some(Objects::District);
    }
    let known = UnitKind::ALL.map(UnitKind::as_str);
    let words = desk.names(part, "units");
    let kind = |(node, word)| desk.known(node, word, ("unknown-unit-kind", "单位种类"), known)?.parse().ok();
    let kinds: Vec<UnitKind> = words.into_iter().filter_map(kind).collect();
    Some(Objects::Units(kinds))
}

type With = (BTreeMap<String, Drawn>, BTreeMap<String, Span>);

fn with(desk: &mut Desk<'_>, part: &Part<'_>, case: &CaseType, of: (&Objects, Option<&Register>)) -> With {
    let (mut all, mut places) = (BTreeMap::new(), BTreeMap::new());
    let Some(node) = part.get("with") else { return (all, places) };
    let Some(entries) = node.as_map() else {
        desk.wrong(node, "字段及其来处");
        return (all, places);
    };
    let form = case.form_through(CHANNEL);
    for entry in entries {
        let key = Node { span: entry.at, tree: crate::pack::source::Tree::plain(&entry.key) };
        let known = form.iter().map(|field| field.name.as_str());
        desk.known(&key, &entry.key, ("unknown-field", "字段"), known);
        let Some(field) = form.iter().find(|field| field.name == entry.key) else { continue };
        if let Some(drawn) = drawn(desk, &entry.value, of) {
            fits(desk, &entry.value, field, (&drawn, of.1));
            places.insert(entry.key.clone(), entry.value.span);
            all.insert(entry.key.clone(), drawn);
        }
    }
    (all, places)
}

fn drawn(desk: &mut Desk<'_>, node: &Node, (objects, register): (&Objects, Option<&Register>)) -> Option<Drawn> {
    if let Some(fixed) = node.get("is") {
        return Some(Drawn::Fixed(json(fixed)));
    }
    let word = desk.word(node)?;
    let entries = matches!(objects, Objects::Entries { .. });
    match word {
        "period" => Some(Drawn::Period),
        "day" => Some(Drawn::Day),
        "unit" if matches!(objects, Objects::Units(_)) => Some(Drawn::Unit),
        "entry" if entries => Some(Drawn::Entry),
        "entry.key" if entries => Some(Drawn::Key),
        _ => match (word.strip_prefix("entry."), register) {
            (Some(name), Some(register)) => {
                let known = register.fields.iter().map(|field| field.name.as_str());
                desk.known(node, name, ("unknown-field", "条目的字段"), known).map(Drawn::Field)
            }
            _ => {
                let message = format!("不知道 `{word}` 是什么：这里没有条目或单位可取");
                let help = "可用的有：`period` `day`，写了 `units` 时的 `unit`，写了 `entries` 时的 `entry` `entry.key` `entry.字段`，或 `{ is: 值 }`";
                desk.out.error(node.span, "schedule-misfit", message).help(help);
                None
            }
        },
    }
}

fn fits(desk: &mut Desk<'_>, node: &Node, field: &Field, (drawn, register): (&Drawn, Option<&Register>)) {
    let fine = match drawn {
        Drawn::Period | Drawn::Key => field.kind == FieldType::Text,
        Drawn::Day => field.kind == FieldType::Date,
        Drawn::Unit => field.kind == FieldType::Unit,
        Drawn::Entry => {
            field.kind == FieldType::Entry && field.register.as_deref() == register.map(|it| it.name.as_str())
        }
        Drawn::Field(name) => {
            let of = register.and_then(|register| register.fields.iter().find(|it| it.name == *name));
            of.is_some_and(|of| of.kind == field.kind && of.many == field.many && of.vocabulary == field.vocabulary)
        }
        Drawn::Fixed(json) => match field.kind {
            FieldType::Boolean => json.is_boolean(),
            FieldType::Integer => json.is_i64(),
            FieldType::File | FieldType::Place => false,
            _ => json.is_string() || json.is_number(),
        },
    };
    if !fine || field.many && !matches!(drawn, Drawn::Field(_)) {
        let message = format!("这不能填进“{}”（`{}`）", field.title, field.kind.word());
        desk.out.error(node.span, "schedule-misfit", message).help("换一个来处，或换一个字段");
    }
}

/// Whatever the form needs has a source that is always there.
fn whole(desk: &mut Desk<'_>, part: &Part<'_>, case: &CaseType, with: &BTreeMap<String, Drawn>) {
    for field in case.form_through(CHANNEL).iter().filter(|field| field.required && !with.contains_key(&field.name)) {
        let message = format!("“{}”必填的“{}”（`{}`）没有来处，开不出来", case.title, field.title, field.name);
        desk.out.error(part.at, "schedule-leaves-out", message).help(format!("在 `with` 里写上 `{}:`", field.name));
    }
}
