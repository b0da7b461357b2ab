//! Sub-cases: a case asks for matters of other kinds, hears how they stand, waits for them, and lets them go when it ends.
//!
//! Each is a case of its own: what the two say to each other is carried after the commit, so neither holds the other up,
//! and a word that comes twice or late changes nothing.

use super::draft::Draft;
use super::{MAIN, clocks, moves};
use crate::casework::case::{Case, Parent, SubCase, SubCaseState};
use crate::casework::command::{News, Who};
use crate::casework::event::Event;
use crate::casework::refusal::{Refusal, RefusalCode};
use crate::casework::{CaseId, Identity};
use crate::pack::CaseType;
use crate::pack::model::{Action, Awaits, Destination, Given, MOST_LEVELS, Needs, OnClose, SubCaseRule};
use crate::value::{Value, Values};

/// Waits that are decided in one go at most: more is a pack that goes round in a circle.
const MOST_JOINS: usize = 64;

/// The occasion on which whoever has the work hears that a sub-case could not be opened.
const REFUSED: &str = "subcase-refused";
/// The occasion on which it is heard that one has ended.
const CLOSED: &str = "subcase-closed";
/// The occasion on which it is heard that one was opened again.
const REOPENED: &str = "subcase-reopened";

/// Whether the case may open one of these now.
pub(in crate::casework) fn can_open(rules: &CaseType, case: &Case, action: &Action) -> Result<(), Refusal> {
    action.opens.iter().filter_map(|name| rules.subcases.get(name)).try_for_each(|rule| room_for(case, rule, 1))
}

fn room_for(case: &Case, rule: &SubCaseRule, more: usize) -> Result<(), Refusal> {
    let levels = rule.levels.unwrap_or(MOST_LEVELS);
    if case.level() >= levels {
        return Err(Refusal::new(
            RefusalCode::Limit,
            format!("“{}”最多 {levels} 层，本件已在最下一层，请在上一件里开", rule.title),
            format!("Matters open each other on {levels} levels at most. Open it from the case above."),
        ));
    }
    let known = case.subcases.iter().filter(|it| it.name == rule.name).count();
    if known.saturating_add(more) > usize::try_from(rule.most).unwrap_or(usize::MAX) {
        return Err(Refusal::new(
            RefusalCode::Limit,
            format!("“{}”最多 {} 件，已开 {known} 件", rule.title, rule.most),
            format!("{} of these can be opened at most; there are {known}.", rule.most),
        ));
    }
    Ok(())
}

/// Whether nothing that must end first is still open.
pub(in crate::casework) fn can_close(rules: &CaseType, case: &Case) -> Result<(), Refusal> {
    let waits = |it: &&SubCase| rules.subcases.get(&it.name).is_some_and(|rule| rule.on_close == OnClose::Wait);
    let open: Vec<&SubCase> = case.open_subcases().filter(waits).collect();
    if open.is_empty() {
        return Ok(());
    }
    let numbers: Vec<&str> = open.iter().filter_map(|it| Some(it.identity.as_ref()?.number.as_str())).take(5).collect();
    Err(Refusal::new(
        RefusalCode::NotOpen,
        format!("还有 {} 件子事项没有办结（{}），办结之后才能办结本件", open.len(), numbers.join("、")),
        format!("{} sub-case(s) are still open ({}). Close them first.", open.len(), numbers.join(", ")),
    ))
}

/// Closing by what comes of itself, or by another system, waits for nobody: only people are told to close the others first.
pub(super) fn may_close(draft: &Draft<'_>) -> Result<(), Refusal> {
    match draft.who {
        Who::Kernel | Who::Outer(_) => Ok(()),
        _ => can_close(draft.world.case_type, &draft.case),
    }
}

/// Asks for what the action opens.
pub(super) fn open(draft: &mut Draft<'_>, action: &Action, standing: &str) -> Result<(), Refusal> {
    for rule in action.opens.iter().filter_map(|name| draft.world.case_type.subcases.get(name)) {
        let each = each_of(draft, rule);
        room_for(&draft.case, rule, each.len())?;
        for one in each {
            let values = values_for(draft, rule, one.as_ref());
            let next = draft.case.subcases.iter().filter(|it| it.name == rule.name).count() + 1;
            let sequence = u32::try_from(next).unwrap_or(u32::MAX);
            let (name, opens, standing) = (rule.name.clone(), rule.opens.clone(), standing.to_owned());
            draft.happen(Event::SubCaseAsked { name: name.clone(), sequence, opens, standing, values });
            draft.open_for(name, sequence);
        }
    }
    Ok(())
}

