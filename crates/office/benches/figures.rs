//! Figures at a district's volume: how many events a minute are reckoned again from the records while acts go on, and what a
//! page of figures asks of the store with ten thousand matters and, by tens, up to ten million.
//!
//! The matters are those that the packs' `demo.yaml` invents. For the page only their sums are kept, for it reads nothing
//! else; beyond twenty thousand the same matters come again on other days of the year.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../../../tests/bench/district.rs"]
mod district;
// This bench counts rows and events; how long askers wait is the others'.
#[expect(dead_code, reason = "rows and seconds are counted here, not answers under load")]
#[path = "../../../tests/bench/timing.rs"]
mod timing;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::Instant;

use bihuan_core::calendar::{Calendar, civil};
use bihuan_core::casework::{CaseId, Event, Identity, TypeId, Who};
use bihuan_core::simulation::invented::Invented;
use bihuan_ledger::{Cases, FigureRow, HeadRow, RecordDraft, Sqlite, Write};
use bihuan_office::figures::ask::{Asked, By};
use bihuan_office::{Demand, Filing, Office};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value as Json, json};

use district::DISTRICT;

/// What a page of figures shows.
const PAGE: [&str; 6] = [
    "hotline.received",
    "hotline.on_time_rate",
    "hotline.solved_rate",
    "hotline.time_to_answer",
    "hotline.open_now",
    "hotline.late_now",
];

fn main() {
    let measured = std::env::args().any(|given| given == "--bench");
    let (times, recorded) = if measured { (11, 20_000) } else { (1, 100) };
    let matters = district::invented("2025-01-01T00:00:00+08:00", "2025-12-31T00:00:00+08:00", times);
    let sizes: &[usize] = if measured { &[10_000, 100_000, 1_000_000, 10_000_000] } else { &[100, 300] };
    let mut rows: Vec<Json> = sizes.iter().flat_map(|cases| Town::with_sums(&matters, *cases).page(*cases)).collect();
    rows.push(Town::with_records(&matters[..recorded.min(matters.len())]).rebuilt());
    timing::keep("figures", &rows);
}

struct Town {
    office: Office,
    _dir: tempfile::TempDir,
}

impl Town {
    fn new(fill: impl FnOnce(&Sqlite)) -> Town {
        let dir = tempfile::tempdir_in(timing::place()).unwrap();
        let ledger = Arc::new(Sqlite::open(dir.path()).unwrap());
        fill(&ledger);
        Town { office: district::office(&ledger, "2026-03-10T09:00:00+08:00"), _dir: dir }
    }

    /// A store with the records of these matters; nothing is kept of their figures yet.
    fn with_records(matters: &[Invented]) -> Town {
        Town::new(|ledger| record(ledger, matters))
    }

    /// A store with what so many matters add to the figures.
    fn with_sums(matters: &[Invented], cases: usize) -> Town {
        let town = Town::new(|_| ());
        let sums = sums(&town.office, matters, cases);
        town.office.ledger().add_figures(DISTRICT, &sums).unwrap();
        town
    }

    /// What is kept is reckoned from the records while residents file; then once more to be held against them.
    fn rebuilt(&self) -> Json {
        let (stop, filed) = (AtomicBool::new(false), AtomicUsize::new(0));
        let checked = std::thread::scope(|scope| {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    self.file();
                    filed.fetch_add(1, Ordering::Relaxed);
                    std::thread::sleep(std::time::Duration::from_millis(50));
                }
            });
            let began = Instant::now();
            let checked = self.office.rebuild_figures(None, &|_| ()).unwrap();
            let took = began.elapsed();
            stop.store(true, Ordering::Relaxed);
            (checked, took)
        });
        let (checked, took) = checked;
        let a_minute = checked.events as f64 / took.as_secs_f64() * 60.0;
        assert_eq!(self.office.verify_figures(None, &|_| ()).unwrap().wrong, 0);
        println!(
            "{:<36} {a_minute:>8.0} events/min  {} events of {} cases, while {} were filed",
            "figures.rebuild",
            checked.events,
            checked.cases,
            filed.load(Ordering::Relaxed)
        );
        json!({ "name": "figures.rebuild", "value": a_minute.round(), "unit": "events/min" })
    }

    fn file(&self) {
        let form = json!({ "content": "合成：路灯不亮", "category": "street-light", "place": { "unit": "420103013" } });
        let wish = Filing {
            case_type: TypeId("hotline.request".into()),
            district: DISTRICT.parse().unwrap(),
            form: district::object(form),
            channel: "portal".into(),
        };
        self.office.file(&Demand { who: Who::Public, wish, key: None }).unwrap();
    }

    fn page(&self, cases: usize) -> Vec<Json> {
        let once = || {
            for id in PAGE {
                self.office.figure(&year(id)).unwrap();
            }
            self.office.figure_by(&year(PAGE[0]), &By::Unit(None)).unwrap();
        };
        // The first look fills the store's cache, as every page but the first of a morning finds it.
        once();
        let (before, began) = (bihuan_ledger::tally(), Instant::now());
        once();
        let (after, took) = (bihuan_ledger::tally(), began.elapsed());
        let (questions, rows) = (after.questions - before.questions, after.rows - before.rows);
        let ms = (took.as_secs_f64() * 1e5).round() / 100.0;
        println!("{:<36} {rows:>8} rows        {questions} questions, {ms} ms", format!("figures.page.{cases}"));
        let row = |name: &str, value: f64, unit: &str| json!({ "name": format!("figures.page.{cases}{name}"), "value": value, "unit": unit });
        vec![row("", rows as f64, "rows"), row(".questions", questions as f64, "questions"), row(".time", ms, "ms")]
    }
}

