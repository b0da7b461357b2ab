//! Running matters of older versions go on under the newest: an explicit act of whoever keeps the district, looked at
//! matter by matter before, and carried out a few at a time by commands of their own. What cannot be carried stays where it is.
//!
//! What it costs: a page of heads and, for each of an older version, one decision that is thrown away (the look) or kept
//! (the act). The place is kept, so a crash goes on from there; a matter that was carried already is passed over.

use bihuan_core::casework::refusal::Sentence;
use bihuan_core::casework::{Asked, Case, Command, Decision, Event, Who, decide};
use bihuan_ledger::{CaseQuery, KeptRow, LedgerError, Status};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::law::Law;
use crate::people::Note;
use crate::publication::keeper_everywhere;
use crate::{Office, rows};

/// Under which kind it is kept how far a migration is.
const KIND: &str = "migration";

/// Matters that are looked at for a page, and carried in one go.
const STEP: usize = 50;
const STEPS: usize = 4;

/// What would become of one matter.
#[derive(Clone, Debug)]
pub struct Carried {
    /// Its number.
    pub number: String,
    /// Its kind.
    pub case_type: String,
    /// The version that it runs under.
    pub from: u32,
    /// Its stage, by name.
    pub stage: String,
    /// What it would be: the stage then, and the clocks that move; or why it cannot be carried.
    pub then: Result<Then, Sentence>,
}

/// How a matter would stand.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Then {
    /// The stage.
    pub stage: String,
    /// Deadlines that would be due at another time: name (none: a task's), from, to.
    pub moved: Vec<(Option<String>, Timestamp, Timestamp)>,
}

/// One page of the look.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// The matters of older versions on this page.
    pub matters: Vec<Carried>,
    /// Running matters that were looked at for it.
    pub looked: usize,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// How far a migration is.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Migrating {
    /// The version to which matters are carried.
    pub to: u32,
    /// Who asked for it, by account.
    pub by: String,
    /// When it began.
    pub since: Option<Timestamp>,
    /// Where it goes on.
    #[serde(default)]
    pub cursor: Option<String>,
    /// Running matters looked at.
    pub looked: u64,
    /// Matters that were carried.
    pub carried: u64,
    /// Matters that stay under their version.
    pub refused: u64,
    /// When it was done.
    #[serde(default)]
    pub done: Option<Timestamp>,
}

impl Office {
    /// What would become of the running matters of older versions of a pack, a page at a time. Nothing is changed.
    ///
    /// # Errors
    /// No such pack; the store's.
    pub fn look_at_migration(&self, pack: &str, cursor: Option<String>) -> Result<Look, Failure> {
        let law = self.law();
        let to = law.packs.get(pack).ok_or(Failure::NotFound)?.version;
        let query = CaseQuery { cursor, limit: STEP, ..running(&law, pack) };
        let page = self.ledger().cases(&query)?;
        let mut look = Look { looked: page.items.len(), next: page.next, ..Look::default() };
        for row in &page.items {
            let case = rows::case_of(&row.head.state)?;
            if case.pack_version < to {
                look.matters.push(self.carried(&law, &case, to)?);
            }
        }
        Ok(look)
    }

    fn carried(&self, law: &Law, case: &Case, to: u32) -> Result<Carried, Failure> {
        let stage = |case: &Case| case.standings.first().map(|here| here.stage.clone()).unwrap_or_default();
        let then = match self.tried_migration(law, case, to) {
            Ok(decision) => Ok(then(case, &decision, stage(case))),
            Err(Failure::Refused(refusal)) => Err(refusal.sentence),
            Err(other) => return Err(other),
        };
        let (number, case_type) = (case.number.clone(), case.case_type.0.clone());
        Ok(Carried { number, case_type, from: case.pack_version, stage: stage(case), then })
    }

    /// Decides what the act would decide, and writes it down here only.
    fn tried_migration(&self, law: &Law, case: &Case, to: u32) -> Result<Decision, Failure> {
        let rules = law.rules_at(&case.case_type, to).ok_or(Failure::NotFound)?;
        let asked = Asked { who: Who::Kernel, at: self.clock().now(), command: Command::Migrate { to } };
        self.with_world(law, rules, case.district.as_str(), |world| decide(world, Some(case), &asked))
    }

