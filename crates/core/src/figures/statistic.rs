//! What statistics are called that others publish: the canonical names of the vocabulary that the reader of reports has
//! too. A template may name them beside the figures of this office's own; who says them, and whether they may still
//! change, comes with the number ([`super::outside`]).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::number::growth_name;

const VOCABULARY: &str = include_str!("../../../../data/vocabulary/indicators.json");

#[derive(Deserialize)]
struct Entry {
    canonical: String,
    name: String,
    #[serde(default)]
    says: Vec<Says>,
}

/// What is said of a statistic.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Says {
    /// Money.
    Money,
    /// By how many per cent it grew.
    Growth,
    /// A share.
    Percent,
    /// A count; of what, the name alone does not say.
    Count,
    /// An amount in a measure of its own.
    Amount,
}

/// What is read of the vocabulary.
static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| serde_json::from_str(VOCABULARY).unwrap_or_default());

/// The first name of each: a canonical name may stand for two that are counted alike.
static KNOWN: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| ENTRIES.iter().rev().map(|entry| (entry.canonical.clone(), entry.name.clone())).collect());

/// The canonical names, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    KNOWN.keys().map(String::as_str)
}

/// What a statistic is called, by its canonical name.
#[must_use]
pub fn name_of(canonical: &str) -> Option<&'static str> {
    KNOWN.get(canonical).map(String::as_str)
}

/// What may be set beside a number that somebody states: the statistics that are told in money or in per cent, and the
/// growth of those that are said to grow, each with its measure. What counts something is told in no measure of its own.
#[must_use]
pub fn measured() -> Vec<(String, &'static str)> {
    let told = |entry: &Entry, says: &Says| match says {
        Says::Money => Some((entry.canonical.clone(), "元")),
        Says::Percent => Some((entry.canonical.clone(), "%")),
        Says::Growth => Some((growth_name(&entry.canonical), "%")),
        Says::Count | Says::Amount => None,
    };
    ENTRIES.iter().flat_map(|entry| entry.says.iter().filter_map(move |says| told(entry, says))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statistic_is_called_as_its_publisher_calls_it() {
        assert_eq!(name_of("gdp"), Some("地区生产总值"));
        assert_eq!(name_of("unemployment_rate"), Some("城镇登记失业率"), "the first of two");
        let measured = measured();
        let told = |name: &str, measure: &str| measured.iter().any(|it| (it.0.as_str(), it.1) == (name, measure));
        assert!(told("gdp", "元") && told("gdp:growth", "%") && told("unemployment_rate", "%"));
        assert!(!told("unemployment_rate:growth", "%") && !told("permanent_population", "人"));
        assert!(name_of("a.figure").is_none() && names().all(|name| !name.contains('.')));
    }
}
