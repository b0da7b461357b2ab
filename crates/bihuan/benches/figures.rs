//! Figures at a district's volume: how many events a minute are reckoned again from the records, and what a page of
//! figures asks of the store with ten thousand matters and with three times as many.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

// This bench counts rows and events; how long askers wait is the others'.
#[expect(dead_code, reason = "rows and seconds are counted here, not answers under load")]
#[path = "../../../tests/bench/timing.rs"]
mod timing;

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Instant;

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::{Event, Identity, Rehearsal, Who, story};
use bihuan_core::directory::{self, shipped_districts};
use bihuan_core::pack;
use bihuan_ledger::{HeadRow, RecordDraft, Sqlite, Write};
use bihuan_office::figures::ask::{Asked, By};
use bihuan_office::{Law, Office, OfficeClock, PackSource};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value as Json, json};

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
    let sizes = if measured { [10_000, 30_000] } else { [20, 60] };
    let mut rows = Vec::new();
    for cases in sizes {
        let town = Town::new(&timing::place(), cases);
        rows.extend(town.page(cases));
        if cases == sizes[1] {
            rows.push(town.rebuilt());
        }
    }
    timing::keep("figures", &rows);
}

struct Town {
    office: Office,
    _dir: tempfile::TempDir,
}

impl Town {
    /// A store with so many matters, all of the course of one, spread over a year; nothing is kept of their figures yet.
    fn new(place: &Path, cases: usize) -> Town {
        let dir = tempfile::tempdir_in(place).unwrap();
        let ledger = Arc::new(Sqlite::open(dir.path()).unwrap());
        fill(&ledger, &course(), cases);
        let clock = OfficeClock::starting_at("2026-03-10T09:00:00+08:00".parse().unwrap());
        let law = Law::publish(ledger.as_ref(), &packs(), directory::demo().unwrap(), Timestamp::now()).unwrap();
        Town { office: Office::new(ledger, law, clock, true), _dir: dir }
    }

    /// What is kept is reckoned from the records, then once more to be held against them.
    fn rebuilt(&self) -> Json {
        let began = Instant::now();
        let checked = self.office.verify_figures(None, &|_| ()).unwrap();
        let a_minute = checked.events as f64 / began.elapsed().as_secs_f64() * 60.0;
        assert_eq!(checked.wrong, 0, "{:?}", checked.first);
        println!(
            "{:<36} {a_minute:>8.0} events/min  {} events of {} cases",
            "figures.replay", checked.events, checked.cases
        );
        json!({ "name": "figures.replay", "value": a_minute.round(), "unit": "events/min" })
    }

    fn page(&self, cases: usize) -> Vec<Json> {
        self.office.rebuild_figures(None, &|_| ()).unwrap();
        let (before, began) = (bihuan_ledger::tally(), Instant::now());
        for id in PAGE {
            self.office.figure(&year(id)).unwrap();
        }
        self.office.figure_by(&year(PAGE[0]), &By::Unit(None)).unwrap();
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
    Asked { from, to, ..Asked::ever(id, &["420103".to_owned()]) }
}

/// One matter from filing to a judgement, as the law decides it.
fn course() -> Vec<(Timestamp, Vec<Event>)> {
    let source = packs().into_iter().find(|source| source.name == "hotline").unwrap();
    let pack = pack::read(&source.bytes()).pack.unwrap();
    let directory = story::directory_for(&pack, shipped_districts().unwrap()).unwrap();
    let case_type = Arc::clone(&pack.cases["request"]);
    let start = "2025-01-02T09:00:00+08:00".parse().unwrap();
    let mut table = Rehearsal::new(&directory, Calendar::shipped(), "420103".parse().unwrap(), start);
    let form =
        object(json!({ "content": "合成：路灯不亮", "category": "street-light", "place": { "unit": "420103013" } }));
    let id = table.file(&case_type, Who::Public, form).unwrap();
    let officer = |post: &str, unit: &str| {
        let (post, unit) = (post.parse().unwrap(), format!("420103-{unit}").parse().unwrap());
        Who::Officer(bihuan_core::casework::Officer {
            user: format!("{post}-{unit}").parse().unwrap(),
            posts: vec![(post, unit)],
        })
    };
    let steps = [
        (officer("clerk", "citizen-centre"), "dispatch", json!({ "lead_unit": "420103-urban-management" })),
        (officer("handler", "urban-management"), "take", json!({})),
        (officer("handler", "urban-management"), "contact", json!({ "spoke": "合成：已联系" })),
        (officer("handler", "urban-management"), "reply", json!({ "reply": "合成：已修复" })),
        (officer("head", "urban-management"), "approve", json!({})),
        (Who::Reporter, "rate", json!({ "responded": true, "resolved": true, "satisfied": 5 })),
    ];
    for (who, action, input) in steps {
        table.pass_until(table.now + SignedDuration::from_hours(2));
        table.act(&id, who, action, None, object(input)).unwrap();
    }
    table.kept(&id).unwrap().records.clone()
}

/// Writes the course so many times, each as a case of its own on a day of its own.
fn fill(ledger: &Sqlite, course: &[(Timestamp, Vec<Event>)], cases: usize) {
    use bihuan_ledger::Cases;
    let (tell, hear) = channel();
    let mut waiting = 0;
    for n in 0..cases {
        let case = format!("c{n:09}");
        let later = SignedDuration::from_hours(24 * (n as i64 % 330));
        for (version, (at, events)) in course.iter().enumerate() {
            let events = events.iter().map(|event| serde_json::to_value(renamed(event, &case)).unwrap()).collect();
            let at = *at + later;
            let write = Write {
                district: "420103".into(),
                case: case.clone(),
                expected: version as u64,
                record: RecordDraft {
                    at,
                    command_id: format!("{case}-{version}"),
                    actor: json!({}),
                    pack: String::new(),
                    events,
                },
                head: HeadRow {
                    number: format!("N{n:09}"),
                    type_id: "hotline.request".into(),
                    opened: at,
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
            let identity = Identity { id: bihuan_core::casework::CaseId(case.into()), number: case.into() };
            Event::Filed { identity, case_type, pack_version, district, channel, values, synthetic, outer }
        }
        other => other,
    }
}

fn packs() -> Vec<PackSource> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let entries = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders.iter().map(|folder| PackSource::read(folder).unwrap()).collect()
}

fn object(json: Json) -> Map<String, Json> {
    json.as_object().cloned().unwrap_or_default()
}
