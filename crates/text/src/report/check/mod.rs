//! What does not fit together in reports, beside each other and within: both quotes, their places, the arithmetic.
//!
//! Rules read the structured reports, never a known sentence. Most findings are no errors but questions: a series may
//! have a new basis, parts may overlap. What only looks like a contradiction is said to be none, with the reason. News
//! is set beside a report, never above it.

mod across;
mod days;
mod finding;
mod levels;
mod misses;
mod revisions;
mod statement;
mod sums;
mod targets;
mod units;

use crate::report::Read;

pub use across::check_across;
pub use finding::{Class, Finding, Place};
use statement::Statements;

/// A file that was read, by the name it is called in findings.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file's name.
    pub file: String,
    /// What was read in it.
    pub read: Read,
}

/// Everything that does not fit, by class and place.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    let statements = Statements::of(sources);
    let mut findings = misses::find(&statements);
    findings.extend(levels::growth(&statements));
    findings.extend(levels::breaks(&statements));
    findings.extend(levels::bases(&statements));
    findings.extend(revisions::find(&statements));
    findings.extend(sums::find(&statements));
    findings.extend(days::find(&statements));
    findings.extend(units::find(&statements));
    findings.extend(targets::find(&statements));
    findings.sort_by_key(|finding| finding.class);
    findings
}
