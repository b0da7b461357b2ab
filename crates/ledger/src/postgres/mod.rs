//! The engine for many nodes: one PostgreSQL, any number of processes, each with a writer of its own.
//!
//! What keeps them apart is one row for each district: a batch takes the last place of its district, holds it until its
//! commit, and so finds the log as it left it. A version that has moved meanwhile is a conflict like any other; a key that
//! another node was faster with is refused by the table itself, and the command is looked at again. Nobody leads: each node
//! may grow the tree and index words, whoever holds the follower's place does, and a node that dies lets go of it.

mod files;
mod schema;
mod tls;
mod transfer;
mod way;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::apply::Tips;
use crate::condition::Condition;
use crate::engine::{Alone, Engine, Frame, Source, held, spawn};
use crate::error::{LedgerError, Result};
use crate::keys::Keys;
use crate::sql::{Db, all, one, signed, unsigned};
use crate::sqlite::Options;
use crate::writer::{End, Failure, Handle, Job, Transact, Writer, attempt};
use crate::{condition, log, search};

pub use transfer::restore_to;
use way::Way;

/// Connections that are kept for the next reader.
const KEPT: usize = 16;

/// How long it takes at most until a node hears what another has made durable.
const HEARD: Duration = Duration::from_millis(100);

/// How long a store that is closed waits for its log to catch up and sign.
const LAST_HEADS: Duration = Duration::from_secs(5);

/// A store on a server that other nodes use as well.
pub struct Postgres {
    shared: Arc<Shared>,
    writer: Writer,
    log: Option<JoinHandle<()>>,
    threads: Vec<JoinHandle<()>>,
    /// The connection by which this node leads, while it does.
    duty: Mutex<Option<Db>>,
}

/// What the writer, the followers and the readers have in common.
struct Shared {
    frame: Frame,
    way: Way,
    readers: Mutex<Vec<Db>>,
}

impl Postgres {
    /// Opens the store behind a `postgresql://` address, or makes a new one there. `dir` is this node's own: its `keys/` must be
    /// those of the store, and are made there with the store.
    pub fn open(url: &str, dir: impl AsRef<Path>) -> Result<Postgres> {
        Postgres::open_with(url, dir, Options::default())
    }

    /// Opens with other than the usual choices; `max_pages` is a file's alone.
    pub fn open_with(url: &str, dir: impl AsRef<Path>, options: Options) -> Result<Postgres> {
        let way = Way::to(url)?;
        let db = way.connect()?;
        schema::migrate(&db)?;
        let keys = keys_of(&db, dir.as_ref())?;
        let frame = Frame::new(dir.as_ref(), keys, tips(&db)?);
        let shared = Arc::new(Shared { frame, way, readers: Mutex::default() });
        let writer = Writer::start(TheWriter { db: Some(db), shared: shared.clone() }, options.queue, options.batch)?;
        let mut threads = vec![listener(&shared)?];
        let mut log = None;
        if options.followers {
            let tree = log::Tree { db: shared.way.connect()?, schema: "log" };
            log = Some(spawn("ledger-log", log::follower(tree, shared.clone(), writer.handle().clone()))?);
            let index = search::Index { db: shared.way.connect()?, schema: "search" };
            threads.push(spawn("ledger-search", search::follower(index, shared.clone()))?);
        }
        Ok(Postgres { shared, writer, log, threads, duty: Mutex::default() })
    }

    /// Waits until every follower has seen all that is durable now; false after `patience`.
    pub fn settle(&self, patience: Duration) -> Result<bool> {
        self.settle_within(patience)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let frame = &self.shared.frame;
        frame.close();
        let until = Instant::now() + LAST_HEADS;
        while self.log.as_ref().is_some_and(|log| !log.is_finished()) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(2));
        }
        frame.stop();
        self.writer.close();
        held(&self.shared.readers).clear();
        self.log.take().into_iter().chain(self.threads.drain(..)).for_each(|t| drop(t.join()));
    }
}

