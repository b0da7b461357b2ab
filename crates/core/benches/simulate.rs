//! How many recorded matters a what-if run plays in a second on every core: read from the bytes of their records, told as a
//! script, played by `decide` and `evolve`, compared and counted; and how many are invented in a second for an empty system.
//! Reading the store comes on top.
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
use bihuan_core::casework::{Event, Who};
use bihuan_core::directory::{self, Directory};
use bihuan_core::pack::{CaseType, read};
use bihuan_core::simulation::invented::Maker;
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

/// The requests of a year, the volume that one of the documents states.
const YEAR: f64 = 294_000.0;

fn main() {
    let pack = read(&files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/hotline"))).pack.unwrap();
    let directory = directory::demo().unwrap();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let period = ["2025-01-01T00:00:00+08:00", "2025-12-31T00:00:00+08:00"].map(|at| at.parse().unwrap());
    let ground = (&directory, Calendar::shipped(), "420103".parse().unwrap());
    let maker = Maker::new([&pack], ground, (period[0], period[1]), (1, 1));
    let (made, matters) = invented(&maker, cores);
    let run = played(&matters, &directory, cores);
    let (making, playing) = (YEAR / made.per_second(), YEAR / run.per_second());
    let rows = [
        made.row(&format!("invent.matter.{cores}"), "matters/s", None),
        run.row(&format!("simulate.matter.{cores}"), "matters/s", None),
    ];
    println!("a year of {YEAR} requests: {making:.0} s to invent, {playing:.0} s to play");
    timing::keep("simulate", &rows);
}

/// The matters of a year, again and again, by so many hands, for as long as a measurement lasts; and one year of them as a
/// store would have them.
fn invented(maker: &Maker<'_>, hands: usize) -> (Run, Vec<Recorded>) {
    let bytes = |events: &Vec<Event>| serde_json::to_vec(events).unwrap();
    let mut matters = Vec::new();
    for made in (0..maker.groups()).filter_map(|group| maker.made(group)).flatten() {
        let records = made.records.iter().map(|(at, who, events)| (*at, who.clone(), bytes(events))).collect();
        matters.push(Recorded { rules: made.rules, records, until: maker.until() });
    }
    let start = Instant::now();
    let work = || {
        let (mut waits, mut group) = (Vec::new(), 0);
        while start.elapsed() < timing::span() {
            let once = Instant::now();
            let made = maker.made(group).map_or(0, |made| made.len());
            waits.extend(std::iter::repeat_n(once.elapsed(), made));
            group = (group + 1) % maker.groups();
        }
        waits
    };
    (Run { waits: by_hands(hands, &work), took: start.elapsed() }, matters)
}

fn by_hands(hands: usize, work: &(impl Fn() -> Vec<Duration> + Sync)) -> Vec<Duration> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..hands).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
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
    Run { waits: by_hands(hands, &work), took: start.elapsed() }
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
