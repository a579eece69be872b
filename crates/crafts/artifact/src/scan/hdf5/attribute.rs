//! Attributes: a name, a type, a shape, values.

use super::{Get, number};

/// Values of one attribute that are read, and bytes of each.
const VALUES: u64 = 10_000;
const VALUE: u64 = 16 << 20;

/// An attribute with its texts; numbers are left out.
pub(super) struct Attribute {
    pub name: String,
    pub values: Vec<Vec<u8>>,
    /// Whether some of it was not read.
    pub cut: bool,
}

/// Reads the message of an attribute (versions 1 to 3).
pub(super) fn read(get: Get<'_>, data: &[u8]) -> Option<Attribute> {
    let version = *data.first()?;
    let sizes = [number(data, 2, 2)?, number(data, 4, 2)?, number(data, 6, 2)?];
    let mut at = match version {
        1 | 2 => 8,
        3 => 9,
        _ => return None,
    };
    let mut part = |size: u64| {
        let length = usize::try_from(size).ok()?;
        let bytes = data.get(at..at + length)?;
        at += if version == 1 { length.next_multiple_of(8) } else { length };
        Some(bytes)
    };
    let (name, kind, space) = (part(sizes[0])?, part(sizes[1])?, part(sizes[2])?);
    let values = data.get(at..).unwrap_or_default();
    let name = String::from_utf8_lossy(name).trim_end_matches('\0').to_owned();
    // A type that is shared lies elsewhere: then the values cannot be told apart.
    if version > 1 && data.get(1)? & 1 != 0 {
        return Some(Attribute { name, values: vec![values.to_vec()], cut: true });
    }
    texts(get, name, kind, count(space)?, values)
}

fn texts(get: Get<'_>, name: String, kind: &[u8], count: u64, raw: &[u8]) -> Option<Attribute> {
    let class = kind.first()? & 15;
    let size = usize::try_from(number(kind, 4, 4)?).ok()?;
    let mut attribute = Attribute { name, values: Vec::new(), cut: count > VALUES };
    match class {
        // Numbers of any kind, times, bits, enumerations, references.
        0 | 1 | 2 | 4 | 7 | 8 => {}
        // Texts and opaque bytes of a fixed length.
        3 | 5 if size > 0 => attribute.values.extend(raw.chunks(size).map(<[u8]>::to_vec)),
        3 | 5 => {}
        9 => {
            for element in raw.chunks_exact(16).take(usize::try_from(count.min(VALUES)).ok()?) {
                match heap(get, element) {
                    Some(value) => attribute.values.push(value),
                    None => attribute.cut = true,
                }
            }
        }
        // Compound and array types: looked at as bytes.
        _ => {
            attribute.values.push(raw.to_vec());
            attribute.cut = class != 6 && class != 10;
        }
    }
    Some(attribute)
}

fn count(space: &[u8]) -> Option<u64> {
    let rank = usize::from(*space.get(1)?);
    let from = match space.first()? {
        1 => 8,
        2 if space.get(3) == Some(&2) => return Some(0),
        2 => 4,
        _ => return None,
    };
    (0..rank).try_fold(1u64, |product, n| product.checked_mul(number(space, from + 8 * n, 8)?))
}

/// A value of variable length: its length, and the collection and index where it lies.
pub(super) fn heap(get: Get<'_>, element: &[u8]) -> Option<Vec<u8>> {
    let (length, at, index) =
        (number(element, 0, 4)?, number(element, 4, 8)?, number(element, 12, 4)?);
    if length == 0 {
        return Some(Vec::new());
    }
    let head = get(at, 16).filter(|head| head.starts_with(b"GCOL"))?;
    let end = at.checked_add(number(&head, 8, 8)?)?;
    let mut at = at + 16;
    while at + 16 <= end {
        let object = get(at, 16)?;
        let (id, size) = (number(&object, 0, 2)?, number(&object, 8, 8)?);
        if id == index {
            return get(at + 16, (length <= size && length <= VALUE).then_some(length)?);
        }
        if id == 0 {
            return None;
        }
        at = at.checked_add(16)?.checked_add(size.checked_next_multiple_of(8)?)?;
    }
    None
}
