//! The questions of lists and pages. Each district is asked by its own index; several are merged here, so no list sorts a whole table.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::books::BOOKS;
use crate::engine::Engine;
use crate::error::{LedgerError, Result};
use crate::look::a_day_before;
use crate::read::*;
use crate::search;
use crate::sql::{Db, Row, Sql, all, hash, micros, signed, time, time_or_none, unsigned};
use crate::write::{HeadRow, Reservation, Status, TaskRow, Write};
use crate::{Cases, Done};

const HEAD: &str = "district, case_id, version, seq, hash, number, type_id, title, stage, unit, status, outcome, opened, due, late_from,
    public, synthetic, lead, reporter_index, state, wake_at";
const RECORD: &str = "district, seq, case_id, version, command_id, bytes, hash, at";

impl<E: Engine> Cases for E {
    fn submit(&self, write: Write, done: Done) {
        self.handle().submit(write, done);
    }

    fn head(&self, id_or_number: &str) -> Result<Option<CaseRow>> {
        self.read(|db| {
            let by = |column: &str| {
                db.prepare_cached(&format!("SELECT {HEAD} FROM case_head WHERE {column} = ?1"))?
                    .query_row([id_or_number], case_row)
            };
            Ok(match by("case_id")? {
                Some(row) => Some(row),
                None => by("number")?,
            })
        })
    }

    fn heads_of(&self, ids: &[String]) -> Result<Vec<CaseRow>> {
        let wanted = serde_json::Value::from(ids).to_string();
        self.read(|db| {
            let sql = format!("SELECT {HEAD} FROM case_head WHERE case_id IN (SELECT value FROM json_each(?1))");
            all(db, &sql, [&wanted], case_row)
        })
    }

    fn cases(&self, query: &CaseQuery) -> Result<Page<CaseRow>> {
        let limit = limit(query.limit);
        let after = query.cursor.as_deref().map(read_cursor).transpose()?;
        let mut rows = self.read(|db| {
            let mut rows = Vec::new();
            for district in districts(db, &query.districts)? {
                let Some((mut sql, mut with)) = conditions(db, query, &district) else { continue };
                if let Some((opened, case)) = &after {
                    sql += " AND (opened, case_id) < (?, ?)";
                    with.extend([Sql::from(*opened), Sql::from(case.clone())]);
                }
                let sql = format!(
                    "SELECT {HEAD} FROM {} WHERE {sql} ORDER BY opened DESC, case_id DESC LIMIT {}",
                    table(query),
                    limit + 1
                );
                rows.extend(all(db, &sql, with, case_row)?);
            }
            Ok(rows)
        })?;
        rows.sort_by(|a, b| (b.head.opened, &b.case).cmp(&(a.head.opened, &a.case)));
        Ok(page(rows, limit, |row| cursor(micros(row.head.opened), &row.case)))
    }

    fn count_cases(&self, query: &CaseQuery) -> Result<u64> {
        self.read(|db| {
            let mut total = 0;
            for district in districts(db, &query.districts)? {
                let Some((sql, with)) = conditions(db, query, &district) else { continue };
                total +=
                    all(db, &format!("SELECT count(*) FROM {} WHERE {sql}", table(query)), with, |r| unsigned(r, 0))?
                        .iter()
                        .sum::<u64>();
            }
            Ok(total)
        })
    }

    fn tasks(&self, query: &TaskQuery) -> Result<Page<OpenTask>> {
        let limit = limit(query.limit);
        let after = query.cursor.as_deref().map(read_cursor).transpose()?;
        let mut rows = self.read(|db| {
            let mut rows = Vec::new();
            for district in districts(db, &query.districts)? {
                rows.extend(TasksOf { query, district: &district, after: &after, limit }.all(db)?);
            }
            Ok(rows)
        })?;
        rows.sort_by_cached_key(|row| (place(query.order, row), task_key(row)));
        Ok(page(rows, limit, |row| cursor(place(query.order, row), &task_key(row))))
    }

    fn load(&self, district: &str) -> Result<Vec<LoadRow>> {
        let sql = "SELECT unit, post, officer, count(*) FROM task WHERE district = ? GROUP BY unit, post, officer ORDER BY unit, post, officer";
        self.read(|db| all(db, sql, [district], load_row))
    }