    /// Begins to carry the running matters of a pack to the version in force; the first of them at once, the others as
    /// rounds come by. A migration that is under way goes on.
    ///
    /// # Errors
    /// Not the keeper of every district; no such pack; the store's.
    pub fn begin_migration(&self, who: &Who, pack: &str) -> Result<Migrating, Failure> {
        let by = keeper_everywhere(self, who)?;
        let one = self.changing()?;
        let to = self.law().packs.get(pack).ok_or(Failure::NotFound)?.version;
        let under_way = self.migrating(pack)?.filter(|job| job.to == to && job.done.is_none());
        let noted = under_way.is_none();
        let job = under_way.unwrap_or(Migrating { to, by, since: Some(self.clock().now()), ..Migrating::default() });
        if noted {
            self.note_everywhere(who, Note::MigrationBegun { pack: pack.to_owned(), to })?;
        }
        self.keep_migration(pack, &job)?;
        drop(one);
        self.migrate_on(pack)?;
        self.migrating(pack)?.ok_or(Failure::NotFound)
    }

    /// How far the last migration of a pack is; none where there never was one.
    ///
    /// # Errors
    /// The store's.
    pub fn migrating(&self, pack: &str) -> Result<Option<Migrating>, Failure> {
        let kept = self.ledger().kept_one("", KIND, pack)?;
        Ok(kept.and_then(|row| serde_json::from_value(row.body).ok()))
    }

    /// Goes on with what is under way, a step of it; answers how many matters were carried.
    ///
    /// # Errors
    /// The store's. What was carried stays carried.
    pub fn migrate_running(&self) -> Result<u64, Failure> {
        let packs: Vec<String> = self.law().packs.keys().cloned().collect();
        packs.iter().try_fold(0, |sum, pack| Ok(sum + self.migrate_on(pack)?))
    }

    fn migrate_on(&self, pack: &str) -> Result<u64, Failure> {
        if self.migrating(pack)?.is_none_or(|job| job.done.is_some()) {
            return Ok(0);
        }
        let _one = self.changing()?;
        let Some(mut job) = self.migrating(pack)?.filter(|job| job.done.is_none()) else { return Ok(0) };
        let before = job.carried;
        for _ in 0..STEPS {
            if job.done.is_none() {
                self.step_of(pack, &mut job)?;
                self.keep_migration(pack, &job)?;
            }
        }
        Ok(job.carried - before)
    }

    fn step_of(&self, pack: &str, job: &mut Migrating) -> Result<(), Failure> {
        let query = CaseQuery { cursor: job.cursor.take(), limit: STEP, ..running(&self.law(), pack) };
        let page = self.ledger().cases(&query)?;
        for row in &page.items {
            let case = rows::case_of(&row.head.state)?;
            job.looked += 1;
            if case.pack_version < job.to {
                self.migrate_one(&case, job)?;
            }
        }
        job.cursor = page.next;
        job.done = job.cursor.is_none().then(|| self.clock().now());
        Ok(())
    }

    /// One matter: first what fell due under its own rules, then the act.
    fn migrate_one(&self, case: &Case, job: &mut Migrating) -> Result<(), Failure> {
        let moved = |command: &Command| self.move_on(&case.id.0, &Who::Kernel, command, None, |_, _| Ok(()));
        let settled = moved(&Command::Wake).and_then(|_| moved(&Command::Migrate { to: job.to }));
        match settled {
            Ok(settled) => {
                let went = settled.events.iter().any(|event| matches!(event, Event::Migrated { .. }));
                job.carried += u64::from(went);
                Ok(())
            }
            Err(Failure::Refused(_) | Failure::NotFound) => {
                job.refused += 1;
                Ok(())
            }
            Err(other) => Err(other),
        }
    }

    fn keep_migration(&self, pack: &str, job: &Migrating) -> Result<(), Failure> {
        let body = serde_json::to_value(job).map_err(|error| LedgerError::refused("migration", error.to_string()))?;
        let (owner, kind, name) = (String::new(), KIND.to_owned(), pack.to_owned());
        Ok(self.ledger().keep(KeptRow { owner, kind, name, body, at: Timestamp::now() })?)
    }
}

/// The running matters of a pack.
fn running(law: &Law, pack: &str) -> CaseQuery {
    let types = law.packs.get(pack).map(|pack| pack.cases.values().map(|rules| rules.id.0.clone()).collect());
    CaseQuery {
        types: types.unwrap_or_default(),
        statuses: vec![Status::Open, Status::Suspended],
        ..CaseQuery::default()
    }
}

/// How a matter would stand after a decision.
fn then(case: &Case, decision: &Decision, stage: String) -> Then {
    let mut then = Then { stage, moved: Vec::new() };
    for event in &decision.events {
        match event {
            Event::StageEntered { stage, .. } => then.stage.clone_from(stage),
            Event::ClockMoved { clock, to, .. } => {
                let known = case.clock(clock).filter(|clock| clock.due() != to.due);
                then.moved.extend(known.map(|clock| (clock.deadline.clone(), clock.due(), to.due)));
            }
            _ => {}
        }
    }
    then
}
