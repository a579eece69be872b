//! A ZIP archive says twice what it holds: in its directory, and before each file. Readers that stream take the
//! latter. Where the two differ, another reader would see another table.
//!
//! Source: APPNOTE.TXT 6.3.10, sections 4.3.7 (local file header) and 4.3.9 (data descriptor).

/// A file as the directory has it.
pub(super) struct Listed {
    pub(super) name: Vec<u8>,
    pub(super) crc: u32,
    pub(super) packed: u64,
    pub(super) size: u64,
    /// Where its local header begins, and where its bytes do.
    pub(super) header: u64,
    pub(super) data: u64,
}

const SIGNATURE: &[u8] = b"PK\x03\x04";
/// Bytes of a local header before the name.
const FIXED: usize = 30;
/// The bit that says that sizes and checksum follow the file.
const DESCRIPTOR: u16 = 1 << 3;
/// Sizes that stand in an extra field instead.
const ZIP64: u32 = u32::MAX;

/// What differs, if something does; `listed` is in the order of the directory.
pub(super) fn differs(archive: &[u8], listed: &[Listed]) -> Option<&'static str> {
    if let Some(what) = listed.iter().find_map(|file| one(archive, file)) {
        return Some(what);
    }
    let mut files: Vec<&Listed> = listed.iter().collect();
    files.sort_by_key(|file| file.header);
    let mut end = 0;
    for file in files {
        if file.header < end {
            return Some("two of its files overlap");
        }
        let between = span(archive, end, file.header)?;
        if between.windows(SIGNATURE.len()).any(|window| window == SIGNATURE) {
            return Some("there is a file that its directory does not list");
        }
        end = file.data.saturating_add(file.packed);
    }
    None
}

fn one(archive: &[u8], file: &Listed) -> Option<&'static str> {
    let start = usize::try_from(file.header).ok()?;
    let Some(header) = archive.get(start..).and_then(|rest| rest.get(..FIXED)) else {
        return Some("a file's own header is missing");
    };
    if !header.starts_with(SIGNATURE) {
        return Some("a file's own header is missing");
    }
    let short = |at: usize| {
        header.get(at..at + 2).map_or(0, |b| u16::from(byte(b, 0)) | u16::from(byte(b, 1)) << 8)
    };
    let long = |at: usize| u32::from(short(at)) | u32::from(short(at + 2)) << 16;
    let name = archive.get(start + FIXED..).and_then(|rest| rest.get(..usize::from(short(26))));
    if name != Some(&file.name[..]) {
        return Some("a file has another name in its directory than before it");
    }
    if short(6) & DESCRIPTOR != 0 {
        return None;
    }
    let same = |at: usize, wanted: u64| long(at) == ZIP64 || u64::from(long(at)) == wanted;
    let right = long(14) == file.crc && same(18, file.packed) && same(22, file.size);
    (!right).then_some("a file has another size or checksum in its directory than before it")
}

fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

fn span(bytes: &[u8], from: u64, to: u64) -> Option<&[u8]> {
    bytes.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
}
