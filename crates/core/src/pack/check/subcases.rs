//! Sub-cases: what is opened can be taken in, nothing opens itself without end, nobody waits for what never comes, and a
//! matter that must not close before others does not close by itself.

use std::collections::BTreeMap;

use crate::casework::TypeId;
use crate::pack::diagnostic::{Diagnostic, Findings, Severity};
use crate::pack::model::{
    Action, Awaits, CaseType, Destination, Field, FieldType, Given, MOST_LEVELS, Needs, OnClose, Pack, Span,
    SubCaseRule,
};

/// Checks the sub-cases of a pack; those of other packs' kinds are held against these by [`held_together`].
pub fn check(pack: &Pack, out: &mut Findings) {
    let kinds: BTreeMap<&TypeId, &CaseType> = pack.cases.values().map(|case| (&case.id, case.as_ref())).collect();
    for case in pack.cases.values() {
        for rule in case.subcases.values() {
            opened(case, rule, out);
            inputs(case, rule, out);
            if let Some(child) = kinds.get(&rule.opens) {
                fits(case, rule, child, out);
            }
            closes_by_itself(case, rule, out);
        }
        all_the_same(case, out);
    }
    circles(&kinds, out, |_| true);
}

/// What only several packs together show: whether kinds of other packs are there and can be taken in. A pack that is not
/// among these is not asked about.
#[must_use]
pub fn held_together(pack: &Pack, all: &[Pack]) -> Vec<Diagnostic> {
    let mut out = Findings::new(pack.files.clone());
    let packs = all.iter().filter(|other| other.name != pack.name).chain([pack]);
    let kinds: BTreeMap<&TypeId, &CaseType> =
        packs.flat_map(|pack| pack.cases.values()).map(|case| (&case.id, case.as_ref())).collect();
    for (case, rule) in pack.cases.values().flat_map(|case| case.subcases.values().map(move |rule| (case, rule))) {
        let of = rule.opens.0.split('.').next().unwrap_or_default();
        match kinds.get(&rule.opens) {
            Some(child) if of != pack.name => {
                fits(case, rule, child, &mut out);
                outcomes(case, rule, child, &mut out);
            }
            None if all.iter().any(|other| other.name == of) => {
                let names = kinds.keys().map(|kind| kind.0.as_str());
                let message = format!("“{}”要开的 `{}` 不存在", rule.title, rule.opens.0.replace('.', "/"));
                out.error(rule.span, "unknown-case", message).meant(&rule.opens.0, names);
            }
            _ => {}
        }
    }
    let own = |case: &CaseType| pack.cases.values().any(|known| known.id == case.id);
    circles(&kinds, &mut out, own);
    out.into_sorted().into_iter().filter(|found| found.severity == Severity::Error).collect()
}

/// Something opens them.
fn opened(case: &CaseType, rule: &SubCaseRule, out: &mut Findings) {
    if !case.all_actions().any(|(_, action)| action.opens.contains(&rule.name)) {
        let message = format!("没有动作开子事项“{}”", rule.title);
        out.error(rule.span, "dead-subcase", message).help(format!("在某个动作里写 `opens: {}`，或删去它", rule.name));
    }
}

/// A wait that goes the same way whatever comes is none.
fn all_the_same(case: &CaseType, out: &mut Findings) {
    for wait in case.stages.iter().filter_map(|stage| stage.waits.as_ref()) {
        if wait.need == Needs::Any && wait.otherwise.as_ref() == Some(&wait.then) {
            let message = "等到和等不到去的是同一处，等不等都一样";
            out.error(wait.span, "dead-rule", message).help("改其中一个去处，或写 `need: all` 而不写 `of` 和 `else`");
        }
    }
}

/// Every action that opens them asks what they are told of its input.
fn inputs(case: &CaseType, rule: &SubCaseRule, out: &mut Findings) {
    for (field, name) in rule.with.iter().filter_map(|(field, given)| match given {
        Given::Input(name) => Some((field, name)),
        _ => None,
    }) {
        let opening = case.all_actions().map(|(_, action)| action).filter(|action| action.opens.contains(&rule.name));
        for action in opening.filter(|action| !action.ask.iter().any(|asked| asked.name == *name)) {
            let at = rule.places.get(field).copied().unwrap_or(rule.span);
            let message = format!("开“{}”的动作“{}”没有填写项 `{name}`", rule.title, action.title);
            out.error(at, "unknown-field", message).help(format!("在那个动作的 `ask` 里写上 `{name}`"));
        }
    }
}

