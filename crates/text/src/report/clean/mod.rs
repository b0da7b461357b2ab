//! The clean view of a text: paragraphs without what pages bring, each character with the place it came from.
//!
//! Dropped without a word: white space, marks of Markdown. Dropped and listed: page numbers, running heads, watermarks,
//! marks of notes, rules. Nothing is rewritten: a quote is cut from the text as given.

mod join;
pub mod letters;
mod lines;

use std::collections::HashMap;
use std::ops::Range;

use super::marks::{begins, ends, figure, year};
use super::model::Skipped;
use super::text::{Clean, Given, Span};
use lines::Line;

/// A paragraph of the clean view.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Paragraph {
    /// Its stretch of the view, without the line end.
    pub range: Range<usize>,
    /// It carries the mark of a heading (`#`).
    pub titled: bool,
    /// It is an item of a list.
    pub bullet: bool,
    /// It stands further in than the margin.
    pub indented: bool,
}

/// The clean view with its paragraphs and what is not in it.
#[derive(Clone, Debug, Default)]
pub struct Cleaned {
    /// The view; paragraphs end with a line end.
    pub view: Clean,
    /// Its paragraphs, none of them empty.
    pub paragraphs: Vec<Paragraph>,
    /// What was left out, in order.
    pub skipped: Vec<Skipped>,
}

/// Cleans a text in one pass over its lines.
pub fn clean(given: &Given) -> Cleaned {
    let mut skipped = Vec::new();
    let lines = lines::cut(given.chars(), &mut skipped);
    let furniture = furniture(&lines);
    let page_marks = furniture.iter().filter(|why| **why == Some("page-number")).count();
    let spoken: Vec<Line> = lines
        .iter()
        .zip(&furniture)
        .filter(|(line, why)| !line.blank() && why.is_none())
        .map(|(line, _)| line.clone())
        .collect();
    let layout = join::layout(&spoken, page_marks);
    let mut cleaned = Cleaned { skipped, ..Cleaned::default() };
    let mut before: Option<&Line> = None;
    let mut blank = false;
    let mut bullet = false;
    for (line, why) in lines.iter().zip(&furniture) {
        if let Some(why) = why {
            cleaned.skipped.push(Skipped { span: line.raw, why: (*why).to_owned() });
            blank = true;
        } else if line.blank() {
            blank = true;
            bullet |= line.bullet;
        } else {
            let joined = before.is_some_and(|before| join::goes_on(layout, before, line, blank));
            cleaned.add(line, joined, std::mem::take(&mut bullet));
            before = Some(line);
            blank = false;
        }
    }
    cleaned.skipped.sort_by_key(|skipped| skipped.span);
    cleaned
}

impl Cleaned {
    /// Adds a line, to the paragraph before or as one of its own.
    fn add(&mut self, line: &Line, joined: bool, bullet: bool) {
        // Words in Latin letters were parted by the line end; a number was cut by it.
        let glued = self.view.chars().last().is_some_and(char::is_ascii_alphabetic)
            && line.letters.first().is_some_and(|letter| letter.folded.is_ascii_alphanumeric());
        if joined && glued {
            self.view.push_folded(' ', ' ', Span { start: line.raw.start, end: line.raw.start }, false);
        }
        if !joined && !self.view.is_empty() {
            let end = self.paragraphs.last().map_or(0, |last| self.view.span(last.range.clone()).end);
            self.view.push_folded('\n', '\n', Span { start: end, end }, false);
        }
        let start = self.view.len();
        for letter in &line.letters {
            self.view.push_folded(letter.folded, letter.written, letter.place, letter.gap);
        }
        let end = self.view.len();
        match self.paragraphs.last_mut() {
            Some(last) if joined => last.range.end = end,
            _ => self.paragraphs.push(Paragraph {
                range: start..end,
                titled: line.titled,
                bullet: line.bullet || bullet,
                indented: line.indented,
            }),
        }
    }

    /// The letters of a paragraph.
    pub fn chars(&self, paragraph: &Paragraph) -> &[char] {
        self.view.chars().get(paragraph.range.clone()).unwrap_or_default()
    }
}

