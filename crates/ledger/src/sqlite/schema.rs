//! The tables of `ledger.db`, and how an older format becomes the present one. A released migration is never edited; add the next.

use std::path::Path;

use rusqlite::Connection;

use crate::error::{LedgerError, Result};

/// The newest format that this program writes and reads.
pub const FORMAT: i64 = MIGRATIONS.len() as i64;

/// Marks the file as ours: `BHlg`.
pub(crate) const APPLICATION: i64 = 0x4248_6c67;

/// Step n makes format n+1 of format n.
const MIGRATIONS: [&str; 5] = [FIRST, LATE_OF_UNIT, THIRD, FOURTH, FIFTH];

/// A unit's late cases are found among that unit's, not among all that are late.
const LATE_OF_UNIT: &str = "CREATE INDEX case_late_of_unit ON case_head (district, unit, late_from) WHERE late_from IS NOT NULL AND status = 'open';";

/// What format 5 brings, a paragraph for each part.
const FIFTH: &str = "
-- Entries of a register are found by each pair of letters of what they say, and stand in the order of a field by `=field:value`.
-- Kept by the store itself, for registers that a pack declares: the kernel's own lines have a point in their register's name.
CREATE TABLE register_word (
  district TEXT NOT NULL, register TEXT NOT NULL, word TEXT NOT NULL, key TEXT NOT NULL,
  PRIMARY KEY (district, register, word, key)) WITHOUT ROWID;
CREATE VIEW register_says AS
  SELECT r.district AS district, r.register AS register, r.key AS key, lower(substr(t.atom, n.value, 2)) AS word
    FROM register r, json_tree(json_insert(json_remove(r.value, '$.kept'), '$.__key', r.key)) t,
      json_each('[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55,56,57,58,59]') n
    WHERE t.type = 'text' AND n.value < max(length(t.atom), 2)
  UNION ALL
  SELECT r.district, r.register, r.key,
      '=' || m.key || ':' || CASE m.type WHEN 'text' THEN lower(substr(m.atom, 1, 60)) WHEN 'integer' THEN m.atom ELSE m.type END
    FROM register r, json_each(json_remove(r.value, '$.kept')) m
    WHERE m.key IS NOT NULL AND m.type IN ('text', 'integer', 'true', 'false');
CREATE TRIGGER register_again BEFORE INSERT ON register WHEN instr(new.register, '.') = 0 BEGIN
  DELETE FROM register_word WHERE district = new.district AND register = new.register AND key = new.key
    AND word IN (SELECT word FROM register_says WHERE district = new.district AND register = new.register AND key = new.key);
END;
CREATE TRIGGER register_in AFTER INSERT ON register WHEN instr(new.register, '.') = 0 BEGIN
  INSERT OR IGNORE INTO register_word SELECT district, register, word, key FROM register_says
    WHERE district = new.district AND register = new.register AND key = new.key;
END;
CREATE TRIGGER register_out BEFORE DELETE ON register WHEN instr(old.register, '.') = 0 BEGIN
  DELETE FROM register_word WHERE district = old.district AND register = old.register AND key = old.key
    AND word IN (SELECT word FROM register_says WHERE district = old.district AND register = old.register AND key = old.key);
END;
INSERT OR IGNORE INTO register_word SELECT district, register, word, key FROM register_says WHERE instr(register, '.') = 0;

-- Letters and certificates: a number of a series is given once, whatever becomes of the letter, and anybody may ask for one
-- by its code. Nothing here is about a person.
CREATE TABLE letter (
  district TEXT NOT NULL, series TEXT NOT NULL, year INTEGER NOT NULL, n INTEGER NOT NULL, number TEXT NOT NULL, code TEXT NOT NULL UNIQUE,
  case_id TEXT NOT NULL, of TEXT NOT NULL, type_id TEXT NOT NULL, letter TEXT NOT NULL, unit TEXT NOT NULL, day TEXT NOT NULL,
  standing TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (district, series, year, n)) WITHOUT ROWID;
CREATE UNIQUE INDEX letter_number ON letter (district, number);
CREATE INDEX letter_newest ON letter (district, day, code);
CREATE INDEX letter_of_unit ON letter (district, unit, day, code);
";

