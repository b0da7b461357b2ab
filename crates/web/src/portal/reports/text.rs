//! The text of a report as it was given, with a mark at each item. Items may share words; where they do, a stretch is
//! marked once and leads to the shortest of them.

use std::collections::BTreeSet;

use bihuan_office::reports::Sheet;
use bihuan_text::report::decided::DecidedItem;
use bihuan_text::report::text::Span;

use super::short;
use crate::html::{Html, el};

/// A line of a page that runs on is shown in pieces of about so many characters, cut after a stop.
const PIECE: usize = 280;

/// The text of the report, line by line.
pub fn text(sheet: &Sheet) -> Html {
    let Some(report) = sheet.report() else { return Html::empty() };
    let chars = sheet.read.given.chars();
    let end = report.span.end.min(chars.len());
    let marks = Marks::of(sheet);
    let mut lines = Vec::new();
    let mut begun = report.span.start;
    let breaks = (begun..end).filter(|place| chars.get(*place) == Some(&'\n')).chain([end]);
    for place in breaks {
        lines.extend(line(&marks, chars, begun, place));
        begun = place + 1;
    }
    el("div").class("bh-text").attr("lang", "zh-CN").put_all(lines).html()
}

/// The pieces of the text as the page has them, each with the name by which an address leads to it.
pub fn passages(sheet: &Sheet) -> Vec<(String, String)> {
    let Some(report) = sheet.report() else { return Vec::new() };
    let chars = sheet.read.given.chars();
    let end = report.span.end.min(chars.len());
    let mut found = Vec::new();
    let mut begun = report.span.start;
    for place in (begun..end).filter(|place| chars.get(*place) == Some(&'\n')).chain([end]) {
        let letters = chars.get(begun..place).unwrap_or_default();
        let words = |piece: Span| chars.get(piece.start..piece.end).unwrap_or_default().iter().collect::<String>();
        let told = pieces(letters, begun).into_iter().map(|piece| (anchor(piece), words(piece)));
        found.extend(told.filter(|(_, words)| words.chars().any(char::is_alphanumeric)));
        begun = place + 1;
    }
    found
}

/// The name of a piece: where it begins in the text as it was given.
fn anchor(piece: Span) -> String {
    format!("p{}", piece.start)
}

/// One line: a paragraph, or a heading where the reader found one.
fn line(marks: &Marks<'_>, chars: &[char], start: usize, end: usize) -> Option<Html> {
    let letters = chars.get(start..end)?;
    if letters.iter().all(|letter| letter.is_whitespace()) {
        return None;
    }
    let section = marks.sections.iter().position(|(place, _)| (start..end).contains(place));
    let level = section.and_then(|index| marks.sections.get(index)).map(|(_, level)| *level);
    let mut inside = Html::empty();
    for piece in pieces(letters, start) {
        let words: Html = marks.cut(piece).into_iter().map(|stretch| marks.show(chars, stretch)).collect();
        inside.push(el("span").class("bh-text__piece").attr("id", anchor(piece)).put(words));
    }
    let line =
        el("p").class(level.map(|level| format!("bh-text__heading bh-text__heading--{level}")).unwrap_or_default());
    let line = if let Some(index) = section { line.attr("id", format!("s{}", index + 1)) } else { line };
    Some(line.put(inside).html())
}

/// A long line in pieces that end with a stop.
fn pieces(letters: &[char], start: usize) -> Vec<Span> {
    let mut found = Vec::new();
    let mut from = 0;
    for (place, letter) in letters.iter().enumerate() {
        if place - from >= PIECE && matches!(letter, '。' | '；' | '！' | ';') {
            found.push(Span { start: start + from, end: start + place + 1 });
            from = place + 1;
        }
    }
    if from < letters.len() {
        found.push(Span { start: start + from, end: start + letters.len() });
    }
    found
}

/// The items of a report where they stand.
struct Marks<'s> {
    items: Vec<&'s DecidedItem>,
    /// Where stretches begin or end.
    cuts: BTreeSet<usize>,
    /// Where headings stand, with their level.
    sections: Vec<(usize, u8)>,
}

impl<'s> Marks<'s> {
    fn of(sheet: &'s Sheet) -> Self {
        let items: Vec<&DecidedItem> = sheet.decided.items.iter().collect();
        let cuts = items.iter().flat_map(|item| [item.item.span().start, item.item.span().end]).collect();
        let sections = sheet.report().map(|report| &report.sections[..]).unwrap_or_default();
        Self { items, cuts, sections: sections.iter().map(|section| (section.span.start, section.level)).collect() }
    }

    /// A piece of text cut wherever an item begins or ends.
    fn cut(&self, piece: Span) -> Vec<Span> {
        let inner = self.cuts.range(piece.start + 1..piece.end).copied();
        let edges: Vec<usize> = [piece.start].into_iter().chain(inner).chain([piece.end]).collect();
        edges.windows(2).filter_map(|pair| Some(Span { start: *pair.first()?, end: *pair.get(1)? })).collect()
    }

    /// A stretch in which the same items stand from its first to its last character.
    fn show(&self, chars: &[char], stretch: Span) -> Html {
        let words: String = chars.get(stretch.start..stretch.end).unwrap_or_default().iter().collect();
        // Items are in the order of the text: none that begins after the stretch can hold it.
        let until = self.items.partition_point(|item| item.item.span().start <= stretch.start);
        let before = self.items.get(..until).unwrap_or_default();
        let over: Vec<&&DecidedItem> = before.iter().filter(|item| item.item.span().holds(stretch)).collect();
        let Some(shortest) = over.iter().min_by_key(|item| item.item.span().end - item.item.span().start) else {
            return words.into();
        };
        let began = |item: &&&&DecidedItem| item.item.span().start == stretch.start;
        let targets: Html = over
            .iter()
            .filter(began)
            .map(|item| el("span").attr("id", format!("m-{}", short(&item.anchor.to_string()))).html())
            .collect();
        let class = format!("bh-mark bh-mark--{} bh-mark--{}", shortest.anchor.kind.word(), shortest.state.word());
        let href = format!("#i-{}", short(&shortest.anchor.to_string()));
        targets.then(el("a").class(class).attr("href", href).put(words))
    }
}
