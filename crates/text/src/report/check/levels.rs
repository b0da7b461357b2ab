//! Levels and growths of one statistic over the years: do they give each other, does the series hold?

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Class, Finding, number};
use super::statement::{Statement, Statements};
use crate::report::model::{Comparator, Tense};
use crate::report::text::Span;

/// Growth at constant prices and from levels at current prices differ by the change of prices: some points, not five.
const PRICES: f64 = 3.0;

/// A yearly change of a statistic beyond which its basis must have changed.
const STEEP: f64 = 0.15;

/// Statistics of a place that are the sum of those of its parts. Averages and rates are not.
pub(super) const SUMS: &[&str] = &[
    "gdp",
    "service_value_added",
    "industrial_value_added",
    "fixed_asset_investment",
    "retail_sales",
    "local_budget_revenue",
    "total_budget_revenue",
    "tax_revenue",
    "foreign_trade",
    "grain_output",
];

/// Averages over people.
const INCOMES: &[&str] = &["disposable_income", "urban_disposable_income", "rural_disposable_income"];

fn in_series(one: &Statement<'_>) -> bool {
    SUMS.iter().chain(INCOMES).any(|known| *known == one.subject)
}

/// A level of a series: what is stated of one year can be set beside the year before.
fn serial(one: &Statement<'_>) -> bool {
    in_series(one) && one.level() && one.actual() && one.indicator.unit.as_deref() != Some("%")
}

/// A level with its growth, and a level of the year before that another document states: `1010 → 1150` is not `+8.5%`.
pub fn growth(statements: &Statements<'_>) -> Vec<Finding> {
    let stated = statements.all.iter().filter(|one| serial(one) && one.trusted() && one.indicator.growth_pct.is_some());
    let pairs = stated.flat_map(|later| before(statements, later).map(move |earlier| (earlier, later)));
    pairs.filter_map(|(earlier, later)| misfit(earlier, later)).collect()
}

/// The levels of the year before.
fn before<'s, 'r>(statements: &'s Statements<'r>, later: &Statement<'r>) -> impl Iterator<Item = &'s Statement<'r>> {
    let year = later.indicator.year.map(|year| year - 1);
    statements.of_year(later, year).filter(move |other| serial(other) && year.is_some())
}

fn misfit(earlier: &Statement<'_>, later: &Statement<'_>) -> Option<Finding> {
    let ((from, unit), (to, same)) = (earlier.size?, later.size?);
    let stated = later.indicator.growth_pct?;
    if unit != same || from <= 0.0 {
        return None;
    }
    let implied = (to / from - 1.0) * 100.0;
    let base = to / (1.0 + stated / 100.0);
    let apart = match earlier.indicator.comparator {
        Comparator::Exact | Comparator::About => (implied - stated).abs() >= PRICES,
        // 突破1000: the true figure lies not far above.
        Comparator::Over | Comparator::AtLeast => base < from * 0.97 || base > from * 1.25,
        Comparator::Within | Comparator::Range => false,
    };
    if !apart {
        return None;
    }
    let unit = later.indicator.unit.clone().unwrap_or_default();
    let scaled = later.indicator.value? / to;
    let (from, to, base) = (number(from * scaled), number(later.indicator.value?), number(base * scaled));
    let class = if earlier.trusted() || earlier.exact() { Class::DoesNotAddUp } else { Class::LowTrustSource };
    let (stated, implied) = (number(stated), number(implied));
    let news = if earlier.trusted() { "" } else { "；上年数只见于新闻，不作基数" };
    let (year, last) = (later.indicator.year?, earlier.indicator.year?);
    Some(Finding::about(class, "growth-not-from-levels", &[earlier, later]).saying(
        format!("{from} → {to}{unit}: {to} ÷ {from} − 1 = {implied}% ≠ {stated}%; {to} ÷ (1 + {stated}%) = {base}"),
        format!("{last}年{from}、{year}年{to}，水平之比是{implied}%，报告说增长{stated}%：可比价或上年数有修订，增速不能由水平倒推{news}"),
        format!("From {from} ({last}) to {to} ({year}) is {implied} %, stated is {stated} %: constant prices or a revised base; growth is not worked out from levels"),
    ))
}

/// Two levels of one series between which it falls or leaps although nobody states such a change.
pub fn breaks(statements: &Statements<'_>) -> Vec<Finding> {
    let mut causes = BTreeMap::new();
    let mut series: Vec<&Statement<'_>> = statements
        .all
        .iter()
        .filter(|one| serial(one) && one.trusted() && one.region.is_some() && one.indicator.year.is_some())
        .collect();
    series.sort_by_key(|one| (one.region.clone(), one.subject.clone(), one.indicator.year));
    let pairs =
        series.windows(2).filter_map(|pair| if let [earlier, later] = pair { Some((*earlier, *later)) } else { None });
    let same = pairs.filter(|(earlier, later)| earlier.region == later.region && earlier.subject == later.subject);
    same.filter_map(|(earlier, later)| broken(statements, &mut causes, earlier, later)).collect()
}

