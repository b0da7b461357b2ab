//! The books beside the cases: pack versions, the directory, registers, and small facts about the instance.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::apply::write_of_books;
use crate::engine::Engine;
use crate::error::{LedgerError, Result};
use crate::found::{self, EntryQuery};
use crate::query::{limit, page, records_of_books};
use crate::read::{Page, RecordRow};
use crate::sql::{Db, Row, all, hash, json as json_in, micros, time, unsigned};
use crate::write::{EntryRow, Hash, RecordDraft};

/// A released version of a pack, with its source as it was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackVersion {
    /// The pack's name.
    pub pack: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of the source.
    pub sha256: Hash,
    /// The source's bytes.
    pub source: Vec<u8>,
    /// When it was first seen.
    pub kept_at: Timestamp,
}

/// A unit, post, officer or place of a district, opaque here.
#[derive(Clone, Debug, PartialEq)]
pub struct DirectoryRow {
    /// The district.
    pub district: String,
    /// `unit`, `post`, `officer`, …
    pub kind: String,
    /// Its code, unique in district and kind.
    pub key: String,
    /// What is known of it; `null` takes it out.
    pub value: Value,
}

/// The name under which a district's log keeps the records that no case is about: who changed the directory, and when.
pub const BOOKS: &str = "books";

/// The type of event by which a record tells what a directory row became: `kind`, `key`, and `row` (`null`: taken out).
const ROW: &str = "directory-row";

/// A change of the directory, with who made it and what else happened with it.
#[derive(Clone, Debug, Default)]
pub struct DirectoryChange {
    /// When.
    pub at: Timestamp,
    /// An id of the command, unique.
    pub command_id: String,
    /// Who acted: post and unit, as in every record.
    pub actor: Value,
    /// The rows, each with what the record tells of it: everything but what must not stand there for ever.
    pub rows: Vec<(DirectoryRow, Value)>,
    /// Further events, each in the log of its district.
    pub notes: Vec<(String, Value)>,
    /// Register entries by district; what the record says of them stands in `notes`.
    pub entries: Vec<(String, EntryRow)>,
}

impl DirectoryChange {
    /// The events of each district, in order.
    fn events(&self) -> BTreeMap<&str, Vec<Value>> {
        let mut events: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for (row, told) in &self.rows {
            let event = json!({ "type": ROW, "kind": row.kind, "key": row.key, "row": told });
            events.entry(&row.district).or_default().push(event);
        }
        for (district, event) in &self.notes {
            events.entry(district).or_default().push(event.clone());
        }
        events
    }
}

/// What the last record of each row tells, by kind and key.
pub(crate) fn told_of_rows(records: &[RecordRow]) -> Result<BTreeMap<(String, String), Value>> {
    let mut told = BTreeMap::new();
    for record in records {
        for event in record.events()? {
            let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            if text("type") == ROW {
                told.insert((text("kind"), text("key")), event.get("row").cloned().unwrap_or_default());
            }
        }
    }
    Ok(told)
}

/// What entries of a register are found by beside their keys: a field of their values.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Found {
    /// By the term that they explain.
    ByTerm,
    /// By the year that they belong to.
    ByYear,
}

impl Found {
    /// The field as the index has it, and the index.
    fn sql(self) -> (&'static str, &'static str) {
        match self {
            Found::ByTerm => ("value ->> '$.term'", "register_term"),
            Found::ByYear => ("CAST(value ->> '$.year' AS TEXT)", "register_year"),
        }
    }
}

/// A place among the entries that are found by a field: behind this value and key.
#[derive(Clone, Copy, Debug, Default)]
pub struct Behind<'b> {
    /// The field's value.
    pub value: &'b str,
    /// The key among those of that value; none: behind all of them.
    pub key: Option<&'b str>,
}

