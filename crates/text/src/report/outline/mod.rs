//! The outline of one document: its headings with their levels, what each stretch is for, title, region and years.

mod border;
pub mod heading;
mod leads;
mod levels;
pub mod part;
mod raised;
mod setting;

use std::ops::Range;

use super::clean::{Cleaned, Paragraph};
use super::district;
use super::marks::{begins, find, holds_any};
use super::model::{Kind, Role, Section};
use super::split::Piece;
use super::text::{Passage, Setting, Span};
use heading::Heading;
use leads::Lead;
use levels::Placed;
use part::Part;
pub use raised::raised;

/// The longest section of a real report that lost its line ends has some 4000 characters.
const LONGEST_PASSAGE: usize = 6000;

/// A closing is not longer than this.
const CLOSING: usize = 1500;

/// What a document says about itself, and its text in passages with their roles.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// The title as written.
    pub title: Option<String>,
    /// Years and region.
    pub setting: Setting,
    /// The day of the session.
    pub delivered: Option<String>,
    /// The congress that heard it.
    pub session: Option<String>,
    /// Headings with what they govern.
    pub sections: Vec<Section>,
    /// Short phrases that open paragraphs as their headings.
    pub leads: Vec<Lead>,
    /// Headings and paragraphs for the readers of statements, in order.
    pub passages: Vec<Passage>,
    /// Stretches of the clean view that explain terms.
    pub glossary: Vec<Range<usize>>,
}

/// Reads the outline of a document; `paragraphs` are its own, without the page around it.
pub fn outline(cleaned: &Cleaned, piece: &Piece, paragraphs: &[Paragraph]) -> Outline {
    let (Some(first), Some(last)) = (paragraphs.first(), paragraphs.last()) else { return Outline::default() };
    let whole = first.range.start..last.range.end;
    let title = piece.title.and_then(|at| cleaned.paragraphs.get(at));
    let title_chars = title.map(|title| cleaned.chars(title)).unwrap_or_default();
    let text = cleaned.view.chars().get(whole.clone()).unwrap_or_default();
    let body: Vec<Paragraph> = paragraphs.iter().filter(|paragraph| Some(*paragraph) != title).cloned().collect();
    let placed = levels::place(heading::candidates(cleaned, &body), cleaned.view.chars(), piece.kind);
    let headings: Vec<Heading> = placed.iter().map(|placed| shifted(&placed.heading, whole.start)).collect();
    let setting = if piece.kind == Kind::News {
        news_setting(text, title_chars)
    } else {
        setting::setting(text, title_chars, &headings)
    };
    let closing = closing(cleaned, &placed, whole.end);
    let passages = passages(cleaned, &body, &placed, closing);
    Outline {
        title: title.map(|title| cleaned.view.written(title.range.clone())),
        delivered: setting::delivered(text).filter(|_| piece.kind == Kind::Report),
        session: setting::congress(text)
            .map(|name| cleaned.view.written(whole.start + name.start..whole.start + name.end).replace('\n', "")),
        setting,
        sections: sections(cleaned, &placed, whole.end),
        leads: leads::leads(cleaned, &passages),
        passages,
        glossary: glossary(&placed, whole.end),
    }
}

/// The same heading, counted from the beginning of its document.
fn shifted(heading: &Heading, start: usize) -> Heading {
    let back = |at: usize| at.saturating_sub(start);
    Heading { range: back(heading.range.start)..back(heading.range.end), body: back(heading.body), ..heading.clone() }
}

/// News tells no plan; its year and region are those that it names first.
fn news_setting(text: &[char], title: &[char]) -> Setting {
    let year = super::marks::first_year(title)
        .or_else(|| super::marks::first_year(text.get(..text.len().min(200)).unwrap_or_default()));
    let named = |words: &[char]| district::named(&words.iter().take(300).collect::<String>());
    Setting { year_reviewed: year, year_planned: None, region: named(title).or_else(|| named(text)) }
}

fn sections(cleaned: &Cleaned, placed: &[Placed], end: usize) -> Vec<Section> {
    placed
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let next = placed.iter().skip(at + 1).find(|next| next.level <= one.level);
            let governed = one.heading.range.start..next.map_or(end, |next| next.heading.range.start);
            Section {
                heading: cleaned.view.written(one.heading.range.clone()),
                level: one.level,
                role: one.role,
                span: trimmed(cleaned, governed),
            }
        })
        .collect()
}

