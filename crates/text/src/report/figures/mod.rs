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
mod ranks;
pub mod relations;
mod subjects;
pub mod tense;
pub mod tokens;
pub mod units;
pub mod words;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::report::model::{Aside, Comparator, Indicator, Rank, Relation, Role};
use crate::report::text::{Clean, Passage, Setting};
use clauses::Statement;
use line::Line;
use tense::{Times, Told};

/// A passage as the grammar understands it, parsed once for the readers of figures and of tasks.
pub struct Parsed {
    /// Its words, folded.
    pub line: Line,
    /// The statements in the order of the text, each with its time.
    pub statements: Vec<(Statement, Told)>,
    /// The years that it names.
    times: Times,
}

impl Parsed {
    /// Parses a passage; none for a heading or an explained term, which state no figure.
    pub fn of(clean: &Clean, passage: &Passage, setting: &Setting) -> Option<Self> {
        if passage.heading || passage.role == Role::Glossary {
            return None;
        }
        let line = Line::of(clean, passage.range.clone());
        let tokens = tokens::read(&line);
        let times = Times::of(&tokens);
        let with_time = |statement: Statement| {
            let told = times.told(&line, &statement, passage, setting);
            (statement, told)
        };
        let statements = clauses::read(&line, &tokens)
            .into_iter()
            .filter(|it| !tense::is_former(&line, it))
            .map(with_time)
            .collect();
        Some(Self { line, statements, times })
    }
}

/// The figures of a passage, one for each mention, in the order of the text.
///
/// `span` counts characters of the text as given; `quote` holds the words of the clean view, and whoever holds the text
/// as given puts the exact words there ([`crate::report::text::Given::quote`]).
pub fn read(clean: &Clean, passage: &Passage, setting: &Setting, parsed: &Parsed) -> Vec<Indicator> {
    let line = &parsed.line;
    let region = setting.region.as_deref();
    let known = |statement: &Statement| {
        // 社会融资规模增速与名义经济增速基本匹配: both sides are movements, whatever they are of.
        let moves = |words: &str| ["增长", "增速", "增幅"].iter().any(|word| words.ends_with(word));
        let both = moves(&statement.name) && statement.relation.as_ref().is_some_and(|(_, to)| moves(to));
        both || names::canonical(&statement.name, statement, region).is_some()
    };
    let related = relations::read(line).into_iter().filter(known).map(|statement| {
        let told = parsed.times.told(line, &statement, passage, setting);
        (Cow::Owned(statement), told)
    });
    let counted = parsed.statements.iter().map(|(statement, told)| (set_beside(line, statement), told.clone()));
    let mut all: Vec<(Cow<'_, Statement>, Told)> = counted.chain(related).collect();
    all.sort_by_key(|(statement, _)| statement.quote.start);
    let mut next = line.len();
    let mut ranks: Vec<Option<Rank>> = Vec::with_capacity(all.len());
    for (statement, _) in all.iter().rev() {
        ranks.push(ranks::behind(line, statement.quote.end.max(statement.number.end), next));
        next = statement.quote.start;
    }
    let placed = all.into_iter().zip(ranks.into_iter().rev());
    placed.map(|((statement, told), rank)| indicator(clean, line, region, &statement, (told, rank))).collect()
}

/// A growth with what it is set beside in the clause behind it.
fn set_beside<'s>(line: &Line, statement: &'s Statement) -> Cow<'s, Statement> {
    let relation = statement.growth.and_then(|_| relations::behind(line, statement.quote.end));
    match relation {
        Some(relation) => Cow::Owned(Statement { relation: Some(relation), ..statement.clone() }),
        None => Cow::Borrowed(statement),
    }
}

fn indicator(
    clean: &Clean,
    line: &Line,
    region: Option<&str>,
    statement: &Statement,
    (told, rank): (Told, Option<Rank>),
) -> Indicator {
    Indicator {
        canonical: names::canonical(&statement.name, statement, region),
        name: names::trimmed(&statement.name),
        kind: told.kind,
        year: told.year,
        value: statement.value,
        unit: statement.unit.clone(),
        growth_pct: statement.growth,
        comparator: comparator(statement),
        quote: line.words(statement.quote.clone()),
        span: line.span(clean, statement.quote.clone()),
        aside: Aside { rank, ..aside(statement, told) },
    }
}

/// The value's comparator; that of the growth where there is no value.
fn comparator(statement: &Statement) -> Comparator {
    if statement.value.is_some() { statement.comparator } else { statement.growth_comparator }
}

fn aside(statement: &Statement, told: Told) -> Aside {
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
