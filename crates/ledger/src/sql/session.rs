//! A connection to PostgreSQL as this room uses one: asked from whichever thread holds it, it waits for the answer there;
//! what speaks to the server lives on a thread of its own.

use std::cell::RefCell;
use std::collections::HashMap;
use std::error::Error;
use std::pin::pin;

use futures_executor::block_on;
use futures_util::TryStreamExt;
use futures_util::future::try_join_all;
use tokio_postgres::types::{IsNull, ToSql, Type};
use tokio_postgres::{Client, Statement};

use super::{Question, Sql, ToValue, Value, translate};
use crate::error::Result;
use bytes::BytesMut;

/// The values of one column of many rows.
#[derive(Debug)]
pub(crate) enum Column {
    Ints(Vec<Option<i64>>),
    Texts(Vec<Option<String>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl ToSql for Column {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> std::result::Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Column::Ints(all) => all.to_sql(kind, out),
            Column::Texts(all) => all.to_sql(kind, out),
            Column::Bytes(all) => all.to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}

/// One connection and the questions that it has been taught.
pub struct Session {
    client: Client,
    prepared: RefCell<HashMap<String, Statement>>,
    /// What is done before the next question is answered, all at once.
    put_off: RefCell<Vec<(Statement, Vec<Sql>)>>,
}

impl Session {
    pub(crate) fn new(client: Client) -> Session {
        Session { client, prepared: RefCell::default(), put_off: RefCell::default() }
    }

    /// Whether the server can no longer be heard on it.
    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    pub(super) fn prepare(&self, sql: &str) -> Result<Statement> {
        if let Some(known) = self.prepared.borrow().get(sql) {
            return Ok(known.clone());
        }
        let statement = block_on(self.client.prepare(&translate(sql)))?;
        self.prepared.borrow_mut().insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(super) fn put_off(&self, statement: &Statement, with: &[Value<'_>]) {
        let with = with.iter().map(|value| value.value().into_owned()).collect();
        self.put_off.borrow_mut().push((statement.clone(), with));
    }

    /// Sends all that was put off, one behind the other, and waits once.
    pub(super) fn settle(&self) -> Result<()> {
        let all = self.put_off.take();
        let sent = all.iter().map(|(statement, with)| self.client.execute_raw(statement, with));
        block_on(try_join_all(sent))?;
        Ok(())
    }

    /// The first row of each answer; sent one behind the other, waited for once.
    pub(super) fn first_rows(&self, questions: &[Question<'_>]) -> Result<Vec<Option<tokio_postgres::Row>>> {
        self.settle()?;
        let statements = questions.iter().map(|it| self.prepare(it.sql)).collect::<Result<Vec<_>>>()?;
        let asked = questions.iter().zip(&statements).map(|(it, statement)| async move {
            let rows = self.client.query_raw(statement, it.with.iter().map(|value| value as &dyn ToSql)).await?;
            pin!(rows).try_next().await
        });
        Ok(block_on(try_join_all(asked))?)
    }

    pub(super) fn batch(&self, sql: &str) -> Result<()> {
        self.settle()?;
        Ok(block_on(self.client.batch_execute(sql))?)
    }

    pub(super) fn execute(&self, statement: &Statement, with: &[Value<'_>]) -> Result<usize> {
        self.settle()?;
        let touched = block_on(self.client.execute_raw(statement, with.iter().map(|value| value as &dyn ToSql)))?;
        Ok(usize::try_from(touched).unwrap_or(usize::MAX))
    }

    /// Puts many rows at once: a column for each parameter, which the statement unnests.
    pub(crate) fn put(&self, sql: &str, columns: &[Column]) -> Result<()> {
        let statement = match self.prepared.borrow().get(sql) {
            Some(known) => known.clone(),
            None => block_on(self.client.prepare(sql))?,
        };
        block_on(self.client.execute_raw(&statement, columns.iter().map(|column| column as &dyn ToSql)))?;
        self.prepared.borrow_mut().insert(sql.to_owned(), statement);
        Ok(())
    }

    pub(super) fn each(
        &self,
        statement: &Statement,
        with: &[Value<'_>],
        mut row: impl FnMut(&tokio_postgres::Row) -> Result<bool>,
    ) -> Result<()> {
        self.settle()?;
        block_on(async {
            let rows = self.client.query_raw(statement, with.iter().map(|value| value as &dyn ToSql)).await?;
            let mut rows = pin!(rows);
            while let Some(it) = rows.try_next().await? {
                if !row(&it)? {
                    break;
                }
            }
            Ok(())
        })
    }
}
