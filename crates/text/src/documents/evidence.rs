//! What packs claim to serve, and what was seen to hold.
//!
//! A pack writes its claims under `serves:` in its `pack.yaml`:
//!
//! ```yaml
//! serves:
//!   rows:
//!     S01:
//!       verbs:   { receive: 来电受理, dispatch: 一次派单 }      # verb → scenario of this pack that proves it
//!       numbers: { on-time-rate: [ "97.1%" ] }                  # figure → numbers of the documents in its unit and form
//!       users:   { resident: /report, leader: { reason: 暂由统计页代替 } }
//!       page: /report
//!       walk: resident-reports
//! ```
//!
//! The verbs, numbers and users of each row are listed in `data/documents/systems.json`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::library::{Place, Quote, Statement};

/// The `serves:` part of a pack.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Serves {
    /// Row of the survey → what the pack says it does for it.
    #[serde(default)]
    pub rows: BTreeMap<String, RowClaim>,
}

/// What one pack says it does for one row.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RowClaim {
    /// Verb → name of the scenario of this pack that proves it.
    #[serde(default)]
    pub verbs: BTreeMap<String, String>,
    /// Figure → keys of the numbers that it answers.
    #[serde(default)]
    pub numbers: BTreeMap<String, Vec<String>>,
    /// User → page, or the reason why there is none.
    #[serde(default)]
    pub users: BTreeMap<String, UserClaim>,
    /// The page where it runs.
    #[serde(default)]
    pub page: Option<String>,
    /// The browser test that walks it.
    #[serde(default)]
    pub walk: Option<String>,
}

/// How a user is served.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(untagged)]
pub enum UserClaim {
    /// By this page.
    Page(String),
    /// Not by a page, because …
    Reason {
        /// A sentence that is shown.
        reason: String,
    },
}

/// What was seen to hold, gathered by the caller from packs, scenarios, figures and pages.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Evidence {
    /// Folder name of a pack that passes its check → its claims. A pack that fails its check is not in here.
    pub packs: BTreeMap<String, Serves>,
    /// Scenarios that passed: pack and name.
    pub scenarios_passed: BTreeSet<(String, String)>,
    /// Figures that the server computes → their unit (`件`, `%`, `亿元`).
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
        self.packs.iter().filter_map(move |(pack, serves)| Some((pack.as_str(), serves.rows.get(row)?)))
    }
}
