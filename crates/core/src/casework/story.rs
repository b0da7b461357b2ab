//! A pack's stories, played: each step is asked of the same functions that run a district, and what must be so is looked
//! at afterwards. How stories are written is told in `docs/scenarios.md`.

mod gathered;
mod look;
mod reading;
mod schedules;
mod scores;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::date;
use serde_json::{Map, Value as Json};

use super::CaseId;
use super::case::{Outer, Task, TaskId, TaskKind};
use super::command::{Command, Officer, OuterState, Who};
use super::decide::asks;
use super::refusal::{Refusal, RefusalCode};
use super::rehearsal::Rehearsal;
use crate::calendar::{Calendar, civil};
use crate::directory::{Directory, DirectoryBuilder, DistrictCode, Holding, PostName, Unit, UnitCode, UserName};
use crate::pack::model::{Field, FieldType};
use crate::pack::scenario::{OuterSays, Scenario, Step, StepAct};
use crate::pack::{CaseType, Pack};

/// Where a story went another way than it says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Failure {
    /// The step, from 1.
    pub step: usize,
    /// Where it is written.
    pub span: crate::pack::model::Span,
    /// What was expected and what was so, in a sentence.
    pub message: String,
}

/// The directory that stories play in: these units, and somebody for every post of the pack in each of them.
///
/// # Errors
/// What is wrong with the units, in sentences.
pub fn directory_for(pack: &Pack, units: Vec<Unit>) -> Result<Directory, Vec<String>> {
    let districts: Vec<UnitCode> = units.iter().map(|unit| unit.code.district().unit()).collect();
    let mut officers = BTreeMap::new();
    for (post, district) in pack.posts.keys().flat_map(|post| districts.iter().map(move |unit| (post, unit))) {
        let user: UserName = format!("{post}-{district}").parse().map_err(|error| vec![format!("{error}")])?;
        let holding = Holding {
            post: post.clone(),
            unit: district.clone(),
            everywhere: true,
            from: date(2004, 1, 1),
            until: None,
        };
        let name = format!("{post}（合成）");
        officers.entry(user.clone()).or_insert_with(|| crate::directory::Officer {
            user,
            name,
            synthetic: true,
            holdings: vec![holding],
            absences: Vec::new(),
        });
    }
    let built = DirectoryBuilder::new().units(units).officers(officers.into_values()).build();
    built.map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

/// Plays a story of a pack. No failure: it went as it says.
#[must_use]
pub fn play(pack: &Pack, story: &Scenario, directory: &Directory, calendar: &Calendar) -> Vec<Failure> {
    played(pack, story, directory, calendar).0
}

/// The same, among other packs whose matters those of this one open.
#[must_use]
pub fn play_among<'s>(
    pack: &'s Pack,
    others: &[Pack],
    story: &'s Scenario,
    (directory, calendar): (&'s Directory, &'s Calendar),
) -> (Vec<Failure>, Option<Rehearsal<'s>>) {
    let own = pack.cases.values();
    let foreign = others.iter().filter(|other| other.name != pack.name).flat_map(|other| other.cases.values());
    play_knowing(pack, story, (directory, calendar), own.chain(foreign).cloned().collect())
}

/// The same, with the table as the story leaves it; none if the story's district is none.
#[must_use]
pub fn played<'s>(
    pack: &'s Pack,
    story: &'s Scenario,
    directory: &'s Directory,
    calendar: &'s Calendar,
) -> (Vec<Failure>, Option<Rehearsal<'s>>) {
    play_among(pack, &[], story, (directory, calendar))
}

