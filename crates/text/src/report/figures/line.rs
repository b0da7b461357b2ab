//! A paragraph as the grammar sees it: folded to half width, without the spaces that typesetting brings, each
//! character with its place in the clean view.

use std::ops::Range;

use crate::report::text::{Clean, Span};

/// The folded characters of one passage.
#[derive(Clone, Debug, Default)]
pub struct Line {
    chars: Vec<char>,
    /// Place of each character in the clean view.
    place: Vec<usize>,
    /// Whether a space stood before the character: two numbers side by side stay two.
    gap: Vec<bool>,
}

impl Line {
    /// Folds a stretch of the clean view.
    pub fn of(clean: &Clean, range: Range<usize>) -> Self {
        let mut line = Self::default();
        let mut gap = false;
        for place in range {
            let Some(&letter) = clean.chars().get(place) else { break };
            if letter.is_whitespace() || letter == '\u{200b}' || letter == '\u{feff}' {
                gap = true;
                continue;
            }
            line.chars.push(folded(letter));
            line.place.push(place);
            line.gap.push(gap);
            gap = false;
        }
        line
    }

    /// Its characters.
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// How many characters it has.
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// The character at a place, or NUL beyond the end.
    pub fn at(&self, place: usize) -> char {
        self.chars.get(place).copied().unwrap_or('\0')
    }

    /// The character before a place, or NUL at the start.
    pub fn before(&self, place: usize) -> char {
        place.checked_sub(1).map_or('\0', |before| self.at(before))
    }

    /// Whether a space stood before the character.
    pub fn gap(&self, place: usize) -> bool {
        self.gap.get(place).copied().unwrap_or(false)
    }

    /// The characters of a stretch; none if it reaches beyond the end.
    pub fn slice(&self, range: Range<usize>) -> &[char] {
        self.chars.get(range).unwrap_or_default()
    }

    /// The words of a stretch.
    pub fn words(&self, range: Range<usize>) -> String {
        self.slice(range).iter().collect()
    }

    /// Whether `word` stands at `place`.
    pub fn starts(&self, place: usize, word: &str) -> bool {
        word.chars().zip(place..).all(|(letter, at)| self.at(at) == letter)
    }

    /// Whether `word` ends just before `place`.
    pub fn ends(&self, place: usize, word: &str) -> bool {
        let length = word.chars().count();
        place >= length && self.starts(place - length, word)
    }

    /// Where a stretch stood in the text as given.
    pub fn span(&self, clean: &Clean, range: Range<usize>) -> Span {
        let first = self.place.get(range.start).copied();
        let last = range.end.checked_sub(1).and_then(|last| self.place.get(last)).copied();
        match (first, last) {
            (Some(first), Some(last)) if !range.is_empty() => clean.span(first..last + 1),
            _ => Span::default(),
        }
    }
}

/// Full-width forms to half width, the punctuation of sentences to one form each.
fn folded(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        '—' | '–' | '―' | '−' | '~' | '〜' => '—',
        '℅' => '%',
        '○' => '〇',
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_go_and_the_way_back_stays() {
        let mut clean = Clean::default();
        "新增 就业1.8万人".chars().enumerate().for_each(|(place, letter)| clean.push(letter, place + 10));
        let line = Line::of(&clean, 0..clean.len());
        assert_eq!(line.words(0..line.len()), "新增就业1.8万人");
        assert!(line.gap(2));
        assert_eq!(line.span(&clean, 2..9), Span { start: 13, end: 20 });
        assert!(line.starts(2, "就业") && line.ends(4, "就业"));
    }
}
