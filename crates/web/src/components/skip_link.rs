//! Skip link: past the header, for who uses the keyboard (GOV.UK).

use super::or;
use crate::html::{Html, el};

options! {
    /// A way past the header.
    SkipLink {
        /// What it says.
        content: Html,
        /// Where the content begins; `#content` unless said otherwise.
        href: String,
    }
    skip_link
}

/// Writes a skip link.
pub fn skip_link(o: &SkipLink) -> Html {
    el("a")
        .attr("href", or(&o.href, "#content"))
        .class("govuk-skip-link")
        .class(&o.classes)
        .attrs(&o.attributes)
        .attr("data-module", "govuk-skip-link")
        .put(&o.content)
        .html()
}
