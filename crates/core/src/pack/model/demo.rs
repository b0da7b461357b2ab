//! Invented matters as a pack declares them: how many come in, what is told in them, who does what after how long. It is
//! for demonstrations, benches and empty systems; no rule of a pack depends on it.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::Span;
use crate::calendar::{Length, LengthUnit};
use crate::directory::{PostName, UnitCode, UnitKind};
use crate::pack::guard::Guard;

/// What [`Demo::stages`] calls a matter after its end.
pub const CLOSED: &str = "closed";

/// Sample sentences by name.
pub type Texts = BTreeMap<String, Vec<String>>;

/// Invented matters of one sort.
#[derive(Clone, Debug)]
pub struct Demo {
    /// Its name.
    pub name: String,
    /// The kind of matter, by its name in the pack.
    pub case: String,
    /// What makes them come in.
    pub source: Source,
    /// How they come in, each as likely as its share.
    pub channels: Vec<(u64, (String, Actor))>,
    /// What is filled in, with placeholders.
    pub form: Map<String, Json>,
    /// What is filled in now and then: of each group one.
    pub vary: Vec<Vec<(u64, Map<String, Json>)>>,
    /// What they are about, by name.
    pub subjects: BTreeMap<String, (u64, Subject)>,
    /// Sample sentences.
    pub texts: Texts,
    /// What is done in a stage; `closed` after the end.
    pub stages: BTreeMap<String, Vec<Move>>,
    /// Several people who tell of the same.
    pub twins: Option<Twins>,
    /// Matters that must be there.
    pub scenes: Vec<Scene>,
    /// Where it is declared.
    pub span: Span,
}

/// What makes matters come in.
#[derive(Clone, Debug)]
pub enum Source {
    /// People, by day and hour.
    Arrivals(Arrivals),
    /// Entries of a register.
    Each(Each),
}

/// How many come in when and where.
#[derive(Clone, Debug)]
pub struct Arrivals {
    /// A day on average: Monday to Sunday, then a statutory holiday.
    pub days: [u32; 8],
    /// The hours of a day with their weights.
    pub hours: Vec<(u64, i8)>,
    /// The kind of unit that has the places.
    pub places: UnitKind,
    /// How many times as many the busiest place has as the quietest.
    pub busiest: u64,
}

/// One matter for each entry.
#[derive(Clone, Debug)]
pub struct Each {
    /// The register.
    pub register: String,
    /// Only entries of the running year, or of years before.
    pub year: Option<EntryYear>,
    /// How many in a hundred.
    pub share: u64,
    /// How long after the beginning.
    pub within: Wait,
}

/// Of which year an entry is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EntryYear {
    /// The running one.
    This,
    /// One before it.
    Past,
}

/// Somewhere between two lengths of one unit.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Wait {
    /// The shorter.
    pub from: i64,
    /// The longer.
    pub until: i64,
    /// In what.
    pub unit: LengthUnit,
}

/// Who does something.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Actor {
    /// Whoever holds the post.
    Post(PostName),
    /// The reporter of the matter.
    Reporter,
    /// Anybody.
    Public,
}

/// What a matter is about.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// What is filled in for it.
    pub form: Map<String, Json>,
    /// Its own sentences.
    pub texts: Texts,
}

/// What somebody does.
#[derive(Clone, Debug)]
pub struct Move {
    /// How often, in a hundred.
    pub share: u64,
    /// Whether it is drawn by itself, beside the others.
    pub beside: bool,
    /// In which situation.
    pub when: Option<Guard>,
    /// How long after the matter came there, or after the move before.
    pub after: Wait,
    /// Who; anybody where nothing is done.
    pub who: Actor,
    /// The action; none: nobody does anything.
    pub does: Option<String>,
    /// Its input, with placeholders.
    pub with: Map<String, Json>,
    /// What follows, one after the other.
    pub then: Vec<Move>,
}

/// Several people who tell of the same.
#[derive(Clone, Debug)]
pub struct Twins {
    /// How many matters in a hundred have some.
    pub share: u64,
    /// How many more.
    pub more: u64,
    /// How long after one another.
    pub within: Wait,
    /// How the later ones are linked to the first.
    pub link: Move,
}

/// Matters that must be there.
#[derive(Clone, Debug)]
pub struct Scene {
    /// How long before the end each is filed.
    pub before: Vec<Length>,
    /// Where.
    pub at: UnitCode,
    /// About what; none: any.
    pub subject: Option<String>,
    /// What is filled in.
    pub form: Map<String, Json>,
    /// What is done, and nothing after it; none: the usual.
    pub steps: Option<Vec<Move>>,
}
