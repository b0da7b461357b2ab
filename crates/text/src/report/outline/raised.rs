//! Opening phrases in bold type are headings: they take their place among the sections, one level below where they stand.

use crate::report::model::{LeadPhrase, Section};
use crate::report::text::{Given, Span};

/// Parts the opening phrases that the text prints bold from those in plain type, and puts them among the sections.
///
/// Plain ones stay phrases: whether they head a paragraph or are its first sentence, only a reader can say.
pub fn raised(given: &Given, mut sections: Vec<Section>, leads: Vec<LeadPhrase>) -> (Vec<Section>, Vec<LeadPhrase>) {
    let (bold, plain): (Vec<_>, Vec<_>) = leads.into_iter().partition(|lead| is_bold(given, lead.span));
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
    (sections, plain)
}

/// The innermost section that holds a stretch: of those that begin before it, the last. Sections stand in their order.
fn around(sections: &[Section], span: Span) -> Option<&Section> {
    let begun = sections.partition_point(|section| section.span.start <= span.start);
    sections.get(..begun)?.iter().rev().find(|section| section.span.holds(span))
}

fn is_bold(given: &Given, span: Span) -> bool {
    let before = given.chars().get(span.start.saturating_sub(2)..span.start).unwrap_or_default();
    matches!(before, ['*', '*'] | ['_', '_'])
}

/// The stretch without the line ends, spaces and marks of type behind its last word.
fn without_blanks(given: &Given, span: Span) -> Span {
    let text = given.chars().get(span.start..span.end).unwrap_or_default();
    let blank = text.iter().rev().take_while(|letter| letter.is_whitespace() || matches!(letter, '*' | '_')).count();
    Span { start: span.start, end: span.end - blank }
}
