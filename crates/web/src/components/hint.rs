//! Hint: help that stands beside a field all the time (GOV.UK).

use crate::html::{Html, el};

options! {
    /// What a hint says.
    Hint {
        /// What it says.
        content: Html,
        /// `id` by which the field refers to it.
        id: String,
    }
    hint
}
from_text!(Hint);

/// Writes a hint.
pub fn hint(o: &Hint) -> Html {
    el("div").maybe("id", Some(&o.id)).class("govuk-hint").class(&o.classes).attrs(&o.attributes).put(&o.content).html()
}
