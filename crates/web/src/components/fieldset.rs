//! Fieldset: several fields under one question (GOV.UK).

use crate::html::{Html, el};

options! {
    /// Fields that belong together.
    Fieldset {
        /// The fields.
        content: Html,
        /// The question.
        legend: Legend,
        /// `id`s of what describes it.
        described_by: String,
        /// ARIA role, where the browser's own does not fit.
        role: String,
    }
    fieldset
}

options! {
    /// The question above several fields.
    Legend {
        /// What it asks; without it there is no legend.
        content: Html,
        /// The question is the page's `h1`.
        is_page_heading: bool,
    }
}
from_text!(Legend);

/// Writes a fieldset.
pub fn fieldset(o: &Fieldset) -> Html {
    el("fieldset")
        .class("govuk-fieldset")
        .class(&o.classes)
        .maybe("role", Some(&o.role))
        .maybe("aria-describedby", Some(&o.described_by))
        .attrs(&o.attributes)
        .put_if(!o.legend.content.is_empty(), || legend(&o.legend))
        .put(&o.content)
        .html()
}

fn legend(o: &Legend) -> Html {
    let content = match o.is_page_heading {
        true => el("h1").class("govuk-fieldset__heading").put(&o.content).html(),
        false => o.content.clone(),
    };
    el("legend").class("govuk-fieldset__legend").class(&o.classes).attrs(&o.attributes).put(content).html()
}
