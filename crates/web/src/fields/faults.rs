//! A refusal, brought back to the fields that it is about.

use bihuan_core::casework::Refusal;
use bihuan_core::casework::refusal::Sentence;
use bihuan_core::pack::model::{Field, FieldType};

use super::Fields;
use crate::phrases::FieldError;
use crate::words::Lang;

impl Fields<'_> {
    /// What is wrong, field by field; `under` stands before the fields' names in the refusal's pointers (`/form`, or
    /// nothing). A refusal that no field is to blame for is told of `whole`, the `id` of the form.
    pub fn errors(&self, refusal: &Refusal, under: &str, whole: &str) -> Vec<FieldError> {
        if refusal.faults.is_empty() {
            return vec![FieldError::new(whole, say(&refusal.sentence, self.lang))];
        }
        let fault = |fault: &bihuan_core::casework::refusal::Fault| {
            let name = fault.field.strip_prefix(under).unwrap_or(&fault.field).trim_start_matches('/');
            let name = name.split('/').next().unwrap_or_default();
            let field = self.fields.iter().find(|field| field.name == name);
            let at = field.map_or_else(|| whole.to_owned(), |field| self.first_control(field));
            FieldError::new(at, self.told(field, &fault.code, &fault.sentence))
        };
        refusal.faults.iter().map(fault).collect()
    }

    /// The control that the error summary leads to.
    fn first_control(&self, field: &Field) -> String {
        let part = match field.kind {
            FieldType::Date => "-year",
            FieldType::Length => "-amount",
            FieldType::Place => "-unit",
            FieldType::File => "-new",
            _ => "",
        };
        format!("{}{part}", self.name(field))
    }

    /// The sentence of the law names the field only where it says that it is missing, and then by its Chinese title.
    fn told(&self, field: Option<&Field>, code: &str, sentence: &Sentence) -> String {
        let Some(field) = field else { return say(sentence, self.lang) };
        let title = self.names().field(self.rules, self.asked_by(), field);
        match (code, self.lang) {
            ("required", Lang::Zh) => say(sentence, self.lang),
            ("required", Lang::En) => format!("{title}: fill this in."),
            (_, Lang::Zh) => format!("{title}：{}", sentence.zh),
            (_, Lang::En) => format!("{title}: {}", sentence.en),
        }
    }
}

fn say(sentence: &Sentence, lang: Lang) -> String {
    match lang {
        Lang::Zh => sentence.zh.clone(),
        Lang::En => sentence.en.clone(),
    }
}
