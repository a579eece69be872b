//! Python's backslash escapes, as the text opcodes STRING and UNICODE use them.

/// The text that `raw` stands for, its quotes removed; an escape that is none stays as it is.
pub(super) fn decode(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = unquoted(raw.trim_end());
    while let Some(at) = rest.find('\\') {
        let (before, after) = rest.split_at(at);
        text.push_str(before);
        let (decoded, used) = one(after);
        text.push(decoded);
        rest = after.get(used..).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

fn unquoted(raw: &str) -> &str {
    ['\'', '"']
        .iter()
        .find_map(|&quote| raw.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(raw)
}

/// The character that `escape` (which starts with a backslash) begins with, and its length there.
fn one(escape: &str) -> (char, usize) {
    let kind = escape.get(1..2).unwrap_or_default();
    let numbered = |from: usize, length: usize, radix: u32| {
        let digits = escape.get(from..from + length)?;
        let code = u32::from_str_radix(digits, radix).ok()?;
        Some((char::from_u32(code)?, from + length))
    };
    let octal = || (1..=3).rev().find_map(|length| numbered(1, length, 8));
    let found = match kind {
        "x" => numbered(2, 2, 16),
        "u" => numbered(2, 4, 16),
        "U" => numbered(2, 8, 16),
        "n" => Some(('\n', 2)),
        "t" => Some(('\t', 2)),
        "r" => Some(('\r', 2)),
        "\\" | "'" | "\"" => kind.chars().next().map(|c| (c, 2)),
        _ => octal(),
    };
    found.unwrap_or(('\\', 1))
}

#[cfg(test)]
mod tests {
    #[test]
    fn escapes_decode_as_python_decodes_them() {
        for (raw, text) in [
            (r"'os'", "os"),
            (r"'\x6f\163'", "os"),
            (r"o\u0073", "os"),
            (r"\U0000006fs", "os"),
            (r"a\\b\q", r"a\b\q"),
            (r"'\'", r"\"),
            ("\\", "\\"),
            ("\\x", "\\x"),
            ("\\é", "\\é"),
        ] {
            assert_eq!(super::decode(raw), text, "{raw}");
        }
    }
}
