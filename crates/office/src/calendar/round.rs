//! What runs is counted again once another calendar is in force: a few matters at a time, one command each. The place is
//! kept, so a crash goes on from there; whoever acts on a matter that was not reached yet counts that one first.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use bihuan_core::casework::{Case, Command, Event, Who, counted_otherwise};
use bihuan_ledger::KeptRow;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::take::running_in;
use crate::failure::Failure;
use crate::{Office, rows};

/// Under which kind it is kept how far a district's round is.
const KIND: &str = "recount";

/// Matters that are read at a time, and at most in one go: timers and people come in between.
const STEP: usize = 100;
const STEPS: usize = 4;

/// Every round goes through all matters at least twice: what was filed under the old calendar while the first was under
/// way stands before the place where that one is.
const PASSES: u32 = 2;

/// How far a district's round is.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Recounting {
    /// The version of the calendar by which it counts.
    pub version: String,
    /// Where it goes on.
    #[serde(default)]
    pub cursor: Option<String>,
    /// Which time through all of them it is, from 1.
    pub pass: u32,
    /// Running matters when it began.
    pub running: u64,
    /// Matters looked at in this pass.
    pub looked: u64,
    /// Matters of which a due date moved: to an earlier instant, to a later one, in all passes.
    pub moved: (u64, u64),
    /// Matters that could not be counted; their pack's author must mend them.
    pub refused: u64,
    /// Whether the pass moved anything.
    #[serde(default)]
    pub moves: bool,
    /// When it began.
    pub since: Option<Timestamp>,
    /// When it was done.
    #[serde(default)]
    pub done: Option<Timestamp>,
}

/// By which version each district has been counted through, as far as this instance knows.
pub(crate) type Rounded = Mutex<BTreeMap<String, String>>;

impl Office {
    /// Counts again what runs under another calendar than the one in force, a step of it; answers how many moved.
    ///
    /// # Errors
    /// The store's. What was counted stays counted.
    pub fn recount_running(&self) -> Result<u64, Failure> {
        let law = self.law();
        let mut moved = 0;
        for district in self.ledger().districts()? {
            let version = law.calendar(&district).version();
            let known = self.rounded.lock().unwrap_or_else(PoisonError::into_inner).get(&district).cloned();
            if known.as_deref() != Some(version) {
                moved += self.recount_district(&district, version)?;
            }
        }
        Ok(moved)
    }

    /// How far the round of a district is; none where there never was one.
    ///
    /// # Errors
    /// The store's.
    pub fn recounting(&self, district: &str) -> Result<Option<Recounting>, Failure> {
        let kept = self.ledger().kept_one("", KIND, district)?;
        Ok(kept.and_then(|row| serde_json::from_value(row.body).ok()))
    }

    fn recount_district(&self, district: &str, version: &str) -> Result<u64, Failure> {
        let kept = self.recounting(district)?;
        let changed = kept.as_ref().is_some_and(|kept| kept.version != version || kept.done.is_none());
        let mut round = match kept.filter(|kept| kept.version == version) {
            Some(kept) => kept,
            None => Recounting {
                version: version.to_owned(),
                pass: 1,
                running: self.ledger().count_cases(&running_in(district))?,
                since: Some(self.clock().now()),
                ..Recounting::default()
            },
        };
        let before = round.moved.0 + round.moved.1;
        for _ in 0..STEPS {
            if round.done.is_some() {
                break;
            }
            self.step(district, &mut round)?;
            self.keep_round(district, &round)?;
        }
        if round.done.is_some() {
            if changed {
                // Working time is a part of what figures count, and one calendar rules all of it.
                self.settle_figures()?;
            }
            let mut known = self.rounded.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(district.to_owned(), version.to_owned());
        }
        Ok(round.moved.0 + round.moved.1 - before)
    }

    /// One page of matters; behind the last one the pass is over, and with a pass that moved nothing the round.
    fn step(&self, district: &str, round: &mut Recounting) -> Result<(), Failure> {
        let query = bihuan_ledger::CaseQuery { cursor: round.cursor.take(), limit: STEP, ..running_in(district) };
        let page = self.ledger().cases(&query)?;
        for row in &page.items {
            self.recount_one(&rows::case_of(&row.head.state)?, round)?;
            round.looked += 1;
        }
        round.cursor = page.next;
        if round.cursor.is_some() {
            return Ok(());
        }
        if round.pass >= PASSES && !round.moves {
            round.done = Some(self.clock().now());
        } else {
            (round.pass, round.looked, round.moves) = (round.pass + 1, 0, false);
        }
        Ok(())
    }

    fn recount_one(&self, case: &Case, round: &mut Recounting) -> Result<(), Failure> {
        let law = self.law();
        if !counted_otherwise(case, law.calendar(case.district.as_str())) {
            return Ok(());
        }
        match self.move_on(&case.id.0, &Who::Kernel, &Command::Recount, None, |_, _| Ok(())) {
            Ok(settled) => {
                let due = |of: &Case| of.open_clocks().map(|clock| (clock.id.clone(), clock.due())).collect::<Vec<_>>();
                let was: BTreeMap<_, _> = due(case).into_iter().collect();
                let mut sooner = None;
                for event in &settled.events {
                    if let Event::ClockMoved { clock, to, .. } = event
                        && let Some(before) = was.get(clock).filter(|before| **before != to.due)
                    {
                        sooner = Some(sooner.unwrap_or(false) || to.due < *before);
                    }
                }
                round.moves |= !settled.events.is_empty();
                match sooner {
                    Some(true) => round.moved.0 += 1,
                    Some(false) => round.moved.1 += 1,
                    None => {}
                }
            }
            // A pack or a directory that cannot count it is this matter's trouble, not the others'.
            Err(Failure::Refused(refusal)) => {
                tracing::error!(case = %case.id.0, code = ?refusal.code, "a case could not be counted again");
                round.refused += u64::from(round.pass == 1);
            }
            Err(Failure::NotFound) => {}
            Err(other) => return Err(other),
        }
        Ok(())
    }

    fn keep_round(&self, district: &str, round: &Recounting) -> Result<(), Failure> {
        let body = serde_json::to_value(round)
            .map_err(|error| bihuan_ledger::LedgerError::refused("recount", error.to_string()))?;
        let (owner, kind, name) = (String::new(), KIND.to_owned(), district.to_owned());
        Ok(self.ledger().keep(KeptRow { owner, kind, name, body, at: Timestamp::now() })?)
    }
}
