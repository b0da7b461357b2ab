//! Nobody is asked for what he may not see, and what some alone may see is shown to somebody.

use crate::pack::diagnostic::Findings;
use crate::pack::model::{Action, By, CaseType, Stage, TaskRule};

/// Checks who sees what of a kind of matter against who is asked for it.
pub fn check(case: &CaseType, out: &mut Findings) {
    for (stage, action) in case.all_actions() {
        for field in action.ask.iter().filter(|field| field.keeps) {
            let Some(seen_by) = case.access.fields.get(&field.name) else { continue };
            for by in action.by.iter().filter(|by| !sees(seen_by, by, stage)) {
                let who = by.to_string();
                let message =
                    format!("动作“{}”要 {who} 填“{}”，可 `access.fields` 没有让 {who} 看它", action.title, field.title);
                out.error(action.span, "asks-unseen", message)
                    .help(format!("在 `access.fields` 的 `{}` 里加上 {who}，或由看得到的人来填", field.name));
            }
        }
    }
    for (name, _) in case.access.fields.iter().filter(|(_, by)| by.is_empty()) {
        let message = format!("`access.fields` 的 `{name}` 没有写任何人，谁也看不到");
        out.error(case.span, "nobody-sees", message).help("写上谁可以看，或删去这个字段");
    }
    quantities(case, out);
}

/// Who records how much sees how much there is.
fn quantities(case: &CaseType, out: &mut Findings) {
    for (stage, action) in case.all_actions() {
        let Some(quantity) = action.quantity() else { continue };
        let Some(seen_by) = case.access.fields.get(quantity) else { continue };
        if let Some(by) = action.by.iter().find(|by| !sees(seen_by, by, stage)) {
            let who = by.to_string();
            let message = format!("动作“{}”要 {who} 记录数量 `{quantity}`，可没有让 {who} 看它", action.title);
            out.error(action.span, "asks-unseen", message)
                .help(format!("在 `access.fields` 的 `{quantity}` 里加上 {who}"));
        }
    }
}

/// Whether those who take an action are among those who see something: in the same words, by the post of the task that
/// they have, or by the post wherever it is held.
fn sees(seen_by: &[By], by: &By, stage: Option<&Stage>) -> bool {
    let post_of_task = match stage.map(|stage| &stage.task) {
        Some(TaskRule::Officer { post, .. }) => Some(post),
        _ => None,
    };
    let reporter = stage.is_some_and(|stage| matches!(stage.task, TaskRule::Reporter));
    seen_by.iter().any(|seen| match (seen, by) {
        (seen, by) if seen == by => true,
        // Posts are held somewhere in the district.
        (By::Post(seen), By::PostAtTask(post) | By::PostAtAccountable(post) | By::PostAtField(post, _)) => seen == post,
        (By::Post(seen) | By::PostAtTask(seen), By::Task) => Some(seen) == post_of_task,
        (By::Reporter, By::Task) => reporter,
        (By::Task, By::Reporter) => reporter,
        _ => false,
    })
}

impl Action {
    /// The quantity that it records.
    fn quantity(&self) -> Option<&String> {
        match &self.does {
            crate::pack::model::Does::Record { quantity, .. } => Some(quantity),
            _ => None,
        }
    }
}
