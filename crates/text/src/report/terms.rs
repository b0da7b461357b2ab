//! Terms and what the report says they mean: numbered or not, term and text in one line or two, notes below a page.

use std::ops::Range;

use super::clean::Cleaned;
use super::clean::letters::{closing, stop};
use super::marks::{Numeral, begins, figure, find, mark};
use super::model::{Skipped, Term};
use super::text::Clean;

/// A term is not longer than this.
const LONGEST: usize = 42;

/// Words between a term and its meaning, where no colon stands.
const MEANS: &[&str] = &["是指", "指的是", "系指", "即指", "主要指", "特指", "泛指"];

/// An entry as it is gathered.
#[derive(Clone, Debug)]
struct Entry {
    whole: Range<usize>,
    term: Range<usize>,
    meaning: Range<usize>,
}

/// The entries of a stretch that explains terms, and what in it is none.
pub fn terms(cleaned: &Cleaned, stretch: &Range<usize>) -> (Vec<Term>, Vec<Skipped>) {
    let pieces = pieces(cleaned, stretch);
    let text = cleaned.view.chars();
    if pieces.iter().filter(|piece| row(&cleaned.view, piece).is_some()).count() * 2 > pieces.len() {
        return tabled(&cleaned.view, pieces);
    }
    let numbered = pieces.iter().filter(|piece| number(words(text, piece)).is_some()).count() * 2 > pieces.len();
    let mut entries: Vec<Entry> = Vec::new();
    let mut skipped = Vec::new();
    let mut title: Option<Range<usize>> = None;
    for piece in pieces {
        let letters = words(text, &piece);
        if remark(letters) {
            skipped.push(Skipped { span: cleaned.view.span(piece), why: "remark".to_owned() });
        } else if let Some(term) = title.take_if(|_| !short(letters)) {
            entries.push(Entry { whole: term.start..piece.end, term: behind_number(text, term), meaning: piece });
        } else if let Some(entry) = entry(text, &piece).filter(|_| !numbered || number(letters).is_some()) {
            entries.push(entry);
        } else if let Some(entry) = counted_on(text, &piece, entries.len() + 1).filter(|_| numbered) {
            entries.push(entry);
        } else if short(letters) && (number(letters).is_some() || !numbered) {
            title = Some(piece);
        } else if let Some(last) = entries.last_mut() {
            last.whole.end = piece.end;
            last.meaning.end = piece.end;
        }
    }
    (entries.into_iter().map(|entry| told(&cleaned.view, &entry)).collect(), skipped)
}

/// The terms of a table: 序号, 名词, 解释 in a row each; what is no row goes on with the one before.
fn tabled(view: &Clean, pieces: Vec<Range<usize>>) -> (Vec<Term>, Vec<Skipped>) {
    let mut entries: Vec<Entry> = Vec::new();
    let mut skipped = Vec::new();
    for piece in pieces {
        match (row(view, &piece), entries.last_mut()) {
            (Some(entry), _) => entries.push(entry),
            (None, Some(last)) => (last.whole.end, last.meaning.end) = (piece.end, piece.end),
            (None, None) => skipped.push(Skipped { span: view.span(piece), why: "remark".to_owned() }),
        }
    }
    (entries.into_iter().map(|entry| told(view, &entry)).collect(), skipped)
}

/// A row of a table: a number, a term and its meaning, with room between.
fn row(view: &Clean, piece: &Range<usize>) -> Option<Entry> {
    let letters = words(view.chars(), piece);
    let (_, length) = figure(letters).filter(|(number, _)| *number < 1000)?;
    let term = piece.start + length;
    let meaning = (term + 1..piece.end.min(term + LONGEST)).find(|at| view.gap(*at))?;
    (view.gap(term)).then(|| Entry { whole: piece.clone(), term: term..meaning, meaning: meaning..piece.end })
}

/// Notes that stand at the foot of a page or behind the text: `①四上企业:…`, `[2] 一网通办:…`, `注:…`.
pub fn notes(cleaned: &Cleaned, paragraph: &Range<usize>) -> Option<Term> {
    let letters = words(cleaned.view.chars(), paragraph);
    let marked = matches!(mark(letters).map(|mark| mark.kind), Some(Numeral::Circled))
        || bracketed(letters).is_some()
        || begins(letters, "注:")
        || begins(letters, "注1")
        || begins(letters, "注2");
    let entry = entry(cleaned.view.chars(), paragraph).filter(|_| marked)?;
    Some(told(&cleaned.view, &entry))
}

