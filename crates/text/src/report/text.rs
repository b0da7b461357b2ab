//! The text as given and the clean view of it, with the way back.
//!
//! All offsets that leave this crate count Unicode characters of the text as given. Rules read the clean view, where
//! page breaks and stray spaces are gone, and ask it where a stretch of it stood.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A stretch of the text as given, in characters; `end` is exclusive.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Span {
    /// First character.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

impl Span {
    /// Whether `other` lies wholly inside.
    pub fn holds(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// The text as given: what `start` and `end` count in. Line ends and a byte order mark stay as they are.
#[derive(Clone, Debug, Default)]
pub struct Given {
    chars: Vec<char>,
}

impl Given {
    /// Takes the decoded text of a file or a paste.
    pub fn new(text: &str) -> Self {
        Self { chars: text.chars().collect() }
    }

    /// Its characters.
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// The exact words at `span`; empty when the span reaches beyond the text.
    pub fn quote(&self, span: Span) -> String {
        self.chars.get(span.start..span.end).unwrap_or_default().iter().collect()
    }
}

/// A readable view of a [`Given`]: characters that rules may trust, each with the place it came from.
///
/// Full-width forms, compatibility forms and traditional characters are folded, so that a rule is written once; spaces
/// inside Chinese words, page breaks and marks are gone. Invariant: all lists are of one length and places never fall.
#[derive(Clone, Debug, Default)]
pub struct Clean {
    chars: Vec<char>,
    written: Vec<char>,
    places: Vec<Span>,
    gaps: Vec<bool>,
}

impl Clean {
    /// Adds a character that stood at `place` in the text as given.
    pub fn push(&mut self, letter: char, place: usize) {
        self.push_folded(letter, letter, Span { start: place, end: place + 1 }, false);
    }

    /// Adds a character folded from the one `written` at `place` (several characters for `&nbsp;` and its like); `gap`
    /// says that white space stood before it.
    pub fn push_folded(&mut self, letter: char, written: char, place: Span, gap: bool) {
        self.chars.push(letter);
        self.written.push(written);
        self.places.push(place);
        self.gaps.push(gap);
    }

    /// Its characters, folded: what rules read.
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

    /// The folded words of a stretch of the view.
    pub fn words(&self, range: Range<usize>) -> String {
        self.chars.get(range).unwrap_or_default().iter().collect()
    }

    /// The words of a stretch as they are written, for names and headings: as given, without what was cleaned away.
    pub fn written(&self, range: Range<usize>) -> String {
        self.written.get(range).unwrap_or_default().iter().collect()
    }

    /// Whether white space stood before a character of the view.
    pub fn gap(&self, at: usize) -> bool {
        self.gaps.get(at).copied().unwrap_or_default()
    }

    /// Where a stretch of the view stood in the text as given: from its first character to just after its last.
    pub fn span(&self, range: Range<usize>) -> Span {
        let first = self.places.get(range.start);
        let last = range.end.checked_sub(1).and_then(|last| self.places.get(last));
        match (first, last) {
            (Some(first), Some(last)) if !range.is_empty() => Span { start: first.start, end: last.end },
            (Some(first), _) => Span { start: first.start, end: first.start },
            _ => Span::default(),
        }
    }
}

/// A paragraph (or heading) of the clean view and what surrounds it: what the readers of figures and tasks are given.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Passage {
    /// Its stretch of the clean view.
    pub range: Range<usize>,
    /// Role of the section it stands in.
    pub role: super::model::Role,
    /// Whether it is a heading: no figure of a heading is read twice.
    pub heading: bool,
    /// The heading directly above, as it reads.
    pub under: Option<String>,
}

/// What a document tells about itself before its statements are read.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Setting {
    /// The year looked back on.
    pub year_reviewed: Option<i16>,
    /// The year planned.
    pub year_planned: Option<i16>,
    /// The region it speaks for.
    pub region: Option<String>,
}
