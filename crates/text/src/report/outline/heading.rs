//! Headings as they are found: by their numeral at the beginning of a paragraph or inside a long one, by their words,
//! by their mark.

use std::ops::Range;

use super::border::{LONGEST, Open, lengths};
use super::part::{Part, own_work, part};
use crate::report::clean::letters::{closing, stop};
use crate::report::clean::{Cleaned, Paragraph};
use crate::report::marks::{Mark, Numeral, begins, decimal, find, holds_any, mark};

/// A paragraph longer than this may hold headings inside.
const LONG: usize = 400;

/// A paragraph longer than this holds several sections that lost their line ends.
const CROWDED: usize = 2000;

/// A heading in the clean view.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Heading {
    /// Its words, numeral included, without a stop at the end.
    pub range: Range<usize>,
    /// Where the text under it begins.
    pub body: usize,
    /// Its numeral; `None` for one without.
    pub mark: Option<Mark>,
    /// The part that its words open.
    pub part: Option<Part>,
    /// Nothing on the page says where it ends.
    pub open: bool,
}

impl Heading {
    /// Its letters in the clean view.
    pub fn words<'t>(&self, text: &'t [char]) -> &'t [char] {
        text.get(self.range.clone()).unwrap_or_default()
    }

    /// The kind of its numeral.
    pub fn kind(&self) -> Option<Numeral> {
        self.mark.map(|mark| mark.kind)
    }
}

/// Every stretch that may be a heading, in order; which of them are is decided by the whole.
pub fn candidates(cleaned: &Cleaned, paragraphs: &[Paragraph]) -> Vec<Heading> {
    let mut found = Vec::new();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let last = index + 1 == paragraphs.len();
        let before = index.checked_sub(1).and_then(|before| paragraphs.get(before));
        found.extend(annex_title(cleaned, before, paragraph).or_else(|| at_start(cleaned, paragraph, last)));
        if paragraph.range.len() > LONG {
            inside(cleaned, paragraph, &mut found);
        } else if let Some(heading) = at_end(cleaned, paragraph, &found) {
            found.push(heading);
        }
    }
    settle(cleaned, &mut found);
    found
}

/// 附件1 on a line of its own, and the title of what is annexed on the next.
fn annex_title(cleaned: &Cleaned, before: Option<&Paragraph>, paragraph: &Paragraph) -> Option<Heading> {
    let named = cleaned.chars(before?);
    let digits = named.get(2..).unwrap_or_default().iter().all(|letter| letter.is_ascii_digit() || *letter == ':');
    let chars = cleaned.chars(paragraph);
    let titles =
        (4..=40).contains(&chars.len()) && !chars.iter().any(|letter| matches!(letter, '。' | ',' | ';' | ':'));
    let annexed = begins(named, "附件") && named.len() <= 4 && digits && titles && mark(chars).is_none();
    let range = paragraph.range.clone();
    (annexed && part(chars) != Some(Part::Glossary)).then_some(Heading {
        body: range.end,
        range,
        mark: None,
        part: Some(Part::Annex),
        open: false,
    })
}

/// The heading that a paragraph is or begins with.
fn at_start(cleaned: &Cleaned, paragraph: &Paragraph, last: bool) -> Option<Heading> {
    let chars = cleaned.chars(paragraph);
    let spaced = |at: usize| cleaned.view.gap(paragraph.range.start + at);
    if let Some(found) = decimal(chars, spaced) {
        return Some(made(chars, paragraph.range.start, chars.len(), found, false));
    }
    let found = mark(chars);
    match found.map(|mark| mark.kind) {
        Some(Numeral::Part | Numeral::Chinese | Numeral::Bracketed) => {
            numbered(cleaned, paragraph.range.clone(), found?)
        }
        Some(Numeral::Arabic | Numeral::BracketedArabic | Numeral::Firstly) => item(cleaned, paragraph, found?, last),
        Some(Numeral::Circled | Numeral::Second | Numeral::Third) => None,
        None => bare(chars, paragraph),
    }
}

