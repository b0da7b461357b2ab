//! What-if: the matters of a period, as the store has them, under other rules or with other staff. It reads and writes
//! nothing: the record stays what it is, and nobody is told.
//!
//! Matters are independent of each other as long as everybody takes as long as they did, so several hands play them at
//! once. Other staff couples them: then they are played twice, and between the two all work waits in one queue. In memory
//! are a few pages of heads, the record of one matter for each hand, and for other staff some bytes for each piece of work.

use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};

use bihuan_core::calendar::civil;
use bihuan_core::casework::{Case, Officer, TypeId, Who};
use bihuan_core::directory::{Directory, PostName, UnitCode};
use bihuan_core::pack::CaseType;
use bihuan_core::simulation::{
    Band, Chance, Course, Ground, Pool, Script, Staffing, Tally, Waits, Worked, band, play, settled, worked,
};
use bihuan_ledger::{CaseRow, Ledger, LedgerError};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::law::Law;
use crate::past::Actor;
use crate::period::{Entry, Period, each_page, entries, last_record, midnight};

/// What is tried.
pub struct Trial<'t> {
    /// On which matters.
    pub period: &'t Period,
    /// Under which rules, by kind of matter; a kind that is not named keeps those that it was opened under.
    pub rules: &'t BTreeMap<TypeId, Arc<CaseType>>,
    /// With which staff.
    pub staff: &'t [StaffChange],
    /// From the latest matters of the period, how many at most; none: all.
    pub most: Option<usize>,
    /// What chances start from.
    pub seed: u64,
}

/// How many officers a post in a unit has.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct StaffChange {
    /// The unit.
    pub unit: UnitCode,
    /// The post.
    pub post: PostName,
    /// How many there would be.
    pub officers: u32,
    /// How many there were; none: as many as held the post there in the middle of the period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub were: Option<u32>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Tried {
    /// What was, and what would have been.
    pub tally: Tally,
    /// How sure the difference in late matters is.
    pub band: Option<Band>,
    /// The instant up to which matters were looked at: that of the last record.
    pub as_of: Timestamp,
    /// Whether there were more matters than were looked at.
    pub cut: bool,
}

/// Matters to try something on.
pub trait Matters: Sync {
    /// Looks at each, several at a time: with its script, the matter as it was, what surrounds it, and the rules to try.
    /// Each hand gathers its own. Tells too whether there were more.
    ///
    /// # Errors
    /// The store's.
    fn each<T: Default + Send>(
        &self,
        look: impl Fn(&mut T, &Script, &Case, &Ground<'_>, &CaseType) + Sync,
    ) -> Result<(Vec<T>, bool), LedgerError>;

    /// Up to when they are looked at.
    fn as_of(&self) -> Timestamp;

    /// Who works on them.
    fn directory(&self) -> &Directory;
}

/// Tries it on the matters of a store.
///
/// # Errors
/// The store's.
pub fn tried(ledger: &dyn Ledger, law: &Law, trial: &Trial<'_>) -> Result<Tried, LedgerError> {
    tried_on(&Table { ledger, law, trial, as_of: last_record(ledger, trial.period.district.as_ref())? }, trial)
}

/// Tries it on matters from anywhere.
///
/// # Errors
/// Of whoever gives the matters.
pub fn tried_on(matters: &impl Matters, trial: &Trial<'_>) -> Result<Tried, LedgerError> {
    let as_of = matters.as_of();
    let waits = if trial.staff.is_empty() { Queued::default() } else { queued(matters, trial)? };
    let (tallies, cut) = matters.each(|tally: &mut Tally, script, was, ground, rules| {
        let played = play(ground, rules, script, &waits.of(script), as_of);
        tally.count(script, &Course::of(was, as_of), &played, as_of);
    })?;
    let tally = tallies.into_iter().fold(Tally::default(), |mut all, part| {
        all.add(part);
        all
    });
    let band = band(&tally.differences(), &mut Chance::new(trial.seed));
    Ok(Tried { tally, band, as_of, cut })
}

/// A trial with what it works on.
struct Table<'t> {
    ledger: &'t dyn Ledger,
    law: &'t Law,
    trial: &'t Trial<'t>,
    as_of: Timestamp,
}

impl Matters for Table<'_> {
    fn each<T: Default + Send>(
        &self,
        look: impl Fn(&mut T, &Script, &Case, &Ground<'_>, &CaseType) + Sync,
    ) -> Result<(Vec<T>, bool), LedgerError> {
        let hands = std::thread::available_parallelism().map_or(1, usize::from).clamp(1, 8);
        let (give, take) = sync_channel::<Vec<CaseRow>>(hands * 2);
        let take = Mutex::new(take);
        let next = || take.lock().unwrap_or_else(PoisonError::into_inner).recv().ok();
        std::thread::scope(|scope| {
            let work = || {
                let (mut mine, mut failed) = (T::default(), None);
                // After a failure the pages are still taken, so that whoever reads them does not wait for ever.
                while let Some(page) = next() {
                    for row in &page {
                        if failed.is_none() {
                            failed = self.look_at(row, &mut mine, &look).err();
                        }
                    }
                }
                failed.map_or(Ok(mine), Err)
            };
            let threads: Vec<_> = (0..hands).map(|_| scope.spawn(work)).collect();
            let cut = self.pages(|page| drop(give.send(page)));
            drop(give);
            let gathered = threads.into_iter().map(|thread| thread.join().unwrap_or(Err(LedgerError::Closing)));
            let gathered = gathered.collect::<Result<Vec<T>, LedgerError>>();
            Ok((gathered?, cut?))
        })
    }

    fn as_of(&self) -> Timestamp {
        self.as_of
    }

    fn directory(&self) -> &Directory {
        &self.law.directory
    }
}

