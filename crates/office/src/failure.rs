//! Why the office did not do what it was asked.

use std::time::Duration;

use bihuan_core::casework::Refusal;
use bihuan_ledger::{CommitError, LedgerError};

use crate::people::PeopleError;

/// Why not. Nothing was written.
#[derive(Debug)]
pub enum Failure {
    /// The law says no.
    Refused(Box<Refusal>),
    /// There is no such case or type, or the caller has no right to know.
    NotFound,
    /// The caller looked at an older version, and what the act rests on has changed since.
    Stale {
        /// The version now.
        version: u64,
        /// What changed, in words of the record: `task t2`, `field category` …
        changed: Vec<String>,
        /// Who changed it: post and unit.
        by: Option<(String, String)>,
    },
    /// The idempotency key came with another body.
    KeyReused,
    /// The first request with this key is still under way.
    InFlight,
    /// Too much is waiting to be written.
    Busy(Duration),
    /// The record failed; the same command may be tried again.
    Storage(LedgerError),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        Failure::Refused(Box::new(refusal))
    }
}

impl From<PeopleError> for Failure {
    fn from(error: PeopleError) -> Failure {
        match error {
            PeopleError::Refused(refusal) => Failure::Refused(refusal),
            PeopleError::Ledger(error) => error.into(),
        }
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Failure {
        match error {
            LedgerError::Busy(wait) => Failure::Busy(wait),
            other => Failure::Storage(other),
        }
    }
}

impl From<CommitError> for Failure {
    fn from(error: CommitError) -> Failure {
        match error {
            CommitError::Busy(wait) => Failure::Busy(wait),
            CommitError::Storage(error) => error.into(),
            CommitError::KeyInUse => Failure::InFlight,
            other => Failure::Storage(LedgerError::refused("commit", other.to_string())),
        }
    }
}
