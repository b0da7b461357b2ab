//! Quantities by month: what was planned above what came of it, sums at the right. A row stands for one matter, and sums
//! over matters are told only where all of them are measured in the same.

use std::collections::BTreeMap;

use bihuan_core::calendar::civil;
use bihuan_core::casework::Case;
use bihuan_core::casework::quantity::{Pace, Period};
use bihuan_core::pack::model::{CaseType, Measure, Quantity};
use bihuan_office::{Failure, Reading};
use rust_decimal::Decimal;

use super::sight::Sight;
use crate::components::{Cell, Table};
use crate::desk::watched;
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::pages;
use crate::portal::guest::{body, link};
use crate::t;
use crate::words::Words;

/// Matters of a page.
const A_PAGE: usize = 30;

/// The months, or quarters, of a year with what belongs to each, and what of all years has no month.
#[derive(Clone, Debug, Default)]
struct Year {
    months: BTreeMap<i8, Decimal>,
    whole: Decimal,
}

impl Year {
    fn of(case: &Case, quantity: &str, year: i16) -> Self {
        let mut told = Self::default();
        let amounts = case.measured.get(quantity).into_iter().flatten();
        for (period, amount) in amounts.filter(|(period, _)| period.month().0 == year) {
            let at = match period {
                Period::Quarter(_, quarter) => *quarter,
                other => other.month().1,
            };
            *told.months.entry(at).or_default() += *amount;
            told.whole += *amount;
        }
        told
    }

    fn add(&mut self, other: &Year) {
        for (month, amount) in &other.months {
            *self.months.entry(*month).or_default() += *amount;
        }
        self.whole += other.whole;
    }
}

/// How many columns a year has for these quantities.
fn columns_of(quantities: &[&Quantity]) -> i8 {
    if quantities.iter().all(|known| known.pace == Pace::Quarter) { 4 } else { 12 }
}

/// A quantity and, before it, what was planned of it.
fn with_plan<'r>(rules: &'r CaseType, quantity: &'r Quantity) -> Vec<(&'r Quantity, bool)> {
    let plan = quantity.plan.as_ref().and_then(|plan| rules.quantities.iter().find(|known| known.name == *plan));
    plan.map(|plan| (plan, true)).into_iter().chain([(quantity, false)]).collect()
}

/// The table of a year.
pub fn drawn(sight: &Sight<'_>, quantities: &[String]) -> Result<Html, Failure> {
    let year = year_of(sight);
    let after = sight.asked.value("after");
    let part = sight.whole();
    let rows = sight.rows(&part, Some(after).filter(|after| !after.is_empty()), A_PAGE)?;
    let all = sight.count(&part)?;
    let told = years(sight, year).then(body(t!(sight.words, "view-count", n = all))).then(sight.not_yours(rows.hidden));
    let known: Vec<&Quantity> =
        sight.rules.quantities.iter().filter(|known| quantities.contains(&known.name)).collect();
    let columns = columns_of(&known);
    let mut table = Table {
        caption: t!(sight.words, "months-caption", year = i64::from(year)),
        caption_classes: "govuk-table__caption--s".into(),
        classes: "bh-dense bh-months".into(),
        head: heads(sight, columns),
        first_cell_is_header: true,
        ..Table::default()
    };
    let mut sums: Vec<(String, &Quantity, Year)> = Vec::new();
    for reading in &rows.items {
        for quantity in told_of(reading, &known, year) {
            for (one, is_plan) in with_plan(sight.rules, quantity) {
                let told = Year::of(&reading.case, &one.name, year);
                let name = line_name(sight, one, is_plan, quantity.plan.is_some());
                table.rows.push(row(sight, reading, (name.clone(), one), &told, columns));
                match sums.iter_mut().find(|(_, known, _)| known.name == one.name) {
                    Some((_, _, sum)) => sum.add(&told),
                    None => sums.push((name, one, told)),
                }
            }
        }
    }
    for (name, quantity, sum) in &sums {
        table.rows.extend(sum_row(sight, (name, quantity), sum, columns));
    }
    let turn = |after: &str| sight.address(&[("year", &year.to_string()), ("after", after)]);
    let turned = pages(sight.words, (!after.is_empty()).then(|| turn("")), rows.next.as_deref().map(turn));
    if rows.items.is_empty() {
        return Ok(told.then(turned));
    }
    let region = el("div").class("bh-sideways").attr("tabindex", "0").attr("role", "region");
    let region = region.attr("aria-label", table.caption.clone()).put(table);
    let region = match sight.at.room {
        Some(room) => {
            let numbers: Vec<&str> = rows.items.iter().map(|row| row.case.number.as_str()).collect();
            watched(el("div"), room, &numbers).put(region).html()
        }
        None => region.html(),
    };
    Ok(told.then(region).then(body(t!(sight.words, "months-about"))).then(turned))
}

