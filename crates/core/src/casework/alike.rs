//! Matters that are alike by what their pack declares. Who reports may say which open one theirs is like; that is kept with
//! the filing and merges nothing.

use jiff::Timestamp;

use super::case::Case;
use super::decide::World;
use super::event::Event;
use super::refusal::{Fault, Refusal};
use super::{CaseId, Peer};
use crate::calendar::{Calendar, Hours};
use crate::directory::{Directory, UnitCode, UnitKind};
use crate::pack::CaseType;
use crate::value::{Value, Values};

/// What other matters must share with these values to be alike, one word for each declared field; none where the kind
/// declares nothing or a field has no value.
pub fn likeness(rules: &CaseType, directory: &Directory, values: &Values) -> Option<Vec<String>> {
    let fields = &rules.alike.as_ref()?.fields;
    fields.iter().map(|name| word(directory, values.get(name)?)).collect()
}

fn word(directory: &Directory, value: &Value) -> Option<String> {
    match value {
        Value::Term(code) => Some(code.clone()),
        Value::Unit(unit) => Some(unit.to_string()),
        Value::Entry(entry) => Some(format!("{}:{}", entry.register, entry.key)),
        Value::Place(place) => street(directory, place.unit.as_ref()?).map(|street| street.to_string()),
        _ => None,
    }
}

/// The street that a unit is in.
pub fn street(directory: &Directory, unit: &UnitCode) -> Option<UnitCode> {
    directory.path(unit).into_iter().find(|unit| unit.kind == UnitKind::Street).map(|unit| unit.code.clone())
}

/// Until when another matter may be said to be like one that was opened then.
pub fn alike_until(rules: &CaseType, calendar: &Calendar, opened: Timestamp) -> Option<Timestamp> {
    let within = rules.alike.as_ref()?.within;
    calendar.due(&Hours::default(), opened, within, &[]).ok().map(|due| due.at)
}

/// What happens when whoever files says that the matter is like another one.
///
/// # Errors
/// The other one is answered, too old, or not alike by what the pack declares.
pub fn said_alike(world: &World<'_>, case: &Case, to: &CaseId) -> Result<Event, Refusal> {
    let peer = (world.peer)(&to.0).filter(|peer| is_alike(world, case, peer)).ok_or_else(not_alike_named)?;
    Ok(Event::SaidAlike { to: peer.id })
}

fn is_alike(world: &World<'_>, case: &Case, peer: &Peer) -> bool {
    let words = |values| likeness(world.case_type, world.directory, values);
    let same = words(&case.values).is_some_and(|ours| words(&peer.values) == Some(ours));
    let young = alike_until(world.case_type, world.calendar, peer.opened).is_some_and(|until| case.opened <= until);
    same && young
        && peer.answerable
        && peer.id != case.id
        && peer.case_type == case.case_type
        && peer.district == case.district
}

/// The refusal for a matter that was chosen on a page and can not, or no longer, be said to be like this one. It tells nothing
/// about the other.
pub fn not_alike() -> Refusal {
    refused(
        "您选的那一件现在不能合并：可能已经答复，或类别、地点与您填的不同，或这一页放得太久。请重新选择，或选“不是同一件”",
        "The matter you chose can no longer be joined: it may have been answered, yours may be of another category or place, or this page was open too long. Choose again, or choose that it is another matter.",
    )
}

/// The same for a matter that was named by its number; in these words also where there is none, or none that one may read.
pub fn not_alike_named() -> Refusal {
    refused(
        "这个编号的事项不能算作同一件：可能没有这个编号，或已经答复、办结、超过期限，或类别、地点与本件不同。请核对编号，或不填写",
        "The matter with this number cannot be called the same: there may be none, it may be answered, closed or too old, or of another category or place. Check the number, or leave it out.",
    )
}

fn refused(zh: &str, en: &str) -> Refusal {
    Refusal::invalid(vec![Fault::new("/alike", "not-alike", zh, en)])
}
