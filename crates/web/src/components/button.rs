//! Button: makes something happen, or starts something (GOV.UK).

use crate::html::{Html, el};

options! {
    /// What a button says and does.
    Button {
        /// What it says.
        content: Html,
        /// Where it leads; makes it a link that looks like a button.
        href: String,
        /// `submit` unless said otherwise.
        r#type: String,
        /// Name of the field that it sends.
        name: String,
        /// Value that it sends.
        value: String,
        /// `id` of the element.
        id: String,
        /// Not to be used now.
        disabled: bool,
        /// Whether a second click within a second is ignored.
        prevent_double_click: Option<bool>,
        /// The large one with an arrow that begins a journey.
        is_start_button: bool,
    }
    button
}
from_text!(Button);

const ARROW: &str = r#"<svg class="govuk-button__start-icon" xmlns="http://www.w3.org/2000/svg" width="17.5" height="19" viewBox="0 0 33 40" aria-hidden="true" focusable="false"><path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z"/></svg>"#;

/// Writes a button.
pub fn button(o: &Button) -> Html {
    let element = if o.href.is_empty() {
        el("button")
            .attr("type", super::or(&o.r#type, "submit"))
            .maybe("value", Some(&o.value))
            .maybe("name", Some(&o.name))
            .flag("disabled", o.disabled)
            .maybe("aria-disabled", o.disabled.then_some("true"))
            .maybe("data-prevent-double-click", o.prevent_double_click.map(|so| so.to_string()))
    } else {
        el("a").attr("href", &o.href).attr("role", "button").attr("draggable", "false")
    };
    element
        .class("govuk-button")
        .class(&o.classes)
        .class_if(o.is_start_button, "govuk-button--start")
        .attr("data-module", "govuk-button")
        .attrs(&o.attributes)
        .maybe("id", Some(&o.id))
        .put(content(o))
        .put_if(o.is_start_button, || Html::raw(ARROW))
        .html()
}

/// A start button is a flex box, which would eat the spaces between marked-up words.
fn content(o: &Button) -> Html {
    match o.is_start_button && o.content.as_str().contains('<') {
        true => el("span").put(&o.content).html(),
        false => o.content.clone(),
    }
}
