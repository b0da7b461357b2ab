//! What the benches of a whole office share: the packs that ship, an office on a store of its own, and a year of invented
//! matters after the packs' `demo.yaml`. Included by path.

use std::path::Path;
use std::sync::Arc;

use bihuan_core::calendar::Calendar;
use bihuan_core::directory;
use bihuan_core::pack::{self, Pack};
use bihuan_core::simulation::invented::{Invented, Maker};
use bihuan_ledger::Sqlite;
use bihuan_office::{Law, Office, OfficeClock, PackSource};
use jiff::Timestamp;

/// The district that the benches measure in.
pub const DISTRICT: &str = "420103";

/// The packs that ship.
pub fn packs() -> Vec<PackSource> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let entries = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders.iter().map(|folder| PackSource::read(folder).unwrap()).collect()
}

/// An office on a store, at an hour.
pub fn office(ledger: &Arc<Sqlite>, at: &str) -> Office {
    let law = Law::publish(ledger.as_ref(), &packs(), directory::demo().unwrap(), Timestamp::now()).unwrap();
    Office::new(
        Arc::clone(ledger) as Arc<dyn bihuan_ledger::Ledger>,
        law,
        OfficeClock::starting_at(at.parse().unwrap()),
        true,
    )
}

/// The invented matters of a period, so many times as many as the packs say.
pub fn invented(from: &str, until: &str, times: u32) -> Vec<Invented> {
    let directory = directory::demo().unwrap();
    let packs: Vec<Pack> = packs().iter().filter_map(|source| pack::read(&source.bytes()).pack).collect();
    let ground = (&directory, Calendar::shipped(), DISTRICT.parse().unwrap());
    let maker = Maker::new(&packs, ground, (from.parse().unwrap(), until.parse().unwrap()), (times, 1));
    (0..).map_while(|group| maker.made(group)).flatten().collect()
}

/// The fields of an object.
pub fn object(json: serde_json::Value) -> serde_json::Map<String, serde_json::Value> {
    json.as_object().cloned().unwrap_or_default()
}
