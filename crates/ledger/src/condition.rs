//! How the store is: what whoever keeps the machine wants to know before it is too late.

use crate::error::Result;
use crate::sql::{Db, one};

/// The store in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// Open cases that no unit answers for, or that no clock runs for. Anything but 0 is a defect.
    pub adrift: u64,
    /// Bytes of the files of the store, attachments left out.
    pub bytes: u64,
    /// Bytes that are still free on its disk; none: the system does not say.
    pub free: Option<u64>,
    /// The format of the store.
    pub format: i64,
}

/// The index has few rows: what nobody answers for, and what neither the case's own clock nor a warning looks after. Of
/// those a task with a day of its own still keeps one from being adrift.
pub(crate) fn adrift(db: &Db) -> Result<u64> {
    let sql = "SELECT count(*) FROM case_head AS c INDEXED BY case_adrift
        WHERE status = 'open' AND (unit IS NULL OR (late_from IS NULL AND wake_at IS NULL))
        AND (unit IS NULL OR NOT EXISTS (
            SELECT 1 FROM task AS t WHERE t.district = c.district AND t.case_id = c.case_id AND t.due IS NOT NULL))";
    one(db, sql)
}
