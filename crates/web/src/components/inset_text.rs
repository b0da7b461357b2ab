//! Inset text: a passage set apart (GOV.UK).

use crate::html::{Html, el};

options! {
    /// A passage set apart.
    InsetText {
        /// What it says.
        content: Html,
        /// `id` of the element.
        id: String,
    }
    inset_text
}
from_text!(InsetText);

/// Writes inset text.
pub fn inset_text(o: &InsetText) -> Html {
    el("div")
        .maybe("id", Some(&o.id))
        .class("govuk-inset-text")
        .class(&o.classes)
        .attrs(&o.attributes)
        .put(&o.content)
        .html()
}