fn year(id: &str) -> Asked {
    let from = "2025-01-01".parse().ok();
    let to = "2025-12-31".parse().ok();
    Asked { from, to, ..Asked::ever(id, &[DISTRICT.to_owned()]) }
}

/// Series and unit, the day, the recorded day.
type Place = (String, String, Date, Date);

/// What so many matters add: of the first ones as they are, then of all of them again on other days of the year.
fn sums(office: &Office, matters: &[Invented], cases: usize) -> Vec<FigureRow> {
    let law = office.law();
    let mut block: BTreeMap<Place, i64> = BTreeMap::new();
    for matter in &matters[..cases.min(matters.len())] {
        let records: Vec<(Timestamp, Vec<Event>)> =
            matter.records.iter().map(|(at, _, events)| (*at, events.clone())).collect();
        for (at, added) in law.book.replay(Calendar::shipped(), &records) {
            *block.entry((added.series, added.unit, added.day, civil(at).date())).or_default() += added.n;
        }
    }
    let mut all: BTreeMap<(&str, &str, Date, Date), i64> = BTreeMap::new();
    for copy in 0..cases.div_ceil(matters.len()).max(1) {
        let on = (copy as i64 * 37 % 365).days();
        let moved = |day: Date| {
            let later = day.checked_add(on).unwrap();
            if later.year() > 2025 { later.checked_sub(365.days()).unwrap() } else { later }
        };
        for ((series, unit, day, recorded), n) in &block {
            *all.entry((series, unit, moved(*day), moved(*recorded))).or_default() += n;
        }
    }
    let row = |((indicator, unit, day, recorded), n): ((&str, &str, Date, Date), i64)| FigureRow {
        indicator: indicator.to_owned(),
        unit: unit.to_owned(),
        day,
        recorded,
        n,
    };
    all.into_iter().map(row).collect()
}

/// Writes the records of these matters, each as a case of its own.
fn record(ledger: &Sqlite, matters: &[Invented]) {
    let (tell, hear) = channel();
    let mut waiting = 0;
    for (n, matter) in matters.iter().enumerate() {
        let case = format!("c{n:09}");
        for (version, (at, _, events)) in matter.records.iter().enumerate() {
            let events = events.iter().map(|event| serde_json::to_value(renamed(event, &case)).unwrap()).collect();
            let write = Write {
                district: DISTRICT.into(),
                case: case.clone(),
                expected: version as u64,
                record: RecordDraft {
                    at: *at,
                    command_id: format!("{case}-{version}"),
                    actor: json!({}),
                    pack: String::new(),
                    events,
                },
                head: HeadRow {
                    number: format!("N{n:09}"),
                    type_id: "hotline.request".into(),
                    opened: *at,
                    ..HeadRow::default()
                },
                ..Write::default()
            };
            let tell = tell.clone();
            ledger.submit(write, Box::new(move |end| tell.send(end.is_ok()).unwrap_or_default()));
            waiting += 1;
            if waiting == 512 {
                (0..waiting).for_each(|_| assert!(hear.recv().unwrap()));
                waiting = 0;
            }
        }
    }
    (0..waiting).for_each(|_| assert!(hear.recv().unwrap()));
}

fn renamed(event: &Event, case: &str) -> Event {
    match event.clone() {
        Event::Filed { case_type, pack_version, district, channel, values, synthetic, outer, .. } => {
            let identity = Identity { id: CaseId(case.into()), number: case.into() };
            Event::Filed { identity, case_type, pack_version, district, channel, values, synthetic, outer }
        }
        other => other,
    }
}
