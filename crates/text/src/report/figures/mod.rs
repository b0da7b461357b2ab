//! Figures in sentences: a grammar of Chinese quantity statements.
//!
//! A passage is folded into a [`line::Line`]; one pass cuts it into [`tokens`]; [`clauses`] binds each quantity to its
//! subject, its verb and the words that govern it; [`tense`] says whether it was or shall be, and when; [`names`] finds
//! its canonical name. Linear in length, and no text makes it fail.

mod changes;
mod classes;
pub mod clauses;
mod governed;
pub mod lexicon;
pub mod line;
mod lists;
pub mod names;
pub mod numerals;
mod quantities;
pub mod relations;
mod subjects;
pub mod tense;
pub mod tokens;
pub mod units;
pub mod words;

#[cfg(test)]
mod tests;

use crate::report::model::{Aside, Comparator, Indicator, Relation, Role};
use crate::report::text::{Clean, Passage, Setting};
use clauses::Statement;
use line::Line;

/// The figures of a passage, one for each mention, in the order of the text.
///
/// `span` counts characters of the text as given; `quote` holds the words of the clean view, and whoever holds the text
/// as given puts the exact words there ([`crate::report::text::Given::quote`]).
pub fn read(clean: &Clean, passage: &Passage, setting: &Setting) -> Vec<Indicator> {
    if passage.heading || passage.role == Role::Glossary {
        return Vec::new();
    }
    let line = Line::of(clean, passage.range.clone());
    let times = tense::Times::of(&line);
    let mut statements = clauses::read(&line);
    let known =
        |statement: &Statement| names::canonical(&statement.name, statement, setting.region.as_deref()).is_some();
    statements.extend(relations::read(&line).into_iter().filter(known));
    statements.sort_by_key(|statement| statement.quote.start);
    statements.iter().map(|statement| indicator(clean, &line, passage, setting, &times, statement)).collect()
}

fn indicator(
    clean: &Clean,
    line: &Line,
    passage: &Passage,
    setting: &Setting,
    times: &tense::Times,
    statement: &Statement,
) -> Indicator {
    let told = times.told(line, statement, passage, setting);
    let name = names::trimmed(&statement.name);
    Indicator {
        canonical: names::canonical(&statement.name, statement, setting.region.as_deref()),
        name,
        kind: told.kind,
        year: told.year,
        value: statement.value,
        unit: statement.unit.clone(),
        growth_pct: statement.growth,
        comparator: comparator(statement),
        quote: line.words(statement.quote.clone()),
        span: line.span(clean, statement.quote.clone()),
        aside: aside(statement, told),
    }
}

/// The value's comparator; that of the growth where there is no value.
fn comparator(statement: &Statement) -> Comparator {
    if statement.value.is_some() { statement.comparator } else { statement.growth_comparator }
}

fn aside(statement: &Statement, told: tense::Told) -> Aside {
    let said = |comparator: Comparator| Some(comparator).filter(|comparator| *comparator != Comparator::Exact);
    Aside {
        forecast: statement.forecast.then_some(true),
        strength: statement.strength,
        value_max: statement.high,
        relation: statement.relation.clone().map(|(op, to)| Relation { op, to }),
        direction: statement.direction.map(|sign| if sign < 0 { "down".to_owned() } else { "up".to_owned() }),
        from: statement.from,
        as_of: told.as_of,
        period: told.period,
        growth_comparator: statement.growth.and_then(|_| said(statement.growth_comparator)),
        growth_pct_max: statement.growth_high,
        judgement: told.missed.then(|| "missed".to_owned()),
        ..Aside::default()
    }
}
