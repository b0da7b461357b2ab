//! What must be so at a point of a story, held against what is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::{Stage, told};
use crate::casework::case::{BranchState, Case, Clock, ClockKind, MAIN, SubCaseState, Task, TaskKind};
use crate::casework::decide::Addressee;
use crate::casework::event::Event;
use crate::casework::may::{self, Right};
use crate::casework::quantity::Period;
use crate::casework::rehearsal::Told;
use crate::casework::views;
use crate::casework::watch::{accountable, state_of, status};
use crate::directory::UnitCode;
use crate::figures::Book;
use crate::pack::scenario::Expect;

impl Stage<'_> {
    /// Looks at the case of the step; tells all that is not as it should be.
    pub(super) fn look(&mut self, expect: &Expect) -> Vec<String> {
        let Some(id) = self.here.clone() else { return vec!["还没有受理任何件".to_owned()] };
        let Some(kept) = self.table.kept(&id) else { return vec!["还没有受理任何件".to_owned()] };
        let (case, records) = (&kept.case, &kept.records);
        let events: Vec<&Event> = records.iter().flat_map(|(_, events)| events).collect();
        let mut wrong = Vec::new();
        self.look_at_place(expect, case, &mut wrong);
        self.look_at_time(expect, case, &events, &mut wrong);
        self.look_at_rights(expect, &mut wrong);
        self.look_at_record(expect, case, &events, &mut wrong);
        self.look_at_notices(expect, case, &mut wrong);
        self.look_at_figures(expect, &mut wrong);
        self.look_at_views(expect, case, &mut wrong);
        super::gathered::look(self, expect, case, &mut wrong);
        super::scores::look(self, expect, &mut wrong);
        let version = case.version;
        self.looked.insert(id, version);
        wrong
    }

    /// In which columns it stands, for who sees the whole district.
    fn look_at_views(&self, expect: &Expect, case: &Case, wrong: &mut Vec<String>) {
        for (name, columns) in &expect.views {
            let name_of_case = case.case_type.0.split_once('.').map_or("", |(_, name)| name);
            let rules = self.pack.cases.get(name_of_case);
            let Some((view, rules)) = self.pack.views.get(name).zip(rules) else { continue };
            let lines = views::lines(view, rules, case);
            let stands: BTreeSet<&String> =
                lines.iter().filter(|line| line.scope == views::EVERYONE).map(|line| &line.column).collect();
            let wanted: BTreeSet<&String> = columns.iter().collect();
            compare(wrong, &format!("视图 {name}"), Some(&wanted), Some(&stands));
        }
    }

    fn look_at_place(&self, expect: &Expect, case: &Case, wrong: &mut Vec<String>) {
        let task = lead_task(case);
        let stage = case.standings.first().map(|standing| standing.stage.clone());
        for (name, come) in &expect.branches {
            let standing = case.standings.iter().find(|standing| standing.id == *name);
            let found = case.branch(name).map(|branch| match &branch.state {
                BranchState::Open => standing.map(|it| it.stage.clone()).unwrap_or_default(),
                BranchState::Waiting => "waiting".to_owned(),
                BranchState::Withdrawn => "withdrawn".to_owned(),
                BranchState::Ended(outcome) => outcome.clone(),
            });
            compare(wrong, &format!("分支 {name}"), Some(come), found.as_ref());
        }
        let unit = task.and_then(|task| task.unit.clone()).or_else(|| accountable(case).cloned());
        compare(wrong, "环节", expect.stage.as_ref(), stage.as_ref());
        compare(
            wrong,
            "单位",
            self.code(expect.unit.as_ref()).as_ref(),
            unit.as_ref().map(ToString::to_string).as_ref(),
        );
        let post = task.and_then(|task| task.post.as_ref()).map(ToString::to_string);
        compare(wrong, "岗位", expect.post.as_ref(), post.as_ref());
        compare(wrong, "状态", expect.status.as_ref(), Some(&status(case).to_owned()));
        let outcome = case.closed.as_ref().map(|closing| closing.outcome.clone());
        compare(wrong, "办结方式", expect.outcome.as_ref(), outcome.as_ref());
        for (name, expected) in &expect.opened {
            let found = self.scheduled.get(name).map_or(0, |opened| opened.times);
            compare(wrong, &format!("周期 {name} 开出件数"), Some(expected), Some(&found));
        }
        for (name, expected) in &expect.subcases {
            let found: Vec<String> =
                case.subcases.iter().filter(|it| it.name == *name).map(|it| come_to(&it.state)).collect();
            compare(wrong, &format!("子事项 {name}"), Some(expected), Some(&found));
        }
        compare(wrong, "轮次", expect.round.as_ref(), Some(&case.round));
        if let Some(lead) = &expect.lead {
            let named = |id| self.named.iter().find(|(_, known)| *known == id).map(|(name, _)| name);
            compare_or_none(wrong, "牵头件", lead.as_ref(), case.lead.as_ref().and_then(named));
        }
        if let Some(expected) = &expect.drawn {
            let now = case.drawing.as_ref().and_then(|drawing| drawing.now()).filter(|now| now.broken.is_none());
            let result = now.and_then(|now| now.result.as_ref());
            let drawn = result.iter().flat_map(|result| &result.drawn);
            let drawn: BTreeMap<String, Vec<String>> = drawn.map(|one| (one.id.clone(), one.with.clone())).collect();
            compare(wrong, "抽中", Some(expected), Some(&drawn));
        }
        if let Some(held) = &expect.held {
            let expected: Vec<String> = held.iter().filter_map(|unit| self.code(Some(unit))).collect();
            let last = case.tasks.iter().rev().find(|task| task.kind == TaskKind::Lead && task.standing == MAIN);
            let held = last.map_or_else(Vec::new, |task| task.held.iter().map(|held| held.unit.to_string()).collect());
            compare(wrong, "经手单位", Some(&expected), Some(&held));
        }
    }

    fn look_at_time(&self, expect: &Expect, case: &Case, events: &[&Event], wrong: &mut Vec<String>) {
        let now = self.table.now;
        let of_kind = |kind| case.open_clocks().find(|clock| clock.kind == kind && clock.is_of_case());
        compare_time(wrong, "承诺期限", expect.due, of_kind(ClockKind::Pledged).filter(|clock| !clock.is_suspended()));
        compare_time(wrong, "来件方期限", expect.outer_due, of_kind(ClockKind::Outer));
        let task = lead_task(case).map(|task| &task.id);
        let of_task = task.and_then(|task| case.clocks_of(task).min_by_key(|clock| clock.due()));
        compare_time(wrong, "任务期限", expect.task_due, of_task);
        let late = case.open_clocks().any(|clock| clock.is_of_case() && clock.is_late(now));
        compare(wrong, "逾期", expect.late.as_ref(), Some(&late));
        for (name, expected) in &expect.letters {
            let last = case.letters.iter().rev().find(|issued| issued.note.letter == *name);
            let found = last.map(|issued| match issued.standing.name() == expected || !expected.contains('〔') {
                true => issued.standing.name().to_owned(),
                false => issued.note.number.clone(),
            });
            compare(wrong, &format!("文书 {name}"), Some(expected), found.as_ref());
        }
        for (name, standing) in &expect.papers {
            let found = case.paper(name).map(|found| found.name().to_owned());
            compare(wrong, &format!("材料 {name}"), Some(standing), found.as_ref());
        }
        for (id, state) in &expect.clocks {
            let found = case.clocks.iter().find(|clock| clock.id.0 == *id).map(|clock| state_of(clock, now).to_owned());
            compare(wrong, id, Some(state), found.as_ref());
        }
        if let Some(warned) = &expect.warned {
            compare(wrong, "提醒", Some(warned), Some(&warnings(events)));
        }
    }

    fn look_at_rights(&self, expect: &Expect, wrong: &mut Vec<String>) {
        let Some(id) = &self.here else { return };
        let open = |by: &str| -> Vec<String> {
            self.table.available(id, &self.who(by)).into_iter().map(|open| open.action).collect()
        };
        for (by, actions) in &expect.may {
            let open = open(by);
            let shut = actions.iter().filter(|action| !open.contains(action));
            wrong.extend(shut.map(|action| format!("{by} 应当可以 {action}，实际只可以：{}", open.join(" "))));
        }
        for (by, actions) in &expect.may_not {
            let open = open(by);
            let given = actions.iter().filter(|action| open.contains(action));
            wrong.extend(given.map(|action| format!("{by} 不应当可以 {action}")));
        }
        let Some(kept) = self.table.kept(id) else { return };
        for (by, field, seen) in expect.sees.iter().flat_map(|(by, fields)| fields.iter().map(move |(f, s)| (by, f, s)))
        {
            let who = self.who(by);
            let right = self.table.within(&kept.case_type, |world| {
                may::may(world, &kept.case, &who, self.table.now, Right::Field(field))
            });
            let sees = if right.is_ok() { "shown" } else { "masked" };
            if sees != seen {
                wrong.push(format!("{by} 看 {field} 应为 {seen}，实际 {sees}"));
            }
        }
    }

    fn look_at_record(&self, expect: &Expect, case: &Case, events: &[&Event], wrong: &mut Vec<String>) {
        if let Some(rated) = &expect.rated {
            let word = |bad, is_default| match (bad, is_default) {
                (_, true) => "default".to_owned(),
                (true, _) => "bad".to_owned(),
                (false, _) => "good".to_owned(),
            };
            let rating = case.rating.as_ref().map(|rating| word(rating.bad, rating.is_default));
            compare_or_none(wrong, "评价", rated.as_ref(), rating.as_ref());
        }
        if let Some(quantities) = &expect.quantities {
            let sums = case.quantities.iter().map(|(name, sum)| (name.clone(), sum.normalize().to_string())).collect();
            compare(wrong, "数量", Some(quantities), Some(&sums));
        }
        if let Some(measured) = &expect.measured {
            let told = |(name, amounts): (&String, &BTreeMap<Period, Decimal>)| {
                let of = |(period, sum): (&Period, &Decimal)| (format!("{name}/{period}"), sum.normalize().to_string());
                amounts.iter().map(of).collect::<Vec<_>>()
            };
            let sums: BTreeMap<String, String> = case.measured.iter().flat_map(told).collect();
            compare(wrong, "各期间的数量", Some(measured), Some(&sums));
        }
        for (kind, count) in &expect.events {
            let found = events.iter().filter(|event| name(event) == *kind).count();
            if u64::try_from(found) != Ok(*count) {
                wrong.push(format!("应有 {count} 次 {kind}，实际 {found} 次"));
            }
        }
        if let Some(since) = expect.version_since {
            let before = self.looked.get(&case.id).copied().unwrap_or(0);
            compare(wrong, "变更次数", Some(&since), Some(&(case.version - before)));
        }
    }

    /// Figures are worked out of the records of every case of the story.
    fn look_at_figures(&self, expect: &Expect, wrong: &mut Vec<String>) {
        if expect.figures.is_empty() && expect.excluded.is_empty() {
            return;
        }
        let book = Book::of([self.pack]);
        let sums = book.sums_of(self.table.calendar(), self.table.all().map(|kept| kept.records.as_slice()));
        for (name, expected) in &expect.figures {
            let Some(figure) = book.figure(&format!("{}.{name}", self.pack.name)) else { continue };
            let value = book.value(figure, &sums).unwrap_or_else(|| "—".to_owned());
            compare(wrong, &format!("数值 {name}"), Some(expected), Some(&value));
        }
        for (name, expected) in &expect.excluded {
            let Some(figure) = book.figure(&format!("{}.{name}", self.pack.name)) else { continue };
            let left_out = book.sums_for(figure, &sums).excluded.to_string();
            compare(wrong, &format!("数值 {name} 剔除"), Some(expected), Some(&left_out));
        }
    }

    /// Notices are held against the receivers that the story names, in order; a notice that it does not name is not looked at.
    fn look_at_notices(&self, expect: &Expect, case: &Case, wrong: &mut Vec<String>) {
        for (notice, whom) in &expect.told {
            let of_notice = |told: &&Told| told.case == case.id && told.notice.as_ref() == Some(notice);
            let found: Vec<String> =
                self.table.told.iter().filter(of_notice).map(|told| self.receiver(&told.whom)).collect();
            compare(wrong, &format!("通知 {notice} 告知"), Some(whom), Some(&found));
        }
    }

    /// A receiver as stories write one.
    fn receiver(&self, whom: &Addressee) -> String {
        let district = format!("{}-", self.district);
        match whom {
            Addressee::Officer(user) => user.to_string(),
            Addressee::Post(post, unit) => {
                format!("{post}@{}", unit.as_str().strip_prefix(&district).unwrap_or(unit.as_str()))
            }
            Addressee::District(post) => post.to_string(),
            Addressee::Reporter => "reporter".to_owned(),
            Addressee::Outer(system) => format!("outer:{system}"),
        }
    }

    fn code(&self, unit: Option<&String>) -> Option<String> {
        unit.map(|unit| self.unit(unit).as_ref().map_or_else(|| unit.clone(), UnitCode::to_string))
    }
}

