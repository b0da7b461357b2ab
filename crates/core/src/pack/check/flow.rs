//! The situations that a case can come to outside branches, or that one branch can: stage, round, counts of limited
//! actions, whether a clock runs. Found breadth first, so each situation knows the shortest way to it.
//!
//! A stage that splits is one situation here, with the ways on by which its branches join: they are looked at each alone.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::cells::{Ground, cover};
use super::choices;
use crate::pack::diagnostic::{Trace, TraceStep};
use crate::pack::guard::Guard;
use crate::pack::model::{
    Action, Awaits, BranchRule, CaseType, Choice, Deadline, Destination, Does, During, Span, Split, Stage, Starts,
    TaskRule,
};

/// More situations than this are not looked at.
const MOST: usize = 1 << 16;

/// Where a case stands, as far as its ways on depend on it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Situation {
    /// The stage; `None` when closed, or when the branch has ended.
    pub stage: Option<String>,
    /// The outcome with which the branch ended.
    pub ended: Option<String>,
    /// The round, up to one beyond the last that counts.
    pub round: u32,
    /// How often each limited action was taken, up to its limit.
    pub taken: BTreeMap<String, u32>,
    /// Whether a deadline of the case ever began.
    pub begun: bool,
    /// Whether a deadline of the case runs.
    pub clock: bool,
}

/// How a situation leads to another.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Way {
    /// What is done, in the pack's words.
    pub words: String,
    /// The action's name; empty for silence.
    pub action: String,
    /// Where it is written.
    pub span: Span,
    /// Whether the stage itself offers it: what is open at any time (withdrawing) is no way of working.
    pub own: bool,
    /// Whether only time passes: nobody acts.
    pub silent: bool,
    /// How the branches come to join, where that is the way.
    pub through: Vec<TraceStep>,
    /// Index of the situation that it leads to.
    pub leads: usize,
}

/// All situations with their ways on.
pub struct Flow {
    /// The situations, in the order in which they were found; the first is the start.
    pub situations: Vec<Situation>,
    /// The ways on of each.
    pub ways: Vec<Vec<Way>>,
    /// How each was found first: from which, by which way.
    pub found: Vec<Option<(usize, usize)>>,
    /// Whether there were too many to look at all.
    pub cut_short: bool,
    /// The branch; none for what is outside branches.
    pub branch: Option<String>,
    /// How one comes to the first situation: for a branch the way to where the case splits, in words and steps.
    pub before: (String, Vec<TraceStep>),
}

/// How the branches of a stage can join, each with the shortest way there.
#[derive(Clone, Debug, Default)]
pub struct Joins {
    /// Enough of them end well.
    pub reached: Option<Vec<TraceStep>>,
    /// Enough of them no longer can.
    pub failed: Option<Vec<TraceStep>>,
}

impl Flow {
    /// Finds all situations of a case type outside branches; `joins` says how each stage that splits can go on.
    pub fn of(case: &CaseType, joins: &BTreeMap<String, Joins>) -> Self {
        let clock = starts_at_filing(case);
        Self::from(case, (None, &case.start), vec![(1, clock)], joins)
    }

    /// Finds all situations of a branch, in each round in which it can be gone.
    pub fn of_branch(case: &CaseType, branch: &BranchRule) -> Self {
        let own = case.deadlines.iter().any(|deadline| deadline.branch() == Some(&branch.name));
        let rounds = 1..=u32::try_from(*choices::rounds(case).end()).unwrap_or(1);
        let starts = rounds.map(|round| (round, own)).collect();
        Self::from(case, (Some(&branch.name), &branch.start), starts, &BTreeMap::new())
    }

