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
use serde::Serialize;

pub use checkpoint::{origin, sign, verifier, verify as verify_checkpoint};
pub use tree::{Frontier, leaf_hash, node_hash, verify_consistency, verify_inclusion};

use crate::engine::{Engine, Source};
use crate::error::{LedgerError, Result};
use crate::keys::Keys;
use crate::query::records_after;
use crate::search::{position, position_held, set_position};
use crate::sql::{Db, Row, Sql, all, hash, micros, signed, time, unsigned};
use crate::write::Hash;
use crate::writer::Handle;

/// The schema that readers find the trees in.
const KEPT: &str = "log";
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

impl<E: Engine> TransparencyLog for E {
    fn checkpoint(&self, district: &str) -> Result<Option<Checkpoint>> {
        newest(self, "district = ?1 ORDER BY size DESC", district, 0)
    }

    fn checkpoint_covering(&self, district: &str, leaf: u64) -> Result<Option<Checkpoint>> {
        newest(self, "district = ?1 AND size > ?2 ORDER BY size", district, leaf)
    }

    fn inclusion_proof(&self, district: &str, leaf: u64, size: u64) -> Result<Option<InclusionProof>> {
        self.read(|db| {
            if leaf >= size || position(db, KEPT, district)? < size {
                return Ok(None);
            }
            let nodes = |level, index| node(db, KEPT, district, level, index);
            let leaf_hash = nodes(0, leaf)?;
            let (root, path) = (tree::root(size, &nodes)?, tree::inclusion_path(leaf, size, &nodes)?);
            Ok(Some(InclusionProof { leaf, size, leaf_hash, root, path }))
        })
    }

    fn consistency_proof(&self, district: &str, old: u64, new: u64) -> Result<Option<Vec<Hash>>> {
        self.read(|db| {
            if old == 0 || old > new || position(db, KEPT, district)? < new {
                return Ok(None);
            }
            tree::consistency_path(old, new, &|level, index| node(db, KEPT, district, level, index)).map(Some)
        })
    }

    fn verifier_key(&self, district: &str) -> String {
        verifier(&self.frame().keys, district)
    }
}

fn newest(ledger: &impl Engine, place: &str, district: &str, leaf: u64) -> Result<Option<Checkpoint>> {
    let sql = format!("SELECT district, size, root, note, signed_at FROM checkpoint WHERE {place} LIMIT 1");
    let mut with = vec![Sql::from(district.to_owned())];
    if sql.contains("?2") {
        with.push(signed(leaf).into());
    }
    ledger.read(|db| Ok(all(db, &sql, with, checkpoint_row)?.pop()))
}

/// A kept checkpoint: `district, size, root, note, signed_at`.
pub(crate) fn checkpoint_row(r: &Row<'_>) -> Result<Checkpoint> {
    Ok(Checkpoint {
        district: r.get(0)?,
        size: unsigned(r, 1)?,
        root: hash(r, 2)?,
        note: r.get(3)?,
        signed_at: time(r, 4)?,
    })
}

fn node(db: &Db, schema: &str, district: &str, level: u32, index: u64) -> Result<Hash> {
    let sql = format!("SELECT hash FROM {schema}.node WHERE district = ?1 AND level = ?2 AND idx = ?3");
    let kept = db.prepare_cached(&sql)?.query_row((district, level, signed(index)), |r| hash(r, 0))?;
    kept.ok_or_else(|| {
        LedgerError::refused(
            "log-node-missing",
            format!("校验树缺少节点 {district}/{level}/{index} · a node of the tree is missing"),
        )
    })
}

/// Where a tree is grown: on a connection of its own, in a schema of this name.
pub(crate) struct Tree {
    pub(crate) db: Db,
    pub(crate) schema: &'static str,
}

/// Grows the trees and signs their heads until the store closes; then over all that is durable, once more.
pub(crate) fn follower(mut tree: Tree, source: Arc<impl Source>, writer: Handle) -> impl FnOnce() + Send + 'static {
    move || {
        let (mut heads, frame) = (Heads::default(), source.frame());
        while !frame.stopping() {
            let last = frame.closing();
            let tips = frame.tips();
            let done = tree.follow(&*source, &tips).and_then(|()| heads.sign(&tree, &*source, &writer, last));
            if let Err(error) = done {
                tracing::warn!(%error, "the log lags");
                std::thread::sleep(Duration::from_millis(if last { 0 } else { 200 }));
            }
            if last {
                return;
            }
            frame.breathe();
            frame.wait_beyond(&tips, heads.patience());
        }
    }
}

impl Tree {
    fn follow(&mut self, source: &impl Source, tips: &BTreeMap<String, u64>) -> Result<()> {
        source.renew(&mut self.db)?;
        self.grow(source, tips)
    }

