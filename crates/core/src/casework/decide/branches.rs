//! Branches (并行分支): a stage splits, each branch begins when what it waits for has ended, and they join as soon as it is
//! decided whether enough of them end well. Nobody waits for what cannot come any more.

use super::draft::{Draft, addressee, undefined};
use super::{MAIN, clocks, moves, subcases, tasks};
use crate::casework::case::{Branch, BranchState, Case, StandingId, Task, TaskId, TaskKind};
use crate::casework::event::Event;
use crate::casework::refusal::Refusal;
use crate::pack::model::{BranchRule, Destination, Split, Starts};

/// The occasion on which a unit hears that its branch is not needed any more.
const WITHDRAWN: &str = "withdrawn";

/// What comes next of itself.
enum Next<'s> {
    /// The branches join: what was needed came, or can come no more.
    Join(bool),
    /// A branch begins.
    Begin(&'s BranchRule),
    /// A branch ends without having begun: what it waits for ended in another way.
    Skip(&'s BranchRule),
}

/// The stage outside branches splits.
pub(super) fn open(draft: &mut Draft<'_>, split: &Split) -> Result<(), Refusal> {
    let branches = split.branches.iter().map(|branch| branch.name.clone()).collect();
    draft.happen(Event::BranchesOpened { branches });
    settle(draft)
}

/// A branch ends with an outcome.
pub(super) fn end(draft: &mut Draft<'_>, standing: &str, outcome: &str, by: Option<&TaskId>) -> Result<(), Refusal> {
    finish(draft, standing, Some(outcome), by);
    settle(draft)
}

/// Where a case enters a stage that it goes to from a standing. Whoever goes to a stage outside branches leaves them all.
pub(super) fn leave_for(
    draft: &mut Draft<'_>,
    standing: &str,
    stage: &str,
    by: Option<&TaskId>,
) -> Result<StandingId, Refusal> {
    match draft.stage(stage)?.branch.as_deref() {
        None => {
            withdraw(draft, by);
            Ok(MAIN.to_owned())
        }
        Some(branch) if branch == standing => Ok(standing.to_owned()),
        Some(_) => Err(undefined(stage)),
    }
}

/// Leaves every branch that is open: its work is not needed any more, and whoever had it is told.
pub(super) fn withdraw(draft: &mut Draft<'_>, by: Option<&TaskId>) {
    let open: Vec<StandingId> = draft.case.open_branches().map(|branch| branch.id.clone()).collect();
    for branch in open {
        let of_branch = draft.case.open_tasks().filter(|task| task.standing == branch && by != Some(&task.id));
        let dropped: Vec<Task> = of_branch.cloned().collect();
        finish(draft, &branch, None, by);
        for task in dropped {
            if let Some(whom) = addressee(&task) {
                draft.tell_one(whom, WITHDRAWN, Some(&task.id));
            }
        }
    }
}

/// Ends all that waits in a branch, and the branch.
fn finish(draft: &mut Draft<'_>, branch: &str, outcome: Option<&str>, by: Option<&TaskId>) {
    moves::leave(draft, branch, by);
    if outcome.is_none() {
        subcases::let_go(draft, |it| it.standing == branch);
    }
    clocks::end_of_branch(draft, branch, outcome.is_some());
    // With its deadline a request for more of it has ended too.
    if draft.case.extension.is_none() {
        tasks::end_all(draft, by, |task| task.kind == TaskKind::Approval);
    }
    let (standing, outcome) = (branch.to_owned(), outcome.map(str::to_owned));
    draft.happen(Event::StageLeft { standing, outcome });
}

/// Does all that comes of itself now: branches that can begin, branches that no longer can, and the join.
fn settle(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let Some(split) = split_of(draft)? else { return Ok(()) };
    let case_type = draft.world.case_type;
    let can_count =
        |name: &str| case_type.branch_outcomes(name).is_some_and(|all| all.iter().any(|it| split.counts(it)));
    let hopeful: Vec<&str> = split.branches.iter().map(|it| it.name.as_str()).filter(|name| can_count(name)).collect();
    while let Some(next) = next(split, &hopeful, draft) {
        match next {
            Next::Join(reached) => return join(draft, split, reached),
            Next::Begin(branch) => {
                clocks::start_deadlines(draft, &Starts::Branch(branch.name.clone()))?;
                moves::enter(draft, &branch.name, &branch.start)?;
            }
            Next::Skip(branch) => {
                let outcome = branch.otherwise.as_deref().ok_or_else(|| undefined(&branch.name))?;
                finish(draft, &branch.name, Some(outcome), None);
            }
        }
    }
    Ok(())
}

/// How the stage outside branches splits, if it does.
fn split_of<'w>(draft: &Draft<'w>) -> Result<Option<&'w Split>, Refusal> {
    let here = draft.case.standings.iter().find(|standing| standing.id == MAIN);
    Ok(match here {
        Some(here) => draft.stage(&here.stage)?.split.as_ref(),
        None => None,
    })
}

fn next<'s>(split: &'s Split, hopeful: &[&str], draft: &Draft<'_>) -> Option<Next<'s>> {
    let case = &draft.case;
    if let Some(reached) = decided(split, hopeful, case) {
        return Some(Next::Join(reached));
    }
    // What is not gone is settled before anything begins: it may decide how all join, and then nobody begins in vain.
    let waits = |rule: &&BranchRule| case.branch(&rule.name).is_some_and(|it| it.state == BranchState::Waiting);
    let coming: Vec<Next<'_>> = split.branches.iter().filter(waits).filter_map(|rule| come(rule, draft)).collect();
    let skip = coming.iter().position(|next| matches!(next, Next::Skip(_)));
    coming.into_iter().nth(skip.unwrap_or_default())
}

/// Whether it is decided that enough branches end well, or that they cannot any more.
fn decided(split: &Split, hopeful: &[&str], case: &Case) -> Option<bool> {
    let well = |branch: &&Branch| branch.outcome().is_some_and(|outcome| split.counts(outcome));
    let count = case.branches.iter().filter(well).count();
    let may_yet = case.open_branches().filter(|branch| hopeful.contains(&branch.id.as_str())).count();
    match split.needed() {
        needed if count >= needed => Some(true),
        needed if count + may_yet < needed => Some(false),
        _ => None,
    }
}

/// What comes of a branch that waits: it begins once all others that it names have ended as it needs them to, and is not
/// gone as soon as one of them has not, nor where the matter does not need it.
fn come<'s>(rule: &'s BranchRule, draft: &Draft<'_>) -> Option<Next<'s>> {
    let case = &draft.case;
    let mut ready = true;
    for (name, accepts) in &rule.after {
        match case.branch(name) {
            Some(branch) if branch.is_open() => ready = false,
            Some(branch) if !accepts.fits(branch.outcome()) => return Some(Next::Skip(rule)),
            _ => {}
        }
    }
    let wanted = || draft.holds_or_none(rule.when.as_ref());
    ready.then(|| if wanted() { Next::Begin(rule) } else { Next::Skip(rule) })
}

/// Goes on where the branches join; those that are still open are not needed any more.
fn join(draft: &mut Draft<'_>, split: &Split, reached: bool) -> Result<(), Refusal> {
    let to: &Destination = match reached {
        true => &split.join.then,
        false => split.join.otherwise.as_ref().ok_or_else(|| undefined("join"))?,
    };
    draft.happen(Event::BranchesJoined { reached });
    let lead = draft.case.lead_task(MAIN).map(|task| task.id.clone());
    moves::go(draft, MAIN, to, false, lead.as_ref())
}
