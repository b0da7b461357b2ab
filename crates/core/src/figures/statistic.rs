//! What statistics are called that others publish: the canonical names of the vocabulary that the reader of reports has
//! too. A template may name them beside the figures of this office's own; who says them, and whether they may still
//! change, comes with the number ([`super::outside`]).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

const VOCABULARY: &str = include_str!("../../../../data/vocabulary/indicators.json");

#[derive(Deserialize)]
struct Entry {
    canonical: String,
    name: String,
}

/// The first name of each: a canonical name may stand for two that are counted alike.
static KNOWN: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let entries: Vec<Entry> = serde_json::from_str(VOCABULARY).unwrap_or_default();
    entries.into_iter().rev().map(|entry| (entry.canonical, entry.name)).collect()
});

/// The canonical names, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    KNOWN.keys().map(String::as_str)
}

/// What a statistic is called, by its canonical name.
#[must_use]
pub fn name_of(canonical: &str) -> Option<&'static str> {
    KNOWN.get(canonical).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statistic_is_called_as_its_publisher_calls_it() {
        assert_eq!(name_of("gdp"), Some("地区生产总值"));
        assert_eq!(name_of("unemployment_rate"), Some("城镇登记失业率"), "the first of two");
        assert!(name_of("a.figure").is_none() && names().all(|name| !name.contains('.')));
    }
}