/// A heading with a numeral, whole or running on.
fn numbered(cleaned: &Cleaned, range: Range<usize>, mark: Mark) -> Option<Heading> {
    let text = cleaned.view.chars().get(range.clone())?;
    let words = text.get(mark.length..)?;
    let sentence = words.iter().position(|letter| matches!(letter, '。' | '\n'));
    let gap = (mark.length + 4..text.len().min(LONGEST))
        .find(|at| cleaned.view.gap(range.start + at) && chinese_gap(text, *at));
    let doubtful = |end: usize| text.len() > CROWDED || doubtful(words.get(..end).unwrap_or_default());
    let (length, open) = match (gap, sentence) {
        (Some(gap), None) if text.len() > LONGEST => (gap, false),
        (Some(gap), Some(end)) if gap < mark.length + end && end + mark.length + 1 < text.len() => (gap, false),
        (_, Some(end)) if end <= LONGEST && plausible(words.get(..end)?) && !doubtful(end) => {
            (mark.length + end, false)
        }
        (_, None) if text.len() <= 70 => (text.len(), false),
        _ => (text.len(), true),
    };
    Some(made(text, range.start, length, mark, open))
}

/// A space between two Chinese characters, where a page had room between heading and text.
fn chinese_gap(text: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    let wide = |letter: Option<&char>| letter.is_some_and(|letter| !letter.is_ascii());
    wide(before) && (wide(text.get(at)) || text.get(at).is_some_and(char::is_ascii_digit))
}

/// Whether two sentences may have run together up to the first stop: clauses of one heading are about equally long.
fn doubtful(words: &[char]) -> bool {
    let clauses: Vec<usize> = words.split(|letter| *letter == ',').map(<[char]>::len).collect();
    match clauses.as_slice() {
        [_, _, _] => clauses.iter().max().zip(clauses.iter().min()).is_some_and(|(most, least)| most * 2 > least * 5),
        [first, ..] if clauses.len() > 1 => words.len() - first > 15 && words.len() - first > first * 2,
        _ => words.len() > 24,
    }
}

/// Two short clauses at most, or three that are alike: what a heading that ends in a stop looks like.
fn plausible(words: &[char]) -> bool {
    let commas = words.iter().filter(|letter| **letter == ',').count();
    commas <= 2 && (commas < 2 || words.len() <= 44)
}

fn made(text: &[char], start: usize, length: usize, mark: Mark, open: bool) -> Heading {
    let mut end = length;
    while end > mark.length && text.get(end - 1).is_some_and(|letter| stop(*letter)) {
        end -= 1;
    }
    let body = length
        + text.get(length..).unwrap_or_default().iter().take_while(|letter| matches!(letter, '。' | ':')).count();
    let part = part(text.get(..end).unwrap_or_default());
    Heading { range: start..start + end, body: start + body, mark: Some(mark), part, open }
}

/// An item with 1., (1) or 一是: a heading if it is short and has text under it.
fn item(cleaned: &Cleaned, paragraph: &Paragraph, mark: Mark, last: bool) -> Option<Heading> {
    let text = cleaned.chars(paragraph);
    let sentence = text.iter().position(|letter| *letter == '。').unwrap_or(text.len());
    let words = text.get(mark.length..sentence)?;
    let runs_on = sentence + 1 < text.len();
    let alone =
        sentence == text.len() && !last && mark.kind != Numeral::Firstly && !text.last().copied().is_some_and(stop);
    let colon = find(words, ":").is_some_and(|colon| colon < 20);
    let short = words.len() <= if mark.kind == Numeral::Firstly { 44 } else { 32 } && words.len() >= 2;
    let glued = mark.kind == Numeral::Firstly && !short;
    if glued && text.len() > LONGEST {
        return Some(made(text, paragraph.range.start, text.len(), mark, true)).filter(|_| !colon && double(words));
    }
    (short && !colon && plausible(words) && (runs_on || alone))
        .then(|| made(text, paragraph.range.start, sentence, mark, false))
}

/// Whether a heading of two clauses may have lost its stop: a comma early, and words enough behind it.
fn double(words: &[char]) -> bool {
    words.iter().position(|letter| *letter == ',').is_some_and(|comma| (4..=20).contains(&comma))
}

