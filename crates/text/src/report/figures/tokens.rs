//! One linear pass over a line: quantities, years, punctuation, and the runs of text between them.
//!
//! Digits that are names (5G, 12号线, “135”), dates, sessions and ordinals stay text; classes (亿元以上项目) are
//! told apart from values.

use std::ops::Range;

use super::classes::classes;
use super::line::Line;

use super::numerals;
use super::quantities::{doubled, quantity};

use super::units::Sort;

use crate::report::model::Comparator;

/// A piece of the line.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// Its stretch of the line.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What a piece is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A number with its unit.
    Quantity(Quantity),
    /// A year, or the first and last of several.
    Year(i16, i16),
    /// Punctuation that ends a clause or a part of one.
    Mark(char),
    /// Anything else.
    Text,
}

/// A number with its unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The number as written; the low end of a range.
    pub value: f64,
    /// The high end of a range.
    pub high: Option<f64>,
    /// The unit as written, without 多 or 余.
    pub unit: String,
    /// What it counts.
    pub sort: Sort,
    /// One past the unit: a word of comparison behind it lies beyond.
    pub unit_end: usize,
    /// 余 and 多 inside, 以上 and 左右 behind.
    pub bound: Option<Comparator>,
    /// A small Chinese numeral before a measure word: a figure only behind a verb that counts.
    pub weak: bool,
    /// It describes a class: 亿元以上, 30岁以上.
    pub class: bool,
}

/// Cuts a line into tokens.
pub fn read(line: &Line) -> Vec<Token> {
    let mut pass = Pass { line, named: named(line), tokens: Vec::new(), text: 0, at: 0 };
    while pass.at < line.len() {
        pass.step();
    }
    pass.flush(line.len());
    let mut tokens = pass.tokens;
    shared_units(line, &mut tokens);
    classes(line, &mut tokens);
    tokens
}

struct Pass<'a> {
    line: &'a Line,
    named: Vec<bool>,
    tokens: Vec<Token>,
    text: usize,
    at: usize,
}

impl Pass<'_> {
    fn step(&mut self) {
        let letter = self.line.at(self.at);
        if let Some((range, quantity)) = doubled(self.line, self.at) {
            self.take(range, Kind::Quantity(quantity));
        } else if starts_number(letter) {
            self.number();
        } else if matches!(letter, ',' | '。' | '、' | ';' | ':' | '!' | '?' | '…') {
            self.take(self.at..self.at + 1, Kind::Mark(letter));
        } else {
            self.at += 1;
        }
    }

    fn number(&mut self) {
        if let Some((range, first, last)) = years(self.line, self.at) {
            self.take(range, Kind::Year(first, last));
            return;
        }
        let named = self.named.get(self.at).copied().unwrap_or(false);
        // 零部件: a nought opens a number only before its decimals.
        let nought = matches!(self.line.at(self.at), '零' | '〇') && self.line.at(self.at + 1) != '点';
        match quantity(self.line, self.at).filter(|_| !named && !nought) {
            Some((range, quantity)) => self.take(range, Kind::Quantity(quantity)),
            None => self.at = past_numeral(self.line, self.at),
        }
    }

    fn take(&mut self, range: Range<usize>, kind: Kind) {
        self.flush(range.start);
        self.at = range.end.max(self.at + 1);
        self.text = self.at;
        self.tokens.push(Token { range, kind });
    }

    fn flush(&mut self, end: usize) {
        if self.text < end {
            self.tokens.push(Token { range: self.text..end, kind: Kind::Text });
        }
        self.text = end;
    }
}

fn starts_number(letter: char) -> bool {
    letter.is_ascii_digit()
        || numerals::digit(letter).is_some()
        || matches!(letter, '十' | '百' | '千' | '万' | '亿' | '半')
}

/// Where the scan goes on behind a number that is no quantity.
fn past_numeral(line: &Line, at: usize) -> usize {
    let spelled = |place: &usize| numerals::digit(line.at(*place)).is_some();
    let run = (at..).take_while(spelled).count();
    let end = numerals::read(line, at).map_or(at + run, |numeral| numeral.end);
    // Bare scale words may open a real unit later on; digits never do.
    end.max(at + 1)
}

/// Marks what stands inside short quotation marks and book titles: names, whatever digits they hold.
fn named(line: &Line) -> Vec<bool> {
    let mut named = vec![false; line.len()];
    let mut open: Option<(usize, char)> = None;
    for (at, &letter) in line.chars().iter().enumerate() {
        match (open, letter) {
            (Some((start, close)), _) if letter == close => {
                let longest = if close == '》' { 80 } else { 16 };
                if at - start <= longest {
                    named.iter_mut().take(at).skip(start).for_each(|name| *name = true);
                }
                open = None;
            }
            (Some((_, '》')), '“') => {}
            (_, '“') => open = Some((at, '”')),
            (None, '"') => open = Some((at, '"')),
            (None, '《') => open = Some((at, '》')),
            (None, '「') => open = Some((at, '」')),
            (Some(_), '。') => open = None,
            _ => {}
        }
    }
    named
}

/// 2017年, 2016—2020年, “十四五” is none. The months and days behind belong to the year's words.
fn years(line: &Line, at: usize) -> Option<(Range<usize>, i16, i16)> {
    let first = four_digits(line, at)?;
    let mut end = at + 4;
    let mut last = first;
    if matches!(line.at(end), '—' | '-' | '至' | '到')
        || line.at(end) == '年' && matches!(line.at(end + 1), '—' | '-' | '至' | '到')
    {
        let second = end + if line.at(end) == '年' { 2 } else { 1 };
        if let Some(year) = four_digits(line, second) {
            last = year;
            end = second + 4;
        }
    }
    if line.at(end) != '年' {
        return (last != first).then_some((at..end, first, last));
    }
    Some((at..end + 1, first, last))
}

fn four_digits(line: &Line, at: usize) -> Option<i16> {
    let worth = |letter: char| letter.to_digit(10).or_else(|| numerals::digit(letter));
    let mut year = 0_i16;
    for letter in line.slice(at..at + 4) {
        year = year.checked_mul(10)?.checked_add(i16::try_from(worth(*letter)?).ok()?)?;
    }
    let alone = worth(line.at(at + 4)).is_none() && worth(line.before(at)).is_none() && line.before(at) != '.';
    (alone && (1949..=2100).contains(&year)).then_some(year)
}

/// 提高1.1个和0.8个百分点: the unit told in full behind the last of two numbers.
fn shared_units(line: &Line, tokens: &mut [Token]) {
    for place in 0..tokens.len().saturating_sub(2) {
        let Some([first, between, last]) = tokens.get(place..place + 3) else { continue };
        let (Kind::Quantity(short), Kind::Quantity(whole)) = (&first.kind, &last.kind) else { continue };
        let joins = between.kind == Kind::Mark('、')
            || matches!(line.words(between.range.clone()).as_str(), "和" | "与" | "及");
        if joins && short.unit == "个" && whole.sort == Sort::Points {
            let unit = whole.unit.clone();
            if let Some(Token { kind: Kind::Quantity(short), .. }) = tokens.get_mut(place) {
                short.unit = unit;
                short.sort = Sort::Points;
            }
        }
    }
}
