//! Textarea: several lines of text (GOV.UK).

use super::field::{self, Notes};
use super::{ErrorMessage, FormGroup, Hint, Label, or};
use crate::html::{Html, el};

options! {
    /// Several lines of text.
    Textarea {
        /// Name of the field.
        name: String,
        /// `id` of the control; the name unless said otherwise.
        id: String,
        /// Lines shown; five unless said otherwise.
        rows: Option<u16>,
        /// What stands in it.
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
        /// What a browser may fill in.
        autocomplete: String,
        /// Whether the browser checks spelling.
        spellcheck: Option<bool>,
        /// Not to be used now.
        disabled: bool,
    }
    textarea
}

/// Writes a textarea.
pub fn textarea(o: &Textarea) -> Html {
    let id = or(&o.id, &o.name);
    let notes = Notes::new(id, &o.described_by, o.hint.as_ref(), o.error_message.as_ref());
    let control = el("textarea")
        .class("govuk-textarea")
        .class_if(o.error_message.is_some(), "govuk-textarea--error")
        .class(&o.classes)
        .attr("id", id)
        .attr("name", &o.name)
        .attr("rows", o.rows.unwrap_or(5).to_string())
        .maybe("spellcheck", o.spellcheck.map(|so| so.to_string()))
        .flag("disabled", o.disabled)
        .maybe("aria-describedby", Some(&notes.described_by))
        .maybe("autocomplete", Some(&o.autocomplete))
        .attrs(&o.attributes)
        // A browser drops one line end right after the tag; people's first empty line is theirs.
        .put_if(o.value.starts_with('\n'), || "\n")
        .put(&o.value);
    field::group(&o.form_group, o.error_message.is_some())
        .put(field::label_for(id, &o.label))
        .put(notes.html)
        .put(&o.form_group.before_input)
        .put(control)
        .put(&o.form_group.after_input)
        .html()
}
