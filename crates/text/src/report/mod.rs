//! Reads work reports: from the bytes of a file to documents, sections, figures, commitments and terms, each with its
//! place in the text.
//!
//! The way through: bytes become one [`text::Given`] (what offsets count in); a [`text::Clean`] view
//! drops what pages bring and remembers where each character stood; the view is cut into documents, a document into
//! sections and paragraphs, a paragraph into statements. Nothing is read twice and nothing is guessed silently: what was
//! left out stands in [`model::Skipped`] with its reason.

pub mod anchor;
pub mod check;
mod chrome;
mod clean;
pub mod compare;
pub mod decided;
pub mod district;
pub mod figures;
mod marks;
pub mod model;
mod outline;
mod source;
mod split;
pub mod tasks;
mod terms;
pub mod text;
pub mod versions;

use clean::Cleaned;
use model::{Commitment, Harvest, Indicator, Report, Skipped, Term};
use outline::Outline;
use split::Piece;
use text::Given;

pub use source::{LARGEST, Unreadable};

/// Names this reader: another name means that a text may be read otherwise.
pub const READER: &str = env!("BIHUAN_READER");

/// What a file holds: its text, and what was read in it.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// The text that every offset counts in.
    pub given: Given,
    /// The documents and what was left out.
    pub harvest: Harvest,
}

/// Reads the bytes of a file; its name only helps where the bytes do not say what they are.
pub fn read(bytes: &[u8], name: &str) -> Result<Read, Unreadable> {
    Ok(of(source::read(bytes, name)?))
}

/// Reads a pasted text.
pub fn read_text(text: &str) -> Read {
    of(Given::new(text))
}

fn of(given: Given) -> Read {
    let cleaned = clean::clean(&given);
    let pieces = split::split(&cleaned);
    let mut skipped = cleaned.skipped.clone();
    if !pieces.is_empty() {
        skipped.extend(split::around(&cleaned, &pieces));
    }
    let mut documents: Vec<Report> = pieces.iter().map(|piece| report(&given, &cleaned, piece)).collect();
    share_out(&mut skipped, &mut documents);
    Read { given, harvest: Harvest { documents, skipped } }
}

/// Reads one document.
fn report(given: &Given, cleaned: &Cleaned, piece: &Piece) -> Report {
    let (paragraphs, mut skipped) = chrome::own(cleaned, piece);
    let outline = outline::outline(cleaned, piece, &paragraphs);
    let mut glossary = Vec::new();
    for stretch in &outline.glossary {
        let (terms, left) = terms::terms(cleaned, stretch);
        glossary.extend(terms);
        skipped.extend(left);
    }
    glossary.extend(notes(cleaned, &outline));
    let span = split::stretch(cleaned, piece.paragraphs.clone(), "").map(|stretch| stretch.span).unwrap_or_default();
    let (mut indicators, mut commitments) = statements(given, cleaned, &outline);
    let raised = outline::raised(given, outline.sections, outline.leads);
    indicators.retain(|one| !raised.heads(one.span));
    commitments.retain(|one| !raised.heads(one.span));
    Report {
        kind: piece.kind,
        span,
        title: outline.title,
        district: district::code(outline.setting.region.as_deref()),
        region: outline.setting.region,
        report_year: outline.setting.year_planned,
        year_reviewed: outline.setting.year_reviewed,
        year_planned: outline.setting.year_planned,
        sections: raised.sections,
        indicators,
        commitments,
        glossary,
        leads: raised.leads,
        delivered: outline.delivered,
        session: outline.session,
        skipped,
    }
}

/// The figures and commitments of all passages, each with the exact words at its place.
fn statements(given: &Given, cleaned: &Cleaned, outline: &Outline) -> (Vec<Indicator>, Vec<Commitment>) {
    let (mut indicators, mut commitments) = (Vec::new(), Vec::new());
    let (view, setting) = (&cleaned.view, &outline.setting);
    let mut targets = false;
    for passage in &outline.passages {
        let Some(parsed) = figures::Parsed::of(view, passage, setting) else {
            targets = false;
            continue;
        };
        indicators.extend(figures::read(view, passage, setting, &parsed));
        targets = targets && tasks::lists_on(&parsed.line);
        if !targets {
            commitments.extend(tasks::read(view, passage, setting, &parsed));
        }
        targets |= tasks::announces_targets(&parsed.line);
    }
    indicators.iter_mut().for_each(|one| one.quote = given.quote(one.span));
    commitments.iter_mut().for_each(|one| one.quote = given.quote(one.span));
    (indicators, commitments)
}

/// Notes at the foot of pages, outside any list of terms.
fn notes(cleaned: &Cleaned, outline: &Outline) -> Vec<Term> {
    let told = outline.passages.iter().filter(|passage| !passage.heading && passage.role != model::Role::Glossary);
    told.filter_map(|passage| terms::notes(cleaned, &passage.range)).collect()
}

/// What was left out inside a document is told there, the rest beside the documents. The only document takes it all.
fn share_out(skipped: &mut Vec<Skipped>, documents: &mut [Report]) {
    let alone = documents.len() == 1;
    for document in documents.iter_mut() {
        let inside = |one: &mut Skipped| alone || document.span.holds(one.span);
        let mut own: Vec<Skipped> = skipped.extract_if(.., inside).collect();
        document.skipped.append(&mut own);
        document.skipped.sort_by_key(|one| one.span);
    }
}
