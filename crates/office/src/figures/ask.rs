//! What a figure says: its value for a unit and a time, as it was known on a day, whole or in parts. The answer is worked
//! out of sums that are kept by unit and day, never from cases, so it costs the same however many there are.

use std::collections::BTreeMap;
use std::sync::Arc;

pub use bihuan_core::calendar::Every;
use bihuan_core::directory::{UnitCode, UnitKind};
use bihuan_core::figures::reading::Named;
use bihuan_core::figures::{Figure, Sums};
use bihuan_ledger::{CountQuery, CountRow, Grain};
use jiff::civil::Date;

use crate::Office;
use crate::failure::Failure;
use crate::indicators::Span;
use crate::law::Law;

/// What is asked of a figure.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its id.
    pub id: String,
    /// In which districts.
    pub districts: Vec<String>,
    /// Of a unit with all below it; none: of whole districts.
    pub unit: Option<UnitCode>,
    /// The first day; none: from the beginning.
    pub from: Option<Date>,
    /// The last day; none: until now.
    pub to: Option<Date>,
    /// As it was known at the end of this day; none: as it is known.
    pub as_of: Option<Date>,
}

/// What it says.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Reading {
    /// The value as a decimal; none where there is nothing to divide by.
    pub value: Option<String>,
    /// What stands above the line, or the number itself.
    pub numerator: Option<String>,
    /// What stands below it; none for what is no quotient.
    pub denominator: Option<String>,
    /// How many times something happened on which it rests.
    pub sample: i64,
    /// How many are in neither part of a rate, by its definition.
    pub beside: i64,
    /// How many were left out by a decision.
    pub excluded: i64,
    /// The sums that it was worked out of.
    pub sums: Sums,
}

/// How a figure is split.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum By {
    /// By unit: each alone, or rolled up to the units of a kind (what is above them stands alone).
    Unit(Option<UnitKind>),
    /// By the values of a field that the figure declares in `by`.
    Field(String),
    /// By time.
    Period(Every),
}

/// The sums of each part, in order.
type Parts = Vec<(String, Sums)>;

impl Law {
    /// The figure of an id.
    #[must_use]
    pub fn figure(&self, id: &str) -> Option<&Arc<Figure>> {
        self.book.figure(id)
    }

    /// The units whose sums make up a unit's: itself and all below it.
    #[must_use]
    pub fn units_of(&self, unit: &UnitCode) -> Vec<String> {
        let below = self.directory.units(Some(unit), None).map(|unit| unit.code.to_string());
        let mut codes: Vec<String> = below.collect();
        if codes.is_empty() {
            codes.push(unit.to_string());
        }
        codes
    }
}

impl Asked {
    /// A figure of whole districts, ever.
    #[must_use]
    pub fn ever(id: &str, districts: &[String]) -> Asked {
        let (id, districts) = (id.to_owned(), districts.to_vec());
        Asked { id, districts, unit: None, from: None, to: None, as_of: None }
    }

    /// The same as the span of the list behind it.
    #[must_use]
    pub fn span(&self, law: &Law) -> Span {
        let units = self.unit.as_ref().filter(|unit| !unit.is_district()).map(|unit| law.units_of(unit));
        Span {
            districts: self.districts.clone(),
            unit: self.unit.as_ref().filter(|unit| !unit.is_district()).map(UnitCode::to_string),
            below: units.unwrap_or_default(),
            from: self.from,
            to: self.to,
            as_of: self.as_of,
        }
    }

    /// The question to the store, for one sum of the whole time. A level at the end of a time is made of all that came
    /// before.
    fn query(&self, law: &Law, figure: &Figure) -> CountQuery {
        let span = self.span(law);
        let from = self.from.filter(|_| !figure.is_level());
        CountQuery { from, grain: Grain::Whole, ..span.query(figure.summed()) }
    }
}

impl Reading {
    fn of(figure: &Figure, sums: Sums) -> Reading {
        Reading {
            value: figure.value(&sums),
            numerator: figure.numerator(&sums),
            denominator: figure.denominator(&sums),
            sample: figure.sample(&sums),
            beside: sums.beside,
            excluded: sums.excluded,
            sums,
        }
    }
}

impl Office {
    /// What a figure says.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where there is no such figure; the store's.
    pub fn figure(&self, asked: &Asked) -> Result<Reading, Failure> {
        let law = self.law();
        let figure = law.figure(&asked.id).ok_or(Failure::NotFound)?;
        let mut sums = Sums::default();
        for row in self.ledger().counts(&asked.query(&law, figure))? {
            figure.add(&row.indicator, row.n, &mut sums);
        }
        Ok(Reading::of(figure, sums))
    }

    /// What several figures say of the same time and unit, asked together: two questions at most, however many they are.
    ///
    /// # Errors
    /// The store's.
    pub fn figures_together(&self, figures: &[Arc<Figure>], asked: &Asked) -> Result<Vec<Reading>, Failure> {
        let law = self.law();
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for is_level in [false, true] {
            let of_sort: Vec<&Arc<Figure>> = figures.iter().filter(|figure| figure.is_level() == is_level).collect();
            let mut names: Vec<String> = of_sort.iter().flat_map(|figure| figure.summed()).collect();
            names.sort();
            names.dedup();
            let Some(figure) = of_sort.first() else { continue };
            for row in self.ledger().counts(&CountQuery { indicators: names, ..asked.query(&law, figure) })? {
                *sums.entry(row.indicator).or_default() += row.n;
            }
        }
        Ok(figures.iter().map(|figure| Reading::of(figure, law.book.sums_for(figure, &sums))).collect())
    }

