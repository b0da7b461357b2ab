//! The whole store into one file, and out of it again: the file is what the embedded engine's backup is, so that either
//! engine restores what the other one kept.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::{Postgres, schema};
use crate::backup::{entries_of, inside, known, part_of};
use crate::engine::Source;
use crate::error::{LedgerError, Result};
use crate::keys::write_secret;
use crate::sql::{Column, Db, one};
use crate::sqlite::{new_file, old_file};
use crate::verify::{Checks, VerifyReport};
use crate::{Ledger, disk};

/// Rows that go in one question.
const PART: usize = 1000;

/// A table as both engines have it: its name, and its columns with what they hold.
struct Table {
    name: String,
    columns: Vec<(String, Kind)>,
}

#[derive(Clone, Copy)]
enum Kind {
    Int,
    Text,
    Bytes,
}

/// Writes all rows, as of one moment, into a new file.
pub(super) fn backup(store: &Postgres, file: &Path) -> Result<()> {
    part_of(file, |part| {
        let out = new_file(part)?;
        store.read(|db| {
            for table in tables(&out)? {
                copy_out(db, &out, &table)?;
            }
            files_out(db, &out, store.frame().dir.as_path())
        })
    })
}

/// Unpacks a backup into an empty database and opens it; `dir` is the node's own, and gets the keys. Words and tree are made
/// anew; then all of it is verified.
///
/// # Errors
/// `not-empty` where the database holds records; `bad-entry` for a backup whose names lead out of the directory; what
/// [`crate::restore`] says of a file that is no backup.
pub fn restore_to(file: &Path, url: &str, dir: &Path, checks: &Checks<'_>) -> Result<VerifyReport> {
    known(file)?;
    let way = super::Way::to(url)?;
    let db = way.connect()?;
    schema::migrate(&db)?;
    if one(&db, "SELECT count(*) FROM (SELECT 1 FROM record LIMIT 1) r")? > 0 {
        return Err(LedgerError::refused("not-empty", "目标数据库不是空的 · the database is not empty"));
    }
    let copied = tempfile_beside(dir)?;
    std::fs::copy(file, &copied)?;
    let filled = fill(&copied, &db, dir);
    drop(std::fs::remove_file(&copied));
    filled?;
    Postgres::open(url, dir)?.verify(checks)
}

fn tempfile_beside(dir: &Path) -> Result<std::path::PathBuf> {
    std::fs::create_dir_all(dir)?;
    Ok(dir.join("restoring.part"))
}

/// All of it in one transaction, the keys last: what stops half-way leaves an empty database.
fn fill(file: &Path, db: &Db, dir: &Path) -> Result<()> {
    let from = old_file(file)?;
    db.transact(|db| {
        for table in tables(&from)? {
            copy_in(&from, db, &table)?;
        }
        files_in(&from, db)?;
        db.batch(AFTERWARDS)
    })?;
    for (name, bytes) in entries_of(&from, "keys/")? {
        let path = inside(dir, &name)?;
        std::fs::create_dir_all(path.parent().unwrap_or(dir))?;
        write_secret(&path, &bytes)?;
    }
    Ok(())
}

/// What the server keeps beside the rows: last places, next ids, words of entries.
const AFTERWARDS: &str = "
INSERT INTO tip SELECT district, max(seq) FROM record GROUP BY district;
SELECT setval(pg_get_serial_sequence('look', 'id'), coalesce(max(id), 0) + 1, false) FROM look;
SELECT setval(pg_get_serial_sequence('outbox', 'id'), coalesce(max(id), 0) + 1, false) FROM outbox;
SELECT setval(pg_get_serial_sequence('notice', 'id'), coalesce(max(id), 0) + 1, false) FROM notice;
INSERT INTO register_word SELECT r.district, r.register, w.word, r.key FROM register r, entry_words(r.value, r.key) w
  WHERE position('.' IN r.register) = 0 ON CONFLICT DO NOTHING;
";

/// The tables of the file that are truth: what is made from them is made anew.
fn tables(file: &Connection) -> Result<Vec<Table>> {
    let sql = "SELECT t.name, c.name, c.type FROM sqlite_schema t, pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT IN ('backup_entry', 'register_word') ORDER BY t.name, c.cid";
    let mut tables: Vec<Table> = Vec::new();
    let mut ask = file.prepare(sql)?;
    let mut rows = ask.query([])?;
    while let Some(row) = rows.next()? {
        let (name, column, kind): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let kind = match kind.as_str() {
            "INTEGER" => Kind::Int,
            "TEXT" => Kind::Text,
            _ => Kind::Bytes,
        };
        match tables.last_mut().filter(|table| table.name == name) {
            Some(table) => table.columns.push((column, kind)),
            None => tables.push(Table { name, columns: vec![(column, kind)] }),
        }
    }
    Ok(tables)
}

impl Table {
    fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
    }

    /// What stands in the file alone, or on the server alone.
    fn only(&self) -> &'static str {
        if self.name == "meta" { "WHERE key NOT IN ('format', 'keys')" } else { "" }
    }
}

