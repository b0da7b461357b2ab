//! A draw that anyone can recompute (双随机): so many of a list, by chance that two people fix before either knows what it
//! will bring.
//!
//! Each of two people thinks of a secret and shows only its hash. Then the list is frozen, and known by its hash. Then both
//! secrets are told: with the list they make the seed, and the seed alone orders the list. Whoever holds list, secrets and
//! hashes comes to the same choice with any SHA-256 (`tests/draw/recompute.py` is fifty lines); nobody could have steered it
//! alone. How it is hashed is told in `docs/draw.md` and does not change. Integers only.

mod pairs;

pub use pairs::{Companion, Companions, accompany};

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use thiserror::Error;

/// Most tickets of one entry.
pub const MOST_TICKETS: u32 = 100;
/// The shortest secret, in characters: what can be guessed by trying binds nobody.
pub const SHORTEST_SECRET: usize = 16;

/// An entry that may be drawn.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// What it is known by in its register; one line.
    pub id: String,
    /// How many tickets it has in the draw, 1 to 100: a graver risk, more tickets.
    pub tickets: u32,
    /// The stratum that it is drawn in; strata are drawn apart.
    pub stratum: String,
}

/// A list that is frozen: its entries by their ids, and the hash by which it is known.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Frozen {
    entries: BTreeMap<String, (String, u32)>,
    /// Lower-case hexadecimal SHA-256 of its lines `id TAB stratum TAB tickets LF`, in the order of the ids' bytes.
    pub hash: String,
}

/// One that was drawn.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Drawn {
    /// The entry.
    pub id: String,
    /// Its stratum.
    pub stratum: String,
    /// Its place in the stratum, from 1.
    pub place: usize,
    /// The smallest hash among its tickets, in lower-case hexadecimal: what it was ordered by.
    pub key: String,
}

/// Why a list or a secret takes no part in a draw.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum NoDraw {
    /// Nothing is in the list.
    #[error("the list is empty")]
    Empty,
    /// Two entries have one id.
    #[error("`{0}` stands in the list twice")]
    Twice(String),
    /// An id or a stratum is empty, or holds a tab or a line break, which part the lines of the list.
    #[error("`{0}` is no id or stratum: one line of text without tabs, not empty")]
    Unclear(String),
    /// So many tickets are not given.
    #[error("`{id}` has {tickets} tickets; 1 to {MOST_TICKETS} are possible")]
    Tickets {
        /// The entry.
        id: String,
        /// Its tickets.
        tickets: u32,
    },
    /// A stratum has fewer entries than are to be drawn, or none is called so.
    #[error("{wanted} are to be drawn of stratum `{stratum}`, which has {held}")]
    TooFew {
        /// The stratum.
        stratum: String,
        /// How many are to be drawn.
        wanted: usize,
        /// How many it has.
        held: usize,
    },
    /// Of the second list too few are left for an entry: the others are kept apart from it.
    #[error("{wanted} are to look at `{entry}`, and {held} may")]
    TooFewCompanions {
        /// The entry.
        entry: String,
        /// How many are to look at it.
        wanted: usize,
        /// How many may.
        held: usize,
    },
    /// Nothing is to be drawn.
    #[error("nothing is to be drawn")]
    Nothing,
    /// A secret that could be guessed.
    #[error("a secret has at least {SHORTEST_SECRET} characters in one line")]
    Guessable,
    /// Both secrets are the same: then one person made the seed.
    #[error("both secrets are the same")]
    OneSecret,
    /// A secret is not the one whose hash was shown.
    #[error("secret {0} is not the one whose hash was shown before")]
    Changed(usize),
}

/// Freezes a list, in whatever order it comes.
///
/// # Errors
/// [`NoDraw`].
pub fn freeze(entries: impl IntoIterator<Item = Entry>) -> Result<Frozen, NoDraw> {
    let mut list = BTreeMap::new();
    for Entry { id, tickets, stratum } in entries {
        if let Some(unclear) = [&id, &stratum].into_iter().find(|text| !is_clear(text)) {
            return Err(NoDraw::Unclear(unclear.clone()));
        }
        if !(1..=MOST_TICKETS).contains(&tickets) {
            return Err(NoDraw::Tickets { id, tickets });
        }
        if list.insert(id.clone(), (stratum, tickets)).is_some() {
            return Err(NoDraw::Twice(id));
        }
    }
    if list.is_empty() {
        return Err(NoDraw::Empty);
    }
    let lines: String = list.iter().map(|(id, (stratum, tickets))| format!("{id}\t{stratum}\t{tickets}\n")).collect();
    Ok(Frozen { entries: list, hash: hash(&lines) })
}

