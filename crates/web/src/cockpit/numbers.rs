//! The one place where the cockpit asks for its figures, so that all of its pages say the same and what is asked of the
//! store is counted here: three questions for a page, whatever the period and however many matters.

use std::collections::BTreeMap;

use bihuan_core::directory::{DistrictCode, UnitCode, UnitKind};
use bihuan_ledger::{CountQuery, CountRow, Grain};
use bihuan_office::{Failure, Law, Office};
use jiff::civil::Date;

use super::asked::Asked;
use crate::portal::tally::{RATES, SUMMED, kept_of, public_types, rate};

/// What happened, so many times each, in the order of [`SUMMED`].
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Counts([i64; SUMMED.len()]);

impl Counts {
    /// How often.
    pub fn of(&self, what: &str) -> i64 {
        SUMMED.iter().zip(self.0).find(|(known, _)| **known == what).map_or(0, |(_, n)| n)
    }

    fn put(&mut self, what: &str, n: i64) {
        SUMMED.iter().zip(&mut self.0).filter(|(known, _)| **known == what).for_each(|(_, sum)| *sum += n);
    }

    /// Both together.
    pub fn and(mut self, other: Counts) -> Counts {
        self.0.iter_mut().zip(other.0).for_each(|(sum, n)| *sum += n);
        self
    }

    /// A share by its name, as a page shows it; a dash where there is nothing to divide by.
    pub fn rate(&self, name: &str) -> String {
        let known = RATES.iter().find(|(known, ..)| *known == name);
        known.map_or_else(|| "—".to_owned(), |(name, of, other)| rate(name, self.of(of), self.of(other)))
    }

    /// Numerator and denominator of a share.
    pub fn parts_of(&self, name: &str) -> (i64, i64) {
        let known = RATES.iter().find(|(known, ..)| *known == name);
        known.map_or((0, 0), |(_, of, other)| (self.of(of), self.of(of) + self.of(other)))
    }

    /// Whether nothing happened at all.
    pub fn is_nothing(&self) -> bool {
        self.0.iter().all(|n| *n == 0)
    }
}

/// The figures of a page.
#[derive(Debug, Default)]
pub struct Numbers {
    units: BTreeMap<(String, String), Counts>,
    months: BTreeMap<Date, Counts>,
    before: Counts,
}

impl Numbers {
    /// What happened in the period that is asked for, by kind of matter and unit; in the same days of the year before;
    /// and month by month of both years.
    ///
    /// # Errors
    /// The store's.
    pub fn read(office: &Office, district: &DistrictCode, asked: &Asked, today: Date) -> Result<Numbers, Failure> {
        let law = office.law();
        let names = names(&law, asked);
        if names.is_empty() {
            return Ok(Numbers::default());
        }
        let query = |(from, to): (Date, Date), units: Vec<String>, grain: Grain| CountQuery {
            districts: vec![district.to_string()],
            indicators: names.keys().cloned().collect(),
            units,
            from: Some(from),
            to: Some(to),
            grain,
            ..CountQuery::default()
        };
        let own = units_of(&law, asked.unit.as_ref());
        let ledger = office.ledger();
        let mut numbers = Numbers::default();
        for row in ledger.counts(&query(asked.days(today), Vec::new(), Grain::Whole))? {
            add(&names, &row, |kind, what, n| {
                numbers.units.entry((kind.to_owned(), row.unit.clone())).or_default().put(what, n);
            });
        }
        for row in ledger.counts(&query(asked.days_of_last_year(today), own.clone(), Grain::Whole))? {
            add(&names, &row, |_, what, n| numbers.before.put(what, n));
        }
        let first = Date::new(today.year() - 1, 1, 1).unwrap_or(today);
        for row in ledger.counts(&query((first, today), own, Grain::Month))? {
            add(&names, &row, |_, what, n| numbers.months.entry(row.day).or_default().put(what, n));
        }
        Ok(numbers)
    }

