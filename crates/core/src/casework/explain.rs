//! Why a clock is due when it is: its length with what was granted, and the count day by day.

use super::case::{Clock, Limit};
use crate::calendar::{Calendar, CalendarError, DayCount, Length};
use crate::pack::CaseType;

/// The length of a clock with its extensions: one length counted from the start if both have one measure (5 wd and 3 wd
/// are 8 wd), else the one behind the other (24 h, then 2 wd). None for a clock that was given an instant, or follows another.
#[must_use]
pub fn lengths(case_type: &CaseType, clock: &Clock) -> Option<(Length, Option<Length>)> {
    let Limit::Within(length) = clock.reckoning.limit else { return None };
    let days = i32::try_from(clock.extended.1).unwrap_or(i32::MAX);
    let deadline = case_type.deadlines.iter().find(|deadline| clock.deadline.as_ref() == Some(&deadline.name));
    let rule = deadline.and_then(|deadline| deadline.extend.as_ref()).filter(|_| days > 0);
    Some(match rule {
        Some(rule) if rule.most.unit == length.unit => {
            (Length::new(length.amount.saturating_add(days), length.unit), None)
        }
        Some(rule) => (length, Some(Length::new(days, rule.most.unit))),
        None => (length, None),
    })
}

/// What was granted beyond the day that a clock was given: it is counted behind that day.
#[must_use]
pub fn granted(case_type: &CaseType, clock: &Clock) -> Option<Length> {
    let days = i32::try_from(clock.extended.1).ok().filter(|days| *days > 0)?;
    let deadline = case_type.deadlines.iter().find(|deadline| clock.deadline.as_ref() == Some(&deadline.name))?;
    Some(Length::new(days, deadline.extend.as_ref()?.most.unit))
}

/// The count of a clock, day by day, its stops and extensions included. Empty for a clock that counts nothing itself.
/// Where the law caps a pledge, or a new class would have been past, the clock is due on another day than the count ends.
///
/// # Errors
/// As [`Calendar::due`]; a clock that stands still has no last day yet.
pub fn explain(calendar: &Calendar, case_type: &CaseType, clock: &Clock) -> Result<Vec<DayCount>, CalendarError> {
    let Some((first, then)) = lengths(case_type, clock) else { return Ok(Vec::new()) };
    let mut days = calendar.explain(&clock.hours, clock.start, first, &clock.pauses)?;
    if let Some(more) = then {
        let from = calendar.due(&clock.hours, clock.start, first, &clock.pauses)?.at;
        let added = calendar.explain(&clock.hours, from, more, &clock.pauses)?;
        // The day on which the one ends and the other begins is told once.
        let last = days.last().map(|day| day.date);
        days.extend(added.into_iter().filter(|day| Some(day.date) != last));
    }
    Ok(days)
}
