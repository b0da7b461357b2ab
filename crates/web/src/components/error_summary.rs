//! Error summary: everything that is wrong, at the top of the page, each a link to its field (GOV.UK).

use crate::html::{Html, el};

options! {
    /// What is wrong with a page.
    ErrorSummary {
        /// "There is a problem", in the reader's language.
        title: Html,
        /// A sentence under the title.
        description: Html,
        /// What is wrong, one entry each.
        error_list: Vec<ErrorItem>,
        /// Leave the focus where it is.
        disable_auto_focus: Option<bool>,
    }
    error_summary
}

options! {
    /// One thing that is wrong.
    ErrorItem {
        /// The same words as beside the field.
        content: Html,
        /// `#id` of the field.
        href: String,
    }
}

impl ErrorItem {
    /// What is wrong with the field `id`.
    pub fn new(id: &str, text: impl Into<Html>) -> Self {
        Self { content: text.into(), href: format!("#{id}"), ..Self::default() }
    }
}

/// Writes an error summary.
pub fn error_summary(o: &ErrorSummary) -> Html {
    let list = el("ul").class("govuk-list govuk-error-summary__list").put_all(o.error_list.iter().map(item));
    let body = el("div")
        .class("govuk-error-summary__body")
        .put_if(!o.description.is_empty(), || el("p").put(&o.description))
        .put_if(!o.error_list.is_empty(), || list);
    let alert =
        el("div").attr("role", "alert").put(el("h2").class("govuk-error-summary__title").put(&o.title)).put(body);
    el("div")
        .class("govuk-error-summary")
        .class(&o.classes)
        .maybe("data-disable-auto-focus", o.disable_auto_focus.map(|so| so.to_string()))
        .attrs(&o.attributes)
        .attr("data-module", "govuk-error-summary")
        .put(alert)
        .html()
}

fn item(o: &ErrorItem) -> Html {
    let content = match o.href.is_empty() {
        true => o.content.clone(),
        false => el("a").attr("href", &o.href).class(&o.classes).attrs(&o.attributes).put(&o.content).html(),
    };
    el("li").put(content).html()
}
