//! Sums of what happened to matters: filed, answered in time or late, judged well or badly, by district, unit and day.

use std::collections::BTreeMap;

use bihuan_core::directory::DistrictCode;
use bihuan_ledger::{CountQuery, LedgerError};
use bihuan_office::{Law, Office};
use jiff::civil::Date;

/// What is counted of every kind of matter, in the order of the pages.
pub const COUNTED: [&str; 6] = ["filed", "answered-in-time", "answered-late", "satisfied", "dissatisfied", "closed"];

/// Sums over some days, by unit; the unit without a code is the whole district.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Tally(BTreeMap<(String, &'static str), i64>);

impl Tally {
    /// What happened from one day to another, both counted, to matters that anyone may file.
    ///
    /// # Errors
    /// The store's.
    pub fn of(office: &Office, law: &Law, district: &DistrictCode, from: Date, to: Date) -> Result<Tally, LedgerError> {
        let named = |what: &'static str| public_types(law).map(move |id| (format!("{id}-{what}"), what));
        let names: BTreeMap<String, &'static str> = COUNTED.into_iter().flat_map(named).collect();
        if names.is_empty() {
            return Ok(Tally::default());
        }
        let rows = office.ledger().counts(&CountQuery {
            districts: vec![district.to_string()],
            indicators: names.keys().cloned().collect(),
            from: Some(from),
            to: Some(to),
            ..CountQuery::default()
        })?;
        let mut tally = Tally::default();
        for row in rows {
            let Some(what) = names.get(&row.indicator) else { continue };
            *tally.0.entry((row.unit, what)).or_default() += row.n;
        }
        Ok(tally)
    }

    /// The district's sum.
    pub fn all(&self, what: &str) -> i64 {
        self.unit("", what)
    }

    /// A unit's sum.
    pub fn unit(&self, unit: &str, what: &str) -> i64 {
        let found = COUNTED.into_iter().find(|known| *known == what);
        found.and_then(|what| self.0.get(&(unit.to_owned(), what)).copied()).unwrap_or_default()
    }

    /// The units that anything happened in, by code.
    pub fn units(&self) -> Vec<&str> {
        let mut units: Vec<&str> =
            self.0.keys().map(|(unit, _)| unit.as_str()).filter(|unit| !unit.is_empty()).collect();
        units.dedup();
        units
    }
}

/// The kinds of matter that anyone may file.
pub fn public_types(law: &Law) -> impl Iterator<Item = String> {
    law.types().filter(|(_, rules)| rules.public).map(|(_, rules)| rules.id.0.clone())
}
