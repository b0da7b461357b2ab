//! The state of a system, derived from evidence alone.
//!
//! A row runs when every verb has a passing scenario, every number a figure in its unit or a shown promise, every user
//! a page or a stated reason, and a browser test walks a page that opens. It runs partly when at least one verb is proven.

use bihuan_core::casework::quantity::alike;
use serde::{Deserialize, Serialize};

use super::claims::{ClaimFault, claim_faults};
use super::evidence::{Evidence, UserClaim};
use super::library::{Documents, Quote, Statement, System};
use crate::measure::Measure;

/// How far a system of the documents has come here.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Everything that the row asks for is proven.
    Runs,
    /// Something is proven, and what is missing is named.
    Partly,
    /// Nothing is proven.
    NotYet,
    /// Left out on purpose.
    LeftOut,
}

/// One thing that stands between a row and "runs".
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Missing {
    /// No scenario passes for this verb.
    Verb {
        /// Key of the verb.
        id: String,
        /// Its Chinese word.
        zh: String,
    },
    /// Neither a figure in this unit nor a shown promise answers this number.
    Number(String),
    /// This user has neither a page that opens nor a stated reason.
    User {
        /// Key of the user.
        id: String,
        /// The Chinese word.
        zh: String,
    },
    /// No page of the row opens.
    Page,
    /// No browser test walks it.
    Walk,
    /// A pack claims something that cannot be meant.
    Claim(ClaimFault),
}

impl Missing {
    /// The sentence for a Chinese reader.
    pub fn zh(&self) -> String {
        match self {
            Self::Verb { zh, .. } => format!("“{zh}”还没有通过的情景"),
            Self::Number(key) => format!("文件中的“{key}”还没有对应的统计数或承诺"),
            Self::User { zh, .. } => format!("{zh}还没有页面，也没有说明理由"),
            Self::Page => "还没有能打开的页面".to_owned(),
            Self::Walk => "还没有浏览器走查".to_owned(),
            Self::Claim(fault) => fault.zh(),
        }
    }

    /// The sentence for an English reader.
    pub fn en(&self) -> String {
        match self {
            Self::Verb { id, .. } => format!("no passing scenario shows `{id}`"),
            Self::Number(key) => format!("no figure and no promise answers “{key}”"),
            Self::User { id, .. } => format!("`{id}` has neither a page nor a stated reason"),
            Self::Page => "no page opens".to_owned(),
            Self::Walk => "no browser test walks it".to_owned(),
            Self::Claim(fault) => fault.en(),
        }
    }
}

/// What the evidence says about one row.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Assessment {
    /// The derived state.
    pub state: State,
    /// What is missing, in the order verbs, numbers, users, page, walk; empty when nobody claims the row.
    pub missing: Vec<Missing>,
    /// The page where it runs, if it opens.
    pub page: Option<String>,
    /// How many verbs are proven.
    pub proven: usize,
}

impl Documents {
    /// Derives the state of a row; `None` for a row that the documents do not have.
    pub fn assess(&self, row: &str, evidence: &Evidence) -> Option<Assessment> {
        let system = self.system(row)?;
        Some(if system.left_out.is_some() { left_out() } else { self.weigh(system, evidence) })
    }

    fn weigh(&self, system: &System, evidence: &Evidence) -> Assessment {
        let verbs = unproven_verbs(system, evidence);
        let proven = system.verbs.len() - verbs.len();
        let page = open_page(&system.id, evidence);
        let claimed = evidence.claims(&system.id).next().is_some();
        let mut missing = verbs;
        missing.extend(self.unanswered_numbers(system, evidence));
        missing.extend(unserved_users(system, evidence));
        missing.extend(page.is_none().then_some(Missing::Page));
        missing.extend((!walked(&system.id, evidence)).then_some(Missing::Walk));
        let faults = evidence.claims(&system.id).flat_map(|(pack, claim)| claim_faults(pack, system, claim));
        missing.extend(faults.map(Missing::Claim));
        let state = match (proven, missing.is_empty()) {
            (0, _) => State::NotYet,
            (_, true) => State::Runs,
            (_, false) => State::Partly,
        };
        Assessment { state, missing: if claimed { missing } else { Vec::new() }, page, proven }
    }

    fn unanswered_numbers(&self, system: &System, evidence: &Evidence) -> Vec<Missing> {
        let quotes = self.quotes_of(&system.id);
        let numbers = quotes.flat_map(|quote| quote.states.iter().map(move |found| (quote, found)));
        let open = numbers.filter(|(quote, found)| answer(quote, found, evidence).is_none());
        open.map(|(_, found)| Missing::Number(found.key.clone())).collect()
    }
}

fn left_out() -> Assessment {
    Assessment { state: State::LeftOut, missing: Vec::new(), page: None, proven: 0 }
}

fn unproven_verbs(system: &System, evidence: &Evidence) -> Vec<Missing> {
    let proven = |verb: &str| {
        evidence.claims(&system.id).any(|(pack, claim)| {
            claim
                .verbs
                .get(verb)
                .is_some_and(|name| evidence.scenarios_passed.contains(&(pack.to_owned(), name.clone())))
        })
    };
    let open = system.verbs.iter().filter(|verb| !proven(&verb.id));
    open.map(|verb| Missing::Verb { id: verb.id.clone(), zh: verb.zh.clone() }).collect()
}

/// What this server sets beside a number of the documents.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Answer<'a> {
    /// The figure of this name counts the same thing in the same unit.
    Figure(&'a str),
    /// `/promises` shows the quote, because the document announces the number.
    Promise,
}

/// Finds what answers a number of a quote. A figure comes first, because it says more than a promise repeated; it must
/// be in the number's own unit, or in one that is told in it (公顷 and 亩), for 人 and 人次 are not the same. A promise
/// answers only what the document announces.
pub fn answer<'a>(quote: &Quote, statement: &Statement, evidence: &'a Evidence) -> Option<Answer<'a>> {
    let stated = Measure::parse(&statement.measure)?;
    let same_unit = |figure: &str| {
        let computed = evidence.indicators.get(figure).and_then(|unit| Measure::parse(unit));
        computed.is_some_and(|computed| alike(computed.base, stated.base))
    };
    let claims = evidence.packs.values().filter_map(|serves| serves.get(&quote.row));
    let mut figures = claims.filter_map(|claim| claim.numbers.get(&statement.key));
    let figure = figures.find(|figure| same_unit(figure)).map(|figure| Answer::Figure(figure));
    let promised = quote.target && evidence.shows(quote, statement);
    figure.or(promised.then_some(Answer::Promise))
}

fn unserved_users(system: &System, evidence: &Evidence) -> Vec<Missing> {
    let served = |user: &str| {
        let claims = evidence.claims(&system.id).filter_map(|(_, claim)| claim.users.get(user));
        claims.map(|words| UserClaim::read(words)).any(|claim| match claim {
            UserClaim::Page(path) => evidence.pages.contains(path),
            UserClaim::Reason(reason) => !reason.is_empty(),
        })
    };
    let open = system.users.iter().filter(|user| !served(&user.id));
    open.map(|user| Missing::User { id: user.id.clone(), zh: user.zh.clone() }).collect()
}

fn open_page(row: &str, evidence: &Evidence) -> Option<String> {
    let mut pages = evidence.claims(row).filter_map(|(_, claim)| claim.page.as_ref());
    pages.find(|page| evidence.pages.contains(*page)).cloned()
}

fn walked(row: &str, evidence: &Evidence) -> bool {
    evidence.claims(row).filter_map(|(_, claim)| claim.walk.as_ref()).any(|walk| evidence.walks.contains(walk))
}
