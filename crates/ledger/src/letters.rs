//! Letters and certificates as their numbers have it: which were issued, by which code they are asked for, and that no
//! number is given twice. What a letter says stands with its case; here is what anybody may know.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::engine::Engine;
use crate::error::{CommitError, LedgerError, Result};
use crate::look::Obstacle;
use crate::query::page;
use crate::read::Page;
use crate::sql::{Db, Row, Sql, all, micros, params, signed, time};
use crate::write::Write;

/// The most rows of one page.
const MOST: usize = 200;

/// A letter on its way into the books, or as its standing changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetterRow {
    /// The district.
    pub district: String,
    /// The case.
    pub case: String,
    /// The case's number.
    pub of: String,
    /// `<pack>.<series>`.
    pub series: String,
    /// The year of its number.
    pub year: i16,
    /// Its running number in series and year.
    pub n: u32,
    /// Its number, as it is written.
    pub number: String,
    /// By which anybody asks for it.
    pub code: String,
    /// `<pack>.<case>`.
    pub type_id: String,
    /// Its name in the pack.
    pub letter: String,
    /// The unit that issued it.
    pub unit: String,
    /// The day of issue.
    pub day: Date,
    /// `valid`, `revoked`, `replaced` or `void`.
    pub standing: String,
    /// Since when.
    pub since: Timestamp,
}

/// A list of letters.
#[derive(Clone, Debug, Default)]
pub struct LetterQuery {
    /// The district.
    pub district: String,
    /// The units that issued them; empty: all.
    pub units: Vec<String>,
    /// Behind this cursor.
    pub cursor: Option<String>,
    /// How many; 0 is 50, never more than 200.
    pub limit: usize,
}

/// What the books know of letters.
pub trait Letters: Send + Sync {
    /// The running number after the last one of a series in a year. It is taken by the commit that uses it: if another one
    /// is faster, that commit is a conflict, and is decided again.
    fn next_letter(&self, district: &str, series: &str, year: i16) -> Result<u32>;
    /// A letter by its code.
    fn letter(&self, code: &str) -> Result<Option<LetterRow>>;
    /// Letters, newest first.
    fn letters(&self, query: &LetterQuery) -> Result<Page<LetterRow>>;
}

const ROW: &str = "district, case_id, of, series, year, n, number, code, type_id, letter, unit, day, standing, since";

/// Whether a number or a code of this command is already another letter's.
pub(crate) fn in_the_way(w: &Write) -> impl Iterator<Item = Obstacle> {
    const USED: &str =
        "SELECT 1 FROM letter WHERE district = ?1 AND series = ?2 AND year = ?3 AND n = ?4 AND code <> ?5
         UNION ALL SELECT 1 FROM letter WHERE district = ?1 AND number = ?6 AND code <> ?5
         UNION ALL SELECT 1 FROM letter WHERE code = ?5 AND (district <> ?1 OR case_id <> ?7)";
    w.letters.iter().map(|row| {
        let with = params![w.district, row.series, row.year, row.n, row.code, row.number, w.case];
        Obstacle::there(USED, with, CommitError::Conflict)
    })
}

/// The letters of a command: new ones, and those whose standing changed.
pub(crate) fn write(db: &Db, w: &Write) -> Result<()> {
    if w.letters.is_empty() {
        return Ok(());
    }
    let mut change =
        db.prepare_cached("UPDATE letter SET standing = ?3, since = ?4 WHERE district = ?1 AND code = ?2")?;
    let mut put = db.prepare_cached(
        "INSERT INTO letter (district, case_id, of, series, year, n, number, code, type_id, letter, unit, day, standing, since)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?;
    for row in &w.letters {
        if change.execute((&w.district, &row.code, &row.standing, micros(row.since)))? > 0 {
            continue;
        }
        put.execute(params![
            w.district,
            w.case,
            row.of,
            row.series,
            row.year,
            row.n,
            row.number,
            row.code,
            row.type_id,
            row.letter,
            row.unit,
            row.day.to_string(),
            row.standing,
            micros(row.since),
        ])?;
    }
    Ok(())
}

impl<E: Engine> Letters for E {
    fn next_letter(&self, district: &str, series: &str, year: i16) -> Result<u32> {
        let sql = "SELECT coalesce(max(n), 0) + 1 FROM letter WHERE district = ?1 AND series = ?2 AND year = ?3";
        self.read(|db| db.prepare_cached(sql)?.the_row((district, series, year), |r| r.get(0)))
    }

    fn letter(&self, code: &str) -> Result<Option<LetterRow>> {
        let sql = format!("SELECT {ROW} FROM letter WHERE code = ?1");
        self.read(|db| db.prepare_cached(&sql)?.query_row([code], letter_row))
    }

    fn letters(&self, query: &LetterQuery) -> Result<Page<LetterRow>> {
        let limit = if query.limit == 0 { 50 } else { query.limit.min(MOST) };
        let mut sql = format!("SELECT {ROW} FROM letter WHERE district = ?");
        let mut with: Vec<Sql> = vec![query.district.clone().into()];
        if !query.units.is_empty() {
            let marks = vec!["?"; query.units.len()].join(", ");
            sql.push_str(&format!(" AND unit IN ({marks})"));
            with.extend(query.units.iter().map(|unit| Sql::from(unit.clone())));
        }
        if let Some(cursor) = &query.cursor {
            let (day, code) = cursor.split_once('.').ok_or_else(bad_cursor)?;
            sql.push_str(" AND (day, code) < (?, ?)");
            with.extend([Sql::from(day.to_owned()), Sql::from(code.to_owned())]);
        }
        sql.push_str(" ORDER BY day DESC, code DESC LIMIT ?");
        with.push(signed(limit as u64).saturating_add(1).into());
        let rows = self.read(|db| all(db, &sql, with.clone(), letter_row))?;
        Ok(page(rows, limit, |row| format!("{}.{}", row.day, row.code)))
    }
}

fn bad_cursor() -> LedgerError {
    LedgerError::refused("bad-cursor", "翻页标记无效 · the cursor is not one of ours")
}

fn letter_row(r: &Row<'_>) -> Result<LetterRow> {
    let day: String = r.get(11)?;
    Ok(LetterRow {
        district: r.get(0)?,
        case: r.get(1)?,
        of: r.get(2)?,
        series: r.get(3)?,
        year: r.get(4)?,
        n: r.get(5)?,
        number: r.get(6)?,
        code: r.get(7)?,
        type_id: r.get(8)?,
        letter: r.get(9)?,
        unit: r.get(10)?,
        day: day.parse().unwrap_or_default(),
        standing: r.get(12)?,
        since: time(r, 13)?,
    })
}
