//! Registers as a whole, for what looks at all entries of one at once: a draw, a limit by the year.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::TypeId;
use crate::pack::model::Register;
use crate::value::EntryRef;

/// What a district keeps of registers, and which matters are about their entries.
pub trait Shelf {
    /// Every entry of a register that the district keeps itself, retired ones too; none where it cannot be read now.
    fn entries(&self, register: &str) -> Option<Vec<(String, Json)>>;

    /// How many matters of a kind about an entry were opened in a year, or ever; none where it cannot be read now.
    fn opened_about(&self, kind: &TypeId, entry: &EntryRef, year: Option<i16>) -> Option<u64>;
}

/// A shelf that holds nothing of its own: only what packs bring.
pub struct Bare;

impl Shelf for Bare {
    fn entries(&self, _: &str) -> Option<Vec<(String, Json)>> {
        Some(Vec::new())
    }

    fn opened_about(&self, _: &TypeId, _: &EntryRef, _: Option<i16>) -> Option<u64> {
        Some(0)
    }
}

/// The entries of a register that are in use, by key: the district's own stand before those that its pack brings.
pub(super) fn in_use(shelf: &dyn Shelf, register: &Register) -> Option<BTreeMap<String, Json>> {
    let shipped = |row: &crate::pack::model::RegisterEntry| {
        (row.key.clone(), Json::Object(row.values.clone().into_iter().collect()))
    };
    let mut all: BTreeMap<String, Json> = register.rows.iter().map(shipped).collect();
    all.extend(shelf.entries(&register.name)?);
    all.retain(|_, entry| entry.pointer("/kept/retired").and_then(Json::as_bool) != Some(true));
    Some(all)
}
