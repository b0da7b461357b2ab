//! What decisions on other matters leave a case out of, time by time of its life: from its filing, or from where it was
//! opened again after such a decision, to the next.

use std::collections::BTreeSet;

use super::case::Case;

impl Case {
    /// Whether it is left out of a count by a decision, since it was opened last.
    pub fn is_excluded(&self, count: &str) -> bool {
        self.rulings.values().flatten().any(|known| known == count)
    }

    /// Whether a decision came between this and a later state of it, by which some time of its life is counted otherwise.
    pub fn is_ruled_otherwise(&self, after: &Case) -> bool {
        // Nearly every case is left out of nothing, ever.
        if after.rulings.is_empty() {
            return false;
        }
        let now = |case: &Case| case.rulings.values().flatten().cloned().collect::<BTreeSet<String>>();
        let lives = |case: &Case| case.ruled_before.iter().cloned().chain([now(case)]).collect::<Vec<_>>();
        let (was, is) = (lives(self), lives(after));
        was.iter().zip(&is).any(|(was, is)| was != is)
    }

    /// How often it was opened again after it had been left out of something: which time of its life this is, from 0.
    pub fn life(&self) -> usize {
        self.ruled_before.len()
    }

    /// Whether a time of its life is left out of a count by a decision.
    pub fn is_excluded_in(&self, life: usize, count: &str) -> bool {
        match self.ruled_before.get(life) {
            Some(counts) => counts.contains(count),
            None => life == self.life() && self.is_excluded(count),
        }
    }

    /// The counts that it is left out of.
    pub fn excluded(&self) -> BTreeSet<&str> {
        self.rulings.values().flatten().map(String::as_str).collect()
    }
}
