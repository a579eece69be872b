//! A member's two headers: the directory's entry and its own.

use super::end::{CENTRAL, LOCAL};
use crate::scan::source::Source;

/// Flags that a reader need not act upon: bits 1 and 2 (how hard it was compressed), 3 (sizes
/// follow the data), 11 (names in UTF-8).
const FLAGS: u64 = 0x080e;
const ENCRYPTED: u64 = 0x2041;
const LATER: u64 = 8;
/// Extra fields: 64-bit sizes, and another name for readers that know it.
const WIDE: u64 = 1;
const UNICODE_NAME: u64 = 0x7075;

/// A member, as the central directory describes it.
pub(super) struct Entry {
    pub name: String,
    raw_name: Vec<u8>,
    flags: u64,
    pub encrypted: bool,
    pub link: bool,
    pub method: u64,
    pub crc: u64,
    /// Bytes in the archive.
    pub packed: u64,
    /// Bytes unpacked.
    pub size: u64,
    /// Where its own header starts.
    pub header: u64,
    /// Why readers may disagree about it.
    pub differs: Option<&'static str>,
}

/// A member's place in the file.
pub(super) struct Place {
    pub start: u64,
    /// After its data and, if it has one, its descriptor.
    pub end: u64,
    /// Why its own header is not what the directory says.
    pub differs: Option<&'static str>,
}

/// Reads the entry at `at`; also returns where the next one starts.
pub(super) fn read(source: Source<'_>, at: u64) -> Option<(Entry, u64)> {
    if !source.has(at, CENTRAL) {
        return None;
    }
    let get = |offset: u64, width: usize| source.number(at.checked_add(offset)?, width);
    let (name, extra, comment) = (get(28, 2)?, get(30, 2)?, get(32, 2)?);
    let raw_name = source.get(at + 46, name)?.into_owned();
    let extra = source.get(at + 46 + name, extra)?;
    let short = [get(24, 4)?, get(20, 4)?, get(42, 4)?];
    let (wide, mut differs) = wide(&extra, short, false);
    let [size, packed, header] = wide?;
    let flags = get(8, 2)?;
    let text = String::from_utf8_lossy(&raw_name).into_owned();
    let odd = |c: char| c.is_control() || matches!(c, '\\' | char::REPLACEMENT_CHARACTER);
    if text.is_empty() || text.contains(odd) {
        differs = differs.or(Some("its name is not the same for all readers"));
    }
    if flags & !(FLAGS | ENCRYPTED) != 0 {
        differs = differs.or(Some("it has flags that readers treat differently"));
    }
    if get(34, 2)? != 0 {
        differs = differs.or(Some("it lies in another part"));
    }
    let entry = Entry {
        name: text,
        raw_name,
        flags,
        encrypted: flags & ENCRYPTED != 0,
        // Unix modes stand in the upper half of the external attributes.
        link: (get(38, 4)? >> 16) & 0o170_000 == 0o120_000,
        method: get(10, 2)?,
        crc: get(16, 4)?,
        packed,
        size,
        header,
        differs,
    };
    Some((entry, at + 46 + name + extra.len() as u64 + comment))
}

/// The place of a member's data, and whether its own header says what the directory says.
pub(super) fn place(source: Source<'_>, entry: &Entry) -> Option<Place> {
    let at = entry.header;
    if !source.has(at, LOCAL) {
        return None;
    }
    let get = |offset: u64, width: usize| source.number(at.checked_add(offset)?, width);
    let (name, extra) = (get(26, 2)?, get(28, 2)?);
    let raw_name = source.get(at + 30, name)?;
    let extra = source.get(at + 30 + name, extra)?;
    let (wide, mut differs) = wide(&extra, [get(22, 4)?, get(18, 4)?, 0], true);
    let [size, packed, _] = wide?;
    let start = at + 30 + name + extra.len() as u64;
    let mut end = start.checked_add(entry.packed).filter(|&end| end <= source.len())?;
    let later = get(6, 2)? & LATER != 0;
    let told = (entry.crc, entry.packed, entry.size);
    let here = (get(14, 4)?, packed, size);
    if *raw_name != *entry.raw_name {
        differs = differs.or(Some("its name"));
    }
    if get(8, 2)? != entry.method || get(6, 2)? != entry.flags {
        differs = differs.or(Some("its method or flags"));
    }
    if here != told && !(later && here == (0, 0, 0)) {
        differs = differs.or(Some("its size or checksum"));
    }
    if later {
        match descriptor(source, end, told) {
            Some(after) => end = after,
            None => differs = differs.or(Some("what follows its data")),
        }
    }
    Some(Place { start, end, differs })
}

/// The end of a data descriptor that says what the directory says: with or without signature, with
/// sizes of 4 or 8 bytes. What follows is another record, so that no reader takes the shorter one.
fn descriptor(source: Source<'_>, at: u64, told: (u64, u64, u64)) -> Option<u64> {
    let from = at + if source.has(at, b"PK\x07\x08") { 4 } else { 0 };
    [4, 8].into_iter().find_map(|width| {
        let sizes =
            [from + 4, from + 4 + width].map(|at| source.number(at, usize::try_from(width).ok()?));
        let after = from + 4 + 2 * width;
        let agrees = source.number(from, 4)? == told.0 && sizes == [Some(told.1), Some(told.2)];
        let record = source.has(after, b"PK\x03\x04")
            || source.has(after, b"PK\x01\x02")
            || source.has(after, b"PK\x06\x06")
            || source.has(after, b"PK\x05\x06");
        (agrees && record).then_some(after)
    })
}

/// Sizes, of which those that do not fit 32 bits stand in an extra field, in this order; and why
/// readers of these fields may disagree.
fn wide(extra: &[u8], short: [u64; 3], local: bool) -> (Option<[u64; 3]>, Option<&'static str>) {
    let (mut rest, mut found, mut differs) = (extra, None, None);
    while !rest.is_empty() {
        let number = |at: usize| {
            rest.get(at..at + 2)
                .and_then(|n| Some(u64::from(u16::from_le_bytes(n.try_into().ok()?))))
        };
        let (Some(id), Some(size)) = (number(0), number(2)) else {
            differs = Some("its extra fields are malformed");
            break;
        };
        let end = 4 + usize::try_from(size).unwrap_or(usize::MAX);
        let Some(field) = rest.get(4..end) else {
            differs = Some("its extra fields are malformed");
            break;
        };
        match id {
            WIDE if found.is_some() => differs = Some("its sizes stand there twice"),
            WIDE => found = Some(field),
            UNICODE_NAME => differs = Some("it has a second name"),
            _ => {}
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    let wanted = short.iter().filter(|&&size| size == 0xffff_ffff).count();
    let field = found.unwrap_or_default();
    // Python writes both sizes into a member's own header, whether they are needed or not.
    let fits = field.len() == 8 * wanted || local && field.len() == 16 && wanted <= 2;
    if found.is_some() && !fits {
        differs = differs.or(Some("its 64-bit sizes are not those that are asked for"));
    }
    let mut numbers = field
        .chunks_exact(8)
        .map(|eight| eight.iter().rev().fold(0u64, |sum, &byte| (sum << 8) | u64::from(byte)));
    let mut sizes = [0; 3];
    for (size, short) in sizes.iter_mut().zip(short) {
        *size = match short {
            0xffff_ffff => match numbers.next() {
                Some(wide) => wide,
                None => return (None, differs),
            },
            short => short,
        };
    }
    (Some(sizes), differs)
}
