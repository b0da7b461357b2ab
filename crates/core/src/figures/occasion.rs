//! Which occasions an event is, and what each carries for the condition of a figure.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::figure::Occasion;
use crate::casework::Event;
use crate::casework::case::{Case, Clock, ClockId, ClockKind, TaskEnd, Verdict, WarningLevel};
use crate::casework::event::Judged;
use crate::pack::guard::{Fact, Moment};
use crate::value::Values;

/// One occasion as it came.
pub(super) struct Came<'e> {
    /// Which.
    pub occasion: Occasion,
    /// The instant that it belongs to.
    pub at: Timestamp,
    /// What the action was given, if it was one.
    pub input: Option<&'e Values>,
    /// What a condition may read beside the case.
    pub moment: Moment,
}

/// What an event is, seen from the case just before it (none when it is filed) and the case when all was done.
pub(super) fn occasions<'e>(before: Option<&Case>, after: &Case, at: Timestamp, event: &'e Event) -> Vec<Came<'e>> {
    let came = |occasion| vec![Came { occasion, at, input: None, moment: Moment::new() }];
    match event {
        Event::Filed { .. } => came(Occasion::Filed),
        Event::Closed { .. } => came(Occasion::Closed),
        Event::Acted { action, input, .. } => {
            vec![Came { occasion: Occasion::Did(action.clone()), at, input: Some(input), moment: Moment::new() }]
        }
        Event::HandedBack { .. } => came(Occasion::Returned),
        Event::StageEntered { stage, .. } => reached(before, after, stage),
        Event::Reopened => came(Occasion::Reopened),
        Event::RoundStarted { .. } if before.is_some_and(was_judged_badly) => came(Occasion::Redone),
        Event::Merged { .. } => came(Occasion::Merged),
        Event::ExtensionGranted { .. } => came(Occasion::Extended),
        Event::Repeated { judged, .. } => repeated(after, judged.as_ref()),
        Event::Rated { bad, is_default, scores } => judged(at, *bad, *is_default, scores),
        Event::ClockEnded { clock, verdict } => ended(before, after, at, clock, *verdict),
        Event::Warned { clock, level: WarningLevel::Red, .. } => {
            let clock = of_case(after, clock).filter(|clock| before.is_some_and(|case| is_past(case, clock, at)));
            clock.map(overdue).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// A stage is reached once, by the day of filing. Every stage has work of its own, and a case keeps all the work that it
/// ever had: so it tells by itself where it has been.
fn reached<'e>(before: Option<&Case>, after: &Case, stage: &str) -> Vec<Came<'e>> {
    if before.is_some_and(|case| case.tasks.iter().any(|task| task.stage == stage)) {
        return Vec::new();
    }
    vec![Came { occasion: Occasion::Reached(stage.to_owned()), at: after.opened, input: None, moment: Moment::new() }]
}

/// A round begins by a redo or by opening again; the latter is counted as that.
fn was_judged_badly(case: &Case) -> bool {
    case.rating.as_ref().is_some_and(|rating| rating.bad && rating.round == case.round)
}

fn judged<'e>(at: Timestamp, bad: bool, is_default: bool, scores: &BTreeMap<String, i64>) -> Vec<Came<'e>> {
    if is_default {
        return vec![Came { occasion: Occasion::Silent, at, input: None, moment: Moment::new() }];
    }
    let sort = if bad { Occasion::Dissatisfied } else { Occasion::Satisfied };
    let moment = rating(bad, scores);
    [Occasion::Rated, sort].map(|occasion| Came { occasion, at, input: None, moment: moment.clone() }).into()
}

fn rating(bad: bool, scores: &BTreeMap<String, i64>) -> Moment {
    let mut rating: BTreeMap<String, Fact> =
        scores.iter().map(|(name, score)| (name.clone(), Fact::Number(*score))).collect();
    rating.insert("bad".to_owned(), Fact::Flag(bad));
    Moment::from([("rating", rating)])
}

/// A repeat belongs to the day when it came; the judgement that it puts into question to its own.
fn repeated<'e>(after: &Case, judged: Option<&'e Judged>) -> Vec<Came<'e>> {
    let of = |occasion, at, moment| Came { occasion, at, input: None, moment };
    let relapsed = judged.map(|it| of(Occasion::Relapsed, it.at, rating(it.bad, &it.scores)));
    [of(Occasion::Repeated, after.opened, Moment::new())].into_iter().chain(relapsed).collect()
}

