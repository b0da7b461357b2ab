//! Schedules (周期): matters that are opened again and again, for whom and with what.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};

use super::Span;
use crate::casework::TypeId;
use crate::directory::UnitKind;
use crate::pack::guard::Guard;
use crate::value::FieldName;

/// When matters of a kind are opened, for whom, with what in their forms.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// Its name.
    pub name: String,
    /// `<pack>.<schedule>`.
    pub id: String,
    /// Chinese title.
    pub title: String,
    /// The kind of matter, of the same pack.
    pub opens: TypeId,
    /// How often.
    pub every: Every,
    /// At which hour.
    pub at: Time,
    /// Whether a day of rest passes it to the next working day.
    pub rolls: bool,
    /// For whom.
    pub objects: Objects,
    /// Where the fields of the form come from.
    pub with: BTreeMap<FieldName, Drawn>,
    /// Whether all that was missed is opened, and not the latest alone.
    pub catch_up: bool,
    /// Where it is declared.
    pub span: Span,
    /// Where the source of each field is written.
    pub places: BTreeMap<FieldName, Span>,
}

/// How often, and on which day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Every {
    /// Every week, on this day of it: Monday is 1.
    Week(i8),
    /// Every month, on this day of it; the last, where it is shorter.
    Month(i8),
    /// Every quarter, on this day of this month of it, from 1.
    Quarter {
        /// The month of the quarter.
        month: i8,
        /// The day.
        day: i8,
    },
    /// Every year, on this day of this month.
    Year {
        /// The month.
        month: i8,
        /// The day.
        day: i8,
    },
    /// Every so many working days, counted from a day on.
    WorkingDays {
        /// So many.
        days: u32,
        /// The first day.
        from: Date,
    },
}

/// For whom one is opened each time.
#[derive(Clone, Debug)]
pub enum Objects {
    /// Once for the district.
    District,
    /// For each unit of these kinds.
    Units(Vec<UnitKind>),
    /// For each entry of a register that fits.
    Entries {
        /// The register.
        register: String,
        /// Which entries; all, where nothing is said.
        when: Option<Guard>,
    },
}

/// Where the value of a field comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Drawn {
    /// The entry itself.
    Entry,
    /// The entry's key.
    Key,
    /// A field of the entry.
    Field(FieldName),
    /// The unit.
    Unit,
    /// The name of the period.
    Period,
    /// The day.
    Day,
    /// Always this, in the contract's JSON.
    Fixed(serde_json::Value),
}
