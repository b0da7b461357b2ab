//! Closed is not solved: a matter that comes soon after a like one was closed repeats it. That is settled once, when it is
//! first known what the matter is about, and kept in its record: a replay needs no look at other cases.

use jiff::Timestamp;

use super::case::Case;
use super::event::{Event, Judged};
use super::evolve::{advance, dated, evolve};
use super::watch::{accountable, responsible};
use super::{CaseId, likeness};
use crate::calendar::{Calendar, Hours};
use crate::directory::{Directory, UnitCode};
use crate::pack::CaseType;

/// A like matter that was closed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Earlier {
    /// Its id.
    pub case: CaseId,
    /// When it was closed.
    pub closed: Timestamp,
    /// The unit that answers for how.
    pub unit: Option<UnitCode>,
    /// How it was judged, unless another repeat was told of it already.
    pub judged: Option<Judged>,
}

/// The words by which like matters that were closed are found, if now is the moment to look: it was not known before what
/// the matter is about, and is now.
pub fn to_look_for(
    rules: &CaseType,
    directory: &Directory,
    before: Option<&Case>,
    after: &Case,
) -> Option<Vec<String>> {
    let open = is_open(rules, directory, before);
    likeness(rules, directory, &after.values).filter(|_| open)
}

/// Whether it is still to be settled if a matter repeats another: what it is about was not known before.
pub fn is_open(rules: &CaseType, directory: &Directory, before: Option<&Case>) -> bool {
    let declared = rules.alike.as_ref().is_some_and(|alike| alike.again.is_some());
    declared && before.is_none_or(|case| likeness(rules, directory, &case.values).is_none())
}

/// What happens to a matter that was opened then, if a like one was closed so shortly before.
pub fn repeated(rules: &CaseType, calendar: &Calendar, opened: Timestamp, earlier: Earlier) -> Option<Event> {
    let Earlier { case, closed, unit, judged } = earlier;
    let within = rules.alike.as_ref()?.again.as_ref()?.within;
    let until = calendar.due(&Hours::default(), closed, within, &[]).ok()?.at;
    (closed <= opened && opened <= until).then_some(Event::Repeated { of: case, closed, unit, judged })
}

/// Whether what was closed so can be repeated.
pub fn can_be_repeated(rules: &CaseType, case: &Case) -> bool {
    let again = rules.alike.as_ref().and_then(|alike| alike.again.as_ref());
    let after = |outcome: &String| again.is_some_and(|it| it.after.is_empty() || it.after.contains(outcome));
    case.closed.as_ref().is_some_and(|closing| after(&closing.outcome))
}

/// The last judgement in a record, as it was counted; none where there is none, or silence is all there was.
pub fn last_judgement(records: &[(Timestamp, Vec<Event>)]) -> Option<Judged> {
    let (mut case, mut last): (Option<Case>, Option<Judged>) = (None, None);
    for (at, events) in records {
        let after = advance(case.clone(), *at, events)?;
        let mut here = case.clone();
        for (at, event) in dated(*at, events) {
            here = evolve(here.take(), at, event);
            match event {
                Event::Rated { is_default: true, .. } => last = None,
                Event::Rated { bad, scores, .. } => {
                    let unit = answering(case.as_ref(), &after).cloned();
                    last = Some(Judged { at, unit, bad: *bad, scores: scores.clone() });
                }
                _ => {}
            }
        }
        case = Some(after);
    }
    last
}

/// The unit for which what happens in one record is counted.
pub fn answering<'c>(before: Option<&'c Case>, after: &'c Case) -> Option<&'c UnitCode> {
    accountable(after).or_else(|| before.and_then(accountable)).or_else(|| responsible(after))
}
