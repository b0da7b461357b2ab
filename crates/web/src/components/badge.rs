//! Badge: a fact about a case in a frame, as "urgent" (MOJ).

use crate::html::{Html, el};

options! {
    /// A fact in a frame; the colour is a class, as `moj-badge--red`.
    Badge {
        /// The word.
        content: Html,
    }
    badge
}
from_text!(Badge);

impl Badge {
    /// A word in a colour of the makers: `purple bright-purple red green blue black grey`.
    pub fn coloured(colour: &str, word: impl Into<Html>) -> Self {
        Self { content: word.into(), classes: format!("moj-badge--{colour}"), ..Self::default() }
    }
}

/// Writes a badge.
pub fn badge(o: &Badge) -> Html {
    el("span").class("moj-badge").class(&o.classes).attrs(&o.attributes).put(&o.content).html()
}

/// Marks one invented thing (a row, a number, a picture): `word` is 合成 in the reader's language.
pub fn synthetic(word: &str) -> Html {
    el("span").class("bh-synthetic").put(word).html()
}
