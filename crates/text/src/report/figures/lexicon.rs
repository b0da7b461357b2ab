//! Words found by one of their characters: a table over the basic plane, so that a look-up costs two array reads.

/// Lists of `T` under a character each.
#[derive(Clone, Debug)]
pub struct Lexicon<T> {
    /// For each character of the basic plane, one more than the place of its list; 0 for none.
    table: Vec<u16>,
    lists: Vec<Vec<T>>,
}

impl<T> Default for Lexicon<T> {
    fn default() -> Self {
        Self { table: vec![0; 0x1_0000], lists: Vec::new() }
    }
}

impl<T> Lexicon<T> {
    /// Puts an item under a character; characters beyond the basic plane have no list.
    pub fn put(&mut self, letter: char, item: T) {
        let Some(slot) = self.table.get_mut(letter as usize) else { return };
        if *slot == 0 {
            self.lists.push(Vec::new());
            *slot = u16::try_from(self.lists.len()).unwrap_or(0);
        }
        if let Some(list) = usize::from(*slot).checked_sub(1).and_then(|place| self.lists.get_mut(place)) {
            list.push(item);
        }
    }

    /// The items under a character, in the order they were put unless sorted.
    pub fn under(&self, letter: char) -> &[T] {
        let slot = self.table.get(letter as usize).copied().unwrap_or(0);
        let list = usize::from(slot).checked_sub(1).and_then(|place| self.lists.get(place));
        list.map(Vec::as_slice).unwrap_or_default()
    }

    /// Sorts every list, the items of most letters first.
    pub fn longest_first(mut self, letters: impl Fn(&T) -> usize) -> Self {
        self.lists.iter_mut().for_each(|list| list.sort_by_key(|item| std::cmp::Reverse(letters(item))));
        self
    }

    /// Every item.
    pub fn all(&self) -> impl Iterator<Item = &T> {
        self.lists.iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_back_by_their_character() {
        let mut lexicon = Lexicon::default();
        lexicon.put('新', "新增");
        lexicon.put('新', "新改扩建");
        lexicon.put('\u{20000}', "beyond");
        let lexicon = lexicon.longest_first(|word| word.chars().count());
        assert_eq!(lexicon.under('新'), ["新改扩建", "新增"]);
        assert!(lexicon.under('旧').is_empty() && lexicon.under('\u{20000}').is_empty());
        assert_eq!(lexicon.all().count(), 2);
    }
}