/// How far a sub-case has come, as stories write it.
fn come_to(state: &SubCaseState) -> String {
    match state {
        SubCaseState::Asked => "asked",
        SubCaseState::Open => "open",
        SubCaseState::Refused(_) => "refused",
        SubCaseState::Left => "left",
        SubCaseState::Closed(outcome) => outcome,
    }
    .to_owned()
}

fn lead_task(case: &Case) -> Option<&Task> {
    case.open_tasks().find(|task| task.moves_on())
}

fn warnings(events: &[&Event]) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for event in events {
        if let Event::Warned { clock, level, .. } = event {
            all.entry(clock.0.clone()).or_default().push(level.name().to_owned());
        }
    }
    all
}

/// The name of an event, as records write it.
fn name(event: &Event) -> String {
    let json = serde_json::to_value(event).unwrap_or_default();
    json.get("type").and_then(|name| name.as_str()).unwrap_or_default().to_owned()
}

pub(super) fn compare<T: PartialEq + std::fmt::Debug>(
    wrong: &mut Vec<String>,
    what: &str,
    expected: Option<&T>,
    found: Option<&T>,
) {
    if expected.is_some() {
        compare_or_none(wrong, what, expected, found);
    }
}

fn compare_or_none<T: PartialEq + std::fmt::Debug>(
    wrong: &mut Vec<String>,
    what: &str,
    expected: Option<&T>,
    found: Option<&T>,
) {
    if expected != found {
        let say = |value: Option<&T>| value.map_or_else(|| "无".to_owned(), |value| format!("{value:?}"));
        wrong.push(format!("{what}应为 {}，实际 {}", say(expected), say(found)));
    }
}

#[allow(clippy::option_option)]
fn compare_time(wrong: &mut Vec<String>, what: &str, expected: Option<Option<Timestamp>>, found: Option<&Clock>) {
    if let Some(expected) = expected {
        let (expected, found) = (expected.map(told), found.map(|clock| told(clock.due())));
        compare_or_none(wrong, what, expected.as_ref(), found.as_ref());
    }
}