/// A heading without a numeral: a short line whose words open a part.
fn bare(chars: &[char], paragraph: &Paragraph) -> Option<Heading> {
    let found = part(chars).or_else(|| own_work(chars).then_some(Part::Plan))?;
    let sentence = chars.last().copied().is_some_and(|letter| stop(letter) && letter != ':');
    let limit = match found {
        Part::Review | Part::Plan => 30,
        Part::Annex => 60,
        Part::Glossary | Part::Closing => 40,
    };
    let titled = holds_any(chars, &["工作报告"]) && found != Part::Glossary && found != Part::Annex;
    if sentence || chars.len() > limit || titled || chars.contains(&'。') {
        return annexed(chars, paragraph, found);
    }
    let caption = chars.last() == Some(&'表')
        || begins(chars, "序号")
        || begins(chars, "表")
        || begins(chars, "图")
        || begins(chars, "单位:");
    if caption {
        return None;
    }
    // 附件: alone names what is attached below or beside; it opens nothing.
    if matches!(found, Part::Review | Part::Plan)
        && (chars.contains(&',') || begins(chars, "各位代表") || chars.last() == Some(&':'))
    {
        return None;
    }
    let end = chars.len() - chars.iter().rev().take_while(|letter| **letter == ':').count();
    if found == Part::Annex && end <= 3 {
        return None;
    }
    let start = paragraph.range.start;
    Some(Heading { range: start..start + end, body: paragraph.range.end, mark: None, part: Some(found), open: false })
}

/// 附件1:… with the annex in the same paragraph: the heading ends before its first numbered matter.
fn annexed(chars: &[char], paragraph: &Paragraph, found: Part) -> Option<Heading> {
    if found != Part::Annex {
        return None;
    }
    let end = first_item(chars)?;
    let start = paragraph.range.start;
    Some(Heading { range: start..start + end, body: start + end, mark: None, part: Some(Part::Annex), open: false })
}

fn first_item(chars: &[char]) -> Option<usize> {
    (4..chars.len().min(60)).find(|at| {
        let digit_before = at.checked_sub(1).and_then(|before| chars.get(before)).is_some_and(char::is_ascii_digit);
        !digit_before
            && chars.get(*at..).and_then(mark).is_some_and(|mark| mark.number == 1 && mark.kind == Numeral::Arabic)
    })
}

/// The heading that is due, at the end of a paragraph that lost its line end before it.
fn at_end(cleaned: &Cleaned, paragraph: &Paragraph, found: &[Heading]) -> Option<Heading> {
    let chars = cleaned.chars(paragraph);
    let last = chars.iter().rposition(|letter| stop(*letter)).filter(|last| last + 1 < chars.len())?;
    let rest = chars.get(last + 1..)?;
    let next = mark(rest).filter(|next| matches!(next.kind, Numeral::Chinese | Numeral::Bracketed))?;
    let due = found.iter().rev().find(|heading| heading.kind() == Some(next.kind))?.mark?;
    let words = rest.get(next.length..)?;
    let heads = due.number + 1 == next.number && (6..=40).contains(&words.len()) && plausible(words);
    heads.then(|| made(rest, paragraph.range.start + last + 1, rest.len(), next, false))
}

