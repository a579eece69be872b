//! Escapes in Python's string literals, where nothing but the whole literal will do.

/// The text that `raw`, which has no quotes around it, stands for; nothing if an escape in it is
/// none, or names a character.
pub(super) fn decode(raw: &str) -> Option<String> {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        let kind = after.chars().next()?;
        let numbered = |from: usize, length: usize, radix: u32| {
            let digits = after.get(from..from + length)?;
            let plain = digits.chars().all(|digit| digit.is_digit(radix));
            char::from_u32(u32::from_str_radix(digits, radix).ok().filter(|_| plain)?)
        };
        let (letter, used) = match kind {
            'x' => (numbered(1, 2, 16)?, 3),
            'u' => (numbered(1, 4, 16)?, 5),
            'U' => (numbered(1, 8, 16)?, 9),
            'n' => ('\n', 1),
            't' => ('\t', 1),
            'r' => ('\r', 1),
            '\\' | '\'' | '"' => (kind, 1),
            '0'..='7' => (1..=3).rev().find_map(|n| Some((numbered(0, n, 8)?, n)))?,
            _ => return None,
        };
        text.push(letter);
        rest = after.get(used..)?;
    }
    text.push_str(rest);
    Some(text)
}
