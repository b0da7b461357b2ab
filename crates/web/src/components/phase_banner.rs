//! Phase banner: says that something is not the final thing, as a demo (GOV.UK).

use super::{Tag, tag};
use crate::html::{Html, el};

options! {
    /// What stage the service is in.
    PhaseBanner {
        /// The stage in a word.
        tag: Tag,
        /// A sentence.
        content: Html,
    }
    phase_banner
}

/// Writes a phase banner.
pub fn phase_banner(o: &PhaseBanner) -> Html {
    let classes = format!("govuk-phase-banner__content__tag {}", o.tag.classes).trim_end().to_owned();
    let content = el("p")
        .class("govuk-phase-banner__content")
        .put(tag(&Tag { classes, ..o.tag.clone() }))
        .put(" ")
        .put(el("span").class("govuk-phase-banner__text").put(&o.content));
    el("div")
        .class("govuk-phase-banner govuk-width-container")
        .class(&o.classes)
        .attrs(&o.attributes)
        .put(content)
        .html()
}