fn broken<'r>(
    statements: &Statements<'r>,
    causes: &mut BTreeMap<usize, Option<Span>>,
    earlier: &Statement<'r>,
    later: &Statement<'r>,
) -> Option<Finding> {
    let ((from, unit), (to, same)) = (earlier.size?, later.size?);
    let (first, last) = (earlier.indicator.year?, later.indicator.year?);
    let years = f64::from(last - first);
    if unit != same || years < 1.0 || from <= 0.0 || to <= 0.0 {
        return None;
    }
    let ratio = to / from;
    let told = later.indicator.growth_pct.is_some_and(|growth| growth <= (ratio - 1.0) * 100.0 + PRICES);
    let steep = ratio < 1.0 - STEEP || ratio.powf(1.0 / years) > 1.0 + 2.0 * STEEP;
    if !steep || (told && ratio < 1.0) || (!told && ratio > 1.0 && later.indicator.growth_pct.is_some() && years < 2.0)
    {
        return None;
    }
    // A document is read once for its cause, however many of its levels break off.
    let cause = *causes.entry(later.document).or_insert_with(|| cause(later));
    let (a, b) = (number(earlier.indicator.value?), number(later.indicator.value?));
    let change = number((ratio - 1.0) * 100.0);
    let mut finding = Finding::about(Class::SeriesBreak, "level-broken-off", &[earlier, later]);
    let mut arithmetic = format!("{a} ({first}) → {b} ({last}): {change}%");
    for aim in aims(statements, later) {
        let (Some((aimed, _)), Some(year)) = (aim.size, aim.indicator.year) else { continue };
        let needed = ((aimed / to).powf(1.0 / f64::from(year - last)) - 1.0) * 100.0;
        arithmetic.push_str(&format!(
            "; {b} ({last}) → {} ({year}): {}% a year",
            number(aim.indicator.value.unwrap_or_default()),
            number(needed)
        ));
        finding.places.push(aim.place());
    }
    let reason = if cause.is_some() {
        "报告自己说了原因，是序列的注释，不是错误"
    } else {
        "口径或基数可能已变，不可跨此年份比较增长"
    };
    let why = if cause.is_some() {
        "the report names a cause: a note on the series, no error"
    } else {
        "the basis may have changed; no growth is compared across it"
    };
    finding.places.extend(cause.map(|span| later.place_of(span)));
    Some(finding.saying(
        arithmetic,
        format!("{first}年到{last}年水平变动{change}%：{reason}"),
        format!("Between {first} and {last} the level changed by {change} %: {why}"),
    ))
}

/// Later targets for the level of the same series, in the same document.
fn aims<'s, 'r>(statements: &'s Statements<'r>, later: &Statement<'r>) -> impl Iterator<Item = &'s Statement<'r>> {
    let reached = later.indicator.year;
    let ahead = move |one: &Statement<'_>| one.indicator.year.zip(reached).is_some_and(|(year, last)| year > last);
    let aimed = statements.beside(later, &later.subject).filter(|one| one.indicator.kind == Tense::Target);
    aimed.filter(move |one| one.level() && one.region.is_some() && ahead(one))
}

/// A sentence of the document that explains a change of the level: 搬迁导致经济总量大幅下降.
fn cause(later: &Statement<'_>) -> Option<Span> {
    let span = later.report.span;
    let text: Vec<char> = later.given.chars().get(span.start..span.end)?.to_vec();
    let mut start = 0;
    for clause in text.split_inclusive(|letter| matches!(letter, '。' | ',' | '，' | ';' | '；' | '\n')) {
        let end = start + clause.len();
        let words: String = clause.iter().collect();
        let level = ["经济总量", "总量", "基数", "口径", "规模"].iter().any(|word| words.contains(word));
        let change = ["大幅下降", "下降", "大幅减少", "回落", "核减", "剔除", "调整", "搬迁"]
            .iter()
            .any(|word| words.contains(word));
        let because = ["导致", "因", "受", "由于", "影响", "调整"].iter().any(|word| words.contains(word));
        if level && change && because {
            let trimmed = clause.len() - usize::from(clause.last().is_some_and(|last| !last.is_alphanumeric()));
            return Some(Span { start: span.start + start, end: span.start + start + trimmed });
        }
        start = end;
    }
    None
}

/// Growth that is aimed at although the report states no level of that statistic.
pub fn bases(statements: &Statements<'_>) -> Vec<Finding> {
    let levelled: BTreeSet<(usize, &str)> =
        statements.all.iter().filter(|one| serial(one)).map(|one| (one.document, one.subject.as_str())).collect();
    let aimed = statements.all.iter().filter(|one| {
        let target =
            one.indicator.kind == Tense::Target && one.indicator.growth_pct.is_some() && one.indicator.value.is_none();
        target && one.trusted() && in_series(one)
    });
    let bare = aimed.filter(|one| !levelled.contains(&(one.document, one.subject.as_str())));
    bare.map(|one| {
        let growth = number(one.indicator.growth_pct.unwrap_or_default());
        Finding::about(Class::MissingBase, "growth-without-level", &[one]).saying(
            format!("? × (1 + {growth}%) = ?"),
            "只有增速目标，报告没有给出上年水平，不能推算目标数额".to_owned(),
            "A target for growth alone; the report states no level of the year before, so none is worked out"
                .to_owned(),
        )
    })
    .collect()
}