/// Packs, directory, registers, facts.
pub trait Books: Send + Sync {
    /// Keeps a pack version. The same version with other bytes is refused (`pack-changed`): a released version is never edited.
    fn keep_pack(&self, pack: &str, version: &str, source: &[u8], at: Timestamp) -> Result<()>;
    /// A kept pack version.
    fn pack(&self, pack: &str, version: &str) -> Result<Option<PackVersion>>;
    /// All kept versions, by pack and version.
    fn packs(&self) -> Result<Vec<PackVersion>>;
    /// Adds or replaces rows of the directory, all in one transaction with the records that tell of it.
    fn put_directory(&self, change: DirectoryChange) -> Result<()>;
    /// The records of a district's books, newest first, before a version (none: from the newest), at most `limit`.
    fn book_records(&self, district: &str, before: Option<u64>, limit: usize) -> Result<Vec<RecordRow>>;
    /// The directory's rows of a kind (all kinds if none is named), by key.
    fn directory(&self, district: &str, kind: Option<&str>) -> Result<Vec<DirectoryRow>>;
    /// The districts that have a directory.
    fn directory_districts(&self) -> Result<Vec<String>>;
    /// Adds, replaces or (with `null`) removes register entries, all in one transaction.
    fn put_entries(&self, district: &str, entries: Vec<EntryRow>) -> Result<()>;
    /// One entry.
    fn entry(&self, district: &str, register: &str, key: &str) -> Result<Option<Value>>;
    /// A register's entries by key, after `cursor`.
    fn entries(&self, district: &str, register: &str, cursor: Option<&str>, limit: usize) -> Result<Page<EntryRow>>;
    /// The entries of a register whose keys begin with `prefix`, by key, after `cursor`; nothing else is looked at.
    fn entries_under(
        &self,
        district: &str,
        register: &str,
        prefix: &str,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<EntryRow>>;
    /// The entries of a register with `from <= key < until`, by key, after `cursor`: one stretch of the key, nothing else.
    fn entries_between(
        &self,
        place: (&str, &str),
        stretch: (&str, &str),
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<EntryRow>>;
    /// How many there are with `from <= key < until`: it costs as much as the stretch is long, whatever else is kept.
    fn count_entries(&self, place: (&str, &str), stretch: (&str, &str)) -> Result<u64>;
    /// Every entry of a register whose key begins with `prefix`, read a page at a time: for what its prefix bounds.
    fn entries_all(&self, district: &str, register: &str, prefix: &str) -> Result<Vec<EntryRow>> {
        let (mut all, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let page = self.entries_under(district, register, prefix, cursor.as_deref(), usize::MAX)?;
            all.extend(page.items);
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(all),
            }
        }
    }
    /// The entries of a register that a query asks for, each with its place in the order; the cost does not grow with the
    /// register where the query names a word that few have, or none.
    fn entries_found(&self, district: &str, register: &str, query: &EntryQuery) -> Result<Vec<(String, EntryRow)>>;
    /// Those of these keys that a register has, by key; at most 200 keys are looked at.
    fn entries_named(&self, district: &str, register: &str, keys: &[&str]) -> Result<Vec<EntryRow>>;
    /// The entries of a register by a field and key, after a place; `only` those whose field is this. What has no such
    /// field is not looked at.
    fn entries_by(
        &self,
        place: (&str, &str),
        by: Found,
        only: Option<&str>,
        after: Behind<'_>,
        limit: usize,
    ) -> Result<Vec<EntryRow>>;
    /// Which values a field has among the entries of a register, in order; each costs one step of the index, at most 200.
    fn values_of(&self, district: &str, register: &str, by: Found) -> Result<Vec<String>>;
    /// A small fact about the instance.
    fn meta(&self, key: &str) -> Result<Option<String>>;
    /// Keeps a small fact; none removes it.
    fn set_meta(&self, key: &str, value: Option<&str>) -> Result<()>;
}

const PACK: &str = "SELECT pack, version, sha256, source, kept_at FROM pack_version";

/// One stretch of a register's keys.
const BETWEEN: &str =
    "SELECT register, key, value FROM register WHERE district = ? AND register = ? AND key >= ? AND key < ?";

impl<E: Engine> Books for E {
    fn keep_pack(&self, pack: &str, version: &str, source: &[u8], at: Timestamp) -> Result<()> {
        let (pack, version, source, sha256) = (pack.to_owned(), version.to_owned(), source.to_vec(), Hash::of(source));
        self.run(move |db| {
            let kept = db.prepare_cached("SELECT sha256 FROM pack_version WHERE pack = ?1 AND version = ?2")?.query_row((&pack, &version), |r| hash(r, 0))?;
            match kept {
                Some(kept) if kept == sha256 => Ok(()),
                Some(_) => Err(LedgerError::refused(
                    "pack-changed",
                    format!("规则包 {pack}@{version} 已经发布,内容不能再改,请改用新版本号 · this pack version was released with other bytes"),
                )),
                None => {
                    db.execute("INSERT INTO pack_version VALUES (?1, ?2, ?3, ?4, ?5)", (&pack, &version, sha256.0, &source, micros(at)))?;
                    Ok(())
                }
            }
        })
    }

