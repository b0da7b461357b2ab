//! Breadcrumbs: where one is, and the way back up (GOV.UK).

use crate::html::{Html, el};

options! {
    /// The way from the top.
    Breadcrumbs {
        /// From the top down; the last may have no link.
        items: Vec<Crumb>,
        /// On a phone only the first and the last.
        collapse_on_mobile: bool,
        /// Name of the landmark; the makers' "Breadcrumb" unless said otherwise.
        label_text: Option<String>,
    }
    breadcrumbs
}

options! {
    /// A step of the way.
    Crumb {
        /// What it says.
        content: Html,
        /// Where it leads.
        href: String,
    }
}

impl Crumb {
    /// A step that leads to `href`.
    pub fn new(href: impl Into<String>, text: impl Into<Html>) -> Self {
        Self { content: text.into(), href: href.into(), ..Self::default() }
    }
}

/// Writes breadcrumbs.
pub fn breadcrumbs(o: &Breadcrumbs) -> Html {
    el("nav")
        .class("govuk-breadcrumbs")
        .class(&o.classes)
        .class_if(o.collapse_on_mobile, "govuk-breadcrumbs--collapse-on-mobile")
        .attrs(&o.attributes)
        .attr("aria-label", o.label_text.as_deref().unwrap_or("Breadcrumb"))
        .put(el("ol").class("govuk-breadcrumbs__list").put_all(o.items.iter().map(crumb)))
        .html()
}

fn crumb(o: &Crumb) -> Html {
    let item = el("li").class("govuk-breadcrumbs__list-item");
    match o.href.is_empty() {
        true => item.attr("aria-current", "page").put(&o.content).html(),
        false => item
            .put(
                el("a")
                    .class("govuk-breadcrumbs__link")
                    .class(&o.classes)
                    .attr("href", &o.href)
                    .attrs(&o.attributes)
                    .put(&o.content),
            )
            .html(),
    }
}
