//! Who may. Buttons, commands, pages and exports ask here and nowhere else, so that what is shown is what is accepted.

use std::borrow::Cow;
use std::iter;

use jiff::Timestamp;

pub use super::access::access_table;
use super::case::{Case, StandingId, Task, TaskId, TaskKind};
use super::command::{Officer, Who};
use super::decide::{MAIN, Open, World, approval_actions, as_of, asks, can};
use super::facts;
use super::refusal::{Refusal, RefusalCode};
use crate::calendar::{Hours, civil};
use crate::directory::{DistrictCode, PostName, UnitCode};
use crate::pack::CaseType;
use crate::pack::guard::Guard;
use crate::pack::model::{Action, By, Consent, Destination, Does, During, LimitRule, Paper, Scope, WhyNot};
use crate::value::Values;

/// What somebody may or may not do with a case.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Right<'r> {
    /// Read it.
    Read,
    /// Read one field of it.
    Field(&'r str),
    /// Take an action, in a task if it is open in several.
    Act(&'r str, Option<&'r TaskId>),
    /// Read it as anybody may.
    Public,
}

/// Posts that read every case of their district that is not confidential, whatever its pack says.
const READERS: [&str; 3] = ["clerk", "supervisor", "auditor"];

/// The post that keeps the officers of a district.
const KEEPER: &str = "admin";

/// Whether a post stands for a whole district, in whichever of its units it is held.
pub fn is_post_of_district(post: &PostName) -> bool {
    READERS.contains(&post.as_str())
}

/// Whether a post reads every matter of a kind in its district, by itself or by the pack.
#[must_use]
pub fn reads_district(rules: &CaseType, post: &PostName) -> bool {
    let named = || rules.access.read.iter().any(|by| matches!(by, By::Post(known) if known == post));
    !rules.confidential && (is_post_of_district(post) || named())
}

/// Whether somebody may change who does the work of a district: whoever holds its post for that, there.
///
/// # Errors
/// `NotYours`.
pub fn keeps_officers(who: &Who, district: &DistrictCode) -> Result<(), Refusal> {
    let Who::Officer(officer) = who else { return Err(not_yours("交接")) };
    let here = |(post, unit): &(PostName, UnitCode)| post.as_str() == KEEPER && unit.district() == *district;
    if officer.posts.iter().any(here) { Ok(()) } else { Err(not_yours("交接")) }
}

/// Whether somebody has a right to a case at an instant.
///
/// # Errors
/// The [`Refusal`] that says why not. Who may not read gets `NotFound`: there is nothing to know.
pub fn may(world: &World<'_>, case: &Case, who: &Who, at: Timestamp, right: Right<'_>) -> Result<(), Refusal> {
    let allowed = match right {
        Right::Read => reads(world, case, who, at),
        Right::Field(field) => reads_field(world, case, who, at, field),
        Right::Act(action, task) => {
            let (at, case) = (at.max(case.last), as_of(world, case, at)?);
            return choose(world, &case, who, at, action, task).map(drop);
        }
        Right::Public => is_public(world, case),
    };
    if allowed { Ok(()) } else { Err(not_found()) }
}

fn reads(world: &World<'_>, case: &Case, who: &Who, at: Timestamp) -> bool {
    let by_post = |by: &By| matches!(by, By::Post(_));
    let rules = world.case_type.access.read.iter().filter(|by| !(world.case_type.confidential && by_post(by)));
    match who {
        Who::Kernel | Who::Reporter => true,
        Who::Public => is_public(world, case),
        Who::Outer(_) => fits(world, case, None, who, at, &By::Outer),
        Who::Officer(officer) => {
            reads_by_office(world, case, officer) || rules.into_iter().any(|by| touches(world, case, who, at, by))
        }
    }
}

fn reads_by_office(world: &World<'_>, case: &Case, officer: &Officer) -> bool {
    let here = |unit: &UnitCode| unit.district() == case.district;
    let reader = officer.posts.iter().any(|(post, unit)| is_post_of_district(post) && here(unit));
    reader && !world.case_type.confidential
}

/// Whether a rule fits for any task that the case ever had: who worked on it may read on.
fn touches(world: &World<'_>, case: &Case, who: &Who, at: Timestamp, by: &By) -> bool {
    case.tasks.iter().any(|task| fits(world, case, Some(task), who, at, by)) || fits(world, case, None, who, at, by)
}

