//! What only the domain can say when a store is checked: what the records replay to, whether sealed items keep their
//! commitments, and what a record says of the register entries that it wrote.

use std::collections::BTreeMap;

use bihuan_core::casework::seal::{Opened, check_commitment};
use bihuan_core::casework::{Event, entered, replay};
use bihuan_core::value::Sealed;
use bihuan_ledger::{Checks, Entered, EntryChecks, RecordRow, Replay, VaultContent};
use jiff::Timestamp;
use serde_json::Value as Json;

use crate::rows;

/// The checks for [`bihuan_ledger::Ledger::verify`].
pub fn checks() -> Checks<'static> {
    let entries = EntryChecks { told: entries_told, digest: entered };
    Checks {
        replay: Some(&replayed),
        commitments: Some(&committed),
        entries: Some(entries),
        directory: Some(&crate::people::told),
        district: None,
    }
}

/// What a record says of register entries: of each alone, or in a record of before of all of a register together.
fn entries_told(record: &Json) -> Result<Vec<Entered>, String> {
    let events = record.get("events").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    let ours = events.iter().filter(|event| event.get("type").is_some_and(|kind| kind == "entries-written"));
    let mut told = Vec::new();
    for event in ours {
        if let Event::EntriesWritten { register, keys, digest, each } =
            serde_json::from_value(event.clone()).map_err(|error| error.to_string())?
        {
            let alone = |(key, digest)| Entered { register: register.clone(), keys: vec![key], digest };
            if each.len() == keys.len() {
                told.extend(keys.into_iter().zip(each).map(alone));
            } else {
                told.push(Entered { register, keys, digest });
            }
        }
    }
    Ok(told)
}

/// The state, the open tasks and the head that the records of a case make.
fn replayed(records: &[RecordRow]) -> Result<Replay, String> {
    let told: Vec<(Timestamp, Vec<Event>)> = records.iter().map(told).collect::<Result<_, _>>()?;
    let case = replay(told.iter().map(|(at, events)| (*at, events.as_slice())))
        .ok_or("没有立案的记录 · no record opens the case")?;
    let head = rows::bare_head(&case).map_err(|error| error.to_string())?;
    let slots = crate::slots::held(&case);
    Ok(Replay { state: head.state.clone(), tasks: rows::task_rows(&case), head: Some(head), slots })
}

pub(crate) fn told(record: &RecordRow) -> Result<(Timestamp, Vec<Event>), String> {
    let wrong = |what: String| format!("{}: {what}", record.seq);
    let value = record.value().map_err(|error| wrong(error.to_string()))?;
    let at = value.get("at").and_then(Json::as_str).and_then(|at| at.parse().ok()).ok_or_else(|| wrong("at".into()))?;
    let events = record.events().map_err(|error| wrong(error.to_string()))?;
    let events = events
        .into_iter()
        .map(serde_json::from_value)
        .collect::<Result<_, _>>()
        .map_err(|error| wrong(error.to_string()))?;
    Ok((at, events))
}

/// Every sealed item that the records speak of is in the vault as it was committed to, or has been erased on record.
fn committed(records: &[RecordRow], vault: &BTreeMap<String, VaultContent>) -> Result<(), String> {
    for record in records {
        for event in record.events().map_err(|error| error.to_string())? {
            let mut sealed = Vec::new();
            gather(&event, &mut sealed);
            sealed.iter().try_for_each(|sealed| holds(sealed, vault))?;
        }
    }
    Ok(())
}

fn holds(sealed: &Sealed, vault: &BTreeMap<String, VaultContent>) -> Result<(), String> {
    match vault.get(&sealed.item) {
        None => Err(format!("{}: 缺失 · missing", sealed.item)),
        Some(VaultContent::Erased) => Ok(()),
        Some(VaultContent::Kept(bytes)) => {
            let opened = Opened::of_content(&sealed.item, bytes);
            let same = opened.is_some_and(|opened| check_commitment(sealed, &opened));
            if same { Ok(()) } else { Err(sealed.item.clone()) }
        }
    }
}

/// Sealed values wherever they stand in an event: an object of exactly an item and its commitment.
fn gather(json: &Json, found: &mut Vec<Sealed>) {
    match json {
        Json::Object(fields) if fields.contains_key("item") && fields.contains_key("commitment") => {
            found.extend(serde_json::from_value::<Sealed>(json.clone()));
        }
        Json::Object(fields) => fields.values().for_each(|value| gather(value, found)),
        Json::Array(items) => items.iter().for_each(|item| gather(item, found)),
        _ => {}
    }
}
