//! How running matters of an older version go on under this one, as the pack declares it.

use std::collections::BTreeMap;

use super::Span;

/// How matters of one older version are carried.
#[derive(Clone, Debug)]
pub struct Carry {
    /// The older version.
    pub from: u32,
    /// Its stages that are called otherwise here, each with the stage where its matters go on.
    pub stages: BTreeMap<String, String>,
    /// Whether what runs is counted again, from where it began, under this version's limits.
    pub recounts: bool,
    /// Why limits of running matters may change.
    pub basis: Option<String>,
    /// Where it is declared.
    pub span: Span,
    /// Where each stage is written to which matters go.
    pub places: BTreeMap<String, Span>,
}

impl Carry {
    /// Where matters of an older stage go on.
    #[must_use]
    pub fn stage<'c>(&'c self, old: &'c str) -> &'c str {
        self.stages.get(old).map_or(old, String::as_str)
    }
}