fn reads_field(world: &World<'_>, case: &Case, who: &Who, at: Timestamp, name: &str) -> bool {
    let access = &world.case_type.access;
    let public = access.public.as_ref().is_some_and(|view| view.fields.iter().any(|field| field == name));
    if let Some(rules) = access.fields.get(name) {
        let now = |by: &By| {
            let mut open = case.open_tasks().map(Some).chain([None]);
            open.any(|task| fits(world, case, task, who, at, by))
        };
        let agreed = |consent: &&Consent| {
            consent.fields.iter().any(|field| field == name) && facts::holds(&consent.when, case, &Values::new())
        };
        let opened = access.consents.iter().filter(agreed).flat_map(|consent| &consent.by);
        return reads(world, case, who, at) && rules.iter().chain(opened).any(now);
    }
    match who {
        Who::Public => public && is_public(world, case),
        Who::Reporter => {
            let told = name == Paper::MISSING && !world.case_type.papers.is_empty();
            public || told || world.case_type.form.iter().any(|field| field.name == name)
        }
        _ => !is_personal(world.case_type, name) && reads(world, case, who, at),
    }
}

fn is_personal(case_type: &CaseType, name: &str) -> bool {
    case_type.form.iter().chain(&case_type.facts).any(|field| field.name == name && field.personal)
}

fn is_public(world: &World<'_>, case: &Case) -> bool {
    let Some(view) = &world.case_type.access.public else { return false };
    view.when.as_ref().is_none_or(|guard| facts::holds(guard, case, &Values::new()))
}

/// All that somebody may do now, after what fell due by now. A page draws its buttons from this.
pub fn available(world: &World<'_>, case: &Case, who: &Who, at: Timestamp) -> Vec<Open> {
    let at = at.max(case.last);
    let Ok(case) = as_of(world, case, at) else { return Vec::new() };
    let open = ways(world, &case).into_iter().filter(|way| permit(world, &case, who, at, way).is_ok());
    open.map(|way| Open {
        action: way.action.name.clone(),
        title: way.action.title.clone(),
        fields: can::fields_now(&case, &way.action.does, asks(&way.action)),
        task: way.task,
        branch: way.standing,
    })
    .collect()
}

/// An action that is attached to something open now, whoever may take it.
pub(super) struct Way<'w> {
    /// The action.
    pub action: Cow<'w, Action>,
    /// The task that it belongs to.
    pub task: Option<TaskId>,
    /// The standing that it moves.
    pub standing: StandingId,
}

/// How an action that is limited is used.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Use {
    /// Nothing is counted.
    Free,
    /// Once more for this unit.
    Counted(UnitCode),
    /// No more: the case goes to this stage instead.
    Spent(String),
}

/// The one way that is meant by an action's name.
pub(super) fn choose<'w>(
    world: &World<'w>,
    case: &Case,
    who: &Who,
    at: Timestamp,
    name: &str,
    task: Option<&TaskId>,
) -> Result<(Way<'w>, Use), Refusal> {
    let mut open = Vec::new();
    let mut refusal = None;
    for way in ways(world, case).into_iter().filter(|way| way.action.name == name) {
        if task.is_some() && way.task.is_some() && way.task.as_ref() != task {
            continue;
        }
        match permit(world, case, who, at, &way) {
            Ok(used) => open.push((way, used)),
            Err(why) => refusal = Some(why),
        }
    }
    match open.len() {
        0 => Err(refusal.unwrap_or_else(|| not_open(world, case, name))),
        1 => open.pop().ok_or_else(not_found),
        _ => Err(ambiguous(open.into_iter().filter_map(|(way, _)| way.task).collect())),
    }
}

