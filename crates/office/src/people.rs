//! The directory as the store keeps it: units and officers as rows, put together into one [`Directory`].

use bihuan_core::directory::{
    Directory, DirectoryBuilder, DirectoryError, DistrictCode, Officer, Unit, UnitKind, shipped_districts,
};
use bihuan_ledger::{DirectoryRow, Ledger, LedgerError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

/// Why a directory, or a change to it, cannot be.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// The store's reason.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// What is wrong with units or officers, in a sentence.
    #[error("{0}")]
    Wrong(String),
}

const UNIT: &str = "unit";
const OFFICER: &str = "officer";

/// The directory of every district in the store.
pub fn directory(ledger: &dyn Ledger) -> Result<Directory, PeopleError> {
    build(units(ledger)?, officers(ledger)?)
}

fn build(units: Vec<Unit>, officers: Vec<Officer>) -> Result<Directory, PeopleError> {
    DirectoryBuilder::new().units(units).officers(officers).build().map_err(|errors| faults(&errors))
}

fn faults(errors: &[DirectoryError]) -> PeopleError {
    let told: Vec<String> = errors.iter().take(5).map(|error| format!("{} · {error}", error.zh())).collect();
    PeopleError::Wrong(told.join("; "))
}

fn units(ledger: &dyn Ledger) -> Result<Vec<Unit>, PeopleError> {
    rows(ledger, UNIT)
}

fn officers(ledger: &dyn Ledger) -> Result<Vec<Officer>, PeopleError> {
    rows(ledger, OFFICER)
}

fn rows<T: DeserializeOwned>(ledger: &dyn Ledger, kind: &str) -> Result<Vec<T>, PeopleError> {
    let mut all = Vec::new();
    for district in ledger.directory_districts()? {
        for row in ledger.directory(&district, Some(kind))? {
            let broken = |error| {
                PeopleError::Wrong(format!("机构名录读不出:{} {error} · the directory cannot be read", row.key))
            };
            all.push(serde_json::from_value(row.value).map_err(broken)?);
        }
    }
    Ok(all)
}

/// Takes units of a district in beside those that are there; answers how many, by kind.
pub fn keep_units(ledger: &dyn Ledger, district: &DistrictCode, new: &[Unit]) -> Result<Json, PeopleError> {
    let mut all: Vec<Unit> =
        units(ledger)?.into_iter().filter(|old| new.iter().all(|unit| unit.code != old.code)).collect();
    let mut taken = new.to_vec();
    let root = district.unit();
    if !all.iter().chain(new).any(|unit| unit.code == root) {
        taken.push(root_of(district)?);
    }
    all.extend(taken.iter().cloned());
    build(all, officers(ledger)?)?;
    let rows = taken.iter().map(|unit| row(district, UNIT, unit.code.as_str(), unit)).collect::<Result<_, _>>()?;
    ledger.put_directory(rows)?;
    let of_kind = |kind| new.iter().filter(|unit| unit.kind == kind).count();
    Ok(
        json!({ "district": district, "units": new.len(), "streets": of_kind(UnitKind::Street), "communities": of_kind(UnitKind::Community) }),
    )
}

/// A list of streets and communities does not name the district itself: it takes its name from the districts that ship, else its code.
fn root_of(district: &DistrictCode) -> Result<Unit, PeopleError> {
    let shipped = shipped_districts().map_err(|error| faults(&[error]))?;
    let known = shipped.into_iter().find(|unit| unit.code == district.unit());
    Ok(known.unwrap_or_else(|| Unit::new(district.unit(), district.as_str(), UnitKind::District)))
}

/// Keeps an officer, once the directory with that officer has been found in order.
pub fn keep_officer(ledger: &dyn Ledger, officer: &Officer) -> Result<(), PeopleError> {
    keep_officers(ledger, std::slice::from_ref(officer))
}

/// Keeps officers, all or none.
pub fn keep_officers(ledger: &dyn Ledger, new: &[Officer]) -> Result<(), PeopleError> {
    let mut all: Vec<Officer> =
        officers(ledger)?.into_iter().filter(|old| new.iter().all(|officer| officer.user != old.user)).collect();
    all.extend(new.iter().cloned());
    build(units(ledger)?, all)?;
    let rows = new
        .iter()
        .map(|officer| row(&home(officer), OFFICER, officer.user.as_str(), officer))
        .collect::<Result<_, _>>()?;
    Ok(ledger.put_directory(rows)?)
}

/// The district that an officer's row stands in; an officer without a post yet stands in none.
fn home(officer: &Officer) -> impl std::fmt::Display + use<> {
    officer.holdings.first().map(|holding| holding.unit.district().to_string()).unwrap_or_default()
}

/// What an account says of its officer, for whoever looks it up by name.
pub fn profile(officer: &Officer) -> Json {
    let district = officer.holdings.first().map(|holding| holding.unit.district());
    json!({ "name": officer.name, "district": district, "synthetic": officer.synthetic })
}

fn row(
    district: &impl std::fmt::Display,
    kind: &str,
    key: &str,
    value: &impl Serialize,
) -> Result<DirectoryRow, PeopleError> {
    let value = serde_json::to_value(value).map_err(|error| PeopleError::Wrong(error.to_string()))?;
    Ok(DirectoryRow { district: district.to_string(), kind: kind.into(), key: key.into(), value })
}
