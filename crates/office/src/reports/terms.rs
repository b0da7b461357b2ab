//! The terms that reports explain, as they were adopted: each once, with every report's own words for it, in the order of
//! the terms and a page at a time. The entries are found by their term; no page reads them all.

use std::collections::BTreeMap;

use bihuan_ledger::{Behind, Found};
use serde::Deserialize;

use super::TERMS;
use crate::Office;
use crate::failure::Failure;

/// As many entries as are read at a time of each district, and how often for a page: words that few terms have are looked
/// for on the pages that follow.
const AT_ONCE: usize = 200;
const LOOKS: usize = 5;
/// Terms that are looked at for a text: more no district has adopted.
const MOST: usize = 2_000;

/// A term as a report explains it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
pub struct Explained {
    /// What is explained.
    pub term: String,
    /// How.
    pub definition: String,
    /// The saved report that explains it.
    pub report: String,
    /// The region that speaks.
    #[serde(default)]
    pub region: Option<String>,
    /// In the report of which year.
    #[serde(default)]
    pub year: Option<i16>,
    /// Whether it is invented for a demonstration.
    #[serde(default)]
    pub synthetic: bool,
}

/// A page of terms.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Terms {
    /// Each term with its explanations.
    pub items: Vec<(String, Vec<Explained>)>,
    /// The term behind which the next page begins, if there may be more.
    pub next: Option<String>,
}

impl Office {
    /// The terms behind `after` that have these words in themselves or in an explanation, at most `most`.
    ///
    /// # Errors
    /// The store's.
    pub fn glossary(&self, words: &str, after: &str, most: usize) -> Result<Terms, Failure> {
        let mut found = Terms { items: Vec::new(), next: Some(after.to_owned()) };
        for _ in 0..LOOKS {
            let behind = found.next.take().unwrap_or_default();
            let (terms, whole) = self.terms_behind(&behind)?;
            let last = terms.keys().last().cloned();
            for (term, ways) in terms {
                let fits = |it: &Explained| it.term.contains(words) || it.definition.contains(words);
                let ways: Vec<Explained> = ways.into_iter().filter(fits).collect();
                if !ways.is_empty() {
                    found.items.push((term.clone(), ways));
                }
                if found.items.len() >= most && (!whole || Some(&term) != last.as_ref()) {
                    found.next = Some(term);
                    return Ok(found);
                }
            }
            if whole {
                return Ok(found);
            }
            found.next = last;
        }
        Ok(found)
    }

    /// The terms that stand in a text, each with its explanations, in the order of the terms.
    ///
    /// # Errors
    /// The store's.
    pub fn terms_in(&self, text: &str) -> Result<Vec<(String, Vec<Explained>)>, Failure> {
        let (mut found, mut looked_at, mut after) = (Vec::new(), 0, String::new());
        while looked_at < MOST {
            let page = self.glossary("", &after, AT_ONCE)?;
            looked_at += page.items.len();
            found.extend(page.items.into_iter().filter(|(term, _)| text.contains(term.as_str())));
            let Some(next) = page.next else { break };
            after = next;
        }
        Ok(found)
    }

    /// The next terms of all districts, and whether there are no more. A term that stands where a district's reading ends
    /// waits for the next page, where all that is said of it comes together.
    fn terms_behind(&self, after: &str) -> Result<(BTreeMap<String, Vec<Explained>>, bool), Failure> {
        let mut terms: BTreeMap<String, Vec<Explained>> = BTreeMap::new();
        let mut cut: Option<String> = None;
        for district in self.ledger().districts()? {
            let after = Behind { value: after, key: None };
            let rows = self.ledger().entries_by((&district, TERMS), Found::ByTerm, None, after, AT_ONCE)?;
            let full = rows.len() == AT_ONCE;
            let read = rows.into_iter().filter_map(|row| serde_json::from_value::<Explained>(row.value).ok());
            let mut last = None;
            for it in read {
                last = Some(it.term.clone());
                terms.entry(it.term.clone()).or_default().push(it);
            }
            let end = last.filter(|_| full);
            cut = match (cut, end) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
        let Some(cut) = cut else { return Ok((terms, true)) };
        let behind = terms.split_off(&cut);
        if terms.is_empty() {
            // One term alone fills the reading: it is shown as far as it was read.
            terms.extend(behind.into_iter().take(1));
        }
        Ok((terms, false))
    }
}
