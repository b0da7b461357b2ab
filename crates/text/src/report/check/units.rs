//! One thing counted in several units: green space in 亩, 公顷 and 万平方米.

use std::collections::BTreeMap;

use super::finding::{Class, Finding, number};
use super::statement::{Statement, Statements, bare_unit};

/// At most so many quotes of one thing.
const QUOTES: usize = 8;

/// Units that are scales of one another and confuse nobody.
const PLAIN: &[&str] = &["元", "美元", "米", "公斤"];

/// Every thing that is measured in more than one unit of one kind, with the sizes in one unit.
pub fn find(statements: &Statements<'_>) -> Vec<Finding> {
    let mut things: BTreeMap<(&str, &str), Vec<&Statement<'_>>> = BTreeMap::new();
    for one in statements.all.iter().filter(|one| one.trusted()) {
        if let Some((_, base)) = one.size.filter(|(_, base)| !base.is_empty() && !PLAIN.contains(base) && *base != "%")
        {
            things.entry((one.subject.as_str(), base)).or_default().push(one);
        }
    }
    things.into_values().filter_map(|all| several(&all)).collect()
}

fn several(all: &[&Statement<'_>]) -> Option<Finding> {
    let mut units: Vec<&str> =
        all.iter().map(|one| bare_unit(one.indicator.unit.as_deref().unwrap_or_default())).collect();
    units.sort_unstable();
    units.dedup();
    let area = all.first()?.size.map(|(_, base)| base) == Some("平方米");
    if units.len() < 2 || !area {
        return None;
    }
    let shown = &first_of_each(all);
    let hectares = shown.iter().filter_map(|one| {
        let (size, _) = one.size?;
        Some(format!(
            "{}{} = {}公顷",
            number(one.indicator.value?),
            one.indicator.unit.as_deref()?,
            number(size / 10_000.0)
        ))
    });
    let arithmetic = hectares.collect::<Vec<_>>().join("; ");
    let mut finding = Finding::about(Class::DifferentUnits, "several-units", shown);
    let one_region = shown.windows(2).all(|pair| matches!(pair, [one, other] if one.region == other.region));
    finding.region = finding.region.filter(|_| one_region);
    let list = units.join("、");
    Some(finding.saying(
        arithmetic,
        format!("同一事项用了{list}几种单位，须先换算再比较（1公顷 = 15亩 = 1万平方米）"),
        format!("One thing in the units {list}: converted before it is compared (1 公顷 = 15 亩 = 10 000 平方米)"),
    ))
}

/// One quote for each document and unit.
fn first_of_each<'s, 'r>(all: &[&'s Statement<'r>]) -> Vec<&'s Statement<'r>> {
    let mut shown: Vec<&Statement<'_>> = Vec::new();
    for one in all {
        if !shown.iter().any(|other| other.beside(one) && other.indicator.unit == one.indicator.unit) {
            shown.push(one);
        }
    }
    shown.truncate(QUOTES);
    shown
}
