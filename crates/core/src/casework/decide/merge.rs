//! Duplicates (并单): a case follows a lead, keeps its number and its clocks, and gets the lead's answer.
//!
//! A lead never follows another, so there are no chains: whoever links to a follower links to its lead.

use serde_json::Map;

use super::draft::Draft;
use super::{MAIN, Peer, clocks, moves, tasks};
use crate::casework::CaseId;
use crate::casework::case::Case;
use crate::casework::command::News;
use crate::casework::event::Event;
use crate::casework::refusal::{Fault, Refusal, RefusalCode};
use crate::directory::UnitCode;
use crate::value::Value;

/// Whether the case can become a follower at all.
pub(in crate::casework) fn can_follow(case: &Case) -> Result<(), Refusal> {
    let refused = |zh: &str, en: &str| Err(Refusal::new(RefusalCode::NotOpen, zh, en));
    if case.waits_for_reporter() {
        return refused("本件已答复，正在等待评价，不能并单", "This case has been answered and waits for its rating.");
    }
    if case.open_branches().next().is_some() {
        return refused(
            "本件正在分头并行办理，不能并单；各分支办完后再办",
            "Its branches are being worked on side by side. It cannot follow another case until they have ended.",
        );
    }
    if case.open_subcases().next().is_some() {
        return refused(
            "本件还有没办结的子事项，不能并单；它们办结之后再办",
            "Its sub-cases are still open. It cannot follow another case until they have ended.",
        );
    }
    if !case.followers.is_empty() {
        return refused(
            "已有重复件并入本件，请把另一件并入本件",
            "Other cases follow this one. Merge the other case into this one instead.",
        );
    }
    if case.ruling_clock().is_none() {
        return refused(
            "本件没有正在计的时限，不能并单",
            "No deadline of this case runs, so it cannot wait for another.",
        );
    }
    Ok(())
}

/// Links the case to its lead: its tasks end, its clocks run on.
pub(super) fn link(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let lead = lead(draft)?;
    tasks::end_all(draft, None, |_| true);
    if let Some(extension) = draft.case.extension.clone() {
        draft.happen(Event::ExtensionRefused { clock: extension.clock, lapsed: false });
    }
    draft.happen(Event::StageLeft { standing: MAIN.to_owned(), outcome: None });
    draft.happen(Event::Merged { lead: lead.id.clone(), unit: lead.unit });
    draft.say(&lead.id, News::Follows);
    Ok(())
}

/// The case that the input names, or the lead that it follows itself.
fn lead(draft: &Draft<'_>) -> Result<Peer, Refusal> {
    let Some(Value::Text(named)) = draft.input.get("lead") else {
        return Err(Refusal::invalid(Vec::new()));
    };
    let peer = (draft.world.peer)(named.trim())
        .ok_or_else(|| wrong("not-found", "没有这个编号的事项，请核对", "There is no case of that number."))?;
    let peer = match &peer.lead {
        Some(lead) => {
            (draft.world.peer)(&lead.0).ok_or_else(|| wrong("not-found", "主件不存在", "Its lead is not there."))?
        }
        None => peer,
    };
    check_lead(draft, &peer)?;
    Ok(peer)
}

fn check_lead(draft: &Draft<'_>, peer: &Peer) -> Result<(), Refusal> {
    let case = &draft.case;
    if peer.id == case.id {
        return Err(wrong("itself", "不能并入本件自身", "A case cannot follow itself."));
    }
    if peer.case_type != case.case_type || peer.district != case.district {
        return Err(wrong(
            "other-kind",
            "只能并入本区同类事项",
            "It can only follow a case of the same kind and district.",
        ));
    }
    if !peer.answerable {
        return Err(wrong(
            "answered",
            "该件已答复或办结，请直接办理本件",
            "That case has been answered or closed. Handle this one.",
        ));
    }
    Ok(())
}

fn wrong(code: &str, zh: &str, en: &str) -> Refusal {
    Refusal::invalid(vec![Fault::new("/lead", code, zh, en)])
}

/// The lead is answered: so are its followers. Each is told, and rates alone.
pub(super) fn answer_followers(draft: &mut Draft<'_>, stage: Option<&str>, outcome: Option<&str>) {
    let news =
        News::Answered { stage: stage.map(str::to_owned), outcome: outcome.map(str::to_owned), answer: Map::new() };
    dismiss_followers(draft, &news);
}

/// The lead's reporter took it back: those of the followers did not.
pub(super) fn release_followers(draft: &mut Draft<'_>) {
    dismiss_followers(draft, &News::Releases);
}

fn dismiss_followers(draft: &mut Draft<'_>, news: &News) {
    for follower in draft.case.followers.clone() {
        draft.say(&follower, news.clone());
        draft.happen(Event::FollowerLeft { follower });
    }
}

/// A follower that closes by itself says so to its lead.
pub(super) fn leave_lead(draft: &mut Draft<'_>) {
    if let Some(lead) = draft.case.lead.clone() {
        draft.say(&lead, News::Leaves);
    }
}

/// The lead passed to another unit: that one now answers for the followers too.
pub(super) fn tell_followers_who_answers(draft: &mut Draft<'_>, before: Option<UnitCode>) {
    let now = crate::casework::accountable(&draft.case).cloned();
    if let Some(unit) = now.filter(|now| Some(now) != before.as_ref()) {
        for follower in draft.case.followers.clone() {
            draft.say(&follower, News::Passed { unit: unit.clone() });
        }
    }
}

/// A follower goes its own way again, from the start.
pub(super) fn go_own_way(draft: &mut Draft<'_>, lead: &CaseId) -> Result<(), Refusal> {
    draft.happen(Event::Released { lead: lead.clone() });
    moves::enter(draft, MAIN, &draft.world.case_type.start)
}

/// A follower gets the lead's answer, and goes where the lead went.
pub(super) fn take_answer(
    draft: &mut Draft<'_>,
    lead: &CaseId,
    stage: Option<&str>,
    outcome: Option<&str>,
) -> Result<(), Refusal> {
    draft.happen(Event::LeadAnswered { lead: lead.clone() });
    match (stage, outcome) {
        (Some(stage), _) => moves::enter(draft, MAIN, stage),
        (None, Some(outcome)) => {
            clocks::end_of_case(draft, true);
            moves::close(draft, outcome, None);
            Ok(())
        }
        (None, None) => moves::enter(draft, MAIN, &draft.world.case_type.start),
    }
}