/// The keys beside this node, if they are those that the store was made with.
fn keys_of(db: &Db, dir: &Path) -> Result<Keys> {
    let unused = one(db, "SELECT count(*) FROM meta WHERE key = 'keys'")? == 0;
    std::fs::create_dir_all(dir)?;
    let keys = Keys::open(dir, unused)?;
    let mark = crate::Hash(keys.derive("store", b"mark")).to_string();
    let sql = "INSERT INTO meta VALUES ('keys', ?1) ON CONFLICT (key) DO UPDATE SET value = meta.value RETURNING value";
    let kept: String = db.prepare_cached(sql)?.the_row([&mark], |r| r.get(0))?;
    if kept == mark {
        return Ok(keys);
    }
    Err(LedgerError::refused(
        "other-keys",
        format!(
            "{} 中的密钥不是这个数据库的,请把原来的 keys 目录复制过来 · the keys beside this node are not those of the database",
            dir.display()
        ),
    ))
}

/// The last place of each district.
fn tips(db: &Db) -> Result<BTreeMap<String, u64>> {
    let rows =
        all(db, "SELECT district, seq FROM tip WHERE seq > 0", (), |r| Ok((r.get::<String>(0)?, unsigned(r, 1)?)))?;
    Ok(rows.into_iter().collect())
}

/// Hears what other nodes have made durable.
fn listener(shared: &Arc<Shared>) -> Result<JoinHandle<()>> {
    let shared = shared.clone();
    spawn("ledger-listener", move || {
        while !shared.frame.stopping() {
            match shared.read(tips) {
                Ok(tips) => shared.frame.advance_if_new(tips),
                Err(error) => tracing::warn!(%error, "the database cannot be heard"),
            }
            std::thread::sleep(HEARD);
        }
    })
}

impl Source for Postgres {
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
        let db = self.at_one_moment()?;
        let answer = ask(&db);
        let ended = db.batch(if answer.is_ok() { "COMMIT" } else { "ROLLBACK" });
        if ended.is_ok() {
            self.put_back(db);
        }
        answer
    }

    fn renew(&self, db: &mut Db) -> Result<()> {
        if db.is_gone() {
            *db = self.way.connect()?;
        }
        Ok(())
    }
}

impl Shared {
    /// A connection that sees one moment of the store. One that was kept may have been let go by the server meanwhile.
    fn at_one_moment(&self) -> Result<Db> {
        const MOMENT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        loop {
            let kept = held(&self.readers).pop();
            let (db, new) = match kept {
                Some(db) => (db, false),
                None => (self.way.connect()?, true),
            };
            match db.batch(MOMENT) {
                Ok(()) => return Ok(db),
                Err(error) if new => return Err(error),
                Err(_) => {}
            }
        }
    }

    fn put_back(&self, db: Db) {
        let mut readers = held(&self.readers);
        if readers.len() < KEPT && !self.frame.stopping() {
            readers.push(db);
        }
    }
}

impl Engine for Postgres {
    fn handle(&self) -> &Handle {
        self.writer.handle()
    }

    /// Not waited for: the case that takes the number comes after it in the server's own log, and makes it durable.
    fn take_number(&self, district: &str, year: i16) -> Result<u64> {
        const NEXT: &str = "INSERT INTO number VALUES (?1, ?2, 1)
            ON CONFLICT (district, year) DO UPDATE SET last = number.last + 1 RETURNING last";
        let db = self.shared.at_one_moment()?;
        db.batch("COMMIT; BEGIN; SET LOCAL synchronous_commit TO off")?;
        let number = db.prepare_cached(NEXT)?.the_row((district, year), |r| unsigned(r, 0))?;
        db.batch("COMMIT")?;
        self.shared.put_back(db);
        Ok(number)
    }

    fn store_file(&self, id: &str, bytes: &[u8]) -> Result<()> {
        files::store(self, id, bytes)
    }

