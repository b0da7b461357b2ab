//! A story as an office would tell it: who did what when, and what followed from it. Printed by `bihuan check --story`, so
//! that whoever owns a pack reads what its scenarios do without reading YAML. What people typed is not told.

use jiff::Timestamp;

use super::case::{ClockId, ClockKind, Task, TaskId, TaskKind, Verdict, WarningLevel};
use super::command::Who;
use super::event::Event;
use super::rehearsal::{Kept, Rehearsal};
use crate::calendar::civil;
use crate::directory::{Directory, UnitCode};
use crate::pack::scenario::Scenario;
use crate::pack::{CaseType, Pack};

/// The lines of a story that was played: its title, what it shows, and each case with what happened to it in order.
#[must_use]
pub fn told(pack: &Pack, story: &Scenario, table: &Rehearsal<'_>, directory: &Directory) -> Vec<String> {
    let mut lines = vec![format!("# {}", story.title)];
    lines.extend(story.shows.iter().map(|shows| format!("（{shows}）")));
    for kept in table.all() {
        let teller = Teller { pack, kept, directory };
        lines.push(format!("## {} {}", kept.case_type.title, kept.case.number));
        lines.extend(kept.records.iter().zip(&kept.asked).map(|((at, events), who)| teller.line(*at, events, who)));
    }
    lines
}

/// Who tells the story of one case.
struct Teller<'t> {
    pack: &'t Pack,
    kept: &'t Kept,
    directory: &'t Directory,
}

