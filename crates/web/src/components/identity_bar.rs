//! Identity bar: which case one is in, always in sight above its pages (MOJ).

use super::{Button, button};
use crate::html::{Html, el};

options! {
    /// Which case one is in.
    IdentityBar {
        /// Number, kind, stage, clock.
        title: Html,
        /// What can be done about the whole of it, as print.
        actions: Vec<Button>,
    }
    identity_bar
}

/// Writes an identity bar.
pub fn identity_bar(o: &IdentityBar) -> Html {
    let title = el("span").class("moj-identity-bar__title").put(&o.title);
    let menus = o.actions.iter().map(|b| el("div").class("moj-identity-bar__menu").put(button(b)));
    let actions = el("div").class("moj-identity-bar__actions").put_all(menus);
    let container = el("div")
        .class("moj-identity-bar__container")
        .put(el("div").class("moj-identity-bar__details").put_if(!o.title.is_empty(), || title))
        .put_if(!o.actions.is_empty(), || actions);
    el("div").class("moj-identity-bar").class(&o.classes).attrs(&o.attributes).put(container).html()
}
