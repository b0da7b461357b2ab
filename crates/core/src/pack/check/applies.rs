//! Under which rule of a deadline a case can come to a situation: what was filed as urgent goes the way of the urgent.
//!
//! What the form says is taken to stay as it was filed; a condition that no reading of it makes true closes the way.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{Ground, cover, cover_of_term, together};
use super::fit::most_hours;
use super::flow::{Flow, Way};
use crate::calendar::Length;
use crate::pack::guard::Guard;
use crate::pack::model::{CaseType, Choice, Deadline, DeadlineRule, DeadlineTerm, Does, Stage, Starts, Within};

/// A rule that may be the one by which a case runs.
pub struct Applied<'c> {
    /// The rule.
    pub rule: &'c DeadlineRule,
    /// Its length.
    pub length: Length,
    /// Where its clock starts.
    pub starts: BTreeSet<usize>,
    /// The situations that a case under this rule can come to, in the round in which it was matched.
    pub reach: BTreeSet<usize>,
    /// The lengths that each stage's task can have under this rule; `None` among them where it may take what remains.
    lengths: BTreeMap<&'c str, Vec<Option<Length>>>,
}

impl Applied<'_> {
    /// The lengths that a stage's task can have under this rule; `None` among them where it may take what remains.
    pub fn own_lengths(&self, stage: &Stage) -> &[Option<Length>] {
        self.lengths.get(stage.name.as_str()).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The rules of a deadline that say how long, each with where it leads, for each round apart.
pub fn applied<'c>(case: &'c CaseType, deadline: &'c Deadline, flow: &Flow) -> Vec<Applied<'c>> {
    let conditions: Vec<Option<&Guard>> = deadline.rules.iter().map(|rule| rule.when.as_ref()).collect();
    // Rounds beyond those of a rating come of reopening, and are like the last of them.
    let last = case.rounds_max.max(2);
    let rounds: BTreeSet<u32> = flow.situations.iter().map(|here| here.round).filter(|round| *round <= last).collect();
    let mut all = Vec::new();
    for round in rounds {
        let ground = Ground { case, input: &[], rounds: i64::from(round)..=i64::from(round) };
        let possible = cover(&ground, &conditions).map(|found| found.first);
        let starts = starts(deadline, flow, round);
        let terms = terms(&ground, &conditions);
        let mut ways = Ways { case, round, met_by: &deadline.met_by, conditions: &conditions, known: BTreeMap::new() };
        for (index, rule) in deadline.rules.iter().enumerate() {
            let can_be = possible.as_ref().is_none_or(|first| first.get(index).copied().unwrap_or(true));
            let possible = if can_be { own_lengths(&ground, &conditions, (index, rule)) } else { Vec::new() };
            if possible.is_empty() {
                continue;
            }
            let reach = ways.reach(flow, index, &starts);
            for length in possible {
                let lengths = terms.iter().map(|(stage, terms)| (*stage, lengths(terms, index))).collect();
                all.push(Applied { rule, length, starts: starts.clone(), reach: reach.clone(), lengths });
            }
        }
    }
    all
}

/// The lengths that a rule can give: its own, or those of the terms under which it can be the first to hold; the
/// shortest stands first.
fn own_lengths(
    ground: &Ground<'_>,
    conditions: &[Option<&Guard>],
    (index, rule): (usize, &DeadlineRule),
) -> Vec<Length> {
    let (field, attribute) = match &rule.term {
        DeadlineTerm::Within(length) => return vec![*length],
        DeadlineTerm::OfTerm { field, attribute } => (field, attribute),
        DeadlineTerm::On(_) | DeadlineTerm::From { .. } => return Vec::new(),
    };
    let terms = ground.case.vocabulary_of(field).map(|list| list.terms.as_slice()).unwrap_or_default();
    let can_be = |code: &str| {
        let first = cover_of_term(ground, conditions, (field, code));
        first.is_none_or(|first| first.get(index).copied().unwrap_or(true))
    };
    let mut found: Vec<Length> = Vec::new();
    for length in terms.iter().filter(|term| can_be(&term.code)).filter_map(|term| term.length(attribute)) {
        if !found.contains(&length) {
            found.push(length);
        }
    }
    found.sort_by_key(|length| most_hours(*length));
    found
}

/// The times of each stage's task, each with the rules under which it can be had; none: under all.
type Terms<'c> = BTreeMap<&'c str, Vec<(Within, Option<BTreeSet<usize>>)>>;

fn terms<'c>(ground: &Ground<'c>, rules: &[Option<&Guard>]) -> Terms<'c> {
    let of_stage = |stage: &'c Stage| {
        let terms = stage.task.terms();
        let conditions: Vec<Option<&Guard>> = terms.iter().map(|(when, ..)| *when).collect();
        let pairs = (terms.len() > 1).then(|| together(ground, rules, &conditions)).flatten();
        let under = |term: usize| {
            pairs.as_ref().map(|pairs| pairs.iter().filter(|(_, at)| *at == term).map(|(rule, _)| *rule).collect())
        };
        let terms = terms.iter().enumerate().map(|(at, (_, within, _))| (*within, under(at)));
        (stage.name.as_str(), terms.collect())
    };
    ground.case.stages.iter().map(of_stage).collect()
}