/// For each line, why it is furniture of the page rather than text; `None` for text.
fn furniture(lines: &[Line]) -> Vec<Option<&'static str>> {
    let mut marks: Vec<Option<&'static str>> = lines.iter().map(alone).collect();
    let heads = running_heads(lines, &marks);
    for (line, mark) in lines.iter().zip(&mut marks) {
        if mark.is_none() && heads.contains_key(&line.chars()) {
            *mark = Some("running-head");
        }
    }
    marks
}

fn alone(line: &Line) -> Option<&'static str> {
    if line.blank() {
        return None;
    }
    let chars = line.chars();
    if page_number(&chars) {
        return Some("page-number");
    }
    if printed_at(&chars) {
        return Some("running-head");
    }
    chars
        .iter()
        .all(|letter| matches!(letter, '-' | '=' | '_' | '*' | '—' | '~' | '.' | '·' | ':' | ' ' | '+'))
        .then_some("rule")
}

/// The day and hour that a browser prints on top of a page: `11/22/26, 2:58 AM`.
fn printed_at(chars: &[char]) -> bool {
    let slashes = chars.iter().filter(|letter| **letter == '/').count();
    slashes == 2
        && chars.len() <= 24
        && chars.contains(&':')
        && chars
            .iter()
            .all(|letter| letter.is_ascii_digit() || matches!(letter, '/' | ',' | ':' | ' ' | 'A' | 'P' | 'M'))
}

/// `— 26 —`, `第 3 页`, `- 3 -`, `3/20`, `第3页 共20页`, a bare number of up to three digits.
fn page_number(chars: &[char]) -> bool {
    if chars.len() > 24 {
        return false;
    }
    let words: Vec<char> = chars
        .iter()
        .copied()
        .filter(|letter| !matches!(letter, '-' | '—' | '–' | '·' | '~' | ' ' | '•' | '|'))
        .collect();
    let rest = if begins(&words, "第") || begins(&words, "P") { words.get(1..).unwrap_or_default() } else { &words };
    let Some((number, length)) = figure(rest) else { return false };
    let dressed = words.len() != chars.len() || rest.len() != words.len();
    match rest.get(length..).unwrap_or_default() {
        [] => dressed || number < 1000,
        ['页'] => true,
        ['/', more @ ..] => figure(more).is_some_and(|(_, length)| matches!(more.get(length..), Some([] | ['页']))),
        more => {
            (begins(more, "页") || begins(more, ",") || begins(more, "共")) && ends(more, "页") && more.contains(&'共')
        }
    }
}

/// Short lines that stand beside page numbers again and again.
fn running_heads(lines: &[Line], marks: &[Option<&'static str>]) -> HashMap<Vec<char>, usize> {
    let spoken: Vec<(usize, &Line)> = lines.iter().enumerate().filter(|(_, line)| !line.blank()).collect();
    let paged =
        |at: Option<&(usize, &Line)>| at.is_some_and(|(index, _)| marks.get(*index) == Some(&Some("page-number")));
    let mut heads = HashMap::new();
    for (position, (index, line)) in spoken.iter().enumerate() {
        let short = line.letters.len() <= 40 && marks.get(*index) == Some(&None);
        let beside =
            paged(spoken.get(position + 1)) || position.checked_sub(1).is_some_and(|before| paged(spoken.get(before)));
        if short && beside {
            *heads.entry(line.chars()).or_insert(0) += 1;
        }
    }
    heads.retain(|_, count| *count >= 2);
    heads
}

/// Whether a line is a date and no more: 2025-07-15, 2024年1月15日, 2024/1/15 with an hour behind.
pub fn date_line(chars: &[char]) -> bool {
    if chars.len() > 22 {
        return false;
    }
    let digits = chars.iter().filter(|letter| letter.is_ascii_digit()).count();
    let plain = chars.iter().all(|letter| {
        letter.is_ascii_digit() || matches!(letter, '-' | '/' | '.' | ':' | ' ' | '年' | '月' | '日' | '时' | '分')
    });
    let western = chars.get(4).is_some_and(|letter| matches!(letter, '-' | '/' | '.'))
        && figure(chars).is_some_and(|(year, length)| length == 4 && (1949..=2100).contains(&year));
    (plain && digits >= 6 && (western || year(chars).is_some()))
        || (year(chars).is_some() && ends(chars, "日") && chars.len() <= 13)
}
