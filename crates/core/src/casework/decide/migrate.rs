//! A running case goes on under a later version of its pack: an explicit act, refused with every reason at once where
//! something of the case has no place there. What it does then is what any case of that version does.

use super::draft::Draft;
use super::{MAIN, clocks, moves};
use crate::casework::case::{Branch, BranchState, Case, Clock, Limit, Task, TaskKind};
use crate::casework::command::Who;
use crate::casework::event::Event;
use crate::casework::may;
use crate::casework::refusal::{Fault, Refusal, RefusalCode, Sentence};
use crate::casework::watch::{just_after, wake_at};
use crate::pack::CaseType;
use crate::pack::check::missing_on_the_way;
use crate::pack::model::{Carry, Does, FieldType, Split, Stage, TaskRule, Within};
use crate::value::Value;

/// Why clocks move, in the record.
const WHY: &str = "migrated";

/// Carries the case to the version of the world's rules.
pub(super) fn migrate(draft: &mut Draft<'_>, to: u32) -> Result<(), Refusal> {
    if *draft.who != Who::Kernel {
        may::keeps_officers(draft.who, &draft.case.district)?;
    }
    let rules = draft.world.case_type;
    let from = draft.case.pack_version;
    let faults = stuck(rules, &draft.case, (to, draft.at));
    if !faults.is_empty() {
        return Err(cannot(faults));
    }
    draft.happen(Event::Migrated { from, to });
    let carry = rules.carries.iter().find(|carry| carry.from == from);
    go_on(draft, carry)?;
    if carry.is_some_and(|carry| carry.recounts) {
        recount(draft)?;
    }
    clocks::follow(draft)
}

/// Where the stage has another name or its work another post, it is left and the new one entered; all else stays as it is.
fn go_on(draft: &mut Draft<'_>, carry: Option<&Carry>) -> Result<(), Refusal> {
    let Some(here) = draft.case.standings.iter().find(|standing| standing.id == MAIN).cloned() else { return Ok(()) };
    let to = carry.map_or(here.stage.as_str(), |carry| carry.stage(&here.stage)).to_owned();
    let stage = draft.stage(&to)?;
    let same_post = match (&stage.task, draft.case.lead_task(MAIN)) {
        (TaskRule::Officer { post, .. }, Some(task)) => task.post.as_ref() == Some(post),
        _ => true,
    };
    if to != here.stage || !same_post {
        moves::leave(draft, MAIN, None);
        moves::enter(draft, MAIN, &to)?;
    }
    Ok(())
}

/// Limits of the new version, from where each clock began.
fn recount(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    clocks::rematch(draft, WHY)?;
    let own = |clock: &&Clock| clock.task.is_some() && !clock.is_duty();
    let open: Vec<Clock> = draft.case.open_clocks().filter(own).cloned().collect();
    for clock in open {
        let task = clock.task.as_ref().and_then(|task| draft.case.task(task)).cloned();
        let Some(limit) = task.and_then(|task| limit_of(draft, &clock, &task)) else { continue };
        if limit == clock.reckoning.limit {
            continue;
        }
        let mut to = clocks::reckon(draft, &clocks::with_limit(&clock, limit))?;
        if to.due <= draft.at && !clock.is_suspended() {
            // Nobody is late by a count.
            to.due = draft.world.calendar.next_working_day_end(draft.at);
            to.warnings = vec![(crate::casework::case::WarningLevel::Red, just_after(to.due))];
        }
        clocks::moved(draft, &clock, to, WHY);
    }
    Ok(())
}

/// The length that a stage gives its task now, of a clock that counts one.
fn limit_of(draft: &Draft<'_>, clock: &Clock, task: &Task) -> Option<Limit> {
    let stage = draft.stage(&task.stage).ok()?;
    let whole =
        matches!(clock.reckoning.limit, Limit::Within(_)) && task.kind == TaskKind::Lead && task.passed_by.is_empty();
    let terms = stage.task.terms();
    let (_, within, _) = terms.into_iter().find(|(when, ..)| draft.holds_or_none(*when))?;
    match within {
        Within::Length(length) if whole => Some(Limit::Within(length)),
        _ => None,
    }
}

/// All that keeps a case from going on under these rules.
fn stuck(rules: &CaseType, case: &Case, (to, at): (u32, jiff::Timestamp)) -> Vec<Fault> {
    let mut faults = Vec::new();
    whole(rules, case, to, &mut faults);
    if case.closed.is_none() && case.lead.is_none() {
        if wake_at(case).is_some_and(|due| due <= at) {
            let (zh, en) =
                ("本件有到时的事还没有处理，稍后再试", "Something of the case is due first. Try again in a moment.");
            faults.push(Fault::new("/case", "not-settled", zh, en));
        }
        standings(rules, case, &mut faults);
        deadlines(rules, case, &mut faults);
        values(rules, case, &mut faults);
        work(rules, case, &mut faults);
        beside(rules, case, &mut faults);
    }
    faults
}

