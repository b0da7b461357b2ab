//! How many recorded matters a what-if run plays in a second on every core: read from the bytes of their records, told as a
//! script, played by `decide` and `evolve`, compared and counted. Reading the store comes on top.
//!
//! A year of a district is 294,000 requests; it is to take under two minutes on two cores, so 2,450 a second.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_methods)]

#[path = "../../../tests/bench/timing.rs"]
#[expect(dead_code, reason = "a trial is made in memory: no place on a disk is needed")]
mod timing;

#[path = "../tests/it/folder.rs"]
mod folder;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::{Event, Who, story};
use bihuan_core::directory::{Directory, shipped_districts};
use bihuan_core::pack::{CaseType, read};
use bihuan_core::simulation::{Course, Ground, Script, Tally, play, settled};
use jiff::Timestamp;

use folder::files;
use timing::Run;

/// A matter as a store has it.
struct Recorded {
    rules: Arc<CaseType>,
    records: Vec<(Timestamp, Who, Vec<u8>)>,
    until: Timestamp,
}

fn main() {
    let pack = read(&files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/hotline")));
    let (pack, told) = (pack.pack.unwrap(), pack.scenarios);
    let directory = story::directory_for(&pack, shipped_districts().unwrap()).unwrap();
    let mut matters = Vec::new();
    for told in &told {
        let (_, table) = story::played(&pack, told, &directory, Calendar::shipped());
        let table = table.unwrap();
        for kept in table.all() {
            let bytes = |events: &Vec<Event>| serde_json::to_vec(events).unwrap();
            let records = kept.records.iter().zip(&kept.asked);
            let records = records.map(|((at, events), who)| (*at, who.clone(), bytes(events))).collect();
            matters.push(Recorded { rules: Arc::clone(&kept.case_type), records, until: table.now });
        }
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let run = played(&matters, &directory, cores);
    timing::keep("simulate", &[run.row(&format!("simulate.matter.{cores}"), "matters/s", None)]);
}

/// All matters over and over, by so many hands, for as long as a measurement lasts.
fn played(matters: &[Recorded], directory: &Directory, hands: usize) -> Run {
    let start = Instant::now();
    let work = || {
        let (mut waits, mut tally) = (Vec::new(), Tally::default());
        while start.elapsed() < timing::span() {
            for matter in matters {
                let once = Instant::now();
                one(matter, directory, &mut tally);
                waits.push(once.elapsed());
            }
        }
        assert_eq!(tally.changed, 0);
        waits
    };
    let waits = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..hands).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect::<Vec<Duration>>()
    });
    Run { took: start.elapsed(), waits }
}

fn one(matter: &Recorded, directory: &Directory, tally: &mut Tally) {
    let read = |bytes: &Vec<u8>| serde_json::from_slice::<Vec<Event>>(bytes).unwrap();
    let records: Vec<_> = matter.records.iter().map(|(at, who, bytes)| (*at, who.clone(), read(bytes))).collect();
    let (script, case) =
        Script::of(records.iter().map(|(at, who, events)| (*at, who.clone(), events.as_slice()))).unwrap();
    let ground = Ground { directory, calendar: Calendar::shipped(), entry: &|_, _| None };
    let was = settled(&ground, &matter.rules, case, matter.until);
    let played = play(&ground, &matter.rules, &script, &[], matter.until);
    tally.count(&script, &Course::of(&was, matter.until), &played, matter.until);
}
