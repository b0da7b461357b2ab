//! An action of the pack is taken: is it open to this person, does the input fit, and what does it do.

use serde_json::{Map, Value as Json};

use super::avoid::refuse_avoided;
use super::draft::Draft;
use super::form::Form;
use super::{clocks, extend, merge, moves, papers, pass, reassign, reopen, subcases, suspend, tasks};
use crate::casework::case::{Case, TaskEnd, TaskId};
use crate::casework::command::Who;
use crate::casework::event::Event;
use crate::casework::may::{self, Use, Way};
use crate::casework::refusal::{Fault, Refusal, RefusalCode};
use crate::pack::model::{Action, Destination, Does, Field, FieldType, TaskRule, UnitRule};
use crate::value::{Value, Values};

/// Takes an action.
pub(super) fn act(
    draft: &mut Draft<'_>,
    name: &str,
    task: Option<&TaskId>,
    input: &Map<String, Json>,
) -> Result<(), Refusal> {
    let case = draft.case.clone();
    let (way, used) = may::choose(draft.world, &case, draft.who, draft.at, name, task)?;
    let action = way.action.as_ref();
    draft.input = Form::for_action(draft.world, &case, draft.at).read(&fields(&case, action), input, "")?;
    check_condition(draft, action)?;
    refuse_avoided(draft, action, &draft.input)?;
    record(draft, action, way.task.as_ref());
    clocks::end_done_by(draft, name);
    keep(draft, action);
    judge(draft, action);
    if action.reclassifies {
        clocks::reclassify(draft)?;
    }
    draft.tell(&action.tell, name, way.task.as_ref());
    if !matches!(used, Use::Spent(_)) {
        subcases::open(draft, action, &way.standing)?;
    }
    match used {
        Use::Free => perform(draft, &way),
        Use::Counted(unit) => {
            draft.happen(Event::HandedBack { unit, action: name.to_owned() });
            perform(draft, &way)
        }
        Use::Spent(instead) => moves::go(draft, &way.standing, &Destination::Stage(instead), false, way.task.as_ref()),
    }
}

/// What an action asks of this case now.
fn fields(case: &Case, action: &Action) -> Vec<Field> {
    papers::fields_now(case, &action.does, asks(action))
}

/// All that an action asks: what the pack says, and what the kernel needs to do what it does.
#[must_use]
pub fn asks(action: &Action) -> Vec<Field> {
    let own = match &action.does {
        Does::Pass => {
            vec![field("unit", FieldType::Unit, "下级单位", true), field("within", FieldType::Length, "办理时限", true)]
        }
        Does::Extend { .. } => vec![
            Field { min: Some(1), max: Some(365), ..field("days", FieldType::Integer, "申请天数", true) },
            Field { max: Some(500), ..field("reason", FieldType::Text, "理由", true) },
        ],
        Does::Merge => vec![Field { max: Some(40), ..field("lead", FieldType::Text, "主件编号", true) }],
        Does::Reassign => vec![
            field("unit", FieldType::Unit, "改派单位", true),
            field("officer", FieldType::Officer, "经办人", false),
            Field { max: Some(500), ..field("reason", FieldType::Text, "理由", true) },
        ],
        _ => Vec::new(),
    };
    let added = own.into_iter().filter(|own| action.ask.iter().all(|asked| asked.name != own.name));
    action.ask.iter().cloned().chain(added).collect()
}

/// A field of the kernel's own.
pub(super) fn field(name: &str, kind: FieldType, title: &str, required: bool) -> Field {
    Field { required, ..Field::plain(name, kind, title) }
}

/// A condition that reads the input can only be weighed now.
fn check_condition(draft: &Draft<'_>, action: &Action) -> Result<(), Refusal> {
    match &action.when {
        Some((guard, why)) if !draft.holds(guard) => Err(may::condition(why)),
        _ => Ok(()),
    }
}

