//! Service navigation: the parts of the service, folded into a menu on a phone (GOV.UK).

use super::or;
use crate::html::{Attrs, Html, el};

options! {
    /// The parts of the service.
    ServiceNavigation {
        /// Name of the service.
        service_name: String,
        /// Where the name leads.
        service_url: String,
        /// The parts.
        navigation: Vec<NavigationItem>,
        /// Name of the whole landmark; the makers' "Service information" unless said otherwise.
        aria_label: Option<String>,
        /// Word on the menu's button; the makers' "Menu" unless said otherwise.
        menu_button_text: String,
        /// What a screen reader says for the button.
        menu_button_label: String,
        /// Name of the list's landmark; the button's word unless said otherwise.
        navigation_label: String,
        /// `id` of the list.
        navigation_id: String,
        /// Classes of the list's landmark.
        navigation_classes: String,
        /// Whether it folds on a phone; if there is more than one part, unless said otherwise.
        collapse_navigation_on_mobile: Option<bool>,
    }
    service_navigation
}

/// A part of the service, or a step of another navigation.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct NavigationItem {
    /// What it says.
    pub content: Html,
    /// Where it leads.
    pub href: String,
    /// The page that one is on.
    pub current: bool,
    /// The part that one is in.
    pub active: bool,
    /// Further attributes of the link.
    pub attributes: Attrs,
}

impl NavigationItem {
    /// A part that leads to `href`.
    pub fn new(href: impl Into<String>, text: impl Into<Html>) -> Self {
        Self { content: text.into(), href: href.into(), ..Self::default() }
    }

    /// Marks the page that one is on, if so.
    pub fn current_if(self, so: bool) -> Self {
        Self { current: so, ..self }
    }
}

/// Writes service navigation.
pub fn service_navigation(o: &ServiceNavigation) -> Html {
    let container = el("div")
        .class("govuk-service-navigation__container")
        .put_if(!o.service_name.is_empty(), || service_name(o))
        .put_if(!o.navigation.is_empty(), || navigation(o));
    let outer = match o.service_name.is_empty() {
        true => el("div"),
        false => el("section").attr("aria-label", o.aria_label.as_deref().unwrap_or("Service information")),
    };
    outer
        .class("govuk-service-navigation")
        .class(&o.classes)
        .attr("data-module", "govuk-service-navigation")
        .attrs(&o.attributes)
        .put(el("div").class("govuk-width-container").put(container))
        .html()
}

fn service_name(o: &ServiceNavigation) -> Html {
    let name = match o.service_url.is_empty() {
        true => el("span").class("govuk-service-navigation__text"),
        false => el("a").attr("href", &o.service_url).class("govuk-service-navigation__link"),
    };
    el("span").class("govuk-service-navigation__service-name").put(name.put(&o.service_name)).html()
}

fn navigation(o: &ServiceNavigation) -> Html {
    let word = or(&o.menu_button_text, "Menu");
    let id = or(&o.navigation_id, "navigation");
    let toggle = el("button")
        .attr("type", "button")
        .class("govuk-service-navigation__toggle govuk-js-service-navigation-toggle")
        .attr("aria-controls", id)
        .maybe("aria-label", Some(&o.menu_button_label).filter(|label| *label != word))
        .flag("hidden", true)
        .attr("aria-hidden", "true")
        .put(word);
    el("nav")
        .attr("aria-label", or(&o.navigation_label, word))
        .class("govuk-service-navigation__wrapper")
        .class(&o.navigation_classes)
        .put_if(o.collapse_navigation_on_mobile.unwrap_or(o.navigation.len() > 1), || toggle)
        .put(el("ul").class("govuk-service-navigation__list").attr("id", id).put_all(o.navigation.iter().map(item)))
        .html()
}

fn item(o: &NavigationItem) -> Html {
    let marked = o.active || o.current;
    let current = marked.then_some(if o.current { "page" } else { "true" });
    // Strong, so that who overrides colours and styles still sees where they are.
    let content = match marked {
        true => el("strong").class("govuk-service-navigation__active-fallback").put(&o.content).html(),
        false => o.content.clone(),
    };
    let shown = match (o.href.is_empty(), o.content.is_empty()) {
        (false, _) => el("a")
            .class("govuk-service-navigation__link")
            .attr("href", &o.href)
            .maybe("aria-current", current)
            .attrs(&o.attributes)
            .put(content)
            .html(),
        (true, false) => {
            el("span").class("govuk-service-navigation__text").maybe("aria-current", current).put(content).html()
        }
        (true, true) => Html::empty(),
    };
    el("li")
        .class("govuk-service-navigation__item")
        .class_if(marked, "govuk-service-navigation__item--active")
        .put(shown)
        .html()
}
