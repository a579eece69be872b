//! The right edge of the tree: all that is needed to go on appending, however long the log is.

use crate::bundle::tile_path;
use crate::{BUNDLE, LedgerError};
use terms::Digest;
use tlog_tiles::tlog::{Hash, node_hash, record_hash};

/// A hash tile: its path relative to the log, and its bytes.
pub type HashTile = (String, Vec<u8>);

/// The hashes of the last, unfinished tile of each level: at most 255 for each 256-fold of length.
#[derive(Debug, Clone, Default)]
pub struct Edge {
    levels: Vec<Vec<Hash>>,
    size: u64,
}

impl Edge {
    /// The edge of the empty tree.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many entries there are.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends `entry`; gives the tiles that it made full, the lowest level first.
    pub fn push(&mut self, entry: &[u8]) -> Vec<HashTile> {
        self.size += 1;
        let (mut full, mut number) = (Vec::new(), self.size);
        let mut hash = record_hash(entry);
        for level in 0u8.. {
            let index = usize::from(level);
            if self.levels.len() == index {
                self.levels.push(Vec::new());
            }
            let Some(tile) = self.levels.get_mut(index) else { break };
            tile.push(hash);
            if tile.len() < BUNDLE {
                break;
            }
            number /= BUNDLE as u64;
            let tile = std::mem::take(tile);
            full.push((tile_path(level, number - 1, BUNDLE), bytes_of(&tile)));
            let Some(root) = perfect(&tile) else { break };
            hash = root;
        }
        full
    }

    /// The root over all entries (RFC 6962 section 2.1).
    #[must_use]
    pub fn root(&self) -> Digest {
        let peaks = self.levels.iter().rev().flat_map(|tile| peaks(tile));
        let root = peaks.rev().reduce(|right, left| node_hash(left, right));
        root.map_or_else(|| Digest::of(b""), |hash| Digest::from_bytes(hash.0))
    }

    /// The tiles that are not full, the lowest level first.
    #[must_use]
    pub fn partial_tiles(&self) -> Vec<HashTile> {
        let tiles = (0u8..).zip(&self.levels).filter(|(_, tile)| !tile.is_empty());
        let tile = |(level, tile): (u8, &Vec<Hash>)| {
            let number = self.size.checked_shr(8 * (u32::from(level) + 1)).unwrap_or(0);
            (tile_path(level, number, tile.len()), bytes_of(tile))
        };
        tiles.map(tile).collect()
    }

    /// The hashes, the lowest level first; [`Self::size`] says how many are of which.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.levels.iter().flat_map(|tile| bytes_of(tile)).collect()
    }

    /// The edge of a tree of `size` entries with these hashes.
    ///
    /// # Errors
    /// If there are more or fewer than such a tree has.
    pub fn from_bytes(size: u64, bytes: &[u8]) -> Result<Self, LedgerError> {
        let wrong = || LedgerError::Edge { size, bytes: bytes.len() };
        let (hashes, []) = bytes.as_chunks::<32>() else { return Err(wrong()) };
        let (mut rest, mut levels, mut left) = (hashes, Vec::new(), size);
        while left > 0 {
            let width = usize::try_from(left % BUNDLE as u64).map_err(|_| wrong())?;
            let (tile, after) = rest.split_at_checked(width).ok_or_else(wrong)?;
            levels.push(tile.iter().map(|hash| Hash(*hash)).collect());
            rest = after;
            left /= BUNDLE as u64;
        }
        if rest.is_empty() { Ok(Self { levels, size }) } else { Err(wrong()) }
    }
}

fn bytes_of(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// The roots of the perfect trees that the hashes fall into, the largest first.
fn peaks(hashes: &[Hash]) -> Vec<Hash> {
    let (mut rest, mut peaks) = (hashes, Vec::new());
    while let Some(bits) = rest.len().checked_ilog2() {
        let (first, after) = rest.split_at(1 << bits);
        peaks.extend(perfect(first));
        rest = after;
    }
    peaks
}

/// The root over a power of two of hashes; none over nothing.
pub(crate) fn perfect(hashes: &[Hash]) -> Option<Hash> {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        row = row.as_chunks::<2>().0.iter().map(|&[left, right]| node_hash(left, right)).collect();
    }
    row.first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Tree, tiles};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// The edge after `count` entries, with every tile that it gave.
    fn grown(count: u32) -> (Edge, BTreeMap<String, Vec<u8>>) {
        let (mut edge, mut full) = (Edge::new(), BTreeMap::new());
        for n in 0..count {
            full.extend(edge.push(&n.to_be_bytes()));
        }
        (edge, full)
    }

    fn reference(count: u32) -> Tree {
        let mut tree = Tree::new();
        for n in 0..count {
            tree.push(&n.to_be_bytes()).unwrap();
        }
        tree
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn root_and_tiles_are_those_of_the_whole_tree(count in 0u32..1_200) {
            let ((edge, mut full), tree) = (grown(count), reference(count));
            prop_assert_eq!((edge.size(), edge.root()), (tree.size(), tree.root().unwrap()));
            full.extend(edge.partial_tiles());
            prop_assert_eq!(full, tiles(&tree).unwrap().into_iter().collect::<BTreeMap<_, _>>());
        }

        #[test]
        fn an_edge_reads_back_what_it_writes_and_goes_on(count in 0u32..1_200) {
            let (mut edge, _) = grown(count);
            let mut again = Edge::from_bytes(u64::from(count), &edge.to_bytes()).unwrap();
            edge.push(b"next");
            again.push(b"next");
            prop_assert_eq!(again.root(), edge.root());
        }

        #[test]
        fn any_bytes_are_an_edge_or_an_error(size in any::<u64>(), bytes in any::<Vec<u8>>()) {
            if let Ok(edge) = Edge::from_bytes(size, &bytes) {
                prop_assert_eq!(edge.to_bytes(), bytes);
            }
        }
    }

    #[test]
    fn the_second_level_carries_into_the_third() {
        let ((edge, full), tree) = (grown(65_537), reference(65_537));
        assert_eq!(edge.root(), tree.root().unwrap());
        assert_eq!(full.len(), 257);
        assert_eq!(edge.to_bytes().len(), 64);
    }
}