/// What is shown of a secret before the list is frozen: its hash.
///
/// # Errors
/// [`NoDraw::Guessable`].
pub fn shown(secret: &str) -> Result<String, NoDraw> {
    let long = secret.chars().count() >= SHORTEST_SECRET && !secret.contains(['\n', '\r']);
    if long { Ok(hash(secret)) } else { Err(NoDraw::Guessable) }
}

/// The seed of a draw: the hash of `list's hash LF first secret LF second secret`, once both secrets are those that were
/// shown by their hashes.
///
/// # Errors
/// [`NoDraw`].
pub fn seed(frozen: &Frozen, secrets: [&str; 2], hashes: [&str; 2]) -> Result<String, NoDraw> {
    seed_with(frozen, None, secrets, hashes)
}

/// The same where a second list was frozen with the first: `list's hash LF second list's hash LF first secret LF second
/// secret`.
///
/// # Errors
/// [`NoDraw`].
pub fn seed_with(
    frozen: &Frozen,
    companions: Option<&Companions>,
    secrets: [&str; 2],
    hashes: [&str; 2],
) -> Result<String, NoDraw> {
    for (place, (secret, before)) in secrets.iter().zip(hashes).enumerate() {
        if shown(secret)? != before {
            return Err(NoDraw::Changed(place + 1));
        }
    }
    let [first, second] = secrets;
    if first == second {
        return Err(NoDraw::OneSecret);
    }
    let lists: Vec<&str> = [frozen.hash.as_str()].into_iter().chain(companions.map(|it| it.hash.as_str())).collect();
    Ok(hash(&format!("{}\n{first}\n{second}", lists.join("\n"))))
}

/// Draws so many of each stratum: those with the smallest keys, a key being the smallest hash of `seed LF id LF ticket`
/// over an entry's tickets from 1. What is drawn stands by stratum, the smallest key first.
///
/// # Errors
/// [`NoDraw`].
pub fn draw(frozen: &Frozen, seed: &str, take: &BTreeMap<String, usize>) -> Result<Vec<Drawn>, NoDraw> {
    if take.values().all(|wanted| *wanted == 0) {
        return Err(NoDraw::Nothing);
    }
    let mut drawn = Vec::new();
    for (stratum, wanted) in take {
        let ordered: BTreeSet<(String, &str)> =
            frozen.of(stratum).map(|(id, most)| (key(seed, id, most), id)).collect();
        if ordered.len() < *wanted {
            return Err(NoDraw::TooFew { stratum: stratum.clone(), wanted: *wanted, held: ordered.len() });
        }
        let first = ordered.into_iter().take(*wanted).enumerate();
        drawn.extend(first.map(|(at, (key, id))| Drawn {
            id: id.to_owned(),
            stratum: stratum.clone(),
            place: at + 1,
            key,
        }));
    }
    Ok(drawn)
}

impl Frozen {
    /// The entries of a stratum with their tickets.
    fn of<'f>(&'f self, stratum: &'f str) -> impl Iterator<Item = (&'f str, u32)> {
        let here = self.entries.iter().filter(move |(_, (own, _))| own == stratum);
        here.map(|(id, (_, tickets))| (id.as_str(), *tickets))
    }
}

fn key(seed: &str, id: &str, tickets: u32) -> String {
    (1..=tickets).map(|ticket| hash(&format!("{seed}\n{id}\n{ticket}"))).min().unwrap_or_default()
}

fn is_clear(text: &str) -> bool {
    !text.is_empty() && !text.contains(['\t', '\n', '\r'])
}

fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(tickets: &[u32]) -> Vec<Entry> {
        let entry = |(at, tickets): (usize, &u32)| Entry {
            id: format!("e{at}"),
            tickets: *tickets,
            stratum: if at % 3 == 0 { "a" } else { "b" }.to_owned(),
        };
        tickets.iter().enumerate().map(entry).collect()
    }

    proptest! {
        #[test]
        fn a_draw_takes_as_many_as_asked_none_twice_and_does_not_know_the_order_of_the_list(
            tickets in prop::collection::vec(1..=5_u32, 6..40), seed in "[a-f0-9]{64}", (a, b) in (0..3_usize, 1..4_usize),
        ) {
            let mut turned = list(&tickets);
            let frozen = freeze(turned.clone()).unwrap();
            turned.reverse();
            prop_assert_eq!(&freeze(turned).unwrap(), &frozen);
            let take = BTreeMap::from([("a".to_owned(), a.min(2)), ("b".to_owned(), b)]);
            let drawn = draw(&frozen, &seed, &take).unwrap();
            prop_assert_eq!(drawn.len(), a.min(2) + b);
            let ids: BTreeSet<&str> = drawn.iter().map(|one| one.id.as_str()).collect();
            prop_assert_eq!(ids.len(), drawn.len());
            // Fewer are the same ones from the front: who adds a place does not change who was drawn.
            let fewer = draw(&frozen, &seed, &BTreeMap::from([("b".to_owned(), 1)])).unwrap();
            prop_assert_eq!(&fewer[0].id, &drawn.iter().find(|one| one.stratum == "b").unwrap().id);
        }
    }

    #[test]
    fn more_tickets_are_drawn_more_often_in_proportion() {
        let frozen = freeze(list(&[1, 3, 1, 1, 1, 1, 1])).unwrap();
        let take = BTreeMap::from([("b".to_owned(), 1)]);
        let first = |at: usize| draw(&frozen, &hash(&at.to_string()), &take).unwrap()[0].id.clone();
        let times = (0..4000).filter(|at| first(*at) == "e1").count();
        // Of the four in stratum b, one has three tickets of six: half of 4,000, give or take five deviations.
        assert!((1842..=2158).contains(&times), "{times}");
    }

    #[test]
    fn what_would_let_one_person_steer_it_is_refused() {
        let frozen = freeze(list(&[1, 1])).unwrap();
        let (one, other) = ("the first secret of one", "the other secret of two");
        let hashes = [shown(one).unwrap(), shown(other).unwrap()];
        let of = |secrets: [&str; 2]| seed(&frozen, secrets, [&hashes[0], &hashes[1]]);
        assert!(of([one, other]).is_ok());
        assert_eq!(of([one, "another secret than shown"]), Err(NoDraw::Changed(2)));
        assert_eq!(of(["short", other]), Err(NoDraw::Guessable));
        assert_eq!(seed(&frozen, [one, one], [&hashes[0], &hashes[0]]), Err(NoDraw::OneSecret));
        let changed = freeze(list(&[1, 2])).unwrap();
        assert_ne!(
            seed(&changed, [one, other], [&hashes[0], &hashes[1]]),
            of([one, other]),
            "another list, another seed"
        );
    }

    #[test]
    fn a_list_that_is_none_is_refused() {
        let entry = |id: &str, tickets| Entry { id: id.to_owned(), tickets, stratum: "a".to_owned() };
        assert_eq!(freeze([]), Err(NoDraw::Empty));
        assert_eq!(freeze([entry("x", 1), entry("x", 2)]), Err(NoDraw::Twice("x".to_owned())));
        assert_eq!(freeze([entry("x\ty", 1)]), Err(NoDraw::Unclear("x\ty".to_owned())));
        assert_eq!(freeze([entry("x", 0)]), Err(NoDraw::Tickets { id: "x".to_owned(), tickets: 0 }));
        assert_eq!(freeze([entry("x", 101)]), Err(NoDraw::Tickets { id: "x".to_owned(), tickets: 101 }));
        let frozen = freeze([entry("x", 1)]).unwrap();
        let few = draw(&frozen, "s", &BTreeMap::from([("a".to_owned(), 2)]));
        assert_eq!(few, Err(NoDraw::TooFew { stratum: "a".to_owned(), wanted: 2, held: 1 }));
        assert_eq!(draw(&frozen, "s", &BTreeMap::from([("a".to_owned(), 0)])), Err(NoDraw::Nothing));
    }
}
