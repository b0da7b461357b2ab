//! Side navigation: many pages in sections, beside the content (MOJ).

use super::NavigationItem;
use crate::html::{Html, el, heading};

options! {
    /// Pages in sections.
    SideNavigation {
        /// Name of the landmark.
        label: String,
        /// The sections.
        sections: Vec<SideSection>,
    }
    side_navigation
}

options! {
    /// Pages under a heading.
    SideSection {
        /// The heading; without it there is none.
        heading: Html,
        /// Level of the heading; 4 unless said otherwise.
        heading_level: Option<u8>,
        /// The pages.
        items: Vec<NavigationItem>,
    }
}

/// Writes side navigation.
pub fn side_navigation(o: &SideNavigation) -> Html {
    el("nav")
        .class("moj-side-navigation")
        .class(&o.classes)
        .maybe("aria-label", Some(&o.label))
        .attrs(&o.attributes)
        .put_all(o.sections.iter().map(section))
        .html()
}

fn section(o: &SideSection) -> Html {
    let title = (!o.heading.is_empty()).then(|| {
        heading(o.heading_level.unwrap_or(4)).class("moj-side-navigation__title").class(&o.classes).put(&o.heading)
    });
    Html::from(title).then(el("ul").class("moj-side-navigation__list").put_all(o.items.iter().map(item)))
}

fn item(o: &NavigationItem) -> Html {
    let here = o.current || o.active;
    let link = el("a")
        .attr("href", &o.href)
        .maybe("aria-current", here.then_some("location"))
        .attrs(&o.attributes)
        .put(&o.content);
    el("li").class("moj-side-navigation__item").class_if(here, "moj-side-navigation__item--active").put(link).html()
}
