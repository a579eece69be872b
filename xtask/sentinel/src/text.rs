//! Encodings that live within text: base64, and escapes of strings.
//!
//! Both glue what they decode into few pieces with zeros between: everything is found at any
//! offset anyway, and a file with a million digests does not become a million pieces.

/// Characters of base64 that hold a value of seven bytes.
const SHORTEST: usize = 10;
/// A line of at least this many goes on after a line break (RFC 1421 has 64, RFC 2045 has 76).
const LINE: usize = 60;
const BETWEEN: [u8; 2] = [0, 0];

/// The runs of base64 in `bytes`, of both alphabets, and what they decode to if the first 0, 1, 2
/// or 3 characters belong to something else. Written out, as a strict decoder refuses most of this.
pub(crate) fn base64(bytes: &[u8]) -> (u64, [Vec<u8>; 4]) {
    let (mut runs, mut out) = (0, <[Vec<u8>; 4]>::default());
    let mut run = Vec::new();
    let mut line = 0;
    for &byte in bytes.iter().chain(&[0]) {
        let sextet = SEXTETS.get(usize::from(byte)).copied().unwrap_or(NONE);
        if sextet != NONE {
            run.push(sextet);
            line += 1;
        } else if byte == b'\r' && line >= LINE {
            // Before a line feed.
        } else if byte == b'\n' && line >= LINE {
            line = 0;
        } else {
            if run.len() >= SHORTEST {
                runs += 1;
                for (skip, out) in out.iter_mut().enumerate() {
                    decode(run.get(skip..).unwrap_or_default(), out);
                }
            }
            run.clear();
            line = 0;
        }
    }
    (runs, out)
}

fn decode(sextets: &[u8], out: &mut Vec<u8>) {
    for group in sextets.chunks(4) {
        let bits = group.iter().fold(0u32, |bits, &sextet| bits << 6 | u32::from(sextet))
            << (6 * (4 - group.len()));
        let [_, bytes @ ..] = bits.to_be_bytes();
        out.extend(bytes.iter().take(group.len() * 6 / 8));
    }
    out.extend(BETWEEN);
}

const NONE: u8 = u8::MAX;
const SEXTETS: [u8; 256] = sextets();

#[allow(clippy::indexing_slicing)] // Evaluated by the compiler.
const fn sextets() -> [u8; 256] {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut table = [NONE; 256];
    let mut at = 0;
    while at < 64 {
        table[alphabet[at] as usize] = at as u8;
        at += 1;
    }
    table[b'-' as usize] = 62;
    table[b'_' as usize] = 63;
    table
}

/// The runs of text in `bytes` that hold escapes as JSON, Python or Rust write them, without those.
pub(crate) fn unescaped(bytes: &[u8]) -> (u64, Vec<u8>) {
    let (mut runs, mut out) = (0, Vec::new());
    let mut past = 0;
    while let Some(rest) = bytes.get(past..)
        && let Some(ahead) = rest.iter().position(|&byte| byte == b'\\')
    {
        let (before, after) = rest.split_at(ahead);
        let start = ahead - before.iter().rev().take_while(|&&byte| is_text(byte)).count();
        let end = ahead + after.iter().take_while(|&&byte| is_text(byte)).count();
        let mark = out.len();
        if unescape(rest.get(start..end).unwrap_or_default(), &mut out) {
            runs += 1;
            out.extend(BETWEEN);
        } else {
            out.truncate(mark);
        }
        past += end;
    }
    (runs, out)
}

fn is_text(byte: u8) -> bool {
    byte >= b' ' && byte != 0x7f || matches!(byte, b'\t' | b'\n' | b'\r')
}

/// Whether there was something to unescape.
fn unescape(mut text: &[u8], out: &mut Vec<u8>) -> bool {
    let mut any = false;
    while let Some(at) = text.iter().position(|&byte| byte == b'\\') {
        let (plain, rest) = text.split_at(at);
        out.extend(plain);
        let length = escape(rest, out);
        if length == 0 {
            out.push(b'\\');
        }
        any |= length > 0;
        text = rest.get(length.max(1)..).unwrap_or_default();
    }
    out.extend(text);
    any
}

/// Appends what the escape at the beginning of `text` stands for, and tells its length; 0 if it is none.
fn escape(text: &[u8], out: &mut Vec<u8>) -> usize {
    let plain = match text.get(1) {
        Some(&byte @ (b'"' | b'\'' | b'\\' | b'/')) => byte,
        Some(b'n') => b'\n',
        Some(b'r') => b'\r',
        Some(b't') => b'\t',
        Some(b'b') => 8,
        Some(b'f') => 12,
        Some(b'x') => match number(text.get(2..4)) {
            Some(code) => {
                out.push(code as u8);
                return 4;
            }
            None => return 0,
        },
        Some(b'u') => return unicode(text, out),
        _ => return 0,
    };
    out.push(plain);
    2
}

/// `\u` with four hex digits, twice for a character beyond 16 bits (RFC 8259, section 7).
fn unicode(text: &[u8], out: &mut Vec<u8>) -> usize {
    let Some(first) = number(text.get(2..6)) else { return 0 };
    let pair = text.get(6..8) == Some(br"\u");
    let second = number(text.get(8..12)).filter(|low| pair && (0xdc00..0xe000).contains(low));
    let (code, length) = match second {
        Some(low) if (0xd800..0xdc00).contains(&first) => {
            (0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00), 12)
        }
        _ => (first, 6),
    };
    let read = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    out.extend(read.encode_utf8(&mut [0; 4]).as_bytes());
    length
}

fn number(digits: Option<&[u8]>) -> Option<u32> {
    let digits = digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_and_other_backslashes_kept() {
        let (runs, out) = unescaped(b"\0a\\u0040b\\/c\\ud83d\\ude00 C:\\dir\0plain\\ \0");
        assert_eq!(runs, 1);
        assert_eq!(out, "a@b/c😀 C:\\dir\0\0".as_bytes());
    }

    #[test]
    fn base64_is_read_from_every_start_and_over_lines() {
        let (runs, [_, one, ..]) = base64(b"(/aGVsbG8gd29ybGQ=)");
        assert_eq!((runs, one.as_slice()), (1, b"hello world\0\0".as_slice()));
        let lines = format!("{}\r\n{}", "QUFB".repeat(16), "QkJC".repeat(3));
        let (runs, [whole, ..]) = base64(lines.as_bytes());
        assert_eq!(runs, 1);
        assert_eq!(whole, [&[b'A'; 48][..], b"BBBBBBBBB\0\0"].concat());
    }
}
