//! A pledge never outlasts the law: where it stands on the terms of a field, each term is held against the longest limit
//! that the law can give a matter with that term. The kernel caps the pledge all the same; a catalogue that promises what
//! the law forbids is an error of its own.

use super::cells::{Ground, cover_of_term};
use super::fit::{least_hours, most_hours};
use crate::calendar::Length;
use crate::casework::case::ClockKind;
use crate::pack::diagnostic::Findings;
use crate::pack::guard::Guard;
use crate::pack::model::{CaseType, Deadline, DeadlineTerm, Term};

/// Holds each pledge that stands on terms against the law's limits that start with it.
pub fn check(case: &CaseType, out: &mut Findings) {
    let of = |kind| case.deadlines.iter().filter(move |deadline: &&Deadline| deadline.kind == kind);
    for pledge in of(ClockKind::Pledged) {
        for law in of(ClockKind::Statutory).filter(|law| law.starts == pledge.starts) {
            compare(case, pledge, law, out);
        }
    }
}

fn compare(case: &CaseType, pledge: &Deadline, law: &Deadline, out: &mut Findings) {
    for (field, attribute) in pledge.rules.iter().filter_map(|rule| of_term(&rule.term)) {
        let terms = case.vocabulary_of(field).map(|list| list.terms.as_slice()).unwrap_or_default();
        for term in terms {
            let Some(pledged) = term.length(attribute) else { continue };
            let Some(by_law) = by_law(case, law, (field, term)).filter(|by_law| is_longer(pledged, *by_law)) else {
                continue;
            };
            let at = term.places.get(attribute).copied().unwrap_or(term.span);
            let message =
                format!("“{}”的“{}”是 {pledged}，比“{}”（{by_law}）还长", term.title, pledge.title, law.title);
            out.error(at, "pledge-longer-than-law", message).help("承诺只能比法定的短：缩短它");
        }
    }
}

fn of_term(term: &DeadlineTerm) -> Option<(&str, &str)> {
    match term {
        DeadlineTerm::OfTerm { field, attribute } => Some((field, attribute)),
        DeadlineTerm::Within(_) | DeadlineTerm::On(_) | DeadlineTerm::From { .. } => None,
    }
}

/// The longest limit of a deadline that a matter with this term can have; none where a date gives it.
fn by_law(case: &CaseType, law: &Deadline, (field, term): (&str, &Term)) -> Option<Length> {
    let conditions: Vec<Option<&Guard>> = law.rules.iter().map(|rule| rule.when.as_ref()).collect();
    let ground = Ground { case, input: &[], rounds: 1..=i64::from(case.rounds_max) };
    let first = cover_of_term(&ground, &conditions, (field, &term.code))?;
    let possible = law.rules.iter().zip(first).filter_map(|(rule, first)| first.then_some(rule));
    let lengths: Option<Vec<Length>> = possible
        .map(|rule| match &rule.term {
            DeadlineTerm::Within(length) => Some(*length),
            DeadlineTerm::OfTerm { field: of, attribute } if of == field => term.length(attribute),
            DeadlineTerm::OfTerm { .. } | DeadlineTerm::On(_) | DeadlineTerm::From { .. } => None,
        })
        .collect();
    lengths?.into_iter().max_by_key(|length| least_hours(*length))
}

/// Whether one length is longer than another on every day.
fn is_longer(one: Length, other: Length) -> bool {
    if one.unit == other.unit { one.amount > other.amount } else { least_hours(one) > most_hours(other) }
}
