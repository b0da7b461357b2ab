//! Who is told of what: rows that become durable with the act that causes them, each sent once by its channel and kept as
//! the record of what was sent. Which words a notice has, and where its receiver is reached, is known above.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::engine::Engine;
use crate::error::Result;
use crate::outbox::Retry;
use crate::read::Page;
use crate::sql::{Db, Row, Sql, all, micros, params, signed, time, time_or_none, unsigned};
use crate::write::Write;

/// How long a sender may take before the same is taken again.
const LEASE: SignedDuration = SignedDuration::from_secs(120);

/// How long what has ended is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 400);

/// The most that one sweep drops of a state, so that it never holds up the writer.
const SWEPT: u32 = 2000;

/// A notice on its way into the record: one receiver, one channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewNotice {
    /// Unique within the case: a second notice of the same key is not kept.
    pub key: String,
    /// The case's number.
    pub number: String,
    /// `<pack>.<case>`.
    pub type_id: String,
    /// The pack's version, in which its words stand.
    pub version: u32,
    /// The notice's name in the pack; empty: none that the pack declares.
    pub name: String,
    /// What happened.
    pub occasion: String,
    /// `user:<name>` or `reporter`.
    pub receiver: String,
    /// `page`, `mail`, `sms`, `chat` or `slip`.
    pub channel: String,
    /// When it happened, in the time of cases.
    pub at: Timestamp,
    /// The deadline that it speaks of.
    pub due: Option<Timestamp>,
    /// Not to be sent before.
    pub next_at: Timestamp,
    /// Whether it is sent with others of its receiver and channel.
    pub digest: bool,
}

/// A notice as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    /// Its id, growing with time.
    pub id: u64,
    /// The district.
    pub district: String,
    /// The case's id.
    pub case: String,
    /// The record that caused it.
    pub seq: u64,
    /// What it says.
    pub told: NewNotice,
    /// `waiting`, `seen`, `sent`, `would` (a demonstration sends nothing), `none` (nowhere to send it) or `dead`.
    pub state: String,
    /// The message that it is part of, once one was put together; the same at every attempt.
    pub batch: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
    /// What the last attempt came to, as a code.
    pub error: Option<String>,
    /// When it came to its end.
    pub ended: Option<Timestamp>,
}

/// Which notices. Empty fields do not narrow.
#[derive(Clone, Debug, Default)]
pub struct NoticeQuery {
    /// One state.
    pub state: Option<String>,
    /// One channel.
    pub channel: Option<String>,
    /// One district.
    pub district: Option<String>,
    /// Those of one case, by its id.
    pub case: Option<(String, String)>,
    /// Those older than this id.
    pub before: Option<u64>,
    /// At most so many; 0 is 50.
    pub limit: usize,
}

/// Where an officer is reached. Personal: shown to that officer, masked to others, written into no event and no log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// The account.
    pub user: String,
    /// E-mail; empty: none.
    pub mail: String,
    /// Mobile telephone; empty: none.
    pub phone: String,
    /// The language of messages, `zh` or `en`.
    pub lang: String,
}