    fn pack(&self, pack: &str, version: &str) -> Result<Option<PackVersion>> {
        self.read(|db| {
            db.prepare_cached(&format!("{PACK} WHERE pack = ?1 AND version = ?2"))?.query_row((pack, version), pack_row)
        })
    }

    fn packs(&self) -> Result<Vec<PackVersion>> {
        self.read(|db| all(db, &format!("{PACK} ORDER BY pack, version"), (), pack_row))
    }

    fn put_directory(&self, change: DirectoryChange) -> Result<()> {
        let districts = change.events().into_keys().map(str::to_owned).collect();
        self.run_in_log(districts, move |db, tips| {
            for (row, _) in &change.rows {
                match &row.value {
                    Value::Null => db
                        .prepare_cached("DELETE FROM directory WHERE district = ?1 AND kind = ?2 AND key = ?3")?
                        .execute((&row.district, &row.kind, &row.key))?,
                    value => db
                        .prepare_cached(
                            "INSERT INTO directory VALUES (?1, ?2, ?3, ?4)
                             ON CONFLICT (district, kind, key) DO UPDATE SET value = excluded.value",
                        )?
                        .execute((&row.district, &row.kind, &row.key, value.to_string()))?,
                };
            }
            for (district, entry) in &change.entries {
                write_entries(db, district, std::slice::from_ref(entry))?;
            }
            for (district, events) in change.events() {
                let draft = RecordDraft {
                    at: change.at,
                    command_id: change.command_id.clone(),
                    actor: change.actor.clone(),
                    pack: BOOKS.to_owned(),
                    events,
                };
                write_of_books(db, district, &draft, tips)?;
            }
            Ok(())
        })
    }

    fn book_records(&self, district: &str, before: Option<u64>, limit: usize) -> Result<Vec<RecordRow>> {
        self.read(|db| records_of_books(db, district, before, limit))
    }

    fn directory(&self, district: &str, kind: Option<&str>) -> Result<Vec<DirectoryRow>> {
        self.read(|db| directory_rows(db, district, kind))
    }

    fn directory_districts(&self) -> Result<Vec<String>> {
        self.read(|db| all(db, "SELECT DISTINCT district FROM directory ORDER BY district", (), |r| r.get(0)))
    }

    fn put_entries(&self, district: &str, entries: Vec<EntryRow>) -> Result<()> {
        let district = district.to_owned();
        self.run_in_log(vec![district.clone()], move |db, _| write_entries(db, &district, &entries))
    }

    fn entry(&self, district: &str, register: &str, key: &str) -> Result<Option<Value>> {
        let sql = "SELECT value FROM register WHERE district = ?1 AND register = ?2 AND key = ?3";
        self.read(|db| db.prepare_cached(sql)?.query_row((district, register, key), |r| json_in(r, 0)))
    }

