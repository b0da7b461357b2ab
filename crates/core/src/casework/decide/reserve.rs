//! Reservation: a new matter takes hold of slots of an entry, whoever booked begins on the spot, and what is not begun or
//! over is given back, as of the instant when it fell due.

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::World;
use super::draft::{Draft, undefined};
use super::moves;
use crate::calendar::civil;
use crate::casework::case::{Case, MAIN};
use crate::casework::event::Event;
use crate::casework::opening::{Opening, horizon, length_of, next_free, said};
use crate::casework::refusal::{Fault, Refusal, RefusalCode};
use crate::casework::slots::{Booked, Hold, QUARTER, quarter};
use crate::pack::CaseType;
use crate::pack::model::on_the_wall;
use crate::pack::model::{Begins, Destination, Misses, Person, Reserve};
use crate::value::{EntryRef, Value, Values};

/// Free times that a refusal tells.
const OFFERED: usize = 3;

/// What a new matter takes hold of.
///
/// # Errors
/// A time that no slot has, an entry that is closed then or held by another, or a person who holds enough.
pub(super) fn asked(world: &World<'_>, at: Timestamp, values: &Values) -> Result<Option<Hold>, Refusal> {
    let Some(reserve) = &world.case_type.reserve else { return Ok(None) };
    let (Some(entry), Some((from, until))) = (entry_in(reserve, values), times_in(reserve, values)) else {
        return Err(undefined("reserve"));
    };
    check_times(reserve, at, (from, until))?;
    let entry_says = said(world, &entry).unwrap_or_default();
    let opening = Opening::of(reserve, |name| entry_says.get(name)).ok_or_else(|| no_hours(reserve))?;
    if !opening.holds(quarter(from), quarter(until)) {
        return Err(closed_then(reserve, &opening));
    }
    let held = world.slots.held(&entry, quarter(at), horizon(reserve, at));
    if (quarter(from)..quarter(until)).any(|it| held.binary_search(&it).is_ok()) {
        return Err(taken(reserve, (&opening, &held), at, (from, until)));
    }
    check_person(world, reserve, at, values)?;
    let within = on_the_wall(reserve.begins.within).unwrap_or(SignedDuration::ZERO);
    let lapses = from.max(at).checked_add(within).unwrap_or(until);
    Ok(Some(Hold { entry, from, until, lapses, begun: None }))
}

fn entry_in(reserve: &Reserve, values: &Values) -> Option<EntryRef> {
    match values.get(&reserve.entry)? {
        Value::Entry(entry) => Some(entry.clone()),
        _ => None,
    }
}

fn times_in(reserve: &Reserve, values: &Values) -> Option<(Timestamp, Timestamp)> {
    match (values.get(&reserve.from)?, values.get(&reserve.until)?) {
        (Value::Time(from), Value::Time(until)) => Some((*from, *until)),
        _ => None,
    }
}

/// Quarters of an hour, forward, not over, not too far ahead and not too long.
fn check_times(reserve: &Reserve, at: Timestamp, (from, until): (Timestamp, Timestamp)) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, code: &str, zh: String, en: String| {
        faults.push(Fault::new(format!("/form/{field}"), code, zh, en));
    };
    for (name, time) in [(&reserve.from, from), (&reserve.until, until)] {
        if time.as_second().rem_euclid(QUARTER) != 0 || time.subsec_nanosecond() != 0 {
            let (zh, en) = ("请选整刻钟，如 9:00、9:15", "Choose a quarter of an hour, such as 9:00 or 9:15.");
            fault(name, "not-a-quarter", zh.to_owned(), en.to_owned());
        }
    }
    let longest = on_the_wall(reserve.longest).unwrap_or(SignedDuration::ZERO);
    if until <= from {
        fault(
            &reserve.until,
            "not-after",
            "结束时间要在开始时间之后".into(),
            "The end must be after the start.".into(),
        );
    } else if until.duration_since(from) > longest {
        let longest = reserve.longest;
        fault(&reserve.until, "too-long", format!("一次最长 {longest}"), format!("One booking is at most {longest}."));
    }
    if quarter(from) < quarter(at) {
        fault(
            &reserve.from,
            "in-the-past",
            "这个时间已经过了，请选以后的".into(),
            "That is past. Choose a later time.".into(),
        );
    } else if quarter(from) >= horizon(reserve, at) {
        let ahead = reserve.ahead;
        fault(&reserve.from, "too-far-ahead", format!("最多提前 {ahead} 预约"), format!("Book at most {ahead} ahead."));
    }
    if faults.is_empty() { Ok(()) } else { Err(Refusal::invalid(faults)) }
}

