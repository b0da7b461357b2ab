//! A field has its value before a task needs it: the unit that has the task, the unit that approves.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::pack::diagnostic::Findings;
use crate::pack::model::{
    Action, BranchRule, CaseType, Choice, Destination, Does, During, Need, Split, Stage, Starts, TaskRule, UnitRule,
};

/// Checks every field that a stage or a deadline needs.
pub fn check(case: &CaseType, out: &mut Findings) {
    for field in needed(case) {
        let without = reached_without(case, &field);
        for (stage, why) in stages_that_need(case, &field) {
            if let Some(story) = without.get(stage.name.as_str()) {
                let title = case.field(&field).map_or(field.as_str(), |field| field.title.as_str());
                let message =
                    format!("到环节“{}”时，“{title}”（`{field}`）可能还没有值，{why}。最短的路：{story}", stage.title);
                let help = format!("在路上的某个动作里 `ask: [{field}]`，或在条件里写 `has(form.{field})`");
                out.error(stage.span, "field-before-value", message).help(help);
            }
        }
        deadlines(case, &field, &without, out);
    }
}

fn deadlines(case: &CaseType, field: &str, without: &BTreeMap<&str, String>, out: &mut Findings) {
    for deadline in &case.deadlines {
        let from = match &deadline.starts {
            Starts::Filed => case.start.as_str(),
            Starts::Stage(stage) => stage.as_str(),
            Starts::Branch(branch) => {
                let rule = case.split_of(branch).and_then(|(_, split)| split.branch(branch));
                rule.map_or("", |rule| rule.start.as_str())
            }
        };
        let path = format!("form.{field}");
        for rule in &deadline.rules {
            let reads = rule.term.field() == Some(field);
            let sure = rule.when.as_ref().is_some_and(|guard| guard.implies.contains(&path));
            if reads && !sure && without.contains_key(from) {
                let message = format!("时限“{}”从 `{field}` 取日期或时间，起算时它可能还没有值", deadline.title);
                out.error(rule.span, "field-before-value", message)
                    .help(format!("把它设为必填，或写 `when: has(form.{field})`"));
            }
        }
    }
}

/// The fields of which a stage or a deadline makes use.
fn needed(case: &CaseType) -> BTreeSet<String> {
    let units = case.stages.iter().flat_map(units_of).map(|(field, _)| field.clone());
    let dates = case.deadlines.iter().flat_map(|deadline| &deadline.rules).filter_map(|rule| rule.term.field());
    units.chain(dates.map(str::to_owned)).collect()
}

fn stages_that_need<'c>(case: &'c CaseType, field: &str) -> Vec<(&'c Stage, &'static str)> {
    let needs =
        |stage: &'c Stage| units_of(stage).into_iter().find(|(name, _)| *name == field).map(|(_, why)| (stage, why));
    case.stages.iter().filter_map(needs).collect()
}

/// The unit fields that a stage uses without asking whether they are there.
fn units_of(stage: &Stage) -> Vec<(&String, &'static str)> {
    let mut all = Vec::new();
    if let TaskRule::Officer { unit, .. } = &stage.task {
        all.extend(field_of(unit).map(|name| (name, "任务就没有单位")));
    }
    for action in &stage.actions {
        if let Does::Extend { approvals, .. } = &action.does {
            let sure = |name: &String, guard: &Option<crate::pack::guard::Guard>| {
                guard.as_ref().is_some_and(|guard| guard.implies.contains(&format!("form.{name}")))
            };
            let bare = approvals.iter().filter_map(|step| field_of(&step.unit).filter(|name| !sure(name, &step.when)));
            all.extend(bare.map(|name| (name, "批准就没有单位")));
        }
    }
    all
}

fn field_of(unit: &UnitRule) -> Option<&String> {
    match unit {
        UnitRule::Field(field) | UnitRule::Climbs(field) | UnitRule::Worked(field) => Some(field),
        UnitRule::Route(_) => None,
    }
}

/// The fields that have no value, are asked nowhere on some way from a stage, and are needed on it.
pub(crate) fn missing_on_the_way(case: &CaseType, from: &str, has: &dyn Fn(&str) -> bool) -> Vec<String> {
    let Some(start) = case.stage(from) else { return Vec::new() };
    let missing = |field: &String| {
        let reached = reached_from(case, start, field);
        let needed = stages_that_need(case, field);
        !has(field) && needed.iter().any(|(stage, _)| reached.contains_key(stage.name.as_str()))
    };
    needed(case).into_iter().filter(missing).collect()
}

/// The stages that can be reached while the field has no value, each with the shortest way to it.
fn reached_without<'c>(case: &'c CaseType, field: &str) -> BTreeMap<&'c str, String> {
    let given = case.form.iter().any(|known| known.name == field && known.required);
    let start = case.stage(&case.start).filter(|_| !given);
    start.map(|start| reached_from(case, start, field)).unwrap_or_default()
}

/// The same from a stage on.
fn reached_from<'c>(case: &'c CaseType, start: &'c Stage, field: &str) -> BTreeMap<&'c str, String> {
    let mut found: BTreeMap<&'c str, String> = BTreeMap::new();
    found.insert(start.name.as_str(), start.title.clone());
    let mut queue = VecDeque::from([start]);
    while let Some(stage) = queue.pop_front() {
        let story = found.get(stage.name.as_str()).cloned().unwrap_or_default();
        for (words, next) in ways_without(case, stage, field) {
            if !found.contains_key(next.name.as_str()) {
                found.insert(next.name.as_str(), format!("{story} —{words}→ {}", next.title));
                queue.push_back(next);
            }
        }
    }
    found
}

