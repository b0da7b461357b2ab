//! What people can ask for: a list that is looked through before anything is filed.

use super::Span;
use crate::value::FieldName;

/// A catalogue of what can be asked for here.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// Its name.
    pub name: String,
    /// Chinese title.
    pub title: String,
    /// The kinds of matter that it offers.
    pub offers: Vec<Offer>,
    /// The register of the guides, whose keys are the codes of the terms.
    pub guides: String,
    /// By what people look: an attribute of the terms, and the vocabulary of its values; in the order of the file.
    pub facets: Vec<(String, String)>,
    /// Where it is declared.
    pub span: Span,
}

/// A kind of matter that is offered: each term of the field is one thing to ask for.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The kind's name within the pack.
    pub case: String,
    /// The term field of its form.
    pub field: FieldName,
    /// Where it is written.
    pub span: Span,
}
