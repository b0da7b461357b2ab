//! How many commands a second become durable, beside the raw ceiling of the same rows in the same run.
//!
//! Raw: the rows of a command put straight through the driver, so many to a transaction, with the same settings (SQLite: the same
//! checkpointing thread; PostgreSQL: unnested columns in a pipeline). Ours: so many callers in flight, each sending its next command when the last was answered; the followers
//! (tree, search) run meanwhile, as they do in service. Prints a table and writes `commit.json` where `BENCH_OUT` says.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod lists;
mod raw;
mod raw_postgres;
#[path = "../../tests/support/server.rs"]
#[allow(missing_docs)]
mod server;
#[path = "../../../../tests/bench/timing.rs"]
mod timing;

use std::io::Write as _;
use std::path::Path;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use bihuan_ledger::*;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use timing::Run;

const IN_FLIGHT: [usize; 4] = [1, 16, 64, 256];
/// A case is filed and then acted on so many times.
const ACTS: u64 = 3;

fn main() {
    let (span, place) = (timing::span(), timing::place());
    let mut rows = vec![disk(&place, span / 2)];
    for n in IN_FLIGHT {
        let ceiling = raw::run(&new_dir(&place), n, span);
        let dir = new_dir(&place);
        let ours = closed_loop(&Sqlite::open(dir.path()).unwrap(), n, span);
        println!("raw, {n:>3} to a commit     {ceiling:>8.0} commands/s");
        rows.push(ours.row(&format!("ledger.commit.{n}"), "commands/s", Some(ceiling)));
        if n == 64 {
            let pace = ours.per_second() / 2.0;
            let run = open_loop(new_dir(&place).path(), pace, span);
            rows.push(run.row("ledger.commit.half-of-saturation", "commands/s", None));
        }
    }
    for n in IN_FLIGHT {
        let (ceiling, ours) = (
            on_empty_server(|url, _| raw_postgres::run(url, n, span)),
            on_empty_server(|url, dir| closed_loop(&Postgres::open(url, dir).unwrap(), n, span)),
        );
        println!("raw on PostgreSQL, {n:>3} to a commit     {ceiling:>8.0} commands/s");
        rows.push(ours.row(&format!("ledger.commit.postgres.{n}"), "commands/s", Some(ceiling)));
    }
    let cases = std::env::var("BENCH_CASES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(if span < Duration::from_secs(1) { 1000 } else { 30_000 });
    rows.extend(lists::run(new_dir(&place).path(), cases, span));
    timing::keep("commit", &rows);
}

/// Something done on a database of its own that has the tables and no rows.
fn on_empty_server<T>(work: impl FnOnce(&str, &Path) -> T) -> T {
    let (database, dir) = (server::Database::new(), tempfile::tempdir().unwrap());
    drop(Postgres::open(&database.url, dir.path()).unwrap());
    work(&database.url, dir.path())
}

fn new_dir(place: &Path) -> tempfile::TempDir {
    tempfile::tempdir_in(place).unwrap()
}

/// The disk's own durable append: 4 KiB and fdatasync, again and again.
fn disk(place: &Path, span: Duration) -> Value {
    let dir = new_dir(place);
    let mut file = std::fs::File::create(dir.path().join("append")).unwrap();
    let (start, mut waits) = (Instant::now(), vec![]);
    while start.elapsed() < span {
        let one = Instant::now();
        file.write_all(&[7; 4096]).unwrap();
        file.sync_data().unwrap();
        waits.push(one.elapsed());
    }
    Run { took: start.elapsed(), waits }.row("disk.fdatasync", "appends/s", None)
}

/// `n` callers, each with one command under way.
fn closed_loop(ledger: &dyn Ledger, n: usize, span: Duration) -> Run {
    let (tell, hear) = channel();
    let send = |caller: usize, turn: u64| {
        let (tell, began) = (tell.clone(), Instant::now());
        ledger.submit(
            command(caller, turn),
            Box::new(move |end| tell.send((caller, turn, began.elapsed(), end)).unwrap()),
        );
    };
    let start = Instant::now();
    (0..n).for_each(|caller| send(caller, 0));
    let (mut waits, mut under_way) = (vec![], n);
    while under_way > 0 {
        let (caller, turn, wait, end) = hear.recv().unwrap();
        end.unwrap();
        waits.push(wait);
        match start.elapsed() < span {
            true => send(caller, turn + 1),
            false => under_way -= 1,
        }
    }
    Run { took: start.elapsed(), waits }
}

/// Commands come at a steady pace, whoever waits; a wait counts from when its command was due to be sent.
fn open_loop(dir: &Path, per_second: f64, span: Duration) -> Run {
    let ledger = Sqlite::open(dir).unwrap();
    let (tell, hear) = channel();
    let (start, total) = (Instant::now(), (per_second * span.as_secs_f64()) as usize);
    for n in 0..total {
        let due = start + Duration::from_secs_f64(n as f64 / per_second);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let tell = tell.clone();
        ledger.submit(command(n, 0), Box::new(move |end| tell.send((due.elapsed(), end)).unwrap()));
    }
    drop(tell);
    let waits = hear.iter().map(|(wait, end)| end.map(|_| wait).unwrap()).collect();
    Run { took: start.elapsed(), waits }
}

/// The command that a caller sends in its `turn`: a case is filed, then acted on [`ACTS`] times, then the next is filed.
pub fn command(caller: usize, turn: u64) -> Write {
    let (round, version) = (turn / (ACTS + 1), turn % (ACTS + 1));
    let case = format!("{caller:06}-{round:08}");
    let now = Timestamp::from_second(1_770_000_000).unwrap() + SignedDuration::from_secs(turn as i64);
    let text = "小区门口的路灯坏了三天,晚上出行不便,希望有关部门尽快派人维修。";
    let typed = VaultItem { item: "content".into(), plain: text.into(), search_text: Some(text.into()) };
    let event = |kind: &str| json!({"type": kind, "task": "t1", "data": {"unit": "420103-roads", "within": "5 wd", "content": {"ref": "content", "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}}});
    Write {
        district: "420103".into(),
        expected: version,
        record: RecordDraft {
            at: now,
            command_id: format!("{case}-{version}"),
            actor: json!({"post": "handler", "unit": "420103-roads"}),
            pack: "sample.matter@1".into(),
            events: vec![event("taken"), event("task-opened")],
        },
        head: HeadRow {
            number: format!("B{case}"),
            type_id: "sample.matter".into(),
            title: "示例事项".into(),
            stage: if version == 0 { "intake" } else { "handling" }.into(),
            unit: Some("420103-roads".into()),
            opened: now,
            due: Some(now + SignedDuration::from_hours(120)),
            late_from: Some(now + SignedDuration::from_hours(120)),
            synthetic: true,
            state: vec![b'x'; 600],
            wake_at: Some(now + SignedDuration::from_hours(96)),
            ..HeadRow::default()
        },
        tasks: vec![TaskRow {
            task: format!("t{version}"),
            stage: "handling".into(),
            unit: "420103-roads".into(),
            post: "handler".into(),
            due: Some(now),
            ..TaskRow::default()
        }],
        vault: if version == 0 { vec![typed] } else { vec![] },
        counts: vec![Count {
            indicator: "sample.acts".into(),
            unit: "420103-roads".into(),
            day: date(2026, 2, 2),
            n: 1,
        }],
        case,
        ..Write::default()
    }
}
