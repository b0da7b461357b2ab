//! The entries of a register that a field may name: the district's own before those that the pack brings.

use std::collections::BTreeMap;

use bihuan_core::pack::model::{Field, FieldType, Register};
use bihuan_ledger::{EntryRow, Ledger, LedgerError};
use bihuan_office::entries::Version;
use serde_json::{Map, Value as Json};

use super::Fields;

/// Entries of one register that can be chosen from; of more, one is typed.
const MOST: usize = 500;

impl Fields<'_> {
    /// With the district's own entries for fields that name one. Where they cannot be read, the pack's stand alone: the
    /// office refuses what does not hold.
    pub fn with_kept(mut self, ledger: &dyn Ledger) -> Self {
        let asks = self.fields.iter().filter(|field| field.kind == FieldType::Entry);
        let of_field = |field: &Field| {
            let register = self.rules.registers.get(field.register.as_ref()?)?;
            let choices = choices(ledger, self.district.as_str(), register, field);
            let choices = choices.inspect_err(|error| tracing::warn!(%error, "a register could not be read")).ok()?;
            (!choices.is_empty()).then(|| (field.name.clone(), choices))
        };
        self.kept = asks.filter_map(of_field).collect();
        self
    }
}

/// Value and words of each entry; nothing where the district keeps none of its own.
fn choices(
    ledger: &dyn Ledger,
    district: &str,
    register: &Register,
    field: &Field,
) -> Result<Vec<(String, String)>, LedgerError> {
    let Some(kept) = own(ledger, district, &register.name)?.filter(|kept| !kept.is_empty()) else {
        return Ok(Vec::new());
    };
    let shipped = register.rows.iter().map(|row| (row.key.clone(), row.values.clone().into_iter().collect()));
    let mut all: BTreeMap<String, Map<String, Json>> = shipped.collect();
    let versions = kept.into_iter().map(|row| (row.key, Version::of(&row.value)));
    for (key, version) in versions {
        // One that was taken out of use covers the pack's own under its key.
        match version.kept.retired {
            true => all.remove(&key),
            false => all.insert(key, version.values),
        };
    }
    let first = register.fields.iter().find(|known| known.kind == FieldType::Text).map(|known| known.name.as_str());
    Ok(all.into_iter().map(|(key, values)| choice(register, field, first, &key, &values)).collect())
}

/// The district's own entries; none where there are more than can be chosen from.
fn own(ledger: &dyn Ledger, district: &str, register: &str) -> Result<Option<Vec<EntryRow>>, LedgerError> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let page = ledger.entries(district, register, cursor.as_deref(), MOST)?;
        all.extend(page.items);
        cursor = page.next;
        if all.len() > MOST || cursor.is_none() {
            return Ok((all.len() <= MOST).then_some(all));
        }
    }
}

fn choice(
    register: &Register,
    field: &Field,
    first: Option<&str>,
    key: &str,
    values: &Map<String, Json>,
) -> (String, String) {
    let said = |name: &str| values.get(name).and_then(Json::as_str);
    let words = first.and_then(said).unwrap_or(key);
    let until = field.fresh.as_deref().and_then(said).map(|until| format!(" · {until}")).unwrap_or_default();
    (format!("{}/{key}", register.name), format!("{words}{until}"))
}