    fn entries(&self, district: &str, register: &str, cursor: Option<&str>, asked: usize) -> Result<Page<EntryRow>> {
        self.entries_under(district, register, "", cursor, asked)
    }

    fn entries_under(
        &self,
        district: &str,
        register: &str,
        prefix: &str,
        cursor: Option<&str>,
        asked: usize,
    ) -> Result<Page<EntryRow>> {
        let most = limit(asked);
        let sql = format!(
            "SELECT register, key, value FROM register WHERE district = ? AND register = ? AND key > ? AND key >= ? AND key < ? ORDER BY key LIMIT {}",
            most + 1
        );
        // The greatest character there is: no key with this beginning comes after it.
        let end = format!("{prefix}{}", char::MAX);
        let with = [district, register, cursor.unwrap_or(""), prefix, &end];
        Ok(page(self.read(|db| all(db, &sql, with, entry_row))?, most, |row| row.key.clone()))
    }

    fn entries_found(&self, district: &str, register: &str, query: &EntryQuery) -> Result<Vec<(String, EntryRow)>> {
        found::entries_found(self, district, register, query)
    }

    fn entries_between(
        &self,
        (district, register): (&str, &str),
        (from, until): (&str, &str),
        cursor: Option<&str>,
        asked: usize,
    ) -> Result<Page<EntryRow>> {
        let most = limit(asked);
        let sql = format!("{BETWEEN} AND key > ? ORDER BY key LIMIT {}", most + 1);
        let with = [district, register, from, until, cursor.unwrap_or("")];
        Ok(page(self.read(|db| all(db, &sql, with, entry_row))?, most, |row| row.key.clone()))
    }

    fn count_entries(&self, (district, register): (&str, &str), (from, until): (&str, &str)) -> Result<u64> {
        let sql = BETWEEN.replacen("register, key, value", "count(*)", 1);
        let with = [district, register, from, until];
        let counted = self.read(|db| all(db, &sql, with, |r| unsigned(r, 0)))?;
        Ok(counted.into_iter().sum())
    }

    fn entries_named(&self, district: &str, register: &str, keys: &[&str]) -> Result<Vec<EntryRow>> {
        let keys = serde_json::to_string(&keys.iter().take(limit(usize::MAX)).collect::<Vec<_>>()).unwrap_or_default();
        let sql = "SELECT r.register, r.key, r.value FROM (SELECT DISTINCT value AS key FROM json_each(?3)) k
            CROSS JOIN register r ON r.district = ?1 AND r.register = ?2 AND r.key = k.key ORDER BY r.key";
        let with = (district, register, keys);
        self.read(|db| all(db, sql, with, entry_row))
    }

    fn entries_by(
        &self,
        (district, register): (&str, &str),
        by: Found,
        only: Option<&str>,
        after: Behind<'_>,
        asked: usize,
    ) -> Result<Vec<EntryRow>> {
        let (field, index) = by.sql();
        // Written so that the index is entered at the place and left with the last row.
        let (behind, order) = match only {
            Some(_) => (format!("{field} = ?3 AND key > ?4"), "key".to_owned()),
            None => (format!("{field} >= ?3 AND ({field} > ?3 OR key > ?4)"), format!("{field}, key")),
        };
        let sql = format!(
            "SELECT register, key, value FROM register INDEXED BY {index}
             WHERE district = ?1 AND register = ?2 AND {field} IS NOT NULL AND {behind} ORDER BY {order} LIMIT {}",
            limit(asked)
        );
        let last = char::MAX.to_string();
        let key = after.key.unwrap_or(if after.value.is_empty() { "" } else { &last });
        let with = [district, register, only.unwrap_or(after.value), key];
        self.read(|db| all(db, &sql, with, entry_row))
    }