/// The quantities that a matter tells something of, in that year or ever; the first of them where it tells nothing, so that
/// no matter is missing.
fn told_of<'q>(reading: &Reading, known: &[&'q Quantity], year: i16) -> Vec<&'q Quantity> {
    let tells = |name: &str| {
        let ever = reading.case.quantities.get(name).is_some_and(|sum| !sum.is_zero());
        ever || reading.hidden.contains(name) || !Year::of(&reading.case, name, year).months.is_empty()
    };
    let told = |known: &Quantity| tells(&known.name) || known.plan.as_deref().is_some_and(tells);
    let some: Vec<&Quantity> = known.iter().copied().filter(|known| told(known)).collect();
    if some.is_empty() { known.iter().copied().take(1).collect() } else { some }
}

fn year_of(sight: &Sight<'_>) -> i16 {
    let this = civil(sight.now).date().year();
    sight.asked.value("year").parse().ok().filter(|year| (1..=9999).contains(year)).unwrap_or(this)
}

fn years(sight: &Sight<'_>, year: i16) -> Html {
    let turn = |year: i16, key: &str| {
        let year = year.to_string();
        el("li").put(link(&sight.address(&[("year", &year)]), sight.words.get(key, &[]))).html()
    };
    let list = el("ul")
        .class("bh-views")
        .put(turn(year - 1, "months-before"))
        .put(turn(year.saturating_add(1), "months-after"));
    el("nav").class("bh-shelf bh-no-print").attr("aria-label", t!(sight.words, "calendar-turn")).put(list).html()
}

fn heads(sight: &Sight<'_>, columns: i8) -> Vec<Cell> {
    let own = sight.heads().into_iter().next();
    let what = Cell::from(t!(sight.words, "months-what"));
    own.into_iter().chain([what]).chain(period_heads(sight.words, columns)).collect()
}

/// The months, the sum of the year, and all that was ever told.
fn period_heads(words: &Words, columns: i8) -> Vec<Cell> {
    let key = if columns == 4 { "months-quarter" } else { "months-month" };
    let periods = (1..=columns).map(|n| Cell::number(words.get(key, &[("n", i64::from(n).into())])));
    periods.chain([Cell::number(t!(words, "months-sum")), Cell::number(t!(words, "months-ever"))]).collect()
}

fn line_name(sight: &Sight<'_>, quantity: &Quantity, is_plan: bool, has_plan: bool) -> String {
    let name = sight.names.quantity(sight.rules, &quantity.name);
    match (has_plan, is_plan) {
        (false, _) => name,
        (true, true) => t!(sight.words, "months-plan", name = name),
        (true, false) => t!(sight.words, "months-actual", name = name),
    }
}

fn row(
    sight: &Sight<'_>,
    reading: &Reading,
    (name, quantity): (String, &Quantity),
    told: &Year,
    columns: i8,
) -> Vec<Cell> {
    let facts = sight.columns();
    let facts = facts.iter().map(|column| el("span").class("bh-months__fact").put(sight.cell(reading, column)).html());
    let own = sight.number(reading).then(facts.fold(Html::empty(), |all, fact| all.then(" ").then(fact)));
    let measure = reading.measure_of(&quantity.name);
    let what = in_measure(name, &measure);
    let head = [Cell::from(own), Cell::from(what)].into_iter();
    if reading.hidden.contains(&quantity.name) {
        let months = (0..=columns).map(|_| Cell::number(String::new()));
        return head.chain(months).chain([Cell::from(sight.masked())]).collect();
    }
    let ever = reading.case.quantities.get(&quantity.name).copied().unwrap_or_default();
    head.chain(amounts(told, ever, columns)).collect()
}

