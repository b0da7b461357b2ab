//! The questions of a report, one page each, and which fields of the form each one asks. They follow from what kind of
//! thing a field is, so that any public kind of matter can be reported here.

use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Field, FieldType};

/// A page of the report.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Step {
    /// Which kind of matter, where there are several.
    Kind,
    /// What it is about.
    What,
    /// Where.
    Place,
    /// Pictures.
    Pictures,
    /// Who reports, and what may be published.
    Contact,
    /// All answers, before they are sent.
    Check,
}

impl Step {
    /// Every page, in order.
    pub const ALL: [Step; 6] = [Self::Kind, Self::What, Self::Place, Self::Pictures, Self::Contact, Self::Check];

    /// Its name in forms and in the keys of its words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::What => "what",
            Self::Place => "place",
            Self::Pictures => "pictures",
            Self::Contact => "contact",
            Self::Check => "check",
        }
    }

    /// The page of a name.
    pub fn of(name: &str) -> Option<Step> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// Whether it asks this field.
    pub fn asks(self, field: &Field) -> bool {
        self == home_of(field)
    }

    /// The fields that it asks of a kind of matter, the content before what narrows it down.
    pub fn fields(self, rules: &CaseType) -> Vec<Field> {
        let mut fields: Vec<Field> = rules.form.iter().filter(|field| self.asks(field)).cloned().collect();
        fields.sort_by_key(|field| !field.required);
        fields
    }
}

/// The pages that a kind of matter needs; `several`: there are other kinds to choose from.
pub fn steps(rules: &CaseType, several: bool) -> Vec<Step> {
    let needed = |step: &Step| match step {
        Step::Kind => several,
        Step::Check => true,
        other => rules.form.iter().any(|field| other.asks(field)),
    };
    Step::ALL.into_iter().filter(needed).collect()
}

fn home_of(field: &Field) -> Step {
    match field.kind {
        _ if field.personal => Step::Contact,
        FieldType::Place => Step::Place,
        FieldType::File => Step::Pictures,
        FieldType::Boolean => Step::Contact,
        _ => Step::What,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_by_its_name() {
        for step in Step::ALL {
            assert_eq!(Step::of(step.name()), Some(step));
        }
        assert_eq!(Step::of("elsewhere"), None);
    }
}
