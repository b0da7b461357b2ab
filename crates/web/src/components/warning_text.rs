//! Warning text: what happens if one does, or does not (GOV.UK).

use super::or;
use crate::html::{Html, el};

options! {
    /// A warning.
    WarningText {
        /// What it says.
        content: Html,
        /// What a screen reader says for the sign; the makers' "Warning" unless said otherwise.
        icon_fallback_text: String,
    }
    warning_text
}

/// Writes warning text.
pub fn warning_text(o: &WarningText) -> Html {
    let sign = el("span").class("govuk-visually-hidden").put(or(&o.icon_fallback_text, "Warning"));
    el("div")
        .class("govuk-warning-text")
        .class(&o.classes)
        .attrs(&o.attributes)
        .put(el("span").class("govuk-warning-text__icon").attr("aria-hidden", "true").put("!"))
        .put(el("strong").class("govuk-warning-text__text").put(sign).put(" ").put(&o.content))
        .html()
}
