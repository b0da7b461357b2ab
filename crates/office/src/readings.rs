//! What a figure came to in a year, whoever counts it: this office's own counts, or a series from outside. Whoever sets a
//! figure beside a target or puts it into a score asks here, so that each is worked out in one way.

use std::str::FromStr;

use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::figures::Kind;
use bihuan_core::figures::pace::Counting;
use bihuan_core::figures::score::Measured;
use bihuan_ledger::CountRow;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::Office;
use crate::failure::Failure;
use crate::figures::ask::{Asked, Reading};
use crate::indicators::{Indicator, Span, Sums};
use crate::outside::Basis;

/// What a figure came to in a year so far.
#[derive(Clone, Debug, Default)]
pub struct YearFigure {
    /// Its value.
    pub value: Option<Decimal>,
    /// Its growth, as published or against the same part of last year.
    pub growth: Option<Decimal>,
    /// The whole of last year.
    pub last_year: Option<Decimal>,
    /// The months of last year, January first; none where they are not known.
    pub months: Option<Vec<Decimal>>,
    /// How it comes to its value.
    pub counting: Counting,
    /// Its unit of measure.
    pub measure: String,
    /// Of when the value is: a day, or a period.
    pub when: Option<String>,
    /// Of a rate, what is counted and what it is divided by.
    pub share: Option<(i64, i64)>,
}

impl Office {
    /// What a figure came to in a year, up to a day; none for a figure that nobody counts.
    ///
    /// # Errors
    /// The store's.
    pub fn year_figure(
        &self,
        district: &DistrictCode,
        (figure, of): (&str, &UnitCode),
        year: i16,
        today: Date,
    ) -> Result<Option<YearFigure>, Failure> {
        let law = self.law();
        if let Some((rules, indicator)) = law.indicator(figure) {
            return self.own_year(district, (&rules.id.0, indicator), of, year, today).map(Some);
        }
        self.year_from_outside(district, figure, of, year)
    }

    fn own_year(
        &self,
        district: &DistrictCode,
        (case_type, indicator): (&str, &Indicator),
        of: &UnitCode,
        year: i16,
        today: Date,
    ) -> Result<YearFigure, Failure> {
        let rows = |year: i16| self.rows_of(district, (case_type, indicator), of, year);
        let (now, before) = (rows(year)?, rows(year - 1)?);
        let value = |rows: &[CountRow]| {
            let sums = sum(case_type, indicator, rows.iter());
            (indicator.value(sums).and_then(|text| Decimal::from_str(&text).ok()), sums)
        };
        let ((value, sums), (last_year, _)) = (value(&now), value(&before));
        let months = (1..=12).map(|month| {
            let of_month = before.iter().filter(|row| row.day.month() == month);
            Decimal::from(sum(case_type, indicator, of_month).of)
        });
        let months: Vec<Decimal> = months.collect();
        let is_rate = indicator.is_rate();
        Ok(YearFigure {
            value,
            growth: None,
            last_year: last_year.filter(|_| !before.is_empty()),
            months: (!is_rate && months.iter().any(|month| !month.is_zero())).then_some(months),
            counting: if is_rate { Counting::Held } else { Counting::Added },
            measure: indicator.measure().to_owned(),
            when: Some(today.min(Date::new(year, 12, 31).unwrap_or(today)).to_string()),
            share: is_rate.then_some((sums.of, sums.over)),
        })
    }

    /// The counts of a year, of a whole district or of a unit with those below it.
    fn rows_of(
        &self,
        district: &DistrictCode,
        (case_type, indicator): (&str, &Indicator),
        of: &UnitCode,
        year: i16,
    ) -> Result<Vec<CountRow>, Failure> {
        let span =
            Span { from: Date::new(year, 1, 1).ok(), to: Date::new(year, 12, 31).ok(), ..Span::of_district(district) };
        if *of == district.unit() {
            return self.counts_of(case_type, indicator, &span);
        }
        let law = self.law();
        let below = |row: &CountRow| row.unit.parse().is_ok_and(|unit| law.directory.is_within(&unit, of));
        Ok(self.counts_by_unit(case_type, indicator, &span)?.into_iter().filter(below).collect())
    }

    fn year_from_outside(
        &self,
        district: &DistrictCode,
        figure: &str,
        of: &UnitCode,
        year: i16,
    ) -> Result<Option<YearFigure>, Failure> {
        let Some(series) = self.outside_one(district, figure, of)? else { return Ok(None) };
        let (now, before) =
            (self.outside_year(district, &series, year)?, self.outside_year(district, &series, year - 1)?);
        let growth = match &now {
            Some(it) if it.growth.is_none() => self.outside_growth(district, &series, it)?,
            other => other.as_ref().and_then(|it| it.growth),
        };
        let whole = |when: &str| when.len() == 4 || when.ends_with("-12") || when.ends_with("-Q4");
        Ok(Some(YearFigure {
            value: now.as_ref().and_then(|it| it.value),
            growth,
            last_year: before.filter(|it| whole(it.when.as_str())).and_then(|it| it.value),
            months: None,
            counting: if series.basis == Basis::Level { Counting::Held } else { Counting::Added },
            measure: series.measure,
            when: now.map(|it| it.when.as_str().to_owned()),
            share: None,
        }))
    }

    /// A figure of every unit of a list, for a score, between two days.
    ///
    /// # Errors
    /// The store's.
    pub fn measured_by_unit(
        &self,
        district: &DistrictCode,
        figure: &str,
        units: &[UnitCode],
        (from, to): (Date, Date),
    ) -> Result<Vec<Measured>, Failure> {
        let law = self.law();
        let Some(figure) = law.figure(figure) else { return Ok(vec![Measured::default(); units.len()]) };
        let mut asked = Asked::ever(&figure.id, &[district.to_string()]);
        (asked.from, asked.to) = (Some(from), Some(to));
        let readings = self.figure_of_each(figure, &asked, units)?;
        let is_rate = matches!(figure.kind, Kind::Rate { .. });
        let one = |reading: Reading| Measured {
            value: reading.value.and_then(|text| Decimal::from_str(&text).ok()),
            share: is_rate.then_some((reading.sums.of, reading.sums.over)),
            sample: reading.sample,
            excluded: reading.excluded,
        };
        Ok(readings.into_iter().map(one).collect())
    }
}

fn sum<'r>(case_type: &str, indicator: &Indicator, rows: impl Iterator<Item = &'r CountRow>) -> Sums {
    let mut sums = Sums::default();
    rows.for_each(|row| indicator.add(case_type, row, &mut sums));
    sums
}