/// Notices. Times are those of cases.
pub trait Notices: Send + Sync {
    /// Takes up to `n` that are due, and whatever belongs to the same messages; whoever takes them has two minutes to say
    /// how it went. Rows of one message have the same `batch`.
    fn notices_take(&self, n: usize, now: Timestamp) -> Result<Vec<NoticeRow>>;
    /// They came to an end: `sent`, `would`, `none` or `dead`.
    fn notices_end(&self, ids: &[u64], state: &str, error: Option<&str>, at: Timestamp) -> Result<()>;
    /// They could not be sent now: they wait, or are laid aside when tried often enough.
    fn notices_fail(&self, ids: &[u64], error: &str, now: Timestamp, retry: Retry) -> Result<()>;
    /// Puts back what was laid aside, or had nowhere to go; false if there is no such notice.
    fn notices_retry(&self, id: u64, now: Timestamp) -> Result<bool>;
    /// How many notices a receiver has not seen on the pages.
    fn notices_unseen(&self, receiver: &str) -> Result<u64>;
    /// The notices on the pages of a receiver, seen or not, newest first.
    fn notices_of(&self, receiver: &str, seen: bool, before: Option<u64>, limit: usize) -> Result<Page<NoticeRow>>;
    /// A receiver has seen those up to `until`, of one case or of all; answers how many.
    fn notices_seen(&self, receiver: &str, case: Option<&str>, until: u64, at: Timestamp) -> Result<u64>;
    /// A list of notices, newest first. The cursor is the id of the last one.
    fn notices(&self, query: &NoticeQuery) -> Result<Page<NoticeRow>>;
    /// Keeps where an officer is reached.
    fn put_contact(&self, contact: Contact) -> Result<()>;
    /// Where an officer is reached.
    fn contact(&self, user: &str) -> Result<Option<Contact>>;
}

const ROW: &str =
    "id, district, case_id, key, number, seq, type_id, version, name, occasion, receiver, channel, at, due, state,
    next_at, digest, batch, attempts, error, ended";

/// The notices of a command. A key that the case has had before is not told again.
pub(crate) fn write(db: &Db, w: &Write, seq: u64) -> Result<()> {
    if w.notices.is_empty() {
        return Ok(());
    }
    let mut add = db.prepare_cached(
        "INSERT INTO notice (district, case_id, key, number, seq, type_id, version, name, occasion, receiver, channel, at, due,
         next_at, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) ON CONFLICT DO NOTHING",
    )?;
    for new in &w.notices {
        add.later(params![
            w.district,
            w.case,
            new.key,
            new.number,
            signed(seq),
            new.type_id,
            new.version,
            new.name,
            new.occasion,
            new.receiver,
            new.channel,
            micros(new.at),
            new.due.map(micros),
            micros(new.next_at),
            new.digest,
        ])?;
    }
    Ok(())
}

/// Drops what ended long ago, oldest first.
pub(crate) fn sweep(db: &Db, now: Timestamp) -> Result<()> {
    let before = micros(now.checked_sub(KEPT).unwrap_or(Timestamp::MIN));
    for state in ["seen", "sent", "would", "none"] {
        db.prepare_cached(
            "DELETE FROM notice WHERE id IN (SELECT id FROM notice WHERE state = ?1 ORDER BY id LIMIT ?2) AND ended < ?3",
        )?
        .execute((state, SWEPT, before))?;
    }
    Ok(())
}

impl<E: Engine> Notices for E {
    fn notices_take(&self, n: usize, now: Timestamp) -> Result<Vec<NoticeRow>> {
        // Senders ask often and mostly in vain; that must not cost the writer anything.
        if !self.read(|db| db.prepare_cached(&due("1", ""))?.exists([micros(now)]))? {
            return Ok(vec![]);
        }
        self.run(move |db| {
            let limit = signed(n as u64);
            let mut rows = all(
                db,
                &due(ROW, &format!("ORDER BY next_at, id LIMIT ?2 {}", db.skipping_taken())),
                (micros(now), limit),
                row,
            )?;
            gather(db, &mut rows, now)?;
            for row in &mut rows {
                row.attempts += 1;
                db.prepare_cached("UPDATE notice SET next_at = ?2, attempts = ?3, batch = ?4 WHERE id = ?1")?.execute(
                    (signed(row.id), micros(now.checked_add(LEASE).unwrap_or(now)), row.attempts, &row.batch),
                )?;
            }
            Ok(rows)
        })
    }

    fn notices_end(&self, ids: &[u64], state: &str, error: Option<&str>, at: Timestamp) -> Result<()> {
        let (ids, state, error) = (ids.to_vec(), state.to_owned(), error.map(str::to_owned));
        self.run(move |db| {
            for id in &ids {
                db.prepare_cached(
                    "UPDATE notice SET state = ?2, error = ?3, ended = ?4 WHERE id = ?1 AND state = 'waiting'",
                )?
                .execute((signed(*id), &state, &error, micros(at)))?;
            }
            Ok(())
        })
    }

