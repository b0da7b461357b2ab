//! The writer of a process: it takes what waits, makes it durable in one commit, and only then answers.
//!
//! There is no timer. While one batch syncs, the next gathers; a lone command waits for nobody.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::Done;
use crate::apply::{Tips, apply};
use crate::engine::{held, spawn};
use crate::error::{CommitError, LedgerError, Result};
use crate::keys::Keys;
use crate::look;
use crate::sql::Db;
use crate::write::{Committed, Write};

const BATCH_BYTES: usize = 1 << 20;
const BUSY: Duration = Duration::from_millis(250);

/// What an engine does with a batch: all of it in one transaction, or in a few.
pub(crate) trait Transact: Send + 'static {
    /// Does every job and makes it durable; how each ended, in order. An error means that nothing of it is.
    fn transact(&mut self, batch: &mut [Job]) -> Result<Vec<End>, Failure>;
}

/// Why a whole batch failed, and whether each of it may be tried alone.
pub(crate) struct Failure {
    /// It was no job's fault: the commit itself, or the way to the store.
    pub(crate) at_commit: bool,
    pub(crate) error: LedgerError,
}

/// A small write; it may be run twice.
type Work = Box<dyn FnMut(&Db, &mut Tips) -> Result<()> + Send>;

/// Hears how a small write ended.
type Told = Box<dyn FnOnce(Result<()>) + Send>;

/// Something to write, and who wants to hear of it.
pub(crate) enum Job {
    Commit(Box<Write>, Done),
    /// With the districts in whose logs it takes places.
    Run(Vec<String>, Work, Told),
}

/// How one job of a batch ended, before the commit.
pub(crate) enum End {
    Committed(Result<Committed, CommitError>),
    Ran(Result<()>),
}

/// The thread and the way to it.
pub(crate) struct Writer {
    handle: Handle,
    thread: Option<JoinHandle<()>>,
}

/// A way to the writer's queue.
#[derive(Clone)]
pub struct Handle {
    queue: Arc<Mutex<Option<SyncSender<Job>>>>,
}

impl Writer {
    /// A writer that lets `queue` jobs wait and does at most `most` of them at once.
    pub(crate) fn start(mut engine: impl Transact, queue: usize, most: usize) -> Result<Writer> {
        let (queue, jobs) = sync_channel(queue);
        let most = most.max(1);
        let thread = spawn("ledger-writer", move || serve(&mut engine, &jobs, most))?;
        Ok(Writer { handle: Handle { queue: Arc::new(Mutex::new(Some(queue))) }, thread: Some(thread) })
    }

    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Refuses what comes from now on, finishes what waits.
    pub(crate) fn close(&mut self) {
        held(&self.handle.queue).take();
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Handle {
    pub(crate) fn submit(&self, write: Write, done: Done) {
        self.send(Job::Commit(Box::new(write), done));
    }

    /// Does a small write that takes places in these districts' logs, and waits until it is durable.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        districts: Vec<String>,
        work: impl Fn(&Db, &mut Tips) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let slot = Arc::new(Mutex::new(None));
        let filled = slot.clone();
        let (tell, hear) = sync_channel(1);
        let work = move |db: &Db, tips: &mut Tips| {
            let answer = work(db, tips)?;
            *held(&filled) = Some(answer);
            Ok(())
        };
        self.send(Job::Run(districts, Box::new(work), Box::new(move |end| drop(tell.send(end)))));
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

    /// The districts in whose logs it takes places.
    pub(crate) fn districts(&self) -> Vec<&str> {
        match self {
            Job::Commit(write, _) => vec![&write.district],
            Job::Run(districts, ..) => districts.iter().map(String::as_str).collect(),
        }
    }

    /// How it ends where the store could not take it.
    pub(crate) fn ends_with(&self, error: &LedgerError) -> End {
        match self {
            Job::Commit(..) => End::Committed(Err(CommitError::Storage(error.clone()))),
            Job::Run(..) => End::Ran(Err(error.clone())),
        }
    }

    fn finish(self, end: End) {
        match (self, end) {
            (Job::Commit(_, done), End::Committed(end)) => done(end),
            (Job::Run(_, _, done), End::Ran(end)) => done(end),
            (job, _) => job.fail(&LedgerError::Closing),
        }
    }

    fn fail(self, error: &LedgerError) {
        match (self, error) {
            (Job::Commit(_, done), LedgerError::Busy(after)) => done(Err(CommitError::Busy(*after))),
            (Job::Commit(_, done), error) => done(Err(CommitError::Storage(error.clone()))),
            (Job::Run(_, _, done), error) => done(Err(error.clone())),
        }
    }
}

impl End {
    /// The store's own failure, if it was one: then rows of this job may have been left half written.
    pub(crate) fn broken(&self) -> Option<&LedgerError> {
        let error = match self {
            End::Committed(Err(CommitError::Storage(error))) | End::Ran(Err(error)) => error,
            _ => return None,
        };
        (!matches!(error, LedgerError::Refused { .. } | LedgerError::Erased)).then_some(error)
    }
}

/// Does jobs inside a transaction, in their order: small writes one by one, commands that touch nothing in common together.
///
/// # Errors
/// The store's own failure: rows may have been left half written.
pub(crate) fn attempt(jobs: &mut [&mut Job], db: &Db, tips: &mut Tips, keys: &Keys) -> Result<Vec<End>> {
    let mut ends = Vec::with_capacity(jobs.len());
    while let Some(job) = jobs.get_mut(ends.len()) {
        match job {
            Job::Run(_, work, _) => ends.push(End::Ran(work(db, tips))),
            Job::Commit(..) => {
                let together = together(jobs.get(ends.len()..).unwrap_or_default());
                ends.extend(apply(db, &together, tips, keys)?.into_iter().map(End::Committed));
            }
        }
        if let Some(error) = ends.iter().find_map(End::broken) {
            return Err(error.clone());
        }
    }
    db.settle()?;
    Ok(ends)
}

/// The commands that come first and touch nothing in common.
fn together<'j>(jobs: &'j [&mut Job]) -> Vec<&'j Write> {
    let mut touched = BTreeSet::new();
    let apart = |job: &&'j &mut Job| match job {
        Job::Commit(write, _) => {
            let own = look::touched(write);
            let apart = own.iter().all(|it| !touched.contains(it));
            touched.extend(own);
            apart
        }
        Job::Run(..) => false,
    };
    let writes = jobs.iter().take_while(apart).filter_map(|job| match job {
        Job::Commit(write, _) => Some(write.as_ref()),
        Job::Run(..) => None,
    });
    writes.collect()
}

fn serve(engine: &mut impl Transact, jobs: &Receiver<Job>, most: usize) {
    while let Ok(first) = jobs.recv() {
        let batch = gather(first, jobs, most);
        write_batch(engine, batch);
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

/// Jobs look before they write, so a refusal leaves nothing behind; if the store fails under one of them nevertheless, the
/// batch is rolled back and each is tried alone, so that a neighbour is not hurt.
fn write_batch(engine: &mut impl Transact, mut batch: Vec<Job>) {
    match engine.transact(&mut batch) {
        Ok(ends) => batch.into_iter().zip(ends).for_each(|(job, end)| job.finish(end)),
        Err(Failure { at_commit, error }) if at_commit || batch.len() == 1 => {
            batch.into_iter().for_each(|job| job.fail(&error))
        }
        Err(_) => batch.into_iter().for_each(|job| write_batch(engine, vec![job])),
    }
}
