//! What is kept of figures from outside is read back: the series of a district, the figures of one, what a year came to.

use bihuan_core::calendar::{Every, Period};
use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::figures::number::growth;
use bihuan_core::figures::outside::{Kept, Release, Said, When};
use jiff::Timestamp;
use rust_decimal::Decimal;

use super::{Basis, FIGURES, Series, series_key};
use crate::Office;
use crate::failure::Failure;

/// The most figures of one year of a series that are read at once: a year, four quarters, twelve months, each day.
const OF_A_YEAR: usize = 200;

/// A page of something with where the next begins.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// What it shows.
    pub items: Vec<T>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

impl Office {
    /// The series of a district, by name, a page at a time.
    ///
    /// # Errors
    /// The store's.
    pub fn outside_series(
        &self,
        district: &DistrictCode,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<Series>, Failure> {
        let page = self.ledger().entries_under(district.as_str(), FIGURES, "s.", cursor, limit)?;
        let items = page.items.into_iter().filter_map(|row| serde_json::from_value(row.value).ok()).collect();
        Ok(Page { items, next: page.next })
    }

    /// One series.
    ///
    /// # Errors
    /// The store's.
    pub fn outside_one(&self, district: &DistrictCode, figure: &str, of: &UnitCode) -> Result<Option<Series>, Failure> {
        let stored = self.ledger().entry(district.as_str(), FIGURES, &series_key(figure, of.as_str()))?;
        Ok(stored.and_then(|value| serde_json::from_value(value).ok()))
    }

    /// The figures of a series by period, each with what it replaced; those that begin with `under` (a year), a page at a
    /// time.
    ///
    /// # Errors
    /// The store's.
    pub fn outside_figures(
        &self,
        district: &DistrictCode,
        (figure, of): (&str, &UnitCode),
        under: &str,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<(When, Kept)>, Failure> {
        let start = format!("o.{figure}.{of}.");
        let page =
            self.ledger().entries_under(district.as_str(), FIGURES, &format!("{start}{under}"), cursor, limit)?;
        let read = |row: bihuan_ledger::EntryRow| {
            Some((When::read(row.key.strip_prefix(&start)?)?, serde_json::from_value(row.value).ok()?))
        };
        Ok(Page { items: page.items.into_iter().filter_map(read).collect(), next: page.next })
    }

    /// What a year came to so far: its value, its growth as published (or against the same of last year), and of when.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn outside_year(
        &self,
        district: &DistrictCode,
        series: &Series,
        year: i16,
    ) -> Result<Option<OfTime>, Failure> {
        let Ok(of) = series.of.parse::<UnitCode>() else { return Ok(None) };
        let page = self.outside_figures(district, (&series.figure, &of), &format!("{year:04}"), None, OF_A_YEAR)?;
        Ok(of_year(series.basis, page.items))
    }

    /// What was said of a period, which is over at an instant: of the year so far its latest; of a shorter one what was said
    /// of just that, or of a year up to its end, where years are added up.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn outside_told(
        &self,
        district: &DistrictCode,
        series: &Series,
        (period, end): (&Period, Option<Timestamp>),
    ) -> Result<Option<OfTime>, Failure> {
        let Ok(of) = series.of.parse::<UnitCode>() else { return Ok(None) };
        let year = format!("{:04}", period.last.year());
        let mut items = self.outside_figures(district, (&series.figure, &of), &year, None, OF_A_YEAR)?.items;
        items.retain(|(when, _)| when.ends() < end);
        let is_stretch = period.every == Every::Day && period.first != period.last;
        if is_stretch || period.every == Every::Year {
            return Ok(of_year(series.basis, items));
        }
        let is_it = |when: &When| when.as_str() == period.to_string();
        let ends_with_it = |when: &When| {
            series.basis == Basis::Cumulative && Period::read(when.as_str()).is_some_and(|it| it.last == period.last)
        };
        let found = items.iter().position(|(when, _)| is_it(when));
        let found = found.or_else(|| items.iter().position(|(when, _)| ends_with_it(when)));
        Ok(found.map(|at| items.swap_remove(at)).map(|(when, kept)| said(when, kept)))
    }

