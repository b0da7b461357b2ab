//! What a kind of matter is to Open311: which field holds what is said, which names the service, and what can be brought.

use super::{CaseType, Field, FieldType};

/// The field that takes the description of a request.
const DESCRIPTION: &str = "content";

impl CaseType {
    /// The text that takes a request's description.
    pub fn description_field(&self) -> Option<&Field> {
        self.form.iter().find(|field| field.name == DESCRIPTION && field.kind == FieldType::Text && !field.many)
    }

    /// The term whose vocabulary is the list of services: the first of the form that takes one and is shown to all who
    /// read the matter.
    pub fn service_field(&self) -> Option<&Field> {
        self.form.iter().find(|field| {
            field.kind == FieldType::Term && !field.many && !field.personal && !self.is_restricted(&field.name)
        })
    }

    /// The place where it is.
    pub fn place_field(&self) -> Option<&Field> {
        self.form.iter().find(|field| field.kind == FieldType::Place && !field.many)
    }
}

impl Field {
    /// Whether a form of names and texts can bring it: no file is sent along, and nobody outside knows officers.
    #[must_use]
    pub fn is_told_in_text(&self) -> bool {
        !matches!(self.kind, FieldType::File | FieldType::Officer | FieldType::Place)
    }
}
