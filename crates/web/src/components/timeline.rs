//! Timeline: what happened to a case, who did it and when (MOJ).

use crate::html::{Html, el, heading};

options! {
    /// What happened, newest first.
    Timeline {
        /// What happened, one entry each.
        items: Vec<TimelineItem>,
        /// Level of the headings; 2 unless said otherwise.
        heading_level: Option<u8>,
    }
    timeline
}

options! {
    /// One thing that happened.
    TimelineItem {
        /// What, in a few words.
        label: Html,
        /// Who: post and unit, in the reader's language ("by …" is a matter of language, so it comes with it).
        byline: Html,
        /// When: see [`super::time`].
        time: Html,
        /// More.
        content: Html,
    }
}

/// Writes a timeline.
pub fn timeline(o: &Timeline) -> Html {
    let level = o.heading_level.unwrap_or(2);
    el("div")
        .class("moj-timeline")
        .class(&o.classes)
        .attrs(&o.attributes)
        .put_all(o.items.iter().map(|i| item(i, level)))
        .html()
}

fn item(o: &TimelineItem, level: u8) -> Html {
    let header = el("div")
        .class("moj-timeline__header")
        .put(heading(level).class("moj-timeline__title").put(&o.label))
        .put_if(!o.byline.is_empty(), || Html::raw(" ").then(el("p").class("moj-timeline__byline").put(&o.byline)));
    el("div")
        .class("moj-timeline__item")
        .class(&o.classes)
        .attrs(&o.attributes)
        .put(header)
        .put(el("p").class("moj-timeline__date").put(&o.time))
        .put_if(!o.content.is_empty(), || el("div").class("moj-timeline__description").put(&o.content))
        .html()
}
