//! How a decision names an item of a report so that it outlives the reading: by kind, by the words themselves and by
//! their place among equal words, never by an offset or a number in a list.
//!
//! White space and control characters are left out of the words: a form sends line ends otherwise than it got them, and
//! a newer reader of pages may join a line that was broken.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use aho_corasick::AhoCorasick;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::model::{Commitment, Indicator, Report, Term};
use super::text::{Given, Span};

/// Words of an anchor beyond this are left out: no two items of a report share so long a beginning.
const LONGEST: usize = 1200;

/// What kind of item of a report it is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum ItemKind {
    /// A mention of a figure.
    Indicator,
    /// What the government binds itself to.
    Commitment,
    /// A term explained.
    Term,
}

impl ItemKind {
    /// Every kind, in the order of the report's lists.
    pub const ALL: [Self; 3] = [Self::Indicator, Self::Commitment, Self::Term];

    /// The kind's word in anchors and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Indicator => "indicator",
            Self::Commitment => "commitment",
            Self::Term => "term",
        }
    }
}

/// Names an item: `commitment:1.1:新增学位4080个`.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Anchor {
    /// What kind of item.
    pub kind: ItemKind,
    /// Which occurrence of the words in the text, from 1.
    pub nth: usize,
    /// Which of several items of this kind in the same words, from 1.
    pub among: usize,
    /// The words without white space.
    pub words: String,
}

/// Why a text names no item.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("不是条目的标识，例如 commitment:1.1:新增学位4080个 / not an anchor such as commitment:1.1:新增学位4080个")]
pub struct NotAnAnchor;

impl NotAnAnchor {
    /// The code of the refusal.
    pub fn code(self) -> &'static str {
        "not-an-anchor"
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}.{}:{}", self.kind.word(), self.nth, self.among, self.words)
    }
}

impl FromStr for Anchor {
    type Err = NotAnAnchor;

    fn from_str(text: &str) -> Result<Self, NotAnAnchor> {
        let (kind, rest) = text.split_once(':').ok_or(NotAnAnchor)?;
        let (place, words) = rest.split_once(':').ok_or(NotAnAnchor)?;
        let (nth, among) = place.split_once('.').ok_or(NotAnAnchor)?;
        let count = |text: &str| text.parse::<usize>().ok().filter(|n| (1..=1_000_000).contains(n)).ok_or(NotAnAnchor);
        let kind = ItemKind::ALL.into_iter().find(|known| known.word() == kind).ok_or(NotAnAnchor)?;
        let words = squeezed(words);
        if words.is_empty() {
            return Err(NotAnAnchor);
        }
        Ok(Self { kind, nth: count(nth)?, among: count(among)?, words })
    }
}

/// An anchor with a mark of what was read there: eight hexadecimal digits that change when the reading does.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Seen {
    /// The item.
    pub anchor: Anchor,
    /// The mark of its reading; none where a person names an item without having looked at a reading.
    pub mark: Option<String>,
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.mark {
            Some(mark) => write!(f, "{mark}~{}", self.anchor),
            None => self.anchor.fmt(f),
        }
    }
}

impl FromStr for Seen {
    type Err = NotAnAnchor;

    fn from_str(text: &str) -> Result<Self, NotAnAnchor> {
        let is_mark = |mark: &str| mark.len() == 8 && mark.bytes().all(|b| b.is_ascii_hexdigit());
        match text.split_once('~').filter(|(mark, _)| is_mark(mark)) {
            Some((mark, anchor)) => Ok(Self { anchor: anchor.parse()?, mark: Some(mark.to_owned()) }),
            None => Ok(Self { anchor: text.parse()?, mark: None }),
        }
    }
}

/// One item as it was read.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A mention of a figure.
    Indicator(Indicator),
    /// What the government binds itself to.
    Commitment(Commitment),
    /// A term explained.
    Term(Term),
}

