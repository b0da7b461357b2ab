//! One command's rows: first every look that could refuse it, then every row, so that a refusal leaves nothing behind.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, Zoned, tz};
use serde::Serialize;
use serde_json::Value;

use crate::books::BOOKS;
use crate::error::{CommitError, LedgerError, Result};
use crate::keys::{Keys, seal};
use crate::log::leaf_hash;
use crate::look::{Known, Look, look};
use crate::sql::{Db, hash, micros, params, signed, time, unsigned};
use crate::vault;
use crate::write::{Committed, Hash, HeadRow, RecordDraft, Reservation, Write};

/// The last place of each district, as this batch sees it.
pub struct Tips {
    last: BTreeMap<String, u64>,
    moved: BTreeSet<String>,
    opened: BTreeSet<String>,
}

impl Tips {
    pub(crate) fn new(last: BTreeMap<String, u64>) -> Tips {
        Tips { last, moved: BTreeSet::new(), opened: BTreeSet::new() }
    }

    /// The places that this batch moved to.
    pub(crate) fn moved(&self) -> Vec<(String, u64)> {
        self.last.iter().filter(|(d, _)| self.moved.contains(*d)).map(|(d, n)| (d.clone(), *n)).collect()
    }

    /// The districts in which this batch opened cases.
    pub(crate) fn opened(&self) -> impl Iterator<Item = &String> {
        self.opened.iter()
    }

    fn next(&mut self, w: &Write) -> u64 {
        if w.expected == 0 {
            self.opened.insert(w.district.clone());
        }
        self.next_of(&w.district)
    }

    /// The next place in a district's log.
    fn next_of(&mut self, district: &str) -> u64 {
        let last = self.last.entry(district.to_owned()).or_default();
        *last += 1;
        self.moved.insert(district.to_owned());
        *last
    }
}

/// The commit record, in the order in which its fields stand in the bytes.
#[derive(Serialize)]
struct Record<'a> {
    district: &'a str,
    seq: u64,
    case: &'a str,
    version: u64,
    prev: Option<Hash>,
    at: Timestamp,
    command: &'a str,
    actor: &'a Value,
    pack: &'a str,
    events: &'a [Value],
}

/// Looks at commands that touch nothing in common, then writes those that nothing stands in the way of.
///
/// # Errors
/// The store itself failed while it wrote. Nothing more is written then: the transaction must not be kept, and may be gone.
pub(crate) fn apply(
    db: &Db,
    writes: &[&Write],
    tips: &mut Tips,
    keys: &Keys,
) -> Result<Vec<Result<Committed, CommitError>>> {
    let each = |(w, look): (&&Write, Look)| match look {
        Look::Go(known) => Ok(Ok(write(db, w, known, tips, keys)?)),
        Look::Done(before) => Ok(Ok(before)),
        Look::Refuse(why) => Ok(Err(why)),
    };
    writes.iter().zip(look(db, writes)?).map(each).collect()
}

fn write(db: &Db, w: &Write, known: Known, tips: &mut Tips, keys: &Keys) -> Result<Committed> {
    let place =
        Place { district: &w.district, case: &w.case, expected: w.expected, prev: known.prev, seq: tips.next(w) };
    let done = write_record(db, &place, &w.record)?;
    write_head(db, w, &done)?;
    write_tasks(db, w)?;
    write_vault(db, w, done.seq, keys, known.key)?;
    write_files(db, w)?;
    write_outbox(db, w, done.seq)?;
    crate::notices::write(db, w, done.seq)?;
    crate::letters::write(db, w)?;
    write_counts(db, w)?;
    write_slots(db, w)?;
    write_keys(db, w, done.seq)?;
    Ok(done)
}

/// Where a record stands: in its district's log, and behind its case's last one.
struct Place<'p> {
    district: &'p str,
    case: &'p str,
    expected: u64,
    prev: Option<Hash>,
    seq: u64,
}

