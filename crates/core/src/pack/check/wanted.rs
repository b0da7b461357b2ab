//! Branches that only some matters need: each condition can hold, and can fail to, or the branch would be dead or the
//! condition in vain.

use super::cells::{Ground, cover};
use crate::pack::diagnostic::Findings;
use crate::pack::model::CaseType;

/// Checks the condition of every branch that has one.
pub fn check(case: &CaseType, out: &mut Findings) {
    let splits = case.stages.iter().filter_map(|stage| stage.split.as_ref());
    for branch in splits.flat_map(|split| &split.branches) {
        let Some(when) = &branch.when else { continue };
        let ground = Ground { case, input: &[], rounds: 1..=i64::from(case.rounds_max) };
        let Some(found) = cover(&ground, &[Some(when)]) else { continue };
        if found.first.first() == Some(&false) {
            let message = format!("分支“{}”永远不会开始：它的条件 `{}` 不会成立", branch.title, when.source);
            out.error(branch.span, "dead-branch", message).help("改 `when`，或删去这个分支");
        } else if found.hole.is_none() {
            let message = format!("分支“{}”的条件 `{}` 总是成立，`when` 用不上", branch.title, when.source);
            out.error(branch.span, "dead-rule", message).help("删去 `when`；`else` 没有别的用处也删去");
        }
    }
}
