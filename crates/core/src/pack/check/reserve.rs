//! Reservation: what is held can be begun and is given back, and entries say when they are open.

use crate::casework::opening::Opening;
use crate::pack::diagnostic::Findings;
use crate::pack::model::on_the_wall;
use crate::pack::model::{CaseType, Does, FieldType, Pack, Reserve};

/// Checks what a case type holds.
pub fn check(pack: &Pack, case: &CaseType, out: &mut Findings) {
    let Some(reserve) = &case.reserve else { return };
    code(case, reserve, out);
    keeps(case, reserve, out);
    lengths(reserve, out);
    hours(pack, case, reserve, out);
}

/// The action that begins asks for the code on the spot.
fn code(case: &CaseType, reserve: &Reserve, out: &mut Findings) {
    let begins = case.all_actions().filter(|(_, action)| action.name == reserve.begins.by);
    for (_, action) in begins {
        let Some(code) = &reserve.begins.code else { continue };
        let asks = action
            .ask
            .iter()
            .any(|field| field.name == *code && field.kind == FieldType::Text && field.required && !field.keeps);
        if !asks {
            let message = format!("动作“{}”没有问现场的码 `{code}`，谁也开始不了", action.title);
            out.error(action.span, "reserve-code", message)
                .help(format!("在 `ask` 里加 `{code}: {{ type: text, title: …, required: true }}`"));
        }
    }
}

/// What is held is given back when the case is closed, so a case that comes back, or rests, would stand without it.
fn keeps(case: &CaseType, reserve: &Reserve, out: &mut Findings) {
    if case.splits() {
        let message = "占用时段的事项不能分头办理：时间一到它就办结";
        out.error(reserve.span, "reserve-kept", message).help("把占用时段的部分单独作一种事项");
    }
    for (_, action) in case.all_actions() {
        let does = match action.does {
            Does::Reopen { .. } => "重新打开",
            Does::Merge => "并件",
            Does::Suspend { .. } => "中止计时",
            _ => continue,
        };
        let message = format!("占用时段的事项不能{does}：时段已经放出，或到时就会放出");
        out.error(action.span, "reserve-kept", message).help("删去这个动作；要再用就再约一次");
    }
}

fn lengths(reserve: &Reserve, out: &mut Findings) {
    let longer = |one, other| on_the_wall(one) > on_the_wall(other);
    if longer(reserve.longest, reserve.ahead) {
        let message = format!("一次最长 {}，却最多只能提前 {} 约", reserve.longest, reserve.ahead);
        out.error(reserve.span, "reserve-length", message).help("把 `ahead` 写长，或把 `longest` 写短");
    }
    if let Some(misses) = reserve.person.as_ref().and_then(|person| person.misses.as_ref())
        && longer(misses.wait, misses.within)
    {
        let message = format!("爽约要等 {}，比计数的 {} 还长：等完就已清零", misses.wait, misses.within);
        out.warning(reserve.span, "reserve-length", message).help("把 `wait` 写短，或把 `within` 写长");
    }
}

/// Each entry that ships can be booked: its hours and days can be read, and some quarter of an hour is open.
fn hours(pack: &Pack, case: &CaseType, reserve: &Reserve, out: &mut Findings) {
    let field = case.form.iter().find(|field| field.name == reserve.entry);
    let register = field.and_then(|field| pack.registers.get(field.register.as_ref()?));
    let Some(register) = register else { return };
    for row in &register.rows {
        let reads = Opening::of(reserve, |name| row.values.get(name));
        if reads.is_some_and(|opening| opening.hours.seconds_a_day() >= 900) {
            continue;
        }
        let at = row.places.get(&reserve.open).copied().unwrap_or(register.span);
        let message = format!("“{}”的条目 `{}` 的开放时间读不懂", register.title, row.key);
        out.error(at, "reserve-hours", message).help("如 `08:30-12:00 14:00-21:00`；每周开放如 `1-5`，周一是 1");
    }
}
