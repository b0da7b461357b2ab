//! What the plan part binds the government to: tasks with a number and tasks without one.

use super::figures::clauses::{self, Statement};
use super::figures::line::Line;
use super::figures::tense;
use crate::report::model::{Commitment, Comparator, Role, Tense};
use crate::report::text::{Clean, Passage, Setting};

/// The commitments of a passage in the order of the text; none outside the plan part.
///
/// As in [`super::figures::read`], `quote` holds the words of the clean view.
pub fn read(clean: &Clean, passage: &Passage, setting: &Setting) -> Vec<Commitment> {
    if passage.heading || passage.role != Role::Plan {
        return Vec::new();
    }
    let line = Line::of(clean, passage.range.clone());
    let times = tense::Times::of(&line);
    let statements = clauses::read(&line);
    let ahead = |statement: &&Statement| times.told(&line, statement, passage, setting).kind == Tense::Target;
    statements.iter().filter(ahead).filter_map(|statement| counted(clean, &line, statement)).collect()
}

/// A task with a number, if the government carries it out itself.
fn counted(clean: &Clean, line: &Line, statement: &Statement) -> Option<Commitment> {
    statement.verb.as_ref()?;
    statement.value?;
    let verb = statement.verb.clone().map(|verb| line.words(verb));
    Some(Commitment {
        text: line.words(statement.quote.clone()),
        quantity: statement.value,
        unit: statement.unit.clone(),
        comparator: if statement.high.is_some() { Comparator::Range } else { statement.comparator },
        quote: line.words(statement.quote.clone()),
        span: line.span(clean, statement.quote.clone()),
        quantity_max: statement.high,
        strength: statement.strength,
        verb,
        object: Some(line.words(statement.object.clone())).filter(|object| !object.is_empty()),
        lead: None,
    })
}
