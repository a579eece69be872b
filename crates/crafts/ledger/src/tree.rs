//! The Merkle tree of RFC 6962 section 2.1, held whole in memory, 64 bytes an entry: what
//! [`crate::Edge`] and [`crate::TiledTree`] are measured by, and short logs are made with.

use crate::LedgerError;
use terms::Digest;
use tlog_tiles::tlog::{
    Error, Hash, HashReader, check_record, check_tree, prove_record, prove_tree, record_hash,
    stored_hashes, tree_hash,
};

/// An append-only tree over entries.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// In the order of `tlog::stored_hash_index`.
    hashes: Vec<Hash>,
    size: u64,
}

impl Tree {
    /// The empty tree.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many entries there are.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends `entry`; gives its index.
    ///
    /// # Errors
    /// Never for a tree that was built by this method; the tree is unchanged then.
    pub fn push(&mut self, entry: &[u8]) -> Result<u64, LedgerError> {
        let index = self.size;
        let new = stored_hashes(index, entry, self).map_err(|_| self.outside(index))?;
        self.hashes.extend(new);
        self.size += 1;
        Ok(index)
    }

    /// The root over the first `size` entries.
    ///
    /// # Errors
    /// If the tree is smaller than `size`.
    pub fn root_at(&self, size: u64) -> Result<Digest, LedgerError> {
        if size > self.size {
            return Err(self.outside(size));
        }
        tree_hash(size, self).map(|h| Digest::from_bytes(h.0)).map_err(|_| self.outside(size))
    }

    /// The root over all entries.
    ///
    /// # Errors
    /// Never for a tree that was built by [`Tree::push`].
    pub fn root(&self) -> Result<Digest, LedgerError> {
        self.root_at(self.size)
    }

    /// That entry `index` is in the tree (RFC 6962 section 2.1.1); leaf side first.
    ///
    /// # Errors
    /// If there is no such entry.
    pub fn inclusion(&self, index: u64) -> Result<Vec<Digest>, LedgerError> {
        prove_record(self.size, index, self).map(digests).map_err(|_| self.outside(index))
    }

    /// That the first `old` entries are a prefix of the tree (RFC 6962 section 2.1.2).
    ///
    /// # Errors
    /// If `old` is 0 or more than the size.
    pub fn consistency(&self, old: u64) -> Result<Vec<Digest>, LedgerError> {
        prove_tree(self.size, old, self).map(digests).map_err(|_| self.outside(old))
    }

    const fn outside(&self, asked: u64) -> LedgerError {
        LedgerError::OutOfTree { size: self.size, asked }
    }
}

impl HashReader for Tree {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        let at =
            |&index: &u64| usize::try_from(index).ok().and_then(|i| self.hashes.get(i)).copied();
        indexes.iter().map(|i| at(i).ok_or(Error::IndexesNotInTree)).collect()
    }
}

/// Whether `proof` shows that `entry` is number `index` in the tree of `size` with `root`.
#[must_use]
pub fn includes(proof: &[Digest], size: u64, root: Digest, index: u64, entry: &[u8]) -> bool {
    check_record(&hashes(proof), size, hash(root), index, record_hash(entry)).is_ok()
}

/// Whether `proof` shows that the tree `new` (size, root) continues the tree `old`.
#[must_use]
pub fn is_consistent(proof: &[Digest], new: (u64, Digest), old: (u64, Digest)) -> bool {
    check_tree(&hashes(proof), new.0, hash(new.1), old.0, hash(old.1)).is_ok()
}

pub(crate) const fn hash(digest: Digest) -> Hash {
    Hash(*digest.as_bytes())
}

fn hashes(digests: &[Digest]) -> Vec<Hash> {
    digests.iter().map(|&d| hash(d)).collect()
}

pub(crate) fn digests(hashes: Vec<Hash>) -> Vec<Digest> {
    hashes.into_iter().map(|h| Digest::from_bytes(h.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tree(entries: &[Vec<u8>]) -> Tree {
        let mut tree = Tree::new();
        for entry in entries {
            tree.push(entry).unwrap();
        }
        tree
    }

    /// RFC 6962 section 2.1, word for word.
    fn definition(entries: &[Vec<u8>]) -> Digest {
        match entries {
            [] => Digest::of(b""),
            [only] => Digest::of(&[&[0u8][..], only].concat()),
            _ => {
                let half = entries.len().next_power_of_two() / 2;
                let (left, right) = entries.split_at(half);
                let (left, right) = (definition(left), definition(right));
                Digest::of(&[&[1u8][..], left.as_bytes(), right.as_bytes()].concat())
            }
        }
    }

    proptest! {
        #[test]
        fn the_root_is_that_of_the_rfc(entries in prop::collection::vec(any::<Vec<u8>>(), 0..40)) {
            prop_assert_eq!(tree(&entries).root().unwrap(), definition(&entries));
        }

        #[test]
        fn every_entry_is_provably_included_and_no_other(
            entries in prop::collection::vec(any::<Vec<u8>>(), 1..40), at in any::<prop::sample::Index>()
        ) {
            let tree = tree(&entries);
            let index = at.index(entries.len());
            let proof = tree.inclusion(index as u64).unwrap();
            let (size, root) = (tree.size(), tree.root().unwrap());
            prop_assert!(includes(&proof, size, root, index as u64, &entries[index]));
            prop_assert!(!includes(&proof, size, root, index as u64, b"something that was never entered"));
        }

        #[test]
        fn every_prefix_is_provably_consistent_and_a_rewrite_is_not(
            entries in prop::collection::vec(any::<Vec<u8>>(), 1..40), at in any::<prop::sample::Index>()
        ) {
            let whole = tree(&entries);
            let old = at.index(entries.len()) + 1;
            let proof = whole.consistency(old as u64).unwrap();
            let new = (whole.size(), whole.root().unwrap());
            let before = (old as u64, tree(&entries[..old]).root().unwrap());
            prop_assert!(is_consistent(&proof, new, before));
            prop_assert_eq!(whole.root_at(old as u64).unwrap(), before.1);
            prop_assert!(!is_consistent(&proof, new, (before.0, Digest::of(b"another history"))));
        }
    }
}
