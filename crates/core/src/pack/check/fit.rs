//! Rule 12, the fit of deadlines: a single task must not take longer than its case, nor the fastest way to its end than
//! the law allows. Each rule is held against the tasks that a case under that rule can come to.
//!
//! Every start day of the years whose calendar is known is tried, at the opening hour; pairs that can
//! never clash are not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::applies::{Applied, applied};
use super::flow::Flow;
use crate::calendar::{Calendar, Hours, Length, LengthUnit, zone};
use crate::casework::case::ClockKind;
use crate::pack::diagnostic::Findings;
use crate::pack::model::{BasisKind, CaseType, Deadline, Pack, Stage};

/// Checks every task with a length of its own, and the fastest way, against the rules of the case's deadlines.
pub fn check(pack: &Pack, case: &CaseType, (main, branches): (&Flow, &[Flow]), tried: &mut Tries, out: &mut Findings) {
    for deadline in case.deadlines.iter().filter(|deadline| !deadline.is_duty()) {
        // A branch's own deadline is held against that branch, the case's against all that is done in the case.
        let own = |flow: &&Flow| flow.branch.is_some() && flow.branch.as_deref() == deadline.branch();
        let flow = branches.iter().find(own).unwrap_or(main);
        let rules = applied(case, deadline, flow);
        for stage in case.stages.iter().filter(|stage| flow.branch.is_none() || stage.branch == flow.branch) {
            let pairs: Vec<(&Applied<'_>, Length)> = rules
                .iter()
                .filter(|rule| runs_in(flow, (deadline, rule), where_it_shows(case, flow, stage)))
                .flat_map(|rule| rule.own_lengths(stage).iter().flatten().map(move |task| (rule, *task)))
                .collect();
            compare(deadline, stage, &pairs, tried, out);
        }
        let mut told = BTreeSet::new();
        for rule in &rules {
            if told.insert((rule.rule.span.line, rule.rule.span.column)) {
                straight(pack, case, flow, deadline, rule, out);
            }
        }
    }
}

/// The tasks of the fastest way to the end, one after the other, should not take longer than the case, and must not
/// where a law sets the limit.
fn straight(pack: &Pack, case: &CaseType, flow: &Flow, deadline: &Deadline, rule: &Applied<'_>, out: &mut Findings) {
    let Some(way) = fastest(case, flow, deadline, rule) else { return };
    let lengths: Vec<Length> = way.iter().filter_map(|(at, _)| own_length(case, flow, rule, *at)).collect();
    let most: i64 = lengths.iter().map(|length| most_hours(*length)).sum();
    if lengths.len() < 2 || most <= least_hours(rule.length) || every_week_is_over(&lengths, rule.length) != Some(true)
    {
        return;
    }
    let (title, length) = (&deadline.title, rule.length);
    let story = told(case, flow, &way);
    let by_law = pack.bases.get(&rule.rule.basis).is_some_and(|basis| basis.kind == BasisKind::Law);
    if by_law || deadline.kind == ClockKind::Statutory {
        let message = format!("最快的路（{story}）上各任务的时间加起来，总比法定的“{title}”（{length}）还长");
        out.error(rule.rule.span, "path-longer-than-law", message).help("缩短其中的任务：法定时限不能延长");
    } else {
        let message = format!("最快的路（{story}）上各任务的时间加起来，总比整件的“{title}”（{length}）还长");
        out.warning(rule.rule.span, "path-longer-than-case", message).help("缩短其中的任务，或延长整件的时限");
    }
}

/// The way from the start of a clock to where it is met (else to the case's end) on which the tasks take least: each
/// situation with the way by which it is left. None if it cannot be met at all.
fn fastest(case: &CaseType, flow: &Flow, deadline: &Deadline, rule: &Applied<'_>) -> Option<Vec<(usize, usize)>> {
    let stage = |at: usize| flow.situations.get(at).and_then(|here| here.stage.as_ref());
    let met = |at: &usize| stage(*at).is_some_and(|stage| deadline.met_by.contains(stage));
    let answered = rule.reach.iter().any(met);
    let is_end = |at: usize| if answered { met(&at) } else { stage(at).is_none() };
    let mut best: Best = rule.starts.iter().map(|at| (*at, (0, None))).collect();
    let mut open: BTreeSet<(i64, usize)> = rule.starts.iter().map(|at| (0, *at)).collect();
    while let Some((spent, at)) = open.pop_first() {
        if is_end(at) {
            return Some(back(&best, at));
        }
        let spent = spent + own_length(case, flow, rule, at).map_or(0, most_hours);
        for (index, way) in flow.ways.get(at).into_iter().flatten().enumerate() {
            let better = best.get(&way.leads).is_none_or(|(known, _)| spent < *known);
            if way.own && better && rule.reach.contains(&way.leads) {
                best.insert(way.leads, (spent, Some((at, index))));
                open.insert((spent, way.leads));
            }
        }
    }
    None
}

/// The least that was spent on the way to a situation, and the situation and the way from which it was come to.
type Best = BTreeMap<usize, (i64, Option<(usize, usize)>)>;

fn back(best: &Best, end: usize) -> Vec<(usize, usize)> {
    let mut way = Vec::new();
    let mut at = end;
    while let Some((_, Some((from, by)))) = best.get(&at) {
        way.push((*from, *by));
        at = *from;
    }
    way.reverse();
    way
}

fn told(case: &CaseType, flow: &Flow, way: &[(usize, usize)]) -> String {
    let mut words = String::new();
    for (at, by) in way {
        let Some(way) = flow.ways.get(*at).and_then(|ways| ways.get(*by)) else { continue };
        if words.is_empty() {
            words = flow.name(case, *at);
        }
        words.push_str(&format!(" —{}→ {}", way.words, flow.name(case, way.leads)));
    }
    words
}

/// The least length of a situation's task under a rule, if it always has one of its own.
fn own_length(case: &CaseType, flow: &Flow, rule: &Applied<'_>, at: usize) -> Option<Length> {
    let stage = flow.situations.get(at).and_then(|here| case.stage(here.stage.as_deref()?))?;
    let lengths: Option<Vec<Length>> = rule.own_lengths(stage).iter().copied().collect();
    lengths?.into_iter().min_by_key(|length| most_hours(*length))
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
            at = calendar.due_at(&hours, at, *length).ok()?;
        }
        if at <= calendar.due_at(&hours, from, case).ok()? {
            return Some(false);
        }
        day = day.saturating_add(jiff::Span::new().days(7));
    }
    Some(true)
}

