//! A matter that is taken in learns what is known already of what it asks, and how much of it that is.

use jiff::Timestamp;

use super::draft::Draft;
use super::form::Form;
use crate::calendar::{Hours, civil};
use crate::casework::event::Event;
use crate::casework::known::{Foreknown, Told, counted, key, register};
use crate::pack::model::{Field, Known};

/// Tells what is known, and counts what is asked for.
pub(super) fn begin(draft: &mut Draft<'_>) {
    let Some(rule) = &draft.world.case_type.known else { return };
    let known = last(draft, rule);
    let values = known.as_ref().map(|known| known.values.clone()).unwrap_or_default();
    let (asked, already) = counted(draft.world.case_type, &values);
    known.into_iter().for_each(|known| draft.happen(Event::Foreknown { known }));
    for (quantity, amount) in [(&rule.asked, asked), (&rule.known, already)] {
        let pace = draft.world.case_type.quantities.iter().find(|it| it.name == *quantity).map(|it| it.pace);
        let period = pace.unwrap_or_default().of(civil(draft.at).date());
        draft.happen(Event::QuantityRecorded { quantity: quantity.clone(), amount });
        draft.happen(Event::QuantityPlaced { quantity: quantity.clone(), amount, period });
    }
}

/// What the last one about the same left, if it is not too old. What its field cannot take any more is not known.
fn last(draft: &Draft<'_>, rule: &Known) -> Option<Foreknown> {
    let rules = draft.world.case_type;
    let line = (draft.world.entry)(&register(&rules.id), &key(rules, &draft.case.values)?)?;
    let told: Told = serde_json::from_value(line).ok()?;
    if !is_fresh(draft, rule, told.at) {
        return None;
    }
    let fields: Vec<Field> = rule.fields.iter().filter_map(|(field, _)| rules.field(field).cloned()).collect();
    let values = Form::for_action(draft.world, &draft.case, draft.at).copied(&fields, &told.values);
    (!values.is_empty()).then_some(Foreknown { case: told.case, number: told.number, at: told.at, values })
}

fn is_fresh(draft: &Draft<'_>, rule: &Known, closed: Timestamp) -> bool {
    let until = draft.world.calendar.due(&Hours::default(), closed, rule.within, &[]);
    until.is_ok_and(|until| draft.at <= until.at)
}
