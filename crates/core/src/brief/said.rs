//! A brief as it was written: runs of words and of cited numbers. Every format is made from it, an edition keeps it as it
//! is, and what a later reading says otherwise is told as a correction.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A brief.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Brief {
    /// The template: `<pack>.<name>`.
    pub template: String,
    /// Its title.
    pub title: String,
    /// The district's code.
    pub district: String,
    /// The period, as the contract writes it.
    pub period: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// The day on which the record was read.
    pub written: Date,
    /// Whether what it tells of is invented.
    pub synthetic: bool,
    /// What it says.
    pub parts: Vec<Part>,
}

/// A part of a brief.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Part {
    /// A heading, 1 (the title) to 4.
    Heading {
        /// How deep.
        level: u8,
        /// What it says.
        runs: Runs,
    },
    /// A paragraph.
    Paragraph {
        /// What it says.
        runs: Runs,
    },
    /// An item of a list.
    Item {
        /// What it says.
        runs: Runs,
    },
    /// A table.
    Table {
        /// What stands over the columns.
        head: Vec<String>,
        /// The lines.
        rows: Vec<Vec<Runs>>,
    },
    /// What an author has yet to write.
    Author {
        /// What about.
        hint: String,
    },
}

/// What stands in a line.
pub type Runs = Vec<Run>;

/// A stretch of a line.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Run {
    /// Words.
    Words {
        /// As they stand.
        text: String,
    },
    /// A number of the record.
    Cited(Cited),
    /// What an author has yet to write.
    Author {
        /// What about.
        hint: String,
    },
}

/// A number of the record in a brief.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Cited {
    /// What was asked, in one way for each.
    pub reference: String,
    /// What it is called.
    pub title: String,
    /// As it is written: 29.4万件.
    pub text: String,
    /// The exact number; none where there is none.
    pub value: Option<String>,
    /// The page that opens it.
    pub link: String,
}

/// A number that is known otherwise than it was written.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Correction {
    /// What was asked.
    pub reference: String,
    /// What it is called.
    pub title: String,
    /// As it was written.
    pub was: String,
    /// As it would be written now; none where it is no longer told.
    pub now: Option<String>,
    /// The page that opens it.
    pub link: String,
}

impl Cited {
    /// Whether it tells of the period itself, and so should be the same whenever it is asked.
    fn is_of_its_period(&self) -> bool {
        let word = self.reference.split(' ').next().unwrap_or_default();
        matches!(word, "figure" | "change" | "target" | "ranking")
    }
}

impl Run {
    /// Plain words.
    pub fn words(text: impl Into<String>) -> Run {
        Run::Words { text: text.into() }
    }

    /// As it is read.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Run::Words { text } => text.clone(),
            Run::Cited(cited) => cited.text.clone(),
            Run::Author { hint } => gap(hint),
        }
    }
}

/// How a gap for the author is written in every format.
#[must_use]
pub fn gap(hint: &str) -> String {
    if hint.is_empty() {
        "〔此处由起草人填写〕".to_owned()
    } else {
        format!("〔此处由起草人填写：{hint}〕")
    }
}

impl Part {
    /// What stands in it, in order.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        let (line, rows): (&[Run], &[Vec<Runs>]) = match self {
            Part::Heading { runs, .. } | Part::Paragraph { runs } | Part::Item { runs } => (runs, &[]),
            Part::Table { rows, .. } => (&[], rows),
            Part::Author { .. } => (&[], &[]),
        };
        line.iter().chain(rows.iter().flatten().flatten())
    }
}

impl Brief {
    /// Every number of the record that stands in it, in order.
    pub fn cited(&self) -> impl Iterator<Item = &Cited> {
        let runs = self.parts.iter().flat_map(Part::runs);
        runs.filter_map(|run| if let Run::Cited(cited) = run { Some(cited) } else { None })
    }

    /// How many gaps an author has yet to fill.
    #[must_use]
    pub fn gaps(&self) -> usize {
        let alone = self.parts.iter().filter(|part| matches!(part, Part::Author { .. })).count();
        let within = self.parts.iter().flat_map(Part::runs).filter(|run| matches!(run, Run::Author { .. })).count();
        alone + within
    }

    /// What is known otherwise now than it was written here, each number once, in the order of this brief. What a list, a
    /// count or a promise said of its day is no mistake because a later day is another.
    #[must_use]
    pub fn corrections(&self, now: &Brief) -> Vec<Correction> {
        let known: BTreeMap<&str, &Cited> = now.cited().map(|cited| (cited.reference.as_str(), cited)).collect();
        let (mut seen, mut all) = (std::collections::BTreeSet::new(), Vec::new());
        for was in self.cited().filter(|was| was.is_of_its_period() && seen.insert(was.reference.as_str())) {
            let now = known.get(was.reference.as_str());
            let same = now.is_some_and(|now| now.value == was.value && now.text == was.text);
            if !same {
                let Cited { reference, title, text, link, .. } = was.clone();
                all.push(Correction { reference, title, was: text, now: now.map(|now| now.text.clone()), link });
            }
        }
        all
    }
}
