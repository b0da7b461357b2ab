//! How the papers of a case stand: brought, owed, promised, looked at, and what of that still waits for somebody.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::case::{Case, Clock};
use crate::pack::CaseType;
use crate::pack::model::{Action, Paper};

/// How a paper stands.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperStanding {
    /// It was brought, and waits to be looked at.
    Handed,
    /// It may follow later, and has not come yet (容缺).
    Owed,
    /// It was promised instead, and the promise waits to be checked (告知承诺).
    Promised,
    /// It is in order.
    Accepted,
    /// It was given back to be mended.
    Returned,
    /// The promise was checked, and is true.
    Kept,
    /// The promise was checked, and is false.
    False,
    /// It did not come in time.
    Missing,
    /// Nobody was asked for it: the office gets it itself.
    Shared,
    /// The case ended first.
    Released,
}

/// A paper as it stands.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct PaperState {
    /// How.
    pub standing: PaperStanding,
    /// Since when.
    pub since: Timestamp,
    /// How often it was given back.
    #[serde(default, skip_serializing_if = "is_never")]
    pub returned: u32,
}

/// Serde hands a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_never(times: &u32) -> bool {
    *times == 0
}

impl PaperStanding {
    /// Its name, as in packs and records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Handed => "handed",
            Self::Owed => "owed",
            Self::Promised => "promised",
            Self::Accepted => "accepted",
            Self::Returned => "returned",
            Self::Kept => "kept",
            Self::False => "false",
            Self::Missing => "missing",
            Self::Shared => "shared",
            Self::Released => "released",
        }
    }

    /// Whether nothing is asked of anybody for it any more.
    pub fn is_in_order(self) -> bool {
        matches!(self, Self::Accepted | Self::Kept | Self::Shared)
    }

    /// Whether the applicant has to bring it.
    pub fn waits_for_reporter(self) -> bool {
        matches!(self, Self::Owed | Self::Returned)
    }

    /// Whether an officer has to look at it.
    pub fn waits_for_officer(self) -> bool {
        matches!(self, Self::Handed | Self::Promised)
    }

    /// Whether it still waits for somebody.
    pub fn waits(self) -> bool {
        self.waits_for_reporter() || self.waits_for_officer()
    }
}

impl Case {
    /// How a paper stands.
    pub fn paper(&self, name: &str) -> Option<PaperStanding> {
        self.papers.get(name).map(|paper| paper.standing)
    }

    /// The clock by which a paper waits for somebody.
    pub fn clock_of_paper(&self, name: &str) -> Option<&Clock> {
        self.open_clocks().find(|clock| clock.paper.as_deref() == Some(name))
    }

    /// The papers that the applicant has to bring, with their clocks.
    pub(super) fn owed(&self) -> impl Iterator<Item = (&String, &Clock)> {
        let owed = self.papers.iter().filter(|(_, paper)| paper.standing.waits_for_reporter());
        owed.filter_map(|(name, _)| Some((name, self.clock_of_paper(name)?)))
    }

    /// A paper changed.
    pub(super) fn set_paper(&mut self, at: Timestamp, name: &str, standing: PaperStanding) {
        let before = self.papers.get(name).map_or(0, |paper| paper.returned);
        let returned = before + u32::from(standing == PaperStanding::Returned);
        self.papers.insert(name.to_owned(), PaperState { standing, since: at, returned });
    }

    /// With its end nobody waits for a paper any more.
    pub(super) fn release_papers(&mut self, at: Timestamp) {
        for paper in self.papers.values_mut().filter(|paper| paper.standing.waits()) {
            (paper.standing, paper.since) = (PaperStanding::Released, at);
        }
    }
}

/// The papers that an action waits for and that are not in order yet.
pub fn missing_before<'c>(case_type: &'c CaseType, case: &Case, action: &Action) -> Vec<&'c Paper> {
    let waits = |paper: &&Paper| paper.before.contains(&action.name);
    let in_order = |paper: &Paper| case.paper(&paper.name).is_none_or(PaperStanding::is_in_order);
    case_type.papers.iter().filter(waits).filter(|paper| !in_order(paper)).collect()
}
