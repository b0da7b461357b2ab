//! Matters that are said to be alike: somebody can act on it, and nothing confidential is told by it.

use crate::pack::diagnostic::Findings;
use crate::pack::model::{CaseType, Does};

/// Checks what a case type declares of matters that are alike.
pub fn check(case: &CaseType, out: &mut Findings) {
    let Some(alike) = &case.alike else { return };
    if !case.all_actions().any(|(_, action)| matches!(action.does, Does::Merge)) {
        out.error(alike.span, "alike-without-merge", "写了 `alike`，却没有能并单的动作：说了同一件，谁也合不到一起")
            .help("加一个 `does: merge` 的动作，或删去 `alike`");
    }
    if case.confidential {
        out.error(alike.span, "alike-confidential", "保密事项不能写 `alike`：它会告诉别人哪里有这样的件")
            .help("删去 `alike`");
    }
}
