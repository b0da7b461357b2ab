//! What a figure came to in a year, whoever counts it: this office's own counts, or a series from outside. Whoever sets a
//! figure beside a target or puts it into a score asks here, so that each is worked out in one way.

use std::str::FromStr;

use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::figures::number::growth as growth_of;
use bihuan_core::figures::pace::Counting;
use bihuan_core::figures::score::Measured;
use bihuan_core::figures::{Figure, Kind};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::Office;
use crate::failure::Failure;
use crate::figures::ask::{Asked, By, Every, Reading};
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
        if let Some(own) = law.figure(figure) {
            return self.own_year(district, own, of, year, today).map(Some);
        }
        self.year_from_outside(district, figure, of, year)
    }

    /// A figure of this office's own, declared in a pack or had by every kind of matter: this year so far, the whole of
    /// last year and the same part of it, and last year month by month. A share, a middle of times and a level have no
    /// growth and are not added up.
    fn own_year(
        &self,
        district: &DistrictCode,
        figure: &Figure,
        of: &UnitCode,
        year: i16,
        today: Date,
    ) -> Result<YearFigure, Failure> {
        let (first, last) = (Date::new(year, 1, 1).unwrap_or(today), Date::new(year, 12, 31).unwrap_or(today));
        let until = today.clamp(first, last);
        let asked = |from: Date, to: Date| Asked {
            unit: Some(of.clone()),
            from: Some(from),
            to: Some(to),
            ..Asked::ever(&figure.id, &[district.to_string()])
        };
        let year_ago = |day: Date| day.checked_sub(1.year()).unwrap_or(day);
        let whole = asked(year_ago(first), year_ago(last));
        let (now, before) = (self.figure(&asked(first, until))?, self.figure(&whole)?);
        let is_added = is_added(figure);
        let (mut growth, mut months) = (None, None);
        if is_added && before.sample > 0 {
            let part = self.figure(&asked(year_ago(first), year_ago(until)))?;
            growth = value_of(&now).zip(value_of(&part)).and_then(|(now, then)| growth_of(now, then));
            months = Some(self.months_of(&whole)?);
        }
        let has_any = before.sample > 0;
        Ok(YearFigure {
            value: value_of(&now),
            growth,
            last_year: value_of(&before).filter(|_| has_any),
            months,
            counting: if is_added { Counting::Added } else { Counting::Held },
            measure: figure.measure.clone(),
            when: Some(until.to_string()),
            share: figure.is_counted_share().then_some((now.sums.of, now.sums.over)),
        })
    }

    /// The months of a year, January first.
    fn months_of(&self, year: &Asked) -> Result<Vec<Decimal>, Failure> {
        let mut months = vec![Decimal::ZERO; 12];
        for (name, reading) in self.figure_by(year, &By::Period(Every::Month))? {
            let month = name.rsplit('-').next().and_then(|month| month.parse::<usize>().ok());
            let place = month.and_then(|month| months.get_mut(month.checked_sub(1)?));
            place.into_iter().for_each(|place| *place = value_of(&reading).unwrap_or_default());
        }
        Ok(months)
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
        let is_rate = figure.is_counted_share();
        let one = |reading: Reading| Measured {
            value: reading.value.and_then(|text| Decimal::from_str(&text).ok()),
            share: is_rate.then_some((reading.sums.of, reading.sums.over)),
            sample: reading.sample,
            excluded: reading.excluded,
        };
        Ok(readings.into_iter().map(one).collect())
    }
}

/// Whether the values of a figure add up over a year: what happened does; a share, a middle and a level do not.
#[must_use]
pub fn is_added(figure: &Figure) -> bool {
    matches!(figure.kind, Kind::Count { .. } | Kind::Sum { cumulative: false, .. })
}

fn value_of(reading: &Reading) -> Option<Decimal> {
    reading.value.as_deref().and_then(|text| Decimal::from_str(text).ok())
}
