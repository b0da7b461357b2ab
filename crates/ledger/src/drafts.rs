//! Forms that were begun and not sent. Each is sealed under a key that this store never sees: whoever holds the key (a
//! browser's cookie) names the draft by a digest of it, so nobody who reads the store can read a draft or tell whose it
//! is. They are small, few to one place, and gone after a week.

use jiff::{SignedDuration, Timestamp};

use crate::engine::Engine;
use crate::error::{LedgerError, Result};
use crate::keys;
use crate::sql::{Row, micros, time};

/// How long a draft is kept after it was touched last.
pub const DRAFT_LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The most bytes of a sealed draft.
pub const DRAFT_LIMIT: usize = 64 * 1024;

/// The most drafts of one place; the oldest gives way.
const DRAFTS_OF_A_PLACE: u32 = 100;

/// A draft as it is kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DraftRow {
    /// A digest of what the holder holds.
    pub id: [u8; 32],
    /// Where it comes from, as a digest: the network of a browser, the account of an officer.
    pub place: String,
    /// What was typed, sealed by [`seal_draft`].
    pub sealed: Vec<u8>,
    /// When it was touched last, by the machine's clock.
    pub at: Timestamp,
}

/// Forms that were begun and not sent.
pub trait Drafts: Send + Sync {
    /// Keeps a draft in place of the one of that id. Refused `draft-too-large` above [`DRAFT_LIMIT`].
    fn put_draft(&self, row: DraftRow) -> Result<()>;
    /// A draft that is not too old at this time.
    fn draft(&self, id: &[u8; 32], now: Timestamp) -> Result<Option<DraftRow>>;
    /// Erases a draft; nothing happens where there is none.
    fn drop_draft(&self, id: &[u8; 32]) -> Result<()>;
}

/// Seals what was typed under the holder's key.
///
/// # Errors
/// A machine without randomness.
pub fn seal_draft(key: &[u8; 32], plain: &[u8]) -> Result<Vec<u8>> {
    keys::seal(key, "draft", plain)
}

/// Opens it again; none where the key is not its own or somebody changed it.
pub fn open_draft(key: &[u8; 32], sealed: &[u8]) -> Option<Vec<u8>> {
    keys::unseal(key, "draft", sealed).ok()
}

impl<E: Engine> Drafts for E {
    fn put_draft(&self, row: DraftRow) -> Result<()> {
        if row.sealed.len() > DRAFT_LIMIT {
            return Err(LedgerError::refused("draft-too-large", "草稿过长,没有保存 · the draft is too long to keep"));
        }
        self.run(move |db| {
            db.prepare_cached("INSERT INTO draft (id, place, sealed, at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE SET place = excluded.place, sealed = excluded.sealed, at = excluded.at")?
                .execute((row.id, &row.place, &row.sealed, micros(row.at)))?;
            db.prepare_cached(
                "DELETE FROM draft WHERE id IN (SELECT id FROM draft WHERE place = ?1 ORDER BY at DESC LIMIT 1000000 OFFSET ?2)",
            )?
            .execute((&row.place, DRAFTS_OF_A_PLACE))?;
            Ok(())
        })
    }

    fn draft(&self, id: &[u8; 32], now: Timestamp) -> Result<Option<DraftRow>> {
        let since = now.checked_sub(DRAFT_LIFETIME).unwrap_or(Timestamp::MIN);
        self.read(|db| {
            let sql = "SELECT id, place, sealed, at FROM draft WHERE id = ?1 AND at > ?2";
            let row =
                |r: &Row<'_>| Ok(DraftRow { id: r.get(0)?, place: r.get(1)?, sealed: r.get(2)?, at: time(r, 3)? });
            db.prepare_cached(sql)?.query_row((id, micros(since)), row)
        })
    }

    fn drop_draft(&self, id: &[u8; 32]) -> Result<()> {
        let id = *id;
        self.run(move |db| db.execute("DELETE FROM draft WHERE id = ?1", [id]).map(drop))
    }
}