/// The ways from a stage that leave the field without a value.
fn ways_without<'c>(case: &'c CaseType, stage: &'c Stage, field: &str) -> Vec<(String, &'c Stage)> {
    let open = case.actions.iter().filter(|action| match &action.during {
        During::Stages(stages) => stages.contains(&stage.name),
        During::Open | During::Always => true,
        During::Closed => false,
    });
    let mut ways = Vec::new();
    for action in stage.actions.iter().chain(open) {
        let path = format!("form.{field}");
        if gives_value(action, field) {
            continue;
        }
        let stages = destinations(action, &path).into_iter().filter_map(|name| case.stage(name));
        ways.extend(stages.map(|next| (action.title.clone(), next)));
    }
    if let Some(split) = &stage.split {
        ways.extend(split_ways(case, split, field));
    }
    if let Some(Destination::Stage(name)) = stage.silence.as_ref().map(|silence| &silence.then) {
        ways.extend(case.stage(name).map(|next| ("无人作声".to_owned(), next)));
    }
    for way in stage.waits.iter().flat_map(|wait| std::iter::once(&wait.then).chain(&wait.otherwise)) {
        if let Destination::Stage(name) = way {
            ways.extend(case.stage(name).map(|next| ("等子事项".to_owned(), next)));
        }
    }
    ways
}

/// Whether the field has a value once the action was taken.
fn gives_value(action: &Action, field: &str) -> bool {
    let gives = action.ask.iter().any(|asked| asked.keeps && asked.required && asked.name == field);
    let path = format!("form.{field}");
    gives || action.when.as_ref().is_some_and(|(guard, _)| guard.implies.contains(&path))
}

/// The ways on of a stage that splits: into its branches, and to where they join, unless each way of a branch that is
/// needed gives the field its value.
fn split_ways<'c>(case: &'c CaseType, split: &'c Split, field: &str) -> Vec<(String, &'c Stage)> {
    let mut ways: Vec<(String, &Stage)> = Vec::new();
    for branch in split.branches.iter().filter(|branch| !given_before(case, split, branch, field)) {
        ways.extend(case.stage(&branch.start).map(|next| (format!("分支“{}”", branch.title), next)));
    }
    let well = |outcome: &str| split.counts(outcome);
    let given = || split.join.need == Need::All && split.branches.iter().any(|it| gives(case, it, field, &well));
    let mut to = |words: &str, to: Option<&'c Destination>| {
        if let Some(Destination::Stage(name)) = to {
            ways.extend(case.stage(name).map(|next| (words.to_owned(), next)));
        }
    };
    if !given() {
        to("各分支汇合", Some(&split.join.then));
    }
    to("汇合不成", split.join.otherwise.as_ref());
    ways
}

/// Whether a branch that another waits for, near or far, gives the field its value.
fn given_before(case: &CaseType, split: &Split, branch: &BranchRule, field: &str) -> bool {
    branch.after.iter().any(|(name, accepts)| {
        let fits = |outcome: &str| accepts.fits(Some(outcome));
        split
            .branch(name)
            .is_some_and(|before| gives(case, before, field, &fits) || given_before(case, split, before, field))
    })
}

/// Whether a branch cannot come to one of these outcomes without the field having a value.
fn gives(case: &CaseType, branch: &BranchRule, field: &str, of: &dyn Fn(&str) -> bool) -> bool {
    let mut seen = BTreeSet::from([branch.start.as_str()]);
    let mut open: Vec<&Stage> = case.stage(&branch.start).into_iter().collect();
    while let Some(stage) = open.pop() {
        if ends_without(stage, field, of) {
            return false;
        }
        let next = ways_without(case, stage, field).into_iter().map(|(_, next)| next);
        open.extend(next.filter(|it| it.branch == stage.branch && seen.insert(&it.name)));
    }
    !branch.otherwise.iter().any(|outcome| of(outcome))
}

fn ends_without(stage: &Stage, field: &str, of: &dyn Fn(&str) -> bool) -> bool {
    let well = |go: &Destination| matches!(go, Destination::End(outcome) if of(outcome));
    let waits = stage.waits.iter().flat_map(|wait| std::iter::once(&wait.then).chain(&wait.otherwise));
    let silent = stage.silence.iter().map(|silence| &silence.then).chain(waits).any(well);
    let acts = stage.actions.iter().filter(|action| !gives_value(action, field));
    let by_act = acts.filter_map(|action| match &action.does {
        Does::Go(choices) => Some(choices),
        _ => None,
    });
    silent || by_act.flatten().any(|choice| well(&choice.go))
}

/// Where an action can lead while the field has no value: a choice that asks for it is not taken then.
fn destinations<'c>(action: &'c Action, path: &str) -> Vec<&'c str> {
    let mut stages = Vec::new();
    if let Some(otherwise) = action.limit.as_ref().and_then(|limit| limit.otherwise.as_ref()) {
        stages.push(otherwise.as_str());
    }
    if let Does::Go(choices) = &action.does {
        for choice in open_choices(choices, path) {
            if let Destination::Stage(stage) = &choice.go {
                stages.push(stage.as_str());
            }
        }
    }
    stages
}

fn open_choices<'c>(choices: &'c [Choice], path: &str) -> Vec<&'c Choice> {
    let mut open = Vec::new();
    for choice in choices {
        match &choice.when {
            Some(guard) if guard.implies.contains(path) => {}
            Some(guard) => {
                open.push(choice);
                // Whoever comes past a condition that fails only where the field has a value, has one.
                if guard.denies.contains(path) {
                    break;
                }
            }
            None => open.push(choice),
        }
    }
    open
}
