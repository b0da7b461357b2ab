//! What is done towards each promise of a district: the quantities of every task that was opened from it, added up while
//! they were recorded, so that a page of promises costs one question.

use std::collections::BTreeMap;

use bihuan_core::directory::DistrictCode;
use bihuan_core::value::EntryRef;
use bihuan_ledger::{CountQuery, LedgerError};
use bihuan_text::measure::Amount;
use bihuan_text::promises::{Progress, Promise, Quantity, progress};
use jiff::civil::Date;

use crate::law::Law;
use crate::{Office, measured_indicator};

/// The register that the promises stand in.
const REGISTER: &str = "promises";

/// A promise and how far it has come.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The promise.
    pub promise: Promise,
    /// How far it is today.
    pub progress: Progress,
    /// Whether any quantity was recorded.
    pub recorded: bool,
}

impl Standing {
    /// Whether any quantity was recorded. A promise that nobody worked on is neither kept nor judged.
    pub fn has_begun(&self) -> bool {
        self.recorded
    }

    /// Whether what was recorded is too little, and the year is over. Where nothing was recorded nothing is known.
    pub fn is_late(&self) -> bool {
        self.recorded && self.progress.late
    }

    /// Whether something was recorded and the promise is neither kept nor late.
    pub fn is_under_way(&self) -> bool {
        self.recorded && !self.progress.kept && !self.progress.late
    }

    /// Whether what was recorded keeps the promise.
    pub fn is_kept(&self) -> bool {
        self.recorded && self.progress.kept
    }
}

/// Every promise of a district with what was recorded for it, in the order of the documents.
///
/// # Errors
/// The store's, and a sum that no district can have.
pub fn standings(office: &Office, district: &DistrictCode) -> Result<Vec<Standing>, LedgerError> {
    beside(office, district, promises_of(office, district)?)
}

/// Those of a year.
///
/// # Errors
/// The store's, and a sum that no district can have.
pub fn of_year(office: &Office, district: &DistrictCode, year: i16) -> Result<Vec<Standing>, LedgerError> {
    beside(office, district, office.promises_in(district.as_str(), year)?)
}

/// The promise of a name, with what was recorded for it.
///
/// # Errors
/// The store's.
pub fn named(office: &Office, id: &str) -> Result<Option<Standing>, LedgerError> {
    let Some((district, promise)) = promise_named(office, id)? else { return Ok(None) };
    Ok(beside(office, &district, vec![promise])?.pop())
}

/// The promise of a name, and whose it is: a key of each district's register.
///
/// # Errors
/// The store's.
pub fn promise_named(office: &Office, id: &str) -> Result<Option<(DistrictCode, Promise)>, LedgerError> {
    let law = office.law();
    for unit in law.directory.districts() {
        let district = unit.code.district();
        if let Some(promise) = office.promise_named(district.as_str(), id)? {
            return Ok(Some((district, promise)));
        }
    }
    Ok(None)
}

/// These promises with what was recorded for them.
fn beside(office: &Office, district: &DistrictCode, promises: Vec<Promise>) -> Result<Vec<Standing>, LedgerError> {
    let law = office.law();
    let sums = sums(office, &law, district, &promises)?;
    let today = office.today();
    promises.into_iter().map(|promise| standing(promise, &sums, today)).collect()
}

/// The entry that a promise is in the register.
pub fn entry(id: &str) -> EntryRef {
    EntryRef { register: REGISTER.to_owned(), key: id.to_owned() }
}

/// The kinds of matter that are about a promise, each with the names of its quantities.
pub fn kinds(law: &Law) -> Vec<(String, Vec<String>)> {
    let about = |rules: &bihuan_core::pack::CaseType| {
        rules.form.iter().any(|field| field.register.as_deref() == Some(REGISTER))
    };
    let kinds = law.types().filter(|(_, rules)| about(rules));
    kinds.map(|(_, rules)| (rules.id.0.clone(), rules.quantities.iter().map(|q| q.name.clone()).collect())).collect()
}

/// The register's entries; those that ship, where nobody has put any into it.
pub fn promises_of(office: &Office, district: &DistrictCode) -> Result<Vec<Promise>, LedgerError> {
    office.promises_of(district.as_str())
}

/// What was recorded for each promise, in ten-thousandths of its measure.
fn sums(
    office: &Office,
    law: &Law,
    district: &DistrictCode,
    promises: &[Promise],
) -> Result<BTreeMap<String, i128>, LedgerError> {
    let kinds = kinds(law);
    let of = |promise: &Promise| {
        let names = kinds.iter().flat_map(|(id, quantities)| quantities.iter().map(move |q| (id, q)));
        names.map(|(id, q)| (measured_indicator(id, q, &entry(&promise.id)), promise.id.clone())).collect::<Vec<_>>()
    };
    let names: BTreeMap<String, String> = promises.iter().flat_map(of).collect();
    if names.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = office.ledger().counts(&CountQuery {
        districts: vec![district.to_string()],
        indicators: names.keys().cloned().collect(),
        ..CountQuery::default()
    })?;
    let mut sums = BTreeMap::new();
    for row in rows {
        if let Some(id) = names.get(&row.indicator) {
            *sums.entry(id.clone()).or_default() += i128::from(row.n);
        }
    }
    Ok(sums)
}

/// What a task counts belongs to the promise that it was opened from, and so to the promise's year, also where it was
/// written down later.
fn standing(promise: Promise, sums: &BTreeMap<String, i128>, today: Date) -> Result<Standing, LedgerError> {
    let sum = sums.get(&promise.id).copied();
    let on = Date::new(promise.year, 12, 31).map_or(today, |end| end.min(today));
    let recorded =
        Quantity { on, amount: Amount::from_scaled(sum.unwrap_or_default()), measure: promise.measure.clone() };
    let progress =
        progress(&promise, &[recorded], today).map_err(|fault| LedgerError::refused("promise", fault.to_string()))?;
    Ok(Standing { promise, progress, recorded: sum.is_some() })
}