impl Item {
    /// What kind of item it is.
    pub fn kind(&self) -> ItemKind {
        match self {
            Self::Indicator(_) => ItemKind::Indicator,
            Self::Commitment(_) => ItemKind::Commitment,
            Self::Term(_) => ItemKind::Term,
        }
    }

    /// Where it stands in the text as given.
    pub fn span(&self) -> Span {
        match self {
            Self::Indicator(it) => it.span,
            Self::Commitment(it) => it.span,
            Self::Term(it) => it.span,
        }
    }

    /// The same at another place.
    pub fn at(mut self, span: Span) -> Self {
        match &mut self {
            Self::Indicator(it) => it.span = span,
            Self::Commitment(it) => it.span = span,
            Self::Term(it) => it.span = span,
        }
        self
    }

    /// The words that name it: its quote; of a term the term itself.
    pub fn words(&self) -> &str {
        match self {
            Self::Indicator(it) => &it.quote,
            Self::Commitment(it) => &it.quote,
            Self::Term(it) => &it.term,
        }
    }

    /// The mark of what was read: it changes with anything but the place.
    pub fn mark(&self) -> String {
        let plain = match self.clone().at(Span::default()) {
            Self::Indicator(it) => json(&it),
            Self::Commitment(it) => json(&it),
            Self::Term(it) => json(&it),
        };
        Sha256::digest(plain).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
    }
}

fn json(item: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(item).unwrap_or_default()
}

/// Every item of a report with its anchor, in the order of the text.
pub fn items(report: &Report, given: &Given) -> Vec<(Anchor, Item)> {
    let places = Places::new(given);
    let figures = report.indicators.iter().cloned().map(Item::Indicator);
    let tasks = report.commitments.iter().cloned().map(Item::Commitment);
    let terms = report.glossary.iter().cloned().map(Item::Term);
    let mut all: Vec<Item> = figures.chain(tasks).chain(terms).collect();
    all.sort_by_key(|item| (item.span(), item.kind()));
    let named: Vec<(String, usize)> = all.iter().map(|item| (squeezed(item.words()), item.span().start)).collect();
    let occurrences = places.occurrences(&named);
    let mut taken = BTreeMap::new();
    let anchored = all.into_iter().zip(named).zip(occurrences).map(|((item, (words, _)), nth)| {
        let among: &mut usize = taken.entry((item.kind(), nth, words.clone())).or_default();
        *among += 1;
        (Anchor { kind: item.kind(), nth, among: *among, words }, item)
    });
    anchored.collect()
}

/// The text without white space, with the way back: where words stand, and which occurrence they are.
pub struct Places {
    text: String,
    /// For each character of `text` its first byte there, and its place in the text as given.
    letters: Vec<(usize, usize)>,
}

impl Places {
    /// Prepares a text for questions.
    pub fn new(given: &Given) -> Self {
        let (mut text, mut letters) = (String::new(), Vec::new());
        for (place, letter) in given.chars().iter().enumerate().filter(|(_, letter)| !is_left_out(**letter)) {
            letters.push((text.len(), place));
            text.push(*letter);
        }
        Self { text, letters }
    }

    /// For words and where they begin: which occurrence in the text that is, from 1. All words are sought in one pass.
    fn occurrences(&self, named: &[(String, usize)]) -> Vec<usize> {
        let mut words: Vec<&str> = named.iter().map(|(words, _)| words.as_str()).filter(|it| !it.is_empty()).collect();
        words.sort_unstable();
        words.dedup();
        let starts = self.starts(&words);
        let nth = |(asked, start): &(String, usize)| {
            let first = self.letters.partition_point(|(_, place)| place < start);
            let until = self.letters.get(first).map_or(self.text.len(), |(byte, _)| *byte);
            let known = words.binary_search(&asked.as_str()).ok().and_then(|place| starts.get(place));
            1 + known.map_or(0, |starts| starts.partition_point(|byte| *byte < until))
        };
        named.iter().map(nth).collect()
    }

