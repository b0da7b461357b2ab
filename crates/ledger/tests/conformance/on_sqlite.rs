//! On the embedded store.

pub use crate::samples::*;

#[path = "accounts.rs"]
mod accounts;
#[path = "cases.rs"]
mod cases;
#[path = "commits.rs"]
mod commits;
#[path = "followers.rs"]
mod followers;
#[path = "keeping.rs"]
mod keeping;
#[path = "letters.rs"]
mod letters;

use bihuan_ledger::Sqlite;

/// A store that goes away with the test.
pub struct Store {
    pub ledger: Option<Sqlite>,
    pub dir: tempfile::TempDir,
}

impl Store {
    pub fn new() -> Store {
        let dir = tempfile::tempdir().unwrap();
        Store { ledger: Some(Sqlite::open(dir.path()).unwrap()), dir }
    }

    /// What a backup unpacks to.
    pub fn restored(&self, backup: &std::path::Path) -> Store {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("restored");
        let report = bihuan_ledger::restore(backup, &place, &bihuan_ledger::Checks::default()).unwrap();
        assert_eq!((report.wrong, report.files), (None, 1));
        let again = bihuan_ledger::restore(backup, &place, &bihuan_ledger::Checks::default());
        assert!(again.is_err_and(|error| error.to_string().contains("not empty")));
        Store { ledger: Some(Sqlite::open(&place).unwrap()), dir }
    }

    /// The same store, opened again.
    pub fn open(&mut self) {
        self.ledger = Some(Sqlite::open(self.dir.path()).unwrap());
    }
}

as_its_users_see_it!();
