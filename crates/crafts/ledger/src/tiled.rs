//! Proofs from the hash tiles of a log: a few tiles are read, however long it is, and each is held
//! against the root.

use crate::bundle::{HEIGHT, c2sp};
use crate::edge::perfect;
use crate::tree::{digests, hash};
use crate::{BUNDLE, LedgerError};
use terms::Digest;
use tlog_tiles::tile::{Tile, TileHashReader, TileReader};
use tlog_tiles::tlog::{
    Error, HashReader, prove_record, prove_tree, record_hash, stored_hash_index,
};

/// A log of `size` entries with `root`, whose tiles `read` gives by their path (`tile/0/000.p/17`).
pub struct TiledTree<R> {
    pub size: u64,
    pub root: Digest,
    pub read: R,
}

impl<R: Fn(&str) -> Option<Vec<u8>>> TiledTree<R> {
    /// That entry `index` is in the tree (RFC 6962 section 2.1.1); leaf side first.
    ///
    /// # Errors
    /// If there is no such entry; if a tile is missing, or is not of this tree.
    pub fn inclusion(&self, index: u64) -> Result<Vec<Digest>, LedgerError> {
        if index >= self.size {
            return Err(LedgerError::OutOfTree { size: self.size, asked: index });
        }
        let reader = TileHashReader::new(self.size, hash(self.root), self);
        prove_record(self.size, index, &reader).map(digests).map_err(|_| LedgerError::Tiles)
    }

    /// That the first `old` entries are a prefix of the tree (RFC 6962 section 2.1.2).
    ///
    /// # Errors
    /// If `old` is 0 or more than the size; if a tile is missing, or is not of this tree.
    pub fn consistency(&self, old: u64) -> Result<Vec<Digest>, LedgerError> {
        if old == 0 || old > self.size {
            return Err(LedgerError::OutOfTree { size: self.size, asked: old });
        }
        let reader = TileHashReader::new(self.size, hash(self.root), self);
        prove_tree(self.size, old, &reader).map(digests).map_err(|_| LedgerError::Tiles)
    }

    /// Whether exactly these entries are the full bundle `number` of the tree.
    ///
    /// # Errors
    /// If there is no such bundle; if a tile is missing, or is not of this tree.
    pub fn holds<T: AsRef<[u8]>>(&self, number: u64, entries: &[T]) -> Result<bool, LedgerError> {
        let width = BUNDLE as u64;
        if number >= self.size / width {
            let asked = number.saturating_mul(width);
            return Err(LedgerError::OutOfTree { size: self.size, asked });
        }
        let reader = TileHashReader::new(self.size, hash(self.root), self);
        let held = reader.read_hashes(&[stored_hash_index(HEIGHT, number)]);
        let held = held.map_err(|_| LedgerError::Tiles)?;
        let hashes: Vec<_> = entries.iter().map(|entry| record_hash(entry.as_ref())).collect();
        Ok(hashes.len() == BUNDLE && perfect(&hashes).is_some_and(|root| held == [root]))
    }
}

impl<R: Fn(&str) -> Option<Vec<u8>>> TileReader for TiledTree<R> {
    fn height(&self) -> u8 {
        HEIGHT
    }
    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, Error> {
        tiles.iter().map(|tile| (self.read)(&c2sp(tile)).ok_or(Error::InconsistentTile)).collect()
    }
    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Tree, tiles};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn tree(size: u64) -> (Tree, BTreeMap<String, Vec<u8>>) {
        let mut tree = Tree::new();
        for n in 0..size {
            tree.push(&n.to_be_bytes()).unwrap();
        }
        let tiles = tiles(&tree).unwrap().into_iter().collect();
        (tree, tiles)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn proofs_are_those_of_the_whole_tree(size in 1u64..1_200, at in any::<prop::sample::Index>()) {
            let (tree, tiles) = tree(size);
            let read = |path: &str| tiles.get(path).cloned();
            let tiled = TiledTree { size, root: tree.root().unwrap(), read };
            let index = at.index(size as usize) as u64;
            prop_assert_eq!(tiled.inclusion(index).unwrap(), tree.inclusion(index).unwrap());
            prop_assert_eq!(tiled.consistency(index + 1).unwrap(), tree.consistency(index + 1).unwrap());
        }

        #[test]
        fn a_changed_tile_proves_nothing(size in 2u64..600, byte in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
            let (tree, mut tiles) = tree(size);
            let index = at.index(size as usize) as u64;
            let right = tree.inclusion(index).unwrap();
            for bytes in tiles.values_mut() {
                let at = byte.index(bytes.len());
                bytes[at] ^= 1;
            }
            let tiled = TiledTree { size, root: tree.root().unwrap(), read: |path: &str| tiles.get(path).cloned() };
            prop_assert!(tiled.inclusion(index).map_or(true, |proof| proof == right));
            prop_assert!(tiled.consistency(size).map_or(true, |proof| proof.is_empty()));
        }
    }

    #[test]
    fn a_bundle_is_held_against_the_root_wherever_it_lies() {
        let entry = |n: u64| n.to_be_bytes().to_vec();
        for size in [256, 300, 512, 1_100, 65_536, 65_536 + 256] {
            let (tree, tiles) = tree(size);
            let read = |path: &str| tiles.get(path).cloned();
            let tiled = TiledTree { size, root: tree.root().unwrap(), read };
            for number in [0, size / 512, size / 256 - 1] {
                let mut entries: Vec<_> = (number * 256..(number + 1) * 256).map(entry).collect();
                assert!(tiled.holds(number, &entries).unwrap(), "{number} of {size}");
                entries.swap(3, 4);
                assert!(!tiled.holds(number, &entries).unwrap());
                assert!(!tiled.holds(number, &entries[1..]).unwrap());
            }
            assert!(tiled.holds(size / 256, &[entry(0)]).is_err());
        }
    }

    #[test]
    fn what_is_not_there_is_an_error() {
        let (tree, _) = tree(300);
        let tiled = TiledTree { size: 300, root: tree.root().unwrap(), read: |_: &str| None };
        assert!(matches!(tiled.inclusion(3), Err(LedgerError::Tiles)));
        assert!(matches!(tiled.inclusion(300), Err(LedgerError::OutOfTree { .. })));
        assert!(matches!(tiled.consistency(0), Err(LedgerError::OutOfTree { .. })));
        assert!(matches!(tiled.consistency(301), Err(LedgerError::OutOfTree { .. })));
        let short =
            TiledTree { size: 300, root: tree.root().unwrap(), read: |_: &str| Some(vec![0; 3]) };
        assert!(short.inclusion(3).is_err() && short.consistency(7).is_err());
        let empty = TiledTree { size: 0, root: Digest::of(b""), read: |_: &str| None };
        assert!(empty.inclusion(0).is_err() && empty.consistency(0).is_err());
    }
}
