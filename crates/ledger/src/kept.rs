//! What officers keep for themselves beside the cases: saved views, column mappings, half-written drafts. Small, named,
//! theirs alone, and no part of the record.
//!
//! A body stands here as it is given, unsealed: whoever keeps what a resident said seals it first.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use crate::engine::Engine;
use crate::error::Result;
use crate::sql::{Db, Row, all, json, micros, time, unsigned};

/// The most rows of one owner and kind that are read at once.
const MOST: u32 = 200;

/// Something small that somebody keeps by name.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptRow {
    /// Whose it is: a user name.
    pub owner: String,
    /// What it is: `view`, `mapping`, `draft` …
    pub kind: String,
    /// Its name among those of its owner and kind.
    pub name: String,
    /// What is kept.
    pub body: Value,
    /// When it was kept last, by the machine's clock.
    pub at: Timestamp,
}

/// What officers keep for themselves.
pub trait Keepsakes: Send + Sync {
    /// Keeps it, in place of what had its owner, kind and name.
    fn keep(&self, row: KeptRow) -> Result<()>;
    /// What somebody keeps of a kind, by name; at most 200.
    fn kept(&self, owner: &str, kind: &str) -> Result<Vec<KeptRow>>;
    /// One thing that somebody keeps.
    fn kept_one(&self, owner: &str, kind: &str, name: &str) -> Result<Option<KeptRow>>;
    /// What everybody keeps of a kind under one name; at most 200.
    fn kept_by_all(&self, kind: &str, name: &str) -> Result<Vec<KeptRow>>;
    /// Of what everybody keeps of a kind, name by name: how many say yes in this member of their body, and how many there
    /// are. One look at the names that begin so, however many keep something.
    fn kept_counts(&self, kind: &str, prefix: &str, member: &str) -> Result<BTreeMap<String, (u64, u64)>>;
    /// Lets it go; nothing happens where there is none.
    fn let_go(&self, owner: &str, kind: &str, name: &str) -> Result<()>;
}

const KEPT: &str = "SELECT owner, kind, name, body, at FROM kept";

impl<E: Engine> Keepsakes for E {
    fn keep(&self, row: KeptRow) -> Result<()> {
        self.run(move |db| {
            db.prepare_cached(
                "INSERT INTO kept VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (owner, kind, name) DO UPDATE SET body = excluded.body, at = excluded.at",
            )?
            .execute((&row.owner, &row.kind, &row.name, row.body.to_string(), micros(row.at)))?;
            Ok(())
        })
    }

    fn kept(&self, owner: &str, kind: &str) -> Result<Vec<KeptRow>> {
        let sql = format!("{KEPT} WHERE owner = ? AND kind = ? ORDER BY name LIMIT {MOST}");
        let with = [owner, kind];
        self.read(|db| all(db, &sql, with, kept_row))
    }

    fn kept_one(&self, owner: &str, kind: &str, name: &str) -> Result<Option<KeptRow>> {
        let sql = format!("{KEPT} WHERE owner = ?1 AND kind = ?2 AND name = ?3");
        self.read(|db| db.prepare_cached(&sql)?.query_row((owner, kind, name), kept_row))
    }

    fn kept_by_all(&self, kind: &str, name: &str) -> Result<Vec<KeptRow>> {
        let sql = format!("{KEPT} INDEXED BY kept_name WHERE kind = ? AND name = ? ORDER BY owner LIMIT {MOST}");
        let with = [kind, name];
        self.read(|db| all(db, &sql, with, kept_row))
    }

    fn kept_counts(&self, kind: &str, prefix: &str, member: &str) -> Result<BTreeMap<String, (u64, u64)>> {
        let sql = |yes: &str| {
            format!(
                "SELECT name, count(*) FILTER (WHERE {yes}), count(*) FROM kept INDEXED BY kept_name
                 WHERE kind = ?2 AND name >= ?3 AND name < ?4 GROUP BY name"
            )
        };
        // The greatest character there is: no name with this beginning comes after it.
        let end = format!("{prefix}{}", char::MAX);
        let with = [member, kind, prefix, &end];
        let row = |r: &Row<'_>| Ok((r.get(0)?, (unsigned(r, 1)?, unsigned(r, 2)?)));
        Ok(self.read(|db| all(db, &sql(says_yes(db)), with, row))?.into_iter().collect())
    }

    fn let_go(&self, owner: &str, kind: &str, name: &str) -> Result<()> {
        let [owner, kind, name] = [owner, kind, name].map(str::to_owned);
        self.run(move |db| {
            db.prepare_cached("DELETE FROM kept WHERE owner = ?1 AND kind = ?2 AND name = ?3")?
                .execute((&owner, &kind, &name))?;
            Ok(())
        })
    }
}

/// Whether a member of the body is a yes: the member is the first parameter.
fn says_yes(db: &Db) -> &'static str {
    match db {
        Db::Sqlite(_) => "body ->> ?1 = 1",
        Db::Postgres(_) => "body::jsonb ->> ?1 = 'true'",
    }
}

fn kept_row(r: &Row<'_>) -> Result<KeptRow> {
    Ok(KeptRow { owner: r.get(0)?, kind: r.get(1)?, name: r.get(2)?, body: json(r, 3)?, at: time(r, 4)? })
}
