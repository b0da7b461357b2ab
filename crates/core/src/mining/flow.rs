//! The way that a kind of matter really takes: how often each stage is entered and entered again, how long it lasts, whom
//! the matter waits for meanwhile, and where it goes from there. Drawn from the matters themselves, not from the rules.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::casework::case::{Case, Task, TaskKind};
use crate::directory::{PostName, UnitCode};

/// The flow of some matters of one kind.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Flow {
    /// Matters looked at.
    pub matters: u64,
    /// Those that are closed.
    pub closed: u64,
    /// By stage.
    pub stages: BTreeMap<String, Visits>,
    /// From where to where, with how long it took to get there.
    pub ways: BTreeMap<(String, End), Vec<i64>>,
    /// Whom matters waited for: natural seconds by post, none for the reporter.
    pub posts: BTreeMap<Option<PostName>, i64>,
    /// Natural seconds in the hands of each unit.
    pub units: BTreeMap<UnitCode, i64>,
}

/// Where a way ends.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum End {
    /// In a stage.
    Stage(String),
    /// With an outcome.
    Outcome(String),
}

/// The visits to a stage.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Visits {
    /// How often it was entered.
    pub times: u64,
    /// By how many matters.
    pub matters: u64,
    /// How many matters are there now.
    pub there: u64,
    /// How long each visit lasted that is over, in natural seconds.
    pub spans: Vec<i64>,
    /// The post that works there; none for the reporter.
    pub post: Option<PostName>,
}

impl Visits {
    /// How often a matter came back to it.
    #[must_use]
    pub fn again(&self) -> u64 {
        self.times.saturating_sub(self.matters)
    }
}

impl Flow {
    /// Adds a matter as it stands at an instant.
    pub fn add(&mut self, case: &Case, at: Timestamp) {
        self.matters += 1;
        self.closed += u64::from(case.closed.is_some());
        let steps: Vec<&Task> = case.tasks.iter().filter(|task| task.moves_on()).collect();
        let mut seen: Vec<&str> = Vec::new();
        for (place, task) in steps.iter().enumerate() {
            let next = steps.get(place + 1);
            self.visit(task, !seen.contains(&task.stage.as_str()), at);
            seen.push(&task.stage);
            let end = match (next, &case.closed) {
                (Some(next), _) => Some(End::Stage(next.stage.clone())),
                (None, Some(closed)) => Some(End::Outcome(closed.outcome.clone())),
                (None, None) => None,
            };
            if let (Some(end), Some((_, ended))) = (end, &task.ended) {
                self.ways.entry((task.stage.clone(), end)).or_default().push(seconds(task.opened, *ended));
            }
        }
    }

    fn visit(&mut self, task: &Task, first: bool, at: Timestamp) {
        let visits = self.stages.entry(task.stage.clone()).or_default();
        visits.times += 1;
        visits.matters += u64::from(first);
        visits.there += u64::from(task.is_open());
        visits.post = task.post.clone();
        let ended = task.ended.as_ref().map(|(_, ended)| *ended);
        visits.spans.extend(ended.map(|ended| seconds(task.opened, ended)));
        let post = task.post.clone().filter(|_| task.kind != TaskKind::Reporter);
        *self.posts.entry(post).or_default() += seconds(task.opened, ended.unwrap_or(at));
        for held in &task.held {
            *self.units.entry(held.unit.clone()).or_default() += seconds(held.from, held.until.or(ended).unwrap_or(at));
        }
    }
}

/// The one in the middle; of an even number the lower of the two.
#[must_use]
pub fn median(spans: &[i64]) -> Option<i64> {
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    spans.get(spans.len().checked_sub(1)? / 2).copied()
}

fn seconds(from: Timestamp, until: Timestamp) -> i64 {
    until.as_second().saturating_sub(from.as_second()).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_a_span_that_was() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[9, 1, 5]), Some(5));
        assert_eq!(median(&[4, 1, 3, 2]), Some(2));
    }
}