    fn load_file(&self, id: &str) -> Result<Vec<u8>> {
        files::load(self, id)
    }

    fn drop_files(&self, ids: &[String]) -> Result<()> {
        files::drop_all(self, ids)
    }

    /// The follower's place first: what it is about to write about the case is then written, and found.
    fn forget(&self, district: &str, case: &str) -> Result<()> {
        let (district, case) = (district.to_owned(), case.to_owned());
        self.run(move |db| {
            let place = "SELECT seq FROM search.position WHERE district = ?1 FOR UPDATE";
            db.prepare_cached(place)?.exists([&district])?;
            db.execute("DELETE FROM search.word_of WHERE district = ?1 AND case_id = ?2", (&district, &case))?;
            Ok(())
        })
    }

    /// The server holds it for a connection: it is let go of when that one ends, however it ends.
    fn take_turn(&self, what: &str) -> Result<Alone> {
        let db = self.shared.way.connect()?;
        db.prepare_cached("SELECT pg_advisory_lock(hashtextextended(?1, 0))")?.exists([what])?;
        Ok(Alone::by(db))
    }

    fn leads(&self) -> Result<bool> {
        const LEAD: &str = "SELECT CASE WHEN pg_try_advisory_lock(hashtextextended('duty', 0)) THEN 1 ELSE 0 END";
        let mut duty = held(&self.duty);
        if let Some(db) = duty.as_ref().filter(|db| !db.is_gone())
            && db.batch("SELECT 1").is_ok()
        {
            return Ok(true);
        }
        let db = self.shared.way.connect()?;
        let leads = one(&db, LEAD)? == 1;
        *duty = leads.then_some(db);
        Ok(leads)
    }

    /// The server looks after its own pages.
    fn damage(&self) -> Result<Option<String>> {
        Ok(None)
    }

    fn condition_of(&self) -> Result<Condition> {
        Ok(Condition {
            adrift: self.read(condition::adrift)?,
            bytes: self.read(|db| one(db, "SELECT pg_database_size(current_database())"))?,
            free: None,
            format: schema::FORMAT,
        })
    }

    fn copy_to(&self, file: &Path) -> Result<()> {
        transfer::backup(self, file)
    }
}

/// The one connection of this node that writes.
struct TheWriter {
    /// None: the server let go of it.
    db: Option<Db>,
    shared: Arc<Shared>,
}

impl Transact for TheWriter {
    /// Each set of districts is a transaction of its own, so that a spread store commits in one place.
    fn transact(&mut self, batch: &mut [Job]) -> Result<Vec<End>, Failure> {
        let mut groups: BTreeMap<Vec<String>, Vec<(usize, &mut Job)>> = BTreeMap::new();
        for (at, job) in batch.iter_mut().enumerate() {
            let mut districts: Vec<String> = job.districts().into_iter().map(str::to_owned).collect();
            districts.sort();
            districts.dedup();
            groups.entry(districts).or_default().push((at, job));
        }
        let mut ends = BTreeMap::new();
        for (districts, mut jobs) in groups {
            let done = self.together(&districts, &mut jobs);
            ends.extend(jobs.iter().map(|(at, _)| *at).zip(done));
        }
        Ok(ends.into_values().collect())
    }
}

impl TheWriter {
    /// Jobs of the same districts in one transaction; if the server fails under one of them, each in its own.
    fn together(&mut self, districts: &[String], jobs: &mut [(usize, &mut Job)]) -> Vec<End> {
        match self.attempt(districts, jobs) {
            Ok(ends) => ends,
            Err(Failure { at_commit: true, error }) => self.once_more(districts, jobs, error),
            Err(Failure { error, .. }) if jobs.len() == 1 => {
                jobs.iter().map(|(_, job)| job.ends_with(&error)).collect()
            }
            Err(_) => jobs.iter_mut().flat_map(|job| self.together(districts, std::slice::from_mut(job))).collect(),
        }
    }

