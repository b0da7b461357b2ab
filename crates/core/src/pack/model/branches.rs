//! Ways that are gone side by side: how a stage splits into branches, what each of them waits for, and how they join.

use std::collections::BTreeMap;

use super::{Destination, Span};
use crate::pack::guard::Guard;

/// A stage that splits: its own task leads, its branches do the work.
#[derive(Clone, Debug)]
pub struct Split {
    /// The branches, in the order of the file.
    pub branches: Vec<BranchRule>,
    /// How a branch of it may end, with titles.
    pub outcomes: BTreeMap<String, String>,
    /// How they join.
    pub join: Join,
}

/// One branch.
#[derive(Clone, Debug)]
pub struct BranchRule {
    /// Its name: the name of its standing too.
    pub name: String,
    /// Chinese title.
    pub title: String,
    /// The branches that must have ended first, by the outcomes that let it begin.
    pub after: BTreeMap<String, Accepts>,
    /// Under which condition it is gone at all; looked at once, when it could begin.
    pub when: Option<Guard>,
    /// The outcome with which it ends without having begun, where that does not hold or what it waits for ended in
    /// another way.
    pub otherwise: Option<String>,
    /// The stage that it begins with.
    pub start: String,
    /// Where it is declared.
    pub span: Span,
}

/// With which outcomes of another branch a branch may begin.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Accepts {
    /// Whatever it is.
    Any,
    /// One of these.
    Only(Vec<String>),
}

impl Accepts {
    /// Whether an outcome is one of them; a branch that was withdrawn has none.
    pub fn fits(&self, outcome: Option<&str>) -> bool {
        match self {
            Self::Any => true,
            Self::Only(outcomes) => outcome.is_some_and(|outcome| outcomes.iter().any(|one| one == outcome)),
        }
    }
}

/// How branches join.
#[derive(Clone, Debug)]
pub struct Join {
    /// How many must end well.
    pub need: Need,
    /// The outcomes that count as well.
    pub of: Vec<String>,
    /// Where the case goes then.
    pub then: Destination,
    /// Where it goes as soon as that can come no more; none where it always comes.
    pub otherwise: Option<Destination>,
    /// Where it is declared.
    pub span: Span,
}

/// How many branches must end well.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Need {
    /// Every one.
    All,
    /// So many, one at least.
    Count(usize),
}

impl Split {
    /// A branch by its name.
    pub fn branch(&self, name: &str) -> Option<&BranchRule> {
        self.branches.iter().find(|branch| branch.name == name)
    }

    /// How many branches must end well.
    pub fn needed(&self) -> usize {
        match self.join.need {
            Need::All => self.branches.len(),
            Need::Count(count) => count,
        }
    }

    /// Whether an outcome counts for the join.
    pub fn counts(&self, outcome: &str) -> bool {
        self.join.of.iter().any(|one| one == outcome)
    }
}
