//! The caller's own open matters, found by the number that they ring from: for the post that takes matters in, on request
//! only, and each look is written down. The number stands in no address and no index, only a keyed digest of it does; no
//! count, label or score of a caller is kept or shown.

use bihuan_core::pack::model::FieldType;
use bihuan_office::{Failure, Office, Reading};

use super::{CALLER, Desk};
use crate::components::{Button, InsetText};
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::t;

impl Desk<'_> {
    /// The button that looks for them; none for who does not take matters in, or where no number is asked.
    pub(super) fn caller_button(&self) -> Option<Button> {
        self.may_look().then(|| Button {
            content: t!(self.words(), "intake-caller").into(),
            name: "step".into(),
            value: CALLER.into(),
            classes: "govuk-button--secondary".into(),
            ..Button::default()
        })
    }

    fn may_look(&self) -> bool {
        !self.first_steps().is_empty() && self.number_field().is_some()
    }

    fn number_field(&self) -> Option<&str> {
        let field = self.rules.form.iter().find(|field| field.kind == FieldType::Phone)?;
        Some(field.name.as_str())
    }

    /// The matters; nothing for who may not look.
    pub(super) fn caller(&self, office: &Office, sent: &Sent) -> Result<Html, Failure> {
        let words = self.words();
        let Some(number) = self.number_field().filter(|_| self.may_look()).map(|name| sent.value(name)) else {
            return Ok(Html::empty());
        };
        let (district, staff) = (self.district.as_str(), &self.room.staff);
        let Some(found) = office.matters_of_caller(district, number, &staff.who, &staff.user)? else {
            return Ok(InsetText::from(t!(words, "intake-caller-no-number")).into());
        };
        let noted = el("p").class("govuk-body-s bh-muted").put(t!(words, "intake-caller-noted")).html();
        if found.is_empty() {
            return Ok(Html::from(InsetText::from(t!(words, "intake-caller-none"))).then(noted));
        }
        let alike = self.alike_now(office, sent, super::alike::MOST_ALIKE)?;
        let row = |reading: &Reading| {
            let alike = alike.contains(&reading.case.id.0);
            self.row(office, reading, alike, None)
        };
        let rows = found.iter().map(row).collect();
        Ok(self.table(t!(words, "intake-caller-found"), rows, CALLER).then(noted))
    }
}
