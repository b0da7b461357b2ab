//! Letters and certificates (文书、证照): fixed words with gaps that are declared, a series of numbers, and for a refusal the way
//! to object.

use std::collections::BTreeMap;

use super::Span;
use crate::value::FieldName;

/// A letter or a certificate of a kind of matter.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its name.
    pub name: String,
    /// Chinese title: the heading of the paper.
    pub title: String,
    /// Whether it is a certificate rather than a letter.
    pub certificate: bool,
    /// The series of numbers, by its name in the pack; several letters may share one.
    pub series: String,
    /// How a number is written: `{year}` and `{n}` stand for the year and the running number.
    pub number: String,
    /// To whom (主送), if it is a letter to somebody.
    pub to: Vec<Piece>,
    /// The text, paragraph by line.
    pub body: Vec<Piece>,
    /// The way to object.
    pub remedy: Option<String>,
    /// Whether it refuses something.
    pub refuses: bool,
    /// What each basis is in a letter; a basis that is no rule of somebody else's is not here, and is never cited.
    pub norms: BTreeMap<String, String>,
    /// Where it is declared.
    pub span: Span,
}

/// A piece of a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Piece {
    /// Words as they stand.
    Words(String),
    /// What a field of the case says.
    Field(FieldName),
    /// What the program knows.
    Known(Known),
    /// Until when a deadline runs, with its norm.
    Due(String),
}

/// What the program knows when a letter is issued.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Known {
    /// The case's number.
    Case,
    /// The day on which it was filed.
    Filed,
    /// The letter's number.
    Number,
    /// The day of issue.
    Day,
    /// The unit that issues it.
    Unit,
}

impl Known {
    /// The gaps, as packs write them.
    pub const WORDS: [(&'static str, Self); 5] = [
        ("case.number", Self::Case),
        ("case.filed", Self::Filed),
        ("letter.number", Self::Number),
        ("letter.day", Self::Day),
        ("letter.unit", Self::Unit),
    ];
}

/// A stretch of a template: words, or the name in a gap, with its place in characters.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Stretch {
    /// Words.
    Words(String),
    /// A gap.
    Gap(String, u32),
    /// A brace that nothing closes or opens.
    Loose(u32),
}

/// Parts a template into words and gaps. Total: any text gives stretches.
#[must_use]
pub fn stretches(text: &str) -> Vec<Stretch> {
    let (mut all, mut words) = (Vec::new(), String::new());
    let mut open: Option<(u32, String)> = None;
    for (at, c) in (0_u32..).zip(text.chars()) {
        match (c, &mut open) {
            ('{', None) => {
                if !words.is_empty() {
                    all.push(Stretch::Words(std::mem::take(&mut words)));
                }
                open = Some((at, String::new()));
            }
            ('}', Some((from, name))) => {
                all.push(Stretch::Gap(std::mem::take(name), *from));
                open = None;
            }
            // A gap is a name in one line.
            ('\n', Some((from, _))) => {
                all.push(Stretch::Loose(*from));
                (open, words) = (None, c.to_string());
            }
            ('{', Some(_)) | ('}', None) => all.push(Stretch::Loose(at)),
            (c, Some((_, name))) => name.push(c),
            (c, None) => words.push(c),
        }
    }
    all.extend(open.map(|(at, _)| Stretch::Loose(at)));
    if !words.is_empty() {
        all.push(Stretch::Words(words));
    }
    all
}

impl Letter {
    /// Its number: the year and the running number put into the pattern of the series.
    #[must_use]
    pub fn number_of(&self, year: i16, n: u32) -> String {
        self.number.replace("{year}", &year.to_string()).replace("{n}", &n.to_string())
    }

    /// The fields whose values stand in it.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.to.iter().chain(&self.body).filter_map(|piece| match piece {
            Piece::Field(name) => Some(name.as_str()),
            _ => None,
        })
    }
}
