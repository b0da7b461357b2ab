//! Register entries that an action writes with its record: which they are is decided here, what they say is kept beside
//! the case, and the record commits to both.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::event::Event;
use super::refusal::{Refusal, RefusalCode};
use crate::pack::CaseType;

/// Entries that one command may write.
const MOST: usize = 5000;

/// An entry to be written.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'e> {
    /// The register.
    pub register: &'e str,
    /// The key in it.
    pub key: &'e str,
    /// What it says.
    pub value: &'e Json,
}

/// What is told of entries that `action` writes: one event for each register.
///
/// # Errors
/// A register that the pack does not let the action write into; a key without words or twice; too many.
pub fn entering(rules: &CaseType, action: &str, entries: &[NewEntry<'_>]) -> Result<Vec<Event>, Refusal> {
    let declared = rules.all_actions().map(|(_, known)| known).find(|known| known.name == action);
    let allowed = declared.map(|known| known.enters.as_slice()).unwrap_or_default();
    let known = |entry: &&NewEntry<'_>| allowed.iter().any(|register| register == entry.register);
    if let Some(entry) = entries.iter().find(|entry| !known(entry)) {
        return Err(not_declared(action, entry.register));
    }
    entered_by_hand(entries)
}

/// What is told of entries that no action writes, but somebody who keeps the register: one event for each register.
///
/// # Errors
/// A key without words or twice; too many.
pub fn entered_by_hand(entries: &[NewEntry<'_>]) -> Result<Vec<Event>, Refusal> {
    let mut books: BTreeMap<&str, BTreeMap<&str, &Json>> = BTreeMap::new();
    for entry in entries {
        let twice = books.entry(entry.register).or_default().insert(entry.key, entry.value).is_some();
        if twice || entry.key.is_empty() || entry.key.contains('/') {
            return Err(bad_key(entry));
        }
    }
    if entries.len() > MOST {
        return Err(too_many());
    }
    Ok(books.into_iter().map(|(register, entries)| written(register, &entries)).collect())
}

/// What the record says of entries: SHA-256 over each key and its value as JSON, each with its length in front, in the
/// order of the keys. An entry that is not there has the value `null`.
pub fn entered(entries: &[(&str, &Json)]) -> String {
    let mut hash = Sha256::new();
    for (key, value) in entries {
        for part in [key.as_bytes(), value.to_string().as_bytes()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn written(register: &str, entries: &BTreeMap<&str, &Json>) -> Event {
    let in_order: Vec<(&str, &Json)> = entries.iter().map(|(key, value)| (*key, *value)).collect();
    Event::EntriesWritten {
        register: register.to_owned(),
        keys: entries.keys().map(|key| (*key).to_owned()).collect(),
        digest: entered(&in_order),
        each: in_order.iter().map(|entry| entered(std::slice::from_ref(entry))).collect(),
    }
}

fn not_declared(action: &str, register: &str) -> Refusal {
    Refusal::new(
        RefusalCode::Guard,
        format!("“{action}”不能写入登记簿“{register}”，事项包没有这样写"),
        format!("`{action}` may not write into the register `{register}`: its pack does not say so."),
    )
}

fn bad_key(entry: &NewEntry<'_>) -> Refusal {
    Refusal::new(
        RefusalCode::Invalid,
        format!("登记簿“{}”的条目“{}”没有键、键里有斜线，或写了两次", entry.register, entry.key),
        format!("The entry `{}` of `{}` has no key, a slash in it, or stands there twice.", entry.key, entry.register),
    )
}

fn too_many() -> Refusal {
    Refusal::new(
        RefusalCode::Invalid,
        format!("一次最多写入 {MOST} 条"),
        format!("At most {MOST} entries are written at once."),
    )
}
