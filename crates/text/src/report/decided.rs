//! What people decided about a reading, laid over it. The reading is made anew whenever it is looked at; a decision holds
//! on to words, so a newer reader changes what stands under it and never loses it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use super::anchor::{Anchor, Item, Places, Seen, items};
use super::model::Report;
use super::text::{Given, Span};

/// Who decided, by post and unit, and on which day.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Signed {
    /// The post.
    pub post: String,
    /// Code of the unit.
    pub unit: String,
    /// The day.
    pub on: Date,
}

/// What was decided.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// It is as it was read.
    Accepted,
    /// There is no such item.
    Rejected {
        /// Why, where somebody said so.
        reason: Option<String>,
    },
    /// It is, with these fields as a person wrote them.
    Corrected(Map<String, Json>),
    /// The reader did not find it: a person says what it is.
    Added(Map<String, Json>),
    /// An earlier decision was taken back.
    Undone,
}

/// One decision.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Decision {
    /// The item, and what the person saw there.
    pub seen: Seen,
    /// What was decided.
    pub verdict: Verdict,
    /// By whom and when.
    pub signed: Signed,
}

/// Where an item stands between reader and person.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum State {
    /// Nobody has decided.
    Open,
    /// Somebody decided, and the item is read otherwise since.
    Changed,
    /// As it was read.
    Accepted,
    /// As a person corrected it.
    Corrected,
    /// As a person added it.
    Added,
    /// No such item.
    Rejected,
}

impl State {
    /// Every state, in the order in which a list of open work shows them.
    pub const ALL: [Self; 6] =
        [Self::Open, Self::Changed, Self::Accepted, Self::Corrected, Self::Added, Self::Rejected];

    /// The state's word in addresses and texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Changed => "changed",
            Self::Accepted => "accepted",
            Self::Corrected => "corrected",
            Self::Added => "added",
            Self::Rejected => "rejected",
        }
    }

    /// Whether a person still has to decide.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Changed)
    }

    /// Whether a person stands behind it.
    pub fn is_confirmed(self) -> bool {
        matches!(self, Self::Accepted | Self::Corrected | Self::Added)
    }
}

/// What a person settled about a commitment beyond its words.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Charge {
    /// Code of the unit that leads.
    pub lead: Option<String>,
    /// Codes of the units that support it.
    pub support: Vec<String>,
    /// The day by which it is due.
    pub due: Option<Date>,
}

/// An item with what was decided about it.
#[derive(Clone, Debug, PartialEq)]
pub struct DecidedItem {
    /// Its name.
    pub anchor: Anchor,
    /// The mark of what is read there now; none where only a person knows of it.
    pub mark: Option<String>,
    /// What it is: as corrected or added where a person did so, else as read.
    pub item: Item,
    /// Where it stands between reader and person.
    pub state: State,
    /// The decision that holds, if there is one.
    pub decision: Option<Decision>,
    /// What a person settled about a commitment.
    pub charge: Charge,
}

impl DecidedItem {
    /// The text by which a form names the item as it is seen now.
    pub fn seen(&self) -> Seen {
        Seen { anchor: self.anchor.clone(), mark: self.mark.clone() }
    }

    /// Why a person should look twice; empty where nothing is in doubt.
    pub fn doubts(&self) -> Vec<&'static str> {
        match &self.item {
            Item::Indicator(it) => {
                let bare = it.value.is_some() && it.unit.as_deref().is_none_or(str::is_empty);
                let found = [
                    (it.canonical.is_none(), "no-canonical"),
                    (it.year.is_none(), "no-year"),
                    (bare, "no-unit"),
                    (it.value.is_none() && it.growth_pct.is_none(), "no-value"),
                ];
                found.into_iter().filter(|(so, _)| *so).map(|(_, code)| code).collect()
            }
            Item::Commitment(it) => {
                let bare = it.quantity.is_some() && it.unit.as_deref().is_none_or(str::is_empty);
                let found = [(bare, "no-unit"), (it.lead.is_none() && self.charge.lead.is_none(), "no-lead")];
                found.into_iter().filter(|(so, _)| *so).map(|(_, code)| code).collect()
            }
            Item::Term(it) => {
                if it.definition.is_empty() {
                    vec!["no-value"]
                } else {
                    Vec::new()
                }
            }
        }
    }
}