    fn load_due(&self, district: &str, before: Timestamp) -> Result<Vec<LoadRow>> {
        let sql = "SELECT unit, post, officer, count(*) FROM task INDEXED BY task_officer
            WHERE district = ? AND officer IS NOT NULL AND due < ? GROUP BY unit, post, officer ORDER BY unit, post, officer";
        let with = (district, micros(before));
        self.read(|db| all(db, sql, with, load_row))
    }

    fn records(&self, district: &str, case: &str) -> Result<Vec<RecordRow>> {
        let sql = format!("SELECT {RECORD} FROM record WHERE district = ? AND case_id = ? ORDER BY version");
        self.read(|db| all(db, &sql, (district, case), record_row))
    }

    fn records_after(&self, district: &str, after: u64, limit: usize) -> Result<Vec<RecordRow>> {
        self.read(|db| records_after(db, district, after, limit))
    }

    fn districts(&self) -> Result<Vec<String>> {
        Ok(self.frame().tips().into_keys().collect())
    }

    fn places_beyond(&self, seen: &BTreeMap<String, u64>, patience: Duration) -> BTreeMap<String, u64> {
        self.frame().wait_beyond(seen, patience);
        self.frame().tips()
    }

    fn heads_without_index(&self, district: &str, cursor: &str, limit: usize) -> Result<Vec<CaseRow>> {
        let sql = format!(
            "SELECT {HEAD} FROM case_head INDEXED BY case_key WHERE district = ? AND case_id > ? AND reporter_index IS NULL
             ORDER BY case_id LIMIT {limit}"
        );
        self.read(|db| all(db, &sql, (district, cursor), case_row))
    }

    fn put_reporter_index(&self, district: &str, case: &str, version: u64, index: &str) -> Result<bool> {
        let [district, case, index] = [district, case, index].map(str::to_owned);
        self.run(move |db| {
            if crate::vault::is_erased(db, &district, &case)? {
                return Ok(false);
            }
            let changed = db
                .prepare_cached(
                    "UPDATE case_head SET reporter_index = ?4
                     WHERE district = ?1 AND case_id = ?2 AND version = ?3 AND reporter_index IS NULL",
                )?
                .execute((&district, &case, signed(version), &index))?;
            Ok(changed > 0)
        })
    }

    fn due_wakes(&self, now: Timestamp, limit: usize) -> Result<Vec<Wake>> {
        let sql = "SELECT district, case_id, wake_at FROM case_head WHERE wake_at <= ? ORDER BY wake_at LIMIT ?";
        let with = (micros(now), signed(limit as u64));
        self.read(|db| all(db, sql, with, |r| Ok(Wake { district: r.get(0)?, case: r.get(1)?, at: time(r, 2)? })))
    }

    fn next_wake(&self) -> Result<Option<Timestamp>> {
        let sql = "SELECT wake_at FROM case_head WHERE wake_at IS NOT NULL ORDER BY wake_at LIMIT 1";
        self.read(|db| db.prepare_cached(sql)?.query_row((), |r| time(r, 0)))
    }

    fn counts(&self, query: &CountQuery) -> Result<Vec<CountRow>> {
        self.read(|db| crate::figures::counts(db, query))
    }

    fn count_days(&self, query: &CountQuery) -> Result<Vec<(String, Date)>> {
        self.read(|db| crate::figures::days(db, query))
    }

    fn read_figures(&self, district: &str, reader: &mut dyn FigureReader) -> Result<()> {
        self.read(|db| crate::figures::read_all(db, district, reader))
    }

    fn add_figures(&self, district: &str, rows: &[FigureRow]) -> Result<()> {
        crate::figures::add_all(self, district, rows)
    }

    fn next_number(&self, district: &str, year: i16) -> Result<u64> {
        self.take_number(district, year)
    }

