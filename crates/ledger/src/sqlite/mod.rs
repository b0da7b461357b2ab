//! The embedded engine: one directory, one process, one writer thread, any number of readers.

mod apply;
mod overview;
mod query;
mod schema;
mod search;
mod writer;

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags};

pub use schema::FORMAT;

pub(crate) use apply::{Tips, a_day_before, write_of_books};
pub(crate) use query::{all, among, limit, page, records_after, records_of_books};
pub(crate) use schema::APPLICATION;
pub(crate) use search::{forget, position, set_position};
pub(crate) use writer::Handle;

use crate::error::{LedgerError, Result};
use crate::keys::Keys;
use crate::read::Lag;
use crate::verify::{Checks, VerifyReport};
use crate::{Ledger, backup, condition, log, verify};

/// What may be chosen when a store is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many commands may wait for the writer before others are refused.
    pub queue: usize,
    /// The most commands that share a commit.
    pub batch: usize,
    /// The file grows to at most this many pages of 4 KiB; 0: as far as the disk goes.
    pub max_pages: u32,
    /// Whether the followers (search, log) run. A program that only looks leaves them off.
    pub followers: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { queue: 1024, batch: 256, max_pages: 0, followers: true }
    }
}

/// How long a store that is closed waits for its log to catch up and sign.
const LAST_HEADS: Duration = Duration::from_secs(5);

/// A store in a directory.
pub struct Sqlite {
    shared: Arc<Shared>,
    writer: writer::Writer,
    /// Grows the trees and signs their heads; the first to end, so that the last record is under a head.
    log: Option<JoinHandle<()>>,
    threads: Vec<JoinHandle<()>>,
    // Held, not read: closing it lets the next process in.
    _lock: File,
}

/// What the writer, the followers and the readers have in common.
pub(crate) struct Shared {
    pub(crate) dir: PathBuf,
    pub(crate) keys: Keys,
    pub(crate) numbers: Mutex<BTreeMap<(String, i16), u64>>,
    tips: Mutex<BTreeMap<String, u64>>,
    moved: Condvar,
    readers: Mutex<Vec<Connection>>,
    closing: AtomicBool,
    stop: AtomicBool,
    /// Held while a file is put or dropped, so that neither sees the other half done.
    pub(crate) files: Mutex<()>,
}

impl Sqlite {
    /// Opens the store in `dir`, or makes a new one there.
    pub fn open(dir: impl AsRef<Path>) -> Result<Sqlite> {
        Sqlite::open_with(dir, Options::default())
    }

    /// Opens with other than the usual choices.
    pub fn open_with(dir: impl AsRef<Path>, options: Options) -> Result<Sqlite> {
        let dir = dir.as_ref();
        let lock = lock(dir)?;
        let mut db = open_file(&dir.join("ledger.db"))?;
        schema::migrate(&mut db, &dir.join("ledger.db"), Keys::exist(dir))?;
        if options.max_pages > 0 {
            db.pragma_update(None, "max_page_count", options.max_pages)?;
        }
        let shared = Arc::new(Shared::new(dir, &db)?);
        let (log_db, search_db) =
            (derived(&shared, "log.db", schema::LOG)?, derived(&shared, "search.db", schema::SEARCH)?);
        let writer = writer::Writer::start(db, shared.clone(), &options)?;
        let mut threads = vec![checkpointer(&shared)?];
        let mut log = None;
        if options.followers {
            log = Some(spawn("ledger-log", log::follower(log_db, shared.clone(), writer.handle()))?);
            threads.push(spawn("ledger-search", search::follower(search_db, shared.clone()))?);
        }
        Ok(Sqlite { shared, writer, log, threads, _lock: lock })
    }

    /// Where the store is.
    pub fn dir(&self) -> &Path {
        &self.shared.dir
    }

    /// Runs a read on a connection of its own that sees one moment of the store.
    pub(crate) fn read<T>(&self, ask: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.shared.read(ask)
    }

