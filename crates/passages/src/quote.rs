//! The stretch of a passage around the words, and where they stand in it. Marks are places of characters in plain text;
//! whoever shows them escapes each part on its own.

use std::ops::Range;

use crate::words::{Piece, pieces};

/// Characters of a quote, and of them those before its first mark.
const LONG: usize = 110;
const BEFORE: usize = 20;
/// Characters of a passage in which words are looked for, and marks that are kept.
const MOST: usize = 20_000;
const MOST_MARKS: usize = 200;

/// A text with some of it marked.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Marked {
    parts: Vec<(String, bool)>,
}

impl Marked {
    /// The text from its beginning to its end in parts, each with whether it is marked.
    pub fn parts(&self) -> impl Iterator<Item = (&str, bool)> {
        self.parts.iter().map(|(text, marked)| (text.as_str(), *marked))
    }

    /// The text alone.
    pub fn text(&self) -> String {
        self.parts.iter().map(|(text, _)| text.as_str()).collect()
    }

    /// Whether anything is marked.
    pub fn is_marked(&self) -> bool {
        self.parts.iter().any(|(_, marked)| *marked)
    }

    /// A whole text with these words marked, in whatever case they stand.
    pub fn whole(text: &str, words: &[String]) -> Marked {
        let letters: Vec<char> = text.chars().take(MOST).collect();
        cut(&letters, 0..letters.len(), &marks(&letters, words))
    }

    /// The stretch of a text in which most of the words stand together.
    pub fn around(text: &str, words: &[String]) -> Marked {
        let letters: Vec<char> = text.chars().take(MOST).collect();
        let marks = marks(&letters, words);
        let start = best(&marks).saturating_sub(BEFORE);
        // Near the end of the text there is room before the words.
        let start = start.min(letters.len().saturating_sub(LONG));
        let stretch = start..(start + LONG).min(letters.len());
        let mut marked = cut(&letters, stretch.clone(), &marks);
        if stretch.start > 0 {
            marked.parts.insert(0, ("…".to_owned(), false));
        }
        if stretch.end < letters.len() {
            marked.parts.push(("…".to_owned(), false));
        }
        marked
    }
}

/// Where the quote's first mark stands: the one behind which most marks follow within a quote.
fn best(marks: &[Range<usize>]) -> usize {
    let near = |from: usize| marks.iter().filter(|mark| mark.start >= from && mark.end <= from + LONG - BEFORE).count();
    let starts = marks.iter().map(|mark| mark.start);
    starts.max_by_key(|from| (near(*from), std::cmp::Reverse(*from))).unwrap_or(0)
}

/// Where the words stand, in order, those that touch or overlap as one.
fn marks(letters: &[char], words: &[String]) -> Vec<Range<usize>> {
    let low: Vec<char> = letters.iter().map(|letter| lower(*letter)).collect();
    let mut found: Vec<Range<usize>> = words.iter().flat_map(|word| of_word(&low, word)).collect();
    found.sort_by_key(|mark| (mark.start, mark.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for mark in found {
        match joined.last_mut() {
            Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
            _ => joined.push(mark),
        }
    }
    joined.truncate(MOST_MARKS);
    joined
}

/// A word where it stands as it was typed; where it nowhere does, the pieces by which the passage was found.
fn of_word(low: &[char], word: &str) -> Vec<Range<usize>> {
    let whole = places(low, word);
    if !whole.is_empty() {
        return whole;
    }
    let texts = pieces(word).into_iter().map(|piece| match piece {
        Piece::Whole(text) | Piece::Begins(text) => text,
    });
    texts.flat_map(|text| places(low, &text)).collect()
}

/// A run of letters or digits begins where a run of the text does; everything else stands anywhere.
fn places(low: &[char], word: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = word.chars().map(lower).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let latin = word.is_ascii();
    let begins = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| low.get(at));
        !latin || !before.is_some_and(char::is_ascii_alphanumeric)
    };
    let fits = |(at, window): (usize, &[char])| (window == wanted.as_slice() && begins(at)).then_some(at);
    let found = low.windows(wanted.len()).enumerate().filter_map(fits);
    found.take(MOST_MARKS).map(|at| at..at + wanted.len()).collect()
}

/// One character for one, so that places stay what they are.
fn lower(letter: char) -> char {
    let mut low = letter.to_lowercase();
    low.next().filter(|_| low.next().is_none()).unwrap_or(letter)
}

fn cut(letters: &[char], stretch: Range<usize>, marks: &[Range<usize>]) -> Marked {
    let mut parts = Vec::new();
    let mut add = |from: usize, to: usize, marked: bool| {
        let text: String = letters.get(from..to).unwrap_or_default().iter().collect();
        if !text.is_empty() {
            parts.push((text, marked));
        }
    };
    let mut at = stretch.start;
    for mark in marks.iter().filter(|mark| mark.end > stretch.start && mark.start < stretch.end) {
        let (from, to) = (mark.start.max(at), mark.end.min(stretch.end));
        add(at, from, false);
        add(from, to, true);
        at = to;
    }
    add(at, stretch.end, false);
    Marked { parts }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(marked: &Marked) -> String {
        marked.parts().map(|(text, marked)| if marked { format!("[{text}]") } else { text.to_owned() }).collect()
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn words_are_marked_in_whatever_case() {
        assert_eq!(
            told(&Marked::whole("全区 GDP 增长，路灯亮", &words(&["gdp", "路灯"]))),
            "全区 [GDP] 增长，[路灯]亮"
        );
        assert_eq!(told(&Marked::whole("<b>路灯</b>", &words(&["路灯"]))), "<b>[路灯]</b>");
    }

    #[test]
    fn words_that_touch_are_one_mark() {
        assert_eq!(told(&Marked::whole("路灯不亮", &words(&["路灯", "灯不亮"]))), "[路灯不亮]");
    }

    #[test]
    fn a_word_that_stands_nowhere_whole_is_marked_by_its_pairs() {
        assert_eq!(told(&Marked::whole("更换灯，灯头", &words(&["换灯头"]))), "更[换灯]，[灯头]");
    }

    #[test]
    fn a_quote_begins_shortly_before_the_words() {
        let text = format!("{}路灯{}", "前".repeat(300), "后".repeat(300));
        let quote = told(&Marked::around(&text, &words(&["路灯"])));
        assert!(quote.starts_with(&format!("…{}[路灯]后", "前".repeat(BEFORE))) && quote.ends_with('…'), "{quote}");
        assert_eq!(told(&Marked::around("无", &words(&["路灯"]))), "无");
        assert_eq!(told(&Marked::around("", &words(&["路灯"]))), "");
    }

    #[test]
    fn the_stretch_with_most_words_is_quoted() {
        let text = format!("路灯{}路灯和井盖{}", "字".repeat(300), "字".repeat(300));
        assert!(told(&Marked::around(&text, &words(&["路灯", "井盖"]))).contains("[路灯]和[井盖]"));
    }
}
