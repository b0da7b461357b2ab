//! What a page asks, in a store with many open cases: a question must cost what it finds, not what is kept.

use std::path::Path;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use bihuan_ledger::{CaseQuery, Cases, Done, Sqlite, TaskQuery, Write};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::command;
use crate::timing::Run;

/// The questions, with `cases` open cases kept.
pub fn run(dir: &Path, cases: usize, span: Duration) -> Vec<Value> {
    let ledger = Sqlite::open(dir).unwrap();
    fill(&ledger, cases);
    assert!(ledger.settle(Duration::from_secs(600)).unwrap());
    let soon = Timestamp::from_second(1_770_000_000).unwrap() + SignedDuration::from_hours(400);
    let unit = || vec!["unit-7".to_owned()];
    let list = |query: CaseQuery| ledger.cases(&query).unwrap().items.len();
    let mine = TaskQuery { holders: vec![("handler".into(), "unit-7".into())], ..TaskQuery::default() };
    let questions: [(&str, &dyn Fn() -> usize); 7] = [
        ("case", &|| usize::from(ledger.head("B000077-00000000").unwrap().is_some())),
        ("newest", &|| list(CaseQuery::default())),
        ("of-unit", &|| list(CaseQuery { units: unit(), ..CaseQuery::default() })),
        ("late", &|| list(CaseQuery { late_at: Some(soon), units: unit(), ..CaseQuery::default() })),
        ("words", &|| list(CaseQuery { q: Some("示例街77号".into()), ..CaseQuery::default() })),
        ("my-work", &|| ledger.tasks(&mine).unwrap().items.len()),
        ("timers", &|| ledger.due_wakes(soon, 256).unwrap().len()),
    ];
    questions.iter().map(|(name, ask)| row(name, cases, span, ask)).collect()
}

fn row(name: &str, cases: usize, span: Duration, ask: &dyn Fn() -> usize) -> Value {
    assert!(ask() > 0, "{name} found nothing");
    let (start, mut waits) = (Instant::now(), vec![]);
    while start.elapsed() < span / 8 || waits.len() < 5 {
        let one = Instant::now();
        ask();
        waits.push(one.elapsed());
    }
    let run = Run { took: start.elapsed(), waits };
    run.row(&format!("ledger.ask.{name}.{cases}"), "answers/s", None)
}

fn fill(ledger: &Sqlite, cases: usize) {
    let (tell, hear) = channel();
    for n in 0..cases {
        let tell = tell.clone();
        let done: Done = Box::new(move |end| tell.send(end).unwrap());
        ledger.submit(one_of_many(n), done);
        if n >= 512 {
            hear.recv().unwrap().unwrap();
        }
    }
    drop(tell);
    hear.iter().for_each(|end| assert!(end.is_ok()));
}

/// Cases of two hundred units, each at an address of its own, due at different times; one in fifty by now.
fn one_of_many(n: usize) -> Write {
    let mut write = command(n, 0);
    let unit = format!("unit-{}", n % 200);
    let at = write.head.opened + SignedDuration::from_mins(n as i64);
    let due = at + SignedDuration::from_hours(300);
    write.head.unit = Some(unit.clone());
    (write.head.opened, write.head.due, write.head.late_from, write.head.wake_at) =
        (at, Some(due), Some(due), Some(due));
    write.tasks.iter_mut().for_each(|task| (task.unit, task.due) = (unit.clone(), Some(due)));
    write.vault.iter_mut().for_each(|item| item.search_text = Some(format!("示例街{n}号门口的路灯坏了")));
    write
}
