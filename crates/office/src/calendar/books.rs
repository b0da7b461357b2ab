//! Notices as rows of the directory, and the editions of the calendar that they make: one more with each notice, each
//! with a version of its own, so that a due date can say for ever by which it was counted.

use std::collections::BTreeMap;
use std::sync::Arc;

use bihuan_core::calendar::{Calendar, Notice};
use bihuan_ledger::{Ledger, LedgerError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What kind of row of the directory a notice is.
pub(crate) const KIND: &str = "calendar";

/// A notice that a district's office took in.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Taken {
    /// Its place among those of the district, from 1.
    pub no: u32,
    /// What it says.
    pub notice: Notice,
    /// When it was taken in; never before the one before it.
    pub at: Timestamp,
    /// The one that it stands in place of, where that was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<u32>,
}

impl Taken {
    /// Its key among the rows of its kind.
    pub(crate) fn key(&self) -> String {
        format!("{:04}", self.no)
    }
}

/// A district's notices, with the calendar after each.
#[derive(Default)]
struct Editions {
    taken: Vec<Taken>,
    calendars: Vec<Arc<Calendar>>,
}

/// The calendars of every district in the store. A district that took nothing in has the one that ships.
#[derive(Default)]
pub struct Calendars {
    of: BTreeMap<String, Editions>,
}

impl Calendars {
    /// The calendar in force in a district.
    #[must_use]
    pub fn in_force(&self, district: &str) -> &Calendar {
        let newest = self.of.get(district).and_then(|editions| editions.calendars.last());
        newest.map_or_else(|| Calendar::shipped(), AsRef::as_ref)
    }

    /// The edition of this version, where the district has had it.
    #[must_use]
    pub fn edition(&self, district: &str, version: &str) -> Option<&Calendar> {
        let of_district = self.of.get(district).into_iter().flat_map(|editions| &editions.calendars);
        let mut all = of_district.map(AsRef::as_ref).chain([Calendar::shipped()]);
        all.find(|calendar| calendar.version() == version)
    }

    /// The notices that a district took in, oldest first.
    #[must_use]
    pub fn taken(&self, district: &str) -> &[Taken] {
        self.of.get(district).map(|editions| editions.taken.as_slice()).unwrap_or_default()
    }

    /// Whether a notice still speaks: no later one stands in its place.
    #[must_use]
    pub fn speaks(&self, district: &str, no: u32) -> bool {
        self.taken(district).iter().all(|later| later.replaces != Some(no))
    }

    /// The same with one more notice.
    pub(crate) fn with(&self, district: &str, one: Taken) -> Self {
        let mut of: BTreeMap<String, Editions> = BTreeMap::new();
        for (code, editions) in &self.of {
            of.insert(code.clone(), Editions { taken: editions.taken.clone(), calendars: editions.calendars.clone() });
        }
        of.entry(district.to_owned()).or_default().add(one);
        Self { of }
    }

    /// The calendar of a district as one more notice would make it.
    pub(crate) fn tried(&self, district: &str, one: &Taken) -> Calendar {
        let taken: Vec<&Taken> = self.taken(district).iter().chain([one]).collect();
        edition(&taken, one.at)
    }
}

impl Editions {
    fn add(&mut self, one: Taken) {
        let at = one.at;
        self.taken.push(one);
        let taken: Vec<&Taken> = self.taken.iter().collect();
        self.calendars.push(Arc::new(edition(&taken, at)));
    }
}

/// The calendar that these notices make of the one that ships: those in whose place another stands have no say.
fn edition(taken: &[&Taken], since: Timestamp) -> Calendar {
    let speaks = |one: &&&Taken| taken.iter().all(|later| later.replaces != Some(one.no));
    let notices = taken.iter().filter(speaks).map(|one| one.notice.clone()).collect();
    Calendar::shipped().with(notices, since)
}

/// The calendars that the books of a store make.
///
/// # Errors
/// The store's; a row that cannot be read (`calendar-kept`).
pub(crate) fn kept(ledger: &dyn Ledger) -> Result<Calendars, LedgerError> {
    let mut calendars = Calendars::default();
    for district in ledger.directory_districts()? {
        for row in ledger.directory(&district, Some(KIND))? {
            let taken: Taken = serde_json::from_value(row.value)
                .map_err(|error| LedgerError::refused("calendar-kept", format!("{district}/{}: {error}", row.key)))?;
            calendars.of.entry(district.clone()).or_default().add(taken);
        }
    }
    Ok(calendars)
}
