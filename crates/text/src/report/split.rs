//! One file, several documents: a listing of reports and news, reports one behind the other, or one report with the
//! page around it.

use std::ops::Range;

use super::clean::letters::stop;
use super::clean::{Cleaned, Paragraph, date_line};
use super::marks::{begins, ends, find, holds, holds_any};
use super::model::{Kind, Skipped};
use super::outline::part::{Part, part};

/// A paragraph of this length is running text, not a title or a label.
const RUNNING: usize = 150;

/// One document among the paragraphs of a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Piece {
    /// What kind of document.
    pub kind: Kind,
    /// Its paragraphs, title included.
    pub paragraphs: Range<usize>,
    /// Which paragraph is its title.
    pub title: Option<usize>,
}

/// The documents of a text, in their order; what lies between them is not text.
pub fn split(cleaned: &Cleaned) -> Vec<Piece> {
    let listed = listing(cleaned);
    if !listed.is_empty() {
        return listed;
    }
    let openings = openings(cleaned);
    if openings.len() > 1 {
        return in_a_row(cleaned, &openings);
    }
    single(cleaned).into_iter().collect()
}

/// What stands outside every document.
pub fn around(cleaned: &Cleaned, pieces: &[Piece]) -> Vec<Skipped> {
    let mut skipped = Vec::new();
    let mut next = 0;
    for piece in pieces {
        skipped.extend(stretch(cleaned, next..piece.paragraphs.start, "navigation"));
        next = piece.paragraphs.end;
    }
    skipped.extend(stretch(cleaned, next..cleaned.paragraphs.len(), "navigation"));
    skipped
}

/// A run of paragraphs as one skipped stretch.
pub fn stretch(cleaned: &Cleaned, paragraphs: Range<usize>, why: &str) -> Option<Skipped> {
    let range = cleaned.paragraphs.get(paragraphs)?;
    let (first, last) = (range.first()?, range.last()?);
    Some(Skipped { span: cleaned.view.span(first.range.start..last.range.end), why: why.to_owned() })
}

/// Records of title, text and date, as pages of news have them; at least two.
fn listing(cleaned: &Cleaned) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, paragraph) in cleaned.paragraphs.iter().enumerate() {
        if !date_line(cleaned.chars(paragraph)) {
            continue;
        }
        let body =
            (from..at).find(|index| cleaned.paragraphs.get(*index).is_some_and(|text| text.range.len() >= RUNNING));
        if let Some(body) = body
            && let Some(title) = body.checked_sub(1).filter(|title| *title >= from && titular(cleaned, *title))
        {
            let kind = if work_report(cleaned, title, body) { Kind::Report } else { Kind::News };
            pieces.push(Piece { kind, paragraphs: title..at, title: Some(title) });
        }
        from = at + 1;
    }
    if pieces.len() > 1 { pieces } else { Vec::new() }
}

fn titular(cleaned: &Cleaned, at: usize) -> bool {
    let Some(paragraph) = cleaned.paragraphs.get(at) else { return false };
    let chars = cleaned.chars(paragraph);
    (4..=80).contains(&chars.len()) && !chars.last().copied().is_some_and(stop)
}

fn work_report(cleaned: &Cleaned, title: usize, body: usize) -> bool {
    let letters = |at: usize| cleaned.paragraphs.get(at).map(|paragraph| cleaned.chars(paragraph)).unwrap_or_default();
    ends(letters(title), "工作报告") || opening(letters(body))
}

/// `现在,我代表…人民政府,向大会报告工作`: how every report begins.
fn opening(chars: &[char]) -> bool {
    let head = chars.get(..chars.len().min(400)).unwrap_or_default();
    let Some(speaks) = find(head, "代表") else { return false };
    let after = |at: usize| head.get(at..head.len().min(at + 60)).unwrap_or_default();
    let mut at = speaks;
    loop {
        let words = after(at);
        // 供各位代表审议《政府工作报告》时参考: they are spoken of, nobody speaks for a government.
        let speaks = at.checked_sub(1).and_then(|before| head.get(before)) != Some(&'位');
        if speaks
            && holds_any(words, &["政府", "国务院"])
            && holds_any(words, &["报告工作", "工作报告", "作报告", "报告政府工作", "报告如下"])
        {
            return true;
        }
        match head.get(at + 1..).and_then(|rest| find(rest, "代表")) {
            Some(more) => at += 1 + more,
            None => return false,
        }
    }
}

