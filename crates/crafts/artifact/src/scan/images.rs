//! Pictures beside a model (PNG, JPEG, GIF, WebP): cards and folders of hubs have them. No loader of models runs anything
//! of one; so that nothing hides in what only begins as one, it is walked from its first byte to its last.

use super::source::Source;
use flate2::Crc;

/// Parts of one picture.
const PARTS: usize = 1_000_000;

/// Whether all bytes are those of one picture.
pub(super) fn is_whole(source: Source<'_>) -> bool {
    let found = if source.has(0, b"\x89PNG\r\n\x1a\n") {
        png(source)
    } else if source.has(0, b"\xff\xd8\xff") {
        source.whole().and_then(|bytes| jpeg(&bytes))
    } else if source.has(0, b"GIF8") {
        source.whole().and_then(|bytes| gif(&bytes))
    } else if source.has(0, b"RIFF") && source.has(8, b"WEBP") {
        webp(source)
    } else {
        None
    };
    found.is_some_and(|end| end == source.len())
}

/// Where the last chunk ends (W3C PNG, section 5.3); each has a checksum.
fn png(source: Source<'_>) -> Option<u64> {
    let mut at = 8u64;
    for _ in 0..PARTS {
        let head = source.get(at, 8)?;
        let (length, kind) = head.split_first_chunk::<4>()?;
        let length = u64::from(u32::from_be_bytes(*length));
        let mut crc = Crc::new();
        source.part(at + 4, length.checked_add(4)?)?.pieces(|piece| crc.update(piece));
        let told = source.get(at + 8 + length, 4)?;
        let letters = kind.iter().all(u8::is_ascii_alphabetic);
        (letters && *told == crc.sum().to_be_bytes()).then_some(())?;
        at += 12 + length;
        if kind == b"IEND" {
            return Some(at);
        }
    }
    None
}

/// Where the end of the image stands (ITU T.81, annex B).
fn jpeg(bytes: &[u8]) -> Option<u64> {
    let mut at = 2usize;
    for _ in 0..PARTS {
        let [0xff, marker] = *bytes.get(at..at + 2)? else { return None };
        at += 2;
        match marker {
            0xd9 => return u64::try_from(at).ok(),
            0xff => at -= 1,
            0x01 | 0xd0..=0xd7 => {}
            0x00 | 0xd8 => return None,
            _ => {
                let length = bytes.get(at..at + 2)?.try_into().ok().map(u16::from_be_bytes)?;
                at += usize::from(length).max(2);
                if marker == 0xda {
                    at += scan(bytes.get(at..)?)?;
                }
            }
        }
    }
    None
}

/// Bytes of coded values, up to the next marker that is none of theirs.
fn scan(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr(0xff, bytes.get(at..)?)?;
        match bytes.get(at + 1)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            _ => return Some(at),
        }
    }
}

/// Where the trailer stands (GIF89a specification).
fn gif(bytes: &[u8]) -> Option<u64> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3usize << ((flags & 7) + 1) };
    let mut at = 13 + table(*bytes.get(10)?);
    for _ in 0..PARTS {
        at += match bytes.get(at)? {
            0x3b => return u64::try_from(at + 1).ok(),
            0x21 => 2,
            0x2c => 11 + table(*bytes.get(at + 9)?),
            _ => return None,
        };
        loop {
            let length = usize::from(*bytes.get(at)?);
            at += 1 + length;
            if length == 0 {
                break;
            }
        }
    }
    None
}

/// Where the container ends, if its chunks fill it (RFC 9649).
fn webp(source: Source<'_>) -> Option<u64> {
    let end = source.number(4, 4)?.checked_add(8)?;
    let mut at = 12u64;
    while at < end {
        let length = source.number(at + 4, 4)?;
        at = at.checked_add(8)?.checked_add(length.checked_next_multiple_of(2)?)?;
    }
    (at == end).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::source::Memory;

    fn whole(bytes: &[u8]) -> bool {
        let memory = Memory(bytes);
        is_whole(Source::new(&memory, bytes.len() as u64))
    }

    #[test]
    fn a_picture_is_one_from_its_first_byte_to_its_last() {
        let gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xda\0\x02\x12\xff\0\x34\xff\xd0\x56\xff\xd9";
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\0IEND\xaeB`\x82";
        let webp = b"RIFF\x14\0\0\0WEBPVP8L\x07\0\0\0\x2f\0\0\0\0\0\0\0";
        for picture in [&gif[..], jpeg, png, webp] {
            assert!(whole(picture), "{picture:?}");
            assert!(!whole(&[picture, b"more"].concat()));
            for end in 0..picture.len() {
                assert!(!whole(&picture[..end]), "{end} of {picture:?}");
            }
        }
    }
}
