//! Matters of others (外部事项): what the system that sent a case says of it. It may say it twice, late, or when all is over.

use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::draft::Draft;
use super::form::Form;
use super::{branches, clocks, merge, subcases, tasks};
use crate::casework::case::Outer;
use crate::casework::command::{OuterState, Who};
use crate::casework::event::Event;
use crate::casework::may;
use crate::casework::refusal::Refusal;
use crate::value::Values;

impl OuterState {
    /// The outcome of a case that the outer system ended.
    pub fn outcome(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Withdrawn => "withdrawn",
            Self::Closed => "closed-outside",
        }
    }
}

/// Takes over the outer side. A revision that is not above the kept one changes nothing.
pub(super) fn mirror(
    draft: &mut Draft<'_>,
    outer: &Outer,
    state: OuterState,
    form: &Map<String, Json>,
) -> Result<(), Refusal> {
    let Some(kept) = draft.case.outer.clone() else {
        return Err(may::not_found());
    };
    if !from_its_system(draft.who, &kept)
        || (kept.system.as_str(), kept.number.as_str()) != (&outer.system, &outer.number)
    {
        return Err(may::not_found());
    }
    if outer.revision <= kept.revision {
        return Ok(());
    }
    let changed = changes(draft, form)?;
    draft.happen(Event::OuterChanged { outer: outer.clone() });
    if !changed.is_empty() {
        draft.happen(Event::FactsSet { values: changed, cleared: Vec::new() });
    }
    if draft.case.closed.is_some() {
        return Ok(());
    }
    match state {
        OuterState::Open => follow_deadline(draft, outer.due),
        OuterState::Withdrawn | OuterState::Closed => {
            end(draft, state);
            Ok(())
        }
    }
}

fn from_its_system(who: &Who, kept: &Outer) -> bool {
    matches!(who, Who::Outer(system) if *system == kept.system)
}

fn changes(draft: &Draft<'_>, form: &Map<String, Json>) -> Result<Values, Refusal> {
    if form.is_empty() {
        return Ok(Values::new());
    }
    let read = Form::for_action(draft.world, &draft.case, draft.at).read(&draft.world.case_type.form, form, "/form")?;
    Ok(read.into_iter().filter(|(field, value)| draft.case.values.get(field) != Some(value)).collect())
}

fn follow_deadline(draft: &mut Draft<'_>, due: Option<Timestamp>) -> Result<(), Refusal> {
    match due {
        Some(due) => {
            clocks::set_outer(draft, due)?;
            clocks::follow(draft)
        }
        None => {
            clocks::end_outer(draft);
            clocks::follow(draft)
        }
    }
}

/// Ended over there: ours ends too. What was taken back was not our doing, so it is neither met nor, if in time, missed.
fn end(draft: &mut Draft<'_>, state: OuterState) {
    branches::withdraw(draft, None);
    subcases::let_go(draft, |_| true);
    tasks::end_all(draft, None, |_| true);
    clocks::end_of_case(draft, state == OuterState::Closed);
    merge::release_followers(draft);
    merge::leave_lead(draft);
    draft.happen(Event::Closed { outcome: state.outcome().to_owned() });
    draft.tell(&[crate::pack::model::By::Reporter], "closed", None);
}
