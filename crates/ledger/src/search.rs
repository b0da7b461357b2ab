//! Words to cases: a follower that reads the log from its own position, opens the searchable items and indexes their segmented words.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::engine::Source;
use crate::error::Result;
use crate::keys::unseal;
use crate::sql::{Db, all, signed, unsigned};
use crate::vault;

/// How many records one transaction of the follower covers.
const STEP: u64 = 500;

/// Where the index of words is written: on a connection of its own, in a schema of this name.
pub(crate) struct Index {
    pub(crate) db: Db,
    pub(crate) schema: &'static str,
}

/// Follows until the store closes. A failure is told to the log and tried again.
pub(crate) fn follower(mut index: Index, source: Arc<impl Source>) -> impl FnOnce() + Send + 'static {
    move || {
        let frame = source.frame();
        while !frame.stopping() {
            let tips = frame.tips();
            if let Err(error) = index.follow(&*source, &tips) {
                tracing::warn!(%error, "full text lags");
                std::thread::sleep(Duration::from_millis(200));
            }
            frame.breathe();
            frame.wait_beyond(&tips, Duration::from_secs(1));
        }
    }
}

impl Index {
    fn follow(&mut self, source: &impl Source, tips: &BTreeMap<String, u64>) -> Result<()> {
        source.renew(&mut self.db)?;
        self.catch_up(source, tips)
    }

