//! Whole commands a second through the office: loaded, decided, sealed, durable. So many callers in flight, each taking a
//! request of its own round the loop (filed, dispatched, signed for, answered, approved) and then the next one.
//!
//! The ceiling of the same disk stands in the ledger's own bench, which `make bench` runs beside this one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[expect(dead_code, reason = "a request of its own goes round here: none is invented")]
#[path = "../../../tests/bench/district.rs"]
mod district;
#[path = "../../../tests/bench/timing.rs"]
mod timing;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bihuan_core::calendar::civil;
use bihuan_core::casework::{Officer, TypeId, Who};
use bihuan_ledger::Sqlite;
use bihuan_office::{Act, Demand, Filing, Office};
use serde_json::{Value as Json, json};

use timing::Run;

const IN_FLIGHT: [usize; 3] = [1, 16, 64];

fn main() {
    let (span, place) = (timing::span(), timing::place());
    let mut rows = Vec::new();
    for callers in IN_FLIGHT {
        let run = closed(&place, callers, span);
        rows.push(run.row(&format!("office.command.{callers}"), "commands/s", None));
        if callers == 64 {
            let pace = run.per_second() / 2.0;
            rows.push(paced(&place, pace, span).row("office.command.half-of-saturation", "commands/s", None));
        }
    }
    timing::keep("loop", &rows);
}

/// An office on a new store, with the people who take a request round.
struct Desk {
    office: Office,
    clerk: Who,
    handler: Who,
    leader: Who,
    _dir: tempfile::TempDir,
}

impl Desk {
    fn new(place: &Path) -> Desk {
        let dir = tempfile::tempdir_in(place).unwrap();
        let ledger = Arc::new(Sqlite::open(dir.path()).unwrap());
        let office = district::office(&ledger, "2026-03-10T09:00:00+08:00");
        let today = civil(office.clock().now()).date();
        let person = |name: &str| {
            let user = name.parse().unwrap();
            let posts = office.law().directory.posts_of(&user, today);
            Who::Officer(Officer { user, posts })
        };
        let (clerk, handler, leader) = (person("clerk"), person("handler"), person("leader"));
        Desk { office, clerk, handler, leader, _dir: dir }
    }

    /// The next command of a request that has come so far; answers with the request's id.
    fn step(&self, turn: usize, case: &str) -> String {
        match turn % 5 {
            0 => self.file(),
            1 => self.act(&self.clerk, case, "dispatch", json!({ "lead_unit": "420103-urban-management" })),
            2 => self.act(&self.handler, case, "take", json!({})),
            3 => self.act(&self.handler, case, "reply", json!({ "reply": "合成：已更换灯头，当晚恢复照明。" })),
            _ => self.act(&self.leader, case, "approve", json!({})),
        }
    }

    fn file(&self) -> String {
        let form = json!({ "content": "合成：小区门口的路灯坏了三天，晚上出行不便，希望派人维修。", "category": "street-light", "place": { "unit": "420103013" } });
        let wish = Filing {
            case_type: TypeId("hotline.request".into()),
            district: district::DISTRICT.parse().unwrap(),
            form: district::object(form),
            channel: "portal".into(),
        };
        self.office.file(&Demand { who: Who::Public, wish, key: None }).unwrap().case.id.0
    }

    fn act(&self, who: &Who, case: &str, action: &str, input: Json) -> String {
        let wish =
            Act { case: case.into(), action: action.into(), task: None, input: district::object(input), seen: None };
        self.office.act(&Demand { who: who.clone(), wish, key: None }).unwrap();
        case.to_owned()
    }
}

/// So many callers, each with one command under way.
fn closed(place: &Path, callers: usize, span: Duration) -> Run {
    let desk = Desk::new(place);
    let start = Instant::now();
    let work = || {
        let (mut waits, mut case, mut turn) = (Vec::new(), String::new(), 0);
        while start.elapsed() < span {
            let began = Instant::now();
            case = desk.step(turn, &case);
            waits.push(began.elapsed());
            turn += 1;
        }
        waits
    };
    let waits = together(callers, &work);
    Run { took: start.elapsed(), waits }
}

/// Commands come at a steady pace, whoever waits; a wait counts from when its command was due to be sent.
fn paced(place: &Path, per_second: f64, span: Duration) -> Run {
    let desk = Desk::new(place);
    let total = (per_second * span.as_secs_f64()) as usize;
    let (start, next) = (Instant::now(), AtomicUsize::new(0));
    let work = || {
        let (mut waits, mut case, mut turn) = (Vec::new(), String::new(), 0);
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            if n >= total {
                return waits;
            }
            let due = start + Duration::from_secs_f64(n as f64 / per_second);
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            case = desk.step(turn, &case);
            waits.push(due.elapsed());
            turn += 1;
        }
    };
    let waits = together(64, &work);
    Run { took: start.elapsed(), waits }
}

fn together(callers: usize, work: &(impl Fn() -> Vec<Duration> + Sync)) -> Vec<Duration> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..callers).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}
