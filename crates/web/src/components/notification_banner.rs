//! Notification banner: news about the whole page, as "filed" after a step (GOV.UK).

use super::{or, or_html};
use crate::html::{Html, el, heading};

options! {
    /// News about a page.
    NotificationBanner {
        /// The small heading; the makers' "Important" or "Success" unless said otherwise.
        title: Html,
        /// A single line, shown as a heading; for markup of your own use `body`.
        content: Html,
        /// Markup instead of the line.
        body: Html,
        /// `success` makes it green and announces it.
        r#type: String,
        /// ARIA role, where that of the type does not fit.
        role: String,
        /// `id` of the heading, where one page has two banners.
        title_id: String,
        /// Level of the heading; 2 unless said otherwise.
        title_heading_level: Option<u8>,
        /// Leave the focus where it is.
        disable_auto_focus: Option<bool>,
    }
    notification_banner
}

/// Writes a notification banner.
pub fn notification_banner(o: &NotificationBanner) -> Html {
    let success = o.r#type == "success";
    let title_id = or(&o.title_id, "govuk-notification-banner-title");
    let title = heading(o.title_heading_level.unwrap_or(2))
        .class("govuk-notification-banner__title")
        .attr("id", title_id)
        .put(or_html(&o.title, if success { "Success" } else { "Important" }));
    el("div")
        .class("govuk-notification-banner")
        .class_if(success, "govuk-notification-banner--success")
        .class(&o.classes)
        .attr("role", or(&o.role, if success { "alert" } else { "region" }))
        .attr("aria-labelledby", title_id)
        .attr("data-module", "govuk-notification-banner")
        .maybe("data-disable-auto-focus", o.disable_auto_focus.map(|so| so.to_string()))
        .attrs(&o.attributes)
        .put(el("div").class("govuk-notification-banner__header").put(title))
        .put(el("div").class("govuk-notification-banner__content").put(content(o)))
        .html()
}

fn content(o: &NotificationBanner) -> Html {
    match (o.body.is_empty(), o.content.is_empty()) {
        (false, _) => o.body.clone(),
        (true, false) => el("p").class("govuk-notification-banner__heading").put(&o.content).html(),
        (true, true) => Html::empty(),
    }
}
