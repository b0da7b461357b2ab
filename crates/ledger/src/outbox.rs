//! What the outside is asked to do: kept with the case, sent after the commit by workers, again and again until acknowledged.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::engine::Engine;
use crate::error::Result;
use crate::sql::{Row, all, json, micros, signed, unsigned};

/// How long a worker may take before another is given the same.
const LEASE: SignedDuration = SignedDuration::from_secs(120);

/// Something to send.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboxRow {
    /// Its id.
    pub id: u64,
    /// The district.
    pub district: String,
    /// The case that wants it sent.
    pub case: String,
    /// The record that asked for it.
    pub seq: u64,
    /// Which sender takes it.
    pub kind: String,
    /// What the sender needs.
    pub payload: Value,
    /// How often it was tried before.
    pub attempts: u32,
    /// What the last attempt came to.
    pub error: Option<String>,
}

/// How a failed sending is tried again: after `first`, twice as long each time, at most `longest`; laid aside after `most` attempts.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    /// The first wait.
    pub first: SignedDuration,
    /// The longest wait.
    pub longest: SignedDuration,
    /// The number of attempts.
    pub most: u32,
}

impl Default for Retry {
    fn default() -> Retry {
        Retry { first: SignedDuration::from_secs(10), longest: SignedDuration::from_hours(1), most: 12 }
    }
}

impl Retry {
    /// The wait after so many failed attempts.
    pub fn wait(&self, attempts: u32) -> SignedDuration {
        let factor = 1_i32.checked_shl(attempts.saturating_sub(1).min(20)).unwrap_or(i32::MAX);
        self.first.checked_mul(factor).unwrap_or(self.longest).min(self.longest)
    }
}

/// The senders' side. Times are the machine's.
pub trait Outbox: Send + Sync {
    /// Takes up to `n` things of a kind; whoever takes them has two minutes to say how it went.
    fn outbox_take(&self, kind: &str, n: usize, now: Timestamp) -> Result<Vec<OutboxRow>>;

    /// It arrived.
    fn outbox_ack(&self, id: u64) -> Result<()>;

    /// It failed; it waits, or is laid aside when it has been tried often enough.
    fn outbox_fail(&self, id: u64, error: &str, now: Timestamp, retry: Retry) -> Result<()>;

    /// What has been laid aside.
    fn outbox_dead(&self, kind: &str) -> Result<Vec<OutboxRow>>;

    /// Puts back what was laid aside.
    fn outbox_revive(&self, id: u64) -> Result<()>;
}

const ROW: &str = "id, district, case_id, seq, kind, payload, attempts, error";

impl<E: Engine> Outbox for E {
    fn outbox_take(&self, kind: &str, n: usize, now: Timestamp) -> Result<Vec<OutboxRow>> {
        // Workers ask often and mostly in vain; that must not cost the writer anything.
        let waiting = "SELECT 1 FROM outbox WHERE kind = ?1 AND state = 'waiting' AND next_at <= ?2";
        if !self.read(|db| db.prepare_cached(waiting)?.exists((kind, micros(now))))? {
            return Ok(vec![]);
        }
        let (until, kind) = (micros(now.checked_add(LEASE).unwrap_or(now)), kind.to_owned());
        self.run(move |db| {
            let sql = format!(
                "UPDATE outbox SET next_at = ?, attempts = attempts + 1 WHERE id IN
                 (SELECT id FROM outbox WHERE kind = ? AND state = 'waiting' AND next_at <= ? ORDER BY next_at, id LIMIT ? {}) RETURNING {ROW}",
                db.skipping_taken()
            );
            let mut rows = all(db, &sql, (until, &kind, micros(now), signed(n as u64)), outbox_row)?;
            rows.sort_by_key(|row| row.id);
            Ok(rows)
        })
    }

    fn outbox_ack(&self, id: u64) -> Result<()> {
        self.run(move |db| {
            db.execute("DELETE FROM outbox WHERE id = ?1", [signed(id)])?;
            Ok(())
        })
    }

    fn outbox_fail(&self, id: u64, error: &str, now: Timestamp, retry: Retry) -> Result<()> {
        let error: String = error.chars().take(500).collect();
        self.run(move |db| {
            for attempts in all(db, "SELECT attempts FROM outbox WHERE id = ?", [signed(id)], |r| r.get::<u32>(0))? {
                let state = if attempts >= retry.most { "dead" } else { "waiting" };
                let next = micros(now.checked_add(retry.wait(attempts)).unwrap_or(now));
                db.execute(
                    "UPDATE outbox SET state = ?2, next_at = ?3, error = ?4 WHERE id = ?1",
                    (signed(id), state, next, &error),
                )?;
            }
            Ok(())
        })
    }

    fn outbox_dead(&self, kind: &str) -> Result<Vec<OutboxRow>> {
        let sql = format!("SELECT {ROW} FROM outbox WHERE kind = ? AND state = 'dead' ORDER BY id");
        self.read(|db| all(db, &sql, [kind], outbox_row))
    }

    fn outbox_revive(&self, id: u64) -> Result<()> {
        self.run(move |db| {
            db.execute(
                "UPDATE outbox SET state = 'waiting', attempts = 0, next_at = 0 WHERE id = ?1 AND state = 'dead'",
                [signed(id)],
            )?;
            Ok(())
        })
    }
}

fn outbox_row(r: &Row<'_>) -> Result<OutboxRow> {
    Ok(OutboxRow {
        id: unsigned(r, 0)?,
        district: r.get(1)?,
        case: r.get(2)?,
        seq: unsigned(r, 3)?,
        kind: r.get(4)?,
        payload: json(r, 5)?,
        attempts: r.get(6)?,
        error: r.get(7)?,
    })
}
