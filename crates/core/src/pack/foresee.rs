//! What can be told of a matter before it is filed, by nothing but the term that it would be filed under: how long the law
//! and the pledge give it, and which branches it would need.

use super::guard::{CaseFacts, Facts, Guard};
use super::model::{BranchRule, CaseType, Deadline, DeadlineRule, DeadlineTerm};
use crate::calendar::Length;
use crate::value::{Value, Values};

/// A term of a field of a form: what somebody would ask for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The kind of matter.
    pub rules: &'a CaseType,
    /// The field.
    pub field: &'a str,
    /// The term's code.
    pub code: &'a str,
}

impl<'a> Asked<'a> {
    /// The rule and the length of a deadline if nothing else were said in the form; none where a date would give it, or no
    /// rule fits.
    #[must_use]
    pub fn limit(&self, deadline: &'a Deadline) -> Option<(Length, &'a DeadlineRule)> {
        let rule = deadline.rules.iter().find(|rule| self.holds(rule.when.as_ref()))?;
        let length = match &rule.term {
            DeadlineTerm::Within(length) => *length,
            DeadlineTerm::OfTerm { field, attribute } if field == self.field => {
                self.rules.length_of_term(field, self.code, attribute)?
            }
            DeadlineTerm::OfTerm { .. } | DeadlineTerm::On(_) | DeadlineTerm::From { .. } => return None,
        };
        Some((length, rule))
    }

    /// Whether a branch would be gone.
    #[must_use]
    pub fn needs(&self, branch: &BranchRule) -> bool {
        self.holds(branch.when.as_ref())
    }

    /// Whether a condition holds where only this was said; one that cannot be weighed does not.
    fn holds(&self, guard: Option<&Guard>) -> bool {
        let form = Values::from([(self.field.to_owned(), Value::Term(self.code.to_owned()))]);
        let input = Values::new();
        let case = CaseFacts {
            round: 1,
            stage: None,
            status: "open",
            outcome: None,
            channel: "portal",
            outer: false,
            version: 0,
            today: None,
        };
        guard.is_none_or(|guard| guard.holds(&Facts { form: &form, input: &input, case }).unwrap_or(false))
    }
}