/// What format 4 brings, a paragraph for each part.
const FOURTH: &str = "
-- Entries of a register are found by the term that they explain and by the year that they belong to; those that have
-- neither are in no index.
CREATE INDEX register_term ON register (district, register, value ->> '$.term', key) WHERE value ->> '$.term' IS NOT NULL;
CREATE INDEX register_year ON register (district, register, CAST(value ->> '$.year' AS TEXT), key)
  WHERE CAST(value ->> '$.year' AS TEXT) IS NOT NULL;
";

/// What format 3 brings, a paragraph for each part.
const THIRD: &str = "
-- What somebody is to be told: one row for each receiver and channel, written with the act that causes it. What older
-- stores kept for nobody to send is dropped. A badge counts one range of notice_mine; the senders look at notice_due.
DELETE FROM outbox WHERE kind = 'notice';
CREATE TABLE notice (
  id INTEGER PRIMARY KEY, district TEXT NOT NULL, case_id TEXT NOT NULL, key TEXT NOT NULL, number TEXT NOT NULL, seq INTEGER NOT NULL,
  type_id TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL, occasion TEXT NOT NULL, receiver TEXT NOT NULL, channel TEXT NOT NULL,
  at INTEGER NOT NULL, due INTEGER, state TEXT NOT NULL DEFAULT 'waiting', next_at INTEGER NOT NULL, digest INTEGER NOT NULL, batch TEXT,
  attempts INTEGER NOT NULL DEFAULT 0, error TEXT, ended INTEGER);
CREATE UNIQUE INDEX notice_key ON notice (district, case_id, key);
CREATE INDEX notice_mine ON notice (receiver, state, id) WHERE channel = 'page';
CREATE INDEX notice_due ON notice (next_at, id) WHERE state = 'waiting' AND channel IN ('mail', 'sms', 'chat');
CREATE INDEX notice_state ON notice (state, id);
CREATE INDEX notice_channel ON notice (channel, id) WHERE channel <> 'page';
-- Where an officer is reached: personal data, beside the account and in no event.
CREATE TABLE contact (user TEXT PRIMARY KEY, mail TEXT NOT NULL, phone TEXT NOT NULL, lang TEXT NOT NULL) WITHOUT ROWID;

-- What officers keep for themselves, found by owner and by name.
CREATE TABLE kept (
  owner TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (owner, kind, name)) WITHOUT ROWID;
CREATE INDEX kept_name ON kept (kind, name);

