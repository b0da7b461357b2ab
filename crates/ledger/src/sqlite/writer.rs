//! The one writer: it takes what waits, makes it durable in one commit, and only then answers.
//!
//! There is no timer. While one batch syncs, the next gathers; a lone command waits for nobody.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;

use super::apply::{Tips, apply};
use super::{Options, Shared, held};
use crate::Done;
use crate::error::{CommitError, LedgerError, Result};
use crate::write::{Committed, Write};

const BATCH_BYTES: usize = 1 << 20;
const BUSY: Duration = Duration::from_millis(250);

/// A small write; it may be run twice.
type Work = Box<dyn FnMut(&Connection, &mut Tips) -> Result<()> + Send>;

/// Hears how a small write ended.
type Told = Box<dyn FnOnce(Result<()>) + Send>;

/// Something to write, and who wants to hear of it.
enum Job {
    Commit(Box<Write>, Done),
    Run(Work, Told),
}

/// How one job of a batch ended, before the commit.
enum End {
    Committed(Result<Committed, CommitError>),
    Ran(Result<()>),
}

/// The thread and the way to it.
pub(crate) struct Writer {
    handle: Option<Handle>,
    thread: Option<JoinHandle<()>>,
}

/// A way to the writer's queue.
#[derive(Clone)]
pub(crate) struct Handle {
    queue: Arc<Mutex<Option<SyncSender<Job>>>>,
}

impl Writer {
    pub(crate) fn start(db: Connection, shared: Arc<Shared>, options: &Options) -> Result<Writer> {
        let (queue, jobs) = sync_channel(options.queue);
        let most = options.batch.max(1);
        let thread = super::spawn("ledger-writer", move || serve(db, &jobs, &shared, most))?;
        Ok(Writer { handle: Some(Handle { queue: Arc::new(Mutex::new(Some(queue))) }), thread: Some(thread) })
    }

    pub(crate) fn handle(&self) -> Handle {
        self.handle.clone().unwrap_or_else(|| Handle { queue: Arc::default() })
    }

    /// Refuses what comes from now on, finishes what waits.
    pub(crate) fn close(&mut self) {
        if let Some(handle) = self.handle.take() {
            held(&handle.queue).take();
        }
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Handle {
    pub(crate) fn submit(&self, write: Write, done: Done) {
        self.send(Job::Commit(Box::new(write), done));
    }

    pub(crate) fn run<T: Send + 'static>(&self, work: impl Fn(&Connection) -> Result<T> + Send + 'static) -> Result<T> {
        self.run_in_log(move |db, _| work(db))
    }

    /// The same for a write that takes places in districts' logs.
    pub(crate) fn run_in_log<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection, &mut Tips) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let slot = Arc::new(Mutex::new(None));
        let filled = slot.clone();
        let (tell, hear) = sync_channel(1);
        let work = move |db: &Connection, tips: &mut Tips| {
            let answer = work(db, tips)?;
            *held(&filled) = Some(answer);
            Ok(())
        };
        self.send(Job::Run(Box::new(work), Box::new(move |end| drop(tell.send(end)))));
        hear.recv().unwrap_or(Err(LedgerError::Closing))?;
        held(&slot).take().ok_or(LedgerError::Closing)
    }

    fn send(&self, job: Job) {
        let Some(queue) = held(&self.queue).clone() else {
            return job.fail(&LedgerError::Closing);
        };
        match queue.try_send(job) {
            Ok(()) => {}
            Err(TrySendError::Full(job)) => job.fail(&LedgerError::Busy(BUSY)),
            Err(TrySendError::Disconnected(job)) => job.fail(&LedgerError::Closing),
        }
    }
}

impl Job {
    /// About how many bytes it will write.
    fn weight(&self) -> usize {
        match self {
            Job::Commit(w, _) => {
                w.head.state.len()
                    + w.vault.iter().map(|v| v.plain.len()).sum::<usize>()
                    + 512 * (1 + w.record.events.len())
            }
            Job::Run(..) => 512,
        }
    }

    fn attempt(&mut self, db: &Connection, tips: &mut Tips, shared: &Shared) -> End {
        match self {
            Job::Commit(write, _) => End::Committed(apply(db, write, tips, shared)),
            Job::Run(work, _) => End::Ran(work(db, tips)),
        }
    }

