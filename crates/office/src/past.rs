//! What happened to a case as one person may read it, and the files that came with it: what is sealed is opened for
//! those who may see it, and only for them.

use std::collections::BTreeSet;

use bihuan_core::casework::seal::{Opened, unseal};
use bihuan_core::casework::{Event, Who};
use bihuan_core::pack::model::Does;
use bihuan_core::value::{Value, Values};
use bihuan_ledger::{FileRow, RecordRow, VaultContent};
use jiff::Timestamp;
use serde_json::Value as Json;

use crate::Office;
use crate::failure::Failure;
use crate::view::Reading;

/// The post under which the record names whoever holds the receipt.
const REPORTER: &str = "reporter";

/// One command's worth of the past.
pub struct Past {
    /// When.
    pub at: Timestamp,
    /// Post and unit of who did it, as the record names them.
    pub actor: Option<(String, String)>,
    /// What happened, with what the reader may see opened and all else left out.
    pub events: Vec<Event>,
}

impl Office {
    /// What happened to a case, oldest first, for the one who reads it.
    ///
    /// # Errors
    /// The store's.
    pub fn past(&self, reading: &Reading, who: &Who) -> Result<Vec<Past>, Failure> {
        let case = &reading.case;
        let vault = self.ledger().vault(case.district.as_str(), &case.id.0)?;
        let open = |item: &str| match vault.get(item)? {
            VaultContent::Kept(content) => Opened::of_content(item, content).map(|opened| opened.value),
            VaultContent::Erased => None,
        };
        let records = self.ledger().records(case.district.as_str(), &case.id.0)?;
        records.iter().map(|record| past_of(reading, who, record, &open)).collect()
    }

    /// The files that the one who reads a case may open: those of fields that they see, and those that came with
    /// actions; the reporter's own, and for officers everybody's.
    ///
    /// # Errors
    /// The store's.
    pub fn files_seen(&self, reading: &Reading, who: &Who) -> Result<Vec<FileRow>, Failure> {
        let mut ids = BTreeSet::new();
        reading.values.values().for_each(|value| collect(value, &mut ids));
        for event in self.past(reading, who)?.iter().flat_map(|past| &past.events) {
            if let Event::Acted { input: values, .. } | Event::Filed { values, .. } | Event::FactsSet { values, .. } =
                event
            {
                values.values().for_each(|value| collect(value, &mut ids));
            }
        }
        let case = &reading.case;
        let all = self.ledger().files_of(case.district.as_str(), &case.id.0)?;
        Ok(all.into_iter().filter(|file| ids.contains(&file.id)).collect())
    }
}

fn past_of(
    reading: &Reading,
    who: &Who,
    record: &RecordRow,
    open: &dyn Fn(&str) -> Option<Value>,
) -> Result<Past, Failure> {
    let value = record.value()?;
    let actor = actor(&value);
    let own = actor.as_ref().is_some_and(|(post, _)| post == REPORTER);
    let events = record.events()?.into_iter().filter_map(|event| serde_json::from_value::<Event>(event).ok());
    let events = events.filter(|event| is_shown(reading, event));
    let events = events.map(|event| opened(reading, who, own, event, open)).collect();
    let at = value.get("at").and_then(Json::as_str).and_then(|at| at.parse().ok());
    Ok(Past { at: at.unwrap_or(reading.case.opened), actor, events })
}

/// Who acted, as a record has it: post and unit.
pub fn actor(record: &Json) -> Option<(String, String)> {
    let actor = record.get("actor")?;
    let word = |key: &str| actor.get(key).and_then(Json::as_str).map(str::to_owned);
    Some((word("post")?, word("unit").unwrap_or_default()))
}

/// Who acted, as a record has it.
#[derive(Clone, Debug, Default, Eq, PartialEq, serde::Deserialize)]
pub struct Actor {
    /// The post; `reporter`, `public`, `outer` or `kernel` for those who hold none.
    #[serde(default)]
    pub post: Option<String>,
    /// The unit; for `outer` the system's name.
    #[serde(default)]
    pub unit: Option<String>,
}

fn opened(reading: &Reading, who: &Who, own: bool, mut event: Event, open: &dyn Fn(&str) -> Option<Value>) -> Event {
    match &mut event {
        Event::Filed { values, .. } | Event::FactsSet { values, .. } => {
            values.retain(|name, _| sees(reading, who, name));
            *values = unseal(values, open);
        }
        Event::Acted { action, input, .. } => {
            if hears(who, own) {
                input.retain(|name, _| own && *who == Who::Reporter || !is_personal(reading, action, name));
                input.retain(|name, _| !reading.hidden.contains(name) && !tells_hidden(reading, action, name));
                *input = unseal(input, open);
            } else {
                *input = Values::new();
            }
        }
        // What was known of a field is for whoever sees the field, also while nothing is filled in yet.
        Event::Foreknown { known } => {
            let shown = |name: &str| !reading.hidden.contains(name) && (hears(who, false) || sees(reading, who, name));
            known.values.retain(|name, _| shown(name));
        }
        _ => {}
    }
    event
}

/// Whether an event tells nothing that the reader may not see: how much there is of a hidden quantity.
fn is_shown(reading: &Reading, event: &Event) -> bool {
    let (Event::QuantityRecorded { quantity, .. } | Event::QuantityPlaced { quantity, .. }) = event else {
        return true;
    };
    !reading.hidden.contains(quantity)
}

/// Whether a field of an action's input says how much there is of a hidden quantity.
fn tells_hidden(reading: &Reading, action: &str, name: &str) -> bool {
    let taken = reading.rules.all_actions().filter(|(_, known)| known.name == action);
    taken.into_iter().any(|(_, known)| match &known.does {
        Does::Record { quantity, amount, .. } => amount == name && reading.hidden.contains(quantity),
        _ => false,
    })
}

/// Whether what was said with an action is heard: by officers all of it, by the reporter the own words.
fn hears(who: &Who, own: bool) -> bool {
    match who {
        Who::Officer(_) | Who::Outer(_) | Who::Kernel => true,
        Who::Reporter => own,
        Who::Public => false,
    }
}

fn is_personal(reading: &Reading, action: &str, name: &str) -> bool {
    let asked = reading.rules.all_actions().filter(|(_, known)| known.name == action);
    asked.flat_map(|(_, known)| &known.ask).any(|field| field.name == name && field.personal)
}

/// An earlier value of a field is shown to whoever sees the field: its present value is not masked, and it is not
/// one for some alone unless the reader has its value in plain. Who is no officer sees it only where its present value is seen.
fn sees(reading: &Reading, who: &Who, name: &str) -> bool {
    let plain = reading.values.contains_key(name);
    if matches!(who, Who::Public | Who::Reporter) {
        return plain;
    }
    !reading.masked.iter().any(|field| field == name) && (!reading.rules.is_restricted(name) || plain)
}

fn collect(value: &Value, ids: &mut BTreeSet<String>) {
    match value {
        Value::Files(files) => ids.extend(files.iter().map(|file| file.0.clone())),
        Value::Many(values) => values.iter().for_each(|value| collect(value, ids)),
        _ => {}
    }
}
