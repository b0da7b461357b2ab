//! Label: the name of a field (GOV.UK).

use crate::html::{Html, el};

options! {
    /// What a label says and which field it names.
    Label {
        /// What it says; without it there is no label.
        content: Html,
        /// `id` of the field.
        r#for: String,
        /// The label is the page's `h1` (one question a page).
        is_page_heading: bool,
    }
    label
}
from_text!(Label);

/// Writes a label.
pub fn label(o: &Label) -> Html {
    if o.content.is_empty() {
        return Html::empty();
    }
    let label = el("label")
        .class("govuk-label")
        .class(&o.classes)
        .attrs(&o.attributes)
        .maybe("for", Some(&o.r#for))
        .put(&o.content);
    if o.is_page_heading { el("h1").class("govuk-label-wrapper").put(label).html() } else { label.html() }
}
