//! Two versions of a report: which items came, which went, and which say another number now.

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
    let mut left: Vec<&DecidedItem> = counted(earlier).collect();
    let mut right: Vec<&DecidedItem> = counted(later).collect();
    // What is word for word the same is no difference, wherever it stands.
    right.retain(|item| {
        let same = left.iter().position(|old| alike(old, item));
        same.map(|place| left.remove(place)).is_none()
    });
    let mut found = Vec::new();
    for item in right {
        match left.iter().position(|old| of_one_subject(old, item)) {
            Some(place) => found.push(Change::Changed(left.remove(place), item)),
            None => found.push(Change::Added(item)),
        }
    }
    found.extend(left.into_iter().map(Change::Gone));
    found
}

fn counted(decided: &Decided) -> impl Iterator<Item = &DecidedItem> {
    decided.items.iter().filter(|item| item.state != State::Rejected)
}

fn alike(old: &DecidedItem, new: &DecidedItem) -> bool {
    old.anchor.kind == new.anchor.kind && old.anchor.words == new.anchor.words && old.item.mark() == new.item.mark()
}

/// Whether two items speak of the same: the same figure of the same year, the same task but for its number, the same term.
fn of_one_subject(old: &DecidedItem, new: &DecidedItem) -> bool {
    match (&old.item, &new.item) {
        (Item::Indicator(old), Item::Indicator(new)) => {
            let name = super::compare::id_of(old) == super::compare::id_of(new);
            name && (old.kind, old.year) == (new.kind, new.year)
        }
        (Item::Commitment(old), Item::Commitment(new)) => {
            let named = old.object.is_some() && (&old.verb, &old.object) == (&new.verb, &new.object);
            named || without_numbers(&old.quote) == without_numbers(&new.quote)
        }
        (Item::Term(old), Item::Term(new)) => old.term == new.term,
        _ => false,
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
