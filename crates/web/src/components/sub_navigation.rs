//! Sub-navigation: the pages of one case (MOJ).

use super::NavigationItem;
use super::primary_navigation::navigation_link;
use crate::html::{Html, el};

options! {
    /// The pages of one case.
    SubNavigation {
        /// Name of the landmark.
        label: String,
        /// The pages.
        items: Vec<NavigationItem>,
    }
    sub_navigation
}

/// Writes sub-navigation.
pub fn sub_navigation(o: &SubNavigation) -> Html {
    let item = |i| el("li").class("moj-sub-navigation__item").put(navigation_link("moj-sub-navigation__link", i));
    el("nav")
        .class("moj-sub-navigation")
        .class(&o.classes)
        .attr("aria-label", super::or(&o.label, "Secondary navigation region"))
        .attrs(&o.attributes)
        .put(el("ul").class("moj-sub-navigation__list").put_all(o.items.iter().map(item)))
        .html()
}