/// A record of a district's books, which no case is about: it follows the books' last one.
pub(crate) fn write_of_books(db: &Db, district: &str, draft: &RecordDraft, tips: &mut Tips) -> Result<Committed> {
    let last = db
        .prepare_cached(
            "SELECT version, hash FROM record WHERE district = ?1 AND case_id = ?2 ORDER BY version DESC LIMIT 1",
        )?
        .query_row((district, BOOKS), |r| Ok((unsigned(r, 0)?, hash(r, 1)?)))?;
    let (expected, prev) = last.map_or((0, None), |(version, hash)| (version, Some(hash)));
    let latest = db
        .prepare_cached("SELECT at FROM record WHERE district = ?1 ORDER BY seq DESC LIMIT 1")?
        .query_row([district], |r| time(r, 0))?;
    // Who keeps the books may go by another clock than the cases do; the log stays in the order of time.
    let draft = &RecordDraft { at: latest.map_or(draft.at, |latest| latest.max(draft.at)), ..draft.clone() };
    write_record(db, &Place { district, case: BOOKS, expected, prev, seq: tips.next_of(district) }, draft)
}

fn write_record(db: &Db, place: &Place<'_>, draft: &RecordDraft) -> Result<Committed> {
    let Place { district, case, expected, prev, seq } = *place;
    let version = expected + 1;
    let at = Timestamp::from_microsecond(micros(draft.at)).unwrap_or(draft.at);
    let record = Record {
        district,
        seq,
        case,
        version,
        prev,
        at,
        command: &draft.command_id,
        actor: &draft.actor,
        pack: &draft.pack,
        events: &draft.events,
    };
    let bytes = serde_json::to_vec(&record).map_err(|e| crate::LedgerError::refused("not-json", e.to_string()))?;
    let hash = leaf_hash(&bytes);
    db.prepare_cached("INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?.later(params![
        district,
        signed(seq),
        case,
        signed(version),
        draft.command_id,
        micros(at),
        bytes,
        hash.0
    ])?;
    Ok(Committed { seq, version, hash })
}

fn write_head(db: &Db, w: &Write, done: &Committed) -> Result<()> {
    const NEW: &str =
        "INSERT INTO case_head (version, seq, hash, number, type_id, title, stage, unit, status, outcome, opened, due,
        late_from, public, synthetic, lead, reporter_index, state, wake_at, district, case_id)
        VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21)";
    const CHANGED: &str = "UPDATE case_head SET version=?1, seq=?2, hash=?3, number=?4, type_id=?5, title=?6, stage=?7, unit=?8, status=?9,
        outcome=?10, opened=?11, due=?12, late_from=?13, public=?14, synthetic=?15, lead=?16, reporter_index=?17, state=?18, wake_at=?19
        WHERE district=?20 AND case_id=?21";
    let HeadRow {
        number,
        type_id,
        title,
        stage,
        unit,
        status,
        outcome,
        opened,
        due,
        late_from,
        public,
        synthetic,
        lead,
        reporter_index,
        state,
        wake_at,
    } = &w.head;
    db.prepare_cached(if w.expected == 0 { NEW } else { CHANGED })?.later(params![
        signed(done.version),
        signed(done.seq),
        done.hash.0,
        number,
        type_id,
        title,
        stage,
        unit,
        status.word(),
        outcome,
        micros(*opened),
        due.map(micros),
        late_from.map(micros),
        public,
        synthetic,
        lead,
        reporter_index,
        state,
        wake_at.map(micros),
        w.district,
        w.case
    ])?;
    Ok(())
}

