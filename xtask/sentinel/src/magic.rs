//! Where something packed begins, anywhere in a piece.

use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Magic {
    /// RFC 1952, with the only method there is.
    Gzip,
    /// RFC 1950, with the largest window and no dictionary.
    Zlib,
    /// RFC 8878.
    Zstd,
    /// A local file header: the central directory may say otherwise or be missing.
    Zip,
    /// Both ends of a Parquet file.
    Parquet,
    Sqlite,
}

const KNOWN: [(&[u8], Magic); 9] = [
    (b"\x1f\x8b\x08", Magic::Gzip),
    (b"\x78\x01", Magic::Zlib),
    (b"\x78\x5e", Magic::Zlib),
    (b"\x78\x9c", Magic::Zlib),
    (b"\x78\xda", Magic::Zlib),
    (b"\x28\xb5\x2f\xfd", Magic::Zstd),
    (b"PK\x03\x04", Magic::Zip),
    (b"PAR1", Magic::Parquet),
    (b"SQLite format 3\0", Magic::Sqlite),
];

/// None only if nine short constants can't be built into an automaton.
static AUTOMATON: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::new(KNOWN.map(|(bytes, _)| bytes)).ok());

/// All beginnings in `bytes`, first ones first.
pub(crate) fn all(bytes: &[u8]) -> Vec<(usize, Magic)> {
    let matches = AUTOMATON.iter().flat_map(|automaton| automaton.find_overlapping_iter(bytes));
    matches.filter_map(|hit| Some((hit.start(), KNOWN.get(hit.pattern().as_usize())?.1))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_found_anywhere() {
        let found = all(b"..PAR1\x28\xb5\x2f\xfd\x78\x9cPK\x03\x04");
        assert_eq!(
            found,
            [(2, Magic::Parquet), (6, Magic::Zstd), (10, Magic::Zlib), (12, Magic::Zip)]
        );
    }
}
