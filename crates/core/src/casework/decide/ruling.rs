//! What the outcome of a matter means for the one that it is about: it is told there, and there it happens once.

use super::draft::Draft;
use super::refer;
use crate::casework::CaseId;
use crate::casework::command::News;
use crate::casework::event::Event;
use crate::casework::refusal::Refusal;
use crate::pack::model::{Ruling, Standing};
use crate::value::Value;

/// Whether the outcome may be given now: nobody is left out of a period whose books are closed.
pub(super) fn in_time(draft: &Draft<'_>, outcome: &str) -> Result<(), Refusal> {
    let Some(ruling) = draft.world.case_type.rulings.get(outcome) else { return Ok(()) };
    let field = draft.world.case_type.form.iter().find(|field| field.name == ruling.field);
    let refers = field.and_then(|field| field.refers.as_ref());
    let peer = draft.case.refers.get(&ruling.field).and_then(|case| (draft.world.peer)(&case.0));
    refers.zip(peer).map_or(Ok(()), |(refers, peer)| refer::still_open(draft.world, refers, &peer, draft.at))
}

/// Tells the other matter what was decided.
pub(super) fn tell(draft: &mut Draft<'_>, outcome: &str) {
    let Some(Ruling { field, standing, .. }) = draft.world.case_type.rulings.get(outcome) else { return };
    let Some(other) = draft.case.refers.get(field).cloned() else { return };
    let news = match standing {
        Standing::Included => News::Includes,
        Standing::Excluded { figures, reason } => {
            let reason = reason.as_ref().and_then(|field| match draft.case.values.get(field) {
                Some(Value::Term(code)) => Some(code.clone()),
                _ => None,
            });
            News::Excludes { figures: figures.clone(), reason }
        }
    };
    draft.say(&other, news);
}

/// The other matter hears it. One decision speaks once, however often its word is carried.
pub(super) fn hear(draft: &mut Draft<'_>, by: &CaseId, news: &News) {
    if draft.case.rulings.contains_key(by) {
        return;
    }
    let by = by.clone();
    match news {
        News::Excludes { figures, reason } => {
            draft.happen(Event::Excluded { by, figures: figures.clone(), reason: reason.clone() });
        }
        _ => draft.happen(Event::IncludedAgain { by }),
    }
}
