//! File upload: pictures and papers (GOV.UK, without its script: the browser's own control works everywhere).

use super::field::{self, Notes};
use super::{ErrorMessage, FormGroup, Hint, Label, or};
use crate::html::{Html, void};

options! {
    /// Files to send.
    FileUpload {
        /// Name of the field.
        name: String,
        /// `id` of the control; the name unless said otherwise.
        id: String,
        /// More than one file.
        multiple: bool,
        /// Its name for people.
        label: Label,
        /// Help: kinds and size taken.
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
    file_upload
}

/// Writes a file upload.
pub fn file_upload(o: &FileUpload) -> Html {
    let id = or(&o.id, &o.name);
    let notes = Notes::new(id, &o.described_by, o.hint.as_ref(), o.error_message.as_ref());
    let control = void("input")
        .class("govuk-file-upload")
        .class(&o.classes)
        .class_if(o.error_message.is_some(), "govuk-file-upload--error")
        .attr("id", id)
        .attr("name", &o.name)
        .attr("type", "file")
        .flag("disabled", o.disabled)
        .flag("multiple", o.multiple)
        .maybe("aria-describedby", Some(&notes.described_by))
        .attrs(&o.attributes);
    field::group(&o.form_group, o.error_message.is_some())
        .put(field::label_for(id, &o.label))
        .put(notes.html)
        .put(&o.form_group.before_input)
        .put(control)
        .put(&o.form_group.after_input)
        .html()
}
