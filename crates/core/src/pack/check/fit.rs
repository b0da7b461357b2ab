//! Rule 12, the fit of deadlines: a single task must not take longer than its case.
//!
//! Every start day of the years whose calendar is known is tried, at the opening hour; pairs that can
//! never clash are not.

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::flow::Flow;
use crate::calendar::{Calendar, Hours, Length, LengthUnit, zone};
use crate::pack::diagnostic::Findings;
use crate::pack::model::{CaseType, DeadlineTerm, Stage, TaskRule, Within};

/// Checks every task with a length of its own against the case's deadlines.
pub fn check(case: &CaseType, flow: &Flow, out: &mut Findings) {
    let longest: Vec<(&str, Length)> = case
        .deadlines
        .iter()
        .filter_map(|deadline| {
            let lengths = deadline.rules.iter().map(|rule| match rule.term {
                DeadlineTerm::Within(length) => Some(length),
                DeadlineTerm::On(_) => None,
            });
            // A deadline that a field may give can be any length.
            let lengths: Vec<Length> = lengths.collect::<Option<_>>()?;
            let longest = lengths.into_iter().max_by_key(|length| least_hours(*length))?;
            Some((deadline.title.as_str(), longest))
        })
        .collect();
    for (title, longest) in longest {
        for stage in &case.stages {
            let TaskRule::Officer { within: Within::Length(task), .. } = &stage.task else { continue };
            if runs_in(flow, stage) && most_hours(*task) > least_hours(longest) {
                compare(stage, *task, (title, longest), out);
            }
        }
        straight(case, flow, (title, longest), out);
    }
}

/// The tasks of the shortest way to the end, one after the other, should not take longer than the case.
fn straight(case: &CaseType, flow: &Flow, (title, longest): (&str, Length), out: &mut Findings) {
    let answered = flow.situations.iter().position(|here| here.stage.is_some() && !here.clock);
    let closed = || flow.situations.iter().position(|here| here.stage.is_none());
    let Some(end) = answered.or_else(closed) else { return };
    let mut lengths: Vec<Length> = Vec::new();
    let mut at = end;
    while let Some(Some((from, _))) = flow.found.get(at) {
        let stage = flow.situations.get(*from).and_then(|here| case.stage(here.stage.as_deref()?));
        if let Some(TaskRule::Officer { within: Within::Length(length), .. }) = stage.map(|stage| &stage.task) {
            lengths.push(*length);
        }
        at = *from;
    }
    let most: i64 = lengths.iter().map(|length| most_hours(*length)).sum();
    if lengths.len() < 2 || most <= least_hours(longest) {
        return;
    }
    lengths.reverse();
    if every_week_is_over(&lengths, longest) == Some(true) {
        let message =
            format!("最短的路（{}）上各任务的时间加起来，总比整件的“{title}”（{longest}）还长", flow.story(case, end));
        out.warning(case.span, "path-longer-than-case", message).help("缩短其中的任务，或延长整件的时限");
    }
}

/// Whether the tasks, one after the other, end after the case is due, whichever week they start in.
fn every_week_is_over(lengths: &[Length], case: Length) -> Option<bool> {
    let calendar = Calendar::shipped();
    let hours: Hours = "08:30-12:00 14:00-17:30".parse().ok()?;
    let mut day = date(2024, 1, 1);
    while day < date(2026, 12, 1) {
        let from = opening(day)?;
        let mut at = from;
        for length in lengths {
            at = calendar.due(&hours, at, *length, &[]).ok()?.at;
        }
        if at <= calendar.due(&hours, from, case, &[]).ok()?.at {
            return Some(false);
        }
        day = day.saturating_add(jiff::Span::new().days(7));
    }
    Some(true)
}

/// Whether a clock of the case runs when the stage is reached.
fn runs_in(flow: &Flow, stage: &Stage) -> bool {
    flow.situations.iter().any(|here| here.clock && here.stage.as_ref() == Some(&stage.name))
}

fn compare(stage: &Stage, task: Length, (title, longest): (&str, Length), out: &mut Findings) {
    let Some(found) = try_days(task, longest) else { return };
    let at = stage.span;
    if found.longer == found.days {
        let message = format!("环节“{}”的 {task} 比整件的“{title}”（{longest}）还长，从哪一天开始都一样", stage.title);
        out.error(at, "task-longer-than-case", message).help("缩短任务的时间，或延长整件的时限");
    } else if found.longer > 0 {
        let message = format!(
            "环节“{}”的 {task} 有时比整件的“{title}”（{longest}）还长：试过的 {} 天里有 {} 天，最坏的是 {} 开始，超出 {} 小时",
            stage.title, found.days, found.longer, found.worst, found.hours
        );
        out.warning(at, "task-may-be-longer", message).help("缩短任务的时间，或用 `within: remaining`");
    }
}

/// What trying the days showed.
struct Tried {
    days: u32,
    longer: u32,
    worst: Date,
    hours: i64,
}

fn try_days(task: Length, case: Length) -> Option<Tried> {
    let calendar = Calendar::shipped();
    let hours: Hours = "08:30-12:00 14:00-17:30".parse().ok()?;
    let mut found = Tried { days: 0, longer: 0, worst: Date::MIN, hours: 0 };
    let mut day = date(2018, 1, 1);
    while day < date(2027, 1, 1) {
        let from = opening(day)?;
        let due = |length| calendar.due(&hours, from, length, &[]).ok().map(|due| due.at);
        let over = due(task)?.as_second() - due(case)?.as_second();
        found.days += 1;
        if over > 0 {
            found.longer += 1;
            if over / 3600 > found.hours || found.longer == 1 {
                (found.worst, found.hours) = (day, over / 3600);
            }
        }
        day = day.tomorrow().ok()?;
    }
    Some(found)
}

fn opening(day: Date) -> Option<Timestamp> {
    day.at(8, 30, 0, 0).to_zoned(zone()).ok().map(|zoned| zoned.timestamp())
}

/// The fewest hours that a length can take.
fn least_hours(length: Length) -> i64 {
    let amount = i64::from(length.amount);
    match length.unit {
        LengthUnit::Min => amount / 60,
        LengthUnit::H | LengthUnit::Wh => amount,
        // The day of the start does not count, so n days end at least n days' ends later.
        LengthUnit::D | LengthUnit::Wd => amount * 24,
        LengthUnit::Mo => amount * 28 * 24,
    }
}

/// The most hours that a length can take: the longest rest so far is nine days, a week has two.
fn most_hours(length: Length) -> i64 {
    let amount = i64::from(length.amount);
    match length.unit {
        LengthUnit::Min => amount / 60 + 1,
        LengthUnit::H => amount,
        LengthUnit::Wh => (amount / 7 + 1) * 24 * 2 + 12 * 24,
        LengthUnit::D => amount * 24 + 12 * 24,
        LengthUnit::Wd => amount * 24 * 7 / 5 + 14 * 24,
        LengthUnit::Mo => amount * 31 * 24 + 12 * 24,
    }
}