fn play_knowing<'s>(
    pack: &'s Pack,
    story: &'s Scenario,
    (directory, calendar): (&'s Directory, &'s Calendar),
    types: Vec<Arc<CaseType>>,
) -> (Vec<Failure>, Option<Rehearsal<'s>>) {
    let Ok(district) = story.district.parse::<DistrictCode>() else {
        let message = format!("没有 {} 这个区", story.district);
        return (vec![Failure { step: 0, span: story.span, message }], None);
    };
    let mut table = Rehearsal::new(directory, calendar, district.clone(), story.at).knowing(types);
    table.kinds = pack.cases.values().map(|kind| (kind.id.clone(), Arc::clone(kind))).collect();
    let (named, looked, watched) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let scheduled = BTreeMap::new();
    let mut stage = Stage { pack, story, district, table, named, here: None, looked, watched, scheduled };
    let mut failures = Vec::new();
    for (place, step) in story.steps.iter().enumerate() {
        let wrong = stage.play(step);
        let told = |message| Failure { step: place + 1, span: step.span, message };
        failures.extend(wrong.into_iter().map(told));
    }
    (failures, Some(stage.table))
}

/// The story as far as it was played.
struct Stage<'s> {
    pack: &'s Pack,
    story: &'s Scenario,
    district: DistrictCode,
    table: Rehearsal<'s>,
    /// Cases by their names in the story.
    named: BTreeMap<String, CaseId>,
    /// The case of the step before.
    here: Option<CaseId>,
    /// The version of each case when it was last looked at.
    looked: BTreeMap<CaseId, u64>,
    /// How the alerts of the pack stand.
    watched: BTreeMap<reading::Place, reading::Watched>,
    /// What schedules have opened, by their names.
    scheduled: BTreeMap<String, schedules::Opened>,
}

