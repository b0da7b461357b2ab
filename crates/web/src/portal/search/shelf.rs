//! The index of passages beside the record: filled in the background after a start, and looked over again whenever the record
//! has grown, the law was changed, or a minute has passed, for entries can be put into a register by other ways. Only a source
//! that reads otherwise than before is put in again. It may be thrown away at any time; until it is filled, a page says so.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use bihuan_ledger::LedgerError;
use bihuan_office::reports::Listed;
use bihuan_office::{Failure, Law, Office};
use bihuan_passages::{Fault, Found, Index, Passage, Query};
use bihuan_text::report::READER;

use super::sources::{self, Source};

/// How long the follower sleeps at most before it looks whether anybody still needs it.
const PATIENCE: Duration = Duration::from_millis(500);
/// After so long it looks over everything, whatever the record says.
const A_WHILE: Duration = Duration::from_secs(60);
/// It rests so many times as long as it worked, and so long after a failure.
const RESTS: u32 = 10;
const LONGEST_REST: Duration = Duration::from_secs(10);
/// Reports that are read before what was read of them can be found.
const REPORTS: usize = 50;

/// A place of each district's log.
type Places = BTreeMap<String, u64>;

/// The index, and who keeps it.
#[derive(Default)]
pub struct Shelf {
    index: Mutex<Option<Arc<Index>>>,
    /// How far the record was when the index was last looked over; none until it was filled.
    seen: Mutex<Option<Places>>,
    moved: Condvar,
    over: AtomicBool,
    follower: Mutex<Option<JoinHandle<()>>>,
}

/// What was put in, to be compared with what is there now.
#[derive(Default)]
struct Kept {
    marks: BTreeMap<String, u64>,
    seen: Places,
    law: Option<Arc<Law>>,
    looked: Option<Instant>,
}

/// A poisoned lock still guards whole values here.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shelf {
    /// Begins to fill the index and to follow the record, unless that has begun.
    pub fn follow(self: &Arc<Self>, office: &Arc<Office>) {
        let mut follower = held(&self.follower);
        if self.is_over() || follower.as_ref().is_some_and(|thread| !thread.is_finished()) {
            return;
        }
        let (shelf, office) = (Arc::clone(self), Arc::downgrade(office));
        let started = std::thread::Builder::new().name("passages".into()).spawn(move || shelf.run(&office));
        *follower = started.inspect_err(|error| tracing::warn!(%error, "passages are not followed")).ok();
    }

    /// Ends the follower, so that nothing of ours keeps the store open.
    pub fn stop(&self) {
        self.over.store(true, Ordering::SeqCst);
        let follower = held(&self.follower).take();
        follower.into_iter().for_each(|thread| drop(thread.join()));
    }

    /// What the index has, and whether all is in it that the record holds; waits a moment for what was just written.
    ///
    /// # Errors
    /// The engine's.
    pub fn find(&self, office: &Office, query: &Query, patience: Duration) -> Result<(Found, bool), Failure> {
        let whole = self.caught_up(&office.ledger().places_beyond(&Places::new(), Duration::ZERO), patience);
        let index = held(&self.index).clone();
        let found = index.map(|index| index.find(query)).transpose().map_err(|fault| failed(&fault))?;
        Ok((found.unwrap_or_default(), whole))
    }

    /// How many records the index is behind; none where nobody follows.
    pub fn behind(&self, office: &Office) -> Option<u64> {
        held(&self.follower).as_ref()?;
        let seen = held(&self.seen).clone().unwrap_or_default();
        let places = office.ledger().places_beyond(&Places::new(), Duration::ZERO);
        let left = |(district, at): (&String, &u64)| at.saturating_sub(*seen.get(district).unwrap_or(&0));
        Some(places.iter().map(left).sum())
    }

    fn caught_up(&self, places: &Places, patience: Duration) -> bool {
        let behind = |seen: &mut Option<Places>| {
            let reached = |seen: &Places| places.iter().all(|(district, at)| seen.get(district).unwrap_or(&0) >= at);
            !seen.as_ref().is_some_and(reached)
        };
        let waited = self.moved.wait_timeout_while(held(&self.seen), patience, behind);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    fn run(&self, office: &Weak<Office>) {
        let mut kept = Kept::default();
        while !self.is_over() {
            let Some(office) = office.upgrade() else { return };
            let patience = if kept.looked.is_none() { Duration::ZERO } else { PATIENCE };
            let places = office.ledger().places_beyond(&kept.seen, patience);
            let law = office.law();
            if !kept.is_behind(&places, &law) {
                continue;
            }
            let begun = Instant::now();
            let done = self.look_over(&office, &law, &mut kept);
            // Who rests must not keep the store open.
            drop(office);
            if let Err(error) = &done {
                tracing::warn!(?error, "the index of passages is behind");
                self.throw_away(&mut kept);
                self.rest(LONGEST_REST);
            } else {
                self.rest(self.looked_over(&mut kept, (places, law), begun.elapsed()));
            }
        }
    }

    /// Tells how far the record is in the index; how long to rest.
    fn looked_over(&self, kept: &mut Kept, (places, law): (Places, Arc<Law>), worked: Duration) -> Duration {
        // The first look is the dear one, and says nothing of what the next will cost.
        let rests = if kept.looked.is_some() { RESTS } else { 0 };
        kept.seen = places.clone();
        kept.law = Some(law);
        kept.looked = Some(Instant::now());
        *held(&self.seen) = Some(places);
        self.moved.notify_all();
        (worked * rests).min(LONGEST_REST)
    }

    /// Whatever went wrong, the next look makes all of it anew.
    fn throw_away(&self, kept: &mut Kept) {
        *kept = Kept::default();
        *held(&self.seen) = None;
        *held(&self.index) = None;
    }

    fn rest(&self, so_long: Duration) {
        let until = Instant::now() + so_long;
        while !self.is_over() && Instant::now() < until {
            std::thread::sleep((until - Instant::now()).min(PATIENCE / 10));
        }
    }

    fn index(&self) -> Result<Arc<Index>, Failure> {
        let mut index = held(&self.index);
        if let Some(index) = index.as_ref() {
            return Ok(Arc::clone(index));
        }
        let made = Arc::new(Index::new().map_err(|fault| failed(&fault))?);
        *index = Some(Arc::clone(&made));
        Ok(made)
    }

    fn look_over(&self, office: &Office, law: &Law, kept: &mut Kept) -> Result<(), Failure> {
        let index = self.index()?;
        let small = sources::of_districts(office, law)?;
        let shipped = (!kept.marks.contains_key("documents")).then(sources::shipped);
        let mut moved = false;
        for source in small.into_iter().chain(shipped) {
            moved |= kept.put(&index, source)?;
        }
        if moved {
            index.show().map_err(|fault| failed(&fault))?;
        }
        self.look_over_reports(office, &index, kept)
    }

    /// A report is read again only when its matter has moved on.
    fn look_over_reports(&self, office: &Office, index: &Index, kept: &mut Kept) -> Result<(), Failure> {
        let saved = sources::saved(office)?;
        let mut moved = kept.take_out(index, &saved)?;
        for listed in &saved {
            let (name, mark) = (name_of(listed), marked(&(listed.row.version, READER)));
            if self.is_over() || kept.marks.get(&name) == Some(&mark) {
                continue;
            }
            index.replace(&name, &pieces(office, listed)).map_err(|fault| failed(&fault))?;
            kept.marks.insert(name, mark);
            moved += 1;
            if moved.is_multiple_of(REPORTS) {
                index.show().map_err(|fault| failed(&fault))?;
            }
        }
        if moved > 0 { index.show().map_err(|fault| failed(&fault)) } else { Ok(()) }
    }
}