/// Where a stage is seen in what is looked at: one of a branch, from outside, where the case splits into it.
fn where_it_shows<'c>(case: &'c CaseType, flow: &Flow, stage: &'c Stage) -> &'c Stage {
    let outside = stage.branch.as_deref().filter(|_| flow.branch.is_none());
    outside.and_then(|branch| case.split_of(branch)).map_or(stage, |(stage, _)| stage)
}

/// Whether the deadline's clock runs when a case under the rule comes to the stage, which does not meet it.
fn runs_in(flow: &Flow, (deadline, rule): (&Deadline, &Applied<'_>), stage: &Stage) -> bool {
    let here = |at: &usize| flow.situations.get(*at);
    !deadline.met_by.contains(&stage.name)
        && rule.reach.iter().filter_map(here).any(|here| here.clock && here.stage.as_ref() == Some(&stage.name))
}

/// Holds a task against each rule that it may meet; the worst of them is told.
fn compare(
    deadline: &Deadline,
    stage: &Stage,
    pairs: &[(&Applied<'_>, Length)],
    tried: &mut Tries,
    out: &mut Findings,
) {
    let found = pairs.iter().filter_map(|(rule, task)| Some((*rule, *task, tried.days(*task, rule.length)?)));
    let worst = found.filter(|(.., found)| found.longer > 0).max_by_key(|(.., found)| (found.longer, found.hours));
    let Some((rule, task, found)) = worst else { return };
    let (title, longest, place) = (&deadline.title, rule.length, out.place(rule.rule.span));
    let whose = if deadline.branch().is_some() { "分支的" } else { "整件的" };
    if found.longer == found.days {
        let message =
            format!("环节“{}”的 {task} 比{whose}“{title}”（{longest}，{place}）还长，从哪一天开始都一样", stage.title);
        out.error(stage.span, "task-longer-than-case", message).help("缩短任务的时间，或延长整件的时限");
    } else {
        let message = format!(
            "环节“{}”的 {task} 有时比{whose}“{title}”（{longest}，{place}）还长：试过的 {} 天里有 {} 天，最坏的是 {} 开始，超出 {} 小时",
            stage.title, found.days, found.longer, found.worst, found.hours
        );
        out.warning(stage.span, "task-may-be-longer", message).help("缩短任务的时间，或用 `within: remaining`");
    }
}

/// What trying the days showed.
#[derive(Clone, Copy)]
struct Tried {
    days: u32,
    longer: u32,
    worst: Date,
    hours: i64,
}

/// Pairs of lengths that were tried already, by amount and unit; and when each length ends, from each day on. One for all
/// kinds of matters of a pack: the same few lengths come again in each.
#[derive(Default)]
pub struct Tries {
    pairs: BTreeMap<[(i32, LengthUnit); 2], Option<Tried>>,
    ends: BTreeMap<(i32, LengthUnit), Option<Arc<[i64]>>>,
}

impl Tries {
    /// Tries the days, unless the two can never clash.
    fn days(&mut self, task: Length, case: Length) -> Option<Tried> {
        let never =
            if task.unit == case.unit { task.amount <= case.amount } else { most_hours(task) <= least_hours(case) };
        if never {
            return None;
        }
        let key = [task, case].map(|length| (length.amount, length.unit));
        if !self.pairs.contains_key(&key) {
            let tried = self.ends(task).zip(self.ends(case)).map(|(task, case)| tried(&task, &case));
            self.pairs.insert(key, tried);
        }
        self.pairs.get(&key).copied().flatten()
    }

    /// When a length ends that begins on each of the days, in seconds.
    fn ends(&mut self, length: Length) -> Option<Arc<[i64]>> {
        self.ends.entry((length.amount, length.unit)).or_insert_with(|| ends(length)).clone()
    }
}

/// The first of the days that are tried; they go to the end of 2026.
const FIRST_DAY: Date = date(2018, 1, 1);

fn ends(length: Length) -> Option<Arc<[i64]>> {
    let calendar = Calendar::shipped();
    let hours: Hours = "08:30-12:00 14:00-17:30".parse().ok()?;
    let (first, end) = (opening(FIRST_DAY)?.as_second(), opening(date(2027, 1, 1))?.as_second());
    let openings = (first..end).step_by(24 * 3600).map(|second| Timestamp::from_second(second).ok());
    openings.map(|from| Some(calendar.due_at(&hours, from?, length).ok()?.as_second())).collect()
}

fn tried(task: &[i64], case: &[i64]) -> Tried {
    let mut found = Tried { days: 0, longer: 0, worst: Date::MIN, hours: 0 };
    let mut day = FIRST_DAY;
    for over in task.iter().zip(case).map(|(task, case)| task - case) {
        found.days += 1;
        if over > 0 {
            found.longer += 1;
            if over / 3600 > found.hours || found.longer == 1 {
                (found.worst, found.hours) = (day, over / 3600);
            }
        }
        day = day.tomorrow().unwrap_or(day);
    }
    found
}

fn opening(day: Date) -> Option<Timestamp> {
    day.at(8, 30, 0, 0).to_zoned(zone()).ok().map(|zoned| zoned.timestamp())
}

/// The fewest hours that a length can take.
pub(super) fn least_hours(length: Length) -> i64 {
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
pub(super) fn most_hours(length: Length) -> i64 {
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
