//! Lines of the text as given, each without its marks: Markdown, entities, tags, footnote marks, watermarks.

use std::sync::LazyLock;

use super::letters::{closing, fold, ideograph, invisible};
use crate::report::model::Skipped;
use crate::report::text::Span;

const WATERMARKS: &str = include_str!("../../../../../data/reports/watermarks.txt");

/// How far ahead a mark may close; longer ones are text.
const REACH: usize = 300;

static STRANGERS: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| {
    let lines = WATERMARKS.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.chars().collect()).collect()
});

/// A character of a line with its place.
#[derive(Clone, Copy, Debug)]
pub struct Letter {
    /// What rules read.
    pub folded: char,
    /// What stands there.
    pub written: char,
    /// Where.
    pub place: Span,
    /// Whether white space stood before it.
    pub gap: bool,
}

/// A line without its marks.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// What is left of it.
    pub letters: Vec<Letter>,
    /// Where the whole line stood, without its end.
    pub raw: Span,
    /// It stands further in than the margin.
    pub indented: bool,
    /// It carries the mark of a heading.
    pub titled: bool,
    /// It is an item of a list.
    pub bullet: bool,
    /// Its first words are printed bold.
    pub bold: bool,
}

impl Line {
    /// What rules read of it.
    pub fn chars(&self) -> Vec<char> {
        self.letters.iter().map(|letter| letter.folded).collect()
    }

    /// Whether nothing is left.
    pub fn blank(&self) -> bool {
        self.letters.is_empty()
    }
}

/// Cuts the text into lines, at real line ends and at written-out ones (`\r\n` as four characters).
pub fn cut(text: &[char], skipped: &mut Vec<Skipped>) -> Vec<Line> {
    let mut lines = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < text.len() {
        let length = line_end(text, at);
        if length == 0 {
            at += 1;
            continue;
        }
        lines.push(read(text, Span { start, end: at }, skipped));
        at += length;
        start = at;
    }
    lines.push(read(text, Span { start, end: at }, skipped));
    lines
}

/// Length of the line end at a place, 0 where there is none.
fn line_end(text: &[char], at: usize) -> usize {
    match text.get(at..).unwrap_or_default() {
        ['\r', '\n', ..] => 2,
        ['\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}', ..] => 1,
        ['\\', 'r', '\\', 'n', ..] => 4,
        ['\\', 'n', next, ..] if !next.is_ascii_alphanumeric() => 2,
        ['\\', 'n'] => 2,
        _ => 0,
    }
}

fn read(text: &[char], raw: Span, skipped: &mut Vec<Skipped>) -> Line {
    let mut reader = Reader {
        text: text.get(..raw.end).unwrap_or_default(),
        at: raw.start,
        gap: false,
        line: Line { raw, ..Line::default() },
        skipped,
    };
    reader.margin();
    reader.marks();
    while reader.at < raw.end {
        reader.step();
    }
    reader.line
}

/// Reads one line from left to right; every step moves on.
struct Reader<'t, 's> {
    text: &'t [char],
    at: usize,
    gap: bool,
    line: Line,
    skipped: &'s mut Vec<Skipped>,
}

impl Reader<'_, '_> {
    fn rest(&self) -> &[char] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn margin(&mut self) {
        let mut columns = 0;
        while let Some(letter) = self.rest().first().copied() {
            if letter == '&'
                && let Some((' ', length)) = entity(self.rest())
            {
                columns += 1;
                self.at += length;
            } else if fold(letter) == ' ' {
                columns += if letter == '\u{3000}' || letter == '\t' || letter == '\u{2003}' { 2 } else { 1 };
                self.at += 1;
            } else if letter == '\u{FEFF}' {
                self.at += 1;
            } else {
                break;
            }
        }
        self.line.indented = columns >= 2;
    }

    /// Marks of Markdown and bullets in front of the first word.
    fn marks(&mut self) {
        let hashes = self.rest().iter().take_while(|letter| **letter == '#').count();
        if (1..=6).contains(&hashes) {
            self.line.titled = true;
            self.drop(hashes, None);
            self.spaces();
        }
        while matches!(self.rest(), ['>', ..]) {
            self.drop(1, None);
            self.spaces();
        }
        match self.rest() {
            ['-' | '*' | '+' | '•' | '·' | '●' | '■' | '◆' | '▪' | '◎' | '○' | '※', next, ..]
                if fold(*next) == ' '
                    || self.rest().first().is_some_and(|mark| !mark.is_ascii() && ideograph(*next)) =>
            {
                self.line.bullet = true;
                self.drop(1, None);
                self.spaces();
            }
            ['-' | '•'] => {
                self.line.bullet = true;
                self.drop(1, None);
            }
            _ => {}
        }
        self.line.bold = matches!(self.rest(), ['*', '*', ..] | ['_', '_', ..]);
    }

    fn spaces(&mut self) {
        self.at += self.rest().iter().take_while(|letter| fold(**letter) == ' ').count();
    }

