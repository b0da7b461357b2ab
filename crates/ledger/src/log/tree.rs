//! The RFC 6962 tree over stored nodes. Which nodes a proof needs and whether it holds is `ct-merkle`'s to say; here nodes are made,
//! found, and joined where the right edge is not full.

use ct_merkle::{
    ConsistencyProof, InclusionProof, RootHash, indices_for_consistency_proof, indices_for_inclusion_proof,
};
use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::write::Hash;

/// The node of a full subtree, by level (0 are leaves) and index on that level.
pub(crate) type Nodes<'a> = dyn Fn(u32, u64) -> Result<Hash> + 'a;

/// A leaf's hash: SHA-256 of a zero byte and the record.
pub fn leaf_hash(record: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update([0]).chain_update(record).finalize().into())
}

/// An inner node's hash: SHA-256 of a one byte and both children.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
}

/// The right edge of a growing tree: the full subtrees, greatest first, of which its size is the sum.
#[derive(Clone, Debug, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<(u32, Hash)>,
}

impl Frontier {
    /// Takes up the edge of a tree of this size.
    pub(crate) fn load(size: u64, nodes: &Nodes<'_>) -> Result<Frontier> {
        let peaks =
            full_parts(0, size).map(|(level, index)| Ok((level, nodes(level, index)?))).collect::<Result<_>>()?;
        Ok(Frontier { size, peaks })
    }

    /// How many leaves it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf; answers with the nodes that became complete, the leaf first: level, index, hash.
    pub fn push(&mut self, leaf: Hash) -> Vec<(u32, u64, Hash)> {
        let (mut level, mut index, mut hash) = (0, self.size, leaf);
        let mut made = vec![(level, index, hash)];
        while let Some((_, left)) = self.peaks.pop_if(|(height, _)| *height == level) {
            (level, index, hash) = (level + 1, index >> 1, node_hash(&left, &hash));
            made.push((level, index, hash));
        }
        self.peaks.push((level, hash));
        self.size += 1;
        made
    }

    /// The root; none for the empty tree.
    pub fn root(&self) -> Option<Hash> {
        join(self.peaks.iter().map(|(_, hash)| *hash).collect())
    }
}

/// The full subtrees that cover the leaves `from..until` (`from` on the boundary of the greatest), in order, by level and index.
fn full_parts(from: u64, until: u64) -> impl Iterator<Item = (u32, u64)> {
    let mut at = from;
    std::iter::from_fn(move || {
        let level = (until - at).checked_ilog2()?;
        let index = at >> level;
        at += 1 << level;
        Some((level, index))
    })
}

/// Joins subtrees from the right, as RFC 6962 splits them.
fn join(parts: Vec<Hash>) -> Option<Hash> {
    parts.into_iter().rev().reduce(|right, left| node_hash(&left, &right))
}

/// The root of the tree of `size`, which must not be zero.
pub(crate) fn root(size: u64, nodes: &Nodes<'_>) -> Result<Hash> {
    subtree(0, size, nodes)
}

fn subtree(from: u64, until: u64, nodes: &Nodes<'_>) -> Result<Hash> {
    let parts = full_parts(from, until).map(|(level, index)| nodes(level, index)).collect::<Result<Vec<_>>>()?;
    join(parts).ok_or_else(|| crate::LedgerError::refused("log-empty", "校验树是空的 · the tree is empty"))
}

/// A node by its index in `ct-merkle`'s in-order numbering of the tree of `size` leaves.
fn by_number(number: u64, size: u64, nodes: &Nodes<'_>) -> Result<Hash> {
    let level = number.trailing_ones();
    let from = (number >> (level + 1)) << level;
    subtree(from, size.min(from + (1 << level)), nodes)
}

/// The audit path of a leaf; `leaf < size`.
pub(crate) fn inclusion_path(leaf: u64, size: u64, nodes: &Nodes<'_>) -> Result<Vec<Hash>> {
    indices_for_inclusion_proof(size, leaf).into_iter().map(|n| by_number(n, size, nodes)).collect()
}

/// The path that shows the tree of `old` to be the beginning of the tree of `new`; `0 < old <= new`.
pub(crate) fn consistency_path(old: u64, new: u64, nodes: &Nodes<'_>) -> Result<Vec<Hash>> {
    if old == new {
        return Ok(vec![]);
    }
    indices_for_consistency_proof(old, new - old).into_iter().map(|n| by_number(n, new, nodes)).collect()
}

/// Whether the record is the leaf of this index under this root.
pub fn verify_inclusion(record: &[u8], leaf: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    let path = path.iter().flat_map(|h| h.0).collect();
    let Ok(proof) = InclusionProof::<Sha256>::try_from_bytes(path) else { return false };
    RootHash::<Sha256>::new(root.0.into(), size).verify_inclusion(&record, leaf, &proof).is_ok()
}

/// Whether the old root's tree is the beginning of the new one's.
pub fn verify_consistency(old: (u64, &Hash), new: (u64, &Hash), path: &[Hash]) -> bool {
    if old.0 == new.0 {
        return old.1 == new.1 && path.is_empty();
    }
    let path = path.iter().flat_map(|h| h.0).collect();
    let Ok(proof) = ConsistencyProof::<Sha256>::try_from_bytes(path) else { return false };
    let [old, new] = [old, new].map(|(size, hash)| RootHash::<Sha256>::new(hash.0.into(), size));
    new.verify_consistency(&old, &proof).is_ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::collections::BTreeMap;

    use ct_merkle::mem_backed_tree::MemoryBackedTree;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Our stored nodes and `ct-merkle`'s own tree agree on every root, path and proof.
        #[test]
        fn agrees_with_ct_merkle(size in 1_u64..70, leaf in 0_u64..70, old in 1_u64..70) {
            let (leaf, old) = (leaf % size, 1 + old % size);
            let mut theirs = MemoryBackedTree::<Sha256, Vec<u8>>::new();
            let (mut ours, mut kept, mut roots) = (Frontier::default(), BTreeMap::new(), vec![]);
            for n in 0..size {
                let record = n.to_be_bytes().to_vec();
                kept.extend(ours.push(leaf_hash(&record)).into_iter().map(|(level, index, hash)| ((level, index), hash)));
                roots.push(ours.root().unwrap());
                theirs.push(record);
            }
            let nodes = |level, index| Ok(kept[&(level, index)]);
            let root = root(size, &nodes).unwrap();
            prop_assert_eq!(root.0.to_vec(), theirs.root().as_bytes().to_vec());
            prop_assert_eq!(Some(root), Frontier::load(size, &nodes).unwrap().root());
            let path = inclusion_path(leaf, size, &nodes).unwrap();
            prop_assert_eq!(path.iter().flat_map(|h| h.0).collect::<Vec<_>>(), theirs.prove_inclusion(leaf as usize).as_bytes().to_vec());
            prop_assert!(verify_inclusion(&leaf.to_be_bytes(), leaf, size, &path, &root));
            prop_assert!(!verify_inclusion(b"another record", leaf, size, &path, &root));
            let growth = consistency_path(old, size, &nodes).unwrap();
            prop_assert!(verify_consistency((old, &roots[old as usize - 1]), (size, &root), &growth));
            prop_assert!(old == size || !verify_consistency((old, &leaf_hash(b"x")), (size, &root), &growth));
        }
    }
}
