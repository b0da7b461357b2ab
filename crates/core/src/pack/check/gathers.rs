//! Rounds: a table gathers what can be gathered, each number in its measure, whoever fills in is not whoever checks, an
//! urging asks nothing, and what is said to be known can be.

use std::collections::BTreeMap;

use crate::casework::TypeId;
use crate::pack::diagnostic::{Findings, Help};
use crate::pack::model::{
    Action, CaseType, Destination, Does, During, Field, FieldType, Gather, GatherColumn, Known, Pack, Span,
};

/// The most characters of words that stand in a cell of a table.
const LONGEST: i64 = 500;

/// Checks the rounds of a pack.
pub fn check(pack: &Pack, out: &mut Findings) {
    let kinds: BTreeMap<&TypeId, &CaseType> = pack.cases.values().map(|case| (&case.id, case.as_ref())).collect();
    for case in pack.cases.values() {
        if let Some(gather) = &case.gathers
            && let Some(child) = child(case, gather, &kinds, out)
        {
            gather.columns.iter().for_each(|column| fits(child, column, out));
            awaited(child, gather, out);
            two_people(child, gather, out);
            urged(child, gather, out);
        }
        if let Some(known) = &case.known {
            known_before(case, known, out);
        }
    }
}

/// The one kind of matter that is gathered.
fn child<'c>(
    case: &CaseType,
    gather: &Gather,
    kinds: &BTreeMap<&TypeId, &'c CaseType>,
    out: &mut Findings,
) -> Option<&'c CaseType> {
    let mut opened = gather.of.iter().filter_map(|name| case.subcases.get(name)).map(|rule| &rule.opens);
    let first = opened.next()?;
    if opened.any(|other| other != first) {
        let message = "汇总的几组子事项不是同一种事项，列不到一张表里";
        out.error(gather.span, "gathers-two-kinds", message).help("只写开同一种事项的几组");
        return None;
    }
    let child = kinds.get(first).copied();
    if child.is_none() {
        let message = format!("汇总的 `{}` 不是本包的事项", first.0.replace('.', "/"));
        out.error(gather.span, "gathers-elsewhere", message).help("汇总表只汇总本包的事项");
    }
    child
}

/// A column is a field that is asked for, that can be shown in a table, and a number has its measure.
fn fits(child: &CaseType, column: &GatherColumn, out: &mut Findings) {
    let Some(field) = child.field(&column.field) else {
        let names = child.form.iter().chain(&child.facts).map(|field| field.name.as_str());
        let message = format!("“{}”没有字段 `{}`", child.title, column.field);
        out.error(column.span, "unknown-field", message).meant(&column.field, names);
        return;
    };
    if !is_plain(field) && !is_words(field) {
        let message = format!("“{}”是附件、号码、地点、人员、多值或个人信息，不进汇总表", field.title);
        out.error(column.span, "gathers-sealed", message).help("删去这一列：在单件里看，或改成文字、词表、数字");
        return;
    }
    if is_words(field) && field.max.is_none_or(|max| max > LONGEST) {
        let message = format!("“{}”可以写得很长，一格放不下", field.title);
        out.error(column.span, "gathers-long", message).help(format!("在字段里写 `max: {LONGEST}` 或更少"));
    }
    match (is_number(field), &column.measure) {
        (true, None) => {
            let message = format!("“{}”是数字，却没有计量单位，不知道合计的是什么", field.title);
            out.error(column.span, "missing-key", message).help("写上 `measure:`，如 `{ measure: 户 }`");
        }
        (false, Some(_)) => {
            let message = format!("“{}”不是数字，没有计量单位，也不合计", field.title);
            out.error(column.span, "misplaced-key", message).help("删去 `measure`");
        }
        _ => {}
    }
    if !field.required && !is_asked(child, field) {
        let message = format!("没有动作请人填“{}”，这一列总是空的", field.title);
        out.error(column.span, "dead-column", message).help("在填报的动作的 `ask` 里写上它，或删去这一列");
    }
}

fn is_asked(case: &CaseType, field: &Field) -> bool {
    case.form.iter().any(|known| known.name == field.name) || is_asked_later(case, &field.name)
}

fn is_asked_later(case: &CaseType, name: &str) -> bool {
    case.all_actions().any(|(_, action)| action.ask.iter().any(|asked| asked.keeps && asked.name == name))
}

/// Words of one value, which is nobody's number and names nobody: read out of each answer as the table is looked at.
fn is_words(field: &Field) -> bool {
    field.kind == FieldType::Text && !field.many && !field.personal
}

/// What stands in the record as it is, one value of it.
fn is_plain(field: &Field) -> bool {
    let typed =
        matches!(field.kind, FieldType::Text | FieldType::Phone | FieldType::IdentityNumber | FieldType::CreditCode);
    let apart = matches!(field.kind, FieldType::Officer | FieldType::Place | FieldType::File);
    let plain = !typed && !apart;
    plain && !field.many && !field.personal
}

fn is_number(field: &Field) -> bool {
    matches!(field.kind, FieldType::Integer | FieldType::Number | FieldType::Decimal | FieldType::Money)
}