/// How much one person may hold, and whether that one came the last times.
fn check_person(world: &World<'_>, reserve: &Reserve, at: Timestamp, values: &Values) -> Result<(), Refusal> {
    let Some(person) = &reserve.person else { return Ok(()) };
    let Some(Value::Text(number)) = values.get(&person.field) else { return Ok(()) };
    let booked = world.slots.of_person(world.case_type, number);
    let open = booked.iter().filter(|it| **it == Booked::Open).count();
    if open >= usize::try_from(person.at_once).unwrap_or(usize::MAX) {
        return Err(enough(person));
    }
    match person.misses.as_ref().and_then(|misses| waits_until(misses, &booked, at)) {
        Some(until) => Err(waits(person, until)),
        None => Ok(()),
    }
}

/// Until when somebody waits who did not come as often as that; none once it is over.
fn waits_until(misses: &Misses, booked: &[Booked], at: Timestamp) -> Option<Timestamp> {
    let since = at.checked_sub(on_the_wall(misses.within)?).ok()?;
    let missed = booked.iter().filter_map(|it| match it {
        Booked::Missed(when) if *when > since => Some(*when),
        _ => None,
    });
    let recent: Vec<Timestamp> = missed.collect();
    let last = recent.iter().max().filter(|_| u32::try_from(recent.len()).unwrap_or(u32::MAX) >= misses.times)?;
    last.checked_add(on_the_wall(misses.wait)?).ok().filter(|until| *until > at)
}

/// Whether the action by which one begins may be taken now: not before its time.
pub(in crate::casework) fn can_begin(
    rules: &CaseType,
    case: &Case,
    at: Timestamp,
    action: &str,
) -> Result<(), Refusal> {
    let Some((begins, hold)) = beginning(rules, case, action) else { return Ok(()) };
    let early = on_the_wall(begins.early).unwrap_or(SignedDuration::ZERO);
    let opens = hold.from.checked_sub(early).unwrap_or(hold.from);
    if at < opens { Err(too_early(opens)) } else { Ok(()) }
}

/// How what is held is begun, where the action is the one that begins it.
fn beginning<'c>(rules: &'c CaseType, case: &'c Case, action: &str) -> Option<(&'c Begins, &'c Hold)> {
    let begins = rules.reserve.as_ref().map(|reserve| &reserve.begins).filter(|begins| begins.by == action)?;
    Some((begins, case.hold.as_ref()?))
}

/// Whether who begins stands in front of the entry.
pub(super) fn check_code(draft: &Draft<'_>, action: &str) -> Result<(), Refusal> {
    let Some((begins, hold)) = beginning(draft.world.case_type, &draft.case, action) else { return Ok(()) };
    let Some(code) = begins.code.as_ref().filter(|_| draft.world.slots.compares_codes()) else { return Ok(()) };
    let entry = said(draft.world, &hold.entry).unwrap_or_default();
    let given = match draft.input.get(code) {
        Some(Value::Text(given)) => given.trim(),
        _ => "",
    };
    let stands_there = entry.get(code).and_then(Json::as_str).is_some_and(|own| own.trim().eq_ignore_ascii_case(given));
    if stands_there && !given.is_empty() { Ok(()) } else { Err(wrong_code(code)) }
}

/// Whoever booked is there.
pub(super) fn begin(draft: &mut Draft<'_>, action: &str) {
    let begins = draft.world.case_type.reserve.as_ref().is_some_and(|reserve| reserve.begins.by == action);
    if begins && draft.case.hold.as_ref().is_some_and(|hold| hold.begun.is_none()) {
        draft.happen(Event::SlotBegun);
    }
}

/// What is held is given back; what was used of it is told in hours.
pub(super) fn free(draft: &mut Draft<'_>, missed: bool) {
    let Some(hold) = draft.case.hold.clone() else { return };
    let used = draft.world.case_type.reserve.as_ref().and_then(|reserve| reserve.used.clone());
    if let (Some(quantity), Some(begun)) = (used, hold.begun) {
        let amount = hours_used(&hold, begun, draft.at);
        draft.happen(Event::QuantityRecorded { quantity, amount });
    }
    draft.happen(Event::SlotFreed { missed });
}

