//! A checker's trace made flesh: what people would have to do, with real inputs, for a case to come to the trouble. Written
//! as a scenario, so that whoever doubts the checker can play it.
//!
//! The checker knows stages and rounds; here the same way is looked for in the law itself, with forms and inputs that
//! differ in what the pack's conditions read.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value as Json, json};

use super::case::{Case, MAIN};
use super::command::{Asked, Command, Officer, Who};
use super::decide::{World, decide};
use super::may::available;
use super::slots::AllFree;
use super::watch::wake_at;
use super::{CaseId, Identity, RefusalCode, advance};
use crate::calendar::{Calendar, civil};
use crate::directory::{Directory, DistrictCode, UnitCode};
use crate::pack::diagnostic::{Trace, TraceStep};
use crate::pack::guard::Guard;
use crate::pack::model::{CaseType, Does, Field, FieldType, Pack};

/// Monday 2025-03-10, 09:00 at +08:00: the start of a plain week.
const START: i64 = 1_741_568_400;
/// Forms, and inputs of an action, that are tried at most.
const MOST_TRIED: usize = 240;
/// Ways to file from which any way is tried.
const MOST_STARTS: usize = 4;
/// Decisions that are asked for at most.
const MOST_DECISIONS: u32 = 20_000;

/// The scenario that leads where a trace does, in YAML; none if no input was found that goes that way.
#[must_use]
pub fn scenario(
    pack: &Pack,
    trace: &Trace,
    (title, code): (&str, &str),
    directory: &Directory,
    calendar: &Calendar,
) -> Option<String> {
    let case_type = pack.cases.get(&trace.case)?;
    let district = directory.districts().next()?.code.district();
    let load = |_: &UnitCode, _: &crate::directory::PostName| 0;
    let peer = |_: &str| None;
    let world = World {
        case_type,
        directory,
        calendar,
        load: &load,
        peer: &peer,
        entry: &|_, _| None,
        slots: &AllFree,
        shelf: &super::shelf::Bare,
    };
    let mut search = Search { pack, trace, world, district, read: read_by_conditions(case_type), asked: 0 };
    let played = search.find()?;
    Some(written(&search, &played, title, code))
}

/// What was done, and where that left the case.
struct Played {
    steps: Vec<Done>,
    end: Case,
}

/// One thing that was done.
#[derive(Clone)]
struct Done {
    at: Timestamp,
    by: String,
    /// The action; none: the case was filed, or nobody did anything.
    action: Option<String>,
    /// The branch in which it was done, where it was in one.
    branch: Option<String>,
    /// The form or the input; none while nobody did anything.
    given: Option<Map<String, Json>>,
    /// The law itself has no answer: the trouble shows as this refusal.
    refused: Option<&'static str>,
}

/// What came of a command.
enum Came {
    /// The case after it.
    To(Box<Case>),
    /// The pack does not say what comes then.
    Undefined,
    /// It was not accepted.
    Refused,
}

struct Search<'s> {
    pack: &'s Pack,
    trace: &'s Trace,
    world: World<'s>,
    district: DistrictCode,
    /// `form.x`, `input.y`: what the conditions of the case type read.
    read: BTreeSet<String>,
    asked: u32,
}

