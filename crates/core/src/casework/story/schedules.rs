//! What schedules open while a story's time passes: each at its instant, and after the program was down what it missed.
//!
//! A story calls the matter that a schedule opened last by the schedule's name; one for a unit or an entry by `name@key`.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Map;

use super::Stage;
use crate::casework::command::Who;
use crate::pack::model::{Objects, Schedule};
use crate::recurrence::{CHANNEL, Object, Occasion, form, is_for, occasions, to_open};

/// What a schedule has opened so far.
#[derive(Default)]
pub(super) struct Opened {
    /// How many matters.
    pub times: u64,
}

impl Stage<'_> {
    /// Lets time pass; what schedules bring comes at its instant.
    pub(super) fn pass_until(&mut self, until: Timestamp) {
        for (schedule, occasion) in self.due(self.table.now, until, false) {
            self.table.pass_until(occasion.at);
            self.open_scheduled(&schedule, &occasion);
        }
        self.table.pass_until(until);
    }

    /// The program is awake again: of what it missed as much as each schedule opens late.
    pub(super) fn open_missed(&mut self, from: Timestamp, until: Timestamp) {
        for (schedule, occasion) in self.due(from, until, true) {
            self.open_scheduled(&schedule, &occasion);
        }
    }

    fn due(&self, from: Timestamp, until: Timestamp, missed: bool) -> Vec<(Arc<Schedule>, Occasion)> {
        let mut all = Vec::new();
        for schedule in self.pack.schedules.values() {
            let due = occasions(schedule, self.table.calendar(), from, until);
            let due = if missed { to_open(schedule, due) } else { due };
            all.extend(due.into_iter().map(|occasion| (Arc::clone(schedule), occasion)));
        }
        all.sort_by_key(|(_, occasion)| occasion.at);
        all
    }

    fn open_scheduled(&mut self, schedule: &Schedule, occasion: &Occasion) {
        let Some((_, name)) = schedule.opens.0.split_once('.') else { return };
        let Some(child) = self.pack.cases.get(name).cloned() else { return };
        for object in self.objects(schedule) {
            let form = form(schedule, &child, &object, occasion, &self.district);
            let Ok(id) = self.table.file_from(&child, Who::Kernel, form, CHANNEL, None) else { continue };
            self.scheduled.entry(schedule.name.clone()).or_default().times += 1;
            if !object.key().is_empty() {
                self.named.insert(format!("{}@{}", schedule.name, object.key()), id.clone());
            }
            self.named.insert(schedule.name.clone(), id);
        }
    }

    /// For whom: the entries are those that the pack brings, the units those of the district.
    fn objects(&self, schedule: &Schedule) -> Vec<Object> {
        match &schedule.objects {
            Objects::District => vec![Object::District],
            Objects::Units(kinds) => {
                let district = self.district.unit();
                let units = self.table.directory().units(Some(&district), None);
                let fits = units.filter(|unit| kinds.contains(&unit.kind));
                fits.map(|unit| Object::Unit(unit.code.clone())).collect()
            }
            Objects::Entries { register, .. } => {
                let Some(register) = self.pack.registers.get(register) else { return Vec::new() };
                let entry = |row: &crate::pack::model::RegisterEntry| {
                    let values: Map<_, _> =
                        row.values.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
                    is_for(schedule, register, &values, &self.district).then(|| Object::Entry(row.key.clone(), values))
                };
                register.rows.iter().filter_map(entry).collect()
            }
        }
    }
}
