//! Schedules at work: what is due is opened, a page of entries at a time, each matter once.
//!
//! The id of a matter follows from schedule, object and period, so whatever was opened before a crash, or under a clock that
//! was set back, is found there. How far each schedule is in each district is kept beside, so that nothing is gone through
//! twice without need.

use std::collections::BTreeMap;

use bihuan_core::calendar::zone;
use bihuan_core::casework::Who;
use bihuan_core::directory::{DistrictCode, Unit};
use bihuan_core::pack::Pack;
use bihuan_core::pack::model::{Objects, Register, Schedule};
use bihuan_core::recurrence::{CHANNEL, Object, Occasion, form, is_for, occasions, to_open};
use bihuan_ledger::{KeptRow, LedgerError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Office;
use crate::commands::stable_id;
use crate::demand::{Demand, Filing};
use crate::entries::Version;
use crate::failure::Failure;
use crate::law::Law;

/// Under which kind it is kept how far a schedule is.
const KIND: &str = "schedule";

/// Objects that are read at a time, and pages of them in one go: timers and people come in between.
const STEP: usize = 100;
const STEPS: usize = 4;

/// How far a schedule is in a district.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Scheduled {
    /// All that was due up to here has been opened, or is being opened now. What was due before the schedule was first in
    /// force here is not asked about.
    pub through: Timestamp,
    /// What is being opened, the first of it now.
    #[serde(default)]
    pub open: Vec<Due>,
    /// The last object that was gone through.
    #[serde(default)]
    pub cursor: Option<String>,
    /// What was opened last.
    #[serde(default)]
    pub last: Option<Due>,
    /// Matters that it opened in all.
    #[serde(default)]
    pub opened: u64,
    /// Matters that could not be taken in; their pack's author must mend them.
    #[serde(default)]
    pub refused: u64,
}

/// An occasion on its way.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Due {
    /// The period.
    pub period: String,
    /// The instant by the schedule's own words.
    pub base: Timestamp,
    /// When it was due.
    pub at: Timestamp,
}

impl From<Occasion> for Due {
    fn from(it: Occasion) -> Self {
        Self { period: it.period, base: it.base, at: it.at }
    }
}

impl From<&Due> for Occasion {
    fn from(it: &Due) -> Self {
        Self { period: it.period.clone(), base: it.base, at: it.at }
    }
}

/// A schedule in a district.
struct Round<'r> {
    law: &'r Law,
    pack: &'r Pack,
    schedule: &'r Schedule,
    district: DistrictCode,
}

impl Office {
    /// Opens what schedules bring, a step of each; answers how many matters were opened.
    ///
    /// # Errors
    /// The store's. What was opened stays opened.
    pub fn open_scheduled(&self) -> Result<u64, Failure> {
        let _one_at_a_time = self.turn_at(&self.scheduling, "scheduling")?;
        let law = self.law();
        let mut opened = 0;
        let schedules: Vec<_> =
            law.packs.values().flat_map(|pack| pack.schedules.values().map(move |it| (pack, it))).collect();
        if schedules.is_empty() {
            return Ok(0);
        }
        for district in self.ledger().districts()? {
            let Ok(district) = district.parse::<DistrictCode>() else { continue };
            for (pack, schedule) in &schedules {
                let round = Round { law: &law, pack, schedule, district: district.clone() };
                opened += self.go_on_schedule(&round)?;
            }
        }
        Ok(opened)
    }

    /// How far the schedules in force are in a district, by their ids.
    ///
    /// # Errors
    /// The store's.
    pub fn scheduled(&self, district: &str) -> Result<BTreeMap<String, Scheduled>, Failure> {
        let law = self.law();
        let mut all = BTreeMap::new();
        for schedule in law.packs.values().flat_map(|pack| pack.schedules.values()) {
            all.extend(self.kept_schedule(district, schedule)?.map(|kept| (schedule.id.clone(), kept)));
        }
        Ok(all)
    }

    fn kept_schedule(&self, district: &str, schedule: &Schedule) -> Result<Option<Scheduled>, Failure> {
        let kept = self.ledger().kept_one(district, KIND, &schedule.id)?;
        Ok(kept.and_then(|row| serde_json::from_value(row.body).ok()))
    }

    fn go_on_schedule(&self, round: &Round<'_>) -> Result<u64, Failure> {
        let now = self.clock().now();
        let Some(mut state) = self.kept_schedule(round.district.as_str(), round.schedule)? else {
            self.keep_schedule(round, &Scheduled { through: now, ..Scheduled::default() })?;
            return Ok(0);
        };
        let before = state.clone();
        self.look_schedule(round, &mut state, now);
        let opened = state.opened;
        for _ in 0..STEPS {
            if state.open.is_empty() {
                break;
            }
            if state != before {
                self.keep_schedule(round, &state)?;
            }
            self.schedule_step(round, &mut state)?;
        }
        if state != before {
            self.keep_schedule(round, &state)?;
        }
        Ok(state.opened - opened)
    }

    /// What has fallen due since; a clock that was set back makes nothing due.
    fn look_schedule(&self, round: &Round<'_>, state: &mut Scheduled, now: Timestamp) {
        let calendar = round.law.calendar(round.district.as_str());
        let due = occasions(round.schedule, calendar, state.through, now);
        if due.is_empty() {
            return;
        }
        let newer = to_open(round.schedule, due);
        if !round.schedule.catch_up && !newer.is_empty() {
            // Of what is missed the latest alone: what is half opened is finished first.
            state.open.truncate(1);
        }
        state.open.extend(newer.into_iter().map(Due::from));
        state.through = state.through.max(now);
    }