fn openings(cleaned: &Cleaned) -> Vec<usize> {
    let opens = |paragraph: &Paragraph| opening(cleaned.chars(paragraph));
    let mut found: Vec<usize> = Vec::new();
    for (at, _) in cleaned.paragraphs.iter().enumerate().filter(|(_, paragraph)| opens(paragraph)) {
        // 各位代表 and 现在,我代表 may stand in two paragraphs of one beginning.
        if found.last().is_none_or(|last| at > last + 3) {
            found.push(at);
        }
    }
    found
}

/// Reports one behind the other: each begins with the title above its first words.
fn in_a_row(cleaned: &Cleaned, openings: &[usize]) -> Vec<Piece> {
    let starts: Vec<(usize, Option<usize>)> = openings
        .iter()
        .enumerate()
        .map(|(index, opening)| {
            let floor = index.checked_sub(1).and_then(|before| openings.get(before)).map_or(0, |before| before + 1);
            let title = title_above(cleaned, floor.max(opening.saturating_sub(12))..*opening + 1);
            (title.unwrap_or(*opening), title)
        })
        .collect();
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([cleaned.paragraphs.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|((start, title), end)| Piece { kind: Kind::Report, paragraphs: *start..end, title: *title })
        .collect()
}

/// The lowest line in a range that reads like the title of a report.
fn title_above(cleaned: &Cleaned, range: Range<usize>) -> Option<usize> {
    range.rev().find(|at| cleaned.paragraphs.get(*at).is_some_and(|paragraph| report_title(cleaned.chars(paragraph))))
}

/// A short line that names a report on the government's work.
pub fn report_title(chars: &[char]) -> bool {
    let named = holds(chars, "工作报告") || (holds(chars, "报告") && holds(chars, "政府工作"));
    let circular = holds_any(chars, &["印发", "通知", "审议", "解读", "名词", "注释", "名称", "用语", "解释", "决议"]);
    named && !circular && chars.len() <= 60 && !chars.contains(&'。') && !begins(chars, "(")
}

/// The only document, if the text is a report or a piece of news at all.
fn single(cleaned: &Cleaned) -> Option<Piece> {
    let all = 0..cleaned.paragraphs.len();
    let opening = openings(cleaned).first().copied();
    let first_text = cleaned.paragraphs.iter().position(|paragraph| paragraph.range.len() >= RUNNING);
    let ceiling = opening.or(first_text).map_or(all.end, |at| at + 1);
    let title = title_above(cleaned, 0..ceiling).or_else(|| title_above(cleaned, 0..all.end.min(30)));
    let parts = cleaned.paragraphs.iter().filter(|paragraph| headed(cleaned.chars(paragraph))).count();
    let inline = cleaned
        .paragraphs
        .iter()
        .any(|paragraph| holds_any(cleaned.chars(paragraph), &["工作回顾", "工作安排", "主要预期目标"]));
    let address = cleaned.paragraphs.iter().any(|paragraph| begins(cleaned.chars(paragraph), "各位代表"));
    let weight = usize::from(opening.is_some()) * 2
        + usize::from(title.is_some()) * 2
        + parts.min(2)
        + usize::from(inline)
        + usize::from(address);
    if weight >= 2 && !all.is_empty() {
        return Some(Piece { kind: Kind::Report, paragraphs: all, title });
    }
    news(cleaned)
}

fn headed(chars: &[char]) -> bool {
    chars.len() <= 40 && matches!(part(chars), Some(Part::Review | Part::Plan)) && !chars.contains(&'。')
}

/// A lone piece of news: a title, running text, a place and a quantity.
fn news(cleaned: &Cleaned) -> Option<Piece> {
    let body = cleaned.paragraphs.iter().position(|paragraph| paragraph.range.len() >= 80)?;
    let title = body.checked_sub(1).filter(|at| titular(cleaned, *at))?;
    let text = cleaned.chars(cleaned.paragraphs.get(body)?);
    let place = holds_any(text, &["区", "市", "县", "省"])
        && holds_any(text, &["政府", "招商", "全区", "全市", "全县", "区委", "市委", "县委"]);
    let quantity = text.windows(2).any(|pair| matches!(pair, [digit, scale] if digit.is_ascii_digit() && matches!(scale, '%' | '亿' | '万' | '个' | '家')));
    (place && quantity).then_some(Piece {
        kind: Kind::News,
        paragraphs: title..cleaned.paragraphs.len(),
        title: Some(title),
    })
}