    fn notices_fail(&self, ids: &[u64], error: &str, now: Timestamp, retry: Retry) -> Result<()> {
        let (ids, error) = (ids.to_vec(), error.chars().take(200).collect::<String>());
        self.run(move |db| {
            for id in &ids {
                let attempts = db
                    .prepare_cached("SELECT attempts FROM notice WHERE id = ?1 AND state = 'waiting'")?
                    .query_row([signed(*id)], |r| r.get::<u32>(0))?;
                let Some(attempts) = attempts else { continue };
                let dead = attempts >= retry.most;
                db.prepare_cached("UPDATE notice SET state = ?2, next_at = ?3, error = ?4, ended = ?5 WHERE id = ?1")?
                    .execute((
                        signed(*id),
                        if dead { "dead" } else { "waiting" },
                        micros(now.checked_add(retry.wait(attempts)).unwrap_or(now)),
                        &error,
                        dead.then(|| micros(now)),
                    ))?;
            }
            Ok(())
        })
    }

    fn notices_retry(&self, id: u64, now: Timestamp) -> Result<bool> {
        self.run(move |db| {
            let put_back = "UPDATE notice SET state = 'waiting', attempts = 0, next_at = ?2, ended = NULL
                WHERE id = ?1 AND state IN ('dead', 'none') AND channel IN ('mail', 'sms', 'chat')";
            Ok(db.execute(put_back, (signed(id), micros(now)))? > 0)
        })
    }

    fn notices_unseen(&self, receiver: &str) -> Result<u64> {
        let sql = "SELECT count(*) FROM notice WHERE receiver = ?1 AND channel = 'page' AND state = 'waiting'";
        self.read(|db| db.prepare_cached(sql)?.the_row([receiver], |r| unsigned(r, 0)))
    }

    fn notices_of(&self, receiver: &str, seen: bool, before: Option<u64>, limit: usize) -> Result<Page<NoticeRow>> {
        let sql = format!(
            "SELECT {ROW} FROM notice WHERE receiver = ? AND channel = 'page' AND state = ? AND id < ? ORDER BY id DESC LIMIT ?"
        );
        let state = if seen { "seen" } else { "waiting" };
        let before = before.map_or(i64::MAX, signed);
        let with = (receiver, state, before, signed(limit as u64).saturating_add(1));
        self.read(|db| Ok(cut(all(db, &sql, with, row)?, limit)))
    }

    fn notices_seen(&self, receiver: &str, case: Option<&str>, until: u64, at: Timestamp) -> Result<u64> {
        let (receiver, case) = (receiver.to_owned(), case.map(str::to_owned));
        self.run(move |db| {
            let sql = "UPDATE notice SET state = 'seen', ended = ?4 WHERE receiver = ?1 AND channel = 'page' AND state = 'waiting'
                AND id <= ?2 AND (CAST(?3 AS TEXT) IS NULL OR case_id = ?3)";
            Ok(db.prepare_cached(sql)?.execute((&receiver, signed(until), &case, micros(at)))? as u64)
        })
    }

    fn notices(&self, query: &NoticeQuery) -> Result<Page<NoticeRow>> {
        let limit = if query.limit == 0 { 50 } else { query.limit.min(200) };
        let mut with: Vec<Sql> = vec![query.before.map_or(i64::MAX, signed).into()];
        let mut sql = format!("SELECT {ROW} FROM notice WHERE id < ?");
        let mut narrow = |column: &str, value: &Option<String>| {
            if let Some(value) = value {
                sql.push_str(&format!(" AND {column} = ?"));
                with.push(value.clone().into());
            }
        };
        narrow("state", &query.state);
        narrow("channel", &query.channel);
        // A partial index is found by its own condition only.
        narrow("district", &query.case.as_ref().map(|(district, _)| district.clone()).or(query.district.clone()));
        narrow("case_id", &query.case.as_ref().map(|(_, case)| case.clone()));
        if query.channel.as_ref().is_some_and(|channel| channel != "page") {
            sql.push_str(" AND channel <> 'page'");
        }
        sql.push_str(" ORDER BY id DESC LIMIT ?");
        with.push(signed(limit as u64).saturating_add(1).into());
        self.read(|db| Ok(cut(all(db, &sql, with.clone(), row)?, limit)))
    }

