//! What every field has around it: group, label or fieldset, hint, error, and the `aria-describedby` that ties them.

use super::{ErrorMessage, Fieldset, Hint, Label, error_message, fieldset, hint, label};
use crate::html::{Element, Html, el};

options! {
    /// The group around a field.
    FormGroup {
        /// Markup before a single control.
        before_input: Html,
        /// Markup after a single control.
        after_input: Html,
        /// Markup before several controls.
        before_inputs: Html,
        /// Markup after several controls.
        after_inputs: Html,
    }
}

/// Hint and error of a field, with the `id`s by which the control refers to them.
pub(super) struct Notes {
    /// Both, written.
    pub html: Html,
    /// Value for `aria-describedby`.
    pub described_by: String,
}

impl Notes {
    /// Writes hint and error under `id`, after what describes the field already.
    pub fn new(id: &str, described_by: &str, help: Option<&Hint>, error: Option<&ErrorMessage>) -> Self {
        let mut ids: Vec<String> = if described_by.is_empty() { vec![] } else { vec![described_by.into()] };
        let mut html = Html::empty();
        if let Some(help) = help {
            let id = format!("{id}-hint");
            html.push(hint(&Hint { id: id.clone(), ..help.clone() }));
            ids.push(id);
        }
        if let Some(error) = error {
            let id = format!("{id}-error");
            html.push(error_message(&ErrorMessage { id: id.clone(), ..error.clone() }));
            ids.push(id);
        }
        Self { html, described_by: ids.join(" ") }
    }
}

/// Opens the group of a field.
pub(super) fn group(options: &FormGroup, wrong: bool) -> Element {
    el("div")
        .class("govuk-form-group")
        .class_if(wrong, "govuk-form-group--error")
        .class(&options.classes)
        .attrs(&options.attributes)
}

/// The label of the control `id`.
pub(super) fn label_for(id: &str, options: &Label) -> Html {
    label(&Label { r#for: id.into(), ..options.clone() })
}

/// Several controls with their notes, inside a fieldset where there is one.
pub(super) fn enclosed(options: Option<&Fieldset>, role: &str, notes: Notes, controls: Element) -> Html {
    let inner = notes.html.then(controls);
    match options {
        Some(f) => {
            let role = super::or(role, &f.role).to_owned();
            fieldset(&Fieldset { described_by: notes.described_by, role, content: inner, ..f.clone() })
        }
        None => inner,
    }
}
