//! Publications as rows of the books: each bears the source as it was checked, and the instant from which it rules.

use std::collections::BTreeMap;

use bihuan_ledger::{Ledger, LedgerError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::law::PackSource;

/// What kind of row of the directory a publication is.
pub(crate) const KIND: &str = "pack";

/// A version of a pack that an office published.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Publication {
    /// The pack's name.
    pub pack: String,
    /// The version.
    pub version: u32,
    /// SHA-256 of its source, in lower-case hexadecimal.
    pub sha256: String,
    /// From when on new matters are opened under it.
    pub from: Timestamp,
    /// When it was published.
    pub at: Timestamp,
    /// The account that published it.
    pub by: String,
    /// The accounts that wrote it.
    pub drafted_by: Vec<String>,
    /// Why.
    pub why: String,
    /// That it was taken back before it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
    /// The source.
    pub source: PackSource,
}

/// A publication was taken back.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Withdrawal {
    /// When.
    pub at: Timestamp,
    /// By which account.
    pub by: String,
    /// Why.
    pub why: String,
}

/// How a version stands at an instant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum State {
    /// New matters are opened under it.
    InForce,
    /// It will be, from this instant on.
    Waiting(Timestamp),
    /// A later one took its place; what runs under it goes on.
    Replaced,
    /// It was taken back before it began.
    Withdrawn,
}

impl Publication {
    /// Its key among the rows of its kind.
    pub(crate) fn key(&self) -> String {
        format!("{}@{:06}", self.pack, self.version)
    }

    /// Whether it rules at an instant, as long as no later one does.
    #[must_use]
    pub fn has_begun(&self, at: Timestamp) -> bool {
        self.withdrawn.is_none() && self.from <= at
    }
}

/// The publications of a store, by pack in the order of their versions, without their sources.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    of: BTreeMap<String, Vec<Publication>>,
}

impl Timeline {
    /// Puts them in order; of each the source is left out.
    pub(crate) fn of(all: &[Publication]) -> Self {
        let mut of: BTreeMap<String, Vec<Publication>> = BTreeMap::new();
        for one in all {
            let bare = Publication { source: PackSource::default(), ..one.clone() };
            of.entry(one.pack.clone()).or_default().push(bare);
        }
        of.values_mut().for_each(|all| all.sort_by_key(|one| one.version));
        Self { of }
    }

    /// The publications of a pack, oldest first.
    #[must_use]
    pub fn of_pack(&self, pack: &str) -> &[Publication] {
        self.of.get(pack).map(Vec::as_slice).unwrap_or_default()
    }

    /// One of them.
    #[must_use]
    pub fn one(&self, pack: &str, version: u32) -> Option<&Publication> {
        self.of_pack(pack).iter().find(|one| one.version == version)
    }

    /// The next instant at which some version begins, after this one.
    #[must_use]
    pub fn next_after(&self, at: Timestamp) -> Option<Timestamp> {
        let waiting = self.of.values().flatten().filter(|one| one.withdrawn.is_none() && one.from > at);
        waiting.map(|one| one.from).min()
    }

    /// Whether a version may open new matters at an instant: what no publication tells of is there since the program
    /// started with it, or was there before.
    #[must_use]
    pub fn may_rule(&self, pack: &str, version: u32, at: Timestamp) -> bool {
        self.one(pack, version).is_none_or(|one| one.has_begun(at))
    }
}

/// How a version stands, where this one is in force.
#[must_use]
pub(crate) fn standing(one: Option<&Publication>, version: u32, in_force: Option<u32>, at: Timestamp) -> State {
    match one {
        Some(one) if one.withdrawn.is_some() => State::Withdrawn,
        _ if in_force == Some(version) => State::InForce,
        Some(one) if one.from > at => State::Waiting(one.from),
        _ => State::Replaced,
    }
}

/// Every publication in the books of a store.
///
/// # Errors
/// The store's; a row that cannot be read (`pack-kept`).
pub(crate) fn kept(ledger: &dyn Ledger) -> Result<Vec<Publication>, LedgerError> {
    let mut all = Vec::new();
    for district in ledger.directory_districts()? {
        for row in ledger.directory(&district, Some(KIND))? {
            let one = serde_json::from_value(row.value)
                .map_err(|error| LedgerError::refused("pack-kept", format!("{district}/{}: {error}", row.key)))?;
            all.push(one);
        }
    }
    Ok(all)
}