/// The span of a stretch without the line ends behind its last word.
fn trimmed(cleaned: &Cleaned, range: Range<usize>) -> Span {
    let text = cleaned.view.chars().get(range.clone()).unwrap_or_default();
    let blank = text.iter().rev().take_while(|letter| **letter == '\n').count();
    cleaned.view.span(range.start..range.end - blank)
}

fn glossary(placed: &[Placed], end: usize) -> Vec<Range<usize>> {
    let parts = placed.iter().enumerate().filter(|(_, one)| one.heading.part == Some(Part::Glossary));
    parts.map(|(at, one)| one.heading.body..placed.get(at + 1).map_or(end, |next| next.heading.range.start)).collect()
}

/// Where the last words begin that have no heading of their own: the last 各位代表 of the last part of the plan.
fn closing(cleaned: &Cleaned, placed: &[Placed], end: usize) -> Option<Range<usize>> {
    let last = placed.iter().rposition(|one| one.role == Role::Plan)?;
    let stretch = placed.get(last)?.heading.body..placed.get(last + 1).map_or(end, |next| next.heading.range.start);
    let from = stretch.start.max(stretch.end.saturating_sub(CLOSING));
    let tail = cleaned.view.chars().get(from..stretch.end)?;
    (0..tail.len())
        .rev()
        .find(|at| begins(tail.get(*at..).unwrap_or_default(), "各位代表"))
        .map(|at| from + at..stretch.end)
}

/// Cuts the paragraphs at the headings and says of each stretch what it is for.
fn passages(
    cleaned: &Cleaned,
    paragraphs: &[Paragraph],
    placed: &[Placed],
    closing: Option<Range<usize>>,
) -> Vec<Passage> {
    let mut passages = Vec::new();
    let mut under: Option<&Placed> = None;
    let mut next = placed.iter().peekable();
    for paragraph in paragraphs {
        let mut at = paragraph.range.start;
        while let Some(one) = next.next_if(|one| one.heading.range.start < paragraph.range.end) {
            body(cleaned, at..one.heading.range.start, under, closing.as_ref(), &mut passages);
            passages.push(passage(cleaned, one.heading.range.clone(), Some(one), true));
            (under, at) = (Some(one), one.heading.body.min(paragraph.range.end));
        }
        body(cleaned, at..paragraph.range.end, under, closing.as_ref(), &mut passages);
    }
    passages
}

/// A stretch of text under a heading; where the closing begins in it, two. Headings may stand so close that there is
/// none between them.
fn body(
    cleaned: &Cleaned,
    range: Range<usize>,
    under: Option<&Placed>,
    closing: Option<&Range<usize>>,
    passages: &mut Vec<Passage>,
) {
    if range.is_empty() {
        return;
    }
    let cut = closing.map_or(range.end, |closing| closing.start.clamp(range.start, range.end));
    let last_words =
        |piece: &Range<usize>| closing.is_some_and(|closing| closing.start <= piece.start && piece.start < closing.end);
    let halves = [range.start..cut, cut..range.end].into_iter().filter(|piece| !piece.is_empty());
    for piece in halves.flat_map(|half| bounded(cleaned, half)) {
        let mut made = passage(cleaned, piece.clone(), under, false);
        if last_words(&piece) {
            made.role = Role::Other;
        }
        passages.push(made);
    }
}

/// Cuts what is longer than any section at its sentences, so that readers of statements work in bounded time.
fn bounded(cleaned: &Cleaned, range: Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = range.start;
    while range.end - start > LONGEST_PASSAGE {
        let reach = cleaned.view.chars().get(start..start + LONGEST_PASSAGE).unwrap_or_default();
        let stop = reach.iter().rposition(|letter| matches!(letter, '。' | '!' | '?'));
        let end = start + stop.map_or(LONGEST_PASSAGE, |stop| stop + 1);
        pieces.push(start..end);
        start = end;
    }
    pieces.push(start..range.end);
    pieces
}

/// An annex to the plan binds like the plan, although its section stands beside it.
fn passage(cleaned: &Cleaned, range: Range<usize>, under: Option<&Placed>, heading: bool) -> Passage {
    let role = under.map_or(Role::Other, |under| if under.binding { Role::Plan } else { under.role });
    let under = under.map(|under| cleaned.view.written(under.heading.range.clone()));
    Passage { range, role, heading, under }
}

/// Whether an annex lists what the government binds itself to.
fn binding(text: &[char], heading: &Heading) -> bool {
    heading.part == Some(Part::Annex)
        && holds_any(heading.words(text), &["实事", "任务", "目标", "项目"])
        && find(heading.words(text), "完成情况").is_none()
}
