//! What linked cases say to each other. News may come twice or late; what no longer concerns the case changes nothing.

use super::draft::Draft;
use super::form::Form;
use super::{merge, ruling, subcases};
use crate::casework::CaseId;
use crate::casework::alert::AlertNote;
use crate::casework::command::{News, Who};
use crate::casework::event::Event;
use crate::casework::may;
use crate::casework::refusal::Refusal;

/// Hears that the figures which opened the case have come back. What is closed needs no word of it.
pub(super) fn alert_ended(draft: &mut Draft<'_>, note: &AlertNote) -> Result<(), Refusal> {
    if *draft.who != Who::Kernel {
        return Err(may::not_found());
    }
    if draft.case.closed.is_none() {
        draft.happen(Event::AlertEnded { note: note.clone() });
    }
    Ok(())
}

/// Hears news of another case. Only the kernel carries it.
pub(super) fn hear(draft: &mut Draft<'_>, from: &CaseId, news: &News) -> Result<(), Refusal> {
    if *draft.who != Who::Kernel {
        return Err(may::not_found());
    }
    match news {
        News::Follows => join(draft, from),
        News::Leaves => {
            if draft.case.followers.contains(from) {
                draft.happen(Event::FollowerLeft { follower: from.clone() });
            }
            Ok(())
        }
        News::Excludes { .. } | News::Includes => {
            ruling::hear(draft, from, news);
            Ok(())
        }
        News::SubCase { .. } => {
            subcases::hear(draft, from, news);
            Ok(())
        }
        News::SubCaseRefused { .. } => {
            subcases::hear_refused(draft, from, news);
            Ok(())
        }
        News::ParentLeaves { outcome } => {
            subcases::hear_parent(draft, from, outcome.as_deref());
            Ok(())
        }
        _ if draft.case.lead.as_ref() != Some(from) => Ok(()),
        News::Passed { unit } => {
            draft.happen(Event::LeadPassed { unit: unit.clone() });
            Ok(())
        }
        News::Releases => merge::go_own_way(draft, from),
        News::Answered { stage, outcome, answer } => {
            let facts = &draft.world.case_type.facts;
            let values = Form::for_action(draft.world, &draft.case, draft.at).copied(facts, answer);
            if !values.is_empty() {
                draft.happen(Event::FactsSet { values, cleared: Vec::new() });
            }
            merge::take_answer(draft, from, stage.as_deref(), outcome.as_deref())
        }
    }
}

/// A follower joins. If this case was answered meanwhile, the follower goes its own way; if it follows another itself,
/// the follower is sent on; and if the two follow each other, this one leads.
fn join(draft: &mut Draft<'_>, follower: &CaseId) -> Result<(), Refusal> {
    if draft.case.followers.contains(follower) {
        return Ok(());
    }
    match draft.case.lead.clone() {
        Some(lead) if lead == *follower => {
            merge::go_own_way(draft, &lead)?;
            draft.happen(Event::FollowerJoined { follower: follower.clone() });
        }
        Some(_) => send_off(draft, follower),
        None if draft.case.closed.is_some() || draft.case.waits_for_reporter() => send_off(draft, follower),
        None => draft.happen(Event::FollowerJoined { follower: follower.clone() }),
    }
    Ok(())
}

/// A follower came and had to go again: both are on record, so that word to it is as durable as they are.
fn send_off(draft: &mut Draft<'_>, follower: &CaseId) {
    draft.happen(Event::FollowerJoined { follower: follower.clone() });
    draft.happen(Event::FollowerLeft { follower: follower.clone() });
    draft.say(follower, News::Releases);
}