    /// What a figure says in parts: by unit code, by the value of a field, or by the name of a time.
    ///
    /// # Errors
    /// As [`Office::figure`]; [`Failure::NotFound`] also for a field by which it is not kept.
    pub fn figure_by(&self, asked: &Asked, by: &By) -> Result<Vec<(String, Reading)>, Failure> {
        let law = self.law();
        let figure = law.figure(&asked.id).ok_or(Failure::NotFound)?;
        let parts = match by {
            By::Unit(kind) => self.by_unit(&law, figure, asked, *kind)?,
            By::Field(field) => self.by_field(&law, figure, asked, field)?,
            By::Period(every) => self.by_period(&law, figure, asked, *every)?,
        };
        Ok(parts.into_iter().map(|(key, sums)| (key, Reading::of(figure, sums))).collect())
    }

    /// What a figure says of each unit of a list with all below it, asked once for all of them.
    ///
    /// # Errors
    /// The store's.
    pub fn figure_of_each(&self, figure: &Figure, asked: &Asked, units: &[UnitCode]) -> Result<Vec<Reading>, Failure> {
        let law = self.law();
        let query = CountQuery { units: Vec::new(), ..asked.query(&law, figure) };
        let mut sums = vec![Sums::default(); units.len()];
        for row in self.ledger().counts(&query)? {
            let Ok(unit) = row.unit.parse() else { continue };
            let above = units.iter().zip(&mut sums).filter(|(of, _)| law.directory.is_within(&unit, of));
            above.for_each(|(_, sums)| figure.add(&row.indicator, row.n, sums));
        }
        Ok(sums.into_iter().map(|sums| Reading::of(figure, sums)).collect())
    }

    fn by_unit(&self, law: &Law, figure: &Figure, asked: &Asked, kind: Option<UnitKind>) -> Result<Parts, Failure> {
        let mut query = asked.query(law, figure);
        if asked.span(law).below.is_empty() {
            query.units = Vec::new();
        }
        let mut parts: BTreeMap<String, Sums> = BTreeMap::new();
        for row in self.ledger().counts(&query)?.iter().filter(|row| !row.unit.is_empty()) {
            let key = kind.map_or_else(|| row.unit.clone(), |kind| rolled_up(law, &row.unit, kind));
            figure.add(&row.indicator, row.n, parts.entry(key).or_default());
        }
        Ok(parts.into_iter().collect())
    }

    fn by_field(&self, law: &Law, figure: &Figure, asked: &Asked, field: &str) -> Result<Parts, Failure> {
        if asked.span(law).unit.is_some() || !is_kept_by(law, figure, field) {
            return Err(Failure::NotFound);
        }
        let beginnings = figure.summed().into_iter().map(|name| format!("{name}/{field}=")).collect();
        let query = CountQuery { beginnings, ..asked.query(law, figure) };
        let mut parts: BTreeMap<String, Sums> = BTreeMap::new();
        for row in self.ledger().counts(&query)? {
            if let Some((_, value)) = Named::read(&row.indicator).part {
                figure.add(&row.indicator, row.n, parts.entry(value.to_owned()).or_default());
            }
        }
        Ok(parts.into_iter().collect())
    }

    fn by_period(&self, law: &Law, figure: &Figure, asked: &Asked, every: Every) -> Result<Parts, Failure> {
        let grain = match every {
            Every::Day | Every::Week => Grain::Day,
            Every::Month | Every::Quarter | Every::Year => Grain::Month,
        };
        let rows = self.ledger().counts(&CountQuery { grain, ..asked.query(law, figure) })?;
        if figure.is_level() {
            return Ok(levels(figure, asked, every, &rows));
        }
        let mut parts: BTreeMap<Date, (String, Sums)> = BTreeMap::new();
        for row in &rows {
            let (name, first) = (every.name(row.day), every.first(row.day));
            let (_, sums) = parts.entry(first).or_insert_with(|| (name, Sums::default()));
            figure.add(&row.indicator, row.n, sums);
        }
        Ok(parts.into_values().collect())
    }
}

/// How things stood at the end of each stretch from the first that is asked, or in which anything is known.
fn levels(figure: &Figure, asked: &Asked, every: Every, rows: &[CountRow]) -> Parts {
    let days = rows.iter().map(|row| row.day);
    let (Some(first), Some(last)) = (asked.from.or_else(|| days.clone().min()), asked.to.or_else(|| days.max())) else {
        return Vec::new();
    };
    let mut rows: Vec<&CountRow> = rows.iter().collect();
    rows.sort_by_key(|row| row.day);
    let (mut rows, mut sums, mut parts) = (rows.into_iter().peekable(), Sums::default(), Vec::new());
    let mut here = every.first(first);
    while here <= last && parts.len() < MOST_STRETCHES {
        let next = every.next(here);
        while let Some(row) = rows.next_if(|row| row.day < next && row.day <= last) {
            figure.add(&row.indicator, row.n, &mut sums);
        }
        parts.push((every.name(here), sums.clone()));
        here = next;
    }
    parts
}

/// A century of weeks: nobody reads more.
const MOST_STRETCHES: usize = 6000;

/// Whether a figure, or all that a rate is made of, is kept by a field.
fn is_kept_by(law: &Law, figure: &Figure, field: &str) -> bool {
    let own = |figure: &Figure| figure.by.iter().any(|known| known == field);
    if figure.is_kept() {
        return own(figure);
    }
    figure.summed().iter().all(|name| law.figure(Named::read(name).id).is_some_and(|found| own(found)))
}

/// The unit of a kind that a unit is below of; itself, where none is.
fn rolled_up(law: &Law, unit: &str, kind: UnitKind) -> String {
    let path = unit.parse().map(|code| law.directory.path(&code)).unwrap_or_default();
    path.iter().find(|above| above.kind == kind).map_or_else(|| unit.to_owned(), |above| above.code.to_string())
}
