//! How entries and hashes lie in files: C2SP tlog-tiles.

use crate::{LedgerError, Tree};
use tlog_tiles::tile::Tile;

/// Entries in a full bundle, hashes in a full tile.
pub const BUNDLE: usize = 256;
/// The longest entry, in bytes: its length is written in 16 bits.
pub const ENTRY_BYTES: usize = u16::MAX as usize;
/// The height of a tile: 2^8 hashes.
pub(crate) const HEIGHT: u8 = 8;

/// Entries as a bundle: each with its length before it (big-endian, 16 bits), one after the other.
///
/// # Errors
/// If an entry is too long.
pub fn encode<T: AsRef<[u8]>>(entries: &[T]) -> Result<Vec<u8>, LedgerError> {
    let length = entries.iter().map(|entry| entry.as_ref().len() + 2).sum();
    let mut bytes = Vec::with_capacity(length);
    for entry in entries.iter().map(AsRef::as_ref) {
        let length = u16::try_from(entry.len());
        let length = length.map_err(|_| LedgerError::EntryTooLong(entry.len()))?;
        bytes.extend(length.to_be_bytes());
        bytes.extend(entry);
    }
    Ok(bytes)
}

/// The entries of a bundle, at most [`BUNDLE`].
///
/// # Errors
/// If it is cut, or has too many.
pub fn decode(bytes: &[u8]) -> Result<Vec<Vec<u8>>, LedgerError> {
    let entries = parse_frames(bytes)?;
    if entries.len() > BUNDLE {
        return Err(LedgerError::Bundle { at: bytes.len(), what: "it has more than 256 entries" });
    }
    Ok(entries)
}

/// All frames in `bytes`.
///
/// # Errors
/// If the last one is cut.
pub fn parse_frames(bytes: &[u8]) -> Result<Vec<Vec<u8>>, LedgerError> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let at = bytes.len() - rest.len();
        let cut = |what| LedgerError::Bundle { at, what };
        let (length, after) = rest.split_first_chunk::<2>().ok_or(cut("a length is cut"))?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = after.split_at_checked(length).ok_or(cut("an entry is cut"))?;
        entries.push(entry.to_vec());
        rest = after;
    }
    Ok(entries)
}

/// The path of bundle `number` holding `width` entries (1 to 256): `tile/entries/000.p/17`.
#[must_use]
pub fn bundle_path(number: u64, width: usize) -> String {
    let width = u32::try_from(width.clamp(1, BUNDLE)).unwrap_or(1);
    c2sp(&Tile::new(HEIGHT, 0, number, width, true))
}

/// The path of hash tile `number` of a level, holding `width` hashes (1 to 256): `tile/0/000`.
pub(crate) fn tile_path(level: u8, number: u64, width: usize) -> String {
    let width = u32::try_from(width.clamp(1, BUNDLE)).unwrap_or(1);
    c2sp(&Tile::new(HEIGHT, level, number, width, false))
}

/// The paths of all full tiles, of entries and of hashes, of a log of `size` entries.
pub fn full_paths(size: u64) -> impl Iterator<Item = String> {
    let width = BUNDLE as u64;
    let bundles = (0..size / width).map(|number| bundle_path(number, BUNDLE));
    let tiles = (0u8..8).flat_map(move |level| {
        let count = size.checked_shr(8 * (u32::from(level) + 1)).unwrap_or(0);
        (0..count).map(move |number| tile_path(level, number, BUNDLE))
    });
    bundles.chain(tiles)
}

/// Whether a log of `size` entries has a file at `path`, beside its checkpoint.
pub(crate) fn belongs(path: &str, size: u64) -> bool {
    let Some((kind, rest)) = path.strip_prefix("tile/").and_then(|rest| rest.split_once('/'))
    else {
        return false;
    };
    let level = if kind == "entries" { "data" } else { kind };
    let known = level == "data" || matches!(kind.as_bytes(), [b'0'..=b'7']);
    let width = rest.rsplit_once(".p/").map(|(_, width)| width);
    // What `from_path` would panic at: levels beyond 63, and a tile of nothing.
    if !known || width.is_some_and(|width| width.parse() == Ok(0u32)) {
        return false;
    }
    let Ok(tile) = Tile::from_path(&format!("tile/{HEIGHT}/{level}/{rest}")) else { return false };
    let shift = (u32::from(tile.level()) + 1) * 8;
    let full = size.checked_shr(shift).unwrap_or(0);
    let width = size.checked_shr(shift - 8).unwrap_or(0) % BUNDLE as u64;
    let complete = tile.width() as usize == BUNDLE && tile.level_index() < full;
    let last = tile.level_index() == full && u64::from(tile.width()) == width;
    // Other ways to write the same path name another file.
    (complete || last) && c2sp(&tile) == path
}

