//! Reads work reports: from the bytes of a file to documents, sections, figures, commitments and terms, each with its
//! place in the text.
//!
//! The way through: bytes become one [`text::Given`] (what offsets count in); a [`text::Clean`] view
//! drops what pages bring and remembers where each character stood; the view is cut into documents, a document into
//! sections and paragraphs, a paragraph into statements. Nothing is read twice and nothing is guessed silently: what was
//! left out stands in [`model::Skipped`] with its reason.

pub mod figures;
pub mod model;
pub mod tasks;
pub mod text;