/// Headings inside a paragraph that holds a whole report: numerals in sequence behind a stop or a space.
fn inside(cleaned: &Cleaned, paragraph: &Paragraph, found: &mut Vec<Heading>) {
    let text = cleaned.view.chars();
    let mut annexed = false;
    let mut items = 0;
    for at in paragraph.range.start + 1..paragraph.range.end {
        let Some(before) = text.get(at - 1).copied() else { continue };
        let spaced = cleaned.view.gap(at) && before != '第';
        let rest = text.get(at..paragraph.range.end).unwrap_or_default();
        let lost = paragraph.range.len() > CROWDED && lost_stop(found, rest);
        let border = stop(before) || closing(before) || spaced || lost || (annexed && items == 0);
        if !border && !begins(rest, "附件") {
            continue;
        }
        if begins(rest, "附件") && first_item(rest).is_some() {
            if let Some(end) = first_item(rest) {
                found.push(Heading {
                    range: at..at + end,
                    body: at + end,
                    mark: None,
                    part: Some(Part::Annex),
                    open: false,
                });
            }
            (annexed, items) = (true, 0);
            continue;
        }
        if holds_any(rest.get(..8.min(rest.len())).unwrap_or_default(), &["名词解释", "名词注释"]) && border {
            let end = find(rest, "释").map_or(4, |end| end + 1);
            found.push(Heading {
                range: at..at + end,
                body: at + end,
                mark: None,
                part: Some(Part::Glossary),
                open: false,
            });
            return;
        }
        let Some(next) = mark(rest) else { continue };
        match next.kind {
            Numeral::Part | Numeral::Chinese | Numeral::Bracketed
                if (spaced || !matches!(before, ':' | ';')) && follows(found, next) =>
            {
                found.extend(numbered(cleaned, at..paragraph.range.end, next));
            }
            Numeral::Arabic if annexed && next.number == items + 1 && !before.is_ascii_digit() => {
                items = next.number;
                let end = rest.iter().position(|letter| *letter == '。').filter(|end| *end <= LONGEST);
                found.extend(end.map(|end| made(rest, at, end, next, false)));
            }
            _ => {}
        }
    }
}

/// A heading whose border was lost with the stop before it: the bracketed numeral that is due, and a clause behind it.
fn lost_stop(found: &[Heading], rest: &[char]) -> bool {
    let Some(next) = (rest.first() == Some(&'(')).then(|| mark(rest)).flatten() else { return false };
    let clause = rest.iter().skip(next.length).take(24).take_while(|letter| !letter.is_ascii_punctuation()).count();
    let last = found.iter().rev().find_map(|heading| heading.mark.filter(|mark| mark.kind == next.kind));
    let due = if next.number == 1 {
        found.last().is_some_and(|last| last.kind() != Some(next.kind))
    } else {
        last.is_some_and(|last| last.number + 1 == next.number)
    };
    next.kind == Numeral::Bracketed && due && clause >= 4
}

/// Whether a numeral is the next of its kind, or the first under the heading before.
fn follows(found: &[Heading], next: Mark) -> bool {
    let same = found.iter().rev().find(|heading| heading.kind() == Some(next.kind)).and_then(|heading| heading.mark);
    next.number == 1 || same.is_some_and(|last| last.number + 1 == next.number || last.number + 2 == next.number)
}

/// Decides together where headings end that run on.
fn settle(cleaned: &Cleaned, found: &mut [Heading]) {
    let text = cleaned.view.chars();
    let limits: Vec<usize> = found.iter().skip(1).map(|next| next.range.start).chain([text.len()]).collect();
    for kind in [Numeral::Part, Numeral::Chinese, Numeral::Bracketed, Numeral::Firstly] {
        let open = |heading: &Heading| heading.open && heading.kind() == Some(kind);
        let reach: Vec<Range<usize>> = found
            .iter()
            .zip(&limits)
            .filter(|(heading, _)| open(heading))
            .map(|(heading, limit)| {
                let start = heading.range.start + heading.mark.map_or(0, |mark| mark.length);
                start..heading.range.end.max(heading.body).min(*limit).min(start + 2 * LONGEST).max(start)
            })
            .collect();
        let texts: Vec<Open<'_>> =
            reach.iter().map(|range| Open { text: text.get(range.clone()).unwrap_or_default() }).collect();
        let ends = lengths(&texts).into_iter().zip(&reach).map(|(length, range)| range.start + length);
        for (heading, end) in found.iter_mut().filter(|heading| open(heading)).zip(ends.collect::<Vec<_>>()) {
            heading.range.end = end;
            let stops =
                text.get(end..).unwrap_or_default().iter().take_while(|letter| matches!(letter, '。' | ':')).count();
            heading.body = end + stops;
            heading.part = part(text.get(heading.range.clone()).unwrap_or_default());
        }
    }
}