fn record(draft: &mut Draft<'_>, action: &Action, task: Option<&TaskId>) {
    let kept: Vec<&str> = action.ask.iter().filter(|field| field.keeps).map(|field| field.name.as_str()).collect();
    let is_link = |name: &str| matches!(action.does, Does::Merge) && name == "lead";
    let input: Values = draft
        .input
        .iter()
        .filter(|(name, _)| !kept.contains(&name.as_str()) && !is_link(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let officer = match draft.who {
        Who::Officer(officer) => Some(officer.user.clone()),
        _ => None,
    };
    draft.happen(Event::Acted { action: action.name.clone(), task: task.cloned(), officer, input });
}

/// Keeps as facts of the case what the pack says is one.
fn keep(draft: &mut Draft<'_>, action: &Action) {
    let given = action.ask.iter().filter(|field| field.keeps);
    let values: Values =
        given.filter_map(|field| Some((field.name.clone(), draft.input.get(&field.name)?.clone()))).collect();
    if !values.is_empty() {
        draft.happen(Event::FactsSet { values, cleared: Vec::new() });
    }
}

fn judge(draft: &mut Draft<'_>, action: &Action) {
    if let Some(bad) = &action.judges {
        let bad = draft.holds(bad);
        let score = |field: &String| match draft.input.get(field)? {
            Value::Boolean(yes) => Some(i64::from(*yes)),
            Value::Integer(number) => Some(*number),
            _ => None,
        };
        let scores = action.scores.iter().filter_map(|(name, field)| Some((name.clone(), score(field)?))).collect();
        draft.happen(Event::Rated { bad, is_default: false, scores });
    }
}

/// Does what the action does.
fn perform(draft: &mut Draft<'_>, way: &Way<'_>) -> Result<(), Refusal> {
    let task = way.task.as_ref();
    match &way.action.does {
        Does::Stay => Ok(()),
        Does::Go(choices) => {
            let choice = moves::choose(draft, choices)?;
            match level_above(draft, way, &choice.go) {
                Some(task) => moves::climb(draft, &way.standing, &task),
                None => moves::go(draft, &way.standing, &choice.go, choice.new_round, task),
            }
        }
        Does::EndTask => {
            if let Some(task) = task {
                tasks::end(draft, task, TaskEnd::Done);
            }
            Ok(())
        }
        Does::Pass => pass::pass(draft, task),
        Does::Extend { deadline, approvals } => extend::ask(draft, &way.standing, deadline, approvals),
        Does::Merge => merge::link(draft),
        Does::Reassign => reassign::reassign(draft, task, &way.action),
        Does::Reopen { go, .. } => reopen::reopen(draft, go),
        Does::Suspend { scope, ground, at_most, .. } => suspend::suspend(draft, (ground, *at_most), *scope, task),
        Does::Resume { scope } => suspend::resume(draft, *scope, task),
        Does::HandIn => papers::hand_in(draft),
        Does::CheckPapers => papers::check(draft),
        Does::Record { quantity, amount } => record_quantity(draft, quantity, amount),
    }
    .and_then(|()| extend::settle(draft, way))
}

/// The task, if its stage climbs level by level, there is a level above, and the action leads onwards: a way back takes
/// effect at once. Onwards is the end, or a stage that the pack names later.
fn level_above(draft: &Draft<'_>, way: &Way<'_>, to: &Destination) -> Option<crate::casework::case::Task> {
    let task = draft.case.task(way.task.as_ref()?).filter(|task| !task.passed_by.is_empty())?;
    let place = |name: &str| draft.world.case_type.stages.iter().position(|stage| stage.name == name);
    let stage = draft.stage(&task.stage).ok()?;
    let climbs = matches!(stage.task, TaskRule::Officer { unit: UnitRule::Climbs(_), .. });
    let onwards = match to {
        Destination::Close(_) | Destination::End(_) => true,
        Destination::Stage(next) => place(next) > place(&task.stage),
    };
    (climbs && onwards).then(|| task.clone())
}

fn record_quantity(draft: &mut Draft<'_>, quantity: &str, field: &str) -> Result<(), Refusal> {
    let amount = match draft.input.get(field) {
        Some(Value::Decimal(amount)) => *amount,
        Some(Value::Integer(amount)) => (*amount).into(),
        _ => {
            return Err(Refusal::invalid(vec![Fault::new(
                format!("/{field}"),
                "required",
                "请填写数量",
                "Say how much.",
            )]));
        }
    };
    let total = draft.case.quantities.get(quantity).copied().unwrap_or_default();
    if total.checked_add(amount).is_none() {
        return Err(Refusal::new(RefusalCode::Invalid, "数量过大", "The amount is too large.")
            .about(format!("/{field}"), "too-large"));
    }
    draft.happen(Event::QuantityRecorded { quantity: quantity.to_owned(), amount });
    Ok(())
}
