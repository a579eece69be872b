//! The records of a zip archive, with the 64-bit extensions.

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const END64: &[u8] = b"PK\x06\x06";
const LOCATOR64: &[u8] = b"PK\x06\x07";
/// The end record and the longest comment.
const TAIL: usize = 22 + 65_535;

/// A member, as the central directory describes it.
pub(super) struct Member {
    pub name: String,
    raw_name: Vec<u8>,
    flags: u64,
    pub encrypted: bool,
    pub link: bool,
    pub method: u64,
    pub crc: u32,
    /// Bytes in the archive.
    pub packed: usize,
    /// Bytes unpacked.
    pub size: usize,
    /// Where its own header starts.
    pub header: usize,
}

pub(super) struct Archive {
    pub members: Vec<Member>,
    /// Where the central directory starts.
    pub directory: usize,
}

/// A member's place in the file.
pub(super) struct Data {
    pub start: usize,
    /// After its data and, if it has one, its descriptor.
    pub end: usize,
    /// Whether its own header says what the directory says.
    pub agrees: bool,
}

/// Whether an archive's end record stands at the end, with a directory before it.
pub(in crate::scan) fn has_directory(bytes: &[u8]) -> bool {
    read(bytes, usize::MAX).is_some_and(|archive| !archive.members.is_empty())
}

/// Reads the central directory, of at most `limit` members.
pub(super) fn read(bytes: &[u8], limit: usize) -> Option<Archive> {
    let end = end_record(bytes)?;
    let (mut count, mut at) = (number(bytes, end + 10, 2)?, number(bytes, end + 16, 4)?);
    let locator = end.checked_sub(20).filter(|&at| has(bytes, at, LOCATOR64));
    if let Some(locator) = locator {
        let end64 = usize::try_from(number(bytes, locator + 8, 8)?).ok()?;
        if !has(bytes, end64, END64) {
            return None;
        }
        count = number(bytes, end64.checked_add(32)?, 8)?;
        at = number(bytes, end64.checked_add(48)?, 8)?;
    }
    let directory = usize::try_from(at).ok()?;
    let count = usize::try_from(count).ok().filter(|&count| count <= limit)?;
    let (mut members, mut at) = (Vec::new(), directory);
    for _ in 0..count {
        let (member, next) = central(bytes, at)?;
        members.push(member);
        at = next;
    }
    // The directory must end where its end record begins, or readers disagree on what is in it.
    let after = locator.map_or(end, |_| at.max(directory));
    (at <= end && (locator.is_some() || after == at)).then_some(Archive { members, directory })
}

fn end_record(bytes: &[u8]) -> Option<usize> {
    let from = bytes.len().saturating_sub(TAIL);
    let last = bytes.len().checked_sub(22)?;
    (from..=last).rev().find(|&at| {
        let comment = number(bytes, at + 20, 2);
        has(bytes, at, END)
            && comment.is_some_and(|length| at as u64 + 22 + length == bytes.len() as u64)
    })
}

fn central(bytes: &[u8], at: usize) -> Option<(Member, usize)> {
    if !has(bytes, at, CENTRAL) {
        return None;
    }
    let get = |offset: usize, width: usize| number(bytes, at.checked_add(offset)?, width);
    let lengths = [get(28, 2)?, get(30, 2)?, get(32, 2)?];
    let [name, extra, comment] = lengths.map(|length| length as usize);
    let extra_at = at + 46 + name;
    let raw_name = bytes.get(at + 46..extra_at)?.to_vec();
    let mut wide = Wide::find(bytes, extra_at, extra);
    let size = wide.or(get(24, 4)?)?;
    let packed = wide.or(get(20, 4)?)?;
    let header = wide.or(get(42, 4)?)?;
    let flags = get(8, 2)?;
    let member = Member {
        name: String::from_utf8_lossy(&raw_name).into_owned(),
        raw_name,
        flags,
        encrypted: flags & 0x41 != 0,
        // Unix modes stand in the upper half of the external attributes.
        link: (get(38, 4)? >> 16) & 0o170_000 == 0o120_000,
        method: get(10, 2)?,
        crc: u32::try_from(get(16, 4)?).ok()?,
        packed: usize::try_from(packed).ok()?,
        size: usize::try_from(size).ok()?,
        header: usize::try_from(header).ok()?,
    };
    Some((member, extra_at + extra + comment))
}

/// The place of a member's data, and whether its own header agrees with the directory.
pub(super) fn local(bytes: &[u8], member: &Member) -> Option<Data> {
    let at = member.header;
    if !has(bytes, at, LOCAL) {
        return None;
    }
    let get = |offset: usize, width: usize| number(bytes, at.checked_add(offset)?, width);
    let (name, extra) = (get(26, 2)? as usize, get(28, 2)? as usize);
    let raw_name = bytes.get(at + 30..at + 30 + name)?;
    let mut wide = Wide::find(bytes, at + 30 + name, extra);
    let (size, packed) = (wide.or(get(22, 4)?)?, wide.or(get(18, 4)?)?);
    let start = at + 30 + name + extra;
    let mut end = start.checked_add(member.packed).filter(|&end| end <= bytes.len())?;
    // Bit 3: sizes and checksum follow the data, and are zero or repeated here.
    let later = get(6, 2)? & 8 != 0;
    let sums = (u64::from(member.crc), member.packed as u64, member.size as u64);
    let here = (get(14, 4)?, packed, size);
    if later {
        end = descriptor(bytes, end);
    }
    let agrees = raw_name == member.raw_name
        && get(8, 2)? == member.method
        && get(6, 2)? == member.flags
        && (here == sums || later && here == (0, 0, 0));
    Some(Data { start, end, agrees })
}

/// The end of a data descriptor: with or without signature, with sizes of 4 or 8 bytes.
fn descriptor(bytes: &[u8], at: usize) -> usize {
    let signature = if has(bytes, at, b"PK\x07\x08") { 4 } else { 0 };
    let next = |length: usize| {
        let after = at + signature + length;
        let record = has(bytes, after, LOCAL) || has(bytes, after, CENTRAL);
        (record && after <= bytes.len()).then_some(after)
    };
    next(12).or_else(|| next(20)).unwrap_or(at)
}

/// The 64-bit sizes of an extra field with id 1, in the order in which they are asked for.
struct Wide<'b>(&'b [u8]);

impl<'b> Wide<'b> {
    fn find(bytes: &'b [u8], at: usize, length: usize) -> Self {
        let mut rest = bytes.get(at..at + length).unwrap_or_default();
        while let (Some(id), Some(size)) = (number(rest, 0, 2), number(rest, 2, 2)) {
            let end = 4 + size as usize;
            if id == 1 {
                return Self(rest.get(4..end).unwrap_or_default());
            }
            rest = rest.get(end..).unwrap_or_default();
        }
        Self(&[])
    }

    /// `short`, or the next wide number if `short` says that it stands there.
    fn or(&mut self, short: u64) -> Option<u64> {
        if short != 0xffff_ffff {
            return Some(short);
        }
        let wide = number(self.0, 0, 8)?;
        self.0 = self.0.get(8..).unwrap_or_default();
        Some(wide)
    }
}

fn has(bytes: &[u8], at: usize, magic: &[u8]) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.starts_with(magic))
}

/// A little-endian number of `width` bytes.
fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(width)?)?;
    Some(bytes.iter().rev().fold(0, |sum, &byte| (sum << 8) | u64::from(byte)))
}
