//! The promises as register entries. Those of the reports are facts with their quotes, of years that are over. Those of the
//! running year are invented, with the words of an invented report, so that the cockpit has targets to look at today.

use bihuan_core::calendar::civil;
use bihuan_ledger::{EntryRow, Ledger};
use bihuan_text::promises::{self, Promise};
use jiff::Timestamp;
use serde_json::json;

use crate::failure::Failure;

/// The register that the promises stand in.
const REGISTER: &str = "promises";

/// The promises of the invented report `data/demo/report-2026.txt`; they are made for whatever year it is.
const INVENTED: &str = include_str!("../../../../data/demo/promises.json");

/// Puts the promises of a district into its register, those of the running year with them.
pub fn enter(ledger: &dyn Ledger, until: Timestamp) -> Result<(), Failure> {
    let all: Vec<Promise> = shipped()?.into_iter().chain(invented(until)?).collect();
    for district in ["420103", "420105", "420106", "420111"] {
        let entries: Vec<EntryRow> =
            all.iter().filter(|promise| promise.district == district).filter_map(entry).collect();
        ledger.put_entries(district, entries)?;
    }
    Ok(())
}

fn shipped() -> Result<Vec<Promise>, Failure> {
    promises::shipped().map_err(|error| Failure::Work(error.to_string()))
}

fn invented(until: Timestamp) -> Result<Vec<Promise>, Failure> {
    let all: Vec<Promise> = serde_json::from_str(INVENTED).map_err(|error| Failure::Work(error.to_string()))?;
    let year = civil(until).year();
    Ok(all.into_iter().map(|promise| Promise { year, ..promise }).collect())
}

fn entry(promise: &Promise) -> Option<EntryRow> {
    let mut value = serde_json::to_value(promise).ok()?;
    value.as_object_mut()?.insert("lead_unit".into(), json!(promise.lead_code()));
    Some(EntryRow { register: REGISTER.into(), key: promise.id.clone(), value })
}
