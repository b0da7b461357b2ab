//! What goes into a question and what comes back: the same few kinds in either engine.

use std::borrow::Cow;
use std::error::Error;

use bytes::BytesMut;
use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio_postgres::types::{IsNull, Type};

use crate::error::{LedgerError, Result};

/// A value of a question.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'v> {
    Null,
    Int(i64),
    Text(Cow<'v, str>),
    Bytes(Cow<'v, [u8]>),
}

/// A value that stands alone: what a question that is put together piece by piece collects.
pub(crate) type Sql = Value<'static>;

/// What can stand in a question.
pub(crate) trait ToValue {
    fn value(&self) -> Value<'_>;
}

/// The values of a question, in order.
pub(crate) trait Params {
    fn values(&self) -> Vec<Value<'_>>;
}

macro_rules! whole_numbers {
    ($($kind:ty),*) => { $(
        impl ToValue for $kind {
            fn value(&self) -> Value<'_> {
                Value::Int(i64::from(*self))
            }
        }
    )* };
}
whole_numbers!(i64, i32, i16, u32, u16, u8, bool);

impl ToValue for str {
    fn value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}

impl ToValue for String {
    fn value(&self) -> Value<'_> {
        self.as_str().value()
    }
}

impl ToValue for Vec<u8> {
    fn value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self))
    }
}

impl ToValue for [u8; 32] {
    fn value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self))
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::value)
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}

impl ToValue for Value<'_> {
    fn value(&self) -> Value<'_> {
        match self {
            Value::Null => Value::Null,
            Value::Int(n) => Value::Int(*n),
            Value::Text(text) => Value::Text(Cow::Borrowed(text)),
            Value::Bytes(bytes) => Value::Bytes(Cow::Borrowed(bytes)),
        }
    }
}

impl Value<'_> {
    /// The same, standing alone.
    pub(crate) fn into_owned(self) -> Sql {
        match self {
            Value::Null => Value::Null,
            Value::Int(n) => Value::Int(n),
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.into_owned())),
        }
    }
}

impl From<i64> for Sql {
    fn from(n: i64) -> Sql {
        Value::Int(n)
    }
}

impl From<String> for Sql {
    fn from(text: String) -> Sql {
        Value::Text(Cow::Owned(text))
    }
}

impl From<Option<String>> for Sql {
    fn from(text: Option<String>) -> Sql {
        text.map_or(Value::Null, Sql::from)
    }
}

impl Params for () {
    fn values(&self) -> Vec<Value<'_>> {
        Vec::new()
    }
}

impl<T: ToValue> Params for Vec<T> {
    fn values(&self) -> Vec<Value<'_>> {
        self.iter().map(ToValue::value).collect()
    }
}

impl<T: ToValue> Params for &[T] {
    fn values(&self) -> Vec<Value<'_>> {
        self.iter().map(ToValue::value).collect()
    }
}

impl<T: ToValue, const N: usize> Params for [T; N] {
    fn values(&self) -> Vec<Value<'_>> {
        self.iter().map(ToValue::value).collect()
    }
}

macro_rules! tuples {
    ($($kind:ident $at:tt),+) => {
        impl<$($kind: ToValue),+> Params for ($($kind,)+) {
            fn values(&self) -> Vec<Value<'_>> {
                vec![$(self.$at.value()),+]
            }
        }
    };
}
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(n) => ValueRef::Integer(*n),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl tokio_postgres::types::ToSql for Value<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> std::result::Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Value::Null => return Ok(IsNull::Yes),
            Value::Int(n) => match *kind {
                Type::INT2 => i16::try_from(*n)?.to_sql(kind, out)?,
                Type::INT4 => i32::try_from(*n)?.to_sql(kind, out)?,
                Type::INT8 => n.to_sql(kind, out)?,
                _ => return Err(format!("a number where {kind} is wanted").into()),
            },
            Value::Text(text) => text.as_ref().to_sql(&Type::TEXT, out)?,
            Value::Bytes(bytes) => bytes.as_ref().to_sql(&Type::BYTEA, out)?,
        };
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}

/// A row of an answer.
pub(crate) enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

impl Row<'_> {
    /// What stands in a column, counted from 0.
    pub(crate) fn get<T: FromValue>(&self, at: usize) -> Result<T> {
        T::from_column(self, at)
    }

    fn int(&self, at: usize) -> Result<Option<i64>> {
        match self {
            Row::Sqlite(row) => Ok(row.get(at)?),
            Row::Postgres(row) => match row.columns().get(at).map(|column| column.type_()) {
                Some(&Type::INT4) => Ok(row.try_get::<_, Option<i32>>(at)?.map(i64::from)),
                Some(&Type::BOOL) => Ok(row.try_get::<_, Option<bool>>(at)?.map(i64::from)),
                _ => Ok(row.try_get(at)?),
            },
        }
    }

    fn text(&self, at: usize) -> Result<Option<String>> {
        match self {
            Row::Sqlite(row) => Ok(row.get(at)?),
            Row::Postgres(row) => Ok(row.try_get(at)?),
        }
    }

    fn bytes(&self, at: usize) -> Result<Option<Vec<u8>>> {
        match self {
            Row::Sqlite(row) => Ok(row.get(at)?),
            Row::Postgres(row) => Ok(row.try_get(at)?),
        }
    }
}

/// What a column can be read as.
pub(crate) trait FromValue: Sized {
    fn from_column(row: &Row<'_>, at: usize) -> Result<Self>;
}

fn there<T>(found: Option<T>, at: usize) -> Result<T> {
    found.ok_or_else(|| LedgerError::Sql(format!("column {at} is empty")))
}

macro_rules! from_numbers {
    ($($kind:ty),*) => { $(
        impl FromValue for $kind {
            fn from_column(row: &Row<'_>, at: usize) -> Result<Self> {
                let n = there(row.int(at)?, at)?;
                <$kind>::try_from(n).map_err(|_| LedgerError::Sql(format!("column {at} is {n}")))
            }
        }
    )* };
}
from_numbers!(i64, i16, u32, u16);

impl FromValue for bool {
    fn from_column(row: &Row<'_>, at: usize) -> Result<Self> {
        Ok(there(row.int(at)?, at)? != 0)
    }
}

impl FromValue for String {
    fn from_column(row: &Row<'_>, at: usize) -> Result<Self> {
        there(row.text(at)?, at)
    }
}

impl FromValue for Vec<u8> {
    fn from_column(row: &Row<'_>, at: usize) -> Result<Self> {
        there(row.bytes(at)?, at)
    }
}

impl FromValue for [u8; 32] {
    fn from_column(row: &Row<'_>, at: usize) -> Result<Self> {
        let bytes = there(row.bytes(at)?, at)?;
        bytes.try_into().map_err(|_| LedgerError::Sql(format!("column {at} is no hash")))
    }
}

impl FromValue for Option<String> {
    fn from_column(row: &Row<'_>, at: usize) -> Result<Self> {
        row.text(at)
    }
}

impl FromValue for Option<i64> {
    fn from_column(row: &Row<'_>, at: usize) -> Result<Self> {
        row.int(at)
    }
}

impl FromValue for Option<Vec<u8>> {
    fn from_column(row: &Row<'_>, at: usize) -> Result<Self> {
        row.bytes(at)
    }
}
