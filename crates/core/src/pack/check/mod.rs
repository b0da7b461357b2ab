//! What a pack must be beside well written: sound. Each file proves one thing and shows the shortest
//! way to the trouble.
//!
//! | file | what it proves |
//! | --- | --- |
//! | `cells` | which of several conditions can be the first to hold, by trying every case that they tell apart |
//! | `choices` | rules and choices cover everything, and none is there in vain |
//! | `flow` | the situations that a case can come to, and the shortest way to each |
//! | `jumps` | nothing jumps into a branch, out of it or across |
//! | `branches` | none waits in a circle, each can begin, and how they join is decided in every case |
//! | `wanted` | a branch that only some matters need is needed by some, and not by all |
//! | `sound` | every situation can close, nothing is dead, no loop runs by itself, a clock always runs |
//! | `values` | a field has its value before a task needs it |
//! | `applies` | under which rule of a deadline a case can come to a situation |
//! | `fit` | a task's time, and the fastest way's, fit into the case's |
//! | `pledges` | a pledge that stands on a term is no longer than the law's limit |
//! | `catalogues` | each thing that is offered can be filed, and has its guide |
//! | `directory` | the units and posts that it names are in a directory that is given |
//! | `figures` | nothing is counted twice unawares, a rate has one measure, late is seen when it comes |
//! | `subcases` | what a matter opens can be taken in, nothing opens itself without end, no wait is in vain |
//! | `gathers` | a table gathers what can be, filler and checker are two people, what is known can be |
//! | `rulings` | who decides how another matter is counted is two people, and no rate loses one part alone |
//! | `scores` | a score goes the way its figures go, and counts each once |
//! | `papers` | what is owed can be handed in, somebody looks at it, and what does not come still lets the case end |
//! | `letters` | each is issued, nothing in it can be empty, and no number can be given twice |
//! | `notices` | somebody is there to be told, and each can be reached by the channel |
//! | `alerts` | what an alert opens is filled with what fits |
//! | `views` | who a view is for may read what it lists, and the public sees what is public |
//! | `carries` | matters of an older version come to a stage from which every way ends |
//! | `access` | nobody is asked for what he may not see |
//! | `alike` | what is said to be alike can be merged, and what is confidential is not told of |
//! | `open311` | what is offered through Open311 can be filed through it |
//! | `reserve` | what is held can be begun and is given back, and entries say when they are open |
//! | `draws` | a draw can be gone through to its end, and what it opens is filled with what fits |
//! | `lists` | routes end, vocabularies do not overlap, posts are used, stories exist |

mod access;
mod alerts;
mod alike;
mod applies;
mod branches;
mod carries;
mod catalogues;
mod cells;
mod choices;
mod directory;
mod draws;
mod figures;
mod fit;
mod flow;
mod gathers;
mod jumps;
mod letters;
pub(super) mod lists;
mod notices;
mod open311;
mod papers;
mod pledges;
mod reserve;
mod rulings;
mod scores;
mod sound;
mod subcases;
mod values;
mod views;
mod wanted;

pub use directory::held_against;
pub(crate) use values::missing_on_the_way;

use std::collections::BTreeMap;

use self::flow::Flow;
use super::diagnostic::{Diagnostic, Findings};
use super::model::{CaseType, Pack};
use super::scenario::Scenario;

/// Checks a pack that could be put together.
pub fn check(pack: &Pack, stories: &[Scenario], out: &mut Findings) {
    lists::check(pack, stories, out);
    let mut tried = fit::Tries::default();
    for case in pack.cases.values() {
        choices::check(case, out);
        if jumps::check(case, out)
            && let Some(Flows { main, branches, .. }) = flows(case, out)
        {
            sound::check(case, &main, &branches, out);
            values::check(case, out);
            fit::check(pack, case, (&main, &branches), &mut tried, out);
            papers::check(case, &main, out);
        }
        notices::check(case, out);
        carries::check(case, out);
        alike::check(case, out);
        open311::check(case, out);
        reserve::check(pack, case, out);
        pledges::check(case, out);
        letters::check(case, out);
        access::check(case, out);
    }
    catalogues::check(pack, out);
    letters::check_numbers(pack, out);
    figures::check(pack, out);
    rulings::check(pack, out);
    subcases::check(pack, out);
    gathers::check(pack, out);
    scores::check(pack, out);
    alerts::check(pack, out);
    views::check(pack, out);
    draws::check(pack, out);
}

/// What only several packs together show: sub-cases of other packs' kinds, and what briefs name. A pack that is not among
/// these is not asked about.
#[must_use]
pub fn held_together(pack: &Pack, all: &[Pack]) -> Vec<Diagnostic> {
    let mut found = subcases::held_together(pack, all);
    found.extend(super::read::briefs_held_together(pack, all));
    found
}

/// How much was looked at to prove a case type sound.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Work {
    /// Situations, of what is outside branches and of each branch.
    pub situations: usize,
    /// Ways in which branches can end together.
    pub mixtures: usize,
}

/// How much has to be looked at to prove a case type sound, its branches included.
#[must_use]
pub fn work_of_proving(case: &CaseType) -> Work {
    let Some(flows) = flows(case, &mut Findings::default()) else { return Work::default() };
    let branches = flows.branches.iter().map(|flow| flow.situations.len());
    Work { situations: flows.main.situations.len() + branches.sum::<usize>(), mixtures: flows.mixtures }
}

/// What a case can come to.
struct Flows {
    /// Outside branches.
    main: Flow,
    /// In each branch.
    branches: Vec<Flow>,
    /// In how many ways branches can end together.
    mixtures: usize,
}

/// What a case can come to outside branches, and each branch; none where the branches do not fit together.
fn flows(case: &CaseType, out: &mut Findings) -> Option<Flows> {
    let splits = || case.stages.iter().filter_map(|stage| Some((stage, stage.split.as_ref()?)));
    let rules = splits().flat_map(|(_, split)| &split.branches);
    let mut branches: Vec<Flow> = rules.map(|branch| Flow::of_branch(case, branch)).collect();
    let (mut joins, mut mixtures) = (BTreeMap::new(), 0);
    let mut begins = BTreeMap::new();
    for (stage, split) in splits() {
        let plan = branches::check((stage, split), &branches, out)?;
        mixtures += plan.looked_at;
        joins.insert(stage.name.clone(), plan.joins);
        begins.extend(plan.begins);
    }
    wanted::check(case, out);
    let main = Flow::of(case, &joins);
    for flow in &mut branches {
        let branch = flow.branch.clone().unwrap_or_default();
        let Some((stage, split)) = case.split_of(&branch) else { continue };
        let at = main.situations.iter().position(|here| here.stage.as_ref() == Some(&stage.name)).unwrap_or(0);
        let title = split.branch(&branch).map_or("", |branch| branch.title.as_str());
        let mut steps = main.trace(case, at).steps;
        steps.extend(begins.remove(&branch).unwrap_or_default());
        flow.before = (format!("{} ⇒ 分支“{title}”：", main.story(case, at)), steps);
    }
    Some(Flows { main, branches, mixtures })
}
