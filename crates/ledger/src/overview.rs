//! Questions of who looks at a whole district at once: the words of many matters, in one question.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Result;

/// What overviews ask.
pub trait Overview: Send + Sync {
    /// The words by which search finds these matters, each once; personal fields were never among them. A matter whose
    /// words are not there yet, or were erased, is left out.
    fn words_of(&self, district: &str, cases: &[String]) -> Result<BTreeMap<String, BTreeSet<String>>>;
}
