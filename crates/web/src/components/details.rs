//! Details: more, for who wants it (GOV.UK).

use crate::html::{Html, el};

options! {
    /// Something that unfolds.
    Details {
        /// What to press.
        summary: Html,
        /// What appears.
        content: Html,
        /// `id` of the element.
        id: String,
        /// Unfolded from the start.
        open: bool,
    }
    details
}

/// Writes details.
pub fn details(o: &Details) -> Html {
    let text = el("span").class("govuk-details__summary-text").put(&o.summary);
    el("details")
        .maybe("id", Some(&o.id))
        .class("govuk-details")
        .class(&o.classes)
        .attrs(&o.attributes)
        .flag("open", o.open)
        .put(el("summary").class("govuk-details__summary").put(text))
        .put(el("div").class("govuk-details__text").put(&o.content))
        .html()
}
