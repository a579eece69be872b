//! Full bundles in their files, each held against the root.

use super::load;
use super::tampered::tampered;
use crate::StoreError;
use ledger::{BUNDLE, Edge, TiledTree, bundle_path};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use terms::Digest;

/// The bundles of a log that has this edge over them.
pub(super) struct Bundles<'a> {
    pub dir: &'a Path,
    edge: &'a Edge,
    root: Digest,
    /// The tiles that are in no file yet.
    right: BTreeMap<String, Vec<u8>>,
}

impl<'a> Bundles<'a> {
    pub(super) fn new(dir: &'a Path, edge: &'a Edge) -> Self {
        let right = edge.partial_tiles().into_iter().collect();
        Self { dir, edge, root: edge.root(), right }
    }

    /// How many there are.
    pub(super) const fn count(&self) -> u64 {
        self.edge.size() / BUNDLE as u64
    }

    /// The entries of bundle `number`.
    ///
    /// # Errors
    /// If they, or the hashes in its tiles, are not those of the log.
    pub(super) fn entries(&self, number: u64) -> Result<Vec<Vec<u8>>, StoreError> {
        let entries = load::bundle(self.dir, number)?;
        let read = |path: &str| {
            self.right.get(path).cloned().or_else(|| fs::read(self.dir.join(path)).ok())
        };
        let tree = TiledTree { size: self.edge.size(), root: self.root, read };
        let name = if tree.holds(number, &entries)? {
            let tile = tile_path(0, number);
            let path = self.dir.join(&tile);
            if fs::read(&path).map_err(StoreError::io(&path))? == hashes(&entries) {
                return Ok(entries);
            }
            tile
        } else {
            bundle_path(number, BUNDLE)
        };
        Err(tampered(self.dir, &format!("{name} does not hold what was acknowledged")))
    }

    /// The files that are written with bundle `number`: its own, and the tiles that it completes.
    pub(super) fn files(&self, number: u64) -> Vec<PathBuf> {
        let mut files = vec![self.dir.join(bundle_path(number, BUNDLE))];
        let mut full = number + 1;
        for level in 0u8.. {
            files.push(self.dir.join(tile_path(level, full - 1)));
            if !full.is_multiple_of(BUNDLE as u64) {
                break;
            }
            full /= BUNDLE as u64;
        }
        files
    }
}

/// The full tile over the entries.
fn hashes(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut edge = Edge::new();
    let tiles = entries.iter().flat_map(|entry| edge.push(entry)).next();
    tiles.map(|(_, bytes)| bytes).unwrap_or_default()
}

fn tile_path(level: u8, number: u64) -> String {
    bundle_path(number, BUNDLE).replacen("tile/entries/", &format!("tile/{level}/"), 1)
}
