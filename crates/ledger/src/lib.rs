//! Everything below the domain: where decided rows become durable, stay provable, and are read back.
//!
//! The story of one command. The domain has *decided*; what it wants to keep comes as one [`Write`]. [`Cases::submit`] puts it into a
//! bounded queue; the one writer thread takes what waits there, gives each its place in the district's log, seals what people typed
//! under the case's own key, and makes all of it durable in a single transaction. Only then does the caller hear [`Committed`].
//!
//! Behind that, *followers* with a position of their own read the log: one grows the district's Merkle tree and signs checkpoints, one
//! makes the words findable. They may lag (see [`Ledger::lag`]) and can be rebuilt; the truth is `ledger.db` alone.
//!
//! What this room does not know: what an event means, who may do what, what a deadline is. It is given rows and gives back rows.
//!
//! On disk, under one directory: `ledger.db` (the truth), `log.db` and `search.db` (made from it, may be deleted), `files/` (attachments
//! by content), `keys/` (0600: seals the vault, signs checkpoints, derives codes), `lock` (one process at a time).

mod accounts;
mod apply;
mod backup;
mod books;
mod condition;
mod disk;
mod drafts;
mod engine;
mod error;
mod figures;
mod files;
mod found;
mod kept;
mod keys;
mod letters;
pub mod log;
mod look;
mod notices;
pub mod ocel;
mod outbox;
mod overview;
mod pictures;
mod postgres;
mod query;
mod read;
mod search;
mod sql;
mod sqlite;
mod tally;
mod vault;
mod verify;
mod write;
mod writer;

pub use accounts::{Accounts, LookQuery, LookRow, SessionRow, TokenRow, UserRow};
pub use backup::restore;
pub use books::{BOOKS, Behind, Books, DirectoryChange, DirectoryRow, Found, PackVersion};
pub use condition::Condition;
pub use drafts::{DRAFT_LIFETIME, DRAFT_LIMIT, DraftRow, Drafts, open_draft, seal_draft};
pub use engine::Alone;
pub use error::{CommitError, LedgerError, Result};
pub use files::{FILE_LIMIT, FileRow, Files, sniff};
pub use found::EntryQuery;
pub use kept::{Keepsakes, KeptRow};
pub use keys::Keys;
pub use letters::{LetterQuery, LetterRow, Letters};
pub use log::{Checkpoint, InclusionProof, TransparencyLog};
pub use notices::{Contact, NewNotice, NoticeQuery, NoticeRow, Notices};
pub use outbox::{Outbox, OutboxRow, Retry};
pub use overview::Overview;
pub use pictures::PIXEL_LIMIT;
pub use postgres::{Postgres, restore_to};
pub use read::*;
pub use sqlite::{FORMAT, Options, Sqlite};
pub use tally::{Tally, tally};
pub use vault::{Vault, VaultContent, commitment};
pub use verify::{Checks, Entered, EntryChecks, Replay, Told, VerifyReport, Wrong};
pub use write::*;

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;

/// What hears the end of a commit; called once, from the writer's thread: it must be short and must not wait for the ledger.
pub type Done = Box<dyn FnOnce(Result<Committed, CommitError>) + Send>;

