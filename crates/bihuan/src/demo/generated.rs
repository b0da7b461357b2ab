//! Invented matters for a trial on an empty system: the plots of the demonstration, as many as a busy district has, played on
//! a table in memory. Nothing is stored, and everything says 合成.

use std::collections::BTreeMap;
use std::sync::Arc;

use bihuan_core::calendar::{Calendar, civil, zone};
use bihuan_core::casework::{Case, CaseId, Officer, Rehearsal, TypeId, Who};
use bihuan_core::directory::{self, Directory, DistrictCode, UserName};
use bihuan_core::pack::CaseType;
use bihuan_core::simulation::{Chance, Script};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use super::plots::{PUBLIC, REPORTER, Scene, What};
use super::{DISTRICT, requests};
use crate::failure::Failure;

/// How many times as many matters as the demonstration has: some 110 on a working day, 40 on a day of rest.
const TIMES: i64 = 20;

/// An invented matter with the rules that it was played under.
pub struct Invented {
    /// What people did.
    pub script: Script,
    /// The matter as it came out.
    pub case: Case,
    /// Its rules.
    pub rules: Arc<CaseType>,
}

/// What invented matters are made from.
pub struct Maker {
    directory: Directory,
    district: DistrictCode,
    rules: BTreeMap<TypeId, Arc<CaseType>>,
    /// The matters that belong together, each with its scenes in the order of time.
    groups: Vec<Vec<Scene>>,
    until: Timestamp,
}

impl Maker {
    /// Writes the plots of a period from a seed.
    pub fn new(rules: BTreeMap<TypeId, Arc<CaseType>>, since: Date, until: Date, seed: u64) -> Result<Maker, Failure> {
        let wrong = |error: String| Failure::Work(error);
        let directory =
            directory::demo().map_err(|errors| wrong(errors.first().map(ToString::to_string).unwrap_or_default()))?;
        let instant =
            |date: Date| date.to_zoned(zone()).map(|zoned| zoned.timestamp()).map_err(|error| wrong(error.to_string()));
        let (from, until) = (instant(since)?, instant(until.tomorrow().unwrap_or(until))?);
        let groups = grouped(requests(&directory, (from, until), TIMES, &mut Chance::new(seed)), until);
        let district = DISTRICT.parse().map_err(|error| wrong(format!("{error}")))?;
        Ok(Maker { directory, district, rules, groups, until })
    }

    /// Who works in the invented district.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Up to when matters are looked at.
    pub fn until(&self) -> Timestamp {
        self.until
    }

    /// The matters of a group; none after the last. What the law refuses is left out, as in the demonstration.
    pub fn made(&self, group: usize) -> Option<Vec<Invented>> {
        let scenes = self.groups.get(group)?;
        let first = scenes.first()?;
        let mut table = Rehearsal::new(&self.directory, Calendar::shipped(), self.district.clone(), first.at);
        let mut filed: BTreeMap<usize, CaseId> = BTreeMap::new();
        for scene in scenes {
            table.pass_until(scene.at);
            self.play(&mut table, scene, &mut filed);
        }
        table.pass_until(self.until);
        Some(filed.iter().filter_map(|(matter, id)| self.invented(*matter, table.kept(id)?)).collect())
    }

    fn invented(&self, matter: usize, kept: &bihuan_core::casework::rehearsal::Kept) -> Option<Invented> {
        let records = kept.records.iter().zip(&kept.asked);
        let (mut script, case) = Script::of(records.map(|((at, events), who)| (*at, who.clone(), events.as_slice())))?;
        script.identity.id = CaseId(format!("synthetic-{matter}"));
        script.identity.number = format!("SYNTHETIC-{matter}");
        Some(Invented { script, case, rules: Arc::clone(&kept.case_type) })
    }

    fn play(&self, table: &mut Rehearsal<'_>, scene: &Scene, filed: &mut BTreeMap<usize, CaseId>) {
        let who = self.who(scene.by, scene.at);
        match &scene.what {
            What::File { case_type, channel, form } => {
                let Some(rules) = self.rules.get(&TypeId((*case_type).into())) else { return };
                if let Ok(id) = table.file_from(rules, who, form.clone(), channel, None) {
                    filed.insert(scene.matter, id);
                }
            }
            What::Act { action, input } => act(table, filed.get(&scene.matter), who, action, input.clone()),
            What::Merge { lead } => {
                let lead = filed.get(lead).and_then(|lead| table.kept(lead)).map(|lead| lead.case.number.clone());
                let input = lead.map(|lead| Map::from_iter([("lead".to_owned(), Json::from(lead))]));
                act(table, filed.get(&scene.matter), who, "merge", input.unwrap_or_default());
            }
        }
    }

    fn who(&self, by: &str, at: Timestamp) -> Who {
        match (by, by.parse::<UserName>()) {
            (REPORTER, _) => Who::Reporter,
            (PUBLIC, _) | (_, Err(_)) => Who::Public,
            (_, Ok(user)) => {
                let posts = self.directory.posts_of(&user, civil(at).date());
                Who::Officer(Officer { user, posts })
            }
        }
    }
}

fn act(table: &mut Rehearsal<'_>, case: Option<&CaseId>, who: Who, action: &str, input: Map<String, Json>) {
    if let Some(case) = case {
        // A plot that does not fit its subject goes on without the step, as it does in the demonstration.
        drop(table.act(case, who, action, None, input));
    }
}

/// Scenes by the matters that belong together: those of a duplicate go with its lead.
fn grouped(mut scenes: Vec<Scene>, until: Timestamp) -> Vec<Vec<Scene>> {
    scenes.retain(|scene| scene.at <= until);
    let leads: BTreeMap<usize, usize> = scenes
        .iter()
        .filter_map(|scene| match scene.what {
            What::Merge { lead } => Some((scene.matter, lead)),
            _ => None,
        })
        .collect();
    let mut groups: BTreeMap<usize, Vec<Scene>> = BTreeMap::new();
    for scene in scenes {
        groups.entry(*leads.get(&scene.matter).unwrap_or(&scene.matter)).or_default().push(scene);
    }
    let in_order = |mut group: Vec<Scene>| {
        group.sort_by_key(|scene| (scene.at, scene.matter));
        group
    };
    groups.into_values().map(in_order).collect()
}
