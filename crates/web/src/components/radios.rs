//! Radios: one of a few, all in sight (GOV.UK).

use super::field::{self, Notes};
use super::{ErrorMessage, Fieldset, FormGroup, Hint, Label, hint, label, or};
use crate::html::{Html, el, void};

options! {
    /// One of a few.
    Radios {
        /// Name of the field.
        name: String,
        /// Start of the controls' `id`s; the name unless said otherwise.
        id_prefix: String,
        /// What there is to choose from.
        items: Vec<Choice>,
        /// Value that is chosen, where no item says so itself.
        value: String,
        /// The question around them.
        fieldset: Option<Fieldset>,
        /// Help.
        hint: Option<Hint>,
        /// What is wrong.
        error_message: Option<ErrorMessage>,
        /// The group around it.
        form_group: FormGroup,
    }
    radios
}

options! {
    /// One choice of radios or checkboxes.
    Choice {
        /// What it says.
        content: Html,
        /// What is sent.
        value: String,
        /// Name of the field, where it is not that of the group (checkboxes only).
        name: String,
        /// `id` of the control, where it is not made from the group's.
        id: String,
        /// Classes and attributes of its label.
        label: Label,
        /// Help.
        hint: Option<Hint>,
        /// Says "or" instead of being a choice.
        divider: String,
        /// Chosen now.
        checked: Option<bool>,
        /// Not to be chosen now.
        disabled: bool,
        /// What appears once it is chosen.
        conditional: Html,
        /// `exclusive`: choosing it clears the others (checkboxes only).
        behaviour: String,
    }
}

impl Choice {
    /// A choice that sends `value` and says `text`.
    pub fn new(value: impl Into<String>, text: impl Into<Html>) -> Self {
        Self { value: value.into(), content: text.into(), ..Self::default() }
    }

    /// Adds help under it.
    pub fn with_hint(self, text: impl Into<Hint>) -> Self {
        Self { hint: Some(text.into()), ..self }
    }
}

/// Writes radios.
pub fn radios(o: &Radios) -> Html {
    let prefix = or(&o.id_prefix, &o.name);
    let described_by = o.fieldset.as_ref().map_or("", |f| f.described_by.as_str());
    let notes = Notes::new(prefix, described_by, o.hint.as_ref(), o.error_message.as_ref());
    let items = o.items.iter().enumerate().map(|(index, item)| {
        let checked = item.checked.unwrap_or(!o.value.is_empty() && item.value == o.value);
        choice(
            item,
            &Kind {
                class: "radios",
                r#type: "radio",
                name: &o.name,
                id: choice_id(prefix, index, item),
                checked,
                described_by: "",
            },
        )
    });
    let controls = el("div")
        .class("govuk-radios")
        .class(&o.classes)
        .attrs(&o.attributes)
        .attr("data-module", "govuk-radios")
        .put(&o.form_group.before_inputs)
        .put_all(items)
        .put(&o.form_group.after_inputs);
    field::group(&o.form_group, o.error_message.is_some())
        .put(field::enclosed(o.fieldset.as_ref(), "", notes, controls))
        .html()
}

/// What a choice takes from its group.
pub(super) struct Kind<'g> {
    pub class: &'g str,
    pub r#type: &'g str,
    pub name: &'g str,
    pub id: String,
    pub checked: bool,
    pub described_by: &'g str,
}

/// The first `id` has no number, so that an error summary can link to it by the field's name.
pub(super) fn choice_id(prefix: &str, index: usize, item: &Choice) -> String {
    match (item.id.as_str(), index) {
        ("", 0) => prefix.to_owned(),
        ("", _) => format!("{prefix}-{}", index + 1),
        (id, _) => id.to_owned(),
    }
}

/// Writes one choice of radios or checkboxes.
pub(super) fn choice(o: &Choice, kind: &Kind) -> Html {
    let class = |part: &str| format!("govuk-{}__{part}", kind.class);
    if !o.divider.is_empty() {
        return el("div").class(class("divider")).put(&o.divider).html();
    }
    let help = o.hint.as_ref().filter(|h| !h.content.is_empty());
    let help_id = format!("{}-item-hint", kind.id);
    let conditional_id = format!("conditional-{}", kind.id);
    let described_by = format!("{} {}", kind.described_by, help.map_or("", |_| &help_id));
    let control = void("input")
        .class(class("input"))
        .attr("id", &kind.id)
        .attr("name", kind.name)
        .attr("type", kind.r#type)
        .attr("value", &o.value)
        .flag("checked", kind.checked)
        .flag("disabled", o.disabled)
        .maybe("data-aria-controls", (!o.conditional.is_empty()).then_some(&conditional_id))
        .maybe("data-behaviour", Some(&o.behaviour))
        .maybe("aria-describedby", Some(described_by.trim()))
        .attrs(&o.attributes);
    let text = label(&Label {
        content: o.content.clone(),
        classes: format!("{} {}", class("label"), o.label.classes).trim_end().to_owned(),
        attributes: o.label.attributes.clone(),
        r#for: kind.id.clone(),
        is_page_heading: false,
    });
    let help = help.map(|h| {
        let classes = format!("{} {}", class("hint"), h.classes).trim_end().to_owned();
        hint(&Hint { id: help_id.clone(), classes, ..h.clone() })
    });
    let conditional = el("div")
        .class(class("conditional"))
        .class_if(!kind.checked, &class("conditional--hidden"))
        .attr("id", &conditional_id)
        .put(&o.conditional);
    el("div")
        .class(class("item"))
        .class(&o.classes)
        .put(control)
        .put(text)
        .put(help)
        .html()
        .then((!o.conditional.is_empty()).then_some(conditional))
}
