//! Registers as lists: the entries of a district's own and those that a pack brings as one, found by words, narrowed by a
//! field and put in the order of one, a page at a time. A page costs the same with a hundred thousand entries as with ten:
//! every question enters an index at its place and leaves it with the last row.

use std::collections::BTreeMap;

use bihuan_core::pack::model::RegisterEntry;
use bihuan_ledger::EntryQuery;
use serde_json::{Map, Value as Json};

use crate::Office;
use crate::entries::{Kept, Shelf, Version};
use crate::failure::Failure;
use crate::outside::Page;

/// Rounds in which rows are fetched that do not fit after all, before a page is shown as it is.
const ROUNDS: usize = 8;

/// What a list shows.
#[derive(Clone, Debug, Default)]
pub struct Asking {
    /// Words that must stand somewhere in an entry.
    pub q: String,
    /// Fields that must say this.
    pub only: Vec<(String, String)>,
    /// The field by which it is ordered; by key where there is none.
    pub sort: Option<String>,
    /// Where the last page ended.
    pub after: Option<String>,
    /// How many, 1 to 200.
    pub limit: usize,
}

/// An entry of a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its key.
    pub key: String,
    /// What it says.
    pub version: Version,
}

impl Asking {
    /// The words that are looked for, each to stand somewhere.
    fn words(&self) -> Vec<String> {
        self.q.split_whitespace().map(str::to_ascii_lowercase).take(8).collect()
    }

    /// Whether an entry is one of those that are asked for.
    fn fits(&self, key: &str, values: &Map<String, Json>) -> bool {
        let said: Vec<String> = texts(key, values);
        let has = |word: &String| said.iter().any(|text| text.contains(word.as_str()));
        let says = |(field, value): &(String, String)| values.get(field).is_some_and(|own| plain(own) == *value);
        self.words().iter().all(has) && self.only.iter().all(says)
    }

    /// Where an entry stands in the list.
    fn place(&self, key: &str, values: &Map<String, Json>) -> Option<String> {
        let Some(field) = &self.sort else { return Some(key.to_owned()) };
        Some(EntryQuery::place(&EntryQuery::word_of(field, values.get(field)?)?, key))
    }

    fn query(&self, after: Option<String>) -> EntryQuery {
        let only = self.only.iter().map(|(field, value)| EntryQuery::word_of_text(field, value));
        // A single letter is in no index: it is looked for among the rows as they come.
        let words = self.words().into_iter().filter(|word| word.chars().count() > 1);
        let grams = words.flat_map(|word| EntryQuery::grams(&word));
        EntryQuery {
            words: only.chain(grams).collect(),
            sort: self.sort.clone(),
            after,
            limit: self.limit.clamp(1, 200),
        }
    }
}

/// All that an entry says in words, as it is looked for.
fn texts(key: &str, values: &Map<String, Json>) -> Vec<String> {
    fn gather(json: &Json, out: &mut Vec<String>) {
        match json {
            Json::String(text) => out.push(text.to_ascii_lowercase()),
            Json::Array(items) => items.iter().for_each(|item| gather(item, out)),
            Json::Object(fields) => fields.values().for_each(|value| gather(value, out)),
            _ => {}
        }
    }
    let mut out = vec![key.to_ascii_lowercase()];
    values.values().for_each(|value| gather(value, &mut out));
    out
}

/// A value as a filter writes it.
fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Office {
    /// A page of a register: those of the district before those of the pack under the same key.
    ///
    /// # Errors
    /// The store's.
    pub fn entries_listed(&self, shelf: &Shelf<'_>, asking: &Asking) -> Result<Page<Listed>, Failure> {
        let limit = asking.limit.clamp(1, 200);
        let mut found: BTreeMap<String, Listed> = BTreeMap::new();
        let (mut after, mut more) = (asking.after.clone(), true);
        for _ in 0..ROUNDS {
            let rows = self.ledger().entries_found(
                shelf.district.as_str(),
                &shelf.register.name,
                &asking.query(after.clone()),
            )?;
            more = rows.len() == limit;
            after = rows.last().map(|(place, _)| place.clone()).or(after);
            for (place, row) in rows {
                let version = Version::of(&row.value);
                if asking.fits(&row.key, &version.values) {
                    found.insert(place, Listed { key: row.key, version });
                }
            }
            if !more || found.len() > limit {
                break;
            }
        }
        // Behind the last own row that was looked at nothing is known yet of the district's own.
        let horizon = after.filter(|_| more);
        self.add_shipped(shelf, asking, horizon.as_deref(), &mut found)?;
        let count = found.len();
        let items: Vec<(String, Listed)> = found.into_iter().take(limit).collect();
        let next = if count > limit { items.last().map(|(place, _)| place.clone()) } else { horizon };
        Ok(Page { items: items.into_iter().map(|(_, listed)| listed).collect(), next })
    }

    /// The pack's own entries that stand in the stretch that is looked at, and that the district has not made its own.
    fn add_shipped(
        &self,
        shelf: &Shelf<'_>,
        asking: &Asking,
        horizon: Option<&str>,
        found: &mut BTreeMap<String, Listed>,
    ) -> Result<(), Failure> {
        let values = |row: &RegisterEntry| row.values.clone().into_iter().collect::<Map<String, Json>>();
        let mut shipped: Vec<(String, &RegisterEntry)> = Vec::new();
        for row in &shelf.register.rows {
            let said = values(row);
            let Some(place) = asking.place(&row.key, &said).filter(|_| asking.fits(&row.key, &said)) else { continue };
            let behind = asking.after.as_ref().is_none_or(|after| place > *after);
            if behind && horizon.is_none_or(|horizon| place.as_str() <= horizon) {
                shipped.push((place, row));
            }
        }
        shipped.sort_by(|one, other| one.0.cmp(&other.0));
        for chunk in shipped.chunks(200) {
            let keys: Vec<&str> = chunk.iter().map(|(_, row)| row.key.as_str()).collect();
            let own = self.ledger().entries_named(shelf.district.as_str(), &shelf.register.name, &keys)?;
            for (place, row) in chunk.iter().filter(|(_, row)| own.iter().all(|own| own.key != row.key)) {
                let version = Version { values: values(row), kept: Kept::default() };
                found.insert(place.clone(), Listed { key: row.key.clone(), version });
            }
            if found.len() > asking.limit.clamp(1, 200) {
                break;
            }
        }
        Ok(())
    }
}