    /// Takes or drops what stands at the present place.
    fn step(&mut self) {
        if let Some(length) = self.watermark() {
            return self.drop(length, Some("watermark"));
        }
        if let Some(length) = self.footnote() {
            return self.drop(length, Some("footnote-mark"));
        }
        let letter = match self.rest() {
            ['*', '*', ..] | ['_', '_', ..] | ['~', '~', ..] => return self.drop(2, None),
            ['`', ..] => return self.drop(1, None),
            ['\\', next, ..] if next.is_ascii_punctuation() => return self.drop(1, None),
            ['!', '[', ..] => match self.link() {
                Some((_, length)) => return self.drop(length, Some("picture")),
                None => '!',
            },
            ['[', ..] => match self.link() {
                Some((words, length)) => return self.linked(words, length),
                None => '[',
            },
            ['|', ..] => {
                self.gap = true;
                return self.drop(1, None);
            }
            ['<', next, ..] if next.is_ascii_alphabetic() || *next == '/' => match self.tag() {
                Some(length) => return self.drop(length, None),
                None => '<',
            },
            ['&', ..] => match entity(self.rest()) {
                Some((letter, length)) => return self.take(letter, length),
                None => '&',
            },
            [letter, ..] => *letter,
            [] => return,
        };
        self.take(letter, 1);
    }

    fn take(&mut self, letter: char, length: usize) {
        let place = Span { start: self.at, end: self.at + length };
        self.at += length;
        let folded = fold(letter);
        if folded == ' ' {
            self.gap = true;
            return;
        }
        if invisible(letter) {
            return;
        }
        let gap = std::mem::take(&mut self.gap);
        if gap && self.space_kept(folded) {
            let place = Span { start: place.start.saturating_sub(1), end: place.start };
            self.line.letters.push(Letter { folded: ' ', written: ' ', place, gap: false });
        }
        self.line.letters.push(Letter { folded, written: letter, place, gap });
    }

    /// A space stays between two words or numbers in Latin letters, and where `12, 5` would become another number.
    fn space_kept(&self, next: char) -> bool {
        match self.line.letters.last().map(|letter| letter.folded) {
            Some(',' | '.') => next.is_ascii_digit(),
            Some(last) => last.is_ascii_alphanumeric() && next.is_ascii_alphanumeric(),
            None => false,
        }
    }

    fn drop(&mut self, length: usize, why: Option<&str>) {
        let end = (self.at + length.max(1)).min(self.text.len());
        if let Some(why) = why {
            self.skipped.push(Skipped { span: Span { start: self.at, end }, why: why.to_owned() });
        }
        self.at = end;
    }

    fn watermark(&self) -> Option<usize> {
        let rest = self.rest();
        let stranger = STRANGERS.iter().find(|stranger| rest.starts_with(stranger)).map(Vec::len);
        stranger.or_else(|| address(rest))
    }

    /// A mark of a note behind a word: `[1]`, `〔1〕`, `①`, `¹`. In front of a word it numbers an item and stays.
    fn footnote(&self) -> Option<usize> {
        let before = self.line.letters.last().map(|letter| letter.folded)?;
        if !(ideograph(before) || closing(before) || before == '%') {
            return None;
        }
        let (length, next) = match self.rest() {
            ['[' | '〔' | '【' | '［', a, ']' | '〕' | '】' | '］', rest @ ..] if a.is_ascii_digit() => {
                (3, rest.first())
            }
            ['[' | '〔' | '【' | '［', a, b, ']' | '〕' | '】' | '］', rest @ ..]
                if a.is_ascii_digit() && b.is_ascii_digit() =>
            {
                (4, rest.first())
            }
            ['\u{2460}'..='\u{2473}' | '¹' | '²' | '³' | '\u{2070}'..='\u{2079}', rest @ ..] => (1, rest.first()),
            _ => return None,
        };
        (next != Some(&'号')).then_some(length)
    }

    /// The words and the length of `[words](target)`, or of a picture written alike.
    fn link(&self) -> Option<(usize, usize)> {
        let rest = self.rest();
        let rest = rest.get(..REACH.min(rest.len())).unwrap_or_default();
        let open = rest.iter().position(|letter| *letter == '[')?;
        let words = rest.iter().position(|letter| *letter == ']')?;
        if rest.get(words + 1) != Some(&'(') {
            return None;
        }
        let close = rest.iter().skip(words).position(|letter| *letter == ')')? + words;
        Some((words.checked_sub(open + 1)?, close + 1))
    }

    fn linked(&mut self, words: usize, length: usize) {
        let end = self.at + length;
        self.at += 1;
        let stop = self.at + words;
        while self.at < stop {
            self.step();
        }
        self.at = end.max(self.at);
    }

    fn tag(&self) -> Option<usize> {
        let end = self.rest().iter().take(REACH).position(|letter| *letter == '>')?;
        Some(end + 1)
    }
}

/// Length of an address of the web.
fn address(rest: &[char]) -> Option<usize> {
    let begins =
        |words: &str| rest.len() > words.len() && words.chars().zip(rest).all(|(a, b)| a == b.to_ascii_lowercase());
    if !matches!(rest.first(), Some('h' | 'H' | 'w' | 'W' | 'f'))
        || !["http://", "https://", "www.", "file://"].into_iter().any(begins)
    {
        return None;
    }
    Some(rest.iter().take_while(|letter| letter.is_ascii_graphic() && !matches!(letter, ')' | '"' | '<')).count())
}

/// The character that an entity stands for, and its length.
fn entity(rest: &[char]) -> Option<(char, usize)> {
    let end = rest.iter().take(12).position(|letter| *letter == ';')?;
    let name: String = rest.get(1..end)?.iter().collect();
    let letter = match name.as_str() {
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "mdash" => '—',
        "ndash" => '–',
        "middot" => '·',
        "hellip" => '…',
        "times" => '×',
        "permil" => '‰',
        _ => numbered(&name)?,
    };
    Some((letter, end + 1))
}

fn numbered(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(code)
}