impl Stage<'_> {
    /// Plays one step; gives back what was not as it should be.
    fn play(&mut self, step: &Step) -> Vec<String> {
        if let Some(at) = step.at {
            self.pass_until(at);
        }
        if let Some(name) = &step.case {
            match self.named.get(name).cloned().or_else(|| self.subcase(name)).as_ref() {
                Some(id) => self.here = Some(id.clone()),
                None if matches!(step.act, StepAct::Outer(_)) => {}
                None => return vec![format!("故事里没有叫“{name}”的件")],
            }
        }
        match &step.act {
            StepAct::Wait => Vec::new(),
            StepAct::File { case_type, name, channel, form, alike, refused } => {
                let filed = self.file(step, case_type, channel, form, alike.as_deref());
                if let (Ok(id), Some(name)) = (&filed, name) {
                    self.named.insert(name.clone(), id.clone());
                }
                went(filed.map(|id| self.here = Some(id)), refused.as_deref())
            }
            StepAct::Do { action, task, branch, input, refused } => {
                let done = self.act(step, action, (task.as_deref(), branch.as_deref()), input);
                went(done, refused.as_deref())
            }
            StepAct::Reading(read) => self.read(read),
            StepAct::Outer(says) => went(self.hear(says), None),
            StepAct::AsleepUntil(until) => {
                let from = self.table.now;
                self.table.sleep_until(*until);
                self.open_missed(from, *until);
                Vec::new()
            }
            StepAct::Expect(expect) => self.look(expect),
        }
    }

    /// A sub-case as stories write it: `name.sub`, `name.sub.2` for the second of its name, and so on further down.
    fn subcase(&self, written: &str) -> Option<CaseId> {
        let mut words = written.split('.').peekable();
        let mut here = self.named.get(words.next()?)?.clone();
        while let Some(name) = words.next() {
            let sequence =
                words.next_if(|word| word.parse::<u32>().is_ok()).map_or(Some(1), |word| word.parse().ok())?;
            let above = self.table.kept(&here)?;
            here = above.case.subcase(name, sequence)?.identity.as_ref()?.id.clone();
        }
        Some(here)
    }

    fn case_type(&self, name: &str) -> Result<Arc<CaseType>, Refusal> {
        let unknown =
            || Refusal::new(RefusalCode::NotFound, format!("没有“{name}”这种件"), format!("There is no `{name}`."));
        self.pack.cases.get(name).cloned().ok_or_else(unknown)
    }

    fn file(
        &mut self,
        step: &Step,
        case_type: &str,
        channel: &str,
        form: &Map<String, Json>,
        alike: Option<&str>,
    ) -> Result<CaseId, Refusal> {
        let case_type = self.case_type(case_type)?;
        let form = self.whole(&case_type.form, form);
        let who = match self.who(step.by.as_deref().unwrap_or("public")) {
            // Whoever files has no receipt yet.
            Who::Reporter => Who::Public,
            who => who,
        };
        let like = alike.map(|name| self.named.get(name).ok_or_else(nothing_filed)).transpose()?;
        self.table.file_alike(&case_type, who, form, (channel, None), like)
    }

    fn act(
        &mut self,
        step: &Step,
        action: &str,
        (task, branch): (Option<&str>, Option<&str>),
        input: &Map<String, Json>,
    ) -> Result<(), Refusal> {
        let Some(id) = self.here.clone() else { return Err(nothing_filed()) };
        let Some(kept) = self.table.kept(&id) else { return Err(nothing_filed()) };
        let case_type = Arc::clone(&kept.case_type);
        let who = self.who_in(step.by.as_deref().unwrap_or("public"), branch);
        let fields: Vec<Field> = case_type
            .all_actions()
            .filter(|(_, known)| known.name == action)
            .flat_map(|(_, known)| asks(known))
            .collect();
        let input = self.whole(&fields, input);
        let task = (task.is_some() || branch.is_some()).then(|| self.task_of(&id, task, branch)).flatten();
        self.table.act(&id, who, action, task, input)?;
        let arisen = self.table.arisen.iter().enumerate();
        self.named.extend(arisen.map(|(at, id)| (format!("arisen.{}", at + 1), id.clone())));
        Ok(())
    }

    /// The open task of a unit, of a branch, or of both; an approval only if nothing else is meant.
    fn task_of(&self, id: &CaseId, unit: Option<&str>, branch: Option<&str>) -> Option<TaskId> {
        let unit = unit.map(|unit| self.unit(unit));
        let open = self.table.kept(id)?.case.open_tasks();
        let of_unit = |task: &&Task| unit.as_ref().is_none_or(|unit| task.unit == *unit);
        let mut all: Vec<&Task> =
            open.filter(of_unit).filter(|it| branch.is_none_or(|name| it.standing == name)).collect();
        all.sort_by_key(|task| task.kind == TaskKind::Approval);
        all.first().map(|task| task.id.clone())
    }

    fn hear(&mut self, says: &OuterSays) -> Result<(), Refusal> {
        let state = match says.state.as_str() {
            "withdrawn" => OuterState::Withdrawn,
            "closed" => OuterState::Closed,
            _ => OuterState::Open,
        };
        let outer =
            Outer { system: says.system.clone(), number: says.number.clone(), due: says.due, revision: says.revision };
        let who = Who::Outer(says.system.clone());
        match self.outer_case(&outer) {
            Some(id) => {
                let Some(kept) = self.table.kept(&id) else { return Err(nothing_filed()) };
                let form = self.whole(&kept.case_type.form, &says.form);
                self.here = Some(id.clone());
                self.table.ask(&id, who, Command::Mirror { outer, state, form })
            }
            None => {
                let case_type = self.case_type(says.case_type.as_deref().unwrap_or_default())?;
                let form = self.whole(&case_type.form, &says.form);
                let id = self.table.file_from(&case_type, who, form, "outer", Some((outer, state)))?;
                self.named.extend(says.name.clone().map(|name| (name, id.clone())));
                self.here = Some(id);
                Ok(())
            }
        }
    }

    fn outer_case(&self, outer: &Outer) -> Option<CaseId> {
        let same = |kept: &Outer| kept.system == outer.system && kept.number == outer.number;
        self.table.all().find(|kept| kept.case.outer.as_ref().is_some_and(same)).map(|kept| kept.case.id.clone())
    }

    /// Who is meant: the reporter, anybody, a person of the story, or whoever holds a post, one person for each unit.
    fn who(&self, by: &str) -> Who {
        self.who_in(by, None)
    }

    /// The same, of those who work in a branch.
    fn who_in(&self, by: &str, branch: Option<&str>) -> Who {
        match by {
            "reporter" => return Who::Reporter,
            "public" => return Who::Public,
            _ => {}
        }
        if let Some(posts) = self.story.staff.get(by) {
            let posts: Vec<_> =
                posts.iter().filter_map(|(post, unit)| Some((post.parse().ok()?, self.unit(unit)?))).collect();
            return officer(by, posts);
        }
        let (post, unit) = by.split_once('@').map_or((by, None), |(post, unit)| (post, self.unit(unit)));
        let Ok(post) = post.parse::<PostName>() else { return Who::Public };
        let unit = unit.or_else(|| self.unit_of_task(&post, branch)).unwrap_or_else(|| self.district.unit());
        officer(&format!("{post}-{unit}"), vec![(post, unit)])
    }

    /// The unit of the open task that has this post, else of the last one that had.
    fn unit_of_task(&self, post: &PostName, branch: Option<&str>) -> Option<UnitCode> {
        let case = &self.table.kept(self.here.as_ref()?)?.case;
        let fits =
            |task: &&Task| task.post.as_ref() == Some(post) && branch.is_none_or(|branch| task.standing == branch);
        let open = case.open_tasks().find(fits);
        let last = || case.tasks.iter().rev().find(fits);
        open.or_else(last)?.unit.clone()
    }

    /// A unit as stories write it: the suffix behind the district, or the whole code.
    fn unit(&self, text: &str) -> Option<UnitCode> {
        let whole = text.starts_with(|c: char| c.is_ascii_digit());
        let code = if whole { text.to_owned() } else { format!("{}-{text}", self.district) };
        code.parse().ok()
    }

    /// A form or an input with units in whole codes, and cases of the story by their numbers.
    fn whole(&self, fields: &[Field], json: &Map<String, Json>) -> Map<String, Json> {
        let kind = |name: &str| fields.iter().find(|field| field.name == name).map(|field| field.kind);
        json.iter().map(|(name, value)| (name.clone(), self.whole_value(kind(name), value))).collect()
    }

    fn whole_value(&self, kind: Option<FieldType>, value: &Json) -> Json {
        match (kind, value) {
            (Some(FieldType::Unit), Json::String(unit)) => {
                self.unit(unit).map_or(value.clone(), |unit| unit.as_str().into())
            }
            (Some(FieldType::Unit), Json::Array(units)) => {
                units.iter().map(|unit| self.whole_value(kind, unit)).collect()
            }
            (Some(FieldType::Place), Json::Object(place)) => {
                let mut place = place.clone();
                if let Some(unit) = place.get("unit") {
                    let unit = self.whole_value(Some(FieldType::Unit), unit);
                    place.insert("unit".to_owned(), unit);
                }
                Json::Object(place)
            }
            (_, Json::Object(of)) if of.len() == 1 && of.contains_key("case") => {
                let name = of.get("case").and_then(Json::as_str).unwrap_or_default();
                let number =
                    self.named.get(name).and_then(|id| self.table.kept(id)).map(|kept| kept.case.number.clone());
                number.map_or(value.clone(), Json::String)
            }
            _ => value.clone(),
        }
    }
}