-- What people typed and have not sent: sealed under a key that only their browser holds.
CREATE TABLE draft (id BLOB PRIMARY KEY, place TEXT NOT NULL, sealed BLOB NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX draft_place ON draft (place, at);
CREATE INDEX draft_age ON draft (at);

-- What is public is found without looking at what is not.
CREATE INDEX case_public ON case_head (district, opened, case_id) WHERE public = 1;

-- Who looked at what is personal, by officer and by day.
CREATE INDEX look_who ON look (who, id);
CREATE INDEX look_day ON look (at);

-- An open case that nobody answers for, or that no clock runs for: the index has a row only for what must not be.
CREATE INDEX case_adrift ON case_head (district) WHERE status = 'open' AND (unit IS NULL OR (late_from IS NULL AND wake_at IS NULL));
";

const FIRST: &str = "
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- One row for each command: the unit of hash, chain, leaf and proof.
CREATE TABLE record (
  district TEXT NOT NULL, seq INTEGER NOT NULL, case_id TEXT NOT NULL, version INTEGER NOT NULL,
  command_id TEXT NOT NULL, at INTEGER NOT NULL, bytes BLOB NOT NULL, hash BLOB NOT NULL);
CREATE UNIQUE INDEX record_seq ON record (district, seq);
CREATE UNIQUE INDEX record_case ON record (district, case_id, version);

CREATE TABLE case_head (
  district TEXT NOT NULL, case_id TEXT NOT NULL, version INTEGER NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,
  number TEXT NOT NULL, type_id TEXT NOT NULL, title TEXT NOT NULL, stage TEXT NOT NULL, unit TEXT, status TEXT NOT NULL,
  outcome TEXT, opened INTEGER NOT NULL, due INTEGER, late_from INTEGER, public INTEGER NOT NULL, synthetic INTEGER NOT NULL,
  lead TEXT, reporter_index TEXT, state BLOB NOT NULL, wake_at INTEGER);
CREATE UNIQUE INDEX case_key ON case_head (district, case_id);
CREATE UNIQUE INDEX case_id ON case_head (case_id);
CREATE UNIQUE INDEX case_number ON case_head (number);
CREATE INDEX case_newest ON case_head (district, opened, case_id);
CREATE INDEX case_of_type ON case_head (district, type_id, opened, case_id);
CREATE INDEX case_of_unit ON case_head (district, unit, opened, case_id);
CREATE INDEX case_late ON case_head (district, late_from) WHERE late_from IS NOT NULL AND status = 'open';
CREATE INDEX case_wake ON case_head (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX case_lead ON case_head (district, lead) WHERE lead IS NOT NULL;
CREATE INDEX case_reporter ON case_head (district, reporter_index) WHERE reporter_index IS NOT NULL;

-- due_sort is due, or the greatest integer where there is none, so that those without a deadline come last.
CREATE TABLE task (
  district TEXT NOT NULL, case_id TEXT NOT NULL, task TEXT NOT NULL, stage TEXT NOT NULL, branch TEXT NOT NULL, unit TEXT NOT NULL,
  post TEXT NOT NULL, officer TEXT, due INTEGER, due_sort INTEGER NOT NULL, PRIMARY KEY (district, case_id, task)) WITHOUT ROWID;
CREATE INDEX task_holder ON task (district, unit, post, due_sort);
CREATE INDEX task_officer ON task (district, officer, due_sort) WHERE officer IS NOT NULL;

CREATE TABLE vault_key (district TEXT NOT NULL, case_id TEXT NOT NULL, wrapped BLOB, PRIMARY KEY (district, case_id)) WITHOUT ROWID;
CREATE TABLE vault (
  district TEXT NOT NULL, case_id TEXT NOT NULL, item TEXT NOT NULL, seq INTEGER NOT NULL, sealed BLOB NOT NULL, words BLOB);
CREATE UNIQUE INDEX vault_item ON vault (district, case_id, item);
CREATE INDEX vault_words ON vault (district, seq) WHERE words IS NOT NULL;
CREATE TABLE look (
  id INTEGER PRIMARY KEY, district TEXT NOT NULL, case_id TEXT NOT NULL, items TEXT NOT NULL, who TEXT NOT NULL, purpose TEXT NOT NULL,
  at INTEGER NOT NULL);
CREATE INDEX look_case ON look (district, case_id, at);

CREATE TABLE file (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, size INTEGER NOT NULL, put_at INTEGER NOT NULL, taken INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX file_untaken ON file (put_at) WHERE taken = 0;
CREATE TABLE case_file (district TEXT NOT NULL, case_id TEXT NOT NULL, file TEXT NOT NULL, PRIMARY KEY (district, case_id, file)) WITHOUT ROWID;
CREATE INDEX case_file_of ON case_file (file);

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY, district TEXT NOT NULL, case_id TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting', attempts INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL DEFAULT 0, error TEXT);
CREATE INDEX outbox_waiting ON outbox (kind, next_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_dead ON outbox (kind, id) WHERE state = 'dead';

CREATE TABLE figure (
  district TEXT NOT NULL, indicator TEXT NOT NULL, unit TEXT NOT NULL, day TEXT NOT NULL, recorded TEXT NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (district, indicator, unit, day, recorded)) WITHOUT ROWID;

CREATE TABLE number (district TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (district, year)) WITHOUT ROWID;
CREATE TABLE outer_key (
  district TEXT NOT NULL, system TEXT NOT NULL, number TEXT NOT NULL, case_id TEXT NOT NULL, revision INTEGER NOT NULL,
  PRIMARY KEY (district, system, number)) WITHOUT ROWID;
CREATE TABLE reservation (
  district TEXT NOT NULL, entry TEXT NOT NULL, quarter INTEGER NOT NULL, case_id TEXT NOT NULL,
  PRIMARY KEY (district, entry, quarter)) WITHOUT ROWID;
CREATE INDEX reservation_case ON reservation (district, case_id);
CREATE TABLE idempotency (
  district TEXT NOT NULL, caller TEXT NOT NULL, path TEXT NOT NULL, key TEXT NOT NULL, body_hash BLOB NOT NULL, status INTEGER NOT NULL,
  response BLOB NOT NULL, case_id TEXT NOT NULL, seq INTEGER NOT NULL, kept_at INTEGER NOT NULL,
  PRIMARY KEY (district, caller, path, key)) WITHOUT ROWID;
CREATE INDEX idempotency_age ON idempotency (kept_at);

CREATE TABLE checkpoint (
  district TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL, signed_at INTEGER NOT NULL,
  PRIMARY KEY (district, size)) WITHOUT ROWID;

CREATE TABLE user (name TEXT PRIMARY KEY, password TEXT NOT NULL, profile TEXT NOT NULL, disabled INTEGER NOT NULL, created INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE token (
  hash BLOB PRIMARY KEY, id TEXT NOT NULL UNIQUE, user TEXT NOT NULL, scopes TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL,
  revoked INTEGER) WITHOUT ROWID;
CREATE INDEX token_user ON token (user);
CREATE TABLE session (
  hash BLOB PRIMARY KEY, user TEXT NOT NULL, data TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX session_age ON session (expires);
CREATE TABLE failure (kind TEXT NOT NULL, subject TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX failure_subject ON failure (kind, subject, at);
CREATE INDEX failure_age ON failure (at);

CREATE TABLE pack_version (
  pack TEXT NOT NULL, version TEXT NOT NULL, sha256 BLOB NOT NULL, source BLOB NOT NULL, kept_at INTEGER NOT NULL,
  PRIMARY KEY (pack, version));
CREATE TABLE directory (
  district TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (district, kind, key)) WITHOUT ROWID;
CREATE TABLE register (
  district TEXT NOT NULL, register TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (district, register, key)) WITHOUT ROWID;
";

/// Refuses what is not ours or newer than us; carries what is older forward, one step a transaction. A store that was `begun` has tables.
pub(crate) fn migrate(db: &mut Connection, file: &Path, begun: bool) -> Result<()> {
    let application: i64 = db.pragma_query_value(None, "application_id", |r| r.get(0))?;
    let found: i64 = db.pragma_query_value(None, "user_version", |r| r.get(0))?;
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0))?;
    if application != APPLICATION && tables > 0 {
        return Err(LedgerError::Corrupt { file: file.into(), detail: "not a Bihuan ledger".into() });
    }
    if tables == 0 && begun {
        return Err(LedgerError::Corrupt {
            file: file.into(),
            detail: "missing or empty, though the store's keys are there".into(),
        });
    }
    if found > FORMAT {
        return Err(LedgerError::Newer { found, known: FORMAT });
    }
    for (step, sql) in (1_i64..).zip(MIGRATIONS).filter(|(step, _)| *step > found) {
        let tx = db.transaction()?;
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "application_id", APPLICATION)?;
        tx.pragma_update(None, "user_version", step)?;
        tx.commit()?;
    }
    Ok(())
}

/// `log.db`: the nodes of each district's tree that are complete, by level and index.
pub(crate) const LOG: &str = "
CREATE TABLE IF NOT EXISTS node (district TEXT NOT NULL, level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY (district, level, idx)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS position (district TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
";

/// `search.db`: segmented words, and which case each row belongs to. `secure-delete` takes erased words out of the index at once.
pub(crate) const SEARCH: &str = "
CREATE TABLE IF NOT EXISTS word_of (id INTEGER PRIMARY KEY, district TEXT NOT NULL, case_id TEXT NOT NULL, item TEXT NOT NULL,
  UNIQUE (district, case_id, item));
CREATE VIRTUAL TABLE IF NOT EXISTS word USING fts5(words);
CREATE TABLE IF NOT EXISTS position (district TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO word(word, rank) VALUES('secure-delete', 1);
";

#[cfg(test)]
mod tests {
    use super::*;

    /// A format that stores were written in is never edited: add a step to [`MIGRATIONS`] instead.
    #[test]
    fn released_formats_stay_as_they_are() {
        let released = MIGRATIONS.iter().take(3);
        let hashes: Vec<_> = released.map(|sql| crate::Hash::of(sql.as_bytes()).to_string()).collect();
        assert_eq!(
            hashes,
            [
                "7c866d7fd2e439ff7451e0cfd1d26db568f064b51ec28c23ef19759e84691d85",
                "fd0b18e27c6340c6ca96cc406e624b5ca01b60e2892234d8dc037ca8ce43e92f",
                "9ca119ca0f7c60a086f5a8a6dca63b9f719386c040da82ba7c789a3c9e08a7ff",
            ]
        );
    }
}
