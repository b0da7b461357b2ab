//! Checks all that is kept against all else, and names the first wrong place.
//!
//! Per record: its bytes hash to what stands beside them, its fields are the row's, it follows its case's last record, no place is
//! empty. Per district: the tree, made anew, has the root of every signed head. Per case: the head is the last record's, and what the
//! domain replays is what is kept; every vault item opens or has been erased, and keeps its commitment. Per register entry
//! that a record wrote: it is what the last such record says.

mod entries;

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::books::{BOOKS, DirectoryRow, directory_rows, told_of_rows};
use crate::engine::Engine;
use crate::error::{LedgerError, Result};
use crate::log::{Frontier, checkpoint_row, leaf_hash, verifier, verify_checkpoint};
use crate::query::{records_after, records_of_books};
use crate::read::{CaseRow, RecordRow, TaskQuery};
use crate::sql::{all, unsigned};
use crate::vault::{self, VaultContent};
use crate::write::{Hash, HeadRow, Reservation, TaskRow};
use crate::{Cases, Files};

use entries::Writers;
pub use entries::{Entered, EntryChecks, Told};

const STEP: usize = 2000;

/// What the domain replays from a case's records.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    /// The state, as it would be kept in the head.
    pub state: Vec<u8>,
    /// The open tasks.
    pub tasks: Vec<TaskRow>,
    /// The head that the case makes, where the domain can say it from the records alone: its title, its publicity and the
    /// reporter's index rest on more than the records and are not compared.
    pub head: Option<HeadRow>,
    /// The slots that the case holds.
    pub slots: Vec<Reservation>,
}

/// Replays a case's records.
pub type Replays<'a> = &'a dyn Fn(&[RecordRow]) -> Result<Replay, String>;

/// Checks a case's vault items against the commitments in its records.
pub type Commitments<'a> = &'a dyn Fn(&[RecordRow], &BTreeMap<String, VaultContent>) -> Result<(), String>;

/// What only the domain can check. `Checks::default()` checks everything else.
#[derive(Default)]
pub struct Checks<'a> {
    /// Makes state and tasks of records.
    pub replay: Option<Replays<'a>>,
    /// Holds vault items to their commitments; says what is wrong.
    pub commitments: Option<Commitments<'a>>,
    /// Finds what records say of register entries.
    pub entries: Option<EntryChecks>,
    /// What the record tells of a directory row; without it the directory is not held against its records.
    pub directory: Option<&'a dyn Fn(&DirectoryRow) -> Value>,
    /// Only this district and its files; none: all of them.
    pub district: Option<String>,
}

/// What was looked at, and the first thing found wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// Districts.
    pub districts: u64,
    /// Commit records.
    pub records: u64,
    /// Cases.
    pub cases: u64,
    /// Cases whose vault has been erased, commitments intact.
    pub erased: u64,
    /// Signed heads.
    pub checkpoints: u64,
    /// Files on disk that cases have taken.
    pub files: u64,
    /// Register entries that a record speaks for.
    pub entries: u64,
    /// The first wrong place; none: all is well.
    pub wrong: Option<Wrong>,
}

/// Something that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wrong {
    /// Where: district and record, case, item, checkpoint or file.
    pub place: String,
    /// What is wrong, in Chinese and English.
    pub what: String,
}

/// Ends the walk: something is wrong, or the store cannot be read.
enum Stop {
    Wrong(Wrong),
    Failed(LedgerError),
}

impl<E: Into<LedgerError>> From<E> for Stop {
    fn from(error: E) -> Stop {
        Stop::Failed(error.into())
    }
}

fn wrong<T>(place: impl Into<String>, what: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Wrong(Wrong { place: place.into(), what: what.into() }))
}

/// The last record of each case, as the walk has found it: version, place and hash.
type Ends = HashMap<String, (u64, u64, Hash)>;

/// Walks everything once. Commands may go on meanwhile: what becomes durable after the start is left to the next walk.
pub(crate) fn verify(ledger: &impl Engine, checks: &Checks<'_>) -> Result<VerifyReport> {
    let mut report = VerifyReport::default();
    match walk(ledger, checks, &mut report) {
        Ok(()) => {}
        Err(Stop::Wrong(found)) => report.wrong = Some(found),
        Err(Stop::Failed(LedgerError::Corrupt { file, detail })) => {
            report.wrong = Some(Wrong {
                place: file.display().to_string(),
                what: format!("数据文件损坏 · the file is damaged: {detail}"),
            });
        }
        Err(Stop::Failed(error)) => return Err(error),
    }
    Ok(report)
}

