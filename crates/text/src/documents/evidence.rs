//! What packs claim to serve, and what was seen to hold.
//!
//! A pack writes its claims under `serves:` in its `pack.yaml`:
//!
//! ```yaml
//! serves:
//!   S01:
//!     verbs:   { receive: phone-intake, dispatch: one-dispatch }   # verb → scenario of this pack that shows it
//!     numbers: { "97.1%": satisfaction-rate }                      # number → figure in its unit and form
//!     users:   { resident: /report, leader: 领导看统计页,另有专题 }   # user → page, or the reason why there is none
//!     page: /report
//!     walk: resident-reports
//! ```
//!
//! The verbs, numbers and users of each row are listed in `data/documents/systems.json`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::library::{Place, Quote, Statement};

/// The `serves:` part of a pack: row of the survey → what the pack says it does for it.
pub type Serves = BTreeMap<String, RowClaim>;

/// What one pack says it does for one row.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct RowClaim {
    /// The page where it runs.
    pub page: Option<String>,
    /// Verb → name of the scenario of this pack that shows it.
    pub verbs: BTreeMap<String, String>,
    /// Number → figure that answers it, its growth on last year (`pack.figure:growth`), or a statistic that others publish
    /// (`gdp`). A number that a shown promise announces needs no claim.
    pub numbers: BTreeMap<String, String>,
    /// User → page, or the reason why there is none.
    pub users: BTreeMap<String, String>,
    /// The browser test that walks it.
    pub walk: Option<String>,
}

/// How a user is served.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum UserClaim<'a> {
    /// By this page.
    Page(&'a str),
    /// Not by a page, because …
    Reason(&'a str),
}

impl<'a> UserClaim<'a> {
    /// A path is a page; any other words are a reason.
    pub fn read(words: &'a str) -> Self {
        if words.starts_with('/') { Self::Page(words) } else { Self::Reason(words.trim()) }
    }
}

/// What was seen to hold, gathered by the caller from packs, scenarios, figures and pages.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Evidence {
    /// Folder name of a pack that passes its check → its claims. A pack that fails its check is not in here.
    pub packs: BTreeMap<String, Serves>,
    /// Scenarios that passed: pack and name.
    pub scenarios_passed: BTreeSet<(String, String)>,
    /// Figures that the server computes, their growth, and the statistics that it keeps → their unit (`件`, `%`, `亿元`).
    pub indicators: BTreeMap<String, String>,
    /// Where the quotes stand that `/promises` shows.
    pub promises: BTreeSet<Place>,
    /// Paths that open.
    pub pages: BTreeSet<String>,
    /// Browser tests that exist and pass.
    pub walks: BTreeSet<String>,
}

impl Evidence {
    /// Whether a shown promise covers the very characters of the statement. Comparing words would not do: two
    /// districts promise 创建老年宜居社区26个.
    pub(crate) fn shows(&self, quote: &Quote, statement: &Statement) -> bool {
        let covers =
            |place: &Place| place.file == quote.file && place.start <= statement.start && statement.end <= place.end;
        self.promises.iter().any(covers)
    }

    /// The claims for one row, each with the pack that makes it.
    pub(crate) fn claims<'a>(&'a self, row: &'a str) -> impl Iterator<Item = (&'a str, &'a RowClaim)> {
        self.packs.iter().filter_map(move |(pack, serves)| Some((pack.as_str(), serves.get(row)?)))
    }
}
