//! Deletion vectors: the rows of a file that are gone, as a roaring bitmap in the log or in a file beside.

use super::super::super::options::ReadOptions;
use super::super::{Cause, Files, damaged, unsupported};
use roaring::RoaringTreemap;
use serde::Deserialize;

/// The number that a bitmap of the portable form begins with.
const MAGIC: u32 = 1_681_511_377;
/// The digits of Z85 (ZeroMQ RFC 32).
const DIGITS: &[u8; 85] =
    b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
/// Characters of a UUID in Z85.
const UUID: usize = 20;
/// Rows that one bitmap may name.
const ROWS: u64 = terms::limits::ROWS as u64;

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Vector {
    storage_type: String,
    path_or_inline_dv: String,
    offset: Option<u32>,
    size_in_bytes: u32,
    cardinality: u64,
}

impl Vector {
    /// What tells it from others of the same file.
    pub(super) fn id(&self) -> String {
        let offset = self.offset.map(|offset| format!("@{offset}")).unwrap_or_default();
        format!("{}{}{offset}", self.storage_type, self.path_or_inline_dv)
    }
}

/// The rows that are gone, ascending.
pub(super) fn rows(
    files: &Files,
    vector: &Vector,
    options: &ReadOptions,
) -> Result<Vec<u64>, Cause> {
    let size = vector.size_in_bytes as usize;
    let bitmap = match vector.storage_type.as_str() {
        "i" => {
            let bytes = decoded(vector.path_or_inline_dv.as_bytes());
            bytes.and_then(|bytes| Some(bytes.get(..size)?.to_vec()))
        }
        "u" => {
            let path = file(&vector.path_or_inline_dv);
            let Some(path) = path else { return damaged("a deletion vector has no file name") };
            let bytes = files.get(&path, options.limits.bytes)?;
            framed(&bytes, vector.offset.unwrap_or(1) as usize, size)
        }
        _ => return unsupported("a deletion vector lies outside of the table's folder"),
    };
    let Some(bitmap) = bitmap else { return damaged("a deletion vector is cut") };
    let (magic, bits) = bitmap
        .split_first_chunk::<4>()
        .map_or((0, &[][..]), |(m, rest)| (u32::from_le_bytes(*m), rest));
    if magic != MAGIC {
        return unsupported("a deletion vector has a form that is not known");
    }
    let bits = RoaringTreemap::deserialize_from(bits)
        .or_else(|_| damaged("a deletion vector is no bitmap"))?;
    if bits.len() != vector.cardinality || bits.len() > ROWS {
        return damaged("a deletion vector names another number of rows than the log says");
    }
    Ok(bits.iter().collect())
}

/// The bitmap in a file: its length before it, its checksum (CRC-32) behind.
fn framed(bytes: &[u8], offset: usize, size: usize) -> Option<Vec<u8>> {
    let (length, rest) = bytes.get(offset..)?.split_first_chunk::<4>()?;
    let (bitmap, rest) = rest.split_at_checked(size)?;
    let (sum, _) = rest.split_first_chunk::<4>()?;
    let right = u32::from_be_bytes(*length) as usize == size
        && crc32fast::hash(bitmap) == u32::from_be_bytes(*sum);
    right.then(|| bitmap.to_vec())
}

/// Folders, and a UUID of which the file's name is made.
fn file(text: &str) -> Option<String> {
    let (prefix, uuid) = text.split_at_checked(text.len().checked_sub(UUID)?)?;
    let hex: String = decoded(uuid.as_bytes())?.iter().map(|byte| format!("{byte:02x}")).collect();
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|span| hex.get(span).unwrap_or_default());
    let name = format!("deletion_vector_{}.bin", parts.join("-"));
    Some(if prefix.is_empty() { name } else { format!("{prefix}/{name}") })
}

/// Z85: five digits for four bytes.
fn decoded(text: &[u8]) -> Option<Vec<u8>> {
    let (groups, rest) = text.as_chunks::<5>();
    let mut bytes = Vec::with_capacity(groups.len() * 4);
    for group in groups {
        let digit = |b: &u8| DIGITS.iter().position(|digit| digit == b).map(|at| at as u64);
        let number = group.iter().try_fold(0u64, |sum, b| Some(sum * 85 + digit(b)?))?;
        bytes.extend(u32::try_from(number).ok()?.to_be_bytes());
    }
    rest.is_empty().then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn z85_is_as_its_rfc_says() {
        assert_eq!(
            decoded(b"HelloWorld").unwrap(),
            [0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b]
        );
        assert!(decoded(b"Hell").is_none() && decoded(b"####~").is_none());
        // From the protocol's own example of a path.
        let name = file("ab^-aqEH.-t@S}K{vb[*k^").unwrap();
        assert_eq!(name, "ab/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin");
    }
}
