//! Words to cases: a follower that reads the log from its own position, opens the searchable items and indexes their segmented words.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};

use super::query::all;
use super::{Shared, signed, unsigned};
use crate::error::Result;
use crate::keys::unseal;
use crate::vault;

/// How many records one transaction of the follower covers.
const STEP: u64 = 500;

/// Follows until the store closes. A failure is told to the log and tried again.
pub(crate) fn follower(mut db: Connection, shared: Arc<Shared>) -> impl FnOnce() + Send + 'static {
    move || {
        while !shared.stopping() {
            let tips = shared.tips();
            if let Err(error) = catch_up(&mut db, &shared, &tips) {
                tracing::warn!(%error, "full text lags");
                std::thread::sleep(Duration::from_millis(200));
            }
            shared.breathe();
            shared.wait_beyond(&tips, Duration::from_secs(1));
        }
    }
}

fn catch_up(db: &mut Connection, shared: &Shared, tips: &BTreeMap<String, u64>) -> Result<()> {
    for (district, tip) in tips {
        let mut at = position(db, district)?;
        while at < *tip && !shared.stopping() {
            let until = (at + STEP).min(*tip);
            step(db, shared, district, at, until)?;
            at = until;
        }
    }
    Ok(())
}

/// The place of a follower in a district.
pub(crate) fn position(db: &Connection, district: &str) -> Result<u64> {
    let place = db
        .prepare_cached("SELECT seq FROM position WHERE district = ?1")?
        .query_row([district], |r| unsigned(r, 0))
        .optional()?;
    Ok(place.unwrap_or(0))
}

/// Moves a follower's place, in its own transaction.
pub(crate) fn set_position(db: &Connection, district: &str, seq: u64) -> Result<()> {
    db.prepare_cached("INSERT OR REPLACE INTO position VALUES (?1, ?2)")?.execute((district, signed(seq)))?;
    Ok(())
}

fn step(db: &mut Connection, shared: &Shared, district: &str, after: u64, until: u64) -> Result<()> {
    // The lock first, then the look: a case that is erased in between is found by `forget` after us.
    let tx = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let items = shared.read(|ledger| searchable(ledger, shared, district, after, until))?;
    for (case, item, text) in items {
        tx.prepare_cached("INSERT OR IGNORE INTO word_of (district, case_id, item) VALUES (?1, ?2, ?3)")?
            .execute((district, &case, &item))?;
        let id: i64 = tx
            .prepare_cached("SELECT id FROM word_of WHERE district = ?1 AND case_id = ?2 AND item = ?3")?
            .query_row((district, &case, &item), |r| r.get(0))?;
        tx.prepare_cached("DELETE FROM word WHERE rowid = ?1")?.execute([id])?;
        tx.prepare_cached("INSERT INTO word (rowid, words) VALUES (?1, ?2)")?
            .execute((id, bihuan_text::segment(&text).join(" ")))?;
    }
    set_position(&tx, district, until)?;
    Ok(tx.commit()?)
}

/// Case, item and text of what is searchable between two places; what has been erased meanwhile is left out.
fn searchable(
    ledger: &Connection,
    shared: &Shared,
    district: &str,
    after: u64,
    until: u64,
) -> Result<Vec<(String, String, String)>> {
    let sql = "SELECT v.case_id, v.item, v.words, k.wrapped FROM vault v JOIN vault_key k ON k.district = v.district AND k.case_id = v.case_id
        WHERE v.district = ? AND v.seq > ? AND v.seq <= ? AND v.words IS NOT NULL AND k.wrapped IS NOT NULL ORDER BY v.seq";
    let with = vec![district.to_owned().into(), signed(after).into(), signed(until).into()];
    let rows = all(ledger, sql, with, |r| {
        Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?, r.get::<_, Vec<u8>>(2)?, r.get::<_, Vec<u8>>(3)?))
    })?;
    let open = |(case, item, words, wrapped): (String, String, Vec<u8>, Vec<u8>)| {
        let key = shared.keys.case_key(&vault::key_place(district, &case), &wrapped)?;
        let text = unseal(&key, &vault::words_place(district, &case, &item), &words)?;
        Ok((case, item, String::from_utf8_lossy(&text).into_owned()))
    };
    rows.into_iter().map(open).collect()
}

/// Takes a case's words out of the index.
pub(crate) fn forget(shared: &Shared, district: &str, case: &str) -> Result<()> {
    let db = Connection::open(shared.dir.join("search.db"))?;
    db.busy_timeout(Duration::from_secs(10))?;
    let tx = rusqlite::Transaction::new_unchecked(&db, rusqlite::TransactionBehavior::Immediate)?;
    tx.pragma_update(None, "secure_delete", true)?;
    tx.execute(
        "DELETE FROM word WHERE rowid IN (SELECT id FROM word_of WHERE district = ?1 AND case_id = ?2)",
        [district, case],
    )?;
    tx.execute("DELETE FROM word_of WHERE district = ?1 AND case_id = ?2", [district, case])?;
    Ok(tx.commit()?)
}

/// What was typed into the search field, as a question to FTS5: every word must begin a word of the text. None: nothing to look for.
pub(crate) fn question(typed: &str) -> Option<String> {
    let words: Vec<_> =
        bihuan_text::words(typed).iter().map(|word| format!("\"{}\"*", word.replace('"', "\"\""))).collect();
    (!words.is_empty()).then(|| words.join(" "))
}
