//! Short phrases that open a paragraph as its heading: 综合实力稳步增强。

use std::ops::Range;

use crate::report::clean::Cleaned;
use crate::report::clean::letters::stop;
use crate::report::model::{LeadPhrase, Role};
use crate::report::text::Passage;

/// Lead phrases are between these lengths.
const SHORT: Range<usize> = 4..19;

/// A passage longer than this holds several paragraphs that lost their line ends.
const RUN_TOGETHER: usize = 500;

/// In bold type a heading may be longer.
const LONGEST_BOLD: usize = 40;

/// A phrase that may be a heading.
#[derive(Clone, Debug)]
pub struct Lead {
    /// Its words and place.
    pub phrase: LeadPhrase,
    /// Whether it may be one in plain type; else only bold type makes it one.
    pub plain: bool,
    /// Whether it stands on a line of its own above its text.
    pub alone: bool,
}

/// The phrases of all passages that may be headings, in order.
pub fn leads(cleaned: &Cleaned, passages: &[Passage]) -> Vec<Lead> {
    let told = |passage: &Passage| !passage.heading && matches!(passage.role, Role::Review | Role::Plan);
    let mut found: Vec<Lead> = Vec::new();
    for (at, passage) in passages.iter().enumerate().filter(|(_, passage)| told(passage)) {
        match passages.get(at + 1).filter(|next| told(next)).and_then(|next| on_its_own(cleaned, passage, next)) {
            Some(lead) => found.push(lead),
            None => found.extend(in_passage(cleaned, passage)),
        }
    }
    found
}

/// A phrase on a line of its own with its text below: 营商环境更加优越.
fn on_its_own(cleaned: &Cleaned, passage: &Passage, next: &Passage) -> Option<Lead> {
    let words = |passage: &Passage| cleaned.view.chars().get(passage.range.clone()).unwrap_or_default();
    let (line, text) = (words(passage), words(next));
    let line = line.get(..line.len() - line.iter().rev().take_while(|letter| **letter == '\n').count())?;
    let ends = line.iter().any(|letter| matches!(letter, '。' | '!' | '?' | '\n' | '(' | '—'));
    let told = text.iter().rev().find(|letter| **letter != '\n').is_some_and(|letter| stop(*letter));
    (leading(line) && !ends && told && text.len() > 2 * SHORT.end).then(|| {
        let range = passage.range.start..passage.range.start + line.len();
        let phrase = LeadPhrase { heading: cleaned.view.written(range.clone()), span: cleaned.view.span(range) };
        Lead { phrase, plain: false, alone: true }
    })
}

fn in_passage(cleaned: &Cleaned, passage: &Passage) -> Vec<Lead> {
    let text = cleaned.view.chars().get(passage.range.clone()).unwrap_or_default();
    let mut found = Vec::new();
    let mut start = 0;
    for sentence in text.split_inclusive(|letter| matches!(letter, '。' | '!' | '?')) {
        let end = start + sentence.len();
        let words = sentence.get(..sentence.len().saturating_sub(1)).unwrap_or_default();
        let opens = start == 0 || (text.len() > RUN_TOGETHER && level(words));
        let plain = opens && leading(words) && end < text.len();
        if (plain || start == 0 && heading(words)) && sentence.last() == Some(&'。') {
            let range = passage.range.start + start..passage.range.start + end - 1;
            let phrase = LeadPhrase { heading: cleaned.view.written(range.clone()), span: cleaned.view.span(range) };
            found.push(Lead { phrase, plain, alone: false });
        }
        start = end;
    }
    found
}

/// A phrase without figures and with at most one comma.
fn leading(words: &[char]) -> bool {
    let commas = words.iter().filter(|letter| **letter == ',').count();
    SHORT.contains(&words.len())
        && commas < 2
        && !words.iter().any(|letter| letter.is_ascii_digit() || matches!(letter, ';' | ':' | '、'))
}

/// What bold type may make a heading: no figures, two clauses at most.
fn heading(words: &[char]) -> bool {
    let commas = words.iter().filter(|letter| **letter == ',').count();
    let told = words.iter().any(|letter| letter.is_ascii_digit() || matches!(letter, ';' | ':'));
    (SHORT.start..LONGEST_BOLD).contains(&words.len()) && commas < 3 && !told
}

/// Four and four characters, as lead phrases are made that stand inside a long paragraph.
fn level(words: &[char]) -> bool {
    matches!(words.len(), 6..=10) && !words.contains(&',')
}