/// The values for each of which one is opened; one without a value, where it is no list.
fn each_of(draft: &Draft<'_>, rule: &SubCaseRule) -> Vec<Option<Value>> {
    let Some(field) = &rule.each else { return vec![None] };
    match draft.case.values.get(field) {
        Some(Value::Many(values)) => values.iter().cloned().map(Some).collect(),
        Some(value) => vec![Some(value.clone())],
        None => Vec::new(),
    }
}

fn values_for(draft: &Draft<'_>, rule: &SubCaseRule, each: Option<&Value>) -> Values {
    let value = |given: &Given| match given {
        Given::Field(field) => draft.case.values.get(field).cloned(),
        Given::Input(field) => draft.input.get(field).or_else(|| draft.case.values.get(field)).cloned(),
        Given::Each => each.cloned(),
        Given::Number => Some(Value::Text(draft.case.number.clone())),
        Given::Fixed(_) => None,
    };
    rule.with.iter().filter_map(|(field, given)| Some((field.clone(), value(given)?))).collect()
}

/// What the new case knows of the one that it is opened for.
pub(super) fn opened_for(case: &Case, name: &str, sequence: u32) -> Parent {
    Parent {
        case: case.id.clone(),
        number: case.number.clone(),
        case_type: case.case_type.clone(),
        name: name.to_owned(),
        sequence,
        level: case.level() + 1,
        left: false,
    }
}

/// How a case stands, as far as the one that opened it has to know.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Told {
    unit: Option<crate::directory::UnitCode>,
    outcome: Option<String>,
}

impl Told {
    pub fn of(case: &Case) -> Self {
        let unit = crate::casework::accountable(case).cloned();
        Self { unit, outcome: case.closed.as_ref().map(|closing| closing.outcome.clone()) }
    }
}

/// Tells the case that it was opened for what it has to know, if that has changed.
pub(super) fn tell_parent(draft: &mut Draft<'_>, before: Option<&Told>) {
    let Some(parent) = draft.case.parent.clone().filter(|parent| !parent.left) else { return };
    let now = Told::of(&draft.case);
    if before == Some(&now) {
        return;
    }
    let (version, number) = (draft.case.version + 1, draft.case.number.clone());
    let (name, sequence) = (parent.name, parent.sequence);
    draft.say(&parent.case, News::SubCase { name, sequence, version, number, unit: now.unit, outcome: now.outcome });
}

/// Hears how a sub-case stands. One that was let go is told so again: its word and ours have crossed.
pub(super) fn hear(draft: &mut Draft<'_>, from: &CaseId, news: &News) {
    let News::SubCase { name, sequence, version, number, unit, outcome } = news else { return };
    let Some(known) = draft.case.subcase(name, *sequence).cloned() else { return };
    if known.version >= *version || known.identity.as_ref().is_some_and(|identity| identity.id != *from) {
        return;
    }
    let (name, sequence, version) = (name.clone(), *sequence, *version);
    if known.identity.is_none() {
        let identity = Identity { id: from.clone(), number: number.clone() };
        draft.happen(Event::SubCaseOpened { name: name.clone(), sequence, identity, unit: unit.clone(), version });
    }
    match (&known.state, outcome) {
        (SubCaseState::Left, None) => part(draft, &name, from),
        (SubCaseState::Left, Some(_)) => {}
        (SubCaseState::Closed(_), None) => {
            draft.happen(Event::SubCaseReopened { name, sequence, version });
            tell(draft, REOPENED);
        }
        (SubCaseState::Closed(before), Some(outcome)) if before == outcome => {}
        (_, Some(outcome)) => {
            draft.happen(Event::SubCaseClosed { name, sequence, outcome: outcome.clone(), version });
            tell(draft, CLOSED);
        }
        (_, None) if known.identity.is_some() && known.unit != *unit => {
            draft.happen(Event::SubCasePassed { name, sequence, unit: unit.clone(), version });
        }
        _ => {}
    }
}

/// Hears that one could not be taken in: whoever has the work is told, and no wait stands still for it.
pub(super) fn hear_refused(draft: &mut Draft<'_>, from: &CaseId, news: &News) {
    let News::SubCaseRefused { name, sequence, code } = news else { return };
    let asked = draft.case.subcase(name, *sequence).is_some_and(|it| it.state == SubCaseState::Asked);
    if asked && *from == draft.case.id {
        draft.happen(Event::SubCaseRefused { name: name.clone(), sequence: *sequence, code: code.clone() });
        tell(draft, REFUSED);
    }
}

