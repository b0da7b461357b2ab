//! What is read back: the questions that lists and pages ask, and the rows that answer them.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::write::{Hash, HeadRow, Status, TaskRow};

/// A case as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// Its district.
    pub district: String,
    /// Its id.
    pub case: String,
    /// Its version: the number of its commit records.
    pub version: u64,
    /// The place of its last record in the district's log.
    pub seq: u64,
    /// The hash of its last record.
    pub hash: Hash,
    /// The row itself.
    pub head: HeadRow,
}

/// Which cases a list shows. Empty lists and `None` ask for everything; several values mean or.
#[derive(Clone, Debug, Default)]
pub struct CaseQuery {
    /// Districts; none: all districts of the instance.
    pub districts: Vec<String>,
    /// `<pack>.<case>`.
    pub types: Vec<String>,
    /// Stages.
    pub stages: Vec<String>,
    /// Accountable units, those below already added by the caller.
    pub units: Vec<String>,
    /// Only cases that are late at this time.
    pub late_at: Option<Timestamp>,
    /// Only cases that are *not* late at this time.
    pub in_time_at: Option<Timestamp>,
    /// Open, suspended, closed.
    pub statuses: Vec<Status>,
    /// Words to find in the text of the case, or its number.
    pub q: Option<String>,
    /// Looks for the words only among this many of the newest places of the district at which they stand, so that the
    /// question costs the same however many there are; 1..=1000.
    pub among_newest: Option<usize>,
    /// Duplicates of this lead case.
    pub lead: Option<String>,
    /// Cases of one reporter.
    pub reporter_index: Option<String>,
    /// Only cases that anyone may see, or only those that not everyone may.
    pub public: Option<bool>,
    /// Opened at or after.
    pub opened_from: Option<Timestamp>,
    /// Opened before.
    pub opened_until: Option<Timestamp>,
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// 1..=200; 0 means 50.
    pub limit: usize,
}

/// Whose work, soonest due first. A task given to one officer is shown to that officer alone.
#[derive(Clone, Debug, Default)]
pub struct TaskQuery {
    /// Districts; none: all.
    pub districts: Vec<String>,
    /// The (post, unit) pairs that the asker holds or stands in for.
    pub holders: Vec<(String, String)>,
    /// The asker's user name.
    pub officer: Option<String>,
    /// Only the tasks of this case; then `holders` and `officer` may be empty to see all of them.
    pub case: Option<String>,
    /// Only of cases of these types.
    pub types: Vec<String>,
    /// Only in these stages.
    pub stages: Vec<String>,
    /// Only of these units.
    pub units: Vec<String>,
    /// Only what is due before this.
    pub due_before: Option<Timestamp>,
    /// Words to find in the text of the case, or its number.
    pub q: Option<String>,
    /// In which order.
    pub order: TaskOrder,
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// 1..=200; 0 means 50.
    pub limit: usize,
}

/// In which order tasks are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TaskOrder {
    /// Soonest due first, those without a deadline last.
    #[default]
    Due,
    /// The case that waits longest first.
    Oldest,
    /// The case that came last first.
    Newest,
}

/// An open task with what a list shows of its case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTask {
    /// The district.
    pub district: String,
    /// The case's id.
    pub case: String,
    /// The case's number.
    pub number: String,
    /// The case's type.
    pub type_id: String,
    /// The case's title.
    pub title: String,
    /// Whether the case is invented.
    pub synthetic: bool,
    /// When the case was opened.
    pub opened: Timestamp,
    /// The task.
    pub task: TaskRow,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// What it shows.
    pub items: Vec<T>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

/// A commit record as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// The district.
    pub district: String,
    /// Its place in the district's log, from 1.
    pub seq: u64,
    /// The case.
    pub case: String,
    /// The case's version after it.
    pub version: u64,
    /// The command that wrote it.
    pub command_id: String,
    /// When it happened.
    pub at: Timestamp,
    /// The bytes that were hashed: JSON with `district, seq, case, version, prev, at, command, actor, pack, events`.
    pub bytes: Vec<u8>,
    /// The bytes' hash as a leaf: SHA-256 of a zero byte and the bytes (RFC 6962).
    pub hash: Hash,
}

impl RecordRow {
    /// The record as JSON.
    pub fn value(&self) -> crate::Result<serde_json::Value> {
        serde_json::from_slice(&self.bytes)
            .map_err(|e| crate::LedgerError::Sql(format!("record {} is not JSON: {e}", self.seq)))
    }

    /// The events, in order.
    pub fn events(&self) -> crate::Result<Vec<serde_json::Value>> {
        Ok(self.value()?.get("events").and_then(|e| e.as_array()).cloned().unwrap_or_default())
    }
}

/// A case whose timer is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wake {
    /// The district.
    pub district: String,
    /// The case.
    pub case: String,
    /// When it wanted to be woken.
    pub at: Timestamp,
}

/// Which sums of figures are asked for.
#[derive(Clone, Debug, Default)]
pub struct CountQuery {
    /// Districts; none: all.
    pub districts: Vec<String>,
    /// Indicators; none: all.
    pub indicators: Vec<String>,
    /// Beginnings of indicators, any of them instead of one that is named; none: as named.
    pub beginnings: Vec<String>,
    /// Units; none: all.
    pub units: Vec<String>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Only what had been recorded by the end of this day.
    pub as_of: Option<Date>,
    /// How fine the sums are wanted: the store adds up what nobody tells apart, so that an answer does not grow with days.
    pub grain: Grain,
}

/// How fine sums are by time.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Grain {
    /// A sum a day.
    #[default]
    Day,
    /// A sum a calendar month, under its first day.
    Month,
    /// One sum of the whole time, under its first day with anything.
    Whole,
}

/// A sum for a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountRow {
    /// The district.
    pub district: String,
    /// The indicator.
    pub indicator: String,
    /// The unit.
    pub unit: String,
    /// The day, or the first of the stretch that was asked for.
    pub day: Date,
    /// The sum.
    pub n: i64,
}

/// One row of what figures are kept as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureRow {
    /// The indicator.
    pub indicator: String,
    /// The unit; empty for the whole district.
    pub unit: String,
    /// The day that it belongs to.
    pub day: Date,
    /// The day on which it was recorded.
    pub recorded: Date,
    /// The sum.
    pub n: i64,
}

/// What one case's commands wrote, oldest first: when, and the record's bytes.
pub type CaseRecords = Vec<(Timestamp, Vec<u8>)>;

/// Hears all that figures are made of, and all that is kept of them, as of one instant.
pub trait FigureReader {
    /// A row that is kept.
    fn kept(&mut self, row: FigureRow);
    /// The records of one case; whether to go on.
    fn case(&mut self, records: CaseRecords) -> bool;
}

/// An answer that is kept for a repeated request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyRow {
    /// SHA-256 of the body that came with the key.
    pub body_hash: [u8; 32],
    /// The HTTP status.
    pub status: u16,
    /// The kept body; what only the commit knew is added from `case` and `seq`.
    pub response: Vec<u8>,
    /// The case it wrote.
    pub case: String,
    /// The record it wrote.
    pub seq: u64,
}

/// How far a follower is behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lag {
    /// `log`, `search` or `outbox`.
    pub follower: &'static str,
    /// Records, or things to send, that wait for it.
    pub behind: u64,
}

/// How much work somebody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadRow {
    /// The unit.
    pub unit: String,
    /// The post.
    pub post: String,
    /// The officer, for tasks that were given to one.
    pub officer: Option<String>,
    /// Open tasks.
    pub tasks: u64,
}