/// Whether a stretch reads like an entry with a number: what notes without a heading look like.
pub fn numbered_entry(letters: &[char]) -> bool {
    number(letters).is_some() && entry(letters, &(0..letters.len())).is_some()
}

fn words<'t>(text: &'t [char], range: &Range<usize>) -> &'t [char] {
    text.get(range.clone()).unwrap_or_default()
}

fn told(view: &Clean, entry: &Entry) -> Term {
    let definition = view.written(entry.meaning.clone()).replace('\n', "");
    let term = without_page(view.chars(), entry.term.clone());
    Term { term: view.written(unquoted(view.chars(), term)), definition, span: view.span(entry.whole.clone()) }
}

/// 综合保税区(第3页), 海外仓(P8): where the term stands in the report is no part of it.
fn without_page(text: &[char], term: Range<usize>) -> Range<usize> {
    let letters = words(text, &term);
    let Some(open) = letters.iter().rposition(|letter| *letter == '(').filter(|_| letters.last() == Some(&')')) else {
        return term;
    };
    let inner = letters.get(open + 1..letters.len() - 1).unwrap_or_default();
    let page =
        (inner.first() == Some(&'第') && inner.last() == Some(&'页')) || matches!(inner.first(), Some('P' | 'p'));
    let page = page && inner.iter().any(char::is_ascii_digit) && open > 0;
    if page { term.start..term.start + open } else { term }
}

/// Quotes around the whole term are marks of the page.
fn unquoted(text: &[char], term: Range<usize>) -> Range<usize> {
    let letters = words(text, &term);
    let inner = letters.get(1..letters.len().saturating_sub(1)).unwrap_or_default();
    let pair = matches!(
        (letters.first(), letters.last()),
        (Some('“'), Some('”')) | (Some('"'), Some('"')) | (Some('「'), Some('」')) | (Some('【'), Some('】'))
    );
    let again = |letter: &char| match letters.first() {
        Some('【' | '「') => matches!(letter, '【' | '】' | '「' | '」'),
        _ => matches!(letter, '“' | '”' | '"'),
    };
    if pair && !inner.is_empty() && !inner.iter().any(again) { term.start + 1..term.end - 1 } else { term }
}

/// The paragraphs of a stretch; one that holds several numbered entries is cut at their numbers.
fn pieces(cleaned: &Cleaned, stretch: &Range<usize>) -> Vec<Range<usize>> {
    let text = cleaned.view.chars();
    let mut pieces = Vec::new();
    let mut start = stretch.start;
    let mut next = 1;
    for at in stretch.clone() {
        let line_end = text.get(at) == Some(&'\n');
        let before = at.checked_sub(1).and_then(|before| text.get(before)).copied().unwrap_or('\n');
        let fresh = at > start && (before == '。' || before == ';' || before == '!');
        let numbered = |at: usize| number(text.get(at..stretch.end).unwrap_or_default()).map(|(number, _)| number);
        if line_end || (fresh && numbered(at) == Some(next)) {
            pieces.push(start..at);
            start = at + usize::from(line_end);
        }
        if at == start.max(stretch.start) || fresh || before == '\n' {
            next = numbered(at).map_or(next, |number| number + 1);
        }
    }
    pieces.push(start..stretch.end);
    pieces.retain(|piece| !piece.is_empty() && piece.start < piece.end);
    pieces
}

/// The number in front of an entry, and how long it is with its point or bracket.
fn number(letters: &[char]) -> Option<(u32, usize)> {
    if let Some(mark) = mark(letters).filter(|mark| mark.kind != Numeral::Firstly && mark.kind != Numeral::Part) {
        return Some((mark.number, mark.length));
    }
    if let Some(found) = bracketed(letters) {
        return Some(found);
    }
    let (number, length) = figure(letters)?;
    let behind = letters.get(length)?;
    // `12 一网通办` and `3:…`: a number with a space or a colon; years and quantities are longer or have units.
    (number < 200 && matches!(behind, ':' | ')' | ' ')).then_some((number, length + 1))
}

