//! A finding: what does not fit, where it stands, and what the numbers say.

use serde::Serialize;

use super::statement::Statement;

/// What kind of misfit it is, the gravest first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Two statements that cannot both hold.
    Contradiction,
    /// Numbers that give another number than the one stated.
    DoesNotAddUp,
    /// A series whose basis has changed, or must have.
    SeriesBreak,
    /// A growth that is aimed at without a level to grow from.
    MissingBase,
    /// A figure of the news that does not fit the report's.
    LowTrustSource,
    /// One thing counted in several units.
    DifferentUnits,
    /// Looks like a misfit and is none.
    NotAnError,
}

/// Where one side of a finding stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Place {
    /// The file.
    pub file: String,
    /// Title of the document in it.
    pub document: Option<String>,
    /// First character in the text as given.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The exact words.
    pub quote: String,
}

/// One misfit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// What kind.
    pub class: Class,
    /// The rule that found it, in kebab-case.
    pub rule: &'static str,
    /// The region, where one is known.
    pub region: Option<String>,
    /// What it is about.
    pub subject: String,
    /// Both sides, or all parts.
    pub places: Vec<Place>,
    /// The numbers: `1010 × 1.085 = 1095.9 ≠ 1150`.
    pub arithmetic: String,
    /// What it means, in Chinese.
    pub zh: String,
    /// What it means, in English.
    pub en: String,
}

impl Finding {
    /// A finding about a statement's subject, with the places of all sides.
    pub fn about(class: Class, rule: &'static str, sides: &[&Statement<'_>]) -> Self {
        let first = sides.first();
        Self {
            class,
            rule,
            region: first.and_then(|first| first.region.clone()),
            subject: first.map(|first| first.subject.clone()).unwrap_or_default(),
            places: sides.iter().map(|side| side.place()).collect(),
            arithmetic: String::new(),
            zh: String::new(),
            en: String::new(),
        }
    }

    /// The same finding with its numbers and sentences.
    pub fn saying(mut self, arithmetic: String, zh: String, en: String) -> Self {
        (self.arithmetic, self.zh, self.en) = (arithmetic, zh, en);
        self
    }
}

/// A number as people write it: at most two decimals, no trailing zeros.
pub fn number(value: f64) -> String {
    let written = format!("{value:.2}");
    let short = written.trim_end_matches('0').trim_end_matches('.');
    short.to_owned()
}