/// The source that a report is.
fn name_of(listed: &Listed) -> String {
    format!("reports/{}", listed.row.head.number)
}

/// What a report says; one that cannot be read does not keep the others waiting.
fn pieces(office: &Office, listed: &Listed) -> Vec<Passage> {
    let number = &listed.row.head.number;
    let read = sources::report(office, number);
    read.inspect_err(|error| tracing::warn!(number, ?error, "a report cannot be read")).unwrap_or_default()
}

impl Kept {
    fn is_behind(&self, places: &Places, law: &Arc<Law>) -> bool {
        let long_ago = self.looked.is_none_or(|looked| looked.elapsed() > A_WHILE);
        long_ago || self.seen != *places || !self.law.as_ref().is_some_and(|known| Arc::ptr_eq(known, law))
    }

    /// Takes out the reports that everybody may read no more; how many those are.
    fn take_out(&mut self, index: &Index, saved: &[Listed]) -> Result<usize, Failure> {
        let here: BTreeSet<String> = saved.iter().map(name_of).collect();
        let gone = self.marks.keys().filter(|name| name.starts_with("reports/") && !here.contains(*name));
        let gone: Vec<String> = gone.cloned().collect();
        for name in &gone {
            index.replace(name, &[]).map_err(|fault| failed(&fault))?;
            self.marks.remove(name);
        }
        Ok(gone.len())
    }

    /// Puts a source in if it reads otherwise than it did; whether it does.
    fn put(&mut self, index: &Index, (name, passages): Source) -> Result<bool, Failure> {
        let mark = marked(&passages);
        if self.marks.get(&name) == Some(&mark) {
            return Ok(false);
        }
        index.replace(&name, &passages).map_err(|fault| failed(&fault))?;
        self.marks.insert(name, mark);
        Ok(true)
    }
}

fn marked(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

fn failed(fault: &Fault) -> Failure {
    Failure::Storage(LedgerError::refused("passages", fault.to_string()))
}
