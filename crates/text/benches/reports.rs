//! Whole reports read a second on two cores, their items named and set beside each other; and whether a longer one takes
//! longer than its length.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "../../../tests/bench/timing.rs"]
mod timing;

use std::time::Instant;

use bihuan_text::report::anchor::items;
use bihuan_text::report::check::{Source, check};
use bihuan_text::report::read;
use timing::Run;

/// An invented report of some 1500 characters; a district's has ten times as many.
const SHORT: &str = include_str!("../../../tests/reports/styles/county-notes.txt");

fn main() {
    let (district, long) = (longer(10), longer(100));
    read(district.as_bytes(), "report.txt").expect("a report");
    let rows = [
        reading(&district).row("text.report.15000-characters", "reports/s", None),
        reading(&long).row("text.report.150000-characters", "reports/s", None),
        using(&district).row("text.report.items-and-check.15000", "reports/s", None),
        using(&long).row("text.report.items-and-check.150000", "reports/s", None),
    ];
    timing::keep("reports", &rows);
}

/// The same report with its sections so many times over, in one run of lines.
fn longer(times: usize) -> String {
    let (front, rest) = SHORT.split_once("2026年工作回顾").unwrap();
    let (body, back) = rest.split_once("各位代表！").unwrap();
    format!("{front}2026年工作回顾{}各位代表！{back}", body.repeat(times))
}

/// Two threads read the file until the time is up: from its bytes on the disk to the structured report.
fn reading(text: &str) -> Run {
    let dir = tempfile::tempdir_in(timing::place()).unwrap();
    let file = dir.path().join("report.txt");
    std::fs::write(&file, text).unwrap();
    on_two_cores(|| {
        let bytes = std::fs::read(&file).unwrap();
        assert_eq!(read(&bytes, "report.txt").expect("a report").harvest.documents.len(), 1);
    })
}

/// Two threads name every item of a report that is read, and look for what does not fit.
fn using(text: &str) -> Run {
    let read = read(text.as_bytes(), "report.txt").expect("a report");
    let sources = [Source { file: "report.txt".to_owned(), read }];
    on_two_cores(|| {
        let [Source { read, .. }] = &sources;
        assert!(!items(&read.harvest.documents[0], &read.given).is_empty());
        check(&sources);
    })
}

fn on_two_cores(work: impl Fn() + Sync) -> Run {
    let span = timing::span();
    let begun = Instant::now();
    let worker = || {
        let mut waits = Vec::new();
        while waits.is_empty() || begun.elapsed() < span {
            let started = Instant::now();
            work();
            waits.push(started.elapsed());
        }
        waits
    };
    let waits = std::thread::scope(|scope| {
        let other = scope.spawn(worker);
        let mut waits = worker();
        waits.extend(other.join().unwrap());
        waits
    });
    Run { took: begun.elapsed(), waits }
}
