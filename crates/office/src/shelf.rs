//! Registers as a whole, as the law asks for them: read a page at a time, and no more than it asked for.

use bihuan_core::casework::{Shelf, TypeId};
use bihuan_core::directory::DistrictCode;
use bihuan_core::value::EntryRef;
use serde_json::Value as Json;

use crate::Office;
use crate::rows::cases_of;

/// The registers of a district.
pub(crate) struct Shelves<'o> {
    pub office: &'o Office,
    pub district: &'o str,
}

impl Shelf for Shelves<'_> {
    fn entries(&self, register: &str) -> Option<Vec<(String, Json)>> {
        let rows = self.office.ledger().entries_all(self.district, register, "").ok()?;
        Some(rows.into_iter().map(|row| (row.key, row.value)).collect())
    }

    /// A matter's number tells its year, and an entry's matters stand in the order of their numbers: only those of the
    /// year are read.
    fn opened_about(&self, kind: &TypeId, entry: &EntryRef, year: Option<i16>) -> Option<u64> {
        let district: DistrictCode = self.district.parse().ok()?;
        let of_year = |year: i16| format!("{:02}-", year.rem_euclid(100));
        let prefix = format!("{}/{district}-{}", entry.key, year.map(of_year).unwrap_or_default());
        let rows = self.office.ledger().entries_all(self.district, &cases_of(&entry.register), &prefix).ok()?;
        let of_kind = |value: &Json| value.get("type").and_then(Json::as_str) == Some(kind.0.as_str());
        u64::try_from(rows.iter().filter(|row| of_kind(&row.value)).count()).ok()
    }
}
