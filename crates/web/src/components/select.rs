//! Select: one of many, in a list that unfolds (GOV.UK).

use super::field::{self, Notes};
use super::{ErrorMessage, FormGroup, Hint, Label, or};
use crate::html::{Html, el};

options! {
    /// One of many.
    Select {
        /// Name of the field.
        name: String,
        /// `id` of the control; the name unless said otherwise.
        id: String,
        /// What there is to choose from.
        items: Vec<SelectItem>,
        /// Value that is chosen, where no item says so itself.
        value: String,
        /// Its name for people.
        label: Label,
        /// Help.
        hint: Option<Hint>,
        /// What is wrong.
        error_message: Option<ErrorMessage>,
        /// The group around it.
        form_group: FormGroup,
        /// `id`s of what else describes it.
        described_by: String,
        /// Not to be used now.
        disabled: bool,
    }
    select
}

options! {
    /// One choice.
    SelectItem {
        /// What it says.
        content: Html,
        /// What is sent; the text where there is none.
        value: Option<String>,
        /// Chosen now.
        selected: Option<bool>,
        /// Not to be chosen now.
        disabled: bool,
        /// The heading that it stands under (ours: the makers have no groups); neighbours with the same one share it.
        group: String,
    }
}

impl SelectItem {
    /// A choice that sends `value` and says `text`.
    pub fn new(value: impl Into<String>, text: impl Into<Html>) -> Self {
        Self { value: Some(value.into()), content: text.into(), ..Self::default() }
    }
}

/// Writes a select.
pub fn select(o: &Select) -> Html {
    let id = or(&o.id, &o.name);
    let notes = Notes::new(id, &o.described_by, o.hint.as_ref(), o.error_message.as_ref());
    let control = el("select")
        .class("govuk-select")
        .class(&o.classes)
        .class_if(o.error_message.is_some(), "govuk-select--error")
        .attr("id", id)
        .attr("name", &o.name)
        .flag("disabled", o.disabled)
        .maybe("aria-describedby", Some(&notes.described_by))
        .attrs(&o.attributes)
        .put(options(o));
    field::group(&o.form_group, o.error_message.is_some())
        .put(field::label_for(id, &o.label))
        .put(notes.html)
        .put(&o.form_group.before_input)
        .put(control)
        .put(&o.form_group.after_input)
        .html()
}

fn options(o: &Select) -> Html {
    let groups = o.items.chunk_by(|a, b| a.group == b.group);
    let group = |items: &[SelectItem]| {
        let options: Html = items.iter().map(|item| option(item, &o.value)).collect();
        match items.first().map(|item| item.group.as_str()).unwrap_or_default() {
            "" => options,
            heading => el("optgroup").attr("label", heading).put(options).html(),
        }
    };
    groups.map(group).collect()
}

fn option(o: &SelectItem, chosen: &str) -> Html {
    let chosen = Html::from(chosen);
    let sends = o.value.as_deref().map_or(o.content.clone(), Html::from);
    let element = match &o.value {
        Some(value) => el("option").attr("value", value),
        None => el("option"),
    };
    element
        .class(&o.classes)
        .flag("selected", o.selected.unwrap_or(!chosen.is_empty() && sends == chosen))
        .flag("disabled", o.disabled)
        .attrs(&o.attributes)
        .put(&o.content)
        .html()
}
