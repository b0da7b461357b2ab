//! What is kept of figures: sums by indicator, unit, day and recorded day, and everything that they are made of.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::books::BOOKS;
use crate::engine::Engine;
use crate::error::{LedgerError, Result};
use crate::query::among;
use crate::read::{CaseRecords, CountQuery, CountRow, FigureReader, FigureRow, Grain};
use crate::sql::{Db, Row, Sql, all, params, time};

/// Rows that are added in one go: so few that acts do not wait.
const PART: usize = 500;

/// Sums by district, indicator, unit and stretch of time.
pub(crate) fn counts(db: &Db, query: &CountQuery) -> Result<Vec<CountRow>> {
    let (day, group) = match query.grain {
        Grain::Day => ("day", "1, 2, 3, 4"),
        Grain::Month => ("substr(day, 1, 8) || '01'", "1, 2, 3, 4"),
        Grain::Whole => ("min(day)", "1, 2, 3"),
    };
    let mut rows = Vec::new();
    for (filter, with) in conditions(query) {
        let sql = format!(
            "SELECT district, indicator, unit, {day}, CAST(sum(n) AS BIGINT) FROM figure WHERE {filter} GROUP BY {group} ORDER BY {group}"
        );
        rows.extend(all(db, &sql, with, count_row)?);
    }
    Ok(rows)
}

/// The days on which something was recorded, by district, the newest first.
pub(crate) fn days(db: &Db, query: &CountQuery) -> Result<Vec<(String, Date)>> {
    let mut days = Vec::new();
    for (filter, with) in conditions(query) {
        let sql = format!("SELECT DISTINCT district, recorded FROM figure WHERE {filter}");
        days.extend(all(db, &sql, with, |row| Ok((row.get(0)?, date(row, 1)?)))?);
    }
    days.sort_by(|a: &(String, Date), b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    days.dedup();
    Ok(days)
}

/// The conditions of a question: one for each beginning that is asked for, else one for all.
fn conditions(query: &CountQuery) -> Vec<(String, Vec<Sql>)> {
    let mut common = (String::from("1 = 1"), Vec::new());
    among(&mut common.0, &mut common.1, "district", &query.districts);
    if query.beginnings.is_empty() {
        among(&mut common.0, &mut common.1, "indicator", &query.indicators);
    }
    among(&mut common.0, &mut common.1, "unit", &query.units);
    for (test, day) in [("day >= ?", query.from), ("day <= ?", query.to), ("recorded <= ?", query.as_of)] {
        if let Some(day) = day {
            common.0 += &format!(" AND {test}");
            common.1.push(Sql::from(day.to_string()));
        }
    }
    if query.beginnings.is_empty() {
        return vec![common];
    }
    let beginning = |text: &String| {
        let (mut sql, mut with) = common.clone();
        sql += " AND indicator >= ? AND indicator < ?";
        with.extend([Sql::from(text.clone()), Sql::from(format!("{text}\u{10ffff}"))]);
        (sql, with)
    };
    query.beginnings.iter().map(beginning).collect()
}

/// Tells what is kept, then every case's records, in one look at the store.
pub(crate) fn read_all(db: &Db, district: &str, reader: &mut dyn FigureReader) -> Result<()> {
    let sql = "SELECT indicator, unit, day, recorded, n FROM figure WHERE district = ?1 AND n <> 0";
    db.prepare_cached(sql)?.each([district], |row| {
        let (day, recorded) = (date(row, 2)?, date(row, 3)?);
        reader.kept(FigureRow { indicator: row.get(0)?, unit: row.get(1)?, day, recorded, n: row.get(4)? });
        Ok(true)
    })?;
    let sql = "SELECT case_id, at, bytes FROM record WHERE district = ?1 AND case_id <> ?2 ORDER BY case_id, version";
    let (mut case, mut records, mut goes_on) = (String::new(), CaseRecords::new(), true);
    db.prepare_cached(sql)?.each((district, BOOKS), |row| {
        let id: String = row.get(0)?;
        if id != case {
            goes_on = records.is_empty() || reader.case(std::mem::take(&mut records));
            case = id;
        }
        let at: Timestamp = time(row, 1)?;
        records.push((at, row.get(2)?));
        Ok(goes_on)
    })?;
    if goes_on && !records.is_empty() {
        reader.case(records);
    }
    Ok(())
}

/// Adds rows, a part at a time between the acts of others.
pub(crate) fn add_all(store: &impl Engine, district: &str, rows: &[FigureRow]) -> Result<()> {
    for part in rows.chunks(PART) {
        let (district, part) = (district.to_owned(), part.to_vec());
        patiently(|| {
            let (district, part) = (district.clone(), part.clone());
            store.run(move |db| part.iter().try_for_each(|row| add(db, &district, row)))
        })?;
    }
    Ok(())
}

/// Where the writer has its hands full, waits for it.
fn patiently(work: impl Fn() -> Result<()>) -> Result<()> {
    loop {
        match work() {
            Err(LedgerError::Busy(wait)) => std::thread::sleep(wait),
            other => return other,
        }
    }
}

fn add(db: &Db, district: &str, row: &FigureRow) -> Result<()> {
    let FigureRow { indicator, unit, day, recorded, n } = row;
    let (day, recorded) = (day.to_string(), recorded.to_string());
    db.prepare_cached(
        "INSERT INTO figure VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (district, indicator, unit, day, recorded)
         DO UPDATE SET n = figure.n + excluded.n",
    )?
    .execute(params![district, indicator, unit, day, recorded, n])?;
    db.prepare_cached(
        "DELETE FROM figure WHERE district = ?1 AND indicator = ?2 AND unit = ?3 AND day = ?4 AND recorded = ?5 AND n = 0",
    )?
    .execute(params![district, indicator, unit, day, recorded])?;
    Ok(())
}

fn date(row: &Row<'_>, at: usize) -> Result<Date> {
    let text: String = row.get(at)?;
    text.parse().map_err(|_| LedgerError::Sql(format!("column {at} is no day")))
}

fn count_row(row: &Row<'_>) -> Result<CountRow> {
    Ok(CountRow {
        district: row.get(0)?,
        indicator: row.get(1)?,
        unit: row.get(2)?,
        day: date(row, 3)?,
        n: row.get(4)?,
    })
}