    /// What was counted for one unit alone, of all kinds; the unit without a code is the whole district.
    pub fn unit(&self, unit: &str) -> Counts {
        let own = self.units.iter().filter(|((_, known), _)| known == unit);
        own.fold(Counts::default(), |sum, (_, counts)| sum.and(*counts))
    }

    /// The same for a unit with all below it.
    pub fn with_below(&self, law: &Law, unit: Option<&UnitCode>) -> Counts {
        units_of(law, unit).iter().fold(Counts::default(), |sum, unit| sum.and(self.unit(unit)))
    }

    /// The kinds of matter that something happened to, each with what happened in these units.
    pub fn kinds(&self, law: &Law, unit: Option<&UnitCode>) -> Vec<(String, Counts)> {
        let own = units_of(law, unit);
        let mut kinds: BTreeMap<String, Counts> = BTreeMap::new();
        for ((kind, unit), counts) in &self.units {
            if own.contains(unit) {
                let sum = kinds.entry(kind.clone()).or_default();
                *sum = sum.and(*counts);
            }
        }
        kinds.into_iter().collect()
    }

    /// The units that something was counted for, by code.
    pub fn units(&self) -> Vec<&str> {
        let mut units: Vec<&str> =
            self.units.keys().map(|(_, unit)| unit.as_str()).filter(|unit| !unit.is_empty()).collect();
        units.sort_unstable();
        units.dedup();
        units
    }

    /// A month, named by its first day.
    pub fn month(&self, month: Date) -> Counts {
        self.months.get(&month).copied().unwrap_or_default()
    }

    /// The same days of the year before.
    pub fn before(&self) -> Counts {
        self.before
    }
}

/// The names under which the asked kinds of matter are counted, each with its kind and what it counts.
fn names(law: &Law, asked: &Asked) -> BTreeMap<String, (String, &'static str)> {
    let kinds: Vec<String> = match &asked.kind {
        Some(kind) => vec![kind.clone()],
        None => public_types(law).collect(),
    };
    let named = |kind: &String| {
        let kind = kind.clone();
        kept_of(&kind).into_iter().map(move |(name, what)| (name, (kind.clone(), what)))
    };
    kinds.iter().flat_map(named).collect()
}

/// The names of what is behind one number.
pub fn names_of(law: &Law, asked: &Asked, what: &str) -> Vec<String> {
    names(law, asked).into_iter().filter(|(_, (_, known))| *known == what).map(|(name, _)| name).collect()
}

fn add(names: &BTreeMap<String, (String, &'static str)>, row: &CountRow, mut put: impl FnMut(&str, &str, i64)) {
    if let Some((kind, what)) = names.get(&row.indicator) {
        put(kind, what, row.n);
    }
}

/// A unit with all below it; the whole district is the unit without a code.
pub fn units_of(law: &Law, unit: Option<&UnitCode>) -> Vec<String> {
    let Some(unit) = unit else { return vec![String::new()] };
    let below = law.directory.units(None, None).filter(|known| law.directory.is_within(&known.code, unit));
    let mut units: Vec<String> = below.map(|known| known.code.to_string()).collect();
    if !units.iter().any(|known| known == unit.as_str()) {
        units.push(unit.to_string());
    }
    units
}

/// The streets of a district.
pub fn streets(law: &Law, district: &DistrictCode) -> Vec<UnitCode> {
    let streets = law.directory.units(None, Some(UnitKind::Street)).filter(|unit| unit.code.district() == *district);
    streets.map(|unit| unit.code.clone()).collect()
}

/// The street that a unit belongs to, itself one of them or not.
pub fn street_of(law: &Law, unit: &str) -> Option<UnitCode> {
    let code: UnitCode = unit.parse().ok()?;
    let path = law.directory.path(&code);
    path.into_iter().find(|unit| unit.kind == UnitKind::Street).map(|unit| unit.code.clone())
}
