//! Somebody is there to be told, and each can be reached by a channel that is named.

use crate::pack::diagnostic::Findings;
use crate::pack::model::{By, CaseType, Means, Notice};

/// Checks the notices of a case type.
pub fn check(case: &CaseType, out: &mut Findings) {
    for notice in &case.notices {
        somebody(case, notice, out);
        reached(notice, out);
    }
}

/// An occasion that tells nobody by itself needs `tell`.
fn somebody(case: &CaseType, notice: &Notice, out: &mut Findings) {
    let of_occasion = Notice::OCCASIONS.iter().find(|(name, _)| *name == notice.on).map(|(_, told)| *told);
    let of_action = || case.all_actions().any(|(_, action)| action.name == notice.on && !action.tell.is_empty());
    let told = of_occasion.unwrap_or_else(of_action);
    let nobody = notice.tell.as_ref().map_or(!told, Vec::is_empty);
    if nobody {
        let message = format!("通知 `{}` 没有告知任何人：`{}` 本身不告知谁", notice.name, notice.on);
        out.error(notice.span, "notice-for-nobody", message).help("写上 `tell:`");
    }
}

/// The reporter has no account, and no officer waits at the counter for a slip.
fn reached(notice: &Notice, out: &mut Findings) {
    let mut told = notice.tell.iter().flatten();
    let no_way = |reaches: fn(Means) -> bool| !notice.by.iter().any(|channel| reaches(*channel));
    let (mut whom, mut help) = ("", "");
    if told.clone().any(|by| matches!(by, By::Public | By::Outer)) {
        (whom, help) = ("公众和外部系统", "从 `tell` 里删去；外部系统经接口得知");
    } else if told.clone().any(|by| *by == By::Reporter) && no_way(Means::reaches_reporter) {
        (whom, help) = ("反映人", "写上 `sms` 或 `slip`：反映人没有账号，也没有邮件地址");
    } else if told.any(|by| !matches!(by, By::Reporter | By::Task)) && no_way(Means::reaches_officer) {
        (whom, help) = ("工作人员", "写上 `page`、`mail`、`sms` 或 `chat`：告知单是给反映人的");
    }
    if !whom.is_empty() {
        let message = format!("通知 `{}` 的渠道到不了{whom}", notice.name);
        out.error(notice.span, "unreachable-receiver", message).help(help);
    }
}
