//! One index over passages that everybody may read, so that a word is found in a moment among a million of them.
//!
//! A [`Passage`] is a stretch of text with a title and the address at which it stands. Passages come in *sources* (one report, one
//! register) that are replaced as a whole. The index holds nothing that is not somewhere else: it lives in memory, is made again
//! after each start, and can be thrown away at any time. Nothing private is ever given to it; who fills it sees to that.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `words` | what of a text is findable, and what of a question is looked for |
//! | `index` | passages in and out |
//! | `gather` | one look at everything that fits: the best, and how many of each kind and year |
//! | `quote` | the stretch of a passage around the words, and where they stand in it |

mod gather;
mod index;
mod quote;
mod words;

pub use index::{Fault, Index};
pub use quote::Marked;
pub use words::looked_for;

/// Characters of a question that are looked at; whoever asks says so where it was longer.
pub const LONGEST: usize = 60;
/// Hits that can be leafed through; nobody reads further, and each page costs as much as all before it.
pub const DEEPEST: usize = 2000;

/// What a passage is part of.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Kind {
    /// The guide of something that can be applied for.
    Service,
    /// A promise.
    Promise,
    /// A source document.
    Document,
    /// A work report.
    Report,
    /// A term with its explanation.
    Term,
    /// A law, a policy or a rule of ours that something rests on.
    Policy,
    /// A brief that was issued.
    Brief,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 7] =
        [Kind::Service, Kind::Promise, Kind::Document, Kind::Report, Kind::Term, Kind::Policy, Kind::Brief];

    fn number(self) -> u64 {
        self as u64
    }

    fn of(number: u64) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

/// A stretch of text that can be found.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Passage {
    /// What it is part of.
    pub kind: Kind,
    /// Code of the district that it belongs to; none: every district finds it.
    pub district: Option<u64>,
    /// The address of exactly this passage.
    pub href: String,
    /// What it is part of, in a few words; found like the text.
    pub title: String,
    /// Its words.
    pub text: String,
    /// Where it stands, shown beside it and not searched.
    pub about: String,
    /// The year it speaks for.
    pub year: Option<i16>,
    /// Whether it is invented for a demonstration.
    pub synthetic: bool,
}

/// A question to the index.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Query {
    /// What somebody typed; the first [`LONGEST`] characters count, and every word must be there.
    pub typed: String,
    /// Only of these kinds; none: of all.
    pub kinds: Vec<Kind>,
    /// The district that is looked at; what belongs to none is found in each.
    pub district: Option<u64>,
    /// How many hits, at most.
    pub limit: usize,
    /// Behind so many.
    pub offset: usize,
    /// So many of each kind, one kind after the other, from the first.
    pub apiece: bool,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The best of the kinds that were asked for.
    pub hits: Vec<Hit>,
    /// How many of each kind have the words, whatever kinds were asked for; kinds without any are left out.
    pub kinds: Vec<(Kind, usize)>,
    /// How many of each year, of the kinds that were asked for, newest year first.
    pub years: Vec<(i16, usize)>,
    /// How many of the kinds that were asked for.
    pub total: usize,
}

impl Found {
    /// How many of a kind.
    pub fn of(&self, kind: Kind) -> usize {
        self.kinds.iter().find(|(known, _)| *known == kind).map_or(0, |(_, n)| *n)
    }
}

/// One passage that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The passage; its text is whole.
    pub passage: Passage,
    /// The stretch of its text around the words, with the words marked; its beginning where only the title has them.
    pub quote: Marked,
}
