//! Invented matters on a table in memory, for a trial on an empty system and for benches: nothing is stored, and each comes
//! out as the script of what people did, with the matter as it was left.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Answer, Birth, Filed, Place, Role, Setting, Spot, Wish, account, births, run, spots};
use crate::calendar::{Calendar, civil};
use crate::casework::rehearsal::Kept;
use crate::casework::{Case, CaseId, Event, Officer, Rehearsal, Who};
use crate::directory::{Directory, DistrictCode, PostName, UnitCode};
use crate::pack::model::{Actor, Demo};
use crate::pack::{CaseType, Pack};
use crate::simulation::Script;

/// An invented matter with the rules that it was played under.
pub struct Invented {
    /// What people did.
    pub script: Script,
    /// The matter as it came out.
    pub case: Case,
    /// Its rules.
    pub rules: Arc<CaseType>,
    /// What happened, as a record has it.
    pub records: Vec<(Timestamp, Who, Vec<Event>)>,
}

/// A sort of matters with its rules and places.
struct Sort {
    demo: Arc<Demo>,
    rules: Arc<CaseType>,
    spots: Vec<Spot>,
}

/// What invented matters are made from, some at a time, by several hands.
pub struct Maker<'m> {
    directory: &'m Directory,
    calendar: &'m Calendar,
    district: DistrictCode,
    seed: u64,
    sorts: Vec<Sort>,
    /// The matters that belong together.
    groups: Vec<Vec<(usize, Birth)>>,
    until: Timestamp,
}

impl<'m> Maker<'m> {
    /// All matters of a period, so many times as many as the packs say.
    #[must_use]
    pub fn new<'p>(
        packs: impl IntoIterator<Item = &'p Pack>,
        (directory, calendar, district): (&'m Directory, &'m Calendar, DistrictCode),
        (from, until): (Timestamp, Timestamp),
        (times, seed): (u32, u64),
    ) -> Maker<'m> {
        let with_rules = |pack: &'p Pack| {
            let sort = |demo: &Arc<Demo>| Some((Arc::clone(demo), Arc::clone(pack.cases.get(&demo.case)?)));
            pack.demos.values().filter_map(sort).collect::<Vec<_>>()
        };
        let all = packs.into_iter().flat_map(with_rules);
        let sorts: Vec<Sort> =
            all.map(|(demo, rules)| Sort { spots: spots(directory, &district, &demo), demo, rules }).collect();
        let mut maker = Maker { directory, calendar, district, seed, sorts, groups: Vec::new(), until };
        let born = (0..maker.sorts.len()).filter_map(|sort| {
            let setting = maker.setting(sort)?;
            // A trial is about what is usual; what must be seen in a demonstration is not.
            let births = births(&setting, &BTreeMap::new(), (from, until), times);
            Some(grouped(sort, births.into_iter().filter(|birth| !matches!(birth.role, Role::Scene(_)))))
        });
        maker.groups = born.flatten().collect();
        maker
    }

    /// Up to when matters are looked at.
    #[must_use]
    pub fn until(&self) -> Timestamp {
        self.until
    }

    /// How many groups of matters there are.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    /// Who works on them.
    #[must_use]
    pub fn directory(&self) -> &'m Directory {
        self.directory
    }

    fn setting(&self, sort: usize) -> Option<Setting<'_>> {
        let Sort { demo, rules, spots } = self.sorts.get(sort)?;
        let (district, calendar, seed) = (&self.district, self.calendar, self.seed);
        Some(Setting { demo, rules, district, spots, calendar, seed })
    }

    /// The matters of a group; none after the last. What the law refuses is left out, as in a demonstration.
    #[must_use]
    pub fn made(&self, group: usize) -> Option<Vec<Invented>> {
        let group = self.groups.get(group)?;
        let (sort, first) = group.first()?;
        let rules = &self.sorts.get(*sort)?.rules;
        let rehearsal = Rehearsal::new(self.directory, self.calendar, self.district.clone(), first.at);
        let mut table = Table { rehearsal, directory: self.directory, district: &self.district, rules };
        let births = group.iter().map(|(_, birth)| (0, birth.clone())).collect();
        let Ok(came) = run(&mut table, &[self.setting(*sort)?], births, self.until, &mut |_| ());
        let kept = came.filed.iter().filter_map(|(matter, id)| Some((*matter, table.rehearsal.take(id)?)));
        Some(kept.filter_map(|(matter, kept)| invented(matter, kept)).collect())
    }
}

