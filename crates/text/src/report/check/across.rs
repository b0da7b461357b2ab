//! Reports of a place and of the places within it, where both name one statistic of one year: no part is larger than the
//! whole, nor are all parts together. Which place is within which is the caller's to say.

use std::collections::BTreeMap;

use super::Source;
use super::finding::{Class, Finding, number};
use super::levels::SUMS;
use super::statement::{Statement, Statements};

/// A sum over places like those of [`SUMS`], that makes no series: each year's number stands alone.
const JOBS: &str = "urban_new_jobs";

/// What rounding may hide.
const ROUNDING: f64 = 1.01;

/// Every statistic that a part has more of than its whole, or that all parts together have more of. `within` tells of
/// two regions whether the first is a part of the second.
pub fn check_across(sources: &[Source], within: &dyn Fn(&str, &str) -> bool) -> Vec<Finding> {
    let statements = Statements::of(sources);
    let mut told: BTreeMap<(&str, i16, &str), Vec<&Statement<'_>>> = BTreeMap::new();
    for one in statements.all.iter().filter(|one| fits(one)) {
        if let (Some(year), Some((_, unit))) = (one.indicator.year, one.size) {
            told.entry((one.subject.as_str(), year, unit)).or_default().push(one);
        }
    }
    told.values().flat_map(|group| of_group(group, within)).collect()
}

/// An exact level that a report tells of its own region.
fn fits(one: &Statement<'_>) -> bool {
    let own = one.trusted() && one.actual() && one.level() && one.exact() && one.region.is_some();
    let sum = SUMS.contains(&one.subject.as_str()) || one.subject == JOBS;
    own && sum && one.indicator.unit.as_deref() != Some("%")
}

fn of_group(group: &[&Statement<'_>], within: &dyn Fn(&str, &str) -> bool) -> Vec<Finding> {
    let mut latest: BTreeMap<&str, &Statement<'_>> = BTreeMap::new();
    for one in group {
        // A later report of a region speaks in the place of an earlier one.
        latest.insert(one.region.as_deref().unwrap_or_default(), one);
    }
    let mut findings = Vec::new();
    for (region, whole) in &latest {
        let parts: Vec<&Statement<'_>> =
            latest.iter().filter(|(part, _)| *part != region && within(part, region)).map(|(_, it)| *it).collect();
        let above: Vec<Finding> = parts.iter().filter_map(|part| above(part, whole)).collect();
        if above.is_empty() {
            findings.extend(together(&parts, whole));
        }
        findings.extend(above);
    }
    findings
}

fn told(one: &Statement<'_>) -> String {
    let value = number(one.indicator.value.unwrap_or_default());
    format!(
        "{} {value}{}",
        one.region.as_deref().unwrap_or_default(),
        one.indicator.unit.as_deref().unwrap_or_default()
    )
}

/// A part that alone has more.
fn above(part: &Statement<'_>, whole: &Statement<'_>) -> Option<Finding> {
    let ((small, _), (large, _)) = (part.size?, whole.size?);
    if small <= large * ROUNDING {
        return None;
    }
    let (a, b) = (part.region.as_deref()?, whole.region.as_deref()?);
    Some(Finding::about(Class::DoesNotAddUp, "part-above-whole", &[part, whole]).saying(
        format!("{} > {}", told(part), told(whole)),
        format!("{a}在{b}之内，同一年同一指标却比{b}的大：两份报告的统计口径不同，或有一处不对，先问清再用"),
        format!("{a} is within {b} and has more of the same statistic in the same year: the two reports count otherwise, or one is wrong; ask before either is used"),
    ))
}

/// Parts that have more together.
fn together(parts: &[&Statement<'_>], whole: &Statement<'_>) -> Option<Finding> {
    let sum: f64 = parts.iter().filter_map(|part| part.size).map(|(size, _)| size).sum();
    let (large, _) = whole.size?;
    if parts.len() < 2 || sum <= large * ROUNDING {
        return None;
    }
    let sides: Vec<&Statement<'_>> = std::iter::once(whole).chain(parts.iter().copied()).collect();
    let worth = large / whole.indicator.value.filter(|value| *value > 0.0)?;
    let listed: Vec<String> = parts.iter().map(|part| told(part)).collect();
    Some(Finding::about(Class::DoesNotAddUp, "parts-above-whole", &sides).saying(
        format!("{} = {} > {}", listed.join(" + "), number(sum / worth), told(whole)),
        "各组成部分合计比整体还大：有的部分不在整体之内，或口径不同".to_owned(),
        "The parts together are more than the whole: some lie outside it, or they count otherwise".to_owned(),
    ))
}
