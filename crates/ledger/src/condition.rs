//! How the store is: what whoever keeps the machine wants to know before it is too late.

use std::path::Path;

use rusqlite::Connection;

use crate::error::Result;
use crate::sqlite::{Sqlite, unsigned};

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

pub(crate) fn condition(ledger: &Sqlite) -> Result<Condition> {
    Ok(Condition {
        adrift: ledger.read(adrift)?,
        bytes: ["ledger.db", "ledger.db-wal", "log.db", "search.db"]
            .iter()
            .map(|name| size(&ledger.dir().join(name)))
            .sum(),
        free: rustix::fs::statvfs(ledger.dir()).ok().map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize)),
        format: crate::FORMAT,
    })
}

/// The index has few rows: what nobody answers for, and what neither the case's own clock nor a warning looks after. Of
/// those a task with a day of its own still keeps one from being adrift.
fn adrift(db: &Connection) -> Result<u64> {
    let sql = "SELECT count(*) FROM case_head AS c INDEXED BY case_adrift
        WHERE status = 'open' AND (unit IS NULL OR (late_from IS NULL AND wake_at IS NULL))
        AND (unit IS NULL OR NOT EXISTS (
            SELECT 1 FROM task AS t WHERE t.district = c.district AND t.case_id = c.case_id AND t.due IS NOT NULL))";
    Ok(db.prepare_cached(sql)?.query_row([], |r| unsigned(r, 0))?)
}

fn size(file: &Path) -> u64 {
    std::fs::metadata(file).map_or(0, |found| found.len())
}
