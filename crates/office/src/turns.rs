//! One at a time: in this process by a lock of its own, and among all nodes by one that the store holds.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bihuan_ledger::{Alone, LedgerError};

use crate::Office;

/// Held while something is done that two must not do at once. What is declared first is let go of first.
pub(crate) struct Turn<'o> {
    _everywhere: Alone,
    _here: MutexGuard<'o, ()>,
}

impl Office {
    /// Waits for the turn at `what`: first here, then among the nodes.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn turn_at<'o>(&self, here: &'o Mutex<()>, what: &str) -> Result<Turn<'o>, LedgerError> {
        let here = here.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Turn { _everywhere: self.ledger().alone(what)?, _here: here })
    }
}
