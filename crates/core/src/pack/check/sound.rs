//! Soundness: every situation can still close, every stage can be reached, no loop runs by itself, no
//! round begins beyond the last, and a clock always runs.
//!
//! What is outside branches is looked at alone, and so is each branch: a case is sound if they are, since nothing jumps
//! between them (`jumps`) and how they join is decided in every case (`branches`). Proper completion holds by
//! construction: closing, or leaving, ends every task and clock in the same step.

use std::collections::BTreeSet;

use super::flow::Flow;
use crate::pack::diagnostic::{Findings, TraceStep};
use crate::pack::model::{CaseType, Does, During, Within};

/// Checks a case type's lifecycle: what is outside branches, and each branch.
pub fn check(case: &CaseType, main: &Flow, branches: &[Flow], out: &mut Findings) {
    let flows: Vec<&Flow> = std::iter::once(main).chain(branches).collect();
    if flows.iter().any(|flow| flow.cut_short) {
        let message = "情形太多，不能证明这类件总能办结";
        out.error(case.span, "not-proven", message).help("减少次数限制和轮次，或拆成两类");
        return;
    }
    for flow in &flows {
        dead_stages(case, flow, out);
        no_way_on(case, flow, out);
        silent_loops(case, flow, out);
        endless_rounds(case, flow, out);
        no_clock(case, flow, main, out);
    }
    dead_actions(case, &flows, out);
}

fn dead_stages(case: &CaseType, flow: &Flow, out: &mut Findings) {
    let reached: BTreeSet<&str> = flow.situations.iter().filter_map(|here| here.stage.as_deref()).collect();
    let own = case.stages.iter().filter(|stage| stage.branch == flow.branch);
    for stage in own.filter(|stage| !reached.contains(stage.name.as_str())) {
        let message = format!("环节“{}”到不了：从“{}”出发没有路通到它", stage.title, start_title(case, flow));
        out.error(stage.span, "dead-stage", message).help("让某个动作的 `to` 指向它，或删去它");
    }
}

fn start_title<'c>(case: &'c CaseType, flow: &'c Flow) -> &'c str {
    let start = flow.situations.first().and_then(|here| here.stage.as_deref()).unwrap_or(&case.start);
    case.stage(start).map_or(start, |stage| stage.title.as_str())
}

/// Option to complete: from every situation a closed one can be reached by the stages' own ways.
fn no_way_on(case: &CaseType, flow: &Flow, out: &mut Findings) {
    let closes = flow.closing(|way| way.own);
    let mut told = BTreeSet::new();
    for (at, here) in flow.situations.iter().enumerate().filter(|(at, _)| !closes.contains(at)) {
        let Some(stage) = here.stage.as_deref().and_then(|stage| case.stage(stage)) else { continue };
        if !told.insert(stage.name.as_str()) {
            continue;
        }
        let own = flow.ways.get(at).map(Vec::as_slice).unwrap_or_default();
        let moves = own.iter().any(|way| way.own && way.leads != at);
        let story = flow.story(case, at);
        let (never, end) =
            if flow.branch.is_some() { ("本分支再也结束不了", "end") } else { ("再也办不结", "close") };
        let (message, help) = if moves {
            let around = around(case, flow, at);
            let message = format!("到了环节“{}”就{never}，只会在 {around} 之间打转。最短的路：{story}", stage.title);
            (message, "给其中一个环节加上能办结的去处".to_owned())
        } else {
            let message = format!("到了环节“{}”就走不下去：没有动作离开它。最短的路：{story}", stage.title);
            (message, format!("给这个环节加一个有 `to` 或 `{end}` 的动作"))
        };
        out.error(stage.span, "no-way-to-close", message).traced(flow.trace(case, at)).help(help);
    }
}

/// The stages that can be reached from a situation by the stages' own ways.
fn around(case: &CaseType, flow: &Flow, at: usize) -> String {
    let mut seen = BTreeSet::from([at]);
    let mut open = vec![at];
    while let Some(here) = open.pop() {
        let ways = flow.ways.get(here).into_iter().flatten().filter(|way| way.own);
        open.extend(ways.map(|way| way.leads).filter(|next| seen.insert(*next)));
    }
    let names: BTreeSet<&str> = seen.iter().filter_map(|at| flow.situations.get(*at)?.stage.as_deref()).collect();
    let titles = case.stages.iter().filter(|stage| names.contains(stage.name.as_str()));
    titles.map(|stage| format!("“{}”", stage.title)).collect::<Vec<_>>().join("")
}

