//! The transparency log: one RFC 6962 tree per district, its leaves the commit records, its head signed.
//!
//! A follower grows the tree from the records and signs at most once a second. Nodes live in `log.db`, which can be made again from the
//! records; signed checkpoints are promises, so they are kept with the truth.

mod checkpoint;
mod tree;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;

pub use checkpoint::{origin, sign, verifier, verify as verify_checkpoint};
pub use tree::{Frontier, leaf_hash, node_hash, verify_consistency, verify_inclusion};

use crate::error::{LedgerError, Result};
use crate::keys::Keys;
use crate::sqlite::{
    Handle, Shared, Sqlite, all, hash, micros, position, records_after, set_position, signed, time, unsigned,
};
use crate::write::Hash;

const STEP: usize = 2000;
const SIGN_EVERY: Duration = Duration::from_secs(1);
const HOUR: i64 = 3_600_000_000;

/// A signed head of a district's tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The district.
    pub district: String,
    /// How many leaves it covers.
    pub size: u64,
    /// The root of the tree of that size.
    pub root: Hash,
    /// The C2SP signed note: origin, size, root, signature.
    pub note: String,
    /// When it was signed, by the machine's clock.
    pub signed_at: Timestamp,
}

/// That a record is the leaf of this index in the tree of this size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InclusionProof {
    /// The leaf's index, from 0: the record's `seq` less one.
    pub leaf: u64,
    /// The tree's size.
    pub size: u64,
    /// The leaf's hash.
    pub leaf_hash: Hash,
    /// The tree's root.
    pub root: Hash,
    /// The audit path, from the leaf up.
    pub path: Vec<Hash>,
}

/// What outsiders check.
pub trait TransparencyLog: Send + Sync {
    /// The newest signed head of a district.
    fn checkpoint(&self, district: &str) -> Result<Option<Checkpoint>>;

    /// The smallest signed head that covers a leaf.
    fn checkpoint_covering(&self, district: &str, leaf: u64) -> Result<Option<Checkpoint>>;

    /// Proves a leaf in the tree of `size`; none if the tree has not grown so far, or the leaf is not in it.
    fn inclusion_proof(&self, district: &str, leaf: u64, size: u64) -> Result<Option<InclusionProof>>;

    /// Proves that the tree of size `old` is the beginning of the tree of size `new`; the path of RFC 6962 §2.1.2.
    fn consistency_proof(&self, district: &str, old: u64, new: u64) -> Result<Option<Vec<Hash>>>;

    /// The key by which a district's checkpoints are verified, in the form `name+id+key`.
    fn verifier_key(&self, district: &str) -> String;
}

impl TransparencyLog for Sqlite {
    fn checkpoint(&self, district: &str) -> Result<Option<Checkpoint>> {
        newest(self, "district = ?1 ORDER BY size DESC", district, 0)
    }

    fn checkpoint_covering(&self, district: &str, leaf: u64) -> Result<Option<Checkpoint>> {
        newest(self, "district = ?1 AND size > ?2 ORDER BY size", district, leaf)
    }

    fn inclusion_proof(&self, district: &str, leaf: u64, size: u64) -> Result<Option<InclusionProof>> {
        self.read(|db| {
            if leaf >= size || grown(db, district)? < size {
                return Ok(None);
            }
            let nodes = |level, index| node(db, "log.node", district, level, index);
            let leaf_hash = nodes(0, leaf)?;
            let (root, path) = (tree::root(size, &nodes)?, tree::inclusion_path(leaf, size, &nodes)?);
            Ok(Some(InclusionProof { leaf, size, leaf_hash, root, path }))
        })
    }

    fn consistency_proof(&self, district: &str, old: u64, new: u64) -> Result<Option<Vec<Hash>>> {
        self.read(|db| {
            if old == 0 || old > new || grown(db, district)? < new {
                return Ok(None);
            }
            tree::consistency_path(old, new, &|level, index| node(db, "log.node", district, level, index)).map(Some)
        })
    }

    fn verifier_key(&self, district: &str) -> String {
        verifier(&self.shared().keys, district)
    }
}

fn newest(ledger: &Sqlite, place: &str, district: &str, leaf: u64) -> Result<Option<Checkpoint>> {
    let sql = format!("SELECT district, size, root, note, signed_at FROM checkpoint WHERE {place} LIMIT 1");
    let mut with = vec![district.to_owned().into()];
    if sql.contains("?2") {
        with.push(signed(leaf).into());
    }
    ledger.read(|db| Ok(all(db, &sql, with, checkpoint_row)?.pop()))
}

/// A kept checkpoint: `district, size, root, note, signed_at`.
pub(crate) fn checkpoint_row(r: &Row<'_>) -> rusqlite::Result<Checkpoint> {
    Ok(Checkpoint {
        district: r.get(0)?,
        size: unsigned(r, 1)?,
        root: hash(r, 2)?,
        note: r.get(3)?,
        signed_at: time(r, 4)?,
    })
}

/// How far the kept tree reaches, seen from a reader.
fn grown(db: &Connection, district: &str) -> Result<u64> {
    let place = db
        .prepare_cached("SELECT seq FROM log.position WHERE district = ?1")?
        .query_row([district], |r| unsigned(r, 0))
        .optional()?;
    Ok(place.unwrap_or(0))
}

fn node(db: &Connection, table: &str, district: &str, level: u32, index: u64) -> Result<Hash> {
    let sql = format!("SELECT hash FROM {table} WHERE district = ?1 AND level = ?2 AND idx = ?3");
    let kept = db.prepare_cached(&sql)?.query_row((district, level, signed(index)), |r| hash(r, 0)).optional()?;
    kept.ok_or_else(|| {
        LedgerError::refused(
            "log-node-missing",
            format!("校验树缺少节点 {district}/{level}/{index} · a node of the tree is missing"),
        )
    })
}

