//! A report that admits a missed target and states the growth that would have met it.

use super::finding::{Class, Finding, number};
use super::statement::{Statement, Statements};

/// Every admitted miss with the figure that says otherwise.
pub fn find(statements: &Statements<'_>) -> Vec<Finding> {
    let admitted = statements.all.iter().filter(|one| one.indicator.aside.judgement.is_some());
    admitted.filter_map(|missed| met(statements, missed)).collect()
}

fn met(statements: &Statements<'_>, missed: &Statement<'_>) -> Option<Finding> {
    let aim = missed
        .indicator
        .growth_pct
        .or_else(|| missed.indicator.value.filter(|_| missed.indicator.unit.as_deref() == Some("%")))?;
    let reached = statements.of_year(missed, missed.indicator.year).find(|other| {
        let grown = other.indicator.growth_pct.is_some_and(|growth| growth >= aim);
        other.actual() && grown && other.trusted()
    })?;
    let growth = reached.indicator.growth_pct?;
    let (aim, growth) = (number(aim), number(growth));
    Some(Finding::about(Class::Contradiction, "missed-yet-met", &[reached, missed]).saying(
        format!("{growth}% ≥ {aim}%"),
        format!("一处说增长{growth}%，另一处说未达到{aim}%的目标，两处不能都对；两句都留，评价记为有争议"),
        format!("One sentence says growth of {growth} %, the other that the target of {aim} % was missed; both are kept, the judgement is disputed"),
    ))
}
