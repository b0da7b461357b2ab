//! Events as they were first released: what was written must read, and mean the same, for ever.
//!
//! `golden/events.v1.json` holds one of each kind, `events.v2.json` those that came later; `golden/loop.v1.json` a whole record and the case that it added up to.
//! Neither is ever edited: a new need is a new kind of event, and a new file beside these.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use bihuan_core::casework::{Event, replay};
use jiff::Timestamp;
use serde_json::Value as Json;

fn golden(name: &str) -> Json {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden").join(name);
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The files of events, each as the version of its day wrote them.
fn written_then() -> Vec<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden");
    let names = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("events.")).collect()
}

#[test]
fn every_kind_of_event_reads_as_it_was_written() {
    let mut kinds = BTreeSet::new();
    for file in written_then() {
        for written in golden(&file).as_array().unwrap() {
            let event: Event = serde_json::from_value(written.clone()).unwrap();
            assert_eq!(serde_json::to_value(&event).unwrap(), *written);
            kinds.insert(kind(&event));
        }
    }
    assert_eq!(kinds.len(), KINDS, "one of each kind");
}

/// How many kinds there are; adding one without a golden line does not compile past [`kind`] and this number.
const KINDS: usize = 68;

fn kind(event: &Event) -> u8 {
    match event {
        Event::Filed { .. } => 0,
        Event::Acted { .. } => 1,
        Event::FactsSet { .. } => 2,
        Event::StageEntered { .. } => 3,
        Event::StageLeft { .. } => 4,
        Event::TaskOpened { .. } => 5,
        Event::TaskMoved { .. } => 6,
        Event::TaskEnded { .. } => 7,
        Event::ClockStarted { .. } => 8,
        Event::ClockMoved { .. } => 9,
        Event::ClockSuspended { .. } => 10,
        Event::ClockResumed { .. } => 11,
        Event::ClockEnded { .. } => 12,
        Event::Warned { .. } => 13,
        Event::ExtensionAsked { .. } => 14,
        Event::ExtensionForwarded { .. } => 15,
        Event::ExtensionGranted { .. } => 16,
        Event::ExtensionRefused { .. } => 17,
        Event::HandedBack { .. } => 18,
        Event::RoundStarted { .. } => 19,
        Event::Rated { .. } => 20,
        Event::Merged { .. } => 21,
        Event::FollowerJoined { .. } => 22,
        Event::FollowerLeft { .. } => 23,
        Event::LeadAnswered { .. } => 24,
        Event::LeadPassed { .. } => 25,
        Event::Released { .. } => 26,
        Event::QuantityRecorded { .. } => 27,
        Event::OuterChanged { .. } => 28,
        Event::Closed { .. } => 29,
        Event::Reopened => 30,
        Event::TimePassed { .. } => 31,
        Event::EntriesWritten { .. } => 32,
        Event::TaskHandedOver { .. } => 33,
        Event::FiledBy { .. } => 34,
        Event::SaidAlike { .. } => 35,
        Event::Refers { .. } => 36,
        Event::Excluded { .. } => 37,
        Event::IncludedAgain { .. } => 38,
        Event::BranchesOpened { .. } => 39,
        Event::BranchesJoined { .. } => 40,
        Event::StopBegan { .. } => 41,
        Event::StopEnded { .. } => 42,
        Event::AlertRaised { .. } => 43,
        Event::AlertEnded { .. } => 44,
        Event::Repeated { .. } => 45,
        Event::ExtensionMoved { .. } => 46,
        Event::PaperStands { .. } => 47,
        Event::SubCaseAsked { .. } => 60,
        Event::SubCaseOpened { .. } => 61,
        Event::SubCasePassed { .. } => 62,
        Event::SubCaseClosed { .. } => 63,
        Event::SubCaseReopened { .. } => 64,
        Event::SubCaseRefused { .. } => 65,
        Event::SubCaseLeft { .. } => 66,
        Event::SubCasesJoined { .. } => 67,
        Event::OpenedFor { .. } => 68,
        Event::ParentLeft { .. } => 69,
        Event::SlotHeld { .. } => 100,
        Event::SlotBegun => 101,
        Event::SlotFreed { .. } => 102,
        Event::QuantityPlaced { .. } => 200,
        Event::Draw { .. } => 201,
        Event::CountsAnew => 202,
        Event::LetterIssued { .. } => 48,
        Event::LetterEnded { .. } => 49,
        Event::Foreknown { .. } => 81,
        Event::Migrated { .. } => 80,
    }
}

#[test]
fn a_record_of_old_adds_up_to_the_same_case() {
    let golden = golden("loop.v1.json");
    let records: Vec<(Timestamp, Vec<Event>)> = serde_json::from_value(golden["records"].clone()).unwrap();
    let case = replay(records.iter().map(|(at, events)| (*at, events.as_slice()))).unwrap();
    assert_eq!(serde_json::to_value(&case).unwrap(), golden["case"]);
}
