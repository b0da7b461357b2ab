//! Error message: what is wrong with one field (GOV.UK).

use crate::html::{Html, el};

options! {
    /// What is wrong.
    ErrorMessage {
        /// What is wrong and what to do.
        content: Html,
        /// `id` by which the field refers to it.
        id: String,
        /// What a screen reader says first; `None` is the makers' "Error", empty leaves it out.
        visually_hidden_text: Option<String>,
    }
    error_message
}
from_text!(ErrorMessage);

/// Writes an error message.
pub fn error_message(o: &ErrorMessage) -> Html {
    let first = o.visually_hidden_text.as_deref().unwrap_or("Error");
    el("p")
        .maybe("id", Some(&o.id))
        .class("govuk-error-message")
        .class(&o.classes)
        .attrs(&o.attributes)
        .put_if(!first.is_empty(), || {
            el("span").class("govuk-visually-hidden").put(format!("{first}:")).html().then(" ")
        })
        .put(&o.content)
        .html()
}