fn walk(ledger: &impl Engine, checks: &Checks<'_>, report: &mut VerifyReport) -> Result<(), Stop> {
    structure(ledger)?;
    let districts = ledger.read(|db| all(db, "SELECT DISTINCT district FROM record UNION SELECT district FROM case_head UNION SELECT district FROM checkpoint", (), |r| r.get::<String>(0)))?;
    for district in districts.iter().filter(|code| checks.district.as_ref().is_none_or(|only| only == *code)) {
        let mut writers = Writers::default();
        let (mut ends, tip) = log(ledger, checks, district, &mut writers, report)?;
        ends.remove(BOOKS);
        books(ledger, checks, district)?;
        heads(ledger, checks, district, &ends, tip, report)?;
        entries::check(ledger, checks, district, &writers, tip, report)?;
        orphans(ledger, district)?;
        report.districts += 1;
    }
    files(ledger, checks.district.as_deref(), report)
}

/// The directory is what its records say: a row that none tells of, or that is another, was changed behind them. A store
/// whose directory was kept before there were such records is looked at once it has its first.
fn books(ledger: &impl Engine, checks: &Checks<'_>, district: &str) -> Result<(), Stop> {
    let Some(told_of) = checks.directory else { return Ok(()) };
    // Both at one moment: commands go on meanwhile.
    let (mut records, rows) = ledger.read(|db| {
        Ok((records_of_books(db, district, None, i64::MAX as usize)?, directory_rows(db, district, None)?))
    })?;
    if records.is_empty() {
        return Ok(());
    }
    records.reverse();
    let mut told = told_of_rows(&records)?;
    for row in rows {
        let place = format!("{district}/{}/{}", row.kind, row.key);
        if told.remove(&(row.kind.clone(), row.key.clone())) != Some(told_of(&row)) {
            return wrong(place, "机构名录与记录不符 · the directory is not what its records say");
        }
    }
    match told.into_iter().find(|(_, row)| !row.is_null()) {
        Some(((kind, key), _)) => {
            wrong(format!("{district}/{kind}/{key}"), "机构名录缺失 · a row of the directory is missing")
        }
        None => Ok(()),
    }
}

/// The engine's own look at its pages and indexes.
fn structure(ledger: &impl Engine) -> Result<(), Stop> {
    match ledger.damage()? {
        None => Ok(()),
        Some(said) => wrong("ledger.db", format!("数据文件损坏 · the file is damaged: {said}")),
    }
}

/// Chain and tree of a district; answers with where each case ended, and the last place that was looked at.
fn log(
    ledger: &impl Engine,
    checks: &Checks<'_>,
    district: &str,
    writers: &mut Writers,
    report: &mut VerifyReport,
) -> Result<(Ends, u64), Stop> {
    let last = last_place(ledger, district)?;
    let signed = ledger.read(|db| {
        all(
            db,
            "SELECT district, size, root, note, signed_at FROM checkpoint WHERE district = ? ORDER BY size",
            [district],
            checkpoint_row,
        )
    })?;
    let mut heads = signed.into_iter().peekable();
    let (mut ends, mut tree) = (Ends::new(), Frontier::default());
    while tree.size() < last {
        let records = ledger.read(|db| records_after(db, district, tree.size(), STEP))?;
        if records.is_empty() {
            return wrong(format!("{district}/{}", tree.size() + 1), "记录缺失 · the record is missing");
        }
        for record in records {
            let value = follows(&record, tree.size() + 1, &mut ends)?;
            if let Err(why) = writers.hear(checks, record.seq, &value) {
                return wrong(
                    format!("{district}/{}", record.seq),
                    format!("记录读不懂 · the record makes no sense: {why}"),
                );
            }
            tree.push(record.hash);
            report.records += 1;
            while let Some(head) = heads.next_if(|c| c.size == tree.size()) {
                let place = format!("{district}/checkpoint/{}", head.size);
                let genuine = verify_checkpoint(&head.note, &verifier(&ledger.frame().keys, district));
                if genuine != Some((head.size, head.root)) {
                    return wrong(place, "检查点签名不对 · the checkpoint's signature does not hold");
                }
                if tree.root() != Some(head.root) {
                    return wrong(place, "记录与已签名的检查点不符 · the records are not those that were signed");
                }
                report.checkpoints += 1;
            }
        }
    }
    match heads.peek() {
        // A head may have been signed while we walked; then its records are there by now.
        Some(head) if last_place(ledger, district)? < head.size => {
            wrong(format!("{district}/{}", last + 1), "已签名的记录缺失 · a record that was signed is missing")
        }
        _ => Ok((ends, tree.size())),
    }
}