/// The store of an instance. Engines: [`Sqlite`]; each must pass the conformance suite in `tests/conformance`.
pub trait Ledger:
    Cases + Overview + Vault + Files + Outbox + Notices + TransparencyLog + Accounts + Books + Keepsakes + Letters + Drafts
{
    /// How far each follower is behind.
    fn lag(&self) -> Result<Vec<Lag>>;

    /// Checks everything that is kept against everything else; `checks` brings what only the domain knows.
    fn verify(&self, checks: &Checks<'_>) -> Result<VerifyReport>;

    /// Copies the whole store, while it runs, into one new file that [`restore`] reads. Holds the keys: guard it like them.
    fn backup(&self, file: &std::path::Path) -> Result<()>;

    /// The keys of this instance.
    fn keys(&self) -> &Keys;

    /// The directory that the store lives in.
    fn place(&self) -> &std::path::Path;

    /// Waits until no other node does `what`, and holds it until the answer is dropped, or this node dies. Within a process
    /// its own locks come first.
    fn alone(&self, what: &str) -> Result<Alone>;

    /// Whether it is this node that does what is done once for all of them: timers, schedules, sending. Another takes over when
    /// it dies.
    fn on_duty(&self) -> Result<bool>;

    /// How the store is, in numbers that cost the same whatever it holds.
    fn condition(&self) -> Result<Condition>;
}

/// Cases: what commands write and lists read.
pub trait Cases: Send + Sync {
    /// Queues a write; `done` hears how it ended. Never waits.
    fn submit(&self, write: Write, done: Done);

    /// Queues a write and waits until it is durable.
    fn commit(&self, write: Write) -> Result<Committed, CommitError> {
        let (tell, hear) = std::sync::mpsc::sync_channel(1);
        self.submit(write, Box::new(move |end| drop(tell.send(end))));
        hear.recv().unwrap_or(Err(CommitError::Storage(LedgerError::Closing)))
    }

    /// A case by id or number.
    fn head(&self, id_or_number: &str) -> Result<Option<CaseRow>>;

    /// Those of these cases, by id, that there are; in one question, in no order.
    fn heads_of(&self, ids: &[String]) -> Result<Vec<CaseRow>>;

    /// A list of cases, newest first.
    fn cases(&self, query: &CaseQuery) -> Result<Page<CaseRow>>;

    /// How many cases a query finds in all; `cursor` and `limit` are not looked at.
    fn count_cases(&self, query: &CaseQuery) -> Result<u64>;

    /// Open tasks, soonest due first, those without a deadline last.
    fn tasks(&self, query: &TaskQuery) -> Result<Page<OpenTask>>;

    /// How many open tasks each unit, post and officer of a district has.
    fn load(&self, district: &str) -> Result<Vec<LoadRow>>;

    /// How many tasks that officers have by name are due before an instant, by unit, post and officer.
    fn load_due(&self, district: &str, before: Timestamp) -> Result<Vec<LoadRow>>;

    /// All records of a case, oldest first.
    fn records(&self, district: &str, case: &str) -> Result<Vec<RecordRow>>;

    /// The records of a district after `after`, at most `limit`.
    fn records_after(&self, district: &str, after: u64, limit: usize) -> Result<Vec<RecordRow>>;

    /// The districts that have records.
    fn districts(&self) -> Result<Vec<String>>;

    /// The last place of each district; where that is `seen` still, waits until something more is durable, the store
    /// closes, or `patience` ends.
    fn places_beyond(&self, seen: &BTreeMap<String, u64>, patience: Duration) -> BTreeMap<String, u64>;

    /// Heads that nobody can find by their reporter, by id after `cursor`: filed before there was an index, or without
    /// a number.
    fn heads_without_index(&self, district: &str, cursor: &str, limit: usize) -> Result<Vec<CaseRow>>;

    /// Gives a head at this version the digest by which its reporter's matters are found, unless it has one or its
    /// reporter's data are erased; answers whether it did. No part of the record.
    fn put_reporter_index(&self, district: &str, case: &str, version: u64, index: &str) -> Result<bool>;

    /// Cases whose timers are due, soonest first.
    fn due_wakes(&self, now: Timestamp, limit: usize) -> Result<Vec<Wake>>;

    /// When the next timer of all is due.
    fn next_wake(&self) -> Result<Option<Timestamp>>;

    /// Sums of figures by district, indicator, unit and day.
    fn counts(&self, query: &CountQuery) -> Result<Vec<CountRow>>;

    /// The days on which something was added to such sums, by district, the newest first.
    fn count_days(&self, query: &CountQuery) -> Result<Vec<(String, Date)>>;

    /// Tells all records of a district by case, and all that is kept of its figures, as of one instant; only one case is
    /// in memory. Writers are not held up.
    fn read_figures(&self, district: &str, reader: &mut dyn FigureReader) -> Result<()>;

    /// Adds to what is kept of figures, a part at a time; a sum that comes to nothing leaves no row. Part of no record:
    /// it mends what is kept, and what is added commutes with what acts add meanwhile.
    fn add_figures(&self, district: &str, rows: &[FigureRow]) -> Result<()>;

    /// The next running number of a district and year, from 1. A number that no case took may be given again after a restart.
    fn next_number(&self, district: &str, year: i16) -> Result<u64>;

    /// The answer kept for a key, if it is younger than a day of machine time.
    fn idempotency(&self, district: &str, caller: &str, path: &str, key: &str) -> Result<Option<IdempotencyRow>>;

    /// The case and revision that stand for an outer matter.
    fn outer(&self, district: &str, system: &str, number: &str) -> Result<Option<(String, i64)>>;

    /// Who holds which quarters of an entry, `from <= quarter < until`.
    fn reservations(&self, district: &str, entry: &str, from: i64, until: i64) -> Result<Vec<(i64, String)>>;

    /// The same of several entries, by entry and quarter; at most 200 are looked at.
    fn reservations_of(&self, district: &str, entries: &[String], from: i64, until: i64) -> Result<Vec<Reservation>>;

    /// The slots that a case holds, by entry and quarter.
    fn slots_of(&self, district: &str, case: &str) -> Result<Vec<Reservation>>;

    /// Puts the rows of a case's slots in place of those that are kept; part of no record: it mends what is kept. One that
    /// another case holds is refused, and nothing is changed.
    fn keep_slots(&self, district: &str, case: &str, slots: Vec<Reservation>) -> Result<()>;

    /// Drops what has outlived its time: idempotency keys after a day, ended sessions, files that no case took within a day.
    fn sweep(&self, machine_now: Timestamp) -> Result<()>;
}