fn write_tasks(db: &Db, w: &Write) -> Result<()> {
    if w.expected > 0 {
        db.prepare_cached("DELETE FROM task WHERE district = ?1 AND case_id = ?2")?.later((&w.district, &w.case))?;
    }
    let mut add = db.prepare_cached("INSERT INTO task VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?;
    for t in &w.tasks {
        let due = t.due.map(micros);
        add.later(params![
            w.district,
            w.case,
            t.task,
            t.stage,
            t.branch,
            t.unit,
            t.post,
            t.officer,
            due,
            due.unwrap_or(i64::MAX)
        ])?;
    }
    Ok(())
}

fn write_vault(db: &Db, w: &Write, seq: u64, keys: &Keys, key: Option<Vec<u8>>) -> Result<()> {
    if w.vault.is_empty() {
        return Ok(());
    }
    let key = vault::key_for_writing(db, keys, &w.district, &w.case, key)?;
    let mut add = db.prepare_cached("INSERT INTO vault VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for item in &w.vault {
        let sealed = seal(&key, &vault::place(&w.district, &w.case, &item.item), &item.plain)?;
        let words = item
            .search_text
            .as_ref()
            .map(|text| seal(&key, &vault::words_place(&w.district, &w.case, &item.item), text.as_bytes()))
            .transpose()?;
        add.later(params![w.district, w.case, item.item, signed(seq), sealed, words])?;
    }
    Ok(())
}

fn write_files(db: &Db, w: &Write) -> Result<()> {
    for file in &w.files {
        db.prepare_cached("INSERT INTO case_file VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?.later((
            &w.district,
            &w.case,
            file,
        ))?;
        if db.prepare_cached("UPDATE file SET taken = 1 WHERE id = ?1")?.execute([file])? == 0 {
            return Err(LedgerError::Sql(format!("{file} went meanwhile")));
        }
    }
    Ok(())
}

fn write_outbox(db: &Db, w: &Write, seq: u64) -> Result<()> {
    let mut add =
        db.prepare_cached("INSERT INTO outbox (district, case_id, seq, kind, payload) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for out in &w.outbox {
        add.later((&w.district, &w.case, signed(seq), &out.kind, out.payload.to_string()))?;
    }
    Ok(())
}

fn write_counts(db: &Db, w: &Write) -> Result<()> {
    if w.counts.is_empty() {
        return Ok(());
    }
    let recorded = Zoned::new(w.record.at, tz::TimeZone::fixed(tz::offset(8))).date().to_string();
    let mut add = db.prepare_cached(
        "INSERT INTO figure VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (district, indicator, unit, day, recorded)
         DO UPDATE SET n = figure.n + excluded.n",
    )?;
    for c in &w.counts {
        add.later(params![w.district, c.indicator, c.unit, c.day.to_string(), recorded, c.n])?;
    }
    Ok(())
}

fn write_slots(db: &Db, w: &Write) -> Result<()> {
    for Reservation { entry, quarter } in &w.released {
        db.prepare_cached(
            "DELETE FROM reservation WHERE district = ?1 AND entry = ?2 AND quarter = ?3 AND case_id = ?4",
        )?
        .execute((&w.district, entry, quarter, &w.case))?;
    }
    for Reservation { entry, quarter } in &w.reservations {
        db.prepare_cached("INSERT INTO reservation VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")?.later((
            &w.district,
            entry,
            quarter,
            &w.case,
        ))?;
    }
    Ok(())
}

fn write_keys(db: &Db, w: &Write, seq: u64) -> Result<()> {
    if let Some(key) = &w.outer {
        db.prepare_cached(
            "INSERT INTO outer_key VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (district, system, number)
             DO UPDATE SET revision = excluded.revision",
        )?
        .execute((&w.district, &key.system, &key.number, &w.case, key.revision))?;
    }
    if let Some(e) = &w.idempotency {
        db.prepare_cached("INSERT INTO idempotency VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (district, caller, path, key) DO UPDATE SET body_hash = excluded.body_hash, status = excluded.status,
             response = excluded.response, case_id = excluded.case_id, seq = excluded.seq, kept_at = excluded.kept_at")?
            .execute(params![
                w.district,
                e.caller,
                e.path,
                e.key,
                e.body_hash,
                e.status,
                e.response,
                w.case,
                signed(seq),
                micros(Timestamp::now())
            ])?;
    }
    crate::books::write_entries(db, &w.district, &w.entries)
}
