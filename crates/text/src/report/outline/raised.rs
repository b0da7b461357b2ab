//! Opening phrases in bold type are headings: they take their place among the sections, one level below where they stand.

use super::leads::Lead;
use crate::report::model::{LeadPhrase, Section};
use crate::report::text::{Given, Span};

/// The sections with the opening phrases that the text prints bold among them, and the phrases in plain type.
#[derive(Clone, Debug, Default)]
pub struct Raised {
    /// All sections, in their order.
    pub sections: Vec<Section>,
    /// Phrases in plain type: whether they head a paragraph or are its first sentence, only a reader can say.
    pub leads: Vec<LeadPhrase>,
    /// Where the bold phrases stand, in order.
    bold: Vec<Span>,
}

impl Raised {
    /// Whether a stretch lies in a heading that bold type makes.
    pub fn heads(&self, span: Span) -> bool {
        let begun = self.bold.partition_point(|bold| bold.start <= span.start);
        begun.checked_sub(1).and_then(|last| self.bold.get(last)).is_some_and(|bold| bold.holds(span))
    }
}

/// Parts the phrases that the text prints bold, or on lines of their own, from those in plain type, and puts them among
/// the sections. One line alone may be anything; two in a section are its headings.
pub fn raised(given: &Given, mut sections: Vec<Section>, leads: Vec<Lead>) -> Raised {
    let alone: Vec<Span> = leads.iter().filter(|lead| lead.alone).map(|lead| lead.phrase.span).collect();
    let above = |span: Span| around(&sections, span).map(|section| section.span.start);
    let heads = |span: Span| alone.iter().filter(|other| above(**other) == above(span)).count() > 1;
    let (bold, plain): (Vec<_>, Vec<_>) =
        leads.into_iter().partition(|lead| is_bold(given, lead.phrase.span) || lead.alone && heads(lead.phrase.span));
    let bold: Vec<LeadPhrase> = bold.into_iter().map(|lead| lead.phrase).collect();
    let mut made: Vec<Section> = Vec::new();
    for (at, lead) in bold.iter().enumerate() {
        let Some(above) = around(&sections, lead.span) else { continue };
        let next = bold.get(at + 1).map_or(above.span.end, |next| next.span.start.min(above.span.end));
        let span = without_blanks(given, Span { start: lead.span.start, end: next });
        made.push(Section {
            heading: lead.heading.clone(),
            level: above.level.saturating_add(1),
            role: above.role,
            span,
        });
    }
    sections.append(&mut made);
    sections.sort_by_key(|section| (section.span.start, section.level));
    let leads = plain.into_iter().filter(|lead| lead.plain).map(|lead| lead.phrase).collect();
    Raised { sections, leads, bold: bold.iter().map(|lead| lead.span).collect() }
}

/// The innermost section that holds a stretch: of those that begin before it, the last. Sections stand in their order.
fn around(sections: &[Section], span: Span) -> Option<&Section> {
    let begun = sections.partition_point(|section| section.span.start <= span.start);
    sections.get(..begun)?.iter().rev().find(|section| section.span.holds(span))
}

fn is_bold(given: &Given, span: Span) -> bool {
    let before = given.chars().get(span.start.saturating_sub(2)..span.start).unwrap_or_default();
    let behind = given.chars().get(span.end..).unwrap_or_default();
    let closes = behind.windows(2).take(2).any(|two| two == before);
    closes && matches!(before, ['*', '*'] | ['_', '_'])
}

/// The stretch without the line ends, spaces and marks of type behind its last word.
fn without_blanks(given: &Given, span: Span) -> Span {
    let text = given.chars().get(span.start..span.end).unwrap_or_default();
    let blank = text.iter().rev().take_while(|letter| letter.is_whitespace() || matches!(letter, '*' | '_')).count();
    Span { start: span.start, end: span.end - blank }
}
