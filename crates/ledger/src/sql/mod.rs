//! One way to ask either engine. The questions of this room's neighbours are written once, in the SQL that SQLite and
//! PostgreSQL share; what they do not share is put into the other's words by [`translate`], or named by [`Db`] itself.
//!
//! A question is prepared, asked with [`Params`], and answered row by row; a time is microseconds since 1970, a day
//! `YYYY-MM-DD`, a yes 1, a hash 32 bytes, whichever engine keeps it.

mod session;
mod translate;
mod value;

use jiff::Timestamp;

use crate::error::{LedgerError, Result};

pub(crate) use session::Column;
pub use session::Session;
pub(crate) use translate::translate;
pub(crate) use value::{Params, Row, Sql, ToValue, Value};

/// Several values of any kind, as a question takes them.
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$(&$value as &dyn crate::sql::ToValue),*][..] };
}
pub(crate) use params;

/// A connection to a store, of whichever engine.
pub enum Db {
    /// To the file of this process.
    Sqlite(rusqlite::Connection),
    /// To a server that other nodes talk to as well.
    Postgres(Session),
}

/// A question that is asked together with others.
pub(crate) struct Question<'q> {
    pub(crate) sql: &'static str,
    pub(crate) with: Vec<Value<'q>>,
}

/// A question that is ready to be asked, again and again.
pub(crate) enum Statement<'d> {
    Sqlite(rusqlite::CachedStatement<'d>),
    Postgres(&'d Session, tokio_postgres::Statement),
}

impl Db {
    /// Makes a question ready; the connection remembers it by its words.
    pub(crate) fn prepare_cached(&self, sql: &str) -> Result<Statement<'_>> {
        Ok(match self {
            Db::Sqlite(db) => Statement::Sqlite(db.prepare_cached(sql)?),
            Db::Postgres(session) => Statement::Postgres(session, session.prepare(sql)?),
        })
    }

    /// Does it once; answers how many rows it touched.
    pub(crate) fn execute(&self, sql: &str, with: impl Params) -> Result<usize> {
        self.prepare_cached(sql)?.execute(with)
    }

    /// The first row of each answer, in order. A server hears all questions before it answers the first.
    pub(crate) fn first_rows<T>(
        &self,
        questions: &[Question<'_>],
        row: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<Option<T>>> {
        match self {
            Db::Sqlite(_) => {
                let ask = |it: &Question<'_>| self.prepare_cached(it.sql)?.query_row(&it.with[..], &row);
                questions.iter().map(ask).collect()
            }
            Db::Postgres(session) => {
                let rows = session.first_rows(questions)?;
                rows.iter().map(|it| it.as_ref().map(|it| row(&Row::Postgres(it))).transpose()).collect()
            }
        }
    }

    /// Does now what was put off with [`Statement::later`].
    pub(crate) fn settle(&self) -> Result<()> {
        match self {
            Db::Sqlite(_) => Ok(()),
            Db::Postgres(session) => session.settle(),
        }
    }

    /// Several statements without parameters, in the engine's own words.
    pub(crate) fn batch(&self, sql: &str) -> Result<()> {
        match self {
            Db::Sqlite(db) => Ok(db.execute_batch(sql)?),
            Db::Postgres(session) => session.batch(sql),
        }
    }

    /// Whether the server can no longer be heard; a file is always there.
    pub(crate) fn is_gone(&self) -> bool {
        matches!(self, Db::Postgres(session) if session.is_closed())
    }

    /// What lets workers of several nodes take different rows: behind a question for rows that are about to be changed.
    pub(crate) fn skipping_taken(&self) -> &'static str {
        match self {
            Db::Sqlite(_) => "",
            Db::Postgres(_) => "FOR UPDATE SKIP LOCKED",
        }
    }

    /// Does several things that become durable together; an error leaves nothing of them behind.
    pub(crate) fn transact<T>(&self, work: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
        self.batch(if matches!(self, Db::Sqlite(_)) { "BEGIN IMMEDIATE" } else { "BEGIN" })?;
        let done = work(self).and_then(|answer| self.batch("COMMIT").map(|()| answer));
        if done.is_err()
            && let Err(error) = self.batch("ROLLBACK")
        {
            tracing::debug!(%error, "a transaction had ended by itself");
        }
        done
    }

    /// The connection to the file of this process; a refusal where the store is elsewhere.
    pub(crate) fn file(&self) -> Result<&rusqlite::Connection> {
        match self {
            Db::Sqlite(db) => Ok(db),
            Db::Postgres(_) => Err(LedgerError::Sql("not a file".into())),
        }
    }
}

impl Statement<'_> {
    /// The first row of the answer, if there is one.
    pub(crate) fn query_row<T>(
        &mut self,
        with: impl Params,
        row: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let (mut row, mut found) = (Some(row), None);
        self.each(with, |it| {
            found = row.take().map(|row| row(it)).transpose()?;
            Ok(false)
        })?;
        Ok(found)
    }

    /// The first row of an answer that always has one: a count, a greatest value.
    pub(crate) fn the_row<T>(&mut self, with: impl Params, row: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<T> {
        self.query_row(with, row)?.ok_or_else(|| LedgerError::Sql("no row".into()))
    }

    /// Whether there is a row.
    pub(crate) fn exists(&mut self, with: impl Params) -> Result<bool> {
        Ok(self.query_row(with, |_| Ok(()))?.is_some())
    }

    /// Does it; answers how many rows it touched.
    pub(crate) fn execute(&mut self, with: impl Params) -> Result<usize> {
        match self {
            Statement::Sqlite(statement) => Ok(statement.execute(rusqlite::params_from_iter(with.values()))?),
            Statement::Postgres(session, statement) => session.execute(statement, &with.values()),
        }
    }

    /// Does it at the latest before the next question is answered; a server is not waited for in between, and what it has to
    /// say against it comes then.
    pub(crate) fn later(&mut self, with: impl Params) -> Result<()> {
        match self {
            Statement::Sqlite(_) => self.execute(with).map(drop),
            Statement::Postgres(session, statement) => {
                session.put_off(statement, &with.values());
                Ok(())
            }
        }
    }

    /// Hears row after row while `row` says yes; only one of them is in memory.
    pub(crate) fn each(&mut self, with: impl Params, mut row: impl FnMut(&Row<'_>) -> Result<bool>) -> Result<()> {
        match self {
            Statement::Sqlite(statement) => {
                let mut rows = statement.query(rusqlite::params_from_iter(with.values()))?;
                while let Some(it) = rows.next()? {
                    if !row(&Row::Sqlite(it))? {
                        break;
                    }
                }
                Ok(())
            }
            Statement::Postgres(session, statement) => {
                session.each(statement, &with.values(), |it| row(&Row::Postgres(it)))
            }
        }
    }
}

/// All rows of one question.
pub(crate) fn all<T>(
    db: &Db,
    sql: &str,
    with: impl Params,
    mut row: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut rows = Vec::new();
    db.prepare_cached(sql)?.each(with, |it| {
        rows.push(row(it)?);
        Ok(true)
    })?;
    crate::tally::rows(rows.len());
    Ok(rows)
}

/// One number out of one row.
pub(crate) fn one(db: &Db, sql: &str) -> Result<u64> {
    db.prepare_cached(sql)?.the_row((), |r| unsigned(r, 0))
}

/// A column that is never below zero.
pub(crate) fn unsigned(row: &Row<'_>, at: usize) -> Result<u64> {
    let n: i64 = row.get(at)?;
    u64::try_from(n).map_err(|_| LedgerError::Sql(format!("column {at} is {n}")))
}

/// As a store keeps it; numbers above 2^63 do not occur.
pub(crate) fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A time as it is kept: microseconds since 1970.
pub(crate) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// A kept time.
pub(crate) fn time(row: &Row<'_>, at: usize) -> Result<Timestamp> {
    let n: i64 = row.get(at)?;
    Timestamp::from_microsecond(n).map_err(|_| LedgerError::Sql(format!("column {at} is no time: {n}")))
}

/// A kept time that may be absent.
pub(crate) fn time_or_none(row: &Row<'_>, at: usize) -> Result<Option<Timestamp>> {
    match row.get::<Option<i64>>(at)? {
        Some(_) => time(row, at).map(Some),
        None => Ok(None),
    }
}

/// A kept hash.
pub(crate) fn hash(row: &Row<'_>, at: usize) -> Result<crate::Hash> {
    Ok(crate::Hash(row.get(at)?))
}

/// Kept JSON.
pub(crate) fn json(row: &Row<'_>, at: usize) -> Result<serde_json::Value> {
    let text: String = row.get(at)?;
    serde_json::from_str(&text).map_err(|e| LedgerError::Sql(format!("column {at} is no JSON: {e}")))
}
