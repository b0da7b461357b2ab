//! The entries of a register that a field may name: the district's own before those that the pack brings.

use std::collections::BTreeMap;

use bihuan_core::pack::model::{Field, FieldType, Register};
use bihuan_ledger::{EntryRow, Ledger, LedgerError};
use bihuan_office::entries::{Shelf, Version};
use bihuan_office::registers::Asking;
use bihuan_office::{Failure, Office};
use serde_json::{Map, Value as Json};

use super::{FIND, Fields};
use crate::phrases::Form;

/// Entries of one register that can be chosen from; of more, one is found by words where the page has a button for it, and
/// typed elsewhere.
const MOST: usize = 500;
/// Entries that looking for words shows.
const SHOWN: usize = 20;

/// What looking for an entry by words found.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// Value and words of each; the one that is chosen stands first.
    pub found: Vec<(String, String)>,
    /// Whether there are more than are shown.
    pub more: bool,
}

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

impl Fields<'_> {
    /// With what the words find that were typed for fields whose register is too large for a list. Where nothing can be
    /// read an entry is typed.
    pub fn with_found(mut self, office: &Office, form: &Form<'_>) -> Self {
        let asks = self.fields.iter().filter(|field| field.kind == FieldType::Entry && !field.many);
        let of_field = |field: &Field| {
            let register = self.rules.registers.get(field.register.as_ref()?)?;
            let own = own(office.ledger(), self.district.as_str(), &register.name).ok()?;
            let sought = own.is_none().then(|| self.sought(office, register, field, form))?;
            let told = sought.inspect_err(|error| tracing::warn!(?error, "a register could not be searched"));
            Some((field.name.clone(), told.ok()?))
        };
        self.sought = asks.filter_map(of_field).collect();
        self
    }

    fn sought(&self, office: &Office, register: &Register, field: &Field, form: &Form<'_>) -> Result<Sought, Failure> {
        let shelf = Shelf { district: self.district, rules: self.rules, register };
        let name = self.name(field);
        let q = form.value(&format!("{name}-{FIND}")).trim();
        let first = title_field(register);
        let mut sought = Sought::default();
        let chosen = form.value(&name).strip_prefix(&register.name).and_then(|rest| rest.strip_prefix('/'));
        if let Some(key) = chosen
            && let Some(version) = office.entry_now(&shelf, key)?.filter(|version| !version.kept.retired)
        {
            sought.found.push(choice(register, field, first, key, &version.values));
        }
        if q.is_empty() {
            return Ok(sought);
        }
        let page = office.entries_listed(&shelf, &Asking { q: q.to_owned(), limit: SHOWN, ..Asking::default() })?;
        sought.more = page.next.is_some();
        let others =
            page.items.iter().filter(|listed| !listed.version.kept.retired && Some(listed.key.as_str()) != chosen);
        let others = others.map(|listed| choice(register, field, first, &listed.key, &listed.version.values));
        // Only what is shown is looked at: an entry may say of somebody what is not for whoever looks.
        let words: Vec<String> = q.split_whitespace().map(str::to_lowercase).collect();
        let shows = |(value, told): &(String, String)| {
            let shown = format!("{value} {told}").to_lowercase();
            words.iter().all(|word| shown.contains(word))
        };
        sought.found.extend(others.filter(shows));
        Ok(sought)
    }
}

/// The field that says what an entry is called.
fn title_field(register: &Register) -> Option<&str> {
    let named = |known: &&Field| known.kind == FieldType::Text && !known.personal;
    register.fields.iter().find(named).map(|known| known.name.as_str())
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
    let first = title_field(register);
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
