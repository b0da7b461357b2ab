//! Questions of who looks at a whole district at once: the words of many matters, in one question.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::Engine;
use crate::error::Result;
use crate::search;
use crate::sql::all;

/// What overviews ask.
pub trait Overview: Send + Sync {
    /// The words by which search finds these matters, each once; personal fields were never among them. A matter whose
    /// words are not there yet, or were erased, is left out.
    fn words_of(&self, district: &str, cases: &[String]) -> Result<BTreeMap<String, BTreeSet<String>>>;
}

impl<E: Engine> Overview for E {
    fn words_of(&self, district: &str, cases: &[String]) -> Result<BTreeMap<String, BTreeSet<String>>> {
        let cases = serde_json::json!(cases).to_string();
        let rows = self.read(|db| {
            all(db, search::words_of(db), (&cases, district), |r| Ok((r.get::<String>(0)?, r.get::<String>(1)?)))
        })?;
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (case, words) in rows {
            found.entry(case).or_default().extend(words.split(' ').filter(|word| !word.is_empty()).map(str::to_owned));
        }
        Ok(found)
    }
}