    fn from(
        case: &CaseType,
        (branch, stage): (Option<&str>, &str),
        starts: Vec<(u32, bool)>,
        joins: &BTreeMap<String, Joins>,
    ) -> Self {
        let start = |(round, clock)| {
            let here = Situation { stage: None, ended: None, round, taken: BTreeMap::new(), begun: clock, clock };
            entered(case, branch, here, stage)
        };
        let situations: Vec<Situation> = starts.into_iter().map(start).collect();
        let mut index: BTreeMap<Situation, usize> =
            situations.iter().cloned().enumerate().map(|(at, here)| (here, at)).collect();
        let mut queue: VecDeque<usize> = (0..situations.len()).collect();
        let (found, before) = (vec![None; situations.len()], (String::new(), Vec::new()));
        let branch_name = branch.map(str::to_owned);
        let mut flow = Self { situations, ways: Vec::new(), found, cut_short: false, branch: branch_name, before };
        let mut steps = Steps { case, branch, joins, possible: BTreeMap::new(), able: BTreeMap::new() };
        while let Some(at) = queue.pop_front() {
            let Some(here) = flow.situations.get(at).cloned() else { continue };
            let mut ways: Vec<Way> = Vec::new();
            for (way, next) in steps.from(&here) {
                let known = index.len();
                let leads = *index.entry(next.clone()).or_insert(known);
                if leads == known {
                    flow.situations.push(next);
                    flow.found.push(Some((at, ways.len())));
                    queue.push_back(leads);
                }
                ways.push(Way { leads, ..way });
            }
            flow.ways.push(ways);
            if flow.situations.len() > MOST {
                flow.cut_short = true;
                break;
            }
        }
        flow.ways.resize(flow.situations.len(), Vec::new());
        flow
    }

    /// The shortest way to a situation, in the pack's words.
    pub fn story(&self, case: &CaseType, to: usize) -> String {
        let mut steps = Vec::new();
        let mut at = to;
        while let Some(Some((from, way))) = self.found.get(at) {
            let words = self.ways.get(*from).and_then(|ways| ways.get(*way)).map(|way| way.words.clone());
            steps.push(format!("—{}→ {}", words.unwrap_or_default(), self.name(case, at)));
            at = *from;
        }
        steps.push(format!("{}{}", self.before.0, self.name(case, at)));
        steps.reverse();
        steps.join(" ")
    }

    /// The shortest way to a situation, step by step.
    pub fn trace(&self, case: &CaseType, to: usize) -> Trace {
        let mut steps = Vec::new();
        let mut at = to;
        while let Some(Some((from, way))) = self.found.get(at) {
            if let Some(way) = self.ways.get(*from).and_then(|ways| ways.get(*way)) {
                match way.through.is_empty() {
                    true => steps.push(self.step(way, at)),
                    false => steps.extend(way.through.iter().rev().cloned()),
                }
            }
            at = *from;
        }
        steps.extend(self.before.1.iter().rev().cloned());
        steps.reverse();
        let name = case.id.0.rsplit('.').next().unwrap_or_default();
        Trace { case: name.to_owned(), steps }
    }

    /// A way as a step to where it leads.
    pub fn step(&self, way: &Way, to: usize) -> TraceStep {
        let there = self.situations.get(to);
        let (stage, ended) = there.map(|there| (there.stage.clone(), there.ended.clone())).unwrap_or_default();
        let round = there.map_or(1, |there| there.round);
        TraceStep { action: way.action.clone(), branch: self.branch.clone(), stage, ended, round }
    }

    /// The outcomes with which the branch can end.
    pub fn outcomes(&self) -> BTreeSet<&str> {
        self.situations.iter().filter_map(|here| here.ended.as_deref()).collect()
    }

    /// The shortest way to an outcome of the branch in a round.
    pub fn to_outcome(&self, outcome: &str, round: u32) -> Vec<TraceStep> {
        let there = |here: &Situation| here.ended.as_deref() == Some(outcome) && here.round == round;
        let mut at = self.situations.iter().position(there);
        let mut steps = Vec::new();
        while let Some((to, Some(Some((from, way))))) = at.map(|at| (at, self.found.get(at))) {
            let way = self.ways.get(*from).and_then(|ways| ways.get(*way));
            steps.extend(way.map(|way| self.step(way, to)));
            at = Some(*from);
        }
        steps.reverse();
        steps
    }

