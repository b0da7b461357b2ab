//! The embedded engine: one directory, one process, one writer thread, any number of readers.

mod schema;

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};

pub use schema::FORMAT;

pub(crate) use schema::APPLICATION;

use crate::apply::Tips;
use crate::condition::Condition;
use crate::engine::{Alone, Engine, Frame, Source, held, spawn};
use crate::error::{LedgerError, Result};
use crate::keys::Keys;
use crate::sql::{Db, all, one, signed, unsigned};
use crate::writer::{End, Failure, Handle, Job, Transact, Writer, attempt};
use crate::{backup, condition, disk, log, search};

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
    writer: Writer,
    /// Grows the trees and signs their heads; the first to end, so that the last record is under a head.
    log: Option<JoinHandle<()>>,
    threads: Vec<JoinHandle<()>>,
    // Held, not read: closing it lets the next process in.
    _lock: File,
}

/// What the writer, the followers and the readers have in common.
struct Shared {
    frame: Frame,
    numbers: Mutex<BTreeMap<(String, i16), u64>>,
    readers: Mutex<Vec<Db>>,
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
        let db = Db::Sqlite(db);
        let shared = Arc::new(Shared::new(dir, &db)?);
        let (log_db, search_db) =
            (derived(&shared, "log.db", schema::LOG)?, derived(&shared, "search.db", schema::SEARCH)?);
        let writer = Writer::start(TheWriter { db, shared: shared.clone() }, options.queue, options.batch)?;
        let mut threads = vec![checkpointer(&shared)?];
        let mut log = None;
        if options.followers {
            let tree = log::Tree { db: log_db, schema: "main" };
            log = Some(spawn("ledger-log", log::follower(tree, shared.clone(), writer.handle().clone()))?);
            threads.push(spawn(
                "ledger-search",
                search::follower(search::Index { db: search_db, schema: "main" }, shared.clone()),
            )?);
        }
        Ok(Sqlite { shared, writer, log, threads, _lock: lock })
    }

    /// Where the store is.
    pub fn dir(&self) -> &Path {
        &self.shared.frame.dir
    }

    /// Waits until every follower has seen all that is durable now; false after `patience`.
    pub fn settle(&self, patience: Duration) -> Result<bool> {
        self.settle_within(patience)
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.shared.frame.close();
        self.wait_for_last_heads();
        self.shared.frame.stop();
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

impl Source for Sqlite {
    fn frame(&self) -> &Frame {
        &self.shared.frame
    }

    fn read<T>(&self, ask: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
        self.shared.read(ask)
    }
}

impl Source for Shared {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn read<T>(&self, ask: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
        crate::tally::question();
        let kept = held(&self.readers).pop();
        let db = match kept {
            Some(db) => db,
            None => reader(&self.frame.dir)?,
        };
        let answer = one_moment(&db, ask);
        held(&self.readers).push(db);
        answer
    }
}

fn one_moment<T>(db: &Db, ask: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
    let _moment = db.file()?.unchecked_transaction()?;
    ask(db)
}

impl Engine for Sqlite {
    fn handle(&self) -> &Handle {
        self.writer.handle()
    }

    /// Durable with the first case that takes it.
    fn take_number(&self, district: &str, year: i16) -> Result<u64> {
        let mut numbers = held(&self.shared.numbers);
        let last = numbers.entry((district.to_owned(), year)).or_default();
        *last += 1;
        Ok(*last)
    }

    fn store_file(&self, id: &str, bytes: &[u8]) -> Result<()> {
        disk::store(self.dir(), id, bytes)
    }

    fn load_file(&self, id: &str) -> Result<Vec<u8>> {
        disk::load(self.dir(), id)
    }

    fn drop_files(&self, ids: &[String]) -> Result<()> {
        disk::drop_all(self, ids)
    }

    fn forget(&self, district: &str, case: &str) -> Result<()> {
        forget_words(self.dir(), district, case)?;
        // The old pages must not outlive the key in the write-ahead log. A reader in the way only delays this until the next checkpoint.
        let db = Connection::open(self.dir().join("ledger.db"))?;
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(LedgerError::from)
    }

    fn take_turn(&self, _what: &str) -> Result<Alone> {
        Ok(Alone::by_nature())
    }

    fn leads(&self) -> Result<bool> {
        Ok(true)
    }

    fn damage(&self) -> Result<Option<String>> {
        let said = self.read(|db| all(db, "PRAGMA main.quick_check(1)", (), |r| r.get::<String>(0)))?;
        let said = said.into_iter().next().unwrap_or_default();
        Ok((said != "ok").then_some(said))
    }

    fn condition_of(&self) -> Result<Condition> {
        let size = |name: &str| fs::metadata(self.dir().join(name)).map_or(0, |found| found.len());
        Ok(Condition {
            adrift: self.read(condition::adrift)?,
            bytes: ["ledger.db", "ledger.db-wal", "log.db", "search.db"].into_iter().map(size).sum(),
            free: rustix::fs::statvfs(self.dir()).ok().map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize)),
            format: FORMAT,
        })
    }

    fn copy_to(&self, file: &Path) -> Result<()> {
        backup::backup(self, file)
    }
}