impl Teller<'_> {
    /// "2024-02-02 10:00 经办人：签收；进入“办理”；…".
    fn line(&self, at: Timestamp, events: &[Event], who: &Who) -> String {
        let did = events.iter().find_map(|event| self.did(event)).unwrap_or_else(|| "时间到了".to_owned());
        let mut told: Vec<String> = Vec::new();
        for followed in events.iter().filter_map(|event| self.followed(event)) {
            if !told.contains(&followed) {
                told.push(followed);
            }
        }
        let followed = if told.is_empty() { String::new() } else { format!("：{}", told.join("；")) };
        format!("{} {}{did}{followed}", moment(at), self.who(who))
    }

    fn who(&self, who: &Who) -> String {
        match who {
            Who::Officer(officer) => {
                officer.posts.first().map(|(post, _)| self.post(post.as_str()).to_owned()).unwrap_or_default()
            }
            Who::Reporter | Who::Public => "反映人".to_owned(),
            Who::Outer(system) => format!("外部系统 {system} "),
            Who::Kernel => String::new(),
        }
    }

    /// What was done: the one thing that a command is about.
    fn did(&self, event: &Event) -> Option<String> {
        match event {
            Event::Filed { .. } => Some(format!("提出“{}”", self.rules().title)),
            Event::Acted { action, task, .. } => Some(format!("“{}”", self.action(action, task.as_ref()))),
            Event::OuterChanged { .. } => Some("改了外部要求".to_owned()),
            Event::FollowerJoined { .. } => Some("并入一件".to_owned()),
            Event::LeadAnswered { .. } => Some("主件已答复".to_owned()),
            Event::SubCaseOpened { .. } | Event::SubCaseClosed { .. } | Event::SubCaseReopened { .. } => {
                Some("子事项来报".to_owned())
            }
            Event::ParentLeft { .. } => Some("上一件来报".to_owned()),
            _ => None,
        }
    }

    /// What came of it.
    fn followed(&self, event: &Event) -> Option<String> {
        Some(match event {
            Event::StageEntered { stage, .. } => format!("进入“{}”环节", self.stage(stage)),
            Event::TaskOpened { task } => self.opened(task)?,
            Event::TaskMoved { unit, .. } => format!("转{}", self.unit(unit)),
            Event::ClockStarted { clock } if clock.task.is_none() => {
                format!("{}到 {}", self.clock_name(&clock.kind, clock.deadline.as_deref()), moment(clock.reckoning.due))
            }
            Event::ClockMoved { clock, to, .. } => format!("{}改到 {}", self.clock(clock), moment(to.due)),
            Event::ClockSuspended { clock, until, .. } => {
                format!("{}中止，最迟 {} 恢复", self.clock(clock), moment(*until))
            }
            Event::ClockEnded { clock, verdict: Verdict::Met } => format!("{}按时", self.clock(clock)),
            Event::ClockEnded { clock, verdict: Verdict::Missed } => format!("{}超期", self.clock(clock)),
            Event::Warned { clock, level, .. } => format!("{}{}提醒", self.clock(clock), level_word(*level)),
            Event::ExtensionAsked { days, .. } => format!("申请延长 {days} 天"),
            Event::ExtensionGranted { days, .. } => format!("同意延长 {days} 天"),
            Event::ExtensionRefused { lapsed: true, .. } => "到期无人答复，视为不同意延长".to_owned(),
            Event::ExtensionRefused { .. } => "不同意延长".to_owned(),
            Event::HandedBack { unit, .. } => format!("{}退回", self.unit(unit)),
            Event::RoundStarted { round } => format!("开始第 {round} 轮"),
            Event::Rated { is_default: true, .. } => "到期未评价，不计入任何率".to_owned(),
            Event::Rated { bad, .. } => format!("评价{}", if *bad { "不满意" } else { "满意" }),
            Event::Merged { .. } => "作为同一件事并到主件".to_owned(),
            Event::Released { .. } => "主件不再答复，恢复单独办理".to_owned(),
            Event::QuantityRecorded { quantity, amount } => format!("“{}”记 {amount}", self.quantity(quantity)),
            Event::SubCaseAsked { name, .. } => format!("开“{}”", self.subcase(name)),
            Event::SubCaseOpened { name, identity, .. } => {
                format!("“{}”已立，编号 {}", self.subcase(name), identity.number)
            }
            Event::SubCaseClosed { name, sequence, outcome, .. } => {
                format!("“{}”第 {sequence} 件办结：{}", self.subcase(name), self.outcome_of(name, outcome))
            }
            Event::SubCaseReopened { name, sequence, .. } => {
                format!("“{}”第 {sequence} 件重新打开", self.subcase(name))
            }
            Event::SubCaseRefused { name, .. } => format!("“{}”没能立件，已告知经办人", self.subcase(name)),
            Event::SubCaseLeft { name, sequence } => format!("“{}”第 {sequence} 件不再等", self.subcase(name)),
            Event::SubCasesJoined { name, reached: true } => format!("“{}”等到了", self.subcase(name)),
            Event::SubCasesJoined { name, .. } => format!("“{}”等不到了", self.subcase(name)),
            Event::OpenedFor { parent } => format!("由 {} 开出", parent.number),
            Event::ParentLeft { .. } => "上一件不再等本件".to_owned(),
            Event::SlotHeld { hold } => {
                format!("占用 {}，{} 至 {}", hold.entry.key, moment(hold.from), moment(hold.until))
            }
            Event::Foreknown { known } => format!("已知 {} 项，来自 {}", known.values.len(), known.number),
            Event::SlotBegun => "开始使用".to_owned(),
            Event::SlotFreed { missed: true } => "没有开始，时段放出".to_owned(),
            Event::SlotFreed { .. } => "时段放出".to_owned(),
            Event::QuantityPlaced { period, .. } => format!("属于 {period}"),
            Event::Closed { outcome } => format!("办结：{}", self.outcome(outcome)),
            Event::Reopened => "重新打开".to_owned(),
            Event::Migrated { from, to } => format!("由第 {from} 版规则转到第 {to} 版"),
            _ => return None,
        })
    }

    /// "城管局的经办人办，2024-02-05 17:30 前".
    fn opened(&self, task: &Task) -> Option<String> {
        let limit = self.kept.case.clocks.iter().find(|clock| clock.task.as_ref() == Some(&task.id));
        let until = limit.map(|clock| format!("，{} 前", moment(clock.reckoning.due))).unwrap_or_default();
        let Some((unit, post)) = task.unit.as_ref().zip(task.post.as_ref()) else {
            return Some(format!("等反映人{until}"));
        };
        let does = if task.kind == TaskKind::Approval { "批" } else { "办" };
        Some(format!("{}的{}{does}{until}", self.unit(unit), self.post(post.as_str())))
    }

    fn rules(&self) -> &CaseType {
        &self.kept.case_type
    }

    fn stage<'a>(&'a self, name: &'a str) -> &'a str {
        self.rules().stage(name).map_or(name, |stage| &stage.title)
    }

    /// The words on its button: those of the stage that it was taken in, where several have an action of this name.
    fn action<'a>(&'a self, name: &'a str, task: Option<&TaskId>) -> &'a str {
        let stage = task.and_then(|id| self.kept.case.task(id)).map(|task| task.stage.as_str());
        let of_name = || self.rules().all_actions().filter(|(_, known)| known.name == name);
        let here = of_name().find(|(at, _)| at.map(|at| at.name.as_str()) == stage);
        here.or_else(|| of_name().next()).map_or(name, |(_, known)| known.title.as_str())
    }

    fn outcome<'a>(&'a self, name: &'a str) -> &'a str {
        self.rules().outcomes.get(name).map_or(name, String::as_str)
    }

    fn quantity<'a>(&'a self, name: &'a str) -> &'a str {
        let known = self.rules().quantities.iter().find(|known| known.name == name);
        known.map_or(name, |known| &known.title)
    }

    fn subcase<'a>(&'a self, name: &'a str) -> &'a str {
        self.rules().subcases.get(name).map_or(name, |rule| rule.title.as_str())
    }

    /// The outcome of a sub-case, in the words of its own kind where that is of this pack.
    fn outcome_of<'a>(&'a self, name: &str, outcome: &'a str) -> &'a str {
        let opens = self.rules().subcases.get(name).map(|rule| &rule.opens);
        let kind = self.pack.cases.values().find(|kind| Some(&kind.id) == opens);
        kind.and_then(|kind| kind.outcomes.get(outcome)).map_or(outcome, String::as_str)
    }

    fn post<'a>(&'a self, name: &'a str) -> &'a str {
        self.pack.posts.iter().find(|(post, _)| post.as_str() == name).map_or(name, |(_, title)| title.as_str())
    }

    fn unit(&self, code: &UnitCode) -> String {
        self.directory.unit(code).map_or_else(|| code.to_string(), |unit| unit.name.clone())
    }

    fn clock(&self, id: &ClockId) -> String {
        self.kept
            .case
            .clock(id)
            .map_or_else(String::new, |clock| self.clock_name(&clock.kind, clock.deadline.as_deref()))
    }

    fn clock_name(&self, kind: &ClockKind, deadline: Option<&str>) -> String {
        let known = self.rules().deadlines.iter().find(|known| Some(known.name.as_str()) == deadline);
        match (known, kind) {
            (Some(known), _) => known.title.clone(),
            (None, ClockKind::Outer) => "外部期限".to_owned(),
            (None, _) => "任务时限".to_owned(),
        }
    }
}

fn level_word(level: WarningLevel) -> &'static str {
    match level {
        WarningLevel::Yellow => "黄色",
        WarningLevel::Red => "红色",
    }
}

fn moment(at: Timestamp) -> String {
    civil(at).strftime("%Y-%m-%d %H:%M").to_string()
}