    /// The situations from which a closed one can be reached by ways of a sort.
    pub fn closing(&self, sort: impl Fn(&Way) -> bool) -> BTreeSet<usize> {
        let mut back: Vec<Vec<usize>> = vec![Vec::new(); self.situations.len()];
        for (at, ways) in self.ways.iter().enumerate() {
            for way in ways.iter().filter(|way| sort(way)) {
                back.iter_mut().skip(way.leads).take(1).for_each(|from| from.push(at));
            }
        }
        let closed = self.situations.iter().enumerate().filter(|(_, here)| here.stage.is_none()).map(|(at, _)| at);
        let mut seen: BTreeSet<usize> = closed.collect();
        let mut open: Vec<usize> = seen.iter().copied().collect();
        while let Some(at) = open.pop() {
            let before = back.get(at).into_iter().flatten().copied();
            open.extend(before.filter(|from| seen.insert(*from)).collect::<Vec<_>>());
        }
        seen
    }

    /// A situation by its stage's title.
    pub fn name(&self, case: &CaseType, at: usize) -> String {
        let stage = self.situations.get(at).and_then(|here| here.stage.as_deref());
        let end = if self.branch.is_some() { "分支结束" } else { "办结" };
        let title = stage.and_then(|stage| case.stage(stage)).map_or(end, |stage| stage.title.as_str());
        let round = self.situations.get(at).map_or(1, |here| here.round);
        if round > 1 { format!("{title}（第 {round} 轮）") } else { title.to_owned() }
    }
}

fn starts_at_filing(case: &CaseType) -> bool {
    case.deadlines.iter().any(|deadline| deadline.starts == Starts::Filed)
}

/// The clock of the case, or of the branch, after a stage was entered.
fn entered(case: &CaseType, branch: Option<&str>, mut here: Situation, stage: &str) -> Situation {
    let own = || case.deadlines.iter().filter(|deadline| !deadline.is_duty() && deadline.branch() == branch);
    if own().any(|deadline| deadline.starts == Starts::Stage(stage.to_owned())) {
        here.clock = true;
        here.begun = true;
    }
    let met = |deadline: &Deadline| deadline.met_by.iter().any(|by| by == stage);
    if own().next().is_some() && own().all(met) {
        here.clock = false;
    }
    here.stage = Some(stage.to_owned());
    here
}

/// Finds the ways on of a situation.
struct Steps<'c> {
    case: &'c CaseType,
    /// The branch that is looked at.
    branch: Option<&'c str>,
    /// How each stage that splits can go on.
    joins: &'c BTreeMap<String, Joins>,
    /// Which choices of an action (by its place) can be taken in a round.
    possible: BTreeMap<(u32, u32, u32, u32), Vec<bool>>,
    /// Which actions' own conditions can hold in a round.
    able: BTreeMap<(u32, u32, u32, u32), bool>,
}

impl<'c> Steps<'c> {
    fn from(&mut self, here: &Situation) -> Vec<(Way, Situation)> {
        let case = self.case;
        let mut steps = Vec::new();
        match here.stage.as_deref().and_then(|stage| case.stage(stage)) {
            Some(stage) => self.open(here, stage, &mut steps),
            None if self.branch.is_some() => {}
            None => {
                let closed =
                    case.actions.iter().filter(|action| matches!(action.during, During::Closed | During::Always));
                closed.for_each(|action| self.take(here, action, true, &mut steps));
            }
        }
        steps
    }

    fn open(&mut self, here: &Situation, stage: &'c Stage, steps: &mut Vec<(Way, Situation)>) {
        stage.actions.iter().for_each(|action| self.take(here, action, true, steps));
        for action in &self.case.actions {
            match &action.during {
                During::Stages(stages) if stages.contains(&stage.name) => self.take(here, action, true, steps),
                During::Open | During::Always => self.take(here, action, false, steps),
                During::Stages(_) | During::Closed => {}
            }
        }
        if let (TaskRule::Reporter, Some(silence)) = (&stage.task, &stage.silence) {
            let next = self.go(here, &silence.then, false);
            let words = format!("无人作声 {}", silence.after);
            steps.push((of_itself(words, stage.span, true, Vec::new()), next));
        }
        if let Some(wait) = &stage.waits {
            self.wait(here, wait, steps);
        }
        if let Some(split) = &stage.split {
            self.join(here, stage, split, steps);
        }
        if self.branch.is_none() {
            self.papers(here, steps);
        }
    }