fn invented(matter: u64, kept: Kept) -> Option<Invented> {
    let records = kept.records.into_iter().zip(kept.asked);
    let records: Vec<_> = records.map(|((at, events), who)| (at, who, events)).collect();
    let told = records.iter().map(|(at, who, events)| (*at, who.clone(), events.as_slice()));
    let (mut script, case) = Script::of(told)?;
    script.identity.id = CaseId(format!("synthetic-{matter}"));
    script.identity.number = format!("SYNTHETIC-{matter}");
    Some(Invented { script, case, rules: kept.case_type, records })
}

/// Matters that are linked go together; all others go alone.
fn grouped(sort: usize, births: impl Iterator<Item = Birth>) -> Vec<Vec<(usize, Birth)>> {
    let mut groups: BTreeMap<u64, Vec<(usize, Birth)>> = BTreeMap::new();
    for birth in births {
        let first = match birth.role {
            Role::Twin { of } => of,
            Role::Usual | Role::Scene(_) => birth.matter,
        };
        groups.entry(first).or_default().push((sort, birth));
    }
    groups.into_values().collect()
}

/// A table with the matters of one group.
struct Table<'t> {
    rehearsal: Rehearsal<'t>,
    directory: &'t Directory,
    district: &'t DistrictCode,
    rules: &'t Arc<CaseType>,
}

impl Place for Table<'_> {
    type Fault = Infallible;

    fn pass(&mut self, until: Timestamp) -> Result<(), Infallible> {
        self.rehearsal.pass_until(until);
        Ok(())
    }

    fn file(&mut self, at: Timestamp, _: &Setting<'_>, filed: Filed) -> Result<Answer, Infallible> {
        let who = who(self.directory, (self.district, None), &filed.who, at);
        let answer = self.rehearsal.file_from(self.rules, who, filed.form, &filed.channel, None);
        Ok(answer.map_or_else(Answer::Refused, Answer::Done))
    }

    fn act(&mut self, at: Timestamp, id: &CaseId, _: &Setting<'_>, wish: Wish) -> Result<Answer, Infallible> {
        let unit = self.rehearsal.kept(id).and_then(|kept| unit_of(&kept.case, &wish));
        let who = who(self.directory, (self.district, unit), &wish.who, at);
        let answer = self.rehearsal.act(id, who, &wish.action, wish.task, wish.input);
        Ok(answer.map_or_else(Answer::Refused, |()| Answer::Done(id.clone())))
    }

    fn case(&self, id: &CaseId) -> Result<Option<Cow<'_, Case>>, Infallible> {
        Ok(self.rehearsal.kept(id).map(|kept| Cow::Borrowed(&kept.case)))
    }
}

/// The unit that has the work in which something is to be done: its task's, or where none is named that of the post.
#[must_use]
pub fn unit_of<'c>(case: &'c Case, wish: &Wish) -> Option<&'c UnitCode> {
    let post = match &wish.who {
        Actor::Post(post) => Some(post),
        Actor::Reporter | Actor::Public => None,
    };
    let named = wish.task.as_ref().and_then(|task| case.task(task));
    named.or_else(|| case.open_tasks().find(|task| task.post.as_ref() == post))?.unit.as_ref()
}

/// Whoever acts for somebody of an invented matter on a day: where several hold the post, one of the unit that has the work.
#[must_use]
pub fn who(
    directory: &Directory,
    (district, unit): (&DistrictCode, Option<&UnitCode>),
    actor: &Actor,
    at: Timestamp,
) -> Who {
    let officer = |post: &PostName| {
        let user = account(directory, (district, unit), post)?;
        Some(Officer { user: user.clone(), posts: directory.posts_of(user, civil(at).date()) })
    };
    match actor {
        Actor::Reporter => Who::Reporter,
        Actor::Public => Who::Public,
        Actor::Post(post) => officer(post).map_or(Who::Public, Who::Officer),
    }
}