/// Every action can be taken somewhere, and every limit's way out can be needed.
fn dead_actions(case: &CaseType, flows: &[&Flow], out: &mut Findings) {
    let situations = flows.iter().flat_map(|flow| &flow.situations);
    let reached: BTreeSet<&str> = situations.filter_map(|here| here.stage.as_deref()).collect();
    let taken: BTreeSet<&str> =
        flows.iter().flat_map(|flow| &flow.ways).flatten().map(|way| way.action.as_str()).collect();
    for (stage, action) in case.all_actions() {
        let open = stage.is_none_or(|stage| reached.contains(stage.name.as_str()));
        let nowhere = match &action.during {
            During::Stages(stages) => !stages.iter().any(|stage| reached.contains(stage.as_str())),
            _ => false,
        };
        let support = matches!(action.does, Does::EndTask | Does::Stay);
        if open && (nowhere || (!support && !taken.contains(action.name.as_str()))) && action.when.is_none() {
            let message = format!("动作“{}”永远不会发生", action.title);
            out.error(action.span, "dead-action", message).help("检查 `by`、`during` 和条件，或删去它");
        }
    }
}

/// A loop in which nobody acts would run for ever.
fn silent_loops(case: &CaseType, flow: &Flow, out: &mut Findings) {
    let silent = |at: usize| flow.ways.get(at).into_iter().flatten().find(|way| way.silent).map(|way| way.leads);
    let mut told = BTreeSet::new();
    for start in 0..flow.situations.len() {
        let (mut at, mut seen) = (start, BTreeSet::new());
        while seen.insert(at) {
            match silent(at) {
                Some(next) => at = next,
                None => break,
            }
        }
        let closes_round = silent(at).is_some() && seen.contains(&at);
        let stage = flow.situations.get(at).and_then(|here| case.stage(here.stage.as_deref()?));
        if let (true, Some(stage)) = (closes_round, stage)
            && told.insert(stage.name.clone())
        {
            let message = format!(
                "无人作声时，件从“{}”出发又回到它，永远办不结。最短的路：{}",
                stage.title,
                flow.story(case, at)
            );
            let mut trace = flow.trace(case, at);
            trace.steps.extend(around_in_silence(flow, at));
            out.error(stage.span, "silent-loop", message)
                .traced(trace)
                .help("让其中一个 `silence` 办结，或转到有人办理的环节");
        }
    }
}

/// Once round a silent loop.
fn around_in_silence(flow: &Flow, start: usize) -> Vec<TraceStep> {
    let mut steps = Vec::new();
    let mut at = start;
    while let Some(way) = flow.ways.get(at).into_iter().flatten().find(|way| way.silent) {
        steps.push(flow.step(way, way.leads));
        at = way.leads;
        if at == start || steps.len() > flow.situations.len() {
            break;
        }
    }
    steps
}

/// A redo beyond the last round would never end.
fn endless_rounds(case: &CaseType, flow: &Flow, out: &mut Findings) {
    let mut told = BTreeSet::new();
    for (at, here) in flow.situations.iter().enumerate().filter(|(_, here)| here.round >= case.rounds_max) {
        for way in flow.ways.get(at).into_iter().flatten() {
            let choice = case.all_actions().find_map(|(_, action)| match &action.does {
                Does::Go(choices) if action.name == way.action => {
                    choices.iter().find(|c| c.span == way.span && c.new_round)
                }
                _ => None,
            });
            if let Some(choice) = choice
                && here.stage.is_some()
                && told.insert((choice.span.line, choice.span.column))
            {
                let message = format!(
                    "第 {} 轮是最后一轮，“{}”却还能开始新的一轮。最短的路：{}",
                    case.rounds_max,
                    way.words,
                    flow.story(case, at)
                );
                let help = format!("在条件里写上 `case.round < {}`，并给其余情形一个去处", case.rounds_max);
                out.error(choice.span, "endless-rounds", message).help(help);
            }
        }
    }
}

/// A task that takes what is left of the case's time needs a deadline of the case that has begun; one
/// that was met before still says until when.
fn no_clock(case: &CaseType, flow: &Flow, main: &Flow, out: &mut Findings) {
    let mut told = BTreeSet::new();
    if flow.branch.as_deref().is_some_and(|branch| begun_before(case, branch, main)) {
        return;
    }
    for (at, here) in flow.situations.iter().enumerate().filter(|(_, here)| !here.begun) {
        let Some(stage) = here.stage.as_deref().and_then(|stage| case.stage(stage)) else { continue };
        let remaining = stage.task.terms().iter().any(|(_, within, _)| *within == Within::Remaining);
        if remaining && told.insert(stage.name.as_str()) {
            let story = flow.story(case, at);
            let message =
                format!("环节“{}”用整件剩余的时间，可到这里时整件的时限还没有起算。最短的路：{story}", stage.title);
            let trace = flow.trace(case, at);
            out.error(stage.span, "no-clock", message)
                .traced(trace)
                .help("给任务写一个自己的时间，或让时限从提交时起算");
        }
    }
}

/// Whether a deadline of the case has always begun where it splits into a branch.
fn begun_before(case: &CaseType, branch: &str, main: &Flow) -> bool {
    let splits = case.split_of(branch).map(|(stage, _)| stage.name.as_str());
    let mut there = main.situations.iter().filter(|here| here.stage.as_deref() == splits);
    there.all(|here| here.begun)
}