fn amounts(told: &Year, ever: Decimal, columns: i8) -> Vec<Cell> {
    let of = |n: i8| told.months.get(&n).map_or_else(String::new, |amount| amount.normalize().to_string());
    let months = (1..=columns).map(|n| Cell::number(of(n)));
    months.chain([told.whole, ever].map(|sum| Cell::number(sum.normalize().to_string()))).collect()
}

/// "完成量（公里）": what a quantity is called with its measure, said once.
fn in_measure(name: String, measure: &str) -> String {
    let has = |open: char, close: char| name.contains(&format!("{open}{measure}{close}"));
    if measure.is_empty() || has('（', '）') || has('(', ')') { name } else { format!("{name}（{measure}）") }
}

/// The sum over the rows of the page; amounts in different measures are never added.
fn sum_row(sight: &Sight<'_>, (name, quantity): (&String, &Quantity), sum: &Year, columns: i8) -> Option<Vec<Cell>> {
    let Measure::Words(measure) = &quantity.measure else { return None };
    let own = Cell::from(t!(sight.words, "months-page-sum"));
    let months = amounts(sum, Decimal::ZERO, columns);
    let last = months.len().saturating_sub(1);
    let cells = months.into_iter().take(last).chain([Cell::default()]);
    Some([own, Cell::from(in_measure(name.clone(), measure))].into_iter().chain(cells).collect())
}

/// The quantities of one matter by month, for its own page: every year that has something, the newest first.
pub fn of_case(names: &Names<'_>, reading: &Reading) -> Html {
    let words = names.words();
    let case = &reading.case;
    let told: Vec<&Quantity> =
        reading.rules.quantities.iter().filter(|known| case.measured.contains_key(&known.name)).collect();
    if told.is_empty() {
        return Html::empty();
    }
    let years: std::collections::BTreeSet<i16> =
        case.measured.values().flat_map(|amounts| amounts.keys().map(|period| period.month().0)).collect();
    let columns = columns_of(&told);
    let first = [Cell::from(t!(words, "months-year")), Cell::from(t!(words, "months-what"))];
    let mut heads = first.into_iter().chain(period_heads(words, columns)).collect::<Vec<_>>();
    heads.pop();
    let mut rows = Vec::new();
    for year in years.iter().rev() {
        for quantity in &told {
            let measure = reading.measure_of(&quantity.name);
            let name = names.quantity(&reading.rules, &quantity.name);
            let name = in_measure(name, &measure);
            let mut cells = amounts(&Year::of(case, &quantity.name, *year), Decimal::ZERO, columns);
            cells.pop();
            rows.push([Cell::from(year.to_string()), Cell::from(name)].into_iter().chain(cells).collect());
        }
    }
    let caption = t!(words, "months-of-case");
    let table = Table {
        caption: caption.clone(),
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense bh-months".into(),
        head: heads,
        rows,
        first_cell_is_header: true,
        ..Table::default()
    };
    let region =
        el("div").class("bh-sideways").attr("tabindex", "0").attr("role", "region").attr("aria-label", caption);
    region.put(table).html().then(undated(names, reading, &told))
}

/// What was recorded before months were: told, so that the sum is not short unseen.
fn undated(names: &Names<'_>, reading: &Reading, told: &[&Quantity]) -> Html {
    let case = &reading.case;
    let mut all = Html::empty();
    for quantity in told {
        let dated: Decimal = case.measured.get(&quantity.name).into_iter().flat_map(|it| it.values()).sum();
        let rest = case.quantities.get(&quantity.name).copied().unwrap_or_default() - dated;
        if !rest.is_zero() {
            let name = names.quantity(&reading.rules, &quantity.name);
            all.push(body(t!(names.words(), "months-undated", name = name, amount = rest.normalize().to_string())));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::in_measure;

    #[test]
    fn a_measure_is_said_once() {
        assert_eq!(in_measure("完成量".into(), "公里"), "完成量（公里）");
        assert_eq!(in_measure("完成量（公里）".into(), "公里"), "完成量（公里）");
        assert_eq!(in_measure("Done (km)".into(), "km"), "Done (km)");
        assert_eq!(in_measure("完成量（公里）".into(), "亩"), "完成量（公里）（亩）");
        assert_eq!(in_measure("次数".into(), ""), "次数");
    }
}