    fn grow(&self, source: &impl Source, tips: &BTreeMap<String, u64>) -> Result<()> {
        for (district, tip) in tips {
            while position(&self.db, self.schema, district)? < *tip && !source.frame().stopping() {
                if !self.step(source, district)? {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Some leaves more; false where another node is at it.
    fn step(&self, source: &impl Source, district: &str) -> Result<bool> {
        self.db.transact(|db| {
            let Some(at) = position_held(db, self.schema, district)? else { return Ok(false) };
            let mut frontier = Frontier::load(at, &|level, index| self.node(district, level, index))?;
            let records = source.read(|ledger| records_after(ledger, district, at, STEP))?;
            let sql = format!(
                "INSERT INTO {}.node VALUES (?1, ?2, ?3, ?4) ON CONFLICT (district, level, idx) DO UPDATE SET hash = excluded.hash",
                self.schema
            );
            let mut add = db.prepare_cached(&sql)?;
            for record in &records {
                for (level, index, hash) in frontier.push(leaf_hash(&record.bytes)) {
                    add.execute((district, level, signed(index), hash.0))?;
                }
            }
            set_position(db, self.schema, district, frontier.size())?;
            Ok(true)
        })
    }

    fn node(&self, district: &str, level: u32, index: u64) -> Result<Hash> {
        node(&self.db, self.schema, district, level, index)
    }
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
    fn sign(&mut self, tree: &Tree, source: &impl Source, writer: &Handle, now: bool) -> Result<()> {
        let sql = format!("SELECT district, seq FROM {}.position", tree.schema);
        let places = all(&tree.db, &sql, (), |r| Ok((r.get::<String>(0)?, unsigned(r, 1)?)))?;
        let grown: Vec<_> =
            places.into_iter().filter(|(d, size)| *size > 0 && self.signed.get(d) != Some(size)).collect();
        self.owed = !grown.is_empty();
        if !self.owed || (!now && self.last.is_some_and(|at| at.elapsed() < SIGN_EVERY)) {
            return Ok(());
        }
        self.last = Some(Instant::now());
        let heads =
            grown.iter().map(|(d, size)| tree.head(&source.frame().keys, d, *size)).collect::<Result<Vec<_>>>()?;
        let heads = heads.into_iter().map(|h| Ok((tree.covered(source, &h)?, h))).collect::<Result<Vec<_>>>()?;
        writer.run(vec![], move |ledger, _| heads.iter().try_for_each(|(covered, h)| keep(ledger, h, covered)))?;
        self.signed.extend(grown);
        self.owed = false;
        Ok(())
    }
}

impl Tree {
    fn head(&self, keys: &Keys, district: &str, size: u64) -> Result<Checkpoint> {
        let root = tree::root(size, &|level, index| self.node(district, level, index))?;
        Ok(Checkpoint {
            district: district.to_owned(),
            size,
            root,
            note: sign(keys, district, size, &root),
            signed_at: Timestamp::now(),
        })
    }

    /// The smaller heads of the same hour that the tree still keeps. One that it does not keep, or that is not as it was
    /// signed, stays for `verify` to name.
    fn covered(&self, source: &impl Source, c: &Checkpoint) -> Result<Vec<u64>> {
        let sql = "SELECT district, size, root, note, signed_at FROM checkpoint
            WHERE district = ? AND size < ? AND signed_at >= ? AND signed_at < ?";
        let hour = micros(c.signed_at).div_euclid(HOUR) * HOUR;
        let with = (&c.district, signed(c.size), hour, hour + HOUR);
        let smaller = source.read(|ledger| all(ledger, sql, with, checkpoint_row))?;
        let key = verifier(&source.frame().keys, &c.district);
        let mut sizes = Vec::new();
        for old in smaller {
            let root = tree::root(old.size, &|level, index| self.node(&c.district, level, index));
            if root == Ok(old.root) && verify_checkpoint(&old.note, &key) == Some((old.size, old.root)) {
                sizes.push(old.size);
            }
        }
        Ok(sizes)
    }
}

/// Keeps a head; within an hour the later one stands for the earlier ones that it covers.
fn keep(db: &Db, c: &Checkpoint, covered: &[u64]) -> Result<()> {
    let at = micros(c.signed_at);
    let mut drop = db.prepare_cached("DELETE FROM checkpoint WHERE district = ?1 AND size = ?2")?;
    for size in covered {
        drop.execute((&c.district, signed(*size)))?;
    }
    db.prepare_cached("INSERT INTO checkpoint VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING")?.execute((
        &c.district,
        signed(c.size),
        c.root.0,
        &c.note,
        at,
    ))?;
    Ok(())
}
