//! Checkboxes: any of a few (GOV.UK).

use super::field::{self, Notes};
use super::radios::{Kind, choice, choice_id};
use super::{Choice, ErrorMessage, Fieldset, FormGroup, Hint, or};
use crate::html::{Html, el};

options! {
    /// Any of a few.
    Checkboxes {
        /// Name of the fields.
        name: String,
        /// Start of the controls' `id`s; the name unless said otherwise.
        id_prefix: String,
        /// What there is to choose from.
        items: Vec<Choice>,
        /// Values that are chosen, where no item says so itself.
        values: Vec<String>,
        /// The question around them.
        fieldset: Option<Fieldset>,
        /// Help.
        hint: Option<Hint>,
        /// What is wrong.
        error_message: Option<ErrorMessage>,
        /// The group around it.
        form_group: FormGroup,
        /// `id`s of what else describes them.
        described_by: String,
    }
    checkboxes
}

/// Writes checkboxes.
pub fn checkboxes(o: &Checkboxes) -> Html {
    let prefix = or(&o.id_prefix, &o.name);
    let described_by = o.fieldset.as_ref().map_or("", |f| f.described_by.as_str());
    let notes = Notes::new(prefix, or(described_by, &o.described_by), o.hint.as_ref(), o.error_message.as_ref());
    // Without a fieldset nobody else would tell the reader of hint and error, so each box does.
    let told = if o.fieldset.is_none() { notes.described_by.clone() } else { String::new() };
    let items = o.items.iter().enumerate().map(|(index, item)| {
        let checked = item.checked.unwrap_or(o.values.contains(&item.value));
        let id = choice_id(prefix, index, item);
        let name = or(&item.name, &o.name);
        choice(item, &Kind { class: "checkboxes", r#type: "checkbox", name, id, checked, described_by: &told })
    });
    let controls = el("div")
        .class("govuk-checkboxes")
        .class(&o.classes)
        .attrs(&o.attributes)
        .attr("data-module", "govuk-checkboxes")
        .put(&o.form_group.before_inputs)
        .put_all(items)
        .put(&o.form_group.after_inputs);
    field::group(&o.form_group, o.error_message.is_some())
        .put(field::enclosed(o.fieldset.as_ref(), "", notes, controls))
        .html()
}
