//! Who looks at what was drawn: of a second list so many for each thing drawn, by the same seed, and never one that is kept
//! apart from it.
//!
//! A companion says what it is kept apart from: the marks of an entry (its unit, a relation) or an entry's id. The second
//! list is frozen with the first, and both hashes make the seed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Frozen, NoDraw, hash, is_clear};

/// One that may look at what is drawn.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Companion {
    /// What it is known by in its register; one line.
    pub id: String,
    /// Marks and ids of entries that it is kept apart from.
    pub apart: Vec<String>,
}

/// The second list, frozen for a first one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Companions {
    list: BTreeMap<String, BTreeSet<String>>,
    marks: BTreeMap<String, BTreeSet<String>>,
    each: usize,
    /// Lower-case hexadecimal SHA-256 of the lines `id TAB apart TAB apart … LF` in the order of the ids' bytes, an empty
    /// line, and the lines `entry TAB mark TAB mark … LF` of every entry that has marks.
    pub hash: String,
}

/// Freezes the second list: for each entry of the first one, whichever is drawn, enough of it must be left.
///
/// # Errors
/// [`NoDraw`].
pub fn accompany(
    frozen: &Frozen,
    companions: impl IntoIterator<Item = Companion>,
    marks: &BTreeMap<String, Vec<String>>,
    each: usize,
) -> Result<Companions, NoDraw> {
    let mut list = BTreeMap::new();
    for Companion { id, apart } in companions {
        if let Some(unclear) = [&id].into_iter().chain(&apart).find(|text| !is_clear(text)) {
            return Err(NoDraw::Unclear(unclear.clone()));
        }
        if list.insert(id.clone(), apart.into_iter().collect::<BTreeSet<_>>()).is_some() {
            return Err(NoDraw::Twice(id));
        }
    }
    if let Some(unclear) = marks.values().flatten().find(|mark| !is_clear(mark)) {
        return Err(NoDraw::Unclear(unclear.clone()));
    }
    let marks: BTreeMap<String, BTreeSet<String>> = marks
        .iter()
        .filter(|(id, marks)| frozen.entries.contains_key(*id) && !marks.is_empty())
        .map(|(id, marks)| (id.clone(), marks.iter().cloned().collect()))
        .collect();
    let hash = hash(&format!("{}\n{}", lines(&list), lines(&marks)));
    let companions = Companions { list, marks, each, hash };
    for entry in frozen.entries.keys() {
        let held = companions.free_for(entry).count();
        if held < each {
            return Err(NoDraw::TooFewCompanions { entry: entry.clone(), wanted: each, held });
        }
    }
    Ok(companions)
}

impl Companions {
    /// The companions of an entry: of those that are not kept apart from it the ones with the smallest hashes of
    /// `seed LF entry LF with LF companion`, the smallest first.
    #[must_use]
    pub fn of(&self, seed: &str, entry: &str) -> Vec<String> {
        let key = |id: &str| hash(&format!("{seed}\n{entry}\nwith\n{id}"));
        let ordered: BTreeSet<(String, &str)> = self.free_for(entry).map(|id| (key(id), id)).collect();
        ordered.into_iter().take(self.each).map(|(_, id)| id.to_owned()).collect()
    }

    /// Those that are not kept apart from an entry.
    fn free_for<'c>(&'c self, entry: &'c str) -> impl Iterator<Item = &'c str> {
        let marks = self.marks.get(entry);
        let meets = move |apart: &BTreeSet<String>| {
            apart.contains(entry) || marks.is_some_and(|marks| !marks.is_disjoint(apart))
        };
        self.list.iter().filter(move |(_, apart)| !meets(apart)).map(|(id, _)| id.as_str())
    }
}

fn lines(all: &BTreeMap<String, BTreeSet<String>>) -> String {
    let line = |(id, marks): (&String, &BTreeSet<String>)| {
        let marks: String = marks.iter().flat_map(|mark| ["\t", mark]).collect();
        format!("{id}{marks}\n")
    };
    all.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::draw::{Entry, freeze};

    fn first_list(count: usize) -> Frozen {
        let entry = |at| Entry { id: format!("e{at}"), tickets: 1, stratum: "all".to_owned() };
        freeze((0..count).map(entry)).unwrap()
    }

    fn companion(id: &str, apart: &[&str]) -> Companion {
        Companion { id: id.to_owned(), apart: apart.iter().map(|mark| (*mark).to_owned()).collect() }
    }

    proptest! {
        #[test]
        fn nobody_meets_what_he_is_kept_apart_from_and_nobody_comes_twice(
            units in prop::collection::vec(0..6_usize, 8..20), seed in "[a-f0-9]{64}", entries in 1..12_usize,
        ) {
            let frozen = first_list(entries);
            let marks: BTreeMap<_, _> = (0..entries).map(|at| (format!("e{at}"), vec![format!("unit-{}", at % 7)])).collect();
            let own = |(at, unit): (usize, &usize)| companion(&format!("i{at}"), &[&format!("unit-{unit}"), "e0"][..1 + at % 2]);
            let list: Vec<Companion> = units.iter().enumerate().map(own).collect();
            let Ok(companions) = accompany(&frozen, list.clone(), &marks, 2) else { return Ok(()) };
            for (entry, marks) in &marks {
                let with = companions.of(&seed, entry);
                prop_assert_eq!(with.iter().collect::<BTreeSet<_>>().len(), 2);
                for id in with {
                    let found = list.iter().find(|one| one.id == id).unwrap();
                    prop_assert!(!found.apart.contains(entry) && !found.apart.contains(&marks[0]));
                }
            }
        }
    }

    #[test]
    fn an_entry_that_too_few_could_look_at_is_told_before_anything_is_drawn() {
        let frozen = first_list(2);
        let marks = BTreeMap::from([("e1".to_owned(), vec!["fire".to_owned()])]);
        let list = || [companion("a", &["fire"]), companion("b", &[]), companion("c", &["e0"])];
        assert!(accompany(&frozen, list(), &marks, 2).is_ok());
        let few = accompany(&frozen, list().into_iter().take(2), &marks, 2);
        assert_eq!(few, Err(NoDraw::TooFewCompanions { entry: "e1".to_owned(), wanted: 2, held: 1 }));
        let twice = accompany(&frozen, [companion("a", &[]), companion("a", &[])], &marks, 1);
        assert_eq!(twice, Err(NoDraw::Twice("a".to_owned())));
        let unclear = accompany(&frozen, [companion("a", &["x\ty"])], &marks, 1);
        assert_eq!(unclear, Err(NoDraw::Unclear("x\ty".to_owned())));
    }
}
