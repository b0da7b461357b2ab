//! Rules and choices: something always fits, and nothing is written in vain.

use super::cells::{Cover, Ground, cover};
use crate::pack::diagnostic::Findings;
use crate::pack::guard::Guard;
use crate::pack::model::{Action, CaseType, Deadline, Does, Field, Span};

/// Checks the deadlines' rules and the actions' choices and conditions of a case type.
pub fn check(case: &CaseType, out: &mut Findings) {
    for deadline in &case.deadlines {
        rules(case, deadline, out);
    }
    for (_, action) in case.all_actions() {
        if let Does::Go(choices) = &action.does {
            let list: Vec<_> = choices.iter().map(|choice| (choice.when.as_ref(), choice.span)).collect();
            ordered(case, &action.ask, &list, (action.span, &format!("动作“{}”的去处", action.title)), out);
        }
        condition(case, action, out);
    }
}

/// The rounds that a case of this type can see: reopening adds rounds beyond those of the rating.
pub fn rounds(case: &CaseType) -> std::ops::RangeInclusive<i64> {
    let reopens = case.actions.iter().any(|action| matches!(action.does, Does::Reopen { .. }));
    1..=i64::from(case.rounds_max) + i64::from(reopens) * 2
}

fn rules(case: &CaseType, deadline: &Deadline, out: &mut Findings) {
    let mut list: Vec<_> = deadline.rules.iter().map(|rule| (rule.when.as_ref(), rule.span)).collect();
    if list.is_empty() {
        out.error(deadline.span, "rules-may-not-match", format!("时限“{}”没有可用的规则", deadline.title))
            .help("写上 `otherwise: true`");
        return;
    }
    if deadline.is_duty() && list.iter().all(|(when, _)| when.is_some()) {
        // Where none fits there is no duty.
        list.push((None, deadline.span));
    }
    ordered(case, &[], &list, (deadline.span, &format!("时限“{}”的规则", deadline.title)), out);
}

/// A list of which the first that holds counts.
fn ordered(
    case: &CaseType,
    input: &[Field],
    list: &[(Option<&Guard>, Span)],
    (at, what): (Span, &str),
    out: &mut Findings,
) {
    let otherwise = list.iter().position(|(when, _)| when.is_none());
    if let Some(index) = otherwise {
        for (_, span) in list.iter().skip(index + 1) {
            out.error(*span, "dead-rule", format!("{what}：`otherwise` 之后的这一条永远轮不到"))
                .help("把 `otherwise` 移到最后");
        }
    }
    let conditions: Vec<Option<&Guard>> = list.iter().map(|(when, _)| *when).collect();
    match cover(&Ground { case, input, rounds: rounds(case) }, &conditions) {
        Some(found) => judge(list, &found, (at, what), out),
        None if otherwise.is_none() => {
            let message = format!("{what}：不能证明总有一条符合");
            out.error(at, "rules-may-not-match", message).help("在最后写一条 `otherwise: true`");
        }
        None => {}
    }
}

fn judge(list: &[(Option<&Guard>, Span)], found: &Cover, (at, what): (Span, &str), out: &mut Findings) {
    if let Some(hole) = &found.hole {
        let message = format!("{what}：有一种情形哪条都不符合（{hole}）");
        out.error(at, "rules-may-not-match", message).help("补上这种情形，或在最后写一条 `otherwise: true`");
    }
    for ((when, span), _) in list.iter().zip(&found.first).filter(|((when, _), first)| when.is_some() && !**first) {
        let source = when.map(|guard| guard.source.as_str()).unwrap_or_default();
        let message = format!("{what}：`{source}` 永远轮不到：它不可能成立，或前面的条已经包含它");
        out.error(*span, "dead-rule", message).help("删去它，或调整顺序和条件");
    }
}

/// A condition that can never hold makes a button that nobody ever sees.
fn condition(case: &CaseType, action: &Action, out: &mut Findings) {
    let Some((guard, _)) = &action.when else { return };
    let found = cover(&Ground { case, input: &action.ask, rounds: rounds(case) }, &[Some(guard)]);
    if found.is_some_and(|found| found.first == [false]) {
        let message = format!("动作“{}”的条件 `{}` 永远不成立", action.title, guard.source);
        out.error(action.span, "dead-action", message).help("改条件，或删去这个动作");
    }
}