/// Every action attached to a standing, a task or the case itself.
fn ways<'w>(world: &World<'w>, case: &Case) -> Vec<Way<'w>> {
    let stages = &world.case_type.stages;
    let mut ways = Vec::new();
    for standing in &case.standings {
        let task = case.lead_task(&standing.id).map(|task| task.id.clone());
        let actions = stages.iter().filter(|stage| stage.name == standing.stage).flat_map(|stage| &stage.actions);
        ways.extend(actions.map(|action| Way {
            action: Cow::Borrowed(action),
            task: task.clone(),
            standing: standing.id.clone(),
        }));
    }
    for task in case.open_tasks() {
        let way = |action| Way { action, task: Some(task.id.clone()), standing: task.standing.clone() };
        match task.kind {
            TaskKind::Support => {
                let stage = stages.iter().find(|stage| stage.name == task.stage);
                let support = stage.and_then(|stage| stage.support.as_ref());
                ways.extend(support.iter().flat_map(|support| &support.actions).map(|a| way(Cow::Borrowed(a))));
            }
            TaskKind::Approval => {
                let asker = can::asker(world, case).unwrap_or_default();
                ways.extend(approval_actions(asker).map(way));
            }
            TaskKind::Lead | TaskKind::Reporter => {}
        }
    }
    ways.extend(world.case_type.actions.iter().flat_map(|action| beside_stages(case, action)));
    ways
}

/// What stands beside the stages concerns the case as a whole; what is done with a task, the task of each standing.
fn beside_stages<'w>(case: &Case, action: &'w Action) -> Vec<Way<'w>> {
    let way = |task, standing: &str| Way { action: Cow::Borrowed(action), task, standing: standing.to_owned() };
    if !needs_task(&action.does) {
        return vec![way(None, MAIN)];
    }
    let of_standing = |standing: &str| way(case.lead_task(standing).map(|task| task.id.clone()), standing);
    let branches = case.standings.iter().filter(|standing| standing.id != MAIN);
    iter::once(of_standing(MAIN)).chain(branches.map(|standing| of_standing(&standing.id))).collect()
}

fn needs_task(does: &Does) -> bool {
    match does {
        Does::Pass | Does::Reassign | Does::EndTask => true,
        Does::Suspend { scope, .. } | Does::Resume { scope } => *scope != Scope::Case,
        _ => false,
    }
}

/// Whether this person may go this way at this instant.
fn permit(world: &World<'_>, case: &Case, who: &Who, at: Timestamp, way: &Way<'_>) -> Result<Use, Refusal> {
    let action = way.action.as_ref();
    let task = way.task.as_ref().and_then(|id| case.task(id));
    let at_hand = task.or_else(|| case.lead_task(&way.standing));
    is_during(case, action)?;
    if !is_theirs(world, case, task, who, at, action) {
        return Err(not_yours(&action.title));
    }
    is_other_person(case, who, way)?;
    condition_holds(case, at, action)?;
    is_possible(world, case, at, task, action)?;
    can::draw(case, who, action)?;
    limit(world, case, at, at_hand, way)
}

/// Whether the action is open to this person: by the task that it belongs to, else by any task that an officer has. The
/// reporter's own task gives no say beside its stage: what a reporter may do there, a pack says with `reporter`.
fn is_theirs(world: &World<'_>, case: &Case, task: Option<&Task>, who: &Who, at: Timestamp, action: &Action) -> bool {
    let theirs = |task: Option<&Task>| action.by.iter().any(|by| fits(world, case, task, who, at, by));
    match task {
        Some(task) => theirs(Some(task)),
        None => theirs(None) || officers_tasks(case).any(|task| theirs(Some(task))),
    }
}

fn officers_tasks(case: &Case) -> impl Iterator<Item = &Task> {
    case.open_tasks().filter(|task| task.kind != TaskKind::Reporter)
}

fn is_during(case: &Case, action: &Action) -> Result<(), Refusal> {
    let open = case.closed.is_none();
    let fits = match &action.during {
        During::Open => open,
        During::Closed => !open,
        During::Always => true,
        During::Stages(stages) => case.standings.iter().any(|standing| stages.contains(&standing.stage)),
    };
    if !fits {
        return Err(Refusal::new(
            RefusalCode::NotOpen,
            format!("“{}”现在不能办理", action.title),
            format!("`{}` is not open now.", action.name),
        ));
    }
    let closes = |choice: &crate::pack::model::Choice| matches!(choice.go, Destination::Close(_));
    let stays = match &action.does {
        Does::Stay | Does::Record { .. } | Does::HandIn | Does::CheckPapers => true,
        Does::Go(choices) => choices.iter().all(closes),
        _ => false,
    };
    if case.is_linked() && !stays {
        return Err(linked());
    }
    Ok(())
}

