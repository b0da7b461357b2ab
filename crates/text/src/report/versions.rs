//! Two versions of a report: which items came, which went, and which say another number now.

use std::collections::{BTreeMap, VecDeque};

use super::anchor::{Item, ItemKind};
use super::decided::{Decided, DecidedItem, State};

/// What became of an item from one version to the other.
#[derive(Clone, Copy, Debug)]
pub enum Change<'d> {
    /// Only the later version has it.
    Added(&'d DecidedItem),
    /// Only the earlier version has it.
    Gone(&'d DecidedItem),
    /// Both speak of it, and not alike.
    Changed(&'d DecidedItem, &'d DecidedItem),
}

/// The differences, in the order of the later text, then what went in the order of the earlier.
pub fn differences<'d>(earlier: &'d Decided, later: &'d Decided) -> Vec<Change<'d>> {
    let left: Vec<&DecidedItem> = counted(earlier).collect();
    let mut open = vec![true; left.len()];
    // What is word for word the same is no difference, wherever it stands.
    let mut same = Shelf::of(&left, |item| vec![wording(item)]);
    let right: Vec<&DecidedItem> =
        counted(later).filter(|item| same.take(&[wording(item)], &mut open).is_none()).collect();
    let mut alike = Shelf::of(&left, subjects);
    let mut found = Vec::new();
    for item in right {
        match alike.take(&subjects(item), &mut open).and_then(|place| left.get(place)) {
            Some(old) => found.push(Change::Changed(old, item)),
            None => found.push(Change::Added(item)),
        }
    }
    found.extend(left.iter().zip(&open).filter(|(_, open)| **open).map(|(old, _)| Change::Gone(old)));
    found
}

fn counted(decided: &Decided) -> impl Iterator<Item = &DecidedItem> {
    decided.items.iter().filter(|item| item.state != State::Rejected)
}

/// The earlier items under what they can be known by again, each list in the order of the text.
struct Shelf(BTreeMap<String, VecDeque<usize>>);

impl Shelf {
    fn of(items: &[&DecidedItem], keys: impl Fn(&DecidedItem) -> Vec<String>) -> Self {
        let mut shelf: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
        for (place, item) in items.iter().enumerate() {
            for key in keys(item) {
                shelf.entry(key).or_default().push_back(place);
            }
        }
        Self(shelf)
    }

    /// The first item under any of the keys that is still open; it is taken.
    fn take(&mut self, keys: &[String], open: &mut [bool]) -> Option<usize> {
        let first = keys.iter().filter_map(|key| {
            let places = self.0.get_mut(key)?;
            while places.front().is_some_and(|place| open.get(*place) == Some(&false)) {
                places.pop_front();
            }
            places.front().copied()
        });
        let place = first.min()?;
        *open.get_mut(place)? = false;
        Some(place)
    }
}

/// Kind, words and reading: what is the same in all of them is the same.
fn wording(item: &DecidedItem) -> String {
    format!("{}\n{}\n{}", item.anchor.kind.word(), item.item.mark(), item.anchor.words)
}

/// By what two items speak of the same: the same figure of the same year, the same task but for its number, the same term.
fn subjects(item: &DecidedItem) -> Vec<String> {
    match &item.item {
        Item::Indicator(it) => vec![format!("i\n{:?} {:?}\n{}", it.kind, it.year, super::compare::id_of(it))],
        Item::Commitment(it) => {
            let verb = it.verb.as_deref().unwrap_or_default();
            let named = it.object.as_deref().map(|object| format!("v\n{verb}\n{object}"));
            named.into_iter().chain([format!("q\n{}", without_numbers(&it.quote))]).collect()
        }
        Item::Term(it) => vec![format!("t\n{}", it.term)],
    }
}

fn without_numbers(words: &str) -> String {
    words.chars().filter(|letter| !letter.is_numeric() && !letter.is_whitespace() && *letter != '.').collect()
}

/// How many differences of each kind there are: added, gone, changed.
pub fn totals(changes: &[Change<'_>], kind: ItemKind) -> [usize; 3] {
    let mut totals = [0; 3];
    for change in changes {
        let (place, item) = match change {
            Change::Added(item) => (0, item),
            Change::Gone(item) => (1, item),
            Change::Changed(_, item) => (2, item),
        };
        if item.anchor.kind == kind
            && let Some(total) = totals.get_mut(place)
        {
            *total += 1;
        }
    }
    totals
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::report::{decided::decided, read_text};

    fn laid(text: &str) -> Decided {
        let read = read_text(text);
        decided(read.harvest.documents.first().unwrap(), &read.given, &[])
    }

    #[test]
    fn a_changed_number_an_added_and_a_dropped_task_are_told() {
        let first = include_str!("../../../../data/demo/report-2025.txt");
        let second = first
            .replace("增设充电桩1500个", "增设充电桩1800个")
            .replace("，新建社区食堂12个", "")
            .replace("引进公募基金1家", "引进公募基金1家，新建合成剧场3座");
        let (old, new) = (laid(first), laid(&second));
        assert!(differences(&old, &laid(first)).is_empty());
        let changes = differences(&old, &new);
        let task = |change: &&Change<'_>| matches!(change, Change::Added(it) | Change::Gone(it) | Change::Changed(_, it) if it.anchor.kind == ItemKind::Commitment);
        let told: Vec<String> = changes
            .iter()
            .filter(task)
            .map(|change| match change {
                Change::Added(it) => format!("+{}", it.anchor.words),
                Change::Gone(it) => format!("-{}", it.anchor.words),
                Change::Changed(old, new) => format!("{}→{}", old.anchor.words, new.anchor.words),
            })
            .collect();
        assert_eq!(told, ["+新建合成剧场3座", "增设充电桩1500个→增设充电桩1800个", "-新建社区食堂12个"]);
        assert_eq!(totals(&changes, ItemKind::Commitment), [1, 1, 1]);
    }
}
