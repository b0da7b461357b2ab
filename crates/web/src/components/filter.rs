//! Filter: narrows a list; what is chosen stands above as links that take it away (MOJ).

use super::{Button, button};
use crate::html::{Html, el};

/// A filter beside a list. It is a `GET` form, so a filtered list has an address.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// "Filter", in the reader's language.
    pub heading: String,
    /// Where the list lives.
    pub action: String,
    /// What is chosen.
    pub selected: Option<SelectedFilters>,
    /// Word on the button.
    pub submit: String,
    /// The fields.
    pub options: Html,
}

/// What is chosen in a filter.
#[derive(Clone, Debug, Default)]
pub struct SelectedFilters {
    /// "Selected", in the reader's language.
    pub heading: String,
    /// Word on the link that clears all.
    pub clear_text: String,
    /// Where the unfiltered list lives.
    pub clear_href: String,
    /// "Remove this filter", in the reader's language, for who hears only the link.
    pub remove_text: String,
    /// Name of a field, and for each chosen value its words and the list without it.
    pub categories: Vec<(String, Vec<(String, String)>)>,
}

impl From<Filter> for Html {
    fn from(options: Filter) -> Self {
        filter(&options)
    }
}

/// Writes a filter.
pub fn filter(o: &Filter) -> Html {
    let title = el("div").class("moj-filter__header-title").put(el("h2").class("govuk-heading-m").put(&o.heading));
    let submit = button(&Button { content: o.submit.as_str().into(), ..Button::default() });
    let options = el("div").class("moj-filter__options").put(&o.options).put(submit);
    let content = el("div").class("moj-filter__content").put(o.selected.as_ref().map(selected)).put(options);
    let form = el("form").attr("method", "get").attr("action", &o.action).put(content);
    el("div").class("moj-filter").put(el("div").class("moj-filter__header").put(title)).put(form).html()
}

fn selected(o: &SelectedFilters) -> Html {
    let clear = el("a").class("govuk-link govuk-link--no-visited-state").attr("href", &o.clear_href).put(&o.clear_text);
    let heading = el("div")
        .class("moj-filter__selected-heading")
        .put(el("div").class("moj-filter__heading-title").put(el("h2").class("govuk-heading-m").put(&o.heading)))
        .put(el("div").class("moj-filter__heading-action").put(el("p").put(clear)));
    let categories = o.categories.iter().map(|(name, values)| {
        let tags = values.iter().map(|(words, without)| {
            let remove = el("span").class("govuk-visually-hidden").put(&o.remove_text);
            el("li").put(el("a").class("moj-filter__tag").attr("href", without).put(remove).put(" ").put(words))
        });
        let name = el("h3").class("govuk-heading-s govuk-!-margin-bottom-0").put(name).html();
        name.then(el("ul").class("moj-filter-tags").put_all(tags))
    });
    el("div").class("moj-filter__selected").put(heading).put_all(categories).html()
}
