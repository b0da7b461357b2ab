//! What of a case runs side by side. Branches are a list: how far each has come, who has it, by when. Supporting units are
//! a small drawing: a lane for each, its stages from left to right, where it stands now, and for how long. Drawn by the
//! server; the same is said in words for who listens.

use bihuan_core::casework::case::{Branch, BranchState, Task, TaskKind};
use bihuan_core::pack::model::BranchRule;

use super::super::light::Light;
use super::sheet::Sheet;
use crate::components::*;
use crate::html::{Html, el};
use crate::phrases::fitting;
use crate::t;

/// Sizes in the drawing's own units, which are pixels on a desk screen.
const LANE: usize = 44;
const BOX: usize = 132;
const GAP: usize = 22;
const NAME: usize = 150;
/// Stages drawn of one lane: the last ones.
const STAGES: usize = 4;
/// Characters of a name that fit.
const FIT: usize = 9;

/// One lane: who, and through which stages; the last one is where it stands.
struct Lane {
    name: String,
    stages: Vec<String>,
    open: bool,
}

/// The list or the drawing; nothing for a case that goes one way.
pub fn drawn(sheet: &Sheet) -> Html {
    if !sheet.reading.case.branches.is_empty() {
        return listed(sheet);
    }
    let lanes = lanes(sheet);
    if lanes.len() < 2 {
        return Html::empty();
    }
    let (width, height) = (NAME + STAGES * (BOX + GAP), lanes.len() * LANE + 6);
    let words = sheet.words();
    let picture = el("svg")
        .class("bh-branches__picture")
        .attr("viewBox", format!("0 0 {width} {height}"))
        .attr("role", "img")
        .attr("aria-label", told(sheet, &lanes))
        .put_all(lanes.iter().enumerate().map(|(at, lane)| drawing(lane, at * LANE)));
    let heading = el("h2").class("govuk-heading-s govuk-!-margin-bottom-1").put(t!(words, "branches"));
    let scroll = el("div").class("bh-scroll").attr("tabindex", "0").attr("role", "region");
    let scroll = scroll.attr("aria-label", t!(words, "branches")).put(picture);
    el("section").class("bh-branches").put(heading).put(scroll).html()
}

/// Every branch with its state and its clock; folded away once none is open.
fn listed(sheet: &Sheet) -> Html {
    let words = sheet.words();
    let branches = &sheet.reading.case.branches;
    let open = branches.iter().any(Branch::is_open);
    let ended = branches.iter().filter(|branch| !branch.is_open()).count();
    let done = t!(words, "branch-done", n = ended, of = branches.len());
    let head = ["branch-name", "branch-stands", "branch-unit", "branch-time"];
    let table = Table {
        head: head.into_iter().map(|key| words.get(key, &[]).into()).collect(),
        rows: branches.iter().map(|branch| row(sheet, branch)).collect(),
        classes: "bh-dense".into(),
        ..Table::default()
    };
    let heading = el("h2").class("govuk-heading-m govuk-!-margin-bottom-1").put(t!(words, "branch-list"));
    let told = el("p").class("govuk-body-s bh-muted govuk-!-margin-bottom-1").put(&done);
    let table: Html = table.stacked().into();
    let body = if open { told.html().then(table) } else { folded(&done, table) };
    el("section").class("govuk-!-margin-bottom-6").put(heading).put(body).html()
}

fn folded(summary: &str, content: Html) -> Html {
    let line = el("span").class("govuk-details__summary-text").put(summary);
    let summary = el("summary").class("govuk-details__summary").put(line);
    el("details").class("govuk-details").put(summary).put(el("div").class("govuk-details__text").put(content)).html()
}

fn row(sheet: &Sheet, branch: &Branch) -> Vec<Cell> {
    let (names, rules, case) = (sheet.names(), &sheet.reading.rules, &sheet.reading.case);
    let last = case.tasks.iter().rev().find(|task| task.standing == branch.id);
    let unit = last.map(|task| match &task.unit {
        Some(unit) => names.unit(unit),
        None => t!(sheet.words(), "branch-reporter"),
    });
    let (law, now, words) = (&sheet.law, sheet.now, sheet.words());
    let of_task = || case.lead_task(&branch.id).and_then(|task| Light::of_task(law, case, task, now, words));
    let own = || case.clocks.iter().rev().find(|clock| clock.branch.as_ref() == Some(&branch.id));
    let light =
        of_task().or_else(|| own().map(|clock| Light::of(law.calendar(case.district.as_str()), clock, now, words)));
    let light = light.filter(|_| branch.state != BranchState::Waiting).map(|light| light.html());
    vec![
        Cell::from(names.branch(rules, &branch.id)),
        Cell::from(stands(sheet, branch)),
        Cell::from(unit.unwrap_or_else(|| "—".to_owned())),
        Cell::from(light.unwrap_or_else(|| "—".into())),
    ]
}

