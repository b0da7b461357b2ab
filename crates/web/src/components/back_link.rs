//! Back link: to the page before in a journey (GOV.UK).

use super::{or, or_html};
use crate::html::{Html, el};

options! {
    /// A way back.
    BackLink {
        /// What it says; the makers' "Back" unless said otherwise.
        content: Html,
        /// Where it leads.
        href: String,
    }
    back_link
}

/// Writes a back link.
pub fn back_link(o: &BackLink) -> Html {
    el("a")
        .attr("href", or(&o.href, "#"))
        .class("govuk-back-link")
        .class(&o.classes)
        .attrs(&o.attributes)
        .put(or_html(&o.content, "Back"))
        .html()
}
