//! What units' scores must be at a point of a story: put together from the records of its cases, as the page does from what
//! is kept.

use std::collections::BTreeMap;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::Stage;
use super::look::compare;
use crate::directory::UnitCode;
use crate::figures::score::Measured;
use crate::figures::{Addition, Book};
use crate::pack::scenario::Expect;

/// Looks at the scores that a story names.
pub(super) fn look(stage: &Stage<'_>, expect: &Expect, wrong: &mut Vec<String>) {
    if expect.scores.is_empty() {
        return;
    }
    let book = Book::of([stage.pack]);
    let calendar = stage.table.calendar();
    let all = stage.table.all().flat_map(|kept| book.replay(calendar, &kept.records));
    let added: Vec<Addition> = all.map(|(_, added)| added).collect();
    for (name, expected) in &expect.scores {
        let found = score(stage, &book, &added, name).unwrap_or_else(|| "—".to_owned());
        compare(wrong, &format!("评分 {name}"), Some(expected), Some(&found));
    }
}

/// A score to one place behind the point.
fn score(stage: &Stage<'_>, book: &Book, added: &[Addition], name: &str) -> Option<String> {
    let (score, unit) = name.split_once('@')?;
    let rule = &stage.pack.scores.get(score)?.rule;
    let sums = sums_of(stage, added, &stage.unit(unit)?);
    let figure = |name: &str| measured(stage, book, &sums, name);
    rule.score(&figure).total.map(|total| format!("{:.1}", total.round_dp(1)))
}

/// What the records add for a unit and those below it.
fn sums_of(stage: &Stage<'_>, added: &[Addition], unit: &UnitCode) -> BTreeMap<String, i64> {
    let directory = stage.table.directory();
    let is_own = |code: &str| code.parse().is_ok_and(|code: UnitCode| directory.is_within(&code, unit));
    let mut sums = BTreeMap::new();
    for one in added.iter().filter(|one| is_own(&one.unit)) {
        *sums.entry(one.series.clone()).or_default() += one.n;
    }
    sums
}

fn measured(stage: &Stage<'_>, book: &Book, sums: &BTreeMap<String, i64>, name: &str) -> Measured {
    let Some(figure) = book.figure(&format!("{}.{name}", stage.pack.name)) else { return Measured::default() };
    let own = book.sums_for(figure, sums);
    let is_rate = figure.is_counted_share();
    Measured {
        value: book.value(figure, sums).and_then(|text| Decimal::from_str(&text).ok()),
        share: is_rate.then_some((own.of, own.over)),
        excluded: own.excluded,
        ..Measured::default()
    }
}
