//! The limits that a pack sets, one by one, and the same rules with one of them changed: what somebody asks who says "five
//! working days, or three?".

use crate::calendar::Length;
use crate::pack::CaseType;
use crate::pack::guard::Guard;
use crate::pack::model::{DeadlineTerm, TaskRule, Within};

/// A limit with its place in the rules.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SetLimit {
    /// Where it stands: `deadline/pledged/6`, `stage/sign/0`, `silence/rate`.
    pub place: String,
    /// Whose it is: a deadline's or a stage's name.
    pub name: String,
    /// The condition under which it holds, as the pack writes it; none for every other situation. In words it is
    /// [`condition`].
    pub when: Option<String>,
    /// How long.
    pub length: Length,
}

/// All limits of a kind of matter, in the order of its file: those of the matter, of its stages, of silence.
#[must_use]
pub fn limits(rules: &CaseType) -> Vec<SetLimit> {
    let mut found = Vec::new();
    for deadline in &rules.deadlines {
        for (place, rule) in deadline.rules.iter().enumerate() {
            if let DeadlineTerm::Within(length) = rule.term {
                let place = format!("deadline/{}/{place}", deadline.name);
                let when = rule.when.as_ref().map(|guard| guard.source.clone());
                found.push(SetLimit { place, name: deadline.name.clone(), when, length });
            }
        }
    }
    for stage in &rules.stages {
        for (place, (when, within, _)) in stage.task.terms().into_iter().enumerate() {
            if let Within::Length(length) = within {
                let place = format!("stage/{}/{place}", stage.name);
                let when = when.map(|guard| guard.source.clone());
                found.push(SetLimit { place, name: stage.name.clone(), when, length });
            }
        }
        found.extend(stage.silence.iter().map(|silence| SetLimit {
            place: format!("silence/{}", stage.name),
            name: stage.name.clone(),
            when: None,
            length: silence.after,
        }));
    }
    found
}

/// The condition under which the limit at a place holds; none for every other situation.
#[must_use]
pub fn condition<'r>(rules: &'r CaseType, place: &str) -> Option<&'r Guard> {
    let mut parts = place.split('/');
    let (kind, name, at) = (parts.next()?, parts.next()?, parts.next()?.parse::<usize>().ok()?);
    match kind {
        "deadline" => rules.deadlines.iter().find(|it| it.name == name)?.rules.get(at)?.when.as_ref(),
        "stage" => rules.stages.iter().find(|it| it.name == name)?.task.terms().into_iter().nth(at)?.0,
        _ => None,
    }
}

/// The same rules with another length at a place; none if there is no limit at it.
#[must_use]
pub fn with_limit(rules: &CaseType, place: &str, length: Length) -> Option<CaseType> {
    let mut changed = rules.clone();
    let mut parts = place.split('/');
    let (kind, name) = (parts.next()?, parts.next()?);
    let at = parts.next().and_then(|at| at.parse::<usize>().ok());
    match kind {
        "deadline" => {
            let rule = changed.deadlines.iter_mut().find(|deadline| deadline.name == name)?.rules.get_mut(at?)?;
            matches!(rule.term, DeadlineTerm::Within(_)).then_some(())?;
            rule.term = DeadlineTerm::Within(length);
        }
        "stage" => {
            let stage = changed.stages.iter_mut().find(|stage| stage.name == name)?;
            let TaskRule::Officer { rules, within, .. } = &mut stage.task else { return None };
            let last = rules.len();
            let term = if at? == last { within } else { &mut rules.get_mut(at?)?.within };
            matches!(term, Within::Length(_)).then_some(())?;
            *term = Within::Length(length);
        }
        "silence" => {
            changed.stages.iter_mut().find(|stage| stage.name == name)?.silence.as_mut()?.after = length;
        }
        _ => return None,
    }
    Some(changed)
}