impl Search<'_> {
    /// By the trace itself; where the checker's way is closed to real inputs, by any other that comes to its last act.
    fn find(&mut self) -> Option<Played> {
        let begun = self.begun();
        for (case, done) in &begun {
            let mut steps = vec![done.clone()];
            if let Some(end) = self.follow(case, done.at, &self.trace.steps, &mut steps) {
                return Some(Played { steps, end });
            }
        }
        self.asked = 0;
        begun.into_iter().take(MOST_STARTS).find_map(|(case, done)| self.wander(case, done))
    }

    /// Every way to file, as far as it is accepted.
    fn begun(&mut self) -> Vec<(Case, Done)> {
        let Ok(at) = Timestamp::from_second(START) else { return Vec::new() };
        let mut begun = Vec::new();
        for form in self.forms(&self.world.case_type.form, "form", None) {
            for (by, who) in self.filers() {
                let case = self.filed(&who, &form, at);
                let done = Done { at, by, action: None, branch: None, given: Some(form.clone()), refused: None };
                begun.extend(case.map(|case| (case, done)));
            }
        }
        begun
    }

    /// Goes wherever the law lets people go, the shortest ways first, until the last act of the trace has been taken, and
    /// then lets time do what the trace leaves to it.
    fn wander(&mut self, case: Case, done: Done) -> Option<Played> {
        let last = self.trace.steps.iter().rposition(|step| !step.action.is_empty())?;
        let (goal, silent) = (self.trace.steps.get(last)?.clone(), self.trace.steps.get(last + 1..)?);
        let mut seen = BTreeSet::from([standing_of(&case)]);
        let mut open = VecDeque::from([(case, vec![done])]);
        while let Some((case, steps)) = open.pop_front() {
            let at = steps.last()?.at.checked_add(SignedDuration::from_mins(10)).ok()?;
            for (done, came) in self.moves(&case, at, None) {
                let mut steps = steps.clone();
                let is_goal = done.action.as_ref() == Some(&goal.action);
                match came {
                    Came::Undefined if is_goal && silent.is_empty() => {
                        steps.push(Done { refused: Some("definition"), ..done });
                        return Some(Played { steps, end: case });
                    }
                    Came::To(after) => {
                        let stage = after.standings.first().map(|standing| &standing.stage);
                        steps.push(done);
                        if is_goal && stage == goal.stage.as_ref() && after.round >= goal.round {
                            if let Some(end) = self.follow(&after, at, silent, &mut steps) {
                                return Some(Played { steps, end });
                            }
                        } else if after.closed.is_none() && seen.insert(standing_of(&after)) {
                            open.push_back((*after, steps));
                        }
                    }
                    _ => {}
                }
            }
        }
        None
    }

    /// All that people can do with a case now, or all ways to take one action, and what comes of it.
    fn moves(&mut self, case: &Case, at: Timestamp, only: Option<&str>) -> Vec<(Done, Came)> {
        let mut all = Vec::new();
        for (by, who) in self.people(case) {
            let open = available(&self.world, case, &who, at);
            for open in open.into_iter().filter(|open| only.is_none_or(|name| open.action == name)) {
                let unit = open.task.as_ref().and_then(|id| case.task(id)).and_then(|task| task.unit.clone());
                for given in self.forms(&open.fields, "input", unit.as_ref()) {
                    let (action, task) = (open.action.clone(), open.task.clone());
                    let command = Command::Act { action: action.clone(), task, input: given.clone() };
                    let came = self.decided(Some(case), Asked { who: who.clone(), at, command });
                    let branch = Some(&open.branch).filter(|branch| *branch != MAIN).cloned();
                    let (by, action, given) = (by.clone(), Some(action), Some(given));
                    let done = Done { at, by, action, branch, given, refused: None };
                    all.push((done, came));
                }
            }
        }
        all
    }

    fn filed(&mut self, who: &Who, form: &Map<String, Json>, at: Timestamp) -> Option<Case> {
        let identity = Identity { id: CaseId("c1".into()), number: "1".into() };
        let (district, form) = (self.district.clone(), form.clone());
        let command =
            Command::File { identity, district, form, channel: "portal".into(), synthetic: true, outer: None };
        match self.decided(None, Asked { who: who.clone(), at, command }) {
            Came::To(case) => Some(*case),
            Came::Undefined | Came::Refused => None,
        }
    }

    /// What a command makes of a case.
    fn decided(&mut self, case: Option<&Case>, asked: Asked) -> Came {
        self.asked += 1;
        if self.asked > MOST_DECISIONS {
            return Came::Refused;
        }
        match decide(&self.world, case, &asked) {
            Ok(decision) => advance(case.cloned(), decision.at, &decision.events)
                .map_or(Came::Refused, |case| Came::To(Box::new(case))),
            Err(refusal) if refusal.code == RefusalCode::Definition => Came::Undefined,
            Err(_) => Came::Refused,
        }
    }

    /// Goes the steps that are left, each in every way that can be thought of, until one arrives.
    fn follow(&mut self, case: &Case, at: Timestamp, left: &[TraceStep], steps: &mut Vec<Done>) -> Option<Case> {
        let Some((next, rest)) = left.split_first() else { return Some(case.clone()) };
        if next.action.is_empty() {
            let (after, at) = self.silence(case, next)?;
            steps.push(Done { at, by: String::new(), action: None, branch: None, given: None, refused: None });
            return self.follow(&after, at, rest, steps).or_else(|| forget(steps));
        }
        let at = at.checked_add(SignedDuration::from_mins(10)).ok()?;
        for (done, came) in self.moves(case, at, Some(&next.action)) {
            match came {
                Came::To(after) if arrived(&after, next) => {
                    steps.push(done);
                    if let Some(end) = self.follow(&after, at, rest, steps) {
                        return Some(end);
                    }
                    steps.pop();
                }
                Came::Undefined if rest.is_empty() => {
                    steps.push(Done { refused: Some("definition"), ..done });
                    return Some(case.clone());
                }
                _ => {}
            }
        }
        None
    }

    /// Lets time pass until the case has come where silence leads.
    fn silence(&mut self, case: &Case, next: &TraceStep) -> Option<(Case, Timestamp)> {
        let mut case = case.clone();
        for _ in 0..20 {
            let at = wake_at(&case)?;
            let asked = Asked { who: Who::Kernel, at, command: Command::Wake };
            let Came::To(after) = self.decided(Some(&case), asked) else { return None };
            case = *after;
            if arrived(&case, next) {
                return Some((case, at));
            }
        }
        None
    }

    fn filers(&self) -> Vec<(String, Who)> {
        if self.world.case_type.public {
            return vec![("public".to_owned(), Who::Public)];
        }
        let unit = self.district.unit();
        self.pack.posts.keys().map(|post| self.officer(post.as_str(), &unit, 1)).collect()
    }

    /// The reporter, and two people for each post in each unit that had to do with the case.
    fn people(&self, case: &Case) -> Vec<(String, Who)> {
        let mut units: BTreeSet<UnitCode> = BTreeSet::from([self.district.unit()]);
        units.extend(case.tasks.iter().flat_map(|task| task.unit.iter().chain(&task.passed_by)).cloned());
        let mut all = vec![("reporter".to_owned(), Who::Reporter)];
        for (post, unit) in self.pack.posts.keys().flat_map(|post| units.iter().map(move |unit| (post, unit))) {
            all.extend([1, 2].map(|which| self.officer(post.as_str(), unit, which)));
        }
        all
    }

    /// The first is whom stories call `post@unit`; the second a colleague, named in `staff`.
    fn officer(&self, post: &str, unit: &UnitCode, which: u8) -> (String, Who) {
        let name = if which == 1 { format!("{post}-{unit}") } else { format!("{post}-{unit}-{which}") };
        let by = if which == 1 { format!("{post}@{unit}") } else { name.clone() };
        match (name.parse(), post.parse()) {
            (Ok(user), Ok(post)) => (by, Who::Officer(Officer { user, posts: vec![(post, unit.clone())] })),
            _ => (by, Who::Public),
        }
    }

    /// Forms that fit: what must be given, and every mixture of what conditions look at.
    fn forms(&self, fields: &[Field], root: &str, unit: Option<&UnitCode>) -> Vec<Map<String, Json>> {
        let axes: Vec<(&Field, Vec<Option<Json>>)> = fields
            .iter()
            .map(|field| {
                let names = [format!("{root}.{}", field.name), format!("form.{}", field.name)];
                let looked_at = names.iter().any(|name| self.read.contains(name));
                let mut values: Vec<Option<Json>> = self.values(field, unit).into_iter().map(Some).collect();
                values.truncate(if looked_at { 12 } else { 3 });
                match (field.required || field.required_when.is_some(), looked_at) {
                    (true, true) => {}
                    (true, false) if field.kind == FieldType::Unit => {}
                    (true, false) => values.truncate(1),
                    (false, true) => values.insert(0, None),
                    (false, false) => values = vec![None],
                }
                (field, values)
            })
            .collect();
        let all = axes.iter().try_fold(1_usize, |all, (_, values)| all.checked_mul(values.len().max(1)));
        let count = all.unwrap_or(usize::MAX).min(MOST_TRIED);
        (0..count).map(|cell| mixture(&axes, cell)).collect()
    }

    /// Values that fit a field.
    fn values(&self, field: &Field, unit: Option<&UnitCode>) -> Vec<Json> {
        let least = field.min.filter(|_| !field.many);
        let one: Vec<Json> = match field.kind {
            FieldType::Text => {
                let long = usize::try_from(least.unwrap_or(1).clamp(1, 4000)).unwrap_or(1);
                vec!["合成".repeat(long.div_ceil(2)).into()]
            }
            FieldType::Phone => vec!["13800138000".into()],
            FieldType::IdentityNumber => vec!["11010519491231002X".into()],
            FieldType::CreditCode => vec!["91350100M000100Y43".into()],
            FieldType::Integer => {
                let (min, max) = (least.unwrap_or(0), field.max.filter(|_| !field.many).unwrap_or(i64::MAX));
                (min..=max).take(8).chain([max]).map(Json::from).collect()
            }
            FieldType::Number => vec![json!(1), json!(1_000_000)],
            FieldType::Decimal | FieldType::Money => vec!["1".into(), "1000000".into()],
            FieldType::Date => vec!["2025-12-31".into()],
            FieldType::Time => vec!["2025-12-31T09:00:00+08:00".into()],
            FieldType::Boolean => vec![true.into(), false.into()],
            FieldType::Length => vec!["1 h".into()],
            FieldType::Term => {
                let vocabulary = field.vocabulary.as_ref().and_then(|name| self.world.case_type.vocabularies.get(name));
                let terms = vocabulary.iter().flat_map(|vocabulary| &vocabulary.terms);
                terms.map(|term| term.code.as_str().into()).collect()
            }
            FieldType::Unit => self.units(field, unit),
            FieldType::Place => vec![json!({ "address": "合成路 1 号" })],
            FieldType::File => vec![json!([format!("sha256-{}", "0".repeat(64))])],
            FieldType::Entry => {
                let register = field.register.as_ref().and_then(|name| self.world.case_type.registers.get(name));
                let rows = register.iter().flat_map(|register| &register.rows);
                let name = field.register.as_deref().unwrap_or("register");
                rows.map(|row| format!("{name}/{}", row.key).into()).chain([format!("{name}/x").into()]).collect()
            }
            FieldType::Officer => Vec::new(),
        };
        let several = field.many && field.kind != FieldType::File;
        if several { enough(field, &one) } else { one }
    }

    fn units(&self, field: &Field, below: Option<&UnitCode>) -> Vec<Json> {
        let directory = self.world.directory;
        let fits = |kind| field.unit_kinds.is_empty() || field.unit_kinds.contains(&kind);
        let children = below.into_iter().flat_map(|unit| directory.children(unit));
        let district = self.district.unit();
        let all: Vec<_> = directory.units(None, None).collect();
        let own = all.into_iter().filter(|unit| unit.code.district() == self.district && unit.code != district);
        let units = children.chain(own).filter(|unit| fits(unit.kind)).take(3);
        units.map(|unit| unit.code.as_str().into()).collect()
    }
}