    fn finish(self, end: End) {
        match (self, end) {
            (Job::Commit(_, done), End::Committed(end)) => done(end),
            (Job::Run(_, done), End::Ran(end)) => done(end),
            (job, _) => job.fail(&LedgerError::Closing),
        }
    }

    fn fail(self, error: &LedgerError) {
        match (self, error) {
            (Job::Commit(_, done), LedgerError::Busy(after)) => done(Err(CommitError::Busy(*after))),
            (Job::Commit(_, done), error) => done(Err(CommitError::Storage(error.clone()))),
            (Job::Run(_, done), error) => done(Err(error.clone())),
        }
    }
}

impl End {
    /// Whether SQLite itself failed, so that rows of this job may have been left half written.
    fn is_broken(&self) -> bool {
        let error = match self {
            End::Committed(Err(CommitError::Storage(error))) | End::Ran(Err(error)) => error,
            _ => return false,
        };
        !matches!(error, LedgerError::Refused { .. } | LedgerError::Erased)
    }
}

fn serve(db: Connection, jobs: &Receiver<Job>, shared: &Shared, most: usize) {
    while let Ok(first) = jobs.recv() {
        let batch = gather(first, jobs, most);
        write_batch(&db, batch, shared);
    }
}

fn gather(first: Job, jobs: &Receiver<Job>, most: usize) -> Vec<Job> {
    let mut weight = first.weight();
    let mut batch = vec![first];
    while batch.len() < most && weight < BATCH_BYTES {
        match jobs.try_recv() {
            Ok(job) => {
                weight += job.weight();
                batch.push(job);
            }
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
        }
    }
    batch
}

/// All in one transaction. Jobs look before they write, so a refusal leaves nothing behind; if SQLite fails under one of them
/// nevertheless, the batch is rolled back and each is tried alone, so that a neighbour is not hurt.
fn write_batch(db: &Connection, mut batch: Vec<Job>, shared: &Shared) {
    match transact(db, &mut batch, shared) {
        Ok(ends) => batch.into_iter().zip(ends).for_each(|(job, end)| job.finish(end)),
        Err(Failure { at_commit, error }) if at_commit || batch.len() == 1 => {
            batch.into_iter().for_each(|job| job.fail(&error))
        }
        Err(_) => batch.into_iter().for_each(|job| write_batch(db, vec![job], shared)),
    }
}

/// Why a whole batch failed, and whether it was the commit itself.
struct Failure {
    at_commit: bool,
    error: LedgerError,
}

fn transact(db: &Connection, batch: &mut [Job], shared: &Shared) -> Result<Vec<End>, Failure> {
    let failed = |at_commit: bool| move |error: LedgerError| Failure { at_commit, error };
    let tx = rusqlite::Transaction::new_unchecked(db, rusqlite::TransactionBehavior::Immediate)
        .map_err(|e| failed(true)(e.into()))?;
    let mut tips = Tips::new(shared.tips());
    let mut ends = Vec::with_capacity(batch.len());
    for job in batch.iter_mut() {
        let end = job.attempt(&tx, &mut tips, shared);
        match end {
            broken if broken.is_broken() => return Err(failed(false)(broken.error())),
            end => ends.push(end),
        }
    }
    keep_numbers(&tx, &tips, shared).map_err(failed(true))?;
    tx.commit().map_err(|e| failed(true)(e.into()))?;
    shared.advance(tips.moved());
    Ok(ends)
}

impl End {
    fn error(self) -> LedgerError {
        match self {
            End::Committed(Err(CommitError::Storage(error))) | End::Ran(Err(error)) => error,
            _ => LedgerError::Closing,
        }
    }
}

/// The high-water mark of running numbers goes with the first commit that may have used them.
fn keep_numbers(db: &Connection, tips: &Tips, shared: &Shared) -> Result<()> {
    if tips.opened().next().is_none() {
        return Ok(());
    }
    let numbers: BTreeMap<_, _> = held(&shared.numbers).clone();
    let mut keep = db.prepare_cached("INSERT INTO number VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET last = max(last, excluded.last) WHERE excluded.last > last")?;
    for ((district, year), last) in numbers.iter().filter(|((district, _), _)| tips.opened().any(|d| d == district)) {
        keep.execute((district, year, super::signed(*last)))?;
    }
    Ok(())
}