/// Whether a rule fits somebody, for a task.
pub(super) fn fits(world: &World<'_>, case: &Case, task: Option<&Task>, who: &Who, at: Timestamp, by: &By) -> bool {
    match (by, who) {
        (By::Public, _) => true,
        (By::Reporter, Who::Reporter) => true,
        (By::Task, Who::Reporter) => task.is_some_and(|task| task.kind == TaskKind::Reporter),
        (By::Outer, Who::Outer(system)) => case.outer.as_ref().is_some_and(|outer| outer.system == *system),
        (_, Who::Officer(officer)) => fits_officer(world, case, task, officer, at, by),
        _ => false,
    }
}

fn fits_officer(
    world: &World<'_>,
    case: &Case,
    task: Option<&Task>,
    officer: &Officer,
    at: Timestamp,
    by: &By,
) -> bool {
    match by {
        By::Task => task.is_some_and(|task| has_task(world, task, officer, at)),
        By::Post(post) => officer.posts.iter().any(|(held, unit)| held == post && unit.district() == case.district),
        By::PostAtTask(post) => task.is_some_and(|task| {
            task.unit.iter().chain(&task.passed_by).any(|unit| holds(world, officer, post, unit, at))
        }),
        By::PostAtAccountable(post) => {
            super::accountable(case).is_some_and(|unit| holds(world, officer, post, unit, at))
        }
        By::PostAtField(post, field) => match case.values.get(field) {
            Some(crate::value::Value::Unit(unit)) => holds(world, officer, post, unit, at),
            _ => false,
        },
        By::Filer => case.filer.as_ref() == Some(&officer.user),
        By::Reporter | By::Public | By::Outer => false,
    }
}

/// Whoever holds the post in the unit may do its work, be it that a colleague is named: nobody's leave stops a case.
fn has_task(world: &World<'_>, task: &Task, officer: &Officer, at: Timestamp) -> bool {
    let (Some(post), Some(unit)) = (&task.post, &task.unit) else { return false };
    holds(world, officer, post, unit, at)
}

/// Whether the officer holds the post in the unit on that day.
pub(super) fn holds(world: &World<'_>, officer: &Officer, post: &PostName, unit: &UnitCode, at: Timestamp) -> bool {
    let own = officer.posts.iter().any(|(held, at)| held == post && at == unit);
    own || world.directory.holds(&officer.user, post, unit, civil(at).date())
}

/// Never by the author: whoever took one of these actions last may not take this one.
fn is_other_person(case: &Case, who: &Who, way: &Way<'_>) -> Result<(), Refusal> {
    let (Who::Officer(officer), action) = (who, way.action.as_ref()) else { return Ok(()) };
    let wrote = |earlier: &String| case.authors_of(earlier, &way.standing).any(|author| *author == officer.user);
    let own = action.other_than.iter().any(wrote);
    if !own {
        return Ok(());
    }
    Err(Refusal::new(
        RefusalCode::SamePerson,
        format!("“{}”须由另一人办理，经办人不能审自己的件", action.title),
        format!("`{}` needs another person than the author.", action.name),
    ))
}

/// A condition that reads the input is weighed when there is one.
fn condition_holds(case: &Case, at: Timestamp, action: &Action) -> Result<(), Refusal> {
    let reads_input = |guard: &Guard| guard.reads.iter().any(|read| read.starts_with("input"));
    match &action.when {
        Some((guard, why)) if !reads_input(guard) && !facts::holds_on(guard, case, &Values::new(), at) => {
            Err(condition(why))
        }
        _ => Ok(()),
    }
}

/// Whether what the action does can be done now.
fn is_possible(
    world: &World<'_>,
    case: &Case,
    at: Timestamp,
    task: Option<&Task>,
    action: &Action,
) -> Result<(), Refusal> {
    if task.is_some_and(|task| task.kind == TaskKind::Approval) {
        can::answer(case, at)?;
    }
    can::in_order(world.case_type, case, action)?;
    can::open(world.case_type, case, action)?;
    can::begin(world.case_type, case, at, &action.name)?;
    match &action.does {
        Does::Go(choices) if choices.iter().all(|choice| matches!(choice.go, Destination::Close(_))) => {
            can::close(world.case_type, case)
        }
        Does::Pass => can::pass(world.directory, task),
        Does::Extend { deadline, .. } => can::extend(world, case, at, deadline),
        Does::Merge => can::follow(case),
        Does::Reassign => can::reassign(task),
        Does::Reopen { within, .. } => can::reopen(world, case, at, *within),
        Does::Suspend { scope, .. } => can::suspend(case, at, *scope, task.map(|task| &task.id)),
        Does::Resume { scope } => can::resume(case, *scope, task.map(|task| &task.id)),
        Does::HandIn => can::hand_in(case),
        Does::CheckPapers => can::check(case),
        _ => Ok(()),
    }
}