/// Where a branch stands: its stage, for whom it waits, its outcome, or that it is not needed any more.
fn stands(sheet: &Sheet, branch: &Branch) -> Html {
    let (words, names, rules) = (sheet.words(), sheet.names(), &sheet.reading.rules);
    let here = sheet.reading.case.standings.iter().find(|standing| standing.id == branch.id);
    match &branch.state {
        BranchState::Open => {
            let stage = here.map(|standing| names.stage(rules, &standing.stage)).unwrap_or_default();
            Tag::coloured("blue", stage).into()
        }
        BranchState::Ended(outcome) => Tag::coloured("grey", names.branch_outcome(rules, &branch.id, outcome)).into(),
        BranchState::Withdrawn => el("span").class("bh-muted").put(t!(words, "branch-withdrawn")).html(),
        BranchState::Waiting => {
            let rule = rules.split_of(&branch.id).and_then(|(_, split)| split.branch(&branch.id));
            let after = rule.map(|rule| waits_for(sheet, rule)).unwrap_or_default();
            el("span").class("bh-muted").put(t!(words, "branch-waiting", after = after)).html()
        }
    }
}

/// The branches that are still open of those that must end first.
fn waits_for(sheet: &Sheet, rule: &BranchRule) -> String {
    let (names, case) = (sheet.names(), &sheet.reading.case);
    let open = rule.after.keys().filter(|name| case.branch(name).is_some_and(Branch::is_open));
    let titles: Vec<String> = open.map(|name| names.branch(&sheet.reading.rules, name)).collect();
    titles.join(if sheet.lang == crate::words::Lang::En { ", " } else { "、" })
}

fn lanes(sheet: &Sheet) -> Vec<Lane> {
    let case = &sheet.reading.case;
    let mut named: Vec<(String, Vec<&Task>)> = Vec::new();
    for task in &case.tasks {
        let key = match task.kind {
            TaskKind::Support => format!("{}/{}", task.standing, task.unit.as_ref().map_or("", |unit| unit.as_str())),
            _ => task.standing.clone(),
        };
        match named.iter_mut().find(|(known, _)| *known == key) {
            Some((_, tasks)) => tasks.push(task),
            None => named.push((key, vec![task])),
        }
    }
    named.iter().map(|(_, tasks)| lane(sheet, tasks)).collect()
}

fn lane(sheet: &Sheet, tasks: &[&Task]) -> Lane {
    let names = sheet.names();
    let last = tasks.last();
    let unit = last.and_then(|task| task.unit.as_ref()).map(|unit| names.unit(unit));
    let mut stages: Vec<String> = Vec::new();
    for task in tasks {
        let support = (task.kind == TaskKind::Support).then(|| t!(sheet.words(), "branch-support"));
        let stage = support.unwrap_or_else(|| names.stage(&sheet.reading.rules, &task.stage));
        if stages.last() != Some(&stage) {
            stages.push(stage);
        }
    }
    let skip = stages.len().saturating_sub(STAGES);
    Lane {
        name: unit.unwrap_or_else(|| t!(sheet.words(), "branch-reporter")),
        stages: stages.split_off(skip),
        open: last.is_some_and(|task| task.ended.is_none()),
    }
}

/// The drawing in words.
fn told(sheet: &Sheet, lanes: &[Lane]) -> String {
    let one = |lane: &Lane| {
        let ended = if lane.open { String::new() } else { t!(sheet.words(), "branch-ended") };
        format!("{}{}{}{ended}", lane.name, t!(sheet.words(), "colon"), lane.stages.join(" → "))
    };
    lanes.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn drawing(lane: &Lane, top: usize) -> Html {
    let text = |x: usize, class: &str, words: &str| {
        let y = (top + 27).to_string();
        el("text").class(class).attr("x", x.to_string()).attr("y", y).put(fitting(words, 2 * FIT)).html()
    };
    let mut drawn = text(0, "bh-branches__name", &lane.name);
    for (at, stage) in lane.stages.iter().enumerate() {
        let x = NAME + at * (BOX + GAP);
        let now = lane.open && at + 1 == lane.stages.len();
        let class = if now { "bh-branches__now" } else { "bh-branches__past" };
        if at > 0 {
            let way = format!("M{} {y} H{}", x - GAP, x, y = top + 22);
            drawn.push(el("path").class("bh-branches__way").attr("d", way));
        }
        let frame = el("rect").class(class).attr("x", x.to_string()).attr("y", (top + 6).to_string());
        drawn.push(frame.attr("width", BOX.to_string()).attr("height", "32").attr("rx", "4"));
        // The mark beside the colour: a point where it stands.
        if now {
            let point = el("circle").class("bh-branches__point").attr("cx", (x + 12).to_string());
            drawn.push(point.attr("cy", (top + 22).to_string()).attr("r", "5"));
        }
        drawn.push(text(x + if now { 24 } else { 10 }, "bh-branches__stage", stage));
    }
    drawn
}
