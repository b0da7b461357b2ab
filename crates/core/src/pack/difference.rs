//! What changed from one version of a pack to the next, in words: “办理时限：5 → 3 个工作日”, with where it stands and why it is so.
//!
//! Two sources are compared as trees of keys, not as programs: every key of the language is in [`super::keys`], so a key
//! that the language gains is told here at once, and nothing that may change what a pack does can go untold. A comment, a
//! blank line or the order of the keys within a group changes nothing and is not told.

mod group;
mod labels;
mod listed;
mod said;
mod side;
mod texts;
mod values;
mod walk;

use serde::Serialize;

pub use self::group::Group;
pub(super) use self::labels::{label, section_title};
pub use self::said::Said;
pub(super) use self::side::Side;
pub(super) use self::values::length;
use self::walk::Walk;
use super::model::Pack;

/// A version of a pack: its files, and the program that they make.
#[derive(Clone, Copy)]
pub struct Version<'v> {
    /// The files by their path within the pack.
    pub files: &'v [(String, Vec<u8>)],
    /// What they make.
    pub pack: &'v Pack,
}

/// What happened to a part.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// It says something else.
    Changed,
    /// It is new.
    Added,
    /// It is no longer there.
    Gone,
}

/// One thing that is no longer as it was.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Line {
    /// For whom it matters first.
    pub group: Group,
    /// What happened.
    pub change: Change,
    /// Where: matter, stage, action.
    pub place: Said,
    /// The sentence.
    pub what: Said,
    /// Why it is as it is now, where a basis stands beside it.
    pub basis: Option<Said>,
    /// The file in which it stands: of the new version, of the old one where it is gone.
    pub file: String,
    /// The line in that file, from 1.
    pub line: u32,
}

/// Every difference, in the order in which an office reads them: first what residents meet, then what handlers do.
#[must_use]
pub fn difference(old: Version<'_>, new: Version<'_>) -> Vec<Line> {
    let (old, new) = (Side::of(old), Side::of(new));
    let mut lines = Walk::new(&old, &new).all();
    // The order of the files holds within a group.
    lines.sort_by_key(|line| line.group);
    lines
}
