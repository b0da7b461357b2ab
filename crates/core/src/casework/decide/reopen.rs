//! Opening a closed case again: a new round with its own deadline, within the time that the pack gives.

use jiff::Timestamp;

use super::draft::Draft;
use super::{MAIN, World, moves};
use crate::calendar::{Hours, Length};
use crate::casework::case::Case;
use crate::casework::event::Event;
use crate::casework::refusal::{Refusal, RefusalCode};
use crate::pack::model::Destination;

/// Whether the time for it has not passed.
pub(in crate::casework) fn can_reopen(
    world: &World<'_>,
    case: &Case,
    at: Timestamp,
    within: Length,
) -> Result<(), Refusal> {
    let latest =
        case.closed.as_ref().and_then(|closing| world.calendar.due(&Hours::default(), closing.at, within, &[]).ok());
    match latest {
        Some(latest) if at <= latest.at => Ok(()),
        Some(latest) => Err(Refusal::new(
            RefusalCode::Limit,
            format!("办结后 {within} 内可以重新办理，已于 {} 截止，请另行提交", latest.date),
            format!(
                "It could be reopened within {within} of its closing, until {}. Please file a new one.",
                latest.date
            ),
        )),
        None => Err(Refusal::new(RefusalCode::NotOpen, "本件尚未办结", "This case is not closed.")),
    }
}

/// Opens it again.
pub(super) fn reopen(draft: &mut Draft<'_>, go: &Destination) -> Result<(), Refusal> {
    draft.happen(Event::Reopened);
    if !draft.case.excluded().is_empty() {
        draft.happen(Event::CountsAnew);
    }
    moves::start_round(draft)?;
    moves::go(draft, MAIN, go, false, None)?;
    draft.tell(&[], "reopened", None);
    Ok(())
}
