//! On a server.

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

use bihuan_ledger::Postgres;

use crate::server::Database;

/// A store that goes away with the test.
pub struct Store {
    pub ledger: Option<Postgres>,
    pub dir: tempfile::TempDir,
    database: Database,
}

impl Store {
    pub fn new() -> Store {
        let (dir, database) = (tempfile::tempdir().unwrap(), Database::new());
        Store { ledger: Some(Postgres::open(&database.url, dir.path()).unwrap()), dir, database }
    }

    /// What a backup unpacks to.
    pub fn restored(&self, backup: &std::path::Path) -> Store {
        let (dir, database) = (tempfile::tempdir().unwrap(), Database::new());
        let place = dir.path().join("restored");
        let checks = bihuan_ledger::Checks::default();
        let report = bihuan_ledger::restore_to(backup, &database.url, &place, &checks).unwrap();
        assert_eq!((report.wrong, report.files), (None, 1));
        let again = bihuan_ledger::restore_to(backup, &database.url, &dir.path().join("second"), &checks);
        assert!(again.is_err_and(|error| error.to_string().contains("not empty")));
        Store { ledger: Some(Postgres::open(&database.url, &place).unwrap()), dir, database }
    }

    /// The same store, opened again.
    pub fn open(&mut self) {
        self.ledger = Some(Postgres::open(&self.database.url, self.dir.path()).unwrap());
    }
}

as_its_users_see_it!();
