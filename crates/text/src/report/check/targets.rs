//! A target below what the year before reached: common, and no error.

use super::finding::{Class, Finding, number};
use super::statement::{Statement, Statements};
use crate::report::model::{Comparator, Tense};

/// Every target of a report that lies below its own actual figure of the same subject.
pub fn find(statements: &Statements<'_>) -> Vec<Finding> {
    let targets =
        statements.all.iter().filter(|one| one.indicator.kind == Tense::Target && one.trusted() && one.level());
    targets.filter_map(|target| below(target, statements)).collect()
}

fn below(target: &Statement<'_>, statements: &Statements<'_>) -> Option<Finding> {
    let (aim, unit) = target.size?;
    let year = target.indicator.year?;
    let ceiling = target.indicator.comparator == Comparator::Within || unit == "%";
    let reached = statements.beside(target, &target.subject).find(|one| {
        one.indicator.kind == Tense::Actual
            && one.level()
            && one.indicator.year == Some(year - 1)
            && one.size.is_some_and(|(_, other)| other == unit)
            && verbs(one, target)
    })?;
    let (done, _) = reached.size?;
    // 新建5座, 改造5座: several targets of one subject belong together, and so do several results.
    let several = statements.beside(target, &target.subject).filter(|one| one.level()).count() > 2;
    let vague =
        |one: &Statement<'_>| !one.known() && one.indicator.quote.starts_with(|letter: char| letter.is_ascii_digit());
    if several || vague(target) || vague(reached) {
        return None;
    }
    if ceiling || aim >= done || target.subject.chars().count() < 2 {
        return None;
    }
    let (a, b) = (number(reached.indicator.value?), number(target.indicator.value?));
    let unit = |one: &Statement<'_>| one.indicator.unit.clone().unwrap_or_default();
    Some(Finding::about(Class::NotAnError, "target-below-actual", &[reached, target]).saying(
        format!("{b}{} < {a}{}", unit(target), unit(reached)),
        format!("{year}年目标低于上年实际，是常见的留有余地，不是错误：上年数不是下年的底线，两数并列"),
        format!("The target for {year} lies below what the year before reached; that is common and no error: last year is no floor, both are shown"),
    ))
}

/// Stock and flow are not set beside each other: 累计 and 新增.
fn verbs(one: &Statement<'_>, other: &Statement<'_>) -> bool {
    let stock =
        |side: &Statement<'_>| ["累计", "总数", "总量", "达到"].iter().any(|word| side.indicator.quote.contains(word));
    one.known() || stock(one) == stock(other)
}