    /// What was reached in the same part of another year, for a growth that nobody published.
    pub(crate) fn outside_growth(
        &self,
        district: &DistrictCode,
        series: &Series,
        now: &OfTime,
    ) -> Result<Option<Decimal>, Failure> {
        let before = now.when.as_str().get(4..).map(|rest| format!("{:04}{rest}", now.when.year() - 1));
        let Some(before) = before.filter(|_| series.basis != Basis::Level) else { return Ok(None) };
        let Ok(of) = series.of.parse::<UnitCode>() else { return Ok(None) };
        let page = self.outside_figures(district, (&series.figure, &of), &before, None, 1)?;
        let then = page.items.into_iter().find(|(when, _)| when.as_str() == before);
        Ok(then.and_then(|(_, kept)| growth(now.value?, kept.said.value?)))
    }
}

/// What a time came to, so far as it was said.
#[derive(Clone, Debug)]
pub(crate) struct OfTime {
    pub value: Option<Decimal>,
    pub growth: Option<Decimal>,
    pub when: When,
    /// Whether it may still change; of a sum, whether any part may.
    pub release: Release,
    /// Who says so.
    pub source: String,
}

/// Of a cumulative figure or a level the latest is the whole; of periods the year's own figure, else the sum of the finest
/// ones that do not overlap.
fn of_year(basis: Basis, mut items: Vec<(When, Kept)>) -> Option<OfTime> {
    items.sort_by_key(|(when, _)| (when.ends(), when.as_str().len()));
    let whole = items.iter().find(|(when, _)| when.as_str().len() == 4).cloned();
    let (when, latest) = whole.clone().or_else(|| items.last().cloned())?;
    if basis != Basis::Period || whole.is_some() {
        return Some(said(when, latest));
    }
    let kind = |when: &When| (when.as_str().len(), when.as_str().contains('Q'));
    let same: Vec<_> = items.iter().filter(|(other, _)| kind(other) == kind(&when)).map(|(_, kept)| kept).collect();
    let value = same.iter().try_fold(Decimal::ZERO, |sum, kept| sum.checked_add(kept.said.value?));
    let open = same.iter().any(|kept| kept.said.release == Release::Preliminary);
    let release = if open { Release::Preliminary } else { Release::Final };
    Some(OfTime { value, release, ..said(when, latest) })
}

/// A figure of a time, as it is kept.
fn said(when: When, kept: Kept) -> OfTime {
    let Said { value, growth_pct, release, source, .. } = kept.said;
    OfTime { value, growth: growth_pct, when, release, source }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn fact(when: &str, value: i64) -> (When, Kept) {
        let said = Said {
            value: Some(value.into()),
            growth_pct: None,
            measure: "亿元".into(),
            release: Release::Final,
            source: "合成".into(),
        };
        (When::read(when).unwrap(), Kept { said, taken: Timestamp::UNIX_EPOCH, replaced: Vec::new() })
    }

    fn value(basis: Basis, facts: &[(&str, i64)]) -> Option<(String, String)> {
        let of = of_year(basis, facts.iter().map(|(when, value)| fact(when, *value)).collect())?;
        Some((of.value?.to_string(), of.when.as_str().to_owned()))
    }

    #[test]
    fn a_year_is_its_latest_cumulative_figure_or_the_sum_of_its_months() {
        let months = [("2026-01", 10), ("2026-02", 25), ("2026-03", 40)];
        assert_eq!(value(Basis::Cumulative, &months), Some(("40".into(), "2026-03".into())));
        assert_eq!(value(Basis::Period, &months), Some(("75".into(), "2026-03".into())));
        assert_eq!(value(Basis::Period, &[("2026", 90), ("2026-12", 5)]), Some(("90".into(), "2026".into())));
        assert_eq!(value(Basis::Period, &[("2026-Q1", 9), ("2026-06", 5)]), Some(("5".into(), "2026-06".into())));
        assert_eq!(value(Basis::Level, &[]), None);
    }
}