/// Lists that are as long as the field wants, each beginning with another value.
fn enough(field: &Field, one: &[Json]) -> Vec<Json> {
    let least = usize::try_from(field.counts().0).unwrap_or(1);
    (0..one.len()).map(|from| one.iter().cycle().skip(from).take(least).cloned().collect()).collect()
}

/// Where a case stands, as far as its ways on depend on it.
fn standing_of(case: &Case) -> (Vec<String>, u32, BTreeMap<String, u32>, Vec<String>) {
    let stage = case.standings.iter().map(|standing| standing.stage.clone()).collect();
    let limited = case.tallies.iter().map(|(name, count)| (name.clone(), (*count).min(3))).collect();
    (stage, case.round, limited, case.values.keys().cloned().collect())
}

fn forget(steps: &mut Vec<Done>) -> Option<Case> {
    steps.pop();
    None
}

fn mixture(axes: &[(&Field, Vec<Option<Json>>)], mut cell: usize) -> Map<String, Json> {
    let mut form = Map::new();
    for (field, values) in axes {
        let many = values.len().max(1);
        if let Some(Some(value)) = values.get(cell % many) {
            form.insert(field.name.clone(), value.clone());
        }
        cell /= many;
    }
    form
}

fn arrived(case: &Case, step: &TraceStep) -> bool {
    if let Some(branch) = &step.branch {
        let here = case.standings.iter().find(|standing| standing.id == *branch).map(|standing| &standing.stage);
        let ended = case.branch(branch).and_then(|branch| branch.outcome());
        return match &step.stage {
            Some(stage) => here == Some(stage) && case.round == step.round,
            None => here.is_none() && ended == step.ended.as_deref(),
        };
    }
    let stage = case.standings.first().map(|standing| &standing.stage);
    stage == step.stage.as_ref() && case.round == step.round && case.closed.is_some() == step.stage.is_none()
}

