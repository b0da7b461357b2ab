//! What of a case runs side by side, as a small drawing: a lane for each branch and each supporting unit, its stages from
//! left to right, where it stands now, and for how long. Drawn by the server; the same is said in words for who listens.

use bihuan_core::casework::case::{Task, TaskKind};

use super::sheet::Sheet;
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

/// The drawing; nothing for a case that goes one way.
pub fn drawn(sheet: &Sheet) -> Html {
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
