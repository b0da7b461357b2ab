//! Tag: the state of a thing in a word (GOV.UK).

use crate::html::{Html, el};

options! {
    /// A state in a word; the colour is a class, as `govuk-tag--green`.
    Tag {
        /// The word.
        content: Html,
    }
    tag
}
from_text!(Tag);

impl Tag {
    /// A word in a colour of the makers: `grey green teal blue purple magenta red orange yellow`.
    pub fn coloured(colour: &str, word: impl Into<Html>) -> Self {
        Self { content: word.into(), classes: format!("govuk-tag--{colour}"), ..Self::default() }
    }
}

/// Writes a tag.
pub fn tag(o: &Tag) -> Html {
    el("strong").class("govuk-tag").class(&o.classes).attrs(&o.attributes).put(&o.content).html()
}
