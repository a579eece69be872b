//! The end of a zip archive: its end record, with the 64-bit extension, and what readers could take
//! for another.

use crate::scan::source::Source;

pub(super) const LOCAL: &[u8] = b"PK\x03\x04";
pub(super) const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const END64: &[u8] = b"PK\x06\x06";
const LOCATOR64: &[u8] = b"PK\x06\x07";
/// The end record and the longest comment.
const TAIL: u64 = 22 + 65_535;
/// Bytes of a 64-bit end record without extensions.
const SIZE64: u64 = 56;

/// Where the directory stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub count: u64,
    /// Where the directory starts, as the end record says.
    pub directory: u64,
    pub size: u64,
    /// Where the end records start.
    pub at: u64,
    /// Whether all readers find this end record and read the same in it.
    pub agreed: Result<(), &'static str>,
}

/// Whether some reader would find an archive in `source`: an end record near the end, and an entry
/// where the record, or the directory's size before it, says.
pub(in crate::scan) fn has_directory(source: Source<'_>) -> bool {
    signatures(source).into_iter().any(|at| {
        let (size, offset) = (source.number(at + 12, 4), source.number(at + 16, 4));
        let before = size.and_then(|size| at.checked_sub(size));
        let saturated = offset == Some(0xffff_ffff) && source.has(at.saturating_sub(20), LOCATOR64);
        [before, offset].into_iter().flatten().any(|at| source.has(at, CENTRAL)) || saturated
    })
}

/// Where the signature of an end record stands in the tail, in order.
fn signatures(source: Source<'_>) -> Vec<u64> {
    let from = source.len().saturating_sub(TAIL);
    let Some(tail) = source.get(from, source.len() - from) else { return Vec::new() };
    let found = tail.windows(END.len()).enumerate().filter(|(_, window)| *window == END);
    found.map(|(at, _)| from + at as u64).collect()
}

/// The end record that Python and PyTorch take: the last one.
pub(super) fn read(source: Source<'_>) -> Option<End> {
    let at = signatures(source).into_iter().rev().find(|at| at + 22 <= source.len())?;
    let get = |offset: u64, width: usize| source.number(at + offset, width);
    let (count, size, directory) = (get(10, 2)?, get(12, 4)?, get(16, 4)?);
    let comment = get(20, 2)?;
    let mut end = End { count, directory, size, at, agreed: Ok(()) };
    if at + 22 + comment != source.len() {
        end.differs("its comment does not end where the file ends");
    }
    if get(4, 4)? != 0 || get(8, 2)? != count {
        end.differs("it says that it is in parts");
    }
    let locator = at.checked_sub(20).filter(|&at| source.has(at, LOCATOR64));
    match locator {
        Some(locator) => end.wide(source, locator)?,
        None if count == 0xffff || size == 0xffff_ffff || directory == 0xffff_ffff => {
            end.differs("its 64-bit end record is missing");
        }
        None => {}
    }
    if end.directory.checked_add(end.size) != Some(end.at) {
        end.differs("its directory does not end where the end record starts");
    }
    // Signatures behind the first entry, in names, extra fields and comments, are found by some.
    let from = end.directory.min(source.len()).max(source.len().saturating_sub(TAIL));
    if signatures(source).iter().any(|&other| other != at && other >= from) {
        end.differs("a second end record stands in it");
    }
    Some(end)
}

impl End {
    fn differs(&mut self, why: &'static str) {
        if self.agreed.is_ok() {
            self.agreed = Err(why);
        }
    }

    /// The 64-bit record, which some readers look for where the locator says, some right before it.
    fn wide(&mut self, source: Source<'_>, locator: u64) -> Option<()> {
        let told = source.number(locator + 8, 8)?;
        let place = locator.checked_sub(SIZE64)?;
        if !source.has(place, END64) {
            // A record with extensions, or none at all.
            self.differs("its 64-bit end record is not where all readers look");
            return None;
        }
        let get = |offset: u64, width: usize| source.number(place + offset, width);
        let (count, size, directory) = (get(32, 8)?, get(40, 8)?, get(48, 8)?);
        let short = |wide: u64, limit: u64, short: u64| short == limit || short == wide;
        let agrees = told == place
            && get(4, 8)? == SIZE64 - 12
            && get(16, 8)? == 0
            && get(24, 8)? == count
            && source.number(locator + 4, 4)? == 0
            && source.number(locator + 16, 4)? <= 1
            && short(count, 0xffff, self.count)
            && short(size, 0xffff_ffff, self.size)
            && short(directory, 0xffff_ffff, self.directory);
        if !agrees {
            self.differs("its two end records differ");
        }
        (self.count, self.size, self.directory, self.at) = (count, size, directory, place);
        Some(())
    }
}