    /// Where each of some words stands, without overlaps with itself: bytes of the text.
    fn starts(&self, words: &[&str]) -> Vec<Vec<usize>> {
        let mut starts: Vec<Vec<usize>> = vec![Vec::new(); words.len()];
        let Ok(automaton) = AhoCorasick::new(words) else { return starts };
        let Ok(matches) = automaton.try_find_overlapping_iter(&self.text) else { return starts };
        for found in matches {
            let Some(own) = starts.get_mut(found.pattern().as_usize()) else { continue };
            if own.last().is_none_or(|last| last + found.len() <= found.start()) {
                own.push(found.start());
            }
        }
        starts
    }

    /// Where the words of an anchor stand; none where the text does not have them so often.
    pub fn find(&self, anchor: &Anchor) -> Option<Span> {
        let (byte, found) = self.text.match_indices(&anchor.words).nth(anchor.nth.checked_sub(1)?)?;
        let place = |byte: usize| self.letters.binary_search_by_key(&byte, |(byte, _)| *byte).ok();
        let first = place(byte)?;
        let last = first + found.chars().count() - 1;
        Some(Span { start: self.letters.get(first)?.1, end: self.letters.get(last)?.1 + 1 })
    }
}

fn is_left_out(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || letter == '\u{feff}'
}

/// Words without white space and control characters, cut where no anchor needs more.
pub fn squeezed(words: &str) -> String {
    words.chars().filter(|letter| !is_left_out(*letter)).take(LONGEST).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_anchor_reads_as_it_is_written() {
        let anchor: Anchor = "commitment:2.1:新增 学位\r\n4080个：合成".parse().unwrap();
        assert_eq!(anchor.to_string(), "commitment:2.1:新增学位4080个：合成");
        assert_eq!(anchor.to_string().parse(), Ok(anchor.clone()));
        let seen: Seen = format!("0a1b2c3d~{anchor}").parse().unwrap();
        assert_eq!((seen.mark.as_deref(), &seen.anchor), (Some("0a1b2c3d"), &anchor));
        for wrong in [
            "",
            "commitment",
            "figure:1.1:x",
            "commitment:0.1:x",
            "commitment:1:x",
            "commitment:1.1:",
            "commitment:1.1: \n",
        ] {
            assert_eq!(wrong.parse::<Anchor>(), Err(NotAnAnchor), "{wrong}");
        }
    }

    #[test]
    fn equal_words_are_told_apart_by_their_place_and_found_again() {
        let given = Given::new("合成：新增 学位5个。\n又新增学\n位5个。");
        let places = Places::new(&given);
        let second: Anchor = "commitment:2.1:新增学位5个".parse().unwrap();
        let span = places.find(&second).unwrap();
        assert_eq!(given.quote(span), "新增学\n位5个");
        let asked = [("新增学位5个".to_owned(), span.start), ("学位".to_owned(), 0), (String::new(), 4)];
        assert_eq!(places.occurrences(&asked), [2, 1, 1]);
        assert_eq!(places.find(&Anchor { nth: 3, ..second }), None);
    }

    proptest! {
        #[test]
        fn one_pass_counts_as_a_search_for_each(text in "[新增 ]{0,40}", words in vec("[新增]{1,4}", 1..6), start in 0_usize..40) {
            let places = Places::new(&Given::new(&text));
            let asked: Vec<(String, usize)> = words.into_iter().map(|words| (words, start)).collect();
            let before = |byte: usize| places.letters.iter().any(|(at, place)| *at == byte && *place < start);
            let one = |(words, _): &(String, usize)| {
                1 + places.text.match_indices(words.as_str()).take_while(|(byte, _)| before(*byte)).count()
            };
            prop_assert_eq!(places.occurrences(&asked), asked.iter().map(one).collect::<Vec<_>>());
        }
    }
}