    fn put_contact(&self, c: Contact) -> Result<()> {
        self.run(move |db| {
            db.prepare_cached("INSERT INTO contact VALUES (?1, ?2, ?3, ?4) ON CONFLICT (\"user\") DO UPDATE SET mail = excluded.mail, phone = excluded.phone, lang = excluded.lang")?
                .execute((&c.user, &c.mail, &c.phone, &c.lang))?;
            Ok(())
        })
    }

    fn contact(&self, user: &str) -> Result<Option<Contact>> {
        let contact = |r: &Row<'_>| Ok(Contact { user: r.get(0)?, mail: r.get(1)?, phone: r.get(2)?, lang: r.get(3)? });
        self.read(|db| {
            let mut ask = db.prepare_cached("SELECT \"user\", mail, phone, lang FROM contact WHERE \"user\" = ?1")?;
            ask.query_row([user], contact)
        })
    }
}

/// What is due by an instant.
fn due(columns: &str, order: &str) -> String {
    format!(
        "SELECT {columns} FROM notice WHERE state = 'waiting' AND channel IN ('mail', 'sms', 'chat') AND next_at <= ?1 {order}"
    )
}

/// Gives each row its message: one of its own, or for what is sent together the one of its receiver and channel. A
/// message that was put together before keeps its rows and its name, so that a repeated sending is known as the same.
fn gather(db: &Db, rows: &mut Vec<NoticeRow>, now: Timestamp) -> Result<()> {
    let mut named: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut begun: Vec<String> = Vec::new();
    for row in rows.iter_mut() {
        let own = format!("{}/{}", row.case, row.told.key);
        match &row.batch {
            Some(batch) => begun.push(batch.clone()),
            None if row.told.digest => {
                let together = (row.told.receiver.clone(), row.told.channel.clone());
                row.batch = Some(named.entry(together).or_insert(own).clone());
            }
            None => row.batch = Some(own),
        }
    }
    begun.sort();
    begun.dedup();
    // The rest of a message whose first rows came due: all of them wait for the same instant, but a batch may be cut.
    let rest = format!(
        "SELECT {ROW} FROM notice INDEXED BY notice_due WHERE state = 'waiting' AND channel IN ('mail', 'sms', 'chat')
        AND next_at <= ? AND batch = ?"
    );
    for batch in begun {
        for more in all(db, &rest, (micros(now), batch), row)? {
            if rows.iter().all(|row| row.id != more.id) {
                rows.push(more);
            }
        }
    }
    Ok(())
}

fn cut(mut items: Vec<NoticeRow>, limit: usize) -> Page<NoticeRow> {
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|row| row.id.to_string());
    Page { items, next }
}

fn row(r: &Row<'_>) -> Result<NoticeRow> {
    Ok(NoticeRow {
        id: unsigned(r, 0)?,
        district: r.get(1)?,
        case: r.get(2)?,
        seq: unsigned(r, 5)?,
        told: NewNotice {
            key: r.get(3)?,
            number: r.get(4)?,
            type_id: r.get(6)?,
            version: r.get(7)?,
            name: r.get(8)?,
            occasion: r.get(9)?,
            receiver: r.get(10)?,
            channel: r.get(11)?,
            at: time(r, 12)?,
            due: time_or_none(r, 13)?,
            next_at: time(r, 15)?,
            digest: r.get(16)?,
        },
        state: r.get(14)?,
        batch: r.get(17)?,
        attempts: r.get(18)?,
        error: r.get(19)?,
        ended: time_or_none(r, 20)?,
    })
}