    fn idempotency(&self, district: &str, caller: &str, path: &str, key: &str) -> Result<Option<IdempotencyRow>> {
        let sql = "SELECT body_hash, status, response, case_id, seq FROM idempotency
            WHERE district = ?1 AND caller = ?2 AND path = ?3 AND key = ?4 AND kept_at > ?5";
        let row = |r: &Row<'_>| {
            Ok(IdempotencyRow {
                body_hash: r.get(0)?,
                status: r.get(1)?,
                response: r.get(2)?,
                case: r.get(3)?,
                seq: unsigned(r, 4)?,
            })
        };
        let since = micros(a_day_before(Timestamp::now()));
        self.read(|db| db.prepare_cached(sql)?.query_row((district, caller, path, key, since), row))
    }

    fn outer(&self, district: &str, system: &str, number: &str) -> Result<Option<(String, i64)>> {
        let sql = "SELECT case_id, revision FROM outer_key WHERE district = ?1 AND system = ?2 AND number = ?3";
        self.read(|db| db.prepare_cached(sql)?.query_row((district, system, number), |r| Ok((r.get(0)?, r.get(1)?))))
    }

    fn reservations(&self, district: &str, entry: &str, from: i64, until: i64) -> Result<Vec<(i64, String)>> {
        let sql = "SELECT quarter, case_id FROM reservation WHERE district = ? AND entry = ? AND quarter >= ? AND quarter < ? ORDER BY quarter";
        let with = (district, entry, from, until);
        self.read(|db| all(db, sql, with, |r| Ok((r.get(0)?, r.get(1)?))))
    }

    fn reservations_of(&self, district: &str, entries: &[String], from: i64, until: i64) -> Result<Vec<Reservation>> {
        let names = serde_json::to_string(&entries.iter().take(200).collect::<Vec<_>>()).unwrap_or_default();
        let sql = "SELECT r.entry, r.quarter FROM (SELECT DISTINCT value AS entry FROM json_each(?2)) e
            CROSS JOIN reservation r ON r.district = ?1 AND r.entry = e.entry AND r.quarter >= ?3 AND r.quarter < ?4
            ORDER BY r.entry, r.quarter";
        let with = (district, names, from, until);
        self.read(|db| all(db, sql, with, |r| Ok(Reservation { entry: r.get(0)?, quarter: r.get(1)? })))
    }

    fn slots_of(&self, district: &str, case: &str) -> Result<Vec<Reservation>> {
        let sql = "SELECT entry, quarter FROM reservation WHERE district = ? AND case_id = ? ORDER BY entry, quarter";
        let with = (district, case);
        self.read(|db| all(db, sql, with, |r| Ok(Reservation { entry: r.get(0)?, quarter: r.get(1)? })))
    }

    fn keep_slots(&self, district: &str, case: &str, slots: Vec<Reservation>) -> Result<()> {
        let (district, case) = (district.to_owned(), case.to_owned());
        self.run(move |db| {
            db.execute("DELETE FROM reservation WHERE district = ?1 AND case_id = ?2", (&district, &case))?;
            for slot in &slots {
                db.prepare_cached("INSERT INTO reservation VALUES (?1, ?2, ?3, ?4)")?.execute((
                    &district,
                    &slot.entry,
                    slot.quarter,
                    &case,
                ))?;
            }
            Ok(())
        })
    }

    fn sweep(&self, machine_now: Timestamp) -> Result<()> {
        let yesterday = micros(a_day_before(machine_now));
        let last_week = micros(machine_now.checked_sub(crate::DRAFT_LIFETIME).unwrap_or(Timestamp::MIN));
        self.run(move |db| {
            db.execute("DELETE FROM idempotency WHERE kept_at <= ?1", [yesterday])?;
            // An ended session still tells for a day whose the form was that is sent after it.
            db.execute("DELETE FROM session WHERE expires <= ?1", [yesterday])?;
            db.execute("DELETE FROM failure WHERE at <= ?1", [yesterday])?;
            db.execute("DELETE FROM draft WHERE at <= ?1", [last_week])?;
            crate::notices::sweep(db, machine_now)
        })?;
        crate::files::drop_untaken(self, machine_now)
    }
}

/// The records of a district's books, newest first, before a version.
pub(crate) fn records_of_books(db: &Db, district: &str, before: Option<u64>, limit: usize) -> Result<Vec<RecordRow>> {
    let sql = format!(
        "SELECT {RECORD} FROM record WHERE district = ? AND case_id = ? AND version < ? ORDER BY version DESC LIMIT ?"
    );
    let before = signed(before.unwrap_or(i64::MAX as u64));
    let with = (district, BOOKS, before, signed(limit as u64));
    all(db, &sql, with, record_row)
}

