//! One statistic of one year with two different levels.

use super::finding::{Class, Finding, number};
use super::statement::{Statement, Statements};

/// Every pair of exact levels of one year that differ by more than rounding.
pub fn find(statements: &Statements<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for group in statements.by_year() {
        let group: Vec<&Statement<'_>> = group.filter(|one| fit(one)).collect();
        for (at, one) in group.iter().enumerate() {
            let rest = group.get(at + 1..).unwrap_or_default();
            findings.extend(rest.iter().filter_map(|other| differ(one, other)));
        }
    }
    findings
}

/// An exact level of a known statistic in a known year.
fn fit(one: &Statement<'_>) -> bool {
    one.indicator.year.is_some() && one.actual() && one.level() && one.exact() && one.known()
}

fn differ(one: &Statement<'_>, other: &Statement<'_>) -> Option<Finding> {
    let ((first, unit), (second, same)) = (one.size?, other.size?);
    if unit != same
        || (first - second).abs() <= first.abs().max(second.abs()) * 0.01
        || one.indicator.name != other.indicator.name
    {
        return None;
    }
    let (a, b) = (number(one.indicator.value?), number(other.indicator.value?));
    let arithmetic = format!("{a} ≠ {b}");
    Some(if !one.trusted() || !other.trusted() {
        Finding::about(Class::LowTrustSource, "news-says-otherwise", &[one, other]).saying(
            arithmetic,
            "新闻与报告（或新闻之间）不一致；以报告为准，新闻不改报告数".to_owned(),
            "News and report (or two pieces of news) differ; the report counts, news never changes it".to_owned(),
        )
    } else if one.beside(other) {
        Finding::about(Class::Contradiction, "two-levels", &[one, other]).saying(
            arithmetic,
            "同一份报告对同一年同一指标给出两个数".to_owned(),
            "One report states two levels of one statistic for one year".to_owned(),
        )
    } else {
        Finding::about(Class::NotAnError, "forecast-replaced", &[one, other]).saying(
            arithmetic,
            "前一份报告是预计数，后一份是实际数；以后一份为准，两数都留".to_owned(),
            "The earlier report gives a forecast, the later one the final figure; the later counts, both are kept"
                .to_owned(),
        )
    })
}
