//! Attachments in the database, beside what is known of them, so that every node has them and one backup holds all.

use super::Postgres;
use crate::Files;
use crate::engine::{Engine, Source};
use crate::error::Result;
use crate::files::damaged;

pub(super) fn store(store: &Postgres, id: &str, bytes: &[u8]) -> Result<()> {
    let (id, bytes) = (id.to_owned(), bytes.to_vec());
    store.run(move |db| {
        db.execute("INSERT INTO file_bytes VALUES (?1, ?2) ON CONFLICT DO NOTHING", (&id, &bytes))?;
        Ok(())
    })
}

pub(super) fn load(store: &Postgres, id: &str) -> Result<Vec<u8>> {
    let bytes = store.read(|db| {
        db.prepare_cached("SELECT bytes FROM file_bytes WHERE id = ?1")?.query_row([id], |r| r.get::<Vec<u8>>(0))
    })?;
    bytes.ok_or_else(|| damaged(id))
}

/// Bytes whose file somebody has put again meanwhile stay.
pub(super) fn drop_all(store: &Postgres, ids: &[String]) -> Result<()> {
    for id in ids {
        if store.file(id)?.is_none() {
            let id = id.clone();
            store.run(move |db| {
                let sql =
                    "DELETE FROM file_bytes b WHERE b.id = ?1 AND NOT EXISTS (SELECT 1 FROM file f WHERE f.id = b.id)";
                db.execute(sql, [&id]).map(drop)
            })?;
        }
    }
    Ok(())
}
