//! Primary navigation: the parts of the desk (MOJ).

use super::NavigationItem;
use crate::html::{Html, el};

options! {
    /// The parts of the desk.
    PrimaryNavigation {
        /// Name of the landmark.
        label: String,
        /// The parts.
        items: Vec<NavigationItem>,
        /// A search field beside them.
        search: Html,
    }
    primary_navigation
}

/// Writes primary navigation.
pub fn primary_navigation(o: &PrimaryNavigation) -> Html {
    let item =
        |i| el("li").class("moj-primary-navigation__item").put(navigation_link("moj-primary-navigation__link", i));
    let nav = el("nav")
        .class("moj-primary-navigation")
        .class(&o.classes)
        .maybe("aria-label", Some(&o.label))
        .attrs(&o.attributes)
        .put(el("ul").class("moj-primary-navigation__list").put_all(o.items.iter().map(item)));
    let container = el("div")
        .class("moj-primary-navigation__container")
        .put(el("div").class("moj-primary-navigation__nav").put(nav))
        .put_if(!o.search.is_empty(), || el("div").class("moj-primary-navigation__search").put(&o.search));
    el("div").class("moj-primary-navigation").put(container).html()
}

/// A link of one of the makers' navigations.
pub(super) fn navigation_link(class: &str, o: &NavigationItem) -> Html {
    el("a")
        .class(class)
        .maybe("aria-current", (o.current || o.active).then_some("page"))
        .attr("href", &o.href)
        .attrs(&o.attributes)
        .put(&o.content)
        .html()
}
