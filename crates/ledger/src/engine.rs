//! What an engine gives to the rooms that ask it: a look at one moment of the store, a way to the writer, and the few things
//! that files and servers do each in their own way. All else is written once, over [`Db`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::apply::Tips;
use crate::condition::Condition;
use crate::error::Result;
use crate::keys::Keys;
use crate::read::Lag;
use crate::sql::{Db, one};
use crate::verify::{Checks, VerifyReport};
use crate::writer::Handle;
use crate::{Ledger, verify};

/// What everybody who works on an open store has in common.
pub struct Frame {
    /// Where this process keeps what is its own; the embedded store lives here whole.
    pub(crate) dir: PathBuf,
    pub(crate) keys: Keys,
    tips: Mutex<BTreeMap<String, u64>>,
    moved: Condvar,
    closing: AtomicBool,
    stop: AtomicBool,
    /// Held while a file is put or dropped, so that neither sees the other half done.
    pub(crate) files: Mutex<()>,
}

/// Held while one node alone does something; dropping it lets the next one in.
#[must_use = "the next node is let in when it is dropped"]
pub struct Alone {
    _held: Option<Box<dyn Send>>,
}

impl Alone {
    /// Where there is one process only, which has locks of its own.
    pub(crate) fn by_nature() -> Alone {
        Alone { _held: None }
    }

    /// By something whose end lets go.
    pub(crate) fn by(held: impl Send + 'static) -> Alone {
        Alone { _held: Some(Box::new(held)) }
    }
}

/// A store that can be looked at.
pub trait Source: Send + Sync + 'static {
    /// What is common to all who work on it.
    fn frame(&self) -> &Frame;

    /// Runs a read on a connection of its own that sees one moment of the store.
    fn read<T>(&self, ask: impl FnOnce(&Db) -> Result<T>) -> Result<T>;

    /// Puts a new connection in the place of one that a server has let go of.
    fn renew(&self, _db: &mut Db) -> Result<()> {
        Ok(())
    }
}

/// A store that can be written to.
pub trait Engine: Source {
    /// The way to the writer.
    fn handle(&self) -> &Handle;

    /// The next running number of a district and year.
    fn take_number(&self, district: &str, year: i16) -> Result<u64>;

    /// Keeps the bytes of a file under its id, durably, whole or not at all.
    fn store_file(&self, id: &str, bytes: &[u8]) -> Result<()>;

    /// The bytes that are kept under an id.
    fn load_file(&self, id: &str) -> Result<Vec<u8>>;

    /// Takes the bytes of these files away; one that was put again meanwhile is kept.
    fn drop_files(&self, ids: &[String]) -> Result<()>;

    /// After a case's key is gone: takes its words out of the index, and what the engine itself still remembers.
    fn forget(&self, district: &str, case: &str) -> Result<()>;

    /// Holds a lock among nodes.
    fn take_turn(&self, what: &str) -> Result<Alone>;

    /// Whether this node leads.
    fn leads(&self) -> Result<bool>;

    /// The engine's own look at its pages; what is wrong with them.
    fn damage(&self) -> Result<Option<String>>;

    /// How the store is.
    fn condition_of(&self) -> Result<Condition>;

    /// Copies the store into one new file.
    fn copy_to(&self, file: &Path) -> Result<()>;

    /// Runs a small write in the writer's next batch and waits until it is durable. It may be run twice, so it must check before it writes.
    fn run<T: Send + 'static>(&self, work: impl Fn(&Db) -> Result<T> + Send + 'static) -> Result<T> {
        self.handle().run(vec![], move |db, _| work(db))
    }

    /// The same for a write that takes places in the logs of these districts.
    fn run_in_log<T: Send + 'static>(
        &self,
        districts: Vec<String>,
        work: impl Fn(&Db, &mut Tips) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.handle().run(districts, work)
    }

    /// Waits until every follower has seen all that is durable now; false after `patience`.
    fn settle_within(&self, patience: Duration) -> Result<bool>
    where
        Self: Sized,
    {
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

impl<E: Engine> Ledger for E {
    fn lag(&self) -> Result<Vec<Lag>> {
        let total: u64 = self.frame().tips().values().sum();
        let outbox = self.read(|db| one(db, "SELECT count(*) FROM outbox WHERE state = 'waiting'"))?;
        let behind = |schema: &str| {
            let sum = format!("SELECT CAST(coalesce(sum(seq), 0) AS BIGINT) FROM {schema}.position");
            Ok::<u64, crate::LedgerError>(total.saturating_sub(self.read(|db| one(db, &sum))?))
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
        self.copy_to(file)
    }

    fn keys(&self) -> &Keys {
        &self.frame().keys
    }

    fn place(&self) -> &Path {
        &self.frame().dir
    }

    fn alone(&self, what: &str) -> Result<Alone> {
        self.take_turn(what)
    }

    fn on_duty(&self) -> Result<bool> {
        self.leads()
    }

    fn condition(&self) -> Result<Condition> {
        self.condition_of()
    }
}

impl Frame {
    pub(crate) fn new(dir: &Path, keys: Keys, tips: BTreeMap<String, u64>) -> Frame {
        Frame {
            dir: dir.into(),
            keys,
            tips: Mutex::new(tips),
            moved: Condvar::new(),
            closing: AtomicBool::new(false),
            stop: AtomicBool::new(false),
            files: Mutex::default(),
        }
    }

    /// The last place of each district that is durable.
    pub(crate) fn tips(&self) -> BTreeMap<String, u64> {
        held(&self.tips).clone()
    }

    /// Somebody says what has become durable.
    pub(crate) fn advance(&self, tips: impl IntoIterator<Item = (String, u64)>) {
        let mut known = held(&self.tips);
        for (district, tip) in tips {
            let last = known.entry(district).or_default();
            *last = tip.max(*last);
        }
        drop(known);
        self.moved.notify_all();
    }

    /// The same of what others made durable, which is mostly known.
    pub(crate) fn advance_if_new(&self, tips: BTreeMap<String, u64>) {
        let known = self.tips();
        if tips.iter().any(|(district, tip)| known.get(district).is_none_or(|last| last < tip)) {
            self.advance(tips);
        }
    }

    /// Whether the store is about to stop: the log signs its last heads.
    pub(crate) fn closing(&self) -> bool {
        self.closing.load(Ordering::SeqCst)
    }

    /// Says so, and ends every wait.
    pub(crate) fn close(&self) {
        self.closing.store(true, Ordering::SeqCst);
        self.rouse();
    }

    /// Whether whoever works on the store must let go.
    pub(crate) fn stopping(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// Says so, and ends every wait.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
        self.rouse();
    }

    /// Ends every wait. The lock in between lets nobody look before and sleep after.
    fn rouse(&self) {
        drop(held(&self.tips));
        self.moved.notify_all();
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
}

/// A poisoned lock still guards whole values here: each is replaced in one assignment.
pub(crate) fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A thread of the store, by its name.
pub(crate) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    Ok(std::thread::Builder::new().name(name.into()).spawn(work)?)
}