/// Grows the trees and signs their heads until the store closes; then over all that is durable, once more.
pub(crate) fn follower(mut db: Connection, shared: Arc<Shared>, writer: Handle) -> impl FnOnce() + Send + 'static {
    move || {
        let mut heads = Heads::default();
        while !shared.stopping() {
            let last = shared.closing();
            let tips = shared.tips();
            let done = grow(&mut db, &shared, &tips).and_then(|()| heads.sign(&db, &shared, &writer, last));
            if let Err(error) = done {
                tracing::warn!(%error, "the log lags");
                std::thread::sleep(Duration::from_millis(if last { 0 } else { 200 }));
            }
            if last {
                return;
            }
            shared.breathe();
            shared.wait_beyond(&tips, heads.patience());
        }
    }
}

fn grow(db: &mut Connection, shared: &Shared, tips: &BTreeMap<String, u64>) -> Result<()> {
    for (district, tip) in tips {
        while position(db, district)? < *tip && !shared.stopping() {
            step(db, shared, district)?;
        }
    }
    Ok(())
}

fn step(db: &mut Connection, shared: &Shared, district: &str) -> Result<()> {
    let at = position(db, district)?;
    let mut frontier = Frontier::load(at, &|level, index| node(db, "node", district, level, index))?;
    let records = shared.read(|ledger| records_after(ledger, district, at, STEP))?;
    let tx = db.transaction()?;
    {
        let mut add = tx.prepare_cached("INSERT OR REPLACE INTO node VALUES (?1, ?2, ?3, ?4)")?;
        for record in &records {
            for (level, index, hash) in frontier.push(leaf_hash(&record.bytes)) {
                add.execute((district, level, signed(index), hash.0))?;
            }
        }
    }
    set_position(&tx, district, frontier.size())?;
    Ok(tx.commit()?)
}

/// What has been signed, and when.
#[derive(Default)]
struct Heads {
    signed: BTreeMap<String, u64>,
    last: Option<Instant>,
    owed: bool,
}

impl Heads {
    /// How long the follower may sleep without breaking the promise of a head every second.
    fn patience(&self) -> Duration {
        let since = self.last.map_or(SIGN_EVERY, |at| at.elapsed());
        if self.owed { SIGN_EVERY.saturating_sub(since).max(Duration::from_millis(5)) } else { SIGN_EVERY }
    }

    /// Signs what has grown, at most once a second, or `now`.
    fn sign(&mut self, db: &Connection, shared: &Shared, writer: &Handle, now: bool) -> Result<()> {
        let places =
            all(db, "SELECT district, seq FROM position", vec![], |r| Ok((r.get::<_, String>(0)?, unsigned(r, 1)?)))?;
        let grown: Vec<_> =
            places.into_iter().filter(|(d, size)| *size > 0 && self.signed.get(d) != Some(size)).collect();
        self.owed = !grown.is_empty();
        if !self.owed || (!now && self.last.is_some_and(|at| at.elapsed() < SIGN_EVERY)) {
            return Ok(());
        }
        self.last = Some(Instant::now());
        let heads = grown.iter().map(|(d, size)| head(db, &shared.keys, d, *size)).collect::<Result<Vec<_>>>()?;
        let heads = heads.into_iter().map(|h| Ok((covered(db, shared, &h)?, h))).collect::<Result<Vec<_>>>()?;
        writer.run(move |ledger| heads.iter().try_for_each(|(covered, h)| keep(ledger, h, covered)))?;
        self.signed.extend(grown);
        self.owed = false;
        Ok(())
    }
}

fn head(db: &Connection, keys: &Keys, district: &str, size: u64) -> Result<Checkpoint> {
    let root = tree::root(size, &|level, index| node(db, "node", district, level, index))?;
    Ok(Checkpoint {
        district: district.to_owned(),
        size,
        root,
        note: sign(keys, district, size, &root),
        signed_at: Timestamp::now(),
    })
}

/// The smaller heads of the same hour that the tree still keeps. One that it does not keep, or that is not as it was signed,
/// stays for `verify` to name.
fn covered(db: &Connection, shared: &Shared, c: &Checkpoint) -> Result<Vec<u64>> {
    let sql = "SELECT district, size, root, note, signed_at FROM checkpoint
        WHERE district = ? AND size < ? AND signed_at / ? = ? / ?";
    let with =
        vec![c.district.clone().into(), signed(c.size).into(), HOUR.into(), micros(c.signed_at).into(), HOUR.into()];
    let smaller = shared.read(|ledger| all(ledger, sql, with, checkpoint_row))?;
    let key = verifier(&shared.keys, &c.district);
    let mut sizes = Vec::new();
    for old in smaller {
        let root = tree::root(old.size, &|level, index| node(db, "node", &c.district, level, index));
        if root == Ok(old.root) && verify_checkpoint(&old.note, &key) == Some((old.size, old.root)) {
            sizes.push(old.size);
        }
    }
    Ok(sizes)
}

/// Keeps a head; within an hour the later one stands for the earlier ones that it covers.
fn keep(db: &Connection, c: &Checkpoint, covered: &[u64]) -> Result<()> {
    let at = micros(c.signed_at);
    let mut drop = db.prepare_cached("DELETE FROM checkpoint WHERE district = ?1 AND size = ?2")?;
    for size in covered {
        drop.execute((&c.district, signed(*size)))?;
    }
    db.prepare_cached("INSERT OR IGNORE INTO checkpoint VALUES (?1, ?2, ?3, ?4, ?5)")?.execute((
        &c.district,
        signed(c.size),
        c.root.0,
        &c.note,
        at,
    ))?;
    Ok(())
}
