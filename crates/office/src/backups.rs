//! Copies of the whole store: made while it runs, named by their instant, and remembered.

use std::path::{Path, PathBuf};

use bihuan_ledger::{Ledger, LedgerError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Office;
use crate::failure::Failure;

/// Where the store keeps when it was copied last.
const LAST: &str = "last-backup";

/// The folder, in the store's own, that copies made from the page go to.
const FOLDER: &str = "backups";

/// A copy.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Backup {
    /// The file.
    pub file: PathBuf,
    /// How long it is.
    pub bytes: u64,
    /// When it was made, by the machine's clock.
    pub at: Timestamp,
}

/// Copies a store into a new file, and remembers that.
///
/// # Errors
/// A file that is there already; a full disk.
pub fn back_up(ledger: &dyn Ledger, file: &Path) -> Result<Backup, LedgerError> {
    ledger.backup(file)?;
    let bytes = std::fs::metadata(file).map_err(|error| LedgerError::Io(error.to_string()))?.len();
    let made = Backup { file: file.to_owned(), bytes, at: Timestamp::now() };
    let text = serde_json::to_string(&made).map_err(|error| LedgerError::Io(error.to_string()))?;
    ledger.set_meta(LAST, Some(&text))?;
    Ok(made)
}

impl Office {
    /// Copies the store into its own folder of copies. Two that begin in one second are one too many: the later is refused.
    ///
    /// # Errors
    /// As [`back_up`].
    pub fn back_up_here(&self) -> Result<Backup, Failure> {
        let folder = self.ledger().place().join(FOLDER);
        std::fs::create_dir_all(&folder).map_err(|error| LedgerError::Io(error.to_string()))?;
        let name = Timestamp::now().strftime("bihuan-%Y%m%dT%H%M%SZ.backup").to_string();
        Ok(back_up(self.ledger(), &folder.join(name))?)
    }

    /// The last copy that was made, wherever it went.
    ///
    /// # Errors
    /// The store's.
    pub fn last_backup(&self) -> Result<Option<Backup>, Failure> {
        let kept = self.ledger().meta(LAST)?;
        Ok(kept.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// The copies in the store's own folder, newest first: names and lengths.
    #[must_use]
    pub fn backups_here(&self) -> Vec<(String, u64)> {
        let listed = std::fs::read_dir(self.ledger().place().join(FOLDER)).into_iter().flatten().flatten();
        let copy = |entry: std::fs::DirEntry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let whole = name.ends_with(".backup");
            Some((name, entry.metadata().ok()?.len())).filter(|_| whole)
        };
        let mut found: Vec<(String, u64)> = listed.filter_map(copy).collect();
        found.sort_by(|a, b| b.cmp(a));
        found
    }
}