fn last_place(ledger: &impl Engine, district: &str) -> Result<u64> {
    ledger.read(|db| {
        db.prepare_cached("SELECT coalesce(max(seq), 0) FROM record WHERE district = ?1")?
            .the_row([district], |r| unsigned(r, 0))
    })
}

/// One record: its hash, its place, its fields, its predecessor.
fn follows(record: &RecordRow, expected: u64, ends: &mut Ends) -> Result<Value, Stop> {
    let place = format!("{}/{}", record.district, expected);
    if record.seq != expected {
        return wrong(place, format!("记录缺失 · the record is missing; the next one is {}", record.seq));
    }
    if leaf_hash(&record.bytes) != record.hash {
        return wrong(place, "记录内容与其散列值不符 · the record's bytes do not match its hash");
    }
    let Ok(value) = record.value() else { return wrong(place, "记录不是 JSON · the record is not JSON") };
    let before = ends.get(&record.case);
    let prev = before.map(|(_, _, hash)| hash.to_string());
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let number = |name: &str| value.get(name).and_then(Value::as_u64);
    let named = [("district", &record.district), ("case", &record.case), ("command", &record.command_id)];
    let same = named.iter().all(|(name, kept)| text(name).as_ref() == Some(kept))
        && text("at").and_then(|at| at.parse().ok()) == Some(record.at)
        && number("seq") == Some(record.seq)
        && number("version") == Some(record.version);
    if !same {
        return wrong(place, "记录内容与所在行不符 · the record's fields are not those of its row");
    }
    if record.version != before.map_or(1, |(version, ..)| version + 1) || text("prev") != prev {
        return wrong(place, "记录与该事项的上一条记录不衔接 · the record does not follow its case's last one");
    }
    ends.insert(record.case.clone(), (record.version, record.seq, record.hash));
    Ok(value)
}

/// Every kept case against the end of its records, and against what the domain replays.
fn heads(
    ledger: &impl Engine,
    checks: &Checks<'_>,
    district: &str,
    ends: &Ends,
    tip: u64,
    report: &mut VerifyReport,
) -> Result<(), Stop> {
    let mut found = 0;
    let mut after = String::new();
    loop {
        let sql = "SELECT case_id, number FROM case_head WHERE district = ? AND case_id > ? ORDER BY case_id LIMIT 500";
        let with = (district, &after);
        let cases = ledger.read(|db| all(db, sql, with, |r| Ok((r.get::<String>(0)?, r.get::<String>(1)?))))?;
        let Some((last, _)) = cases.last() else { break };
        after.clone_from(last);
        for (case, number) in cases {
            found += u64::from(head(ledger, checks, district, (&case, &number), ends, tip, report)?);
        }
    }
    report.cases += found;
    if found != ends.len() as u64 {
        return wrong(
            district,
            format!("有 {} 个事项的当前状态缺失 · the kept state of cases is missing", ends.len() as u64 - found),
        );
    }
    Ok(())
}

/// One case; false if it was opened after the walk began.
fn head(
    ledger: &impl Engine,
    checks: &Checks<'_>,
    district: &str,
    (case, number): (&str, &str),
    ends: &Ends,
    tip: u64,
    report: &mut VerifyReport,
) -> Result<bool, Stop> {
    let place = format!("{district}/{number}");
    let Some(row) = ledger.head(case)? else { return wrong(place, "事项缺失 · the case is missing") };
    if row.seq > tip {
        return if is_recorded(ledger, &row)? {
            Ok(ends.contains_key(case))
        } else {
            wrong(format!("{district}/{}", row.seq), "记录缺失 · the record is missing")
        };
    }
    match ends.get(case) {
        None => return wrong(place, "事项没有任何记录 · the case has no record"),
        Some(end) if *end != (row.version, row.seq, row.hash) => {
            return wrong(place, "事项的当前状态不是最后一条记录留下的 · the case's head is not its last record's");
        }
        Some(_) => {}
    }
    match content(ledger, checks, &row, &place, report) {
        // Somebody acted on the case while it was looked at; that is left to the next walk.
        Err(Stop::Wrong(_)) if ledger.head(case)?.is_some_and(|now| now.seq != row.seq) => Ok(true),
        looked => looked.map(|()| true),
    }
}

/// Whether the record is there that left a head as it is; a head and its record are written at once.
fn is_recorded(ledger: &impl Engine, row: &CaseRow) -> Result<bool> {
    let next = ledger.read(|db| records_after(db, &row.district, row.seq.saturating_sub(1), 1))?;
    Ok(next.first().is_some_and(|record| record.seq == row.seq && record.case == row.case))
}

