//! More time (延期): asked for before the due date, decided by those whom the pack names, refused by silence at the due
//! date, and never beyond what the law allows.

use std::borrow::Cow;

use jiff::Timestamp;

use super::act::field;
use super::draft::{Draft, undefined};
use super::{MAIN, World, clocks, route, tasks};
use crate::calendar::Length;
use crate::casework::case::{ApprovalStep, Case, Clock, ClockId, Limit, TaskKind};
use crate::casework::event::Event;
use crate::casework::may::Way;
use crate::casework::refusal::{Fault, Refusal, RefusalCode};
use crate::pack::model::{Action, Approval, By, Deadline, Does, During, ExtendRule, FieldType};
use crate::value::Value;

/// The name of the action that grants a request, and of the one that refuses it.
const APPROVE: &str = "approve";
const REJECT: &str = "reject";

/// Whether more time can be asked for at this instant.
pub(in crate::casework) fn can_ask(
    world: &World<'_>,
    case: &Case,
    at: Timestamp,
    deadline: &str,
) -> Result<(), Refusal> {
    let Some(clock) = case.open_deadline(deadline) else {
        return Err(not_open("该时限已经结束，无需延期", "That deadline has ended, so there is nothing to extend."));
    };
    if case.extension.is_some() {
        return Err(not_open("已有一份延期申请正在审批", "A request for more time is already waiting for its answer."));
    }
    if clock.is_suspended() {
        return Err(not_open("计时已中止，恢复后方可申请延期", "The clock stands still. Ask once it runs again."));
    }
    if clock.is_late(at) {
        return Err(not_open(
            "已超过时限，延期须在到期前申请",
            "It is past due. More time must be asked for before the due date.",
        ));
    }
    match &rule(world, deadline)?.extend {
        Some(rule) if clock.extended.0 < rule.times => Ok(()),
        Some(rule) => Err(Refusal::new(
            RefusalCode::Limit,
            format!("最多延期 {} 次，已用完", rule.times),
            format!("It can be extended {} time(s), and was.", rule.times),
        )),
        None => Err(undefined(deadline)),
    }
}

/// Whether a request can still be answered: at the due date silence has answered it, be the kernel awake then or later.
pub(in crate::casework) fn can_answer(case: &Case, at: Timestamp) -> Result<(), Refusal> {
    match &case.extension {
        Some(extension) if at <= extension.lapses => Ok(()),
        _ => Err(not_open(
            "延期申请已过原到期时间，视为不同意",
            "The due date has passed, so the request counts as refused.",
        )),
    }
}

/// Asks: routes the approvals and opens the first, or grants at once where the pack needs none.
pub(super) fn ask(
    draft: &mut Draft<'_>,
    standing: &str,
    deadline: &str,
    approvals: &[Approval],
) -> Result<(), Refusal> {
    let Some(clock) = draft.case.open_deadline(deadline).cloned() else {
        return Err(undefined(deadline));
    };
    let days = days_asked(draft, rule(draft.world, deadline)?, &clock)?;
    let needed: Vec<&Approval> =
        approvals.iter().filter(|approval| draft.holds_or_none(approval.when.as_ref())).collect();
    let mut steps = Vec::new();
    for approval in &needed {
        let (unit, _) = route::unit_for(draft, standing, &approval.unit, &approval.post)?;
        steps.push(ApprovalStep { post: approval.post.clone(), unit, within: approval.within });
    }
    let lapses = clock.due();
    draft.happen(Event::ExtensionAsked { clock: clock.id.clone(), days, steps, lapses });
    next_step(draft)
}

/// The most by which a clock may be extended in all.
fn most(rule: &ExtendRule, clock: &Clock) -> Length {
    match clock.reckoning.limit {
        Limit::Within(base) if rule.within_base && base.unit == rule.most.unit && base.amount < rule.most.amount => {
            base
        }
        _ => rule.most,
    }
}

fn days_asked(draft: &Draft<'_>, deadline: &Deadline, clock: &Clock) -> Result<u32, Refusal> {
    let days = match draft.input.get("days") {
        Some(Value::Integer(days)) => u32::try_from(*days).unwrap_or(0),
        _ => 0,
    };
    let most = deadline.extend.as_ref().map_or(0, |rule| u32::try_from(most(rule, clock).amount).unwrap_or(0));
    let left = most.saturating_sub(clock.extended.1);
    if (1..=left).contains(&days) {
        return Ok(days);
    }
    Err(Refusal::invalid(vec![Fault::new(
        "/days",
        "too-large",
        format!("最多还可延期 {left} 天，请改小"),
        format!("At most {left} more day(s) are possible. Ask for fewer."),
    )]))
}

/// Opens the task of the approval that is next, or grants when none is left.
fn next_step(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let Some(extension) = draft.case.extension.clone() else { return Ok(()) };
    let Some(step) = extension.steps.first() else {
        return grant(draft, &extension.clock, extension.days);
    };
    let (standing, stage) = place(draft, &extension.clock);
    let task = tasks::of_officer(draft, (&standing, &stage), TaskKind::Approval, (&step.post, step.unit.clone()));
    draft.happen(Event::TaskOpened { task: task.clone() });
    let id = ClockId(format!("task:{}", task.id.0));
    clocks::start_approval_clock(draft, &task, id, Limit::Within(step.within), extension.lapses)?;
    tasks::tell(draft, &task);
    Ok(())
}