/// Tells whoever has the work; where the case is closed, whoever had it last.
fn tell(draft: &mut Draft<'_>, occasion: &str) {
    let last = draft.case.tasks.iter().rev().find(|task| task.standing == MAIN && task.post.is_some());
    let open = draft.case.open_tasks().find(|task| task.moves_on() && task.post.is_some());
    let whom = open.or(last).and_then(|task| Some((super::draft::addressee(task)?, task.id.clone())));
    if let Some((whom, task)) = whom {
        draft.tell_one(whom, occasion, Some(&task));
    }
}

/// The case that it was opened for ends, or needs it no more.
pub(super) fn hear_parent(draft: &mut Draft<'_>, from: &CaseId, outcome: Option<&str>) {
    let Some(parent) = draft.case.parent.clone().filter(|parent| parent.case == *from && !parent.left) else { return };
    draft.happen(Event::ParentLeft { parent: parent.case });
    if let (Some(outcome), None) = (outcome, &draft.case.closed) {
        // What was taken back was neither met nor, if in time, missed.
        clocks::end_of_case(draft, false);
        moves::close(draft, outcome, None);
    }
}

/// Lets go those that are open and fit: each is closed with the outcome that the pack says, or goes its own way.
pub(super) fn let_go(draft: &mut Draft<'_>, fits: impl Fn(&SubCase) -> bool) {
    let open: Vec<SubCase> = draft.case.open_subcases().filter(|it| fits(it)).cloned().collect();
    for one in open {
        draft.happen(Event::SubCaseLeft { name: one.name.clone(), sequence: one.sequence });
        if let Some(identity) = &one.identity {
            part(draft, &one.name, &identity.id);
        }
    }
}

fn part(draft: &mut Draft<'_>, name: &str, child: &CaseId) {
    let outcome = match draft.world.case_type.subcases.get(name).map(|rule| &rule.on_close) {
        Some(OnClose::Withdraw(outcome)) => Some(outcome.clone()),
        _ => None,
    };
    draft.say(child, News::ParentLeaves { outcome });
}

/// Goes on wherever what is waited for has come, or can come no more.
pub(super) fn settle(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    for _ in 0..MOST_JOINS {
        let Some((standing, wait, reached)) = next(draft)? else { return Ok(()) };
        let to: Option<&Destination> = if reached { Some(&wait.then) } else { wait.otherwise.as_ref() };
        let Some(to) = to else { return Ok(()) };
        draft.happen(Event::SubCasesJoined { name: wait.of.clone(), reached });
        let lead = draft.case.lead_task(&standing).map(|task| task.id.clone());
        let who = std::mem::replace(&mut draft.who, &Who::Kernel);
        let gone = moves::go(draft, &standing, to, false, lead.as_ref());
        draft.who = who;
        gone?;
    }
    Ok(())
}

fn next<'w>(draft: &Draft<'w>) -> Result<Option<(String, &'w Awaits, bool)>, Refusal> {
    for standing in &draft.case.standings {
        if let Some(wait) = &draft.stage(&standing.stage)?.waits
            && let Some(reached) = decided(wait, &draft.case)
        {
            return Ok(Some((standing.id.clone(), wait, reached)));
        }
    }
    Ok(None)
}

/// Whether it is decided that enough of them end as is waited for, or that they cannot any more. What an earlier wait took
/// into account is not looked at again.
fn decided(wait: &Awaits, case: &Case) -> Option<bool> {
    let mine = |it: &&SubCase| it.name == wait.of && !it.joined && it.state != SubCaseState::Left;
    let (mut open, mut well, mut ill) = (0_usize, 0_usize, 0_usize);
    for one in case.subcases.iter().filter(mine) {
        match &one.state {
            SubCaseState::Asked | SubCaseState::Open => open += 1,
            SubCaseState::Closed(outcome) if wait.counts(outcome) => well += 1,
            SubCaseState::Refused(_) if wait.outcomes.is_empty() && wait.need == Needs::All => well += 1,
            _ => ill += 1,
        }
    }
    match wait.need {
        Needs::All if ill > 0 => Some(false),
        Needs::None if well > 0 => Some(false),
        Needs::Any if well > 0 => Some(true),
        _ if open > 0 => None,
        Needs::All | Needs::None => Some(true),
        Needs::Any => Some(false),
    }
}
