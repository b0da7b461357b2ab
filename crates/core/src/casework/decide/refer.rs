//! A matter about another one: the form names it by its number, the unit that asks had it, and the books of its period are
//! still open.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::{Peer, World};
use crate::calendar::{Calendar, Hours, civil, zone};
use crate::casework::command::{Officer, Who};
use crate::casework::event::Event;
use crate::casework::may::is_post_of_district;
use crate::casework::refusal::{Fault, Refusal, RefusalCode};
use crate::directory::{DistrictCode, PostName, UnitCode};
use crate::pack::model::{CaseRef, Closes, Field, Stretch};
use crate::value::{Value, Values};

/// Looks up what the form names; the numbers are kept as the record writes them.
pub(super) fn named(
    world: &World<'_>,
    district: &DistrictCode,
    who: &Who,
    at: Timestamp,
    values: &mut Values,
) -> Result<Vec<Event>, Refusal> {
    let mut events = Vec::new();
    for (field, refers) in world.case_type.form.iter().filter_map(|field| Some((field, field.refers.as_ref()?))) {
        let Some(Value::Text(number)) = values.get(&field.name) else { continue };
        let unit = refers.party.as_ref().and_then(|party| unit_in(values, party));
        let fits = |peer: &Peer| is_party(world, (refers, district), peer, (who, unit, at));
        let peer = (world.peer)(number.trim()).filter(fits).ok_or_else(|| not_theirs(field))?;
        still_open(world, refers, &peer, at).map_err(|why| why.about(format!("/form/{}", field.name), "closed"))?;
        events.push(Event::Refers { field: field.name.clone(), case: peer.id });
        values.insert(field.name.clone(), Value::Text(peer.number));
    }
    Ok(events)
}

fn unit_in<'v>(values: &'v Values, field: &str) -> Option<&'v UnitCode> {
    match values.get(field)? {
        Value::Unit(unit) => Some(unit),
        _ => None,
    }
}

/// Whether the matter is of that kind, the unit had it, and who asks has a post in that unit.
fn is_party(
    world: &World<'_>,
    (refers, district): (&CaseRef, &DistrictCode),
    peer: &Peer,
    (who, unit, at): (&Who, Option<&UnitCode>, Timestamp),
) -> bool {
    let pack = world.case_type.id.0.split('.').next().unwrap_or_default();
    let same_kind = peer.case_type.0.split_once('.') == Some((pack, refers.of.as_str())) && peer.district == *district;
    let Who::Officer(officer) = who else { return false };
    if refers.party.is_none() {
        let here = |(post, unit): &(PostName, UnitCode)| is_post_of_district(post) && unit.district() == *district;
        return same_kind && officer.posts.iter().any(here);
    }
    let Some(unit) = unit else { return false };
    same_kind && peer.units.contains(unit) && works_there(world, officer, unit, at)
}

/// Whether an officer has a post in the unit, be it one that is held in every unit of a kind.
fn works_there(world: &World<'_>, officer: &Officer, unit: &UnitCode, at: Timestamp) -> bool {
    let day = civil(at).date();
    let there =
        |(post, held): &(PostName, UnitCode)| held == unit || world.directory.holds(&officer.user, post, unit, day);
    officer.posts.iter().any(there)
}

/// Whether one may still ask or decide: until the books of the period in which the other matter was closed are closed.
pub(super) fn still_open(world: &World<'_>, refers: &CaseRef, peer: &Peer, at: Timestamp) -> Result<(), Refusal> {
    let (Some(closes), Some(closed)) = (&refers.closes, peer.closed) else { return Ok(()) };
    match books_close(world.calendar, closes, civil(closed).date()) {
        Some(due) if at > due => Err(too_late(closes, civil(closed).date(), civil(due).date())),
        _ => Ok(()),
    }
}

/// The last instant at which the books of the period that a day is in are still open; none where no such instant can be
/// counted.
#[must_use]
pub fn books_close(calendar: &Calendar, closes: &Closes, day: Date) -> Option<Timestamp> {
    let end = last_of(closes.period, day).at(23, 59, 59, 0).to_zoned(zone()).ok()?;
    Some(calendar.due(&Hours::default(), end.timestamp(), closes.within, &[]).ok()?.at)
}

/// The last day of the period that a day is in.
fn last_of(period: Stretch, day: Date) -> Date {
    match period {
        Stretch::Month => day.last_of_month(),
        Stretch::Quarter => {
            let ahead = (3 - day.month() % 3) % 3;
            day.first_of_month().saturating_add(i64::from(ahead).months()).last_of_month()
        }
        Stretch::Year => day.last_of_year(),
    }
}

fn period_of(period: Stretch, day: Date) -> String {
    match period {
        Stretch::Month => day.strftime("%Y-%m").to_string(),
        Stretch::Quarter => format!("{}-Q{}", day.year(), (day.month() + 2) / 3),
        Stretch::Year => day.year().to_string(),
    }
}

/// One sentence for a number that is wrong and for one of another unit's matters: it tells nothing about the latter.
fn not_theirs(field: &Field) -> Refusal {
    Refusal::invalid(vec![Fault::new(
        format!("/form/{}", field.name),
        "not-a-party",
        "没有这个编号的事项，或申请单位没有办过它，或您不在申请单位任职；请核对编号和单位",
        "There is no matter of that number that the unit had, or you hold no post in that unit. Check number and unit.",
    )])
}

fn too_late(closes: &Closes, closed: Date, due: Date) -> Refusal {
    let period = period_of(closes.period, closed);
    let (zh, en) = match &closes.otherwise {
        Some(_) => (
            "；如有异议，请提交申诉，准予后由新的一版更正",
            " Lodge an appeal instead: if it is upheld, a new edition corrects what was published.",
        ),
        None => ("", ""),
    };
    Refusal::new(
        RefusalCode::Limit,
        format!("该件在 {period} 办结，该期已于 {due} 结账，不能再剔除{zh}"),
        format!("The matter was closed in {period}, and the books of that period were closed on {due}.{en}"),
    )
}