/// Where an approval belongs: to the branch whose deadline it is for, else outside branches.
fn place(draft: &Draft<'_>, clock: &ClockId) -> (String, String) {
    let branch = draft.case.clock(clock).and_then(|clock| clock.branch.as_deref()).unwrap_or(MAIN);
    let here = draft.case.standings.iter().find(|standing| standing.id == branch);
    (branch.to_owned(), here.map(|standing| standing.stage.clone()).unwrap_or_default())
}

fn grant(draft: &mut Draft<'_>, clock: &ClockId, days: u32) -> Result<(), Refusal> {
    draft.happen(Event::ExtensionGranted { clock: clock.clone(), days });
    if let Some(clock) = draft.case.clock(clock).cloned() {
        clocks::move_to(draft, &clock, "extended")?;
    }
    draft.tell(&[By::Task], "extended", None);
    Ok(())
}

/// Refuses, by word or by silence, and tells whoever has the work.
fn refuse(draft: &mut Draft<'_>, clock: &ClockId, lapsed: bool) {
    draft.happen(Event::ExtensionRefused { clock: clock.clone(), lapsed });
    draft.tell(&[By::Task], "extension-refused", None);
}

/// What the two actions of an approval task do, once they are recorded.
pub(super) fn settle(draft: &mut Draft<'_>, way: &Way<'_>) -> Result<(), Refusal> {
    let of_approval =
        way.task.as_ref().and_then(|id| draft.case.task(id)).is_some_and(|task| task.kind == TaskKind::Approval);
    let Some(extension) = draft.case.extension.clone().filter(|_| of_approval) else {
        return Ok(());
    };
    if way.action.name == REJECT {
        refuse(draft, &extension.clock, false);
        return Ok(());
    }
    draft.happen(Event::ExtensionForwarded { clock: extension.clock });
    next_step(draft)
}

/// The due date of a clock moved with the calendar: a request for more time lapses with it, and whoever is to answer has
/// until then at the most.
pub(super) fn lapse_with(draft: &mut Draft<'_>, clock: &ClockId, was: Timestamp) {
    let asked = draft.case.extension.as_ref().is_some_and(|asked| asked.clock == *clock && asked.lapses == was);
    match draft.case.clock(clock).map(Clock::due) {
        Some(lapses) if asked && lapses != was => {
            draft.happen(Event::ExtensionMoved { clock: clock.clone(), lapses });
        }
        _ => {}
    }
}

/// The limit of an approval that is open, as it would have been had it begun under the calendar in force.
pub(super) fn approval_limit(draft: &Draft<'_>, clock: &Clock) -> Result<Option<Limit>, Refusal> {
    let task = clock.task.as_ref().and_then(|id| draft.case.task(id));
    let asked = draft.case.extension.as_ref().filter(|_| task.is_some_and(|task| task.kind == TaskKind::Approval));
    let Some((asked, step)) = asked.and_then(|asked| Some((asked, asked.steps.first()?))) else { return Ok(None) };
    let own = clocks::with_limit(clock, Limit::Within(step.within));
    let capped = clocks::reckon(draft, &own)?.due > asked.lapses;
    Ok(Some(if capped { Limit::Until(asked.lapses) } else { own.reckoning.limit }))
}

/// A request that nobody answered before the due date is refused.
pub(super) fn lapse(draft: &mut Draft<'_>) {
    let Some(extension) = draft.case.extension.clone().filter(|extension| draft.at > extension.lapses) else {
        return;
    };
    tasks::end_all(draft, None, |task| task.kind == TaskKind::Approval);
    refuse(draft, &extension.clock, true);
}

/// The two actions of an approval task. They bear the names of a review's, so one word decides on both.
pub(in crate::casework) fn approval_actions<'w>(asker: &str) -> [Cow<'w, Action>; 2] {
    let reason = crate::pack::model::Field { max: Some(500), ..field("reason", FieldType::Text, "理由", true) };
    [
        Cow::Owned(decision(APPROVE, "同意延期", Vec::new(), asker)),
        Cow::Owned(decision(REJECT, "不同意延期", vec![reason], asker)),
    ]
}

fn decision(name: &str, title: &str, ask: Vec<crate::pack::model::Field>, asker: &str) -> Action {
    Action {
        name: name.to_owned(),
        title: title.to_owned(),
        by: vec![By::Task],
        during: During::Open,
        when: None,
        ask,
        does: Does::EndTask,
        limit: None,
        other_than: vec![asker.to_owned()],
        reclassifies: false,
        leaves: false,
        enters: Vec::new(),
        opens: Vec::new(),
        judges: None,
        scores: Default::default(),
        overrides_avoidance: false,
        tell: Vec::new(),
        span: Default::default(),
    }
}

fn rule<'w>(world: &World<'w>, deadline: &str) -> Result<&'w Deadline, Refusal> {
    world.case_type.deadlines.iter().find(|rule| rule.name == deadline).ok_or_else(|| undefined(deadline))
}

fn not_open(zh: &str, en: &str) -> Refusal {
    Refusal::new(RefusalCode::NotOpen, zh, en)
}

/// The action by which the time that waits for an answer can have been asked for.
pub(in crate::casework) fn asker<'w>(world: &World<'w>, case: &Case) -> Option<&'w str> {
    let clock = case.extension.as_ref().and_then(|extension| case.clock(&extension.clock));
    let asked = clock.and_then(|clock| clock.deadline.as_ref());
    let asks = |action: &&Action| matches!(&action.does, Does::Extend { deadline, .. } if asked.is_none_or(|asked| asked == deadline));
    let stages = world.case_type.stages.iter().flat_map(|stage| &stage.actions);
    stages.chain(&world.case_type.actions).find(asks).map(|action| action.name.as_str())
}