impl Shared {
    fn new(dir: &Path, db: &Db) -> Result<Shared> {
        let tips = all(db, TIPS, (), |r| Ok((r.get(0)?, unsigned(r, 1)?)))?.into_iter().collect();
        let numbers =
            all(db, "SELECT district, year, last FROM number", (), |r| Ok(((r.get(0)?, r.get(1)?), unsigned(r, 2)?)))?;
        let unused = one(db, "SELECT NOT EXISTS (SELECT 1 FROM record)")? == 1;
        let keys = Keys::open(dir, unused)?;
        Ok(Shared {
            frame: Frame::new(dir, keys, tips),
            numbers: Mutex::new(numbers.into_iter().collect()),
            readers: Mutex::default(),
        })
    }
}

/// The one connection that writes.
struct TheWriter {
    db: Db,
    shared: Arc<Shared>,
}

impl Transact for TheWriter {
    fn transact(&mut self, batch: &mut [Job]) -> Result<Vec<End>, Failure> {
        let at_commit = |error: LedgerError| Failure { at_commit: true, error };
        let of_a_job = |error: LedgerError| Failure { at_commit: false, error };
        let (db, frame) = (&self.db, &self.shared.frame);
        let behaviour = rusqlite::TransactionBehavior::Immediate;
        let file = db.file().map_err(at_commit)?;
        let tx = rusqlite::Transaction::new_unchecked(file, behaviour).map_err(|e| at_commit(e.into()))?;
        let mut tips = Tips::new(frame.tips());
        let mut jobs: Vec<&mut Job> = batch.iter_mut().collect();
        let ends = attempt(&mut jobs, db, &mut tips, &frame.keys).map_err(of_a_job)?;
        keep_numbers(db, &tips, &self.shared).map_err(at_commit)?;
        tx.commit().map_err(|e| at_commit(e.into()))?;
        frame.advance(tips.moved());
        Ok(ends)
    }
}

/// The high-water mark of running numbers goes with the first commit that may have used them.
fn keep_numbers(db: &Db, tips: &Tips, shared: &Shared) -> Result<()> {
    if tips.opened().next().is_none() {
        return Ok(());
    }
    let numbers: BTreeMap<_, _> = held(&shared.numbers).clone();
    let mut keep = db.prepare_cached("INSERT INTO number VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET last = max(last, excluded.last) WHERE excluded.last > last")?;
    for ((district, year), last) in numbers.iter().filter(|((district, _), _)| tips.opened().any(|d| d == district)) {
        keep.execute((district, *year, signed(*last)))?;
    }
    Ok(())
}

/// Takes a case's words out of the index, and off its pages.
fn forget_words(dir: &Path, district: &str, case: &str) -> Result<()> {
    let db = Connection::open(dir.join("search.db"))?;
    db.busy_timeout(Duration::from_secs(10))?;
    let tx = rusqlite::Transaction::new_unchecked(&db, rusqlite::TransactionBehavior::Immediate)?;
    tx.pragma_update(None, "secure_delete", true)?;
    tx.execute(
        "DELETE FROM word WHERE rowid IN (SELECT id FROM word_of WHERE district = ?1 AND case_id = ?2)",
        [district, case],
    )?;
    tx.execute("DELETE FROM word_of WHERE district = ?1 AND case_id = ?2", [district, case])?;
    Ok(tx.commit()?)
}