/// From the quarter in which it was begun to the end of the one in which it was left, in hours.
fn hours_used(hold: &Hold, begun: Timestamp, left: Timestamp) -> Decimal {
    let first = quarter(begun).max(hold.quarters().start);
    let last = (quarter(left) + i64::from(left.as_second().rem_euclid(QUARTER) > 0)).min(hold.quarters().end);
    Decimal::new((last - first).max(0) * 25, 2).normalize()
}

/// Time alone ends what is held: nobody came, or it is over.
pub(super) fn end(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let Some(hold) = draft.case.hold.clone().filter(|hold| hold.ends() <= draft.at) else { return Ok(()) };
    let Some(reserve) = &draft.world.case_type.reserve else { return Ok(()) };
    let missed = hold.begun.is_none();
    let outcome = if missed { &reserve.begins.missed } else { &reserve.over };
    free(draft, missed);
    moves::go(draft, MAIN, &Destination::Close(outcome.clone()), false, None)
}

fn no_hours(reserve: &Reserve) -> Refusal {
    Refusal::invalid(vec![Fault::new(
        format!("/form/{}", reserve.entry),
        "no-hours",
        "这一条没有写明开放时间，暂不能预约，请联系管理单位",
        "This entry does not say when it is open. Ask the unit that keeps it.",
    )])
}

fn closed_then(reserve: &Reserve, opening: &Opening) -> Refusal {
    let hours = &opening.hours;
    Refusal::invalid(vec![Fault::new(
        format!("/form/{}", reserve.from),
        "closed-then",
        format!("这个时间不开放。开放时间：{hours}，请在同一段开放时间里选"),
        format!("It is not open then. It is open {hours}: stay within one stretch of them."),
    )])
}

fn taken(reserve: &Reserve, free: (&Opening, &[i64]), at: Timestamp, (from, until): (Timestamp, Timestamp)) -> Refusal {
    let length = length_of(from, until);
    let range = |first: i64| (first, horizon(reserve, at) + length);
    let mut offered = next_free(free, range(quarter(from)), length, OFFERED);
    if offered.is_empty() {
        offered = next_free(free, range(quarter(at)), length, OFFERED);
    }
    let told: Vec<String> = offered.into_iter().map(told).collect();
    let (zh, en) = match told.as_slice() {
        [] => ("近期都已约满，请换一个".to_owned(), "It is fully booked. Choose another one.".to_owned()),
        told => (format!("最近还可以约：{}", told.join("、")), format!("Free next: {}.", told.join(", "))),
    };
    let zh = format!("这个时段已经有人预约了。{zh}");
    Refusal::new(RefusalCode::SlotTaken, zh, format!("That slot is taken. {en}"))
        .about(format!("/form/{}", reserve.from), "slot-taken")
}

/// `11-23 09:00-10:30`.
fn told((from, until): (Timestamp, Timestamp)) -> String {
    format!("{}-{}", civil(from).strftime("%m-%d %H:%M"), civil(until).strftime("%H:%M"))
}

fn enough(person: &Person) -> Refusal {
    let most = person.at_once;
    Refusal::new(
        RefusalCode::Limit,
        format!("这个号码已有 {most} 个没有结束的预约，请先使用或取消"),
        format!("This number already has {most} booking(s) that have not ended. Use or cancel first."),
    )
    .about(format!("/form/{}", person.field), "at-once")
}

fn waits(person: &Person, until: Timestamp) -> Refusal {
    let until = civil(until).strftime("%Y-%m-%d %H:%M").to_string();
    Refusal::new(
        RefusalCode::Limit,
        format!("这个号码近期几次预约后没有来，{until} 以后可以再约"),
        format!("Several recent bookings of this number were not used. It may book again after {until}."),
    )
    .about(format!("/form/{}", person.field), "missed-too-often")
}

fn too_early(opens: Timestamp) -> Refusal {
    let opens = civil(opens).strftime("%m-%d %H:%M").to_string();
    Refusal::new(
        RefusalCode::Limit,
        format!("还没有到时间，{opens} 起可以开始"),
        format!("It is too early. It can begin from {opens} on."),
    )
}

fn wrong_code(field: &str) -> Refusal {
    Refusal::invalid(vec![Fault::new(
        format!("/{field}"),
        "wrong-code",
        "现场的码不对，请照现场贴的码再填一次",
        "That is not the code on the spot. Read it there once more.",
    )])
}