/// The fields that any condition of a case type reads.
fn read_by_conditions(case: &CaseType) -> BTreeSet<String> {
    let mut guards: Vec<&Guard> = Vec::new();
    for (_, action) in case.all_actions() {
        guards.extend(action.when.iter().map(|(guard, _)| guard).chain(&action.judges));
        if let Does::Go(choices) = &action.does {
            guards.extend(choices.iter().filter_map(|choice| choice.when.as_ref()));
        }
    }
    let branches = case.stages.iter().filter_map(|stage| stage.split.as_ref()).flat_map(|split| &split.branches);
    guards.extend(branches.filter_map(|branch| branch.when.as_ref()));
    let rules = case.deadlines.iter().flat_map(|deadline| &deadline.rules);
    guards.extend(rules.clone().filter_map(|rule| rule.when.as_ref()));
    let mut read: BTreeSet<String> = guards.into_iter().flat_map(|guard| guard.reads.iter().cloned()).collect();
    read.extend(rules.filter_map(|rule| rule.term.field()).map(|field| format!("form.{field}")));
    read
}

/// The scenario's text.
fn written(search: &Search<'_>, played: &Played, title: &str, code: &str) -> String {
    let title: String = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = format!("scenario: {}\n", Json::from(format!("反例：{title}")));
    let _ = writeln!(text, "shows: {}", Json::from(code));
    let start = played.steps.first().map(|done| told(done.at)).unwrap_or_default();
    let staff = staff(&played.steps);
    let _ = writeln!(text, "given: {{ district: \"{}\", at: {start}, staff: {staff} }}", search.district);
    text.push_str("steps:\n");
    for done in &played.steps {
        let (at, given) = (told(done.at), done.given.clone().map(Json::Object));
        let _ = match (&done.action, given) {
            (Some(action), Some(input)) => {
                let refused = done.refused.map_or_else(String::new, |code| format!(", refused: {code}"));
                let branch = done.branch.as_ref().map_or_else(String::new, |branch| format!(" branch: {branch},"));
                writeln!(text, "  - {{ at: {at}, by: {},{branch} do: {action}, input: {input}{refused} }}", done.by)
            }
            (_, Some(form)) => writeln!(text, "  - {{ by: {}, file: {}, form: {form} }}", done.by, search.trace.case),
            _ => writeln!(text, "  - {{ at: {at} }}"),
        };
    }
    let stage = played.end.standings.first().map_or(String::new(), |standing| format!("stage: {}, ", standing.stage));
    let status = super::status(&played.end);
    let _ = writeln!(text, "  - {{ expect: {{ {stage}status: {status}, round: {} }} }}", played.end.round);
    text
}

/// The colleagues who had a part, with their posts.
fn staff(steps: &[Done]) -> Json {
    let colleagues = steps.iter().map(|done| done.by.as_str()).filter(|by| by.ends_with("-2") && !by.contains('@'));
    let post = |by: &str| {
        let whole = by.strip_suffix("-2")?;
        let (at, _) = whole.match_indices('-').find(|(at, _)| whole.get(at + 1..at + 7).is_some_and(is_district))?;
        Some((by.to_owned(), json!([format!("{}@{}", whole.get(..at)?, whole.get(at + 1..)?)])))
    };
    let all: BTreeMap<String, Json> = colleagues.filter_map(post).collect();
    json!(all)
}

fn is_district(text: &str) -> bool {
    text.parse::<DistrictCode>().is_ok()
}

fn told(at: Timestamp) -> String {
    civil(at).strftime("%Y-%m-%dT%H:%M:%S").to_string()
}