/// The last place of each district, in as many steps as there are districts, however long their logs.
const TIPS: &str = "WITH RECURSIVE d(district) AS (SELECT min(district) FROM record UNION ALL
    SELECT (SELECT min(district) FROM record r WHERE r.district > d.district) FROM d WHERE d.district IS NOT NULL)
    SELECT district, (SELECT max(seq) FROM record r WHERE r.district = d.district) FROM d WHERE district IS NOT NULL";

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
    let ask =
        |name: &str| db.pragma_query_value(None, name, |r| r.get::<_, i64>(0)).map_err(|e| name_file(e.into(), file));
    let said = u64::try_from(ask("page_count")? * ask("page_size")?).unwrap_or(u64::MAX);
    let length = fs::metadata(file)?.len();
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

/// An empty ledger in a file that is there: what a backup is written into.
pub(crate) fn new_file(file: &Path) -> Result<Connection> {
    let mut db = Connection::open(file)?;
    schema::migrate(&mut db, file, false)?;
    Ok(db)
}

/// A ledger in a file that may be of an older format: carried forward.
pub(crate) fn old_file(file: &Path) -> Result<Connection> {
    let mut db = Connection::open(file)?;
    schema::migrate(&mut db, file, true)?;
    Ok(db)
}

/// A file made from the truth: when it is damaged, or knows of more than the truth does, it is thrown away and made again.
fn derived(shared: &Shared, name: &str, schema: &str) -> Result<Db> {
    let dir = &shared.frame.dir;
    let file = dir.join(name);
    let open = || {
        let db = open_file(&file)?;
        // What a power failure takes from these files is followed again; they must not wait for the disk that commits wait for.
        db.pragma_update(None, "synchronous", "NORMAL")?;
        db.pragma_update(None, "wal_autocheckpoint", 1000)?;
        db.execute_batch(schema)?;
        Ok(Db::Sqlite(db))
    };
    match open() {
        Ok(db) if !is_ahead(&db, &shared.frame.tips())? => return Ok(db),
        Ok(_) | Err(LedgerError::Corrupt { .. }) => {}
        Err(other) => return Err(other),
    }
    for end in ["", "-wal", "-shm"] {
        drop(fs::remove_file(dir.join(format!("{name}{end}"))));
    }
    open()
}

/// Whether a follower's file stands at places that the ledger does not have.
fn is_ahead(db: &Db, tips: &BTreeMap<String, u64>) -> Result<bool> {
    let places = all(db, "SELECT district, seq FROM position", (), |r| Ok((r.get::<String>(0)?, unsigned(r, 1)?)))?;
    Ok(places.iter().any(|(district, seq)| tips.get(district).is_none_or(|tip| tip < seq)))
}

fn reader(dir: &Path) -> Result<Db> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(dir.join("ledger.db"), flags)?;
    db.set_prepared_statement_cache_capacity(64);
    db.busy_timeout(Duration::from_secs(5))?;
    db.execute("ATTACH ? AS search", [dir.join("search.db").to_string_lossy()])?;
    db.execute("ATTACH ? AS log", [dir.join("log.db").to_string_lossy()])?;
    db.pragma_update(None, "query_only", true)?;
    Ok(Db::Sqlite(db))
}

/// Folds the write-ahead log into the file four times a second, so that no commit has to wait for it.
fn checkpointer(shared: &Arc<Shared>) -> Result<JoinHandle<()>> {
    let db = Connection::open(shared.frame.dir.join("ledger.db"))?;
    let shared = shared.clone();
    spawn("ledger-checkpoint", move || {
        let frame = &shared.frame;
        let mut seen = BTreeMap::new();
        while !frame.stopping() {
            let tips = frame.tips();
            if tips == seen {
                frame.wait_beyond(&seen, Duration::from_secs(1));
            }
            seen = tips;
            std::thread::sleep(Duration::from_millis(if frame.stopping() { 0 } else { 250 }));
            if let Err(error) = db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
                tracing::warn!(%error, "the write-ahead log could not be folded in");
            }
        }
    })
}