    /// One page of objects; behind the last one the next occasion.
    fn schedule_step(&self, round: &Round<'_>, state: &mut Scheduled) -> Result<(), Failure> {
        let Some(due) = state.open.first().cloned() else { return Ok(()) };
        let (objects, next) = self.scheduled_objects(round, state.cursor.as_deref())?;
        for object in objects {
            match self.open_for_object(round, &object, &due) {
                Ok(true) => state.opened += 1,
                Ok(false) => {}
                Err(Failure::Refused(refusal)) => {
                    let (schedule, object) = (&round.schedule.id, object.key());
                    tracing::error!(%schedule, object, code = ?refusal.code, "a schedule's matter was refused");
                    state.refused += 1;
                }
                Err(other) => return Err(other),
            }
        }
        state.cursor = next;
        if state.cursor.is_none() {
            state.open.remove(0);
            state.last = Some(due);
        }
        Ok(())
    }

    /// Opens a matter; no, if it is there already.
    fn open_for_object(&self, round: &Round<'_>, object: &Object, due: &Due) -> Result<bool, Failure> {
        let Round { law, schedule, district, .. } = round;
        let id = stable_id(due.base, &[KIND, district.as_str(), &schedule.id, object.key(), &due.period]);
        if self.ledger().head(&id)?.is_some() {
            return Ok(false);
        }
        let child = law.current(&schedule.opens).ok_or(Failure::NotFound)?;
        let form = form(schedule, child, object, &Occasion::from(due), district);
        let wish =
            Filing { case_type: schedule.opens.clone(), district: district.clone(), form, channel: CHANNEL.to_owned() };
        Ok(self.file_as(&Demand { who: Who::Kernel, wish, key: None }, &id, None)?.opened)
    }

    /// A page of those for whom one is opened, and where the next page begins.
    fn scheduled_objects(
        &self,
        round: &Round<'_>,
        cursor: Option<&str>,
    ) -> Result<(Vec<Object>, Option<String>), Failure> {
        match &round.schedule.objects {
            Objects::District => Ok((vec![Object::District], None)),
            Objects::Units(kinds) => {
                let district = round.district.unit();
                let units = round.law.directory.units(Some(&district), None);
                let fits = |unit: &&Unit| kinds.contains(&unit.kind) && cursor.is_none_or(|at| unit.code.as_str() > at);
                let mut codes: Vec<_> = units.filter(fits).map(|unit| unit.code.clone()).collect();
                codes.sort();
                let more = codes.len() > STEP;
                codes.truncate(STEP);
                let next = codes.last().filter(|_| more).map(ToString::to_string);
                Ok((codes.into_iter().map(Object::Unit).collect(), next))
            }
            Objects::Entries { register, .. } => {
                let Some(register) = round.pack.registers.get(register) else { return Ok((Vec::new(), None)) };
                self.scheduled_entries(round, register, cursor)
            }
        }
    }

    /// Entries that the district keeps itself, and behind them those that the pack brings and that it does not keep.
    fn scheduled_entries(
        &self,
        round: &Round<'_>,
        register: &Register,
        cursor: Option<&str>,
    ) -> Result<(Vec<Object>, Option<String>), Failure> {
        const PACKS_OWN: &str = "pack:";
        let (district, schedule) = (&round.district, round.schedule);
        let fits = |values: &serde_json::Map<String, serde_json::Value>| is_for(schedule, register, values, district);
        if let Some(behind) = cursor.and_then(|cursor| cursor.strip_prefix(PACKS_OWN)) {
            let mut rows: Vec<_> = register.rows.iter().filter(|row| row.key.as_str() > behind).collect();
            rows.sort_by(|a, b| a.key.cmp(&b.key));
            let more = rows.len() > STEP;
            rows.truncate(STEP);
            let next = rows.last().filter(|_| more).map(|row| format!("{PACKS_OWN}{}", row.key));
            let mut objects = Vec::new();
            for row in rows {
                let values = row.values.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
                let kept = self.ledger().entry(district.as_str(), &register.name, &row.key)?;
                if kept.is_none() && fits(&values) {
                    objects.push(Object::Entry(row.key.clone(), values));
                }
            }
            return Ok((objects, next));
        }
        let page = self.ledger().entries(district.as_str(), &register.name, cursor, STEP)?;
        let kept = page.items.into_iter().map(|row| (row.key, Version::of(&row.value)));
        let used = kept.filter(|(_, version)| !version.kept.retired && fits(&version.values));
        let objects = used.map(|(key, version)| Object::Entry(key, version.values)).collect();
        Ok((objects, Some(page.next.unwrap_or_else(|| PACKS_OWN.to_owned()))))
    }

    fn keep_schedule(&self, round: &Round<'_>, state: &Scheduled) -> Result<(), Failure> {
        let body = serde_json::to_value(state).map_err(|error| LedgerError::refused("schedule", error.to_string()))?;
        let (owner, kind) = (round.district.to_string(), KIND.to_owned());
        let (name, at) = (round.schedule.id.clone(), Timestamp::now());
        Ok(self.ledger().keep(KeptRow { owner, kind, name, body, at })?)
    }

    /// When a schedule is due next in a district, as the calendar stands.
    pub fn next_scheduled(&self, district: &str, schedule: &Schedule) -> Option<Timestamp> {
        let (law, now) = (self.law(), self.clock().now());
        let far = now.to_zoned(zone()).checked_add(jiff::ToSpan::days(400)).ok()?.timestamp();
        occasions(schedule, law.calendar(district), now, far).into_iter().next().map(|it| it.at)
    }
}