    /// The server let go of us, perhaps behind its commit. A command knows whether it was: it is looked at again on another
    /// connection, and found by its id where it is durable. A small write does not, and its caller is told.
    fn once_more(&mut self, districts: &[String], jobs: &mut [(usize, &mut Job)], first: LedgerError) -> Vec<End> {
        let mut down = match &first {
            LedgerError::Away(_) => self.connection().map(|db| self.db = Some(db)).err(),
            other => Some(other.clone()),
        };
        let mut ends = Vec::with_capacity(jobs.len());
        for job in jobs {
            let end = match (&down, &job.1) {
                (None, Job::Commit(..)) => self.attempt(districts, std::slice::from_mut(job)),
                (Some(error), _) => Err(Failure { at_commit: true, error: error.clone() }),
                (None, Job::Run(..)) => Err(Failure { at_commit: true, error: first.clone() }),
            };
            match end {
                Ok(done) => ends.extend(done),
                Err(failure) => {
                    if failure.at_commit && matches!(job.1, Job::Commit(..)) {
                        down = Some(failure.error.clone());
                    }
                    ends.push(job.1.ends_with(&failure.error));
                }
            }
        }
        ends
    }

    fn attempt(&mut self, districts: &[String], jobs: &mut [(usize, &mut Job)]) -> Result<Vec<End>, Failure> {
        let at_commit = |error: LedgerError| Failure { at_commit: true, error };
        let db = self.connection().map_err(at_commit)?;
        let done = Self::inside(&db, &self.shared.frame, districts, jobs);
        match &done {
            Ok((_, tips)) => self.shared.frame.advance(tips.moved()),
            Err(_) => drop(db.batch("ROLLBACK")),
        }
        self.db = (!db.is_gone()).then_some(db);
        done.map(|(ends, _)| ends)
    }

    /// The connection, or a new one; taken out until it has proved to be whole.
    fn connection(&mut self) -> Result<Db> {
        match self.db.take().filter(|db| !db.is_gone()) {
            Some(db) => Ok(db),
            None => self.shared.way.connect(),
        }
    }

    fn inside(
        db: &Db,
        frame: &Frame,
        districts: &[String],
        jobs: &mut [(usize, &mut Job)],
    ) -> Result<(Vec<End>, Tips), Failure> {
        let at_commit = |error: LedgerError| Failure { at_commit: true, error };
        db.batch("BEGIN").map_err(at_commit)?;
        let mut tips = Tips::new(take_places(db, districts).map_err(at_commit)?);
        let mut jobs: Vec<&mut Job> = jobs.iter_mut().map(|(_, job)| &mut **job).collect();
        let ends = attempt(&mut jobs, db, &mut tips, &frame.keys)
            .map_err(|error| Failure { at_commit: db.is_gone(), error })?;
        for (district, seq) in tips.moved() {
            db.execute("UPDATE tip SET seq = ?2 WHERE district = ?1", (&district, signed(seq))).map_err(at_commit)?;
        }
        db.batch("COMMIT").map_err(at_commit)?;
        Ok((ends, tips))
    }
}

/// Takes the last places of these districts, in their order, and holds them until the transaction ends.
fn take_places(db: &Db, districts: &[String]) -> Result<BTreeMap<String, u64>> {
    let mut places = BTreeMap::new();
    for district in districts {
        let mut held = db.prepare_cached("SELECT seq FROM tip WHERE district = ?1 FOR UPDATE")?;
        let place = match held.query_row([district], |r| unsigned(r, 0))? {
            Some(place) => place,
            None => {
                db.execute("INSERT INTO tip VALUES (?1, 0) ON CONFLICT DO NOTHING", [district])?;
                held.the_row([district], |r| unsigned(r, 0))?
            }
        };
        places.insert(district.clone(), place);
    }
    Ok(places)
}