fn copy_out(db: &Db, out: &Connection, table: &Table) -> Result<()> {
    let places = vec!["?"; table.columns.len()].join(", ");
    let names = table.names();
    let mut put = out.prepare(&format!("INSERT INTO \"{}\" ({names}) VALUES ({places})", table.name))?;
    let sql = format!("SELECT {names} FROM \"{}\" {}", table.name, table.only());
    db.prepare_cached(&sql)?.each((), |row| {
        for (at, (_, kind)) in table.columns.iter().enumerate() {
            match kind {
                Kind::Int => put.raw_bind_parameter(at + 1, row.get::<Option<i64>>(at)?)?,
                Kind::Text => put.raw_bind_parameter(at + 1, row.get::<Option<String>>(at)?)?,
                Kind::Bytes => put.raw_bind_parameter(at + 1, row.get::<Option<Vec<u8>>>(at)?)?,
            }
        }
        put.raw_execute()?;
        Ok(true)
    })
}

fn copy_in(from: &Connection, db: &Db, table: &Table) -> Result<()> {
    let Db::Postgres(session) = db else { return Ok(()) };
    let names = table.names();
    let arrays: Vec<String> = table.columns.iter().enumerate().map(|(at, (_, kind))| kind.array(at + 1)).collect();
    let put = format!(
        "INSERT INTO \"{}\" ({names}) SELECT * FROM unnest({}) ON CONFLICT DO NOTHING",
        table.name,
        arrays.join(", ")
    );
    let mut ask = from.prepare(&format!("SELECT {names} FROM \"{}\" {}", table.name, table.only()))?;
    let mut rows = ask.query([])?;
    let mut part = table.empty();
    let mut count = 0;
    while let Some(row) = rows.next()? {
        for (at, column) in part.iter_mut().enumerate() {
            push(column, row.get_ref(at)?)?;
        }
        count += 1;
        if count % PART == 0 {
            session.put(&put, &std::mem::replace(&mut part, table.empty()))?;
        }
    }
    session.put(&put, &part)
}

impl Kind {
    fn array(self, at: usize) -> String {
        let of = match self {
            Kind::Int => "bigint",
            Kind::Text => "text",
            Kind::Bytes => "bytea",
        };
        format!("${at}::{of}[]")
    }
}

impl Table {
    fn empty(&self) -> Vec<Column> {
        let empty = |(_, kind): &(String, Kind)| match kind {
            Kind::Int => Column::Ints(Vec::new()),
            Kind::Text => Column::Texts(Vec::new()),
            Kind::Bytes => Column::Bytes(Vec::new()),
        };
        self.columns.iter().map(empty).collect()
    }
}

fn push(column: &mut Column, value: ValueRef<'_>) -> Result<()> {
    match (column, value) {
        (Column::Ints(all), ValueRef::Null) => all.push(None),
        (Column::Texts(all), ValueRef::Null) => all.push(None),
        (Column::Bytes(all), ValueRef::Null) => all.push(None),
        (Column::Ints(all), ValueRef::Integer(n)) => all.push(Some(n)),
        (Column::Texts(all), ValueRef::Text(text)) => all.push(Some(String::from_utf8_lossy(text).into_owned())),
        (Column::Texts(all), ValueRef::Integer(n)) => all.push(Some(n.to_string())),
        (Column::Bytes(all), ValueRef::Blob(bytes) | ValueRef::Text(bytes)) => all.push(Some(bytes.to_vec())),
        (_, other) => return Err(LedgerError::Sql(format!("a column holds {}", other.data_type()))),
    }
    Ok(())
}

/// Keys and attachments, under the names that they have on a disk.
fn files_out(db: &Db, out: &Connection, dir: &Path) -> Result<()> {
    out.execute_batch("CREATE TABLE backup_entry (name TEXT PRIMARY KEY, bytes BLOB NOT NULL)")?;
    let mut put = out.prepare("INSERT INTO backup_entry VALUES (?1, ?2)")?;
    for name in std::fs::read_dir(dir.join("keys"))? {
        let name = name?;
        put.execute((format!("keys/{}", name.file_name().to_string_lossy()), std::fs::read(name.path())?))?;
    }
    db.prepare_cached("SELECT id, bytes FROM file_bytes ORDER BY id")?.each((), |row| {
        if let Some(place) = disk::place(Path::new(""), &row.get::<String>(0)?) {
            put.execute((place.to_string_lossy(), row.get::<Vec<u8>>(1)?))?;
        }
        Ok(true)
    })
}

fn files_in(from: &Connection, db: &Db) -> Result<()> {
    for (name, bytes) in entries_of(from, "files/")? {
        let hex = name.rsplit('/').next().unwrap_or_default();
        db.execute("INSERT INTO file_bytes VALUES (?1, ?2)", (format!("sha256-{hex}"), bytes))?;
    }
    Ok(())
}