    fn values_of(&self, district: &str, register: &str, by: Found) -> Result<Vec<String>> {
        let (field, index) = by.sql();
        let first = |behind: &str| {
            format!(
                "SELECT {field} FROM register INDEXED BY {index}
                 WHERE district = ?1 AND register = ?2 AND {field} IS NOT NULL {behind} ORDER BY {field} LIMIT 1"
            )
        };
        let sql = format!(
            "WITH RECURSIVE known(it) AS (SELECT ({}) UNION ALL SELECT ({}) FROM known WHERE it IS NOT NULL)
             SELECT it FROM known WHERE it IS NOT NULL LIMIT 200",
            first(""),
            first(&format!("AND {field} > known.it")),
        );
        let with = (district, register);
        self.read(|db| all(db, &sql, with, |row| row.get(0)))
    }

    fn meta(&self, key: &str) -> Result<Option<String>> {
        self.read(|db| db.prepare_cached("SELECT value FROM meta WHERE key = ?1")?.query_row([key], |r| r.get(0)))
    }

    fn set_meta(&self, key: &str, value: Option<&str>) -> Result<()> {
        let (key, value) = (key.to_owned(), value.map(str::to_owned));
        self.run(move |db| {
            match &value {
                Some(value) => db.execute(
                    "INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    (&key, value),
                )?,
                None => db.execute("DELETE FROM meta WHERE key = ?1", [&key])?,
            };
            Ok(())
        })
    }
}

/// The directory's rows of a kind, or of all.
pub(crate) fn directory_rows(db: &Db, district: &str, kind: Option<&str>) -> Result<Vec<DirectoryRow>> {
    let sql = "SELECT district, kind, key, value FROM directory WHERE district = ?1 AND (CAST(?2 AS TEXT) IS NULL OR kind = ?2) ORDER BY kind, key";
    let row =
        |r: &Row<'_>| Ok(DirectoryRow { district: r.get(0)?, kind: r.get(1)?, key: r.get(2)?, value: json_in(r, 3)? });
    all(db, sql, (district, kind), row)
}

/// Register entries, whether they come alone or with a case.
pub(crate) fn write_entries(db: &Db, district: &str, entries: &[EntryRow]) -> Result<()> {
    for e in entries {
        // Gone, then there again: the words by which an entry is found go and come with it.
        let place = (district, &e.register, &e.key);
        db.execute("DELETE FROM register WHERE district = ?1 AND register = ?2 AND key = ?3", place)?;
        if !e.value.is_null() {
            let with = (district, &e.register, &e.key, e.value.to_string());
            db.execute("INSERT INTO register VALUES (?1, ?2, ?3, ?4)", with)?;
        }
        if let Db::Postgres(_) = db {
            write_words(db, district, e)?;
        }
    }
    Ok(())
}

/// What triggers do in a file: the words of an entry, for registers that a pack declares.
fn write_words(db: &Db, district: &str, e: &EntryRow) -> Result<()> {
    if e.register.contains('.') {
        return Ok(());
    }
    let place = (district, &e.register, &e.key);
    db.execute("DELETE FROM register_word WHERE district = ?1 AND register = ?2 AND key = ?3", place)?;
    if !e.value.is_null() {
        let add =
            "INSERT INTO register_word SELECT ?1, ?2, w.word, ?3 FROM entry_words(?4, ?3) w ON CONFLICT DO NOTHING";
        db.execute(add, (district, &e.register, &e.key, e.value.to_string()))?;
    }
    Ok(())
}

fn entry_row(r: &Row<'_>) -> Result<EntryRow> {
    Ok(EntryRow { register: r.get(0)?, key: r.get(1)?, value: json_in(r, 2)? })
}

fn pack_row(r: &Row<'_>) -> Result<PackVersion> {
    Ok(PackVersion {
        pack: r.get(0)?,
        version: r.get(1)?,
        sha256: hash(r, 2)?,
        source: r.get(3)?,
        kept_at: time(r, 4)?,
    })
}