fn lengths(terms: &[(Within, Option<BTreeSet<usize>>)], rule: usize) -> Vec<Option<Length>> {
    let possible = terms.iter().filter(|(_, under)| under.as_ref().is_none_or(|under| under.contains(&rule)));
    let length = |within: &Within| match within {
        Within::Length(length) => Some(*length),
        Within::Remaining => None,
    };
    possible.map(|(within, _)| length(within)).collect()
}

/// The situations in which the deadline starts in a round.
fn starts(deadline: &Deadline, flow: &Flow, round: u32) -> BTreeSet<usize> {
    let of_round = |at: &usize| flow.situations.get(*at).is_some_and(|here| here.round == round);
    match &deadline.starts {
        Starts::Filed if flow.branch.is_some() => BTreeSet::new(),
        Starts::Filed if round == 1 => BTreeSet::from([0]),
        Starts::Filed => {
            let earlier = flow.ways.iter().enumerate().filter(|(at, _)| !of_round(at));
            earlier.flat_map(|(_, ways)| ways).map(|way| way.leads).filter(of_round).collect()
        }
        Starts::Branch(branch) => {
            let begins = |at: &usize| of_round(at) && flow.found.get(*at).is_some_and(Option::is_none);
            let own = flow.branch.as_ref() == Some(branch);
            (0..flow.situations.len()).filter(|at| own && begins(at)).collect()
        }
        Starts::Stage(stage) => {
            let there = |at: &usize| flow.situations.get(*at).and_then(|here| here.stage.as_ref()) == Some(stage);
            (0..flow.situations.len()).filter(|at| of_round(at) && there(at)).collect()
        }
    }
}

/// Which rule and which choice can hold together, by their places.
type Pairs = BTreeSet<(usize, usize)>;

/// The ways that are open in a round under a rule.
struct Ways<'c> {
    case: &'c CaseType,
    round: u32,
    /// The stages at which the deadline is met: what comes behind them is no longer under its rule.
    met_by: &'c [String],
    conditions: &'c [Option<&'c Guard>],
    /// By the place of an action's first choice: which rule and which choice can hold together.
    known: BTreeMap<(u32, u32, u32), Option<Pairs>>,
}

impl Ways<'_> {
    fn reach(&mut self, flow: &Flow, rule: usize, starts: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut seen = starts.clone();
        let mut open: Vec<usize> = starts.iter().copied().collect();
        while let Some(at) = open.pop() {
            let stage = flow.situations.get(at).and_then(|here| here.stage.as_ref());
            if stage.is_some_and(|stage| self.met_by.contains(stage)) {
                continue;
            }
            for way in flow.ways.get(at).into_iter().flatten() {
                let same_round = flow.situations.get(way.leads).is_some_and(|next| next.round == self.round);
                if same_round && !seen.contains(&way.leads) && self.is_open(rule, way) {
                    seen.insert(way.leads);
                    open.push(way.leads);
                }
            }
        }
        seen
    }

    fn is_open(&mut self, rule: usize, way: &Way) -> bool {
        let case = self.case;
        let choices = case.all_actions().filter(|(_, action)| action.name == way.action).find_map(|(_, action)| {
            let Does::Go(choices) = &action.does else { return None };
            let taken = choices.iter().position(|choice| choice.span == way.span)?;
            Some((taken, action.ask.as_slice(), choices.as_slice()))
        });
        let Some((taken, asked, choices)) = choices else { return true };
        let Some(first) = choices.first().filter(|_| self.read_the_same(choices)) else { return true };
        let key = (first.span.file, first.span.line, first.span.column);
        let (round, conditions) = (i64::from(self.round), self.conditions);
        let pairs = self.known.entry(key).or_insert_with(|| {
            let ground = Ground { case, input: asked, rounds: round..=round };
            let choices: Vec<Option<&Guard>> = choices.iter().map(|choice| choice.when.as_ref()).collect();
            together(&ground, conditions, &choices)
        });
        pairs.as_ref().is_none_or(|pairs| pairs.contains(&(rule, taken)))
    }

    /// Whether the choices look at something of the form that the rules look at too.
    fn read_the_same(&self, choices: &[Choice]) -> bool {
        let read: BTreeSet<&String> = self.conditions.iter().flatten().flat_map(|guard| &guard.reads).collect();
        let mut also = choices.iter().filter_map(|choice| choice.when.as_ref()).flat_map(|guard| &guard.reads);
        also.any(|path| path.starts_with("form.") && read.contains(path))
    }
}
