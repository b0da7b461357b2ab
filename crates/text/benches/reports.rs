//! Whole reports read a second on two cores, and whether a longer one takes longer than its length.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "../../../tests/bench/timing.rs"]
mod timing;

use std::time::Instant;

use bihuan_text::report::read;
use timing::Run;

/// An invented report of some 1500 characters; a district's has ten times as many.
const SHORT: &str = include_str!("../../../tests/reports/styles/county-notes.txt");

fn main() {
    let district = longer(10);
    read(district.as_bytes(), "report.txt").expect("a report");
    let rows = [
        measured(&district).row("text.report.15000-characters", "reports/s", None),
        measured(&longer(100)).row("text.report.150000-characters", "reports/s", None),
    ];
    timing::keep("reports", &rows);
}

/// The same report with its sections so many times over, in one run of lines.
fn longer(times: usize) -> String {
    let (front, rest) = SHORT.split_once("2026年工作回顾").unwrap();
    let (body, back) = rest.split_once("各位代表！").unwrap();
    format!("{front}2026年工作回顾{}各位代表！{back}", body.repeat(times))
}

/// Two threads read the file until the time is up.
fn measured(text: &str) -> Run {
    let dir = tempfile::tempdir_in(timing::place()).unwrap();
    let file = dir.path().join("report.txt");
    std::fs::write(&file, text).unwrap();
    let span = timing::span();
    let begun = Instant::now();
    let reader = || {
        let mut waits = Vec::new();
        while waits.is_empty() || begun.elapsed() < span {
            let started = Instant::now();
            let bytes = std::fs::read(&file).unwrap();
            assert_eq!(read(&bytes, "report.txt").expect("a report").harvest.documents.len(), 1);
            waits.push(started.elapsed());
        }
        waits
    };
    let waits = std::thread::scope(|scope| {
        let other = scope.spawn(reader);
        let mut waits = reader();
        waits.extend(other.join().unwrap());
        waits
    });
    Run { took: begun.elapsed(), waits }
}
