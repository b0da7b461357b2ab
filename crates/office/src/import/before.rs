//! What each row of a table became, for good: written with the record that took it, so that a file that comes again, on
//! another day or from another officer, is known row by row. A row is known by the digest of its table and its place.

use std::collections::BTreeMap;

use bihuan_core::casework::Case;
use bihuan_ledger::EntryRow;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::plan::PATH;
use crate::Office;
use crate::demand::IdempotencyKey;
use crate::failure::Failure;

/// The register of rows that were taken. No pack has a register of such a name.
const TAKEN: &str = "tables.taken";

/// How a row was taken before.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Before {
    /// The matter's number.
    pub number: String,
    /// When.
    pub at: Timestamp,
    /// By whom: `user:NAME`, or `command-line`.
    pub by: String,
    /// Whether the row opened the matter.
    pub opened: bool,
}

/// What is kept of a row that is taken under this key; nothing for what is no row of a table.
pub(crate) fn kept(key: &IdempotencyKey, case: &Case, at: Timestamp, opened: bool) -> Option<EntryRow> {
    let (file, row) = key.key.rsplit_once('-').filter(|_| key.path == PATH)?;
    let before = Before { number: case.number.clone(), at, by: key.caller.clone(), opened };
    let value = serde_json::to_value(before).ok()?;
    Some(EntryRow { register: TAKEN.to_owned(), key: format!("{file}/{row}"), value })
}

impl Office {
    /// The rows of a table that were taken in a district, by their place in it: a question for each two hundred of them.
    pub(super) fn taken_of(&self, district: &str, file: &str) -> Result<BTreeMap<usize, Before>, Failure> {
        let prefix = format!("{file}/");
        let row = |row: EntryRow| {
            let place = row.key.strip_prefix(&prefix)?.parse().ok()?;
            Some((place, serde_json::from_value(row.value).ok()?))
        };
        Ok(self.ledger().entries_all(district, TAKEN, &prefix)?.into_iter().filter_map(row).collect())
    }
}