/// The records of a district after a place, in order.
pub(crate) fn records_after(db: &Db, district: &str, after: u64, limit: usize) -> Result<Vec<RecordRow>> {
    let sql = format!("SELECT {RECORD} FROM record WHERE district = ? AND seq > ? ORDER BY seq LIMIT ?");
    all(db, &sql, (district, signed(after), signed(limit as u64)), record_row)
}

/// The districts that a question is about.
fn districts(db: &Db, asked: &[String]) -> Result<Vec<String>> {
    if !asked.is_empty() {
        return Ok(asked.to_vec());
    }
    // A loose index scan: one step for each district, however many cases there are.
    let sql = "WITH RECURSIVE d(district) AS (SELECT min(district) FROM case_head UNION ALL
        SELECT (SELECT min(district) FROM case_head h WHERE h.district > d.district) FROM d WHERE d.district IS NOT NULL)
        SELECT district FROM d WHERE district IS NOT NULL";
    all(db, sql, (), |r| r.get(0))
}

/// The `WHERE` of a list for one district; none where nothing can be found.
fn conditions(db: &Db, query: &CaseQuery, district: &str) -> Option<(String, Vec<Sql>)> {
    let (mut sql, mut with) = (String::from("district = ?"), vec![Sql::from(district.to_owned())]);
    among(&mut sql, &mut with, "type_id", &query.types);
    in_stages(&mut sql, &mut with, &query.stages);
    among(&mut sql, &mut with, "unit", &query.units);
    among(&mut sql, &mut with, "status", &query.statuses.iter().map(|s| s.word().to_owned()).collect::<Vec<_>>());
    among(&mut sql, &mut with, "lead", query.lead.as_slice());
    among(&mut sql, &mut with, "reporter_index", query.reporter_index.as_slice());
    let times = [
        ("status = 'open' AND late_from < ?", query.late_at),
        ("(status <> 'open' OR late_from IS NULL OR late_from >= ?)", query.in_time_at),
        ("opened >= ?", query.opened_from),
        ("opened < ?", query.opened_until),
    ];
    for (test, at) in times.into_iter().filter_map(|(test, at)| Some((test, at?))) {
        sql += &format!(" AND {test}");
        with.push(micros(at).into());
    }
    if let Some(public) = query.public {
        // Written out, so that the index over what is public alone can be used.
        sql += if public { " AND public = 1" } else { " AND public = 0" };
    }
    if let Some(words) = &query.q {
        let found = search::question(db, words)?;
        sql += &in_words(db, query.among_newest);
        with.extend([Sql::from(words.trim().to_uppercase()), Sql::from(found), Sql::from(district.to_owned())]);
    }
    Some((sql, with))
}

/// The number is this, or the words are among those of the case: number, words as a question, district.
fn in_words(db: &Db, newest: Option<usize>) -> String {
    let found = search::cases_with(db, newest);
    format!(" AND case_id IN (SELECT case_id FROM case_head WHERE number = ? UNION {found})")
}

/// What narrows most goes first: words, then lateness. Left to itself, SQLite would walk through all cases of a unit, newest first.
fn table(query: &CaseQuery) -> &'static str {
    match query {
        CaseQuery { q: Some(_), .. } => "case_head INDEXED BY case_key",
        CaseQuery { late_at: Some(_), units, .. } if !units.is_empty() => "case_head INDEXED BY case_late_of_unit",
        CaseQuery { late_at: Some(_), .. } => "case_head INDEXED BY case_late",
        CaseQuery { public: Some(true), .. } => "case_head INDEXED BY case_public",
        _ => "case_head",
    }
}

/// One of several values; any, where none is named.
pub(crate) fn among(sql: &mut String, with: &mut Vec<Sql>, column: &str, values: &[String]) {
    match values {
        [] => {}
        [one] => {
            *sql += &format!(" AND {column} = ?");
            with.push(one.clone().into());
        }
        many => {
            *sql += &format!(" AND {column} IN (SELECT value FROM json_each(?))");
            with.push(serde_json::json!(many).to_string().into());
        }
    }
}