/// The path without the height, which C2SP fixes.
pub(crate) fn c2sp(tile: &Tile) -> String {
    let path = tile.path();
    if tile.is_data() {
        path.replacen("tile/8/data/", "tile/entries/", 1)
    } else {
        path.replacen("tile/8/", "tile/", 1)
    }
}

/// All hash tiles of the tree: relative path and bytes.
///
/// # Errors
/// Never for a tree that was built by [`Tree::push`].
pub fn tiles(tree: &Tree) -> Result<Vec<(String, Vec<u8>)>, LedgerError> {
    let tile_bytes = |tile: Tile| {
        let outside = LedgerError::OutOfTree { size: tree.size(), asked: tile.level_index() };
        let bytes = tile.read_data(tree).map_err(|_| outside)?;
        Ok((c2sp(&tile), bytes))
    };
    Tile::new_tiles(HEIGHT, 0, tree.size()).into_iter().map(tile_bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_bundle_reads_back_what_it_writes(entries in prop::collection::vec(any::<Vec<u8>>(), 0..BUNDLE)) {
            prop_assert_eq!(decode(&encode(&entries).unwrap()).unwrap(), entries);
        }

        #[test]
        fn any_bytes_are_entries_or_an_error(bytes in any::<Vec<u8>>()) {
            if let Ok(entries) = parse_frames(&bytes) {
                prop_assert_eq!(encode(&entries).unwrap(), bytes);
            }
        }
    }

    #[test]
    fn limits_hold() {
        assert!(matches!(encode(&[vec![0; 65_536]]), Err(LedgerError::EntryTooLong(65_536))));
        assert!(encode(&[vec![0; 65_535]]).is_ok());
        assert!(decode(&encode(&vec![b"x"; 257]).unwrap()).is_err());
    }

    #[test]
    fn paths_are_those_of_the_specification() {
        assert_eq!(bundle_path(0, 256), "tile/entries/000");
        assert_eq!(bundle_path(1_234_067, 8), "tile/entries/x001/x234/067.p/8");
        let mut tree = Tree::new();
        for n in 0..257u32 {
            tree.push(&n.to_be_bytes()).unwrap();
        }
        let paths: Vec<_> =
            tiles(&tree).unwrap().into_iter().map(|(path, b)| (path, b.len())).collect();
        let expected = [("tile/0/000", 8192), ("tile/0/001.p/1", 32), ("tile/1/000.p/1", 32)];
        assert_eq!(paths, expected.map(|(path, length)| (path.to_owned(), length)));
        let own = paths.iter().map(|(path, _)| path.as_str());
        for path in own.chain(["tile/entries/000", "tile/entries/001.p/1"]) {
            assert!(belongs(path, 257), "{path}");
        }
        assert_eq!(full_paths(257).collect::<Vec<_>>(), ["tile/entries/000", "tile/0/000"]);
        assert_eq!(full_paths(65_536).last().as_deref(), Some("tile/1/000"));
        for stray in [
            "tile/0/001",
            "tile/0/001.p/2",
            "tile/0/002.p/1",
            "tile/1/000",
            "tile/2/000.p/1",
            "tile/9/000",
            "tile/0/x000/000",
            "tile/entries/001",
            "tile/entries/000.p/1",
            "tile/data/000",
            "tile/8/0/000",
            "tile/0/000.p/0",
            "tile/0/001.p/00",
            "tile/0/001.p/+0",
            "tile/64/000",
            "tile/",
            "tile/0/18446744073709551615",
            "tile/255/000",
            "tile/0/x999/x999/x999/x999/x999/x999/x999",
            "x",
            "",
        ] {
            assert!(!belongs(stray, 257), "{stray}");
        }
    }
}