/// The stages and outcomes are those of the kind; not every stage is the unit's own.
fn awaited(child: &CaseType, gather: &Gather, out: &mut Findings) {
    for (stage, at) in gather.awaits.iter().filter(|(stage, _)| child.stage(stage).is_none()) {
        let message = format!("“{}”没有环节 `{stage}`", child.title);
        out.error(*at, "unknown-stage", message).meant(stage, child.stages.iter().map(|stage| stage.name.as_str()));
    }
    for (outcome, at) in gather.counts.iter().filter(|(outcome, _)| !child.outcomes.contains_key(outcome)) {
        let message = format!("“{}”没有办结方式 `{outcome}`", child.title);
        out.error(*at, "unknown-outcome", message).meant(outcome, child.outcomes.keys().map(String::as_str));
    }
    if !gather.awaits.iter().any(|(stage, _)| *stage == child.start) && child.stage(&child.start).is_some() {
        let title = child.stage(&child.start).map_or("", |stage| stage.title.as_str());
        let message = format!("“{}”从环节“{title}”开始，`awaits` 里却没有它：一开出就像已经报了", child.title);
        out.error(gather.span, "awaits-not-the-start", message).help(format!("在 `awaits` 里写上 `{}`", child.start));
    }
}

/// Whoever fills in is not whoever checks: no way to an outcome that counts is gone by one person alone. A stage is looked
/// at with what was done before it, so it is enough to know which of the actions that lead on are for another person.
fn two_people(child: &CaseType, gather: &Gather, out: &mut Findings) {
    let counts = |to: &Destination| match to {
        Destination::Close(outcome) => gather.counts.iter().any(|(counts, _)| counts == outcome),
        _ => false,
    };
    let mut seen: Vec<&str> = Vec::new();
    let mut next: Vec<&str> = vec![&child.start];
    while let Some(stage) = next.pop().and_then(|name| child.stage(name)) {
        if seen.contains(&stage.name.as_str()) {
            continue;
        }
        seen.push(&stage.name);
        for action in stage.actions.iter().filter(|action| action.other_than.is_empty()) {
            let Does::Go(choices) = &action.does else { continue };
            if choices.iter().any(|choice| counts(&choice.go)) {
                let message = format!(
                    "一个人就能从填报一直做到“{}”（环节“{}”）：填报和审核应当是两个人",
                    action.title, stage.title
                );
                let help = "在路上的某个审核动作写 `other_than: [填报的动作]`";
                out.error(action.span, "filler-checks-own", message).help(help);
                return;
            }
            next.extend(choices.iter().filter_map(|choice| match &choice.go {
                Destination::Stage(name) => Some(name.as_str()),
                _ => None,
            }));
        }
    }
}

/// What is done to many at once moves none of them and asks nothing that only one could answer.
fn urged(child: &CaseType, gather: &Gather, out: &mut Findings) {
    let Some((name, at)) = &gather.urge else { return };
    let Some(action) = child.actions.iter().find(|action| action.name == *name) else {
        let message = format!("“{}”没有不属于某个环节的动作 `{name}`", child.title);
        out.error(*at, "unknown-action", message).meant(name, child.actions.iter().map(|action| action.name.as_str()));
        return;
    };
    let asks = action.ask.iter().any(|field| field.required);
    if !matches!(action.does, Does::Stay) || asks {
        let message = format!("“{}”不能用来一次催办：它要移动子事项，或有必填项", action.title);
        out.error(*at, "urges-too-much", message).help("写一个只告知对方的动作：没有 `to`、`does`，没有必填项");
    } else if !is_open_while_awaited(action, gather) {
        let message = format!("还没有报的时候，“{}”并不能做", action.title);
        out.error(*at, "urges-too-much", message).help("删去它的 `during`，或写上 `awaits` 里的环节");
    }
}

fn is_open_while_awaited(action: &Action, gather: &Gather) -> bool {
    match &action.during {
        During::Open | During::Always => true,
        During::Closed => false,
        During::Stages(stages) => gather.awaits.iter().all(|(stage, _)| stages.contains(stage)),
    }
}

/// What is known is found by what the form always says, and is asked for.
fn known_before(case: &CaseType, known: &Known, out: &mut Findings) {
    for (name, at) in &known.same {
        let field = case.form.iter().find(|field| field.name == *name);
        if !field.is_some_and(|field| field.required && is_plain(field)) {
            misfit(*at, format!("`{name}` 不能用来认出同一单位的同一种表"), out)
                .help("只能用表单里必填的、一个值的数字、日期、词条、单位、条目或是否");
        }
    }
    for (name, at) in &known.fields {
        let field = case.field(name);
        if !field.is_some_and(is_plain) {
            misfit(*at, format!("`{name}` 不能先填好：文字、附件、地点、多值和个人信息不从上一件带来"), out)
                .help("删去它");
        } else if !known.asks.iter().any(|(asked, _)| asked == name) {
            misfit(*at, format!("`{name}` 不在请对方填的字段里"), out).help("在 `asks` 里写上它，或删去它");
        }
    }
    for (name, at) in known.asks.iter().filter(|(name, _)| !is_asked_later(case, name)) {
        misfit(*at, format!("没有动作请人填 `{name}`"), out).help("在填报的动作的 `ask` 里写上它，或删去它");
    }
    if known.asked == known.known {
        misfit(known.span, "要填几项和已知几项记到了同一个数量".to_owned(), out).help("各写一个数量");
    }
}

fn misfit(at: Span, message: String, out: &mut Findings) -> Help<'_> {
    out.error(at, "known-misfit", message)
}