    /// Runs a small write in the writer's next batch and waits until it is durable. It may be run twice, so it must check before it writes.
    pub(crate) fn run<T: Send + 'static>(&self, work: impl Fn(&Connection) -> Result<T> + Send + 'static) -> Result<T> {
        self.writer.handle().run(work)
    }

    /// The same for a write that becomes a record.
    pub(crate) fn run_in_log<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection, &mut Tips) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.writer.handle().run_in_log(work)
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(crate) fn submit_write(&self, write: crate::Write, done: crate::Done) {
        self.writer.handle().submit(write, done);
    }

    /// Waits until every follower has seen all that is durable now; false after `patience`.
    pub fn settle(&self, patience: Duration) -> Result<bool> {
        let until = Instant::now() + patience;
        while self.lag()?.iter().any(|l| l.follower != "outbox" && l.behind > 0) {
            if Instant::now() > until {
                return Ok(false);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(true)
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        self.shared.rouse();
        self.wait_for_last_heads();
        self.shared.stop.store(true, Ordering::SeqCst);
        self.shared.rouse();
        self.writer.close();
        // Readers first: whoever may write closes last, and folds the write-ahead logs in.
        held(&self.shared.readers).clear();
        self.log.take().into_iter().chain(self.threads.drain(..)).for_each(|t| drop(t.join()));
    }
}

impl Sqlite {
    /// A store that is closed in order leaves no record without a signed head over it; one whose log is far behind is
    /// closed all the same, and signs when it is opened again.
    fn wait_for_last_heads(&self) {
        let until = Instant::now() + LAST_HEADS;
        while self.log.as_ref().is_some_and(|log| !log.is_finished()) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Ledger for Sqlite {
    fn lag(&self) -> Result<Vec<Lag>> {
        let total: u64 = self.shared.tips().values().sum();
        let outbox = self.read(|db| one(db, "SELECT count(*) FROM outbox WHERE state = 'waiting'"))?;
        let behind = |schema: &str| {
            let seen = self.read(|db| one(db, &format!("SELECT coalesce(sum(seq), 0) FROM {schema}.position")))?;
            Ok::<u64, LedgerError>(total.saturating_sub(seen))
        };
        Ok(vec![
            Lag { follower: "log", behind: behind("log")? },
            Lag { follower: "search", behind: behind("search")? },
            Lag { follower: "outbox", behind: outbox },
        ])
    }

    fn verify(&self, checks: &Checks<'_>) -> Result<VerifyReport> {
        verify::verify(self, checks)
    }

    fn backup(&self, file: &Path) -> Result<()> {
        backup::backup(self, file)
    }

    fn keys(&self) -> &Keys {
        &self.shared.keys
    }

    fn place(&self) -> &Path {
        self.dir()
    }

    fn condition(&self) -> Result<condition::Condition> {
        condition::condition(self)
    }
}

impl Shared {
    fn new(dir: &Path, db: &Connection) -> Result<Shared> {
        let tips =
            db.prepare(TIPS)?.query_map([], |r| Ok((r.get(0)?, unsigned(r, 1)?)))?.collect::<rusqlite::Result<_>>()?;
        let numbers = db
            .prepare("SELECT district, year, last FROM number")?
            .query_map([], |r| Ok(((r.get(0)?, r.get(1)?), unsigned(r, 2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let unused: bool = db.query_row("SELECT NOT EXISTS (SELECT 1 FROM record)", [], |r| r.get(0))?;
        let keys = Keys::open(dir, unused)?;
        Ok(Shared {
            dir: dir.into(),
            keys,
            numbers: Mutex::new(numbers),
            tips: Mutex::new(tips),
            moved: Condvar::new(),
            readers: Mutex::default(),
            closing: AtomicBool::new(false),
            stop: AtomicBool::new(false),
            files: Mutex::default(),
        })
    }

    /// The last place of each district that is durable.
    pub(crate) fn tips(&self) -> BTreeMap<String, u64> {
        held(&self.tips).clone()
    }

    /// The writer says what has become durable.
    pub(crate) fn advance(&self, tips: impl IntoIterator<Item = (String, u64)>) {
        held(&self.tips).extend(tips);
        self.moved.notify_all();
    }

    /// Whether the store is about to stop: the log signs its last heads.
    pub(crate) fn closing(&self) -> bool {
        self.closing.load(Ordering::SeqCst)
    }

    /// Ends every wait. The lock in between lets nobody look before and sleep after.
    fn rouse(&self) {
        drop(held(&self.tips));
        self.moved.notify_all();
    }

    pub(crate) fn stopping(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// Lets the next commits gather, so that a follower works in few large steps and leaves the disk to the writer.
    pub(crate) fn breathe(&self) {
        if !self.stopping() && !self.closing() {
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Sleeps until something has become durable beyond `seen`, the store closes, or `patience` ends.
    pub(crate) fn wait_beyond(&self, seen: &BTreeMap<String, u64>, patience: Duration) {
        let tips = held(&self.tips);
        if *tips == *seen && !self.stopping() && !self.closing() {
            drop(self.moved.wait_timeout(tips, patience));
        }
    }

    pub(crate) fn read<T>(&self, ask: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        crate::tally::question();
        let kept = held(&self.readers).pop();
        let db = match kept {
            Some(db) => db,
            None => reader(&self.dir)?,
        };
        let answer = db.unchecked_transaction().map_err(LedgerError::from).and_then(|tx| ask(&tx));
        held(&self.readers).push(db);
        answer
    }
}

/// The last place of each district, in as many steps as there are districts, however long their logs.
const TIPS: &str = "WITH RECURSIVE d(district) AS (SELECT min(district) FROM record UNION ALL
    SELECT (SELECT min(district) FROM record r WHERE r.district > d.district) FROM d WHERE d.district IS NOT NULL)
    SELECT district, (SELECT max(seq) FROM record r WHERE r.district = d.district) FROM d WHERE district IS NOT NULL";

/// A poisoned lock still guards whole values here: each is replaced in one assignment.
pub(crate) fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

fn lock(dir: &Path) -> Result<File> {
    let read_only = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => LedgerError::from(e),
        _ => LedgerError::ReadOnly { dir: dir.into(), detail: e.to_string() },
    };
    new_dir(dir).map_err(read_only)?;
    let file = File::options().create(true).truncate(false).write(true).open(dir.join("lock")).map_err(read_only)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(LedgerError::Locked(dir.into())),
        Err(TryLockError::Error(e)) => Err(e.into()),
    }
}

/// A directory that is made here is for the owner alone; one that is there keeps the rights that somebody gave it.
fn new_dir(dir: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Opens a database for writing and looks whether it is whole. Damage deep inside is found by `verify`.
pub(crate) fn open_file(file: &Path) -> Result<Connection> {
    let named = |e: rusqlite::Error| name_file(e.into(), file);
    let db = Connection::open(file).map_err(named)?;
    tune(&db).map_err(named)?;
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(named)?;
    whole(&db, file)?;
    Ok(db)
}

/// After the write-ahead log has been folded in, the file must be as long as its own header says.
fn whole(db: &Connection, file: &Path) -> Result<()> {
    let ask = |name: &str| db.pragma_query_value(None, name, |r| unsigned(r, 0)).map_err(|e| name_file(e.into(), file));
    let (said, length) = (ask("page_count")? * ask("page_size")?, fs::metadata(file)?.len());
    db.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get::<_, i64>(0))
        .map_err(|e| name_file(e.into(), file))?;
    if length < said {
        return Err(LedgerError::Corrupt {
            file: file.into(),
            detail: format!("{said} bytes expected, {length} found"),
        });
    }
    Ok(())
}

fn name_file(error: LedgerError, path: &Path) -> LedgerError {
    match error {
        LedgerError::Corrupt { detail, .. } => LedgerError::Corrupt { file: path.into(), detail },
        LedgerError::ReadOnly { detail, .. } => {
            LedgerError::ReadOnly { dir: path.parent().unwrap_or(path).into(), detail }
        }
        other => other,
    }
}

/// Durable on every commit; checkpoints are another connection's work.
fn tune(db: &Connection) -> rusqlite::Result<()> {
    db.set_prepared_statement_cache_capacity(128);
    db.busy_timeout(Duration::from_secs(5))?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "fullfsync", true)?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.pragma_update(None, "cache_size", -65536)?;
    db.pragma_update(None, "wal_autocheckpoint", 0)
}

/// A file made from the truth: when it is damaged, or knows of more than the truth does, it is thrown away and made again.
fn derived(shared: &Shared, name: &str, schema: &str) -> Result<Connection> {
    let file = shared.dir.join(name);
    let open = || {
        let db = open_file(&file)?;
        // What a power failure takes from these files is followed again; they must not wait for the disk that commits wait for.
        db.pragma_update(None, "synchronous", "NORMAL")?;
        db.pragma_update(None, "wal_autocheckpoint", 1000)?;
        db.execute_batch(schema)?;
        Ok(db)
    };
    match open() {
        Ok(db) if !is_ahead(&db, &shared.tips())? => return Ok(db),
        Ok(_) | Err(LedgerError::Corrupt { .. }) => {}
        Err(other) => return Err(other),
    }
    for end in ["", "-wal", "-shm"] {
        drop(fs::remove_file(shared.dir.join(format!("{name}{end}"))));
    }
    open()
}

/// Whether a follower's file stands at places that the ledger does not have.
fn is_ahead(db: &Connection, tips: &BTreeMap<String, u64>) -> Result<bool> {
    let places = query::all(db, "SELECT district, seq FROM position", vec![], |r| {
        Ok((r.get::<_, String>(0)?, unsigned(r, 1)?))
    })?;
    Ok(places.iter().any(|(district, seq)| tips.get(district).is_none_or(|tip| tip < seq)))
}

fn reader(dir: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(dir.join("ledger.db"), flags)?;
    db.set_prepared_statement_cache_capacity(64);
    db.busy_timeout(Duration::from_secs(5))?;
    db.execute("ATTACH ? AS search", [dir.join("search.db").to_string_lossy()])?;
    db.execute("ATTACH ? AS log", [dir.join("log.db").to_string_lossy()])?;
    db.pragma_update(None, "query_only", true)?;
    Ok(db)
}

/// Folds the write-ahead log into the file four times a second, so that no commit has to wait for it.
fn checkpointer(shared: &Arc<Shared>) -> Result<JoinHandle<()>> {
    let db = Connection::open(shared.dir.join("ledger.db"))?;
    let shared = shared.clone();
    spawn("ledger-checkpoint", move || {
        let mut seen = BTreeMap::new();
        while !shared.stopping() {
            let tips = shared.tips();
            if tips == seen {
                shared.wait_beyond(&seen, Duration::from_secs(1));
            }
            seen = tips;
            std::thread::sleep(Duration::from_millis(if shared.stopping() { 0 } else { 250 }));
            if let Err(error) = db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
                tracing::warn!(%error, "the write-ahead log could not be folded in");
            }
        }
    })
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    Ok(std::thread::Builder::new().name(name.into()).spawn(work)?)
}

/// One number out of one row.
pub(crate) fn one(db: &Connection, sql: &str) -> Result<u64> {
    Ok(db.prepare_cached(sql)?.query_row([], |r| unsigned(r, 0))?)
}

/// A column that is never below zero.
pub(crate) fn unsigned(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<u64> {
    let n: i64 = row.get(at)?;
    u64::try_from(n).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(at, n))
}

/// As SQLite keeps it; numbers above 2^63 do not occur.
pub(crate) fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A time as it is kept: microseconds since 1970.
pub(crate) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// A kept time.
pub(crate) fn time(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Timestamp> {
    let n: i64 = row.get(at)?;
    Timestamp::from_microsecond(n).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(at, n))
}

/// A kept time that may be absent.
pub(crate) fn time_or_none(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Option<Timestamp>> {
    match row.get::<_, Option<i64>>(at)? {
        Some(_) => time(row, at).map(Some),
        None => Ok(None),
    }
}

/// A kept hash.
pub(crate) fn hash(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<crate::Hash> {
    Ok(crate::Hash(row.get::<_, [u8; 32]>(at)?))
}

/// Kept JSON.
pub(crate) fn json(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<serde_json::Value> {
    let text: String = row.get(at)?;
    serde_json::from_str(&text)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(e)))
}