/// What hangs on the case: matters that it opened and that still run, papers that still count.
fn beside(rules: &CaseType, case: &Case, faults: &mut Vec<Fault>) {
    for sub in case.open_subcases() {
        if rules.subcases.get(&sub.name).is_none_or(|rule| rule.opens != sub.opens) {
            faults.push(gone("subcase-gone", "子事项", &sub.name));
        }
    }
    for name in case.papers.keys().filter(|name| rules.papers.iter().all(|paper| paper.name != **name)) {
        faults.push(gone("paper-gone", "材料", name));
    }
}

fn whole(rules: &CaseType, case: &Case, to: u32, faults: &mut Vec<Fault>) {
    let mut no = |code: &str, zh: &str, en: &str| faults.push(Fault::new("/case", code, zh, en));
    if rules.version != to || rules.id != case.case_type || case.pack_version >= to {
        no("not-later", "只能转到同一事项更新的版本", "A case goes on only under a later version of its own kind.");
    }
    if case.closed.is_some() {
        no("closed", "本件已办结，按原版本留存", "The case is closed and stays as it is.");
    }
    if case.lead.is_some() {
        no(
            "linked",
            "本件已并入主件，请先转主件，或等主件答复",
            "The case is linked to its lead and has no stage of its own.",
        );
    }
    if case.extension.is_some() {
        no("asks-more-time", "有延期申请还没有批，批完再转", "A request for more time waits for its answer.");
    }
    if case.round > rules.rounds_max {
        no("rounds", "本件已在新版本没有的轮次", "The case is in a round that the new version does not have.");
    }
}

fn standings(rules: &CaseType, case: &Case, faults: &mut Vec<Fault>) {
    let carry = rules.carries.iter().find(|carry| carry.from == case.pack_version);
    for standing in &case.standings {
        let name = carry.map_or(standing.stage.as_str(), |carry| carry.stage(&standing.stage));
        let branch = (standing.id != MAIN).then_some(standing.id.as_str());
        match rules.stage(name) {
            None => faults.push(gone("stage-gone", "环节", &standing.stage)),
            Some(stage) if stage.branch.as_deref() != branch => {
                faults.push(changed("branch-changed", "环节", &standing.stage));
            }
            Some(stage) if branch.is_some() => same_work(case, (&standing.id, name), stage, faults),
            Some(stage) => outside(rules, case, (standing, name), stage, faults),
        }
    }
}

/// Within branches nothing is entered anew: the stage and its post must be the same.
fn same_work(case: &Case, (standing, name): (&str, &str), stage: &Stage, faults: &mut Vec<Fault>) {
    let known = case.standings.iter().any(|here| here.id == standing && here.stage == name);
    let post = match (&stage.task, case.lead_task(standing)) {
        (TaskRule::Officer { post, .. }, Some(task)) => task.post.as_ref() == Some(post),
        (TaskRule::Reporter, Some(task)) => task.kind == TaskKind::Reporter,
        (_, None) => true,
    };
    if !known || !post {
        faults.push(changed("branch-changed", "环节", name));
    }
}

fn outside(
    rules: &CaseType,
    case: &Case,
    (standing, name): (&crate::casework::case::Standing, &str),
    stage: &Stage,
    faults: &mut Vec<Fault>,
) {
    let reporters = case.lead_task(MAIN).is_some_and(|task| task.kind == TaskKind::Reporter);
    if reporters != matches!(stage.task, TaskRule::Reporter) || (reporters && name != standing.stage) {
        faults.push(changed("other-hands", "由谁办理的环节", &standing.stage));
    }
    if case.open_branches().next().is_some() {
        let same =
            name == standing.stage && stage.split.as_ref().is_some_and(|split| same_branches(split, &case.branches));
        if !same {
            faults.push(changed("branch-changed", "分支", &standing.stage));
        }
    }
    for field in missing_on_the_way(rules, name, &|field| case.values.contains_key(field)) {
        let title = rules.field(&field).map_or(field.as_str(), |field| field.title.as_str()).to_owned();
        let zh = format!("缺“{title}”：后面的环节要用，路上又没有人填；先补上再转");
        let en = format!("“{field}” has no value, and a later stage needs it. Fill it in first.");
        faults.push(Fault::new(format!("/values/{field}"), "field-missing", zh, en));
    }
}