    /// Papers that do not come, or prove false, lead on from wherever the case stands: no way of working, but a way.
    fn papers(&self, here: &Situation, steps: &mut Vec<(Way, Situation)>) {
        for paper in &self.case.papers {
            for (words, then, span) in paper.consequences() {
                let way = of_itself(format!("《{}》{words}", paper.title), span, false, Vec::new());
                steps.push((Way { own: false, ..way }, self.go(here, then, false)));
            }
        }
    }

    /// The ways on of a stage that waits for sub-cases. Where none was opened one of them is gone at once, by nobody.
    fn wait(&self, here: &Situation, wait: &Awaits, steps: &mut Vec<(Way, Situation)>) {
        let ways = [("子事项等到了", Some(&wait.then)), ("子事项等不到了", wait.otherwise.as_ref())];
        for (words, to) in ways.into_iter().filter_map(|(words, to)| Some((words, to?))) {
            let at_once = wait.of_nothing() == Some(to);
            steps.push((of_itself(words.to_owned(), wait.span, at_once, Vec::new()), self.go(here, to, false)));
        }
    }

    /// The ways on of a stage that splits: its branches join, or an action of one of them leaves all.
    fn join(&mut self, here: &Situation, stage: &'c Stage, split: &'c Split, steps: &mut Vec<(Way, Situation)>) {
        let joins = self.joins.get(&stage.name).cloned().unwrap_or_default();
        if let Some(through) = joins.reached {
            let way = of_itself("各分支汇合".to_owned(), split.join.span, false, in_round(through, here.round));
            steps.push((way, self.go(here, &split.join.then, false)));
        }
        if let (Some(through), Some(otherwise)) = (joins.failed, &split.join.otherwise) {
            let way = of_itself("汇合不成".to_owned(), split.join.span, false, in_round(through, here.round));
            steps.push((way, self.go(here, otherwise, false)));
        }
        for branch in &split.branches {
            let of_branch = self.case.stages.iter().filter(|stage| stage.branch.as_ref() == Some(&branch.name));
            let leaving = of_branch.flat_map(|stage| &stage.actions).filter(|action| action.leaves);
            leaving.for_each(|action| self.take(here, action, true, steps));
        }
    }

    /// Whether a way leads somewhere in what is looked at: outside branches a branch's own ways lead nowhere.
    fn leads(&self, to: &Destination) -> bool {
        let in_branch = |stage: &String| self.case.stage(stage).is_some_and(|stage| stage.branch.is_some());
        match to {
            Destination::Stage(stage) => self.branch.is_some() || !in_branch(stage),
            Destination::Close(_) => true,
            Destination::End(_) => self.branch.is_some(),
        }
    }

    fn take(&mut self, here: &Situation, action: &'c Action, own: bool, steps: &mut Vec<(Way, Situation)>) {
        if action.by.is_empty() || !self.can(here, action) {
            return;
        }
        let way = Way {
            words: action.title.clone(),
            action: action.name.clone(),
            span: action.span,
            own,
            silent: false,
            through: Vec::new(),
            leads: 0,
        };
        let taken = here.taken.get(&action.name).copied().unwrap_or_default();
        let mut free = true;
        let mut after = here.clone();
        if let Some(limit) = &action.limit {
            // Counted by unit, another unit may still take it when this one may not.
            free = limit.per_unit || taken < limit.times;
            let over = taken >= limit.times;
            after.taken.insert(action.name.clone(), (taken + 1).min(limit.times));
            if let (true, Some(stage)) = (over, &limit.otherwise) {
                let words = format!("{}（次数用完）", action.title);
                steps.push((Way { words, ..way.clone() }, self.go(here, &Destination::Stage(stage.clone()), false)));
            }
        }
        if free {
            self.moves(&after, action, &way, steps);
        }
    }

