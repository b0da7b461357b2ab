//! Pagination: the page before and the page after, or a few by number (GOV.UK).

use super::or;
use crate::html::{Attrs, Html, el};

options! {
    /// Ways to other pages of a list.
    Pagination {
        /// The page before.
        previous: Option<PageLink>,
        /// The page after.
        next: Option<PageLink>,
        /// Pages by number.
        items: Vec<PageItem>,
        /// Name of the landmark; the makers' "Pagination" unless said otherwise.
        landmark_label: String,
    }
    pagination
}

/// A way to the page before or after.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct PageLink {
    /// What it says; the makers' "Previous page" or "Next page" unless said otherwise.
    pub content: Html,
    /// What awaits there.
    pub label_text: String,
    /// Where it leads.
    pub href: String,
    /// Further attributes of the link.
    pub attributes: Attrs,
}

/// A page by number.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct PageItem {
    /// Its number.
    pub number: String,
    /// What a screen reader says; the makers' "Page n" unless said otherwise.
    pub visually_hidden_text: Option<String>,
    /// Where it leads.
    pub href: String,
    /// The page that one is on.
    pub current: bool,
    /// Numbers left out.
    pub ellipsis: bool,
    /// Further attributes of the link.
    pub attributes: Attrs,
}

const PREVIOUS: &str = r#"<svg class="govuk-pagination__icon govuk-pagination__icon--prev" xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13"><path d="m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z"></path></svg>"#;
const NEXT: &str = r#"<svg class="govuk-pagination__icon govuk-pagination__icon--next" xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13"><path d="m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z"></path></svg>"#;

/// Writes pagination.
pub fn pagination(o: &Pagination) -> Html {
    let block = o.items.is_empty() && (o.next.is_some() || o.previous.is_some());
    let link = |l: &Option<PageLink>, side| l.as_ref().filter(|l| !l.href.is_empty()).map(|l| arrow(l, side, block));
    el("nav")
        .class("govuk-pagination")
        .class_if(block, "govuk-pagination--block")
        .class(&o.classes)
        .attr("aria-label", or(&o.landmark_label, "Pagination"))
        .attrs(&o.attributes)
        .put(link(&o.previous, "prev"))
        .put_if(!o.items.is_empty(), || el("ul").class("govuk-pagination__list").put_all(o.items.iter().map(page)))
        .put(link(&o.next, "next"))
        .html()
}

fn arrow(o: &PageLink, side: &str, block: bool) -> Html {
    let back = side == "prev";
    let title = match (o.content.is_empty(), back) {
        (false, _) => o.content.clone(),
        (true, true) => Html::from("Previous").then(el("span").class("govuk-visually-hidden").put(" page")),
        (true, false) => Html::from("Next").then(el("span").class("govuk-visually-hidden").put(" page")),
    };
    let labelled = block && !o.label_text.is_empty();
    let label = || {
        let colon = el("span").class("govuk-visually-hidden").put(":").html();
        colon.then(el("span").class("govuk-pagination__link-label").put(&o.label_text))
    };
    let link = el("a")
        .class("govuk-link govuk-pagination__link")
        .attr("href", &o.href)
        .attr("rel", side)
        .attrs(&o.attributes)
        .put_if(block || back, || Html::raw(if back { PREVIOUS } else { NEXT }))
        .put(
            el("span")
                .class("govuk-pagination__link-title")
                .class_if(block && o.label_text.is_empty(), "govuk-pagination__link-title--decorated")
                .put(title),
        )
        .put_if(labelled, label)
        .put_if(!block && !back, || Html::raw(NEXT));
    el("div").class(format!("govuk-pagination__{side}")).put(link).html()
}

fn page(o: &PageItem) -> Html {
    let item = el("li")
        .class("govuk-pagination__item")
        .class_if(o.current, "govuk-pagination__item--current")
        .class_if(o.ellipsis, "govuk-pagination__item--ellipsis");
    if o.ellipsis {
        return item.put("⋯").html();
    }
    let link = el("a")
        .class("govuk-link govuk-pagination__link")
        .attr("href", &o.href)
        .attr("aria-label", o.visually_hidden_text.clone().unwrap_or_else(|| format!("Page {}", o.number)))
        .maybe("aria-current", o.current.then_some("page"))
        .attrs(&o.attributes)
        .put(&o.number);
    item.put(link).html()
}
