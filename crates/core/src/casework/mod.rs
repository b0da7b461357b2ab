//! Casework: the law of the loop. `decide` says what happens when somebody asks; `evolve` says what
//! a case is after it happened. Both are pure, and they are the whole of it: a page, a scenario, a
//! replay and a what-if run are the same two functions.
//!
//! Read [`event`] for what can happen, [`case`] for what it adds up to, [`command`] for what can be
//! asked and [`refusal`] for why not; then [`decide`](mod@decide), and [`may`] for who.

mod access;
pub mod alert;
mod alike;
pub mod case;
pub mod command;
pub mod counterexample;
pub mod decide;
pub mod drawing;
mod entering;
pub mod event;
mod evolve;
pub mod explain;
pub(crate) mod facts;
pub mod gathering;
pub mod known;
mod left_out;
pub mod letters;
pub mod may;
pub mod opening;
pub mod papers;
pub mod quantity;
pub mod refusal;
pub mod rehearsal;
pub mod repeats;
pub mod seal;
mod shelf;
pub mod slots;
pub mod story;
pub mod subcase;
pub mod telling;
pub mod views;
pub mod watch;

use serde::{Deserialize, Serialize};

pub use access::access_table;
pub use alert::{AlertNote, AlertReading, Called, Crossed};
pub use alike::{alike_until, likeness, not_alike, not_alike_named, said_alike, street};
pub use case::{Case, TaskId};
pub use command::{Asked, Command, Officer, Who};
pub use decide::{Decision, Effect, Peer, World, counted_otherwise, decide};
pub use drawing::{DrawList, Drawing, Try};
pub use entering::{NewEntry, entered, entered_by_hand, entering};
pub use event::Event;
pub use evolve::{advance, dated, evolve, replay};
pub use letters::{IssuedLetter, LetterNote, LetterStanding};
pub use papers::{PaperStanding, PaperState};
pub use refusal::{Refusal, RefusalCode};
pub use rehearsal::{Rehearsal, answer_of};
pub use shelf::{Bare, Shelf};
pub use watch::{accountable, is_late, responsible, running, state_of, status, wake_at};

/// The id that programs use: ASCII, made outside, ordered by time.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct CaseId(pub String);

/// A kind of matter, `<pack>.<case>`.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct TypeId(pub String);

/// What names a case from its first event on.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Identity {
    /// For programs.
    pub id: CaseId,
    /// For people: see [`crate::number`].
    pub number: String,
}