    fn moves(&mut self, after: &Situation, action: &'c Action, way: &Way, steps: &mut Vec<(Way, Situation)>) {
        match &action.does {
            Does::Go(choices) => {
                let possible = self.possible(after.round, action, choices);
                let open =
                    choices.iter().zip(possible).filter(|(choice, possible)| *possible && self.leads(&choice.go));
                for (choice, _) in open {
                    steps
                        .push((Way { span: choice.span, ..way.clone() }, self.go(after, &choice.go, choice.new_round)));
                }
            }
            Does::Reopen { go, .. } => steps.push((way.clone(), self.go(after, go, true))),
            _ => steps.push((way.clone(), after.clone())),
        }
    }

    /// Whether the action's own condition can hold in this round.
    fn can(&mut self, here: &Situation, action: &Action) -> bool {
        let Some((guard, _)) = &action.when else { return true };
        let (case, round) = (self.case, i64::from(here.round));
        let find = || {
            let ground = Ground { case, input: &action.ask, rounds: round..=round };
            cover(&ground, &[Some(guard)]).is_none_or(|found| found.first != [false])
        };
        *self.able.entry(key(action, here.round, [Some(guard)])).or_insert_with(find)
    }

    fn possible(&mut self, round: u32, action: &Action, choices: &[Choice]) -> Vec<bool> {
        if let [Choice { when: None, .. }] = choices {
            return vec![true];
        }
        let case = self.case;
        let find = || {
            let conditions: Vec<Option<&Guard>> = choices.iter().map(|choice| choice.when.as_ref()).collect();
            let ground = Ground { case, input: &action.ask, rounds: i64::from(round)..=i64::from(round) };
            cover(&ground, &conditions).map_or_else(|| vec![true; choices.len()], |found| found.first)
        };
        let guards = choices.iter().map(|choice| choice.when.as_ref());
        self.possible.entry(key(action, round, guards)).or_insert_with(find).clone()
    }

    /// Whether a stage belongs to what is looked at; a branch that is left for another stage is over.
    fn stays(&self, stage: &str) -> bool {
        self.case.stage(stage).is_none_or(|stage| stage.branch.as_deref() == self.branch)
    }

    fn go(&self, from: &Situation, to: &Destination, new_round: bool) -> Situation {
        let mut next = from.clone();
        if new_round {
            let last = u32::try_from(*choices::rounds(self.case).end()).unwrap_or(u32::MAX);
            next.round = (next.round + 1).min(last.max(self.case.rounds_max + 1));
            next.clock |= starts_at_filing(self.case);
        }
        // What was counted does not matter once it is closed; reopening begins anew.
        let over = |ended| Situation { stage: None, ended, clock: false, taken: BTreeMap::new(), ..next.clone() };
        match to {
            Destination::Stage(stage) if self.stays(stage) => entered(self.case, self.branch, next, stage),
            Destination::Stage(_) | Destination::Close(_) => over(None),
            Destination::End(outcome) => over(Some(outcome.clone())),
        }
    }
}

/// A way on that nobody goes: it comes of itself.
fn of_itself(words: String, span: Span, silent: bool, through: Vec<TraceStep>) -> Way {
    Way { words, action: String::new(), span, own: true, silent, through, leads: 0 }
}

fn in_round(steps: Vec<TraceStep>, round: u32) -> Vec<TraceStep> {
    steps.into_iter().map(|step| TraceStep { round, ..step }).collect()
}

/// An action by its place, in a round; in any (0) where its conditions do not look at the round.
fn key<'g>(action: &Action, round: u32, guards: impl IntoIterator<Item = Option<&'g Guard>>) -> (u32, u32, u32, u32) {
    let looks = guards.into_iter().flatten().any(|guard| guard.reads.contains("case.round"));
    (action.span.file, action.span.line, action.span.column, if looks { round } else { 0 })
}