fn officer(user: &str, posts: Vec<(PostName, UnitCode)>) -> Who {
    match user.parse() {
        Ok(user) => Who::Officer(Officer { user, posts }),
        Err(_) => Who::Public,
    }
}

fn nothing_filed() -> Refusal {
    Refusal::new(RefusalCode::NotFound, "还没有受理任何件", "Nothing has been filed yet.")
}

/// Whether a step was accepted, or refused as it should be.
fn went(outcome: Result<(), Refusal>, refused: Option<&str>) -> Vec<String> {
    match (outcome, refused) {
        (Ok(()), None) => Vec::new(),
        (Ok(()), Some(refused)) => vec![format!("应被拒绝（{refused}），却办成了")],
        (Err(refusal), Some(refused)) if refusal.code.word() == refused => Vec::new(),
        (Err(refusal), Some(refused)) => {
            vec![format!("应以 {refused} 拒绝，却以 {} 拒绝：{refusal}", refusal.code.word())]
        }
        (Err(refusal), None) => vec![format!("被拒绝（{}）：{refusal}", refusal.code.word())],
    }
}

/// The day of an instant and its time, as stories write them.
fn told(at: jiff::Timestamp) -> String {
    civil(at).strftime("%Y-%m-%dT%H:%M:%S").to_string()
}
