//! The rows of `/documents` and of `bihuan documents --json`: one for each quote, one for each system without a quote.

use serde::{Deserialize, Serialize};

use super::derive::{Assessment, State};
use super::evidence::Evidence;
use super::library::{Documents, Quote, System};

/// One line of the map, in the shape of the outside contract: null where there is none.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct DocumentItem {
    /// `S01`.
    pub row: String,
    /// Chinese name of the system.
    pub system: String,
    /// Which document, `001/2023`.
    pub document: Option<String>,
    /// The file of the document.
    pub file: Option<String>,
    /// Line, from 1.
    pub line: Option<usize>,
    /// The exact words, at most 40 characters.
    pub quote: Option<String>,
    /// First character in the file.
    pub start: Option<usize>,
    /// One past the last character.
    pub end: Option<usize>,
    /// The derived state of the system.
    pub state: State,
    /// The page where it runs.
    pub page: Option<String>,
    /// What is missing, as Chinese sentences; null when nothing is or nobody has begun.
    pub missing: Option<Vec<String>>,
    /// Why the system, or a part of it, is left out on purpose.
    pub reason: Option<String>,
}

/// How many systems stand where.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Counts {
    /// Systems, 101.
    pub systems: usize,
    /// Quotes that were checked.
    pub quotes: usize,
    /// Systems that run.
    pub runs: usize,
    /// Systems that run partly.
    pub partly: usize,
    /// Systems not begun.
    pub not_yet: usize,
    /// Systems left out on purpose.
    pub left_out: usize,
}

impl Documents {
    /// Every quote with the state of its system; a system without a quote has one row with nulls.
    pub fn items(&self, evidence: &Evidence) -> Vec<DocumentItem> {
        self.systems.iter().flat_map(|system| self.items_of(system, evidence)).collect()
    }

    fn items_of(&self, system: &System, evidence: &Evidence) -> Vec<DocumentItem> {
        let Some(assessment) = self.assess(&system.id, evidence) else {
            return Vec::new();
        };
        let bare = without_quote(system, &assessment);
        let quoted: Vec<_> = self.quotes_of(&system.id).map(|quote| with_quote(&bare, quote)).collect();
        if quoted.is_empty() { vec![bare] } else { quoted }
    }

    /// Counts systems by state.
    pub fn counts(&self, evidence: &Evidence) -> Counts {
        let mut counts = Counts { systems: self.systems.len(), quotes: self.quotes.len(), ..Counts::default() };
        for system in &self.systems {
            match self.assess(&system.id, evidence).map(|assessment| assessment.state) {
                Some(State::Runs) => counts.runs += 1,
                Some(State::Partly) => counts.partly += 1,
                Some(State::LeftOut) => counts.left_out += 1,
                Some(State::NotYet) | None => counts.not_yet += 1,
            }
        }
        counts
    }
}

fn without_quote(system: &System, assessment: &Assessment) -> DocumentItem {
    let missing: Vec<_> = assessment.missing.iter().map(|missing| missing.zh()).collect();
    let reason = system.left_out.as_ref().or(system.limit.as_ref());
    DocumentItem {
        row: system.id.clone(),
        system: system.name.zh.clone(),
        document: None,
        file: None,
        line: None,
        quote: None,
        start: None,
        end: None,
        state: assessment.state,
        page: assessment.page.clone(),
        missing: (!missing.is_empty()).then_some(missing),
        reason: reason.map(|words| words.zh.clone()),
    }
}

fn with_quote(bare: &DocumentItem, quote: &Quote) -> DocumentItem {
    DocumentItem {
        document: Some(quote.document.clone()),
        file: Some(quote.file.clone()),
        line: Some(quote.line),
        quote: Some(quote.quote.clone()),
        start: Some(quote.start),
        end: Some(quote.end),
        ..bare.clone()
    }
}
