//! Reservation (预约): a kind of matter that holds slots of an entry, and how they are given back.

use jiff::SignedDuration;

use super::Span;
use crate::calendar::{Length, LengthUnit};
use crate::value::FieldName;

/// What a matter holds of an entry.
#[derive(Clone, Debug)]
pub struct Reserve {
    /// The field of the form that names the entry.
    pub entry: FieldName,
    /// The field of the form from when on.
    pub from: FieldName,
    /// The field of the form until when.
    pub until: FieldName,
    /// The field of the register that tells the hours of a day.
    pub open: FieldName,
    /// The field of the register that tells the days of a week; every day where there is none.
    pub weekdays: Option<FieldName>,
    /// How long before it begins a slot may be asked for.
    pub ahead: Length,
    /// How long one matter may hold.
    pub longest: Length,
    /// How it is begun.
    pub begins: Begins,
    /// The outcome when the time that was begun is over.
    pub over: String,
    /// The quantity that tells the hours used.
    pub used: Option<String>,
    /// What one person may hold.
    pub person: Option<Person>,
    /// Why these lengths and numbers.
    pub basis: String,
    /// Where it is declared.
    pub span: Span,
}

/// How a slot is begun.
#[derive(Clone, Debug)]
pub struct Begins {
    /// The action.
    pub by: String,
    /// How long before its time it may be begun.
    pub early: Length,
    /// How long after its time it is given back if it was not.
    pub within: Length,
    /// The outcome then.
    pub missed: String,
    /// The field of the register whose words the action must be given: who knows them stands in front of the entry.
    pub code: Option<FieldName>,
}

/// What one person may hold.
#[derive(Clone, Debug)]
pub struct Person {
    /// The personal field by which a person is known again.
    pub field: FieldName,
    /// How many that have not ended.
    pub at_once: u32,
    /// What follows from not coming.
    pub misses: Option<Misses>,
}

/// What follows from not coming.
#[derive(Clone, Debug)]
pub struct Misses {
    /// How often.
    pub times: u32,
    /// In how long.
    pub within: Length,
    /// How long one then waits, from the last time on.
    pub wait: Length,
    /// Why.
    pub basis: String,
}

/// A length as it passes on a clock on the wall; none for one that a calendar of working days decides.
#[must_use]
pub fn on_the_wall(length: Length) -> Option<SignedDuration> {
    let minutes = match length.unit {
        LengthUnit::Min => 1,
        LengthUnit::H => 60,
        LengthUnit::D => 24 * 60,
        LengthUnit::Wh | LengthUnit::Wd | LengthUnit::Mo => return None,
    };
    Some(SignedDuration::from_mins(i64::from(length.amount) * minutes))
}