/// The branches of the case are those of the split, each where it can be in the new version too.
fn same_branches(split: &Split, branches: &[Branch]) -> bool {
    let known = |branch: &Branch| {
        let ended = match &branch.state {
            BranchState::Ended(outcome) => split.outcomes.contains_key(outcome),
            _ => true,
        };
        // What waits must wait for something that is still to end: nothing else would wake it.
        let open = |name: &String| branches.iter().any(|other| other.id == *name && other.is_open());
        let wakes =
            |rule: &crate::pack::model::BranchRule| branch.state != BranchState::Waiting || rule.after.keys().any(open);
        ended && split.branch(&branch.id).is_some_and(wakes)
    };
    split.branches.len() == branches.len() && branches.iter().all(known)
}

fn deadlines(rules: &CaseType, case: &Case, faults: &mut Vec<Fault>) {
    for name in case.open_clocks().filter_map(|clock| clock.deadline.as_deref()) {
        if !rules.deadlines.iter().any(|deadline| deadline.name == name) {
            faults.push(gone("deadline-gone", "时限", name));
        }
    }
    let suspends = |scope: &dyn Fn(&crate::pack::model::Scope) -> bool| {
        rules.all_actions().any(|(_, action)| matches!(&action.does, Does::Resume { scope: of } if scope(of)))
    };
    use crate::pack::model::Scope;
    let parts = case.stops.iter().any(|_| !suspends(&|scope| *scope != Scope::Case));
    if (case.is_suspended() && !suspends(&|scope| *scope == Scope::Case)) || parts {
        let (zh, en) = (
            "本件正在中止，新版本没有恢复计时的动作",
            "The case stands still, and the new version has no way to let it run again.",
        );
        faults.push(Fault::new("/case", "stop-gone", zh, en));
    }
    for name in case.quantities.keys().filter(|name| rules.quantities.iter().all(|known| known.name != **name)) {
        faults.push(gone("quantity-gone", "数量", name));
    }
}

/// What the case holds must be what the new version reads.
fn values(rules: &CaseType, case: &Case, faults: &mut Vec<Fault>) {
    for (name, value) in &case.values {
        let Some(field) = rules.field(name) else { continue };
        if let (FieldType::Term, Value::Term(code)) = (field.kind, value) {
            let vocabulary = field.vocabulary.as_ref().and_then(|name| rules.vocabularies.get(name));
            if vocabulary.is_some_and(|vocabulary| vocabulary.terms.iter().all(|term| term.code != *code)) {
                faults.push(changed("term-gone", "词条", &format!("{name}: {code}")));
            }
        } else if !field.many && !fits(field.kind, value) {
            faults.push(changed("other-type", "字段", name));
        }
    }
}

/// Whether a value is of a type; what stands in the vault is held by the record alone.
fn fits(kind: FieldType, value: &Value) -> bool {
    match value {
        Value::Sealed(_) => true,
        Value::Boolean(_) => kind == FieldType::Boolean,
        Value::Date(_) => kind == FieldType::Date,
        Value::Time(_) => kind == FieldType::Time,
        Value::Unit(_) => kind == FieldType::Unit,
        Value::Term(_) => kind == FieldType::Term,
        _ => {
            !matches!(kind, FieldType::Boolean | FieldType::Date | FieldType::Time | FieldType::Unit | FieldType::Term)
        }
    }
}

/// Supporting units go on only where the stage still has them.
fn work(rules: &CaseType, case: &Case, faults: &mut Vec<Fault>) {
    for task in case.open_tasks().filter(|task| task.kind == TaskKind::Support) {
        let support = rules.stage(&task.stage).and_then(|stage| stage.support.as_ref());
        if support.is_none_or(|support| task.post.as_ref() != Some(&support.post)) {
            faults.push(gone("support-gone", "协办任务的环节", &task.stage));
        }
    }
}

fn gone(code: &str, zh: &str, name: &str) -> Fault {
    let said = format!("{zh} `{name}` 在新版本里没有了，也没有写明转到哪里");
    Fault::new(
        format!("/{code}/{name}"),
        code,
        said,
        format!("`{name}` is gone from the new version and nothing says where to go."),
    )
}

fn changed(code: &str, zh: &str, name: &str) -> Fault {
    let said = format!("{zh} `{name}` 在新版本里不一样了，不能照原样接着办");
    Fault::new(format!("/{code}/{name}"), code, said, format!("`{name}` is another thing in the new version."))
}

fn cannot(faults: Vec<Fault>) -> Refusal {
    let zh: Vec<&str> = faults.iter().map(|fault| fault.sentence.zh.as_str()).collect();
    let en: Vec<&str> = faults.iter().map(|fault| fault.sentence.en.as_str()).collect();
    let sentence = Sentence::new(zh.join("；"), en.join(" "));
    Refusal { sentence, faults, ..Refusal::new(RefusalCode::Guard, "", "") }
}
