//! What people typed: sealed under a key per case, outside the record, erasable by dropping the key.
//!
//! The record holds a salted commitment in its place (see [`commitment`]); so a proof stays whole after the text is gone.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::accounts::{LookQuery, LookRow};
use crate::engine::Engine;
use crate::error::{LedgerError, Result};
use crate::keys::{Keys, unseal};
use crate::query::{limit, page};
use crate::read::Page;
use crate::sql::{Db, Row, Sql, all, micros, time};
use crate::write::Hash;

/// What an item's place in the vault holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VaultContent {
    /// What was typed.
    Kept(Vec<u8>),
    /// Nothing any more; the commitment in the record stays.
    Erased,
}

/// Personal data and free text.
pub trait Vault: Send + Sync {
    /// All items of a case, opened. Whoever shows them to somebody also writes a [`LookRow`].
    fn vault(&self, district: &str, case: &str) -> Result<BTreeMap<String, VaultContent>>;

    /// Some items of a case, and the look that they were opened for, in one step.
    fn look(&self, look: LookRow) -> Result<BTreeMap<String, VaultContent>>;

    /// Who looked at what, newest first.
    fn looked(&self, query: &LookQuery) -> Result<Page<LookRow>>;
    /// Who looked at a case, newest first.
    fn looks(&self, district: &str, case: &str) -> Result<Vec<LookRow>>;

    /// Erases what was typed: the case's key, its words in the index, what its reporter's other cases are found by, and files that no other case takes. The record stays.
    fn erase(&self, district: &str, case: &str) -> Result<()>;
}

/// The commitment that an event holds for a vault item: SHA-256 of 16 or more random bytes followed by what was typed.
pub fn commitment(salt: &[u8], plain: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update(salt).chain_update(plain).finalize().into())
}

/// What an item is sealed for.
pub(crate) fn place(district: &str, case: &str, item: &str) -> String {
    format!("{district}/{case}/{item}")
}

/// What an item's search text is sealed for; an item's name has no slash-led twin.
pub(crate) fn words_place(district: &str, case: &str, item: &str) -> String {
    format!("{district}/{case}//{item}")
}

/// What a case's key is wrapped for.
pub(crate) fn key_place(district: &str, case: &str) -> String {
    format!("{district}/{case}")
}

/// Whether the case had a key and has none any more.
pub(crate) fn is_erased(db: &Db, district: &str, case: &str) -> Result<bool> {
    db.prepare_cached("SELECT 1 FROM vault_key WHERE district = ?1 AND case_id = ?2 AND wrapped IS NULL")?
        .exists((district, case))
}

/// The case's key out of what is kept of it; a new one where there is nothing yet.
pub(crate) fn key_for_writing(
    db: &Db,
    keys: &Keys,
    district: &str,
    case: &str,
    kept: Option<Vec<u8>>,
) -> Result<[u8; 32]> {
    if let Some(wrapped) = kept {
        return keys.case_key(&key_place(district, case), &wrapped);
    }
    let (key, wrapped) = keys.new_case_key(&key_place(district, case))?;
    db.prepare_cached("INSERT INTO vault_key VALUES (?1, ?2, ?3)")?.later((district, case, wrapped))?;
    Ok(key)
}

fn key_of(db: &Db, keys: &Keys, district: &str, case: &str) -> Result<Option<[u8; 32]>> {
    let mut ask = db.prepare_cached("SELECT wrapped FROM vault_key WHERE district = ?1 AND case_id = ?2")?;
    let wrapped = ask.query_row((district, case), |r| r.get::<Option<Vec<u8>>>(0))?.flatten();
    wrapped.map(|w| keys.case_key(&key_place(district, case), &w)).transpose()
}

/// Opens every item of a case on this connection.
pub(crate) fn open_all(db: &Db, keys: &Keys, district: &str, case: &str) -> Result<BTreeMap<String, VaultContent>> {
    let key = key_of(db, keys, district, case)?;
    let with = (district, case);
    let rows = all(db, "SELECT item, sealed FROM vault WHERE district = ? AND case_id = ?", with, |r| {
        Ok((r.get::<String>(0)?, r.get::<Vec<u8>>(1)?))
    })?;
    let open = |(item, sealed): (String, Vec<u8>)| {
        let content = match &key {
            Some(key) => VaultContent::Kept(unseal(key, &place(district, case, &item), &sealed)?),
            None => VaultContent::Erased,
        };
        Ok((item, content))
    };
    rows.into_iter().map(open).collect()
}

const LOOK: &str = "district, case_id, items, who, purpose, at, id";

fn look_row(r: &Row<'_>) -> Result<LookRow> {
    let items: String = r.get(2)?;
    Ok(LookRow {
        district: r.get(0)?,
        case: r.get(1)?,
        items: serde_json::from_str(&items).unwrap_or_default(),
        who: r.get(3)?,
        purpose: r.get(4)?,
        at: time(r, 5)?,
    })
}