/// How often, and how long after the task was opened.
fn limit(world: &World<'_>, case: &Case, at: Timestamp, task: Option<&Task>, way: &Way<'_>) -> Result<Use, Refusal> {
    let action = way.action.as_ref();
    let Some(rule) = &action.limit else { return Ok(Use::Free) };
    let unit = task.and_then(|task| task.unit.clone()).filter(|_| rule.per_unit);
    let used = match &unit {
        Some(unit) => case.tallies.get(&format!("{}@{unit}", action.name)).copied().unwrap_or(0),
        None => case.taken(&action.name, &way.standing),
    };
    if used < rule.times && in_time(world, rule, task, at) {
        return Ok(unit.map_or(Use::Free, Use::Counted));
    }
    match &rule.otherwise {
        Some(stage) => Ok(Use::Spent(stage.clone())),
        None => Err(Refusal::new(
            RefusalCode::Limit,
            format!("“{}”最多 {} 次，且须在规定时间内，现已不能再用", action.title, rule.times),
            format!("`{}` can be taken {} time(s) and in its time; that is used up.", action.name, rule.times),
        )),
    }
}

fn in_time(world: &World<'_>, rule: &LimitRule, task: Option<&Task>, at: Timestamp) -> bool {
    let (Some(within), Some(task)) = (rule.within, task) else { return true };
    world.calendar.due(&Hours::default(), task.opened, within, &[]).is_ok_and(|due| at <= due.at)
}

/// Nothing by that name, or no right to know.
pub(super) fn not_found() -> Refusal {
    Refusal::new(RefusalCode::NotFound, "没有找到，或无权查看", "Not found, or not yours to see.")
}

/// The pack's own sentence for a condition that does not hold.
pub(super) fn condition(why: &WhyNot) -> Refusal {
    let en = why.en.as_deref().unwrap_or("The pack's condition for this action does not hold.");
    Refusal::new(RefusalCode::Guard, why.zh.as_str(), en)
}

fn not_yours(title: &str) -> Refusal {
    Refusal::new(
        RefusalCode::NotYours,
        format!("“{title}”不在您的职责内，请由任务所在单位的相应岗位办理"),
        "This is for whoever holds the post of the task.",
    )
}

fn not_open(world: &World<'_>, case: &Case, name: &str) -> Refusal {
    let stages = world.case_type.stages.iter();
    let support = stages.clone().filter_map(|stage| stage.support.as_ref()).flat_map(|support| &support.actions);
    let all = stages.flat_map(|stage| &stage.actions).chain(support).chain(&world.case_type.actions);
    let Some(action) = all.into_iter().find(|action| action.name == name) else {
        return Refusal::new(
            RefusalCode::UnknownAction,
            format!("没有“{name}”这个动作"),
            format!("There is no action `{name}`."),
        );
    };
    if case.is_linked() {
        return linked();
    }
    let stage = case.standings.first().and_then(|s| world.case_type.stages.iter().find(|stage| stage.name == s.stage));
    let here = stage.map_or("已办结或已并单", |stage| stage.title.as_str());
    Refusal::new(
        RefusalCode::NotOpen,
        format!("“{}”现在不能办理，本件处于：{here}", action.title),
        format!("`{name}` is not open: the case stands elsewhere."),
    )
}

fn linked() -> Refusal {
    Refusal::new(RefusalCode::Linked, "本件已并入主件，请在主件上办理", "This case follows a lead. Act on the lead.")
}

fn ambiguous(tasks: Vec<TaskId>) -> Refusal {
    let names: Vec<&str> = tasks.iter().map(|task| task.0.as_str()).collect();
    let names = names.join(", ");
    Refusal {
        tasks,
        ..Refusal::new(
            RefusalCode::AmbiguousTask,
            format!("这个动作在多个任务中可办，请用 task 指明：{names}"),
            format!("The action is open in several tasks. Name one with `task`: {names}"),
        )
    }
}