/// A case with several branches is found by the stage of each of them. Outside branches its own stage is the only one: a
/// request for more time waits in the stage that it was made in, be the case ahead of it.
fn in_stages(sql: &mut String, with: &mut Vec<Sql>, stages: &[String]) {
    if !stages.is_empty() {
        *sql += " AND (stage IN (SELECT value FROM json_each(?)) OR EXISTS (SELECT 1 FROM task t WHERE t.district = case_head.district
            AND t.case_id = case_head.case_id AND t.branch <> 'main' AND t.stage IN (SELECT value FROM json_each(?))))";
        let stages = serde_json::json!(stages).to_string();
        with.extend([stages.clone().into(), stages.into()]);
    }
}

const TASK: &str = "SELECT t.district, t.case_id, h.number, h.type_id, h.title, h.synthetic, t.task, t.stage, t.branch, t.unit, t.post,
    t.officer, t.due, h.opened FROM";
const ITS_CASE: &str =
    "CROSS JOIN case_head h ON h.district = t.district AND h.case_id = t.case_id WHERE t.district = ?1";

/// What is asked of the tasks of one district. Each way to hold a task has its own index, so nobody's list walks through others' work.
struct TasksOf<'a> {
    query: &'a TaskQuery,
    district: &'a str,
    after: &'a Option<(i64, String)>,
    limit: usize,
}

impl TasksOf<'_> {
    fn all(&self, db: &Db) -> Result<Vec<OpenTask>> {
        let TaskQuery { holders, officer, case, .. } = self.query;
        let mut rows = Vec::new();
        if case.is_some() && holders.is_empty() && officer.is_none() {
            rows.extend(self.ask(db, &format!("{TASK} task t {ITS_CASE}"), vec![])?);
        }
        if let Some(officer) = officer {
            let with = vec![Sql::from(officer.clone())];
            rows.extend(self.ask(
                db,
                &format!("{TASK} task t INDEXED BY task_officer {ITS_CASE} AND t.officer = ?2"),
                with,
            )?);
        }
        if !holders.is_empty() {
            let held: BTreeSet<_> = holders.iter().map(|(post, unit)| [post, unit]).collect();
            let posts = pairs(db);
            let sql = format!(
                "{TASK} {posts} CROSS JOIN task t INDEXED BY task_holder ON t.unit = w.unit AND t.post = w.post {ITS_CASE} AND t.officer IS NULL"
            );
            rows.extend(self.ask(db, &sql, vec![serde_json::json!(held).to_string().into()])?);
        }
        Ok(rows)
    }

    /// `?1` is the district.
    fn ask(&self, db: &Db, sql: &str, more: Vec<Sql>) -> Result<Vec<OpenTask>> {
        let (mut sql, mut with) = (sql.to_owned(), vec![Sql::from(self.district.to_owned())]);
        with.extend(more);
        if let Some(case) = &self.query.case {
            sql += " AND t.case_id = ?";
            with.push(case.clone().into());
        }
        if !self.narrow(db, &mut sql, &mut with) {
            return Ok(Vec::new());
        }
        let by = match self.query.order {
            TaskOrder::Due => "t.due_sort",
            TaskOrder::Oldest => "h.opened",
            TaskOrder::Newest => "-h.opened",
        };
        if let Some((place, key)) = self.after {
            sql += &format!(" AND ({by}, t.case_id || '/' || t.task) > (?, ?)");
            with.extend([Sql::from(*place), Sql::from(key.clone())]);
        }
        sql += &format!(" ORDER BY {by}, t.case_id || '/' || t.task LIMIT {}", self.limit + 1);
        all(db, &sql, with, open_task)
    }

    /// What a list is narrowed by, beside whose it is; false where nothing can be found.
    fn narrow(&self, db: &Db, sql: &mut String, with: &mut Vec<Sql>) -> bool {
        let TaskQuery { types, stages, units, due_before, q, .. } = self.query;
        among(sql, with, "h.type_id", types);
        among(sql, with, "t.stage", stages);
        among(sql, with, "t.unit", units);
        if let Some(due) = due_before {
            *sql += " AND t.due < ?";
            with.push(micros(*due).into());
        }
        let Some(words) = q else { return true };
        let Some(found) = search::question(db, words) else { return false };
        *sql += &in_words(db, None).replacen("case_id", "t.case_id", 1);
        with.extend([Sql::from(words.trim().to_uppercase()), Sql::from(found), Sql::from(self.district.to_owned())]);
        true
    }
}