/// A decision about words that are not read as an item any more, or are not in the text at all.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Lost {
    /// The decision.
    pub decision: Decision,
    /// Where the words still stand, if they do.
    pub span: Option<Span>,
}

/// A reading with the decisions laid over it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decided {
    /// Every item, in the order of the text.
    pub items: Vec<DecidedItem>,
    /// Decisions without an item under them.
    pub lost: Vec<Lost>,
}

impl Decided {
    /// How many items stand in each state.
    pub fn count(&self, state: State) -> usize {
        self.items.iter().filter(|item| item.state == state).count()
    }

    /// How many items a person has decided about.
    pub fn settled(&self) -> usize {
        self.items.iter().filter(|item| !item.state.is_open()).count()
    }
}

/// Lays decisions, oldest first, over a reading. Of several about one item the last one holds.
pub fn decided(report: &Report, given: &Given, decisions: &[Decision]) -> Decided {
    let mut holding: BTreeMap<&Anchor, &Decision> = BTreeMap::new();
    for decision in decisions {
        match decision.verdict {
            Verdict::Undone => drop(holding.remove(&decision.seen.anchor)),
            _ => drop(holding.insert(&decision.seen.anchor, decision)),
        }
    }
    let mut found: Vec<DecidedItem> = items(report, given)
        .into_iter()
        .map(|(anchor, item)| {
            let decision = holding.remove(&anchor);
            under(anchor, item, decision)
        })
        .collect();
    let places = Places::new(given);
    let mut lost = Vec::new();
    for (anchor, decision) in holding {
        let span = places.find(anchor);
        match added(anchor, decision, span) {
            Some(item) => found.push(item),
            None => lost.push(Lost { decision: decision.clone(), span }),
        }
    }
    found.sort_by_key(|item| (item.item.span(), item.anchor.clone()));
    Decided { items: found, lost }
}

/// An item that was read, under the decision about it.
fn under(anchor: Anchor, read: Item, decision: Option<&Decision>) -> DecidedItem {
    let mark = read.mark();
    let same = |seen: &Seen| seen.mark.as_ref().is_none_or(|seen| *seen == mark);
    let (state, item, charge) = match decision.map(|decision| (&decision.verdict, same(&decision.seen))) {
        None | Some((Verdict::Undone, _)) => (State::Open, read, Charge::default()),
        Some((Verdict::Rejected { .. }, _)) => (State::Rejected, read, Charge::default()),
        Some((Verdict::Accepted, true)) => (State::Accepted, read, Charge::default()),
        Some((Verdict::Accepted, false)) => (State::Changed, read, Charge::default()),
        // What a person wrote stands whatever the reader makes of it since.
        Some((Verdict::Corrected(values) | Verdict::Added(values), _)) => {
            let item = overlaid(&read, values).unwrap_or_else(|_| read.clone());
            (State::Corrected, item, charge(values))
        }
    };
    DecidedItem { anchor, mark: Some(mark), item, state, decision: decision.cloned(), charge }
}

/// An item that only a person knows of, where its words stand; none where the decision has nothing to hold on to.
fn added(anchor: &Anchor, decision: &Decision, span: Option<Span>) -> Option<DecidedItem> {
    let (Verdict::Added(values) | Verdict::Corrected(values)) = &decision.verdict else { return None };
    let item = overlaid(&blank(anchor), values).ok()?.at(span?);
    let (anchor, charge) = (anchor.clone(), charge(values));
    Some(DecidedItem { anchor, mark: None, item, state: State::Added, decision: Some(decision.clone()), charge })
}

mod values;
pub use values::{Fault, blank, charge, overlaid};

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;
