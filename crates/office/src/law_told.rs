//! One law on all nodes: whoever changes it leaves a mark in the store, and whoever sees a mark that is not his reads it anew.

use std::sync::{Arc, PoisonError};

use bihuan_ledger::LedgerError;
use jiff::Timestamp;

use crate::Office;

/// Where the store keeps the mark of the last change.
const MARK: &str = "law-changed";

impl Office {
    /// Tells the other nodes. A node that cannot tell has not lost anything: what it changed stands in the store, and is read
    /// with the next change or start.
    pub(crate) fn tell_of_law(&self) {
        let mark = format!("{}-{}", Timestamp::now().as_microsecond(), std::process::id());
        match self.ledger().set_meta(MARK, Some(&mark)) {
            Ok(()) => *self.law_told.lock().unwrap_or_else(PoisonError::into_inner) = Some(mark),
            Err(error) => tracing::warn!(%error, "other nodes could not be told of the law"),
        }
    }

    /// Takes over what other nodes have put in force; answers whether there was something.
    ///
    /// # Errors
    /// The store's; what it keeps cannot be read as a law, which leaves the one in force as it is.
    pub fn follow_law(&self) -> Result<bool, LedgerError> {
        let mark = self.ledger().meta(MARK)?;
        let mut told = self.law_told.lock().unwrap_or_else(PoisonError::into_inner);
        if *told == mark {
            return Ok(false);
        }
        let again = self.law().again(self.ledger()).map_err(|error| LedgerError::refused("law", error.to_string()))?;
        *self.law.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(again.as_of(self.clock().now()));
        *told = mark;
        Ok(true)
    }
}