/// Posts and units out of an array in JSON, as `w`.
fn pairs(db: &Db) -> &'static str {
    match db {
        Db::Sqlite(_) => "(SELECT value ->> 0 AS post, value ->> 1 AS unit FROM json_each(?2)) w",
        Db::Postgres(_) => "(SELECT value::json ->> 0 AS post, value::json ->> 1 AS unit FROM elements(?2)) w",
    }
}

/// Where a task stands in the order of a list.
fn place(order: TaskOrder, row: &OpenTask) -> i64 {
    match order {
        TaskOrder::Due => row.task.due.map_or(i64::MAX, micros),
        TaskOrder::Oldest => micros(row.opened),
        TaskOrder::Newest => -micros(row.opened),
    }
}

fn task_key(row: &OpenTask) -> String {
    format!("{}/{}", row.case, row.task.task)
}

/// A list's limit: 50 unless said, 200 at most.
pub(crate) fn limit(asked: usize) -> usize {
    if asked == 0 { 50 } else { asked.min(200) }
}

/// Cuts the one row too many, and says where the next page begins.
pub(crate) fn page<T>(mut rows: Vec<T>, limit: usize, cursor: impl Fn(&T) -> String) -> Page<T> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = if more { rows.last().map(cursor) } else { None };
    Page { items: rows, next }
}

fn cursor(sort: i64, key: &str) -> String {
    format!("{sort}.{key}")
}

fn read_cursor(text: &str) -> Result<(i64, String)> {
    let bad = || LedgerError::refused("bad-cursor", "翻页标记无效 · the cursor is not one of ours");
    let (sort, key) = text.split_once('.').ok_or_else(bad)?;
    Ok((sort.parse().map_err(|_| bad())?, key.to_owned()))
}

pub(crate) fn case_row(r: &Row<'_>) -> Result<CaseRow> {
    let status: String = r.get(10)?;
    let head = HeadRow {
        number: r.get(5)?,
        type_id: r.get(6)?,
        title: r.get(7)?,
        stage: r.get(8)?,
        unit: r.get(9)?,
        status: Status::of_word(&status).ok_or_else(|| LedgerError::Sql(format!("status {status}")))?,
        outcome: r.get(11)?,
        opened: time(r, 12)?,
        due: time_or_none(r, 13)?,
        late_from: time_or_none(r, 14)?,
        public: r.get(15)?,
        synthetic: r.get(16)?,
        lead: r.get(17)?,
        reporter_index: r.get(18)?,
        state: r.get(19)?,
        wake_at: time_or_none(r, 20)?,
    };
    Ok(CaseRow {
        district: r.get(0)?,
        case: r.get(1)?,
        version: unsigned(r, 2)?,
        seq: unsigned(r, 3)?,
        hash: hash(r, 4)?,
        head,
    })
}

fn record_row(r: &Row<'_>) -> Result<RecordRow> {
    Ok(RecordRow {
        district: r.get(0)?,
        seq: unsigned(r, 1)?,
        case: r.get(2)?,
        version: unsigned(r, 3)?,
        command_id: r.get(4)?,
        bytes: r.get(5)?,
        hash: hash(r, 6)?,
        at: time(r, 7)?,
    })
}

fn open_task(r: &Row<'_>) -> Result<OpenTask> {
    let task = TaskRow {
        task: r.get(6)?,
        stage: r.get(7)?,
        branch: r.get(8)?,
        unit: r.get(9)?,
        post: r.get(10)?,
        officer: r.get(11)?,
        due: time_or_none(r, 12)?,
    };
    Ok(OpenTask {
        district: r.get(0)?,
        case: r.get(1)?,
        number: r.get(2)?,
        type_id: r.get(3)?,
        title: r.get(4)?,
        synthetic: r.get(5)?,
        opened: time(r, 13)?,
        task,
    })
}

fn load_row(r: &Row<'_>) -> Result<LoadRow> {
    Ok(LoadRow { unit: r.get(0)?, post: r.get(1)?, officer: r.get(2)?, tasks: unsigned(r, 3)? })
}
