//! Panel: the end of a journey, with its number; or, as an interruption, a question before what cannot be undone
//! (GOV.UK).

use super::{Button, button, or};
use crate::html::{Html, el, heading};

options! {
    /// The end of a journey, or (with the class `govuk-panel--interruption`) a question in its way.
    Panel {
        /// What is done, or asked.
        title: Html,
        /// The number, or what follows.
        content: Html,
        /// Level of the heading; 1 unless said otherwise.
        heading_level: Option<u8>,
        /// Ways on, of an interruption only.
        actions: Option<PanelActions>,
    }
    panel
}

options! {
    /// Ways on.
    PanelActions {
        /// One button or link each.
        items: Vec<PanelAction>,
    }
}

options! {
    /// A way on: a link if it leads somewhere, else a button.
    PanelAction {
        /// What it says.
        content: Html,
        /// Where it leads.
        href: String,
        /// `submit` or `button`; `button` with `href` is a link that looks like one.
        r#type: String,
    }
}

const INTERRUPTION: &str = "govuk-panel--interruption";

impl Panel {
    /// A question before what cannot be undone.
    pub fn interruption(title: impl Into<Html>, content: impl Into<Html>, items: Vec<PanelAction>) -> Self {
        let actions = Some(PanelActions { items, ..PanelActions::default() });
        Self { title: title.into(), content: content.into(), actions, classes: INTERRUPTION.into(), ..Self::default() }
    }
}

/// Writes a panel.
pub fn panel(o: &Panel) -> Html {
    let interrupts = o.classes.contains(INTERRUPTION);
    let ways = o.actions.as_ref().filter(|_| interrupts).map(actions);
    el("div")
        .class("govuk-panel")
        .class_if(!interrupts, "govuk-panel--confirmation")
        .class(&o.classes)
        .attrs(&o.attributes)
        .put(heading(o.heading_level.unwrap_or(1)).class("govuk-panel__title").put(&o.title))
        .put_if(!o.content.is_empty(), || el("div").class("govuk-panel__body").put(&o.content))
        .put(ways)
        .html()
}

fn actions(o: &PanelActions) -> Html {
    let group = || el("div").class("govuk-button-group").put_all(o.items.iter().map(action));
    el("div")
        .class("govuk-panel__actions")
        .class(&o.classes)
        .attrs(&o.attributes)
        .put_if(!o.items.is_empty(), group)
        .html()
}

fn action(o: &PanelAction) -> Html {
    if !o.href.is_empty() && o.r#type != "button" {
        let link = el("a").class("govuk-link govuk-link--inverse").class(&o.classes);
        return link.attr("href", &o.href).attrs(&o.attributes).put(&o.content).html();
    }
    button(&Button {
        content: o.content.clone(),
        r#type: or(&o.r#type, "button").to_owned(),
        classes: format!("govuk-button--inverse {}", o.classes).trim_end().to_owned(),
        href: o.href.clone(),
        attributes: o.attributes.clone(),
        ..Button::default()
    })
}