fn content(
    ledger: &impl Engine,
    checks: &Checks<'_>,
    row: &CaseRow,
    place: &str,
    report: &mut VerifyReport,
) -> Result<(), Stop> {
    let records = ledger.records(&row.district, &row.case)?;
    if let Some(replay) = checks.replay {
        replayed(ledger, row, place, replay(&records))?;
    }
    sealed(ledger, checks, row, place, &records, report)
}

fn replayed(ledger: &impl Engine, row: &CaseRow, place: &str, replay: Result<Replay, String>) -> Result<(), Stop> {
    let Replay { state, mut tasks, head, mut slots } = match replay {
        Ok(replay) => replay,
        Err(why) => return wrong(place, format!("记录无法重放 · the records do not replay: {why}")),
    };
    if state != row.head.state {
        return wrong(place, "当前状态与重放不一致 · the kept state is not what the records make");
    }
    if head.is_some_and(|head| !is_head_of(&row.head, head)) {
        return wrong(place, "列表所示与重放不一致 · what lists show of the case is not what the records make");
    }
    let mut kept = Vec::new();
    let mut query = TaskQuery {
        districts: vec![row.district.clone()],
        case: Some(row.case.clone()),
        limit: 200,
        ..TaskQuery::default()
    };
    loop {
        let page = ledger.tasks(&query)?;
        kept.extend(page.items.into_iter().map(|t| t.task));
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => break,
        }
    }
    kept.sort_by(|a, b| a.task.cmp(&b.task));
    tasks.sort_by(|a, b| a.task.cmp(&b.task));
    if kept != tasks {
        return wrong(place, "待办与重放不一致 · the kept tasks are not what the records make");
    }
    slots.sort();
    if ledger.slots_of(&row.district, &row.case)? == slots {
        Ok(())
    } else {
        wrong(place, "占用的时段与重放不一致 · the slots that are kept are not what the records make")
    }
}

/// A slot that no case of the district holds was put there behind the records.
fn orphans(ledger: &impl Engine, district: &str) -> Result<(), Stop> {
    let sql = "SELECT entry FROM reservation r WHERE district = ?1
        AND NOT EXISTS (SELECT 1 FROM case_head c WHERE c.case_id = r.case_id) LIMIT 1";
    let found = ledger.read(|db| all(db, sql, [district], |r| r.get::<String>(0)))?;
    match found.into_iter().next() {
        Some(entry) => wrong(format!("{district}/{entry}"), "时段没有占用它的事项 · a slot is held by no case"),
        None => Ok(()),
    }
}

/// Whether a kept head is the one that was made, in all that rests on the records, to the microsecond that is kept.
fn is_head_of(kept: &HeadRow, made: HeadRow) -> bool {
    let kept_as = |at: Timestamp| Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at);
    let made = HeadRow {
        title: kept.title.clone(),
        public: kept.public,
        reporter_index: kept.reporter_index.clone(),
        state: kept.state.clone(),
        opened: kept_as(made.opened),
        due: made.due.map(kept_as),
        late_from: made.late_from.map(kept_as),
        wake_at: made.wake_at.map(kept_as),
        ..made
    };
    *kept == made
}

fn sealed(
    ledger: &impl Engine,
    checks: &Checks<'_>,
    row: &CaseRow,
    place: &str,
    records: &[RecordRow],
    report: &mut VerifyReport,
) -> Result<(), Stop> {
    let opened = ledger.read(|db| vault::open_all(db, &ledger.frame().keys, &row.district, &row.case));
    let items = match opened {
        Ok(items) => items,
        Err(LedgerError::Refused { message, .. }) => return wrong(place, message),
        Err(error) => return Err(error.into()),
    };
    report.erased += u64::from(items.values().any(|i| *i == VaultContent::Erased));
    match checks.commitments.map(|check| check(records, &items)) {
        Some(Err(why)) => {
            wrong(place, format!("保密内容与承诺值不符 · a vault item does not match its commitment: {why}"))
        }
        _ => Ok(()),
    }
}

fn files(ledger: &impl Engine, district: Option<&str>, report: &mut VerifyReport) -> Result<(), Stop> {
    let sql = "SELECT id FROM file WHERE taken = 1
        AND (CAST(?1 AS TEXT) IS NULL OR id IN (SELECT file FROM case_file WHERE district = ?1)) ORDER BY id";
    let with = [district];
    let taken = ledger.read(|db| all(db, sql, with, |r| r.get::<String>(0)))?;
    for id in taken {
        match ledger.file_bytes(&id) {
            Ok(Some(_)) => report.files += 1,
            // Erased while we walked.
            Ok(None) => {}
            Err(_) => return wrong(id, "附件缺失或损坏 · the attachment is missing or damaged"),
        }
    }
    Ok(())
}
