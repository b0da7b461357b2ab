//! The calendar held to the norms' vectors, to its own laws, and to what an office would write.

mod laws;
mod notices;
mod suspension;
mod vectors;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Calendar, CalendarError, Due, Hours, Length, Pause, rfc3339};

/// Ten in the morning of a date at +08:00, or an instant written in full.
fn at(text: &str) -> Timestamp {
    let full = if text.len() == 10 { format!("{text}T10:00:00+08:00") } else { text.to_owned() };
    full.parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn due(from: &str, within: &str, pauses: &[Pause]) -> Result<Due, CalendarError> {
    Calendar::shipped().due(&Hours::default(), at(from), within.parse().unwrap(), pauses)
}

/// The due instant, written out; or the code of the refusal.
fn due_at(from: &str, within: &str) -> String {
    due(from, within, &[]).map_or_else(|error| error.code().to_owned(), |due| rfc3339(due.at))
}

fn pause(from: &str, until: &str) -> Pause {
    Pause { from: at(from), until: Some(at(until)) }
}

/// The days of a period in the words of the office.
fn told(from: &str, within: &str, pauses: &[Pause]) -> Vec<String> {
    let within: Length = within.parse().unwrap();
    let days = Calendar::shipped().explain(&Hours::default(), at(from), within, pauses).unwrap();
    days.into_iter().map(|day| day.why).collect()
}

#[test]
fn the_calendar_that_ships_can_be_read() {
    let read = super::days::read_shipped().unwrap();
    assert_eq!(read.version(), Calendar::shipped().version());
    assert!(!read.day(day("2026-10-01")).unwrap().working && read.day(day("2026-09-20")).unwrap().working);
}