/// What is opened can be taken in: its form has these fields, they fit, and nothing that it needs is left out.
fn fits(case: &CaseType, rule: &SubCaseRule, child: &CaseType, out: &mut Findings) {
    let form = child.form_through(crate::casework::subcase::CHANNEL);
    for (name, given) in &rule.with {
        let at = rule.places.get(name).copied().unwrap_or(rule.span);
        let Some(field) = form.iter().find(|field| field.name == *name) else {
            let message = format!("“{}”的表单里没有字段 `{name}`", child.title);
            out.error(at, "unknown-field", message).meant(name, form.iter().map(|field| field.name.as_str()));
            continue;
        };
        one_fits(case, rule, (field, given), at, out);
    }
    for field in form.iter().filter(|field| field.required && !rule.with.contains_key(&field.name)) {
        let message = format!("“{}”必填的“{}”（`{}`）没有来处，开不出来", child.title, field.title, field.name);
        out.error(rule.span, "subcase-leaves-out", message).help(format!("在 `with` 里写上 `{}:`", field.name));
    }
    outcome_of_withdrawal(rule, child, out);
}

fn one_fits(case: &CaseType, rule: &SubCaseRule, (field, given): (&Field, &Given), at: Span, out: &mut Findings) {
    let from = match given {
        Given::Field(name) => case.field(name),
        Given::Each => rule.each.as_ref().and_then(|name| case.field(name)),
        Given::Input(name) => asked(case, rule, name),
        Given::Number if field.kind != FieldType::Text => {
            let message = format!("本件编号是文字，“{}”的类型是 `{}`", field.title, field.kind.word());
            out.error(at, "subcase-misfit", message).help("换一个字段");
            return;
        }
        Given::Number => return,
        Given::Fixed(value) => {
            fixed_fits(case, rule, (field, value), at, out);
            return;
        }
    };
    let Some(from) = from else { return };
    let many = from.many && *given != Given::Each;
    let same = from.kind == field.kind
        && many == field.many
        && (from.kind != FieldType::Term || from.vocabulary == field.vocabulary)
        && (from.kind != FieldType::Entry || from.register == field.register);
    if from.kind == FieldType::File {
        let message = format!("“{}”是附件，附件留在本件，不转给子事项", from.title);
        out.error(at, "subcase-misfit", message).help("删去它");
    } else if !same {
        let message =
            format!("“{}”（`{}`）与子事项的“{}”（`{}`）不是同一类", from.title, kind(from), field.title, kind(field));
        out.error(at, "subcase-misfit", message).help("换一个字段，或让两边的类型、词表相同");
    } else if field.required && !from.required && *given != Given::Each && !is_sure(case, rule, from) {
        let message = format!("“{}”可能没有值，而子事项的“{}”必填，开不出来", from.title, field.title);
        let help = format!("把 `{}` 设为必填，或让开它的动作要求填写", from.name);
        out.error(at, "subcase-leaves-out", message).help(help);
    }
}

/// Whether every action that opens them has asked for the field or rests on its being there.
fn is_sure(case: &CaseType, rule: &SubCaseRule, from: &Field) -> bool {
    let path = format!("form.{}", from.name);
    let sure = |action: &Action| {
        action.ask.iter().any(|asked| asked.name == from.name && asked.required)
            || action.when.as_ref().is_some_and(|(guard, _)| guard.implies.contains(&path))
    };
    let mut opening = case.all_actions().map(|(_, action)| action).filter(|it| it.opens.contains(&rule.name));
    opening.all(sure)
}

/// The field of the input, as the first action asks it that opens them.
fn asked<'c>(case: &'c CaseType, rule: &SubCaseRule, name: &str) -> Option<&'c Field> {
    let opening = case.all_actions().map(|(_, action)| action).filter(|it| it.opens.contains(&rule.name));
    opening.flat_map(|action| &action.ask).find(|asked| asked.name == name)
}

fn kind(field: &Field) -> String {
    let many = if field.many { "，多值" } else { "" };
    let of = field.vocabulary.as_ref().or(field.register.as_ref()).map(|of| format!(" {of}")).unwrap_or_default();
    format!("{}{of}{many}", field.kind.word())
}

/// A value that is always the same is one that the field takes.
fn fixed_fits(
    case: &CaseType,
    rule: &SubCaseRule,
    (field, value): (&Field, &serde_json::Value),
    at: Span,
    out: &mut Findings,
) {
    let own = rule.opens.0.split('.').next() == case.id.0.split('.').next();
    let fine = match field.kind {
        FieldType::Boolean => value.is_boolean(),
        FieldType::Integer => value.is_i64(),
        FieldType::Term => value.as_str().is_some_and(|code| {
            let vocabulary = field.vocabulary.as_ref().and_then(|name| case.vocabularies.get(name));
            !own || vocabulary.is_none_or(|vocabulary| vocabulary.terms.iter().any(|term| term.code == code))
        }),
        FieldType::Place | FieldType::File => false,
        _ => value.is_string() || value.is_number(),
    };
    if !fine {
        let message = format!("“{}”（`{}`）不能是 `{value}`", field.title, field.kind.word());
        out.error(at, "subcase-misfit", message).help("写这个字段能有的值");
    }
}

