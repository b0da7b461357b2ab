//! Language navigation: the same page in another language (GOV.UK).

use super::or;
use crate::html::{Html, el};

options! {
    /// The languages of a page.
    LanguageNavigation {
        /// One language each.
        items: Vec<Language>,
        /// Name of the landmark; the makers' "Language" unless said otherwise.
        aria_label: String,
    }
    language_navigation
}

options! {
    /// A language.
    Language {
        /// Its own name for itself.
        content: Html,
        /// The page in this language; none for the one that is shown.
        href: String,
        /// BCP 47 tag of the name.
        lang: String,
        /// BCP 47 tag of the page, where it is not that of the name.
        #[serde(rename = "hrefLang")]
        href_lang: String,
        /// Direction of writing.
        dir: String,
        /// The one that is shown.
        current: bool,
        /// More for who hears only the link.
        language_description_text: String,
    }
}

/// Writes language navigation.
pub fn language_navigation(o: &LanguageNavigation) -> Html {
    let list = el("ul").class("govuk-language-navigation__list").put_all(o.items.iter().map(language));
    el("nav")
        .class("govuk-language-navigation")
        .class(&o.classes)
        .attrs(&o.attributes)
        .attr("aria-label", or(&o.aria_label, "Language"))
        .put(list)
        .html()
}

fn language(o: &Language) -> Html {
    let shown = match o.current || o.href.is_empty() {
        true => el("span").class("govuk-language-navigation__text").attr("aria-current", "true"),
        false => el("a")
            .class("govuk-language-navigation__link")
            .attr("href", &o.href)
            .attr("rel", "alternate")
            .maybe("hreflang", Some(or(&o.href_lang, &o.lang))),
    };
    let more = (!o.current && !o.href.is_empty() && !o.language_description_text.is_empty())
        .then(|| el("span").class("govuk-visually-hidden").put(format!(" {}", o.language_description_text)));
    let shown = shown.class(&o.classes).maybe("lang", Some(&o.lang)).maybe("dir", Some(&o.dir)).attrs(&o.attributes);
    el("li").class("govuk-language-navigation__list-item").put(shown.put(&o.content).put(more)).html()
}