fn bracketed(letters: &[char]) -> Option<(u32, usize)> {
    let rest = letters
        .strip_prefix(&['['])
        .or_else(|| letters.strip_prefix(&['〔']))
        .or_else(|| letters.strip_prefix(&['【']))?;
    let (number, length) = figure(rest)?;
    matches!(rest.get(length), Some(']' | '〕' | '】')).then_some((number, length + 2))
}

fn behind_number(text: &[char], range: Range<usize>) -> Range<usize> {
    let length = number(words(text, &range)).map_or(0, |(_, length)| length);
    range.start + length..range.end
}

/// `(按出现先后顺序)`, `现将部分名词解释如下:`: about the list, not in it.
fn remark(letters: &[char]) -> bool {
    let bracketed = letters.first() == Some(&'(')
        && letters.last().is_some_and(|last| closing(*last) || *last == '。')
        && mark(letters).is_none();
    let announces = letters.last() == Some(&':') && find(letters, "如下").is_some() && find(letters, "。").is_none();
    bracketed || announces || (begins(letters, "(") && letters.len() < 24 && find(letters, "顺序").is_some())
}

/// A term that stands alone in its line.
fn short(letters: &[char]) -> bool {
    letters.len() <= LONGEST
        && !letters.last().copied().is_some_and(|last| stop(last) && last != ':')
        && !letters.contains(&'。')
        && !letters.contains(&';')
}

/// Term and meaning of one stretch.
fn entry(text: &[char], piece: &Range<usize>) -> Option<Entry> {
    let start = behind_number(text, piece.clone()).start;
    let start = if begins(words(text, &(start..piece.end)), "注:") { start + 2 } else { start };
    let letters = words(text, &(start..piece.end));
    let (term, meaning) = set_off(letters).or_else(|| colon(letters)).or_else(|| meant(letters))?;
    let nonsense = term == 0 || term > LONGEST || meaning >= letters.len();
    (!nonsense).then(|| Entry { whole: piece.clone(), term: start..start + term, meaning: start + meaning..piece.end })
}

/// `14.15分钟生活圈:…` looks like a fraction; where the fourteenth entry is due it is a number and a term that begins with one.
fn counted_on(text: &[char], piece: &Range<usize>, due: usize) -> Option<Entry> {
    let (number, length) = figure(words(text, piece))?;
    let point = text.get(piece.start + length).is_some_and(|behind| matches!(behind, '.' | '、'));
    let rest = piece.start + length + 1..piece.end;
    let counted = point && usize::try_from(number) == Ok(due);
    let entry = entry(text, &rest).filter(|_| counted)?;
    Some(Entry { whole: piece.clone(), ..entry })
}

/// 【一网通办】指…, “一网通办”指…: the term stands between marks, and no colon behind it.
fn set_off(letters: &[char]) -> Option<(usize, usize)> {
    let (close, verbs): (char, &[char]) = match letters.first()? {
        '【' => ('】', &[]),
        '「' => ('」', &[]),
        '“' => ('”', &['指', '即']),
        _ => return None,
    };
    let end = letters.iter().take(LONGEST + 2).position(|letter| *letter == close)? + 1;
    let meaning = *letters.get(end)?;
    let told = !matches!(meaning, ':' | '—') && (verbs.is_empty() || verbs.contains(&meaning));
    told.then_some((end, end))
}

/// The first colon or dash outside brackets and quotes, as lengths of the term and of all before the meaning.
fn colon(letters: &[char]) -> Option<(usize, usize)> {
    let mut depth = 0_i32;
    for (at, letter) in letters.iter().enumerate().take(LONGEST + 2) {
        match letter {
            '(' | '“' | '《' | '【' => depth += 1,
            ')' | '”' | '》' | '】' => depth -= 1,
            ':' if depth <= 0 || letters.get(at + 1).is_some() && depth > 2 => return Some((at, at + 1)),
            '—' if depth <= 0 && letters.get(at + 1) == Some(&'—') => return Some((at, at + 2)),
            '。' | ';' | '\n' => return None,
            _ => {}
        }
    }
    None
}

/// `一网通办是指…`: the meaning begins with the verb.
fn meant(letters: &[char]) -> Option<(usize, usize)> {
    let head = words(letters, &(0..letters.len().min(LONGEST)));
    let at = MEANS.iter().filter_map(|verb| find(head, verb)).min()?;
    let term = if at > 0 && head.get(at - 1) == Some(&',') { at - 1 } else { at };
    (term > 1).then_some((term, at))
}