fn outcome_of_withdrawal(rule: &SubCaseRule, child: &CaseType, out: &mut Findings) {
    if let OnClose::Withdraw(outcome) = &rule.on_close
        && !child.outcomes.contains_key(outcome)
    {
        let message = format!("“{}”没有办结方式 `{outcome}`", child.title);
        out.error(rule.span, "unknown-outcome", message).meant(outcome, child.outcomes.keys().map(String::as_str));
    }
}

/// Outcomes of another pack's kind are known only now.
fn outcomes(case: &CaseType, rule: &SubCaseRule, child: &CaseType, out: &mut Findings) {
    let waits = case.stages.iter().filter_map(|stage| stage.waits.as_ref()).filter(|wait| wait.of == rule.name);
    for (wait, outcome) in waits.flat_map(|wait| wait.outcomes.iter().map(move |outcome| (wait, outcome))) {
        if !child.outcomes.contains_key(outcome) {
            let message = format!("“{}”没有办结方式 `{outcome}`", child.title);
            out.error(wait.span, "unknown-outcome", message).meant(outcome, child.outcomes.keys().map(String::as_str));
        }
    }
}

/// A matter that must not close before others closes by somebody's act, who can be told so; by itself only behind a wait for
/// all of them.
fn closes_by_itself(case: &CaseType, rule: &SubCaseRule, out: &mut Findings) {
    if rule.on_close != OnClose::Wait {
        return;
    }
    let closes = |to: &Destination| matches!(to, Destination::Close(_));
    for stage in &case.stages {
        let silence = stage.silence.as_ref().is_some_and(|silence| closes(&silence.then));
        let join = stage
            .split
            .as_ref()
            .is_some_and(|split| closes(&split.join.then) || split.join.otherwise.as_ref().is_some_and(closes));
        let wait = stage.waits.as_ref().is_some_and(|wait| {
            let then = closes(&wait.then) && !all_ended(wait, rule);
            then || wait.otherwise.as_ref().is_some_and(closes) && !(wait.need == Needs::Any && wait.of == rule.name)
        });
        if silence || join || wait {
            let message = format!("本件要等“{}”办结才能办结，却会从环节“{}”自行办结", rule.title, stage.title);
            let help = "让它转到一个由人办结的环节，或把 `on_close` 改成 `withdraw` 或 `release`";
            out.error(stage.span, "closes-by-itself", message).help(help);
        }
    }
}

/// Whether a wait that has come means that none of them is open.
fn all_ended(wait: &Awaits, rule: &SubCaseRule) -> bool {
    wait.of == rule.name && wait.need != Needs::Any
}

/// Matters do not open each other in a circle, unless the pack says how deep; and never deeper than three levels.
fn circles(kinds: &BTreeMap<&TypeId, &CaseType>, out: &mut Findings, told: impl Fn(&CaseType) -> bool) {
    for case in kinds.values().filter(|case| told(case)) {
        for rule in case.subcases.values() {
            let mut way = vec![*case];
            walk(kinds, rule, &mut way, out);
        }
    }
}

fn walk<'c>(
    kinds: &BTreeMap<&TypeId, &'c CaseType>,
    rule: &SubCaseRule,
    way: &mut Vec<&'c CaseType>,
    out: &mut Findings,
) {
    let Some(child) = kinds.get(&rule.opens) else { return };
    let titles = |way: &[&CaseType]| {
        let all: Vec<String> = way.iter().map(|case| format!("“{}”", case.title)).collect();
        all.join(" 开 ")
    };
    let first = way.first().map(|case| case.id.clone());
    if first.as_ref() == Some(&child.id) {
        let bounded = rule.levels.is_some();
        if let (false, Some(at)) = (bounded, way.first().and_then(|case| opens_towards(case, way, child))) {
            let message = format!("{} 开 “{}”，没有尽头", titles(way), child.title);
            let help = format!("去掉其中一个，或写上 `levels: {MOST_LEVELS}`");
            out.error(at, "subcases-in-circle", message).help(help);
        }
        return;
    }
    if way.iter().any(|case| case.id == child.id) {
        return;
    }
    way.push(child);
    let most = usize::try_from(MOST_LEVELS).unwrap_or(usize::MAX);
    if way.len() > most {
        if let Some(at) = way.first().and_then(|case| opens_towards(case, way, child)) {
            let message = format!("{}，超过 {MOST_LEVELS} 层，最下面的开不出来", titles(way));
            out.error(at, "subcases-too-deep", message).help("减少一层，或让下面的事项另行提出");
        }
    } else {
        for next in child.subcases.values() {
            walk(kinds, next, way, out);
        }
    }
    way.pop();
}

/// Where the first kind of a way opens the second.
fn opens_towards(first: &CaseType, way: &[&CaseType], last: &CaseType) -> Option<Span> {
    let second = way.get(1).map_or(&last.id, |case| &case.id);
    first.subcases.values().find(|rule| rule.opens == *second).map(|rule| rule.span)
}
