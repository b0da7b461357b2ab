//! Running matters of an older version come to a situation of this one: a stage outside branches, from which every way ends.

use crate::pack::diagnostic::Findings;
use crate::pack::model::{CaseType, TaskRule};

/// Checks what a kind of matter says of older versions.
pub fn check(case: &CaseType, out: &mut Findings) {
    let mut known = Vec::new();
    for carry in &case.carries {
        if carry.from >= case.version || carry.from == 0 {
            let message = format!("`from: {}` 不是更早的版本：本包是第 {} 版", carry.from, case.version);
            out.error(carry.span, "carry-not-earlier", message).help("写一个更早的版本号，从 1 起");
        }
        if known.contains(&carry.from) {
            let message = format!("第 {} 版怎样转过来写了两次", carry.from);
            out.error(carry.span, "carry-twice", message).help("并成一条");
        }
        known.push(carry.from);
        for (old, new) in &carry.stages {
            let at = carry.places.get(old).copied().unwrap_or(carry.span);
            let Some(stage) = case.stage(new) else { continue };
            if old == new {
                let message = format!("环节 `{old}` 的名称没有变，不用写");
                out.error(at, "carry-same-name", message).help("删去这一行：名称相同的环节自己会转过来");
            }
            if let Some(branch) = &stage.branch {
                let message = format!("环节“{}”在分支“{branch}”里，不能把整件转进一个分支", stage.title);
                out.error(at, "carry-into-branch", message).help("转到分支之外的环节，如分头办理的那个环节");
            }
            if matches!(stage.task, TaskRule::Reporter) {
                let message = format!("环节“{}”由反映人办，转过去就成了已经答复", stage.title);
                out.error(at, "carry-to-reporter", message).help("转到由工作人员办理的环节");
            }
            if old != new && case.stage(old).is_some() {
                let message = format!("环节 `{old}` 在本版本里还有，又要把它的件转到“{}”", stage.title);
                out.warning(at, "carry-past-its-name", message).help("确实要转就留着；否则删去这一行");
            }
        }
    }
}
