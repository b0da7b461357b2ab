//! Letters: each is issued by some action, nothing in it can be empty, and no number can be given twice.

use std::collections::BTreeMap;

use crate::pack::diagnostic::Findings;
use crate::pack::model::{Action, By, CaseType, Letter, Pack, Span};

/// Checks the letters of a case type.
pub fn check(case: &CaseType, out: &mut Findings) {
    for letter in &case.letters {
        issued(case, letter, out);
    }
    for (_, action) in case.all_actions().filter(|(_, action)| !action.issues.is_empty()) {
        by_office(action, out);
    }
}

/// Somebody issues it, and then all that stands in it has a value.
fn issued(case: &CaseType, letter: &Letter, out: &mut Findings) {
    let issuing: Vec<&Action> =
        case.all_actions().map(|(_, action)| action).filter(|action| action.issues.contains(&letter.name)).collect();
    if issuing.is_empty() {
        let message = format!("没有动作出具“{}”", letter.title);
        out.error(letter.span, "letter-never-issued", message)
            .help(format!("在动作里写 `issues: [{}]`，或删去它", letter.name));
    }
    for name in letter.fields() {
        let given = case.form.iter().any(|field| field.name == name && field.required);
        let asked =
            |action: &&Action| action.ask.iter().any(|field| field.name == name && field.keeps && field.required);
        if let Some(action) = issuing.iter().find(|action| !given && !asked(action)) {
            let message =
                format!("“{}”里的 `{{{name}}}` 可能没有值：动作“{}”没有要求填写它", letter.title, action.title);
            out.error(letter.span, "letter-may-be-empty", message)
                .help(format!("在动作的 `ask` 里写上 `{name}`，或让表单里的它必填"));
        }
    }
}

/// An office issues, as often as its action is taken.
fn by_office(action: &Action, out: &mut Findings) {
    if action.by.iter().any(|by| matches!(by, By::Reporter | By::Public | By::Outer)) {
        let message = format!("动作“{}”出具文书，却不由工作人员办", action.title);
        out.error(action.span, "letter-by-whom", message).help("`by` 只写 `task` 或岗位");
    }
    if action.limit.as_ref().is_some_and(|limit| limit.otherwise.is_some()) {
        let message = format!("动作“{}”次数用完就转到别处，那时没有文书", action.title);
        out.error(action.span, "letter-limited", message).help("删去 `otherwise`，或在另一个动作里出具");
    }
}

/// Numbers of the whole pack: one series is written in one way, and two series never alike.
pub fn check_numbers(pack: &Pack, out: &mut Findings) {
    let letters = pack.cases.values().flat_map(|case| &case.letters);
    let (mut of_series, mut of_pattern): (BTreeMap<&str, &str>, BTreeMap<&str, &str>) = Default::default();
    for letter in letters {
        let pattern = *of_series.entry(&letter.series).or_insert(&letter.number);
        let series = *of_pattern.entry(&letter.number).or_insert(&letter.series);
        if pattern != letter.number {
            let message = format!("系列 `{}` 的编号有两种写法：`{pattern}` 和 `{}`", letter.series, letter.number);
            twice(letter.span, message, "写成一样，或另起一个系列", out);
        } else if series != letter.series {
            let message = format!("系列 `{series}` 和 `{}` 的编号写法相同，同一个号会给两次", letter.series);
            twice(letter.span, message, "用同一个系列，或换一种写法", out);
        }
    }
}

fn twice(at: Span, message: String, help: &str, out: &mut Findings) {
    out.error(at, "letter-number-twice", message).help(help);
}