impl Table<'_> {
    fn pages(&self, mut give: impl FnMut(Vec<CaseRow>)) -> Result<bool, LedgerError> {
        let (mut left, mut cut) = (self.trial.most.unwrap_or(usize::MAX), false);
        each_page(self.ledger, self.trial.period, |mut page| {
            cut = page.len() > left;
            page.truncate(left);
            left -= page.len();
            give(page);
            Ok::<_, LedgerError>(!cut)
        })?;
        Ok(cut)
    }

    fn look_at<T>(
        &self,
        row: &CaseRow,
        mine: &mut T,
        look: &impl Fn(&mut T, &Script, &Case, &Ground<'_>, &CaseType),
    ) -> Result<(), LedgerError> {
        let entries = entries(self.ledger, row)?;
        let Some((script, case)) = script_of(&entries) else { return Ok(()) };
        let district = script.district.clone();
        let entry = |register: &str, key: &str| self.ledger.entry(district.as_str(), register, key).ok().flatten();
        let calendar = self.law.calendar(district.as_str());
        let ground = Ground { directory: &self.law.directory, calendar, entry: &entry };
        let before = self.law.rules_at(&script.case_type, script.version);
        let Some(rules) = self.trial.rules.get(&script.case_type).or(before) else { return Ok(()) };
        let was = match before {
            Some(before) => settled(&ground, before, case, self.as_of),
            None => case,
        };
        look(mine, &script, &was, &ground, rules);
        Ok(())
    }
}

/// Plays everything as it was, under the rules of the trial, and lets the work wait for the staff of the trial.
fn queued(matters: &impl Matters, trial: &Trial<'_>) -> Result<Queued, LedgerError> {
    let pools: Mutex<BTreeMap<Pool, u32>> = Mutex::default();
    let as_of = matters.as_of();
    let (parts, _) = matters.each(|mine: &mut Vec<(Place, Vec<Worked>)>, script, _, ground, rules| {
        let played = play(ground, rules, script, &[], as_of);
        let works = worked(script, &played, &mut pools.lock().unwrap_or_else(PoisonError::into_inner));
        mine.push(((script.filed, script.identity.id.0.clone()), works));
    })?;
    let mut found: Vec<(Place, Vec<Worked>)> = parts.into_iter().flatten().collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let (places, works): (Vec<Place>, Vec<Vec<Worked>>) = found.into_iter().unzip();
    let pools = pools.into_inner().unwrap_or_else(PoisonError::into_inner);
    let waits = staffing(matters, trial, &pools).waits(&works);
    Ok(Queued { places, works, waits })
}

fn staffing(matters: &impl Matters, trial: &Trial<'_>, pools: &BTreeMap<Pool, u32>) -> Staffing {
    let middle = middle(trial.period, matters.as_of());
    let hands = pools.iter().map(|((unit, post), pool)| {
        let change = trial.staff.iter().find(|change| change.unit == *unit && change.post == *post);
        let held = || holders(matters.directory(), unit, post, middle);
        let were = change.and_then(|change| change.were).unwrap_or_else(held);
        (*pool, (were, change.map_or(were, |change| change.officers)))
    });
    Staffing { hands: hands.collect() }
}

/// A day in the middle of the period.
fn middle(period: &Period, as_of: Timestamp) -> jiff::civil::Date {
    let last = period.until.and_then(midnight).unwrap_or(as_of);
    let first = period.since.and_then(midnight).unwrap_or(last);
    let half = SignedDuration::from_secs(last.as_second().saturating_sub(first.as_second()) / 2);
    civil(first.checked_add(half).unwrap_or(last)).date()
}

fn holders(directory: &Directory, unit: &UnitCode, post: &PostName, on: jiff::civil::Date) -> u32 {
    u32::try_from(directory.holders(post, unit, on).len()).unwrap_or(u32::MAX).max(1)
}

/// A matter's place among all: when it was filed, and its id.
type Place = (Timestamp, String);

/// How all work waits.
#[derive(Default)]
struct Queued {
    places: Vec<Place>,
    works: Vec<Vec<Worked>>,
    waits: Waits,
}

impl Queued {
    fn of(&self, script: &Script) -> Vec<SignedDuration> {
        let place = (script.filed, script.identity.id.0.clone());
        let Ok(matter) = self.places.binary_search(&place) else { return Vec::new() };
        self.works.get(matter).map(|works| self.waits.of(matter, works)).unwrap_or_default()
    }
}

/// What people did with a matter, and the matter as its record leaves it.
#[must_use]
pub fn script_of(entries: &[Entry]) -> Option<(Script, Case)> {
    Script::of(entries.iter().map(|entry| (entry.at, who(&entry.actor), entry.events.as_slice())))
}

/// Who acted, as far as a record says; an officer's name stands in the act itself.
fn who(actor: &Actor) -> Who {
    let unit = actor.unit.as_deref().unwrap_or_default();
    match actor.post.as_deref() {
        Some("reporter") => Who::Reporter,
        Some("public") => Who::Public,
        Some("outer") => Who::Outer(unit.to_owned()),
        Some("kernel") | None => Who::Kernel,
        Some(post) => match ("officer".parse(), post.parse(), unit.parse()) {
            (Ok(user), Ok(post), Ok(unit)) => Who::Officer(Officer { user, posts: vec![(post, unit)] }),
            (Ok(user), _, _) => Who::Officer(Officer { user, posts: Vec::new() }),
            _ => Who::Kernel,
        },
    }
}
