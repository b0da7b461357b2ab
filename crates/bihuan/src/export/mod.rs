//! The matters of a period in files that other tools read: an object-centric event log, or tables.
//!
//! What leaves the house: kinds of matter, stages, actions, units and hours. What does not: anything that somebody typed,
//! numbers of matters, and names of people. An officer is a pseudonym that holds within one file: it is made with a random
//! key that nobody keeps, so neither can it be undone nor do two files fit together.

mod figures;
mod ocel;
mod tables;

use std::path::PathBuf;

use bihuan_core::directory::UserName;
use bihuan_core::mining::{Story, story};
use bihuan_ledger::{CaseRow, Ledger, LedgerError};
use bihuan_office::period::{Entry, Period, each_page, entries};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// What is wanted, and where.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Wanted {
    /// In which form.
    pub form: Form,
    /// The file, or the folder of the tables; absolute.
    pub place: PathBuf,
    /// Which matters.
    pub period: Period,
}

/// In which form.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// An object-centric event log.
    Ocel,
    /// Tables in CSV.
    Csv,
}

/// Writes it; the answer counts what was written.
pub fn write(ledger: &dyn Ledger, wanted: &Wanted) -> Result<Json, Failure> {
    match wanted.form {
        Form::Ocel => ocel::write(ledger, wanted),
        Form::Csv => tables::write(ledger, wanted),
    }
}

/// Tells each matter of the period, one at a time.
fn each(
    ledger: &dyn Ledger,
    period: &Period,
    mut tell: impl FnMut(&CaseRow, &Story, &[Entry]) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    each_page(ledger, period, |rows| {
        for row in rows {
            let entries = entries(ledger, &row)?;
            if let Some(story) = story(entries.iter().map(|entry| (entry.at, entry.events.as_slice()))) {
                tell(&row, &story, &entries)?;
            }
        }
        Ok(true)
    })
}

/// What officers are called in one file.
struct Pseudonyms([u8; 32]);

impl Pseudonyms {
    fn draw() -> Result<Pseudonyms, LedgerError> {
        let mut key = [0_u8; 32];
        getrandom::fill(&mut key).map_err(|error| LedgerError::Io(error.to_string()))?;
        Ok(Pseudonyms(key))
    }

    /// Twelve hexadecimal digits. The key has the width of a block's half and is drawn anew each time, so the plain digest
    /// tells nobody anything.
    fn of(&self, officer: &UserName) -> String {
        let digest = Sha256::new().chain_update(self.0).chain_update(officer.as_str()).finalize();
        digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_holds_within_a_file_and_not_beyond() {
        let (one, other) = (Pseudonyms::draw().unwrap_or(Pseudonyms([0; 32])), Pseudonyms([7; 32]));
        let handler: UserName = "handler".parse().unwrap_or_else(|_| unreachable!());
        assert_eq!(one.of(&handler), one.of(&handler));
        assert_ne!(one.of(&handler), other.of(&handler));
        assert!(!one.of(&handler).contains("handler"));
    }
}