    fn catch_up(&self, source: &impl Source, tips: &BTreeMap<String, u64>) -> Result<()> {
        for (district, tip) in tips {
            while position(&self.db, self.schema, district)? < *tip && !source.frame().stopping() {
                if !self.step(source, district, *tip)? {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Some steps further; false where another node is at it.
    fn step(&self, source: &impl Source, district: &str, tip: u64) -> Result<bool> {
        self.db.transact(|db| {
            // The lock first, then the look: a case that is erased in between is found by `forget` after us.
            let Some(at) = position_held(db, self.schema, district)? else { return Ok(false) };
            let until = (at + STEP).min(tip);
            for (case, item, text) in source.read(|ledger| searchable(ledger, source, district, at, until))? {
                self.put(district, &case, &item, &bihuan_text::segment(&text).join(" "))?;
            }
            set_position(db, self.schema, district, until.max(at))?;
            Ok(true)
        })
    }

    fn put(&self, district: &str, case: &str, item: &str, words: &str) -> Result<()> {
        let db = &self.db;
        if let Db::Postgres(_) = db {
            let put = "INSERT INTO search.word_of (district, case_id, item, words, found)
                VALUES (?1, ?2, ?3, ?4, array_to_tsvector(array_remove(string_to_array(?5, ' '), '')))
                ON CONFLICT (district, case_id, item) DO UPDATE SET words = excluded.words, found = excluded.found";
            db.execute(put, (district, case, item, words, words.to_lowercase()))?;
            return Ok(());
        }
        db.execute(
            "INSERT INTO word_of (district, case_id, item) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            (district, case, item),
        )?;
        let id: i64 = db
            .prepare_cached("SELECT id FROM word_of WHERE district = ?1 AND case_id = ?2 AND item = ?3")?
            .the_row((district, case, item), |r| r.get(0))?;
        db.execute("DELETE FROM word WHERE rowid = ?1", [id])?;
        db.execute("INSERT INTO word (rowid, words) VALUES (?1, ?2)", (id, words))?;
        Ok(())
    }
}

/// The place of a follower in a district.
pub(crate) fn position(db: &Db, schema: &str, district: &str) -> Result<u64> {
    let sql = format!("SELECT seq FROM {schema}.position WHERE district = ?1");
    Ok(db.prepare_cached(&sql)?.query_row([district], |r| unsigned(r, 0))?.unwrap_or(0))
}

/// The same inside a transaction that no other node can overtake; none where another node is at it.
pub(crate) fn position_held(db: &Db, schema: &str, district: &str) -> Result<Option<u64>> {
    if let Db::Sqlite(_) = db {
        return position(db, schema, district).map(Some);
    }
    db.execute(&format!("INSERT INTO {schema}.position VALUES (?1, 0) ON CONFLICT DO NOTHING"), [district])?;
    let sql = format!("SELECT seq FROM {schema}.position WHERE district = ?1 FOR UPDATE SKIP LOCKED");
    db.prepare_cached(&sql)?.query_row([district], |r| unsigned(r, 0))
}

/// Moves a follower's place, in its own transaction.
pub(crate) fn set_position(db: &Db, schema: &str, district: &str, seq: u64) -> Result<()> {
    let sql = format!(
        "INSERT INTO {schema}.position VALUES (?1, ?2) ON CONFLICT (district) DO UPDATE SET seq = excluded.seq"
    );
    db.execute(&sql, (district, signed(seq)))?;
    Ok(())
}

/// Case, item and text of what is searchable between two places; what has been erased meanwhile is left out.
fn searchable(
    ledger: &Db,
    source: &impl Source,
    district: &str,
    after: u64,
    until: u64,
) -> Result<Vec<(String, String, String)>> {
    let sql = "SELECT v.case_id, v.item, v.words, k.wrapped FROM vault v JOIN vault_key k ON k.district = v.district AND k.case_id = v.case_id
        WHERE v.district = ? AND v.seq > ? AND v.seq <= ? AND v.words IS NOT NULL AND k.wrapped IS NOT NULL ORDER BY v.seq";
    let rows = all(ledger, sql, (district, signed(after), signed(until)), |r| {
        Ok((r.get::<String>(0)?, r.get::<String>(1)?, r.get::<Vec<u8>>(2)?, r.get::<Vec<u8>>(3)?))
    })?;
    let open = |(case, item, words, wrapped): (String, String, Vec<u8>, Vec<u8>)| {
        let key = source.frame().keys.case_key(&vault::key_place(district, &case), &wrapped)?;
        let text = unseal(&key, &vault::words_place(district, &case, &item), &words)?;
        Ok((case, item, String::from_utf8_lossy(&text).into_owned()))
    };
    rows.into_iter().map(open).collect()
}

/// What was typed into the search field, as a question to the engine's index: every word must begin a word of the text.
/// None: nothing to look for.
pub(crate) fn question(db: &Db, typed: &str) -> Option<String> {
    let words = bihuan_text::words(typed);
    let asked: Vec<String> = match db {
        Db::Sqlite(_) => words.iter().map(|word| format!("\"{}\"*", word.replace('"', "\"\""))).collect(),
        Db::Postgres(_) => words.iter().map(|word| lexeme(word)).collect(),
    };
    (!asked.is_empty()).then(|| asked.join(if matches!(db, Db::Sqlite(_)) { " " } else { " & " }))
}

/// A word as PostgreSQL reads it in a question, and all that begins with it.
fn lexeme(word: &str) -> String {
    format!("'{}':*", word.to_lowercase().replace('\\', "\\\\").replace('\'', "''"))
}

/// The cases in whose text the words are: the words as a [`question`], then the district. With `newest`, so many of those
/// whose words were written last: the index gives the newest first and stops there.
pub(crate) fn cases_with(db: &Db, newest: Option<usize>) -> String {
    let (found, place) = match db {
        Db::Sqlite(_) => (
            "SELECT w.case_id FROM search.word CROSS JOIN search.word_of w ON w.id = word.rowid
                WHERE word MATCH ? AND w.district = ?",
            "word.rowid",
        ),
        Db::Postgres(_) => (
            "SELECT w.case_id FROM search.word_of w WHERE w.found @@ CAST(CAST(? AS TEXT) AS tsquery) AND w.district = ?",
            "w.id",
        ),
    };
    match newest.map(|most| most.clamp(1, 1000)) {
        Some(most) => format!("SELECT case_id FROM ({found} ORDER BY {place} DESC LIMIT {most}) newest"),
        None => found.to_owned(),
    }
}

/// The words of several cases of a district, which are named as an array in JSON: cases, district.
pub(crate) fn words_of(db: &Db) -> &'static str {
    match db {
        Db::Sqlite(_) => {
            "SELECT o.case_id, w.words FROM json_each(?) c
            CROSS JOIN search.word_of o ON o.district = ? AND o.case_id = c.value
            CROSS JOIN search.word w ON w.rowid = o.id"
        }
        Db::Postgres(_) => {
            "SELECT o.case_id, o.words FROM search.word_of o
            WHERE o.case_id IN (SELECT value FROM elements(?)) AND o.district = ?"
        }
    }
}
