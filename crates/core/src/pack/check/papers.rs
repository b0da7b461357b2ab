//! Papers: somebody looks at each, what is owed can be handed in, and what does not come leads to a place from which the
//! case can still end.

use std::collections::BTreeSet;

use super::flow::Flow;
use crate::pack::diagnostic::Findings;
use crate::pack::model::{Action, By, CaseType, Destination, Does, During, Paper};

/// Checks the papers of a case type against what it can come to outside branches.
pub fn check(case: &CaseType, main: &Flow, out: &mut Findings) {
    for paper in case.papers.iter().filter(|paper| paper.is_asked()) {
        handled(case, paper, out);
        waited_for(case, paper, out);
        dead_ends(case, paper, main, out);
    }
    idle(case, out);
    judged_by_others(case, out);
    always_open(case, out);
}

fn deeds(case: &CaseType, sort: fn(&Does) -> bool) -> impl Iterator<Item = &Action> {
    case.all_actions().map(|(_, action)| action).filter(move |action| sort(&action.does))
}

const HANDS_IN: fn(&Does) -> bool = |does| matches!(does, Does::HandIn);
const CHECKS: fn(&Does) -> bool = |does| matches!(does, Does::CheckPapers);

/// Somebody can look at it, and what comes back can be handed in again.
fn handled(case: &CaseType, paper: &Paper, out: &mut Findings) {
    if deeds(case, CHECKS).next().is_none() {
        let message = format!("材料“{}”没有人核对：没有 `does: check-papers` 的动作", paper.title);
        out.error(paper.span, "paper-nobody-checks", message).help("在 `actions` 里加一个，`by` 写核对的岗位");
    }
    let brought = |action: &&Action| action.by.contains(&By::Reporter);
    if !deeds(case, HANDS_IN).any(|action| brought(&action)) {
        let message = format!("材料“{}”退回或欠交之后，申请人没有办法补交", paper.title);
        out.error(paper.span, "paper-no-hand-in", message)
            .help("在 `actions` 里加一个 `does: hand-in` 的动作，`by` 写上 `reporter`");
    }
}

/// Something waits for it, and that is not what brings it about.
fn waited_for(case: &CaseType, paper: &Paper, out: &mut Findings) {
    for name in &paper.before {
        let waits = |action: &&Action| action.name == *name && (HANDS_IN(&action.does) || CHECKS(&action.does));
        if case.all_actions().map(|(_, action)| action).any(|action| waits(&action)) {
            let message = format!("材料“{}”要等 `{name}`，`{name}` 又要等它", paper.title);
            out.error(paper.span, "paper-waits-for-itself", message).help("从 `before` 里删去它");
        }
    }
    if paper.before.is_empty() {
        let message = format!("没有动作要等材料“{}”：交不交都一样", paper.title);
        out.error(paper.span, "paper-nobody-needs", message).help("在 `before` 里写上要等它的动作，或删去这份材料");
    }
}

/// Once it is missing for good, the case must be able to end without what waits for it.
fn dead_ends(case: &CaseType, paper: &Paper, main: &Flow, out: &mut Findings) {
    let waits = |action: &str| paper.before.iter().any(|name| name == action);
    let ends = main.closing(|way| way.own && !waits(&way.action));
    for (words, then, span) in paper.consequences() {
        let Destination::Stage(stage) = then else { continue };
        let here = main.situations.iter().enumerate().filter(|(_, here)| here.stage.as_ref() == Some(stage));
        let stuck = here.map(|(at, _)| at).find(|at| !ends.contains(at));
        if let Some(at) = stuck {
            let title = case.stage(stage).map_or(stage.as_str(), |stage| stage.title.as_str());
            let message = format!(
                "材料“{}”{words}就转到“{title}”，从那里只能靠要等这份材料的动作办结，永远办不结。最短的路：{}",
                paper.title,
                main.story(case, at)
            );
            out.error(span, "paper-dead-end", message)
                .help("转到另一个环节，或给那个环节加一个不等这份材料就能办结的动作");
        }
    }
}

/// An action about papers in a case type without any.
fn idle(case: &CaseType, out: &mut Findings) {
    let needed = case.papers.iter().any(Paper::is_asked);
    for action in deeds(case, |does| HANDS_IN(does) || CHECKS(does)).filter(|_| !needed) {
        let message = format!("动作“{}”永远不会发生：这类件没有要申请人交的材料", action.title);
        out.error(action.span, "dead-action", message).help("写上 `papers:`，或删去这个动作");
    }
}

/// Nobody judges what he brought himself.
fn judged_by_others(case: &CaseType, out: &mut Findings) {
    for action in deeds(case, CHECKS) {
        if action.by.iter().any(|by| matches!(by, By::Reporter | By::Public)) {
            let message = format!("动作“{}”让交材料的人自己核对", action.title);
            out.error(action.span, "paper-own-judge", message).help("`by` 只写岗位");
        }
    }
}

/// A paper is owed wherever the case stands, so it can be brought and looked at wherever it stands.
fn always_open(case: &CaseType, out: &mut Findings) {
    let beside: BTreeSet<&str> = case.actions.iter().map(|action| action.name.as_str()).collect();
    for action in deeds(case, |does| HANDS_IN(does) || CHECKS(does)) {
        let open = beside.contains(action.name.as_str()) && action.during == During::Open;
        if !open || action.when.is_some() || action.limit.is_some() {
            let message = format!("动作“{}”不是随时可做：到了别的环节，材料就没有人交、没有人核对了", action.title);
            out.error(action.span, "paper-not-always", message)
                .help("写在事项的 `actions` 里，不写 `during`、`when` 和 `limit`");
        }
    }
}