/// The end of a clock: of the pledge, of a duty; and, if nobody was warned when it fell due, that it did.
fn ended<'e>(before: Option<&Case>, after: &Case, at: Timestamp, id: &ClockId, verdict: Verdict) -> Vec<Came<'e>> {
    let Some(clock) = after.clock(id).or_else(|| before.and_then(|case| case.clock(id))) else { return Vec::new() };
    let moment = carried(clock, Some(verdict));
    let came = |occasion| Came { occasion, at, input: None, moment: moment.clone() };
    let mut all = Vec::new();
    if clock.is_duty() {
        let name = clock.deadline.clone().unwrap_or_default();
        all.extend((verdict != Verdict::Cancelled || was_skipped(after, clock)).then(|| came(Occasion::Duty(name))));
        return all;
    }
    if clock.is_of_case() && clock.kind == ClockKind::Pledged {
        let sorts = match verdict {
            Verdict::Met => vec![Occasion::Answered, Occasion::InTime],
            Verdict::Missed => vec![Occasion::Answered, Occasion::TooLate],
            Verdict::Cancelled => Vec::new(),
        };
        all.extend(sorts.into_iter().map(came));
    }
    let unseen = before.and_then(|case| case.clock(id)).is_some_and(|clock| waits_for_red(clock) && at > clock.due());
    all.extend(of_case(after, id).filter(|_| unseen && verdict == Verdict::Missed).map(overdue));
    all
}

/// A duty that was given up because the work that it stood beside was done without it.
fn was_skipped(after: &Case, clock: &Clock) -> bool {
    let task = clock.task.as_ref().and_then(|id| after.task(id));
    task.is_some_and(|task| matches!(task.ended, Some((TaskEnd::Done, _))))
}

fn of_case<'c>(case: &'c Case, id: &ClockId) -> Option<&'c Clock> {
    case.clock(id).filter(|clock| clock.is_of_case() && clock.kind != ClockKind::Outer)
}

fn waits_for_red(clock: &Clock) -> bool {
    clock.reckoning.warnings.iter().any(|(level, _)| *level == WarningLevel::Red)
}

fn is_past(before: &Case, clock: &Clock, at: Timestamp) -> bool {
    before.clock(&clock.id).is_some_and(|known| waits_for_red(known) && at >= known.due())
}

/// Late belongs to the first second after the due instant, whenever somebody was awake to see it.
fn overdue<'e>(clock: &Clock) -> Came<'e> {
    let due = clock.due();
    let at = due.checked_add(SignedDuration::from_secs(1)).unwrap_or(due);
    Came { occasion: Occasion::Overdue, at, input: None, moment: carried(clock, None) }
}

fn carried(clock: &Clock, verdict: Option<Verdict>) -> Moment {
    let word = match verdict {
        Some(Verdict::Met) => "met",
        Some(Verdict::Cancelled) => "cancelled",
        Some(Verdict::Missed) | None => "missed",
    };
    let deadline = clock.deadline.clone().unwrap_or_default();
    let facts = BTreeMap::from([
        ("in_time".to_owned(), Fact::Flag(verdict == Some(Verdict::Met))),
        ("verdict".to_owned(), Fact::Word(word.to_owned())),
        ("deadline".to_owned(), Fact::Word(deadline)),
        ("round".to_owned(), Fact::Number(i64::from(clock.round))),
        ("extended".to_owned(), Fact::Number(i64::from(clock.extended.0))),
    ]);
    Moment::from([("clock", facts)])
}