/// Looks with their places, of each officer asked for by that officer's own index, else of all by place.
fn looks_of(db: &Db, query: &LookQuery, most: usize) -> Result<Vec<(i64, LookRow)>> {
    let whose: Vec<Option<&String>> = match &query.who {
        Some(who) => who.iter().map(Some).collect(),
        None => vec![None],
    };
    let before = query.cursor.as_deref().map(str::parse::<i64>).transpose();
    let before =
        before.map_err(|_| LedgerError::refused("bad-cursor", "翻页标记无效 · the cursor is not one of ours"))?;
    let mut rows = Vec::new();
    for who in whose {
        let mut sql = format!("SELECT {LOOK} FROM look WHERE id < ?");
        let mut with = vec![Sql::from(before.unwrap_or(i64::MAX))];
        for (test, value) in [
            ("who = ?", who.map(|who| Sql::from(who.clone()))),
            ("at >= ?", query.from.map(|at| Sql::from(micros(at)))),
            ("at < ?", query.until.map(|at| Sql::from(micros(at)))),
        ] {
            if let Some(value) = value {
                sql += &format!(" AND {test}");
                with.push(value);
            }
        }
        if !query.districts.is_empty() {
            sql += " AND district IN (SELECT value FROM json_each(?))";
            with.push(serde_json::json!(query.districts).to_string().into());
        }
        sql += &format!(" ORDER BY id DESC LIMIT {most}");
        rows.extend(all(db, &sql, with, |r| Ok((r.get::<i64>(6)?, look_row(r)?)))?);
    }
    Ok(rows)
}

impl<E: Engine> Vault for E {
    fn vault(&self, district: &str, case: &str) -> Result<BTreeMap<String, VaultContent>> {
        self.read(|db| open_all(db, &self.frame().keys, district, case))
    }

    fn look(&self, look: LookRow) -> Result<BTreeMap<String, VaultContent>> {
        let mut opened = self.vault(&look.district, &look.case)?;
        opened.retain(|item, _| look.items.contains(item));
        self.run(move |db| {
            let items = serde_json::json!(look.items).to_string();
            db.prepare_cached(
                "INSERT INTO look (district, case_id, items, who, purpose, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((&look.district, &look.case, items, &look.who, &look.purpose, micros(look.at)))?;
            Ok(())
        })?;
        Ok(opened)
    }

    fn looked(&self, query: &LookQuery) -> Result<Page<LookRow>> {
        let most = limit(query.limit);
        let mut rows = self.read(|db| looks_of(db, query, most + 1))?;
        rows.sort_by_key(|(id, _)| std::cmp::Reverse(*id));
        let found = page(rows, most, |(id, _)| id.to_string());
        Ok(Page { items: found.items.into_iter().map(|(_, row)| row).collect(), next: found.next })
    }

    fn looks(&self, district: &str, case: &str) -> Result<Vec<LookRow>> {
        let sql = format!("SELECT {LOOK} FROM look WHERE district = ? AND case_id = ? ORDER BY at DESC, id DESC");
        self.read(|db| all(db, &sql, (district, case), look_row))
    }

    fn erase(&self, district: &str, case: &str) -> Result<()> {
        let (d, c) = (district.to_owned(), case.to_owned());
        let orphans = self.run_in_log(vec![district.to_owned()], move |db, _| erase_rows(db, &d, &c))?;
        self.drop_files(&orphans)?;
        self.forget(district, case)
    }
}

/// Drops the key and the sealed bytes (a row for each item stays, so that its commitment can be told from a lost one); answers with the
/// files that nobody takes any more.
fn erase_rows(db: &Db, district: &str, case: &str) -> Result<Vec<String>> {
    securely(db, "ON")?;
    db.execute(
        "INSERT INTO vault_key VALUES (?1, ?2, NULL) ON CONFLICT (district, case_id) DO UPDATE SET wrapped = NULL",
        [district, case],
    )?;
    db.execute(
        "UPDATE vault SET sealed = ?3, words = NULL WHERE district = ?1 AND case_id = ?2",
        (district, case, Vec::new()),
    )?;
    db.execute("UPDATE case_head SET reporter_index = NULL WHERE district = ?1 AND case_id = ?2", [district, case])?;
    let sql = "SELECT file FROM case_file mine WHERE district = ? AND case_id = ? AND NOT EXISTS
        (SELECT 1 FROM case_file other WHERE other.file = mine.file AND (other.district, other.case_id) <> (mine.district, mine.case_id))";
    let orphans = all(db, sql, (district, case), |r| r.get::<String>(0))?;
    db.execute("DELETE FROM case_file WHERE district = ?1 AND case_id = ?2", [district, case])?;
    for file in &orphans {
        db.execute("DELETE FROM file WHERE id = ?1", [file])?;
    }
    securely(db, "FAST")?;
    Ok(orphans)
}

/// Whether SQLite overwrites what it deletes; a server has its own housekeeping.
fn securely(db: &Db, how: &str) -> Result<()> {
    match db {
        Db::Sqlite(file) => Ok(file.pragma_update(None, "secure_delete", how)?),
        Db::Postgres(_) => Ok(()),
    }
}

/// For a look now, by `who`, at `items`.
impl LookRow {
    /// A look at these items of a case.
    pub fn new(district: &str, case: &str, items: &[&str], who: &str, purpose: &str, at: Timestamp) -> LookRow {
        LookRow {
            district: district.into(),
            case: case.into(),
            items: items.iter().map(|i| (*i).to_owned()).collect(),
            who: who.into(),
            purpose: purpose.into(),
            at,
        }
    }
}
