//! The delimiter that somebody types.

/// What stands between cells: `tab` or `\t` for a tabulator, else one ASCII character.
///
/// # Errors
/// If it is anything else; the text says what to give.
pub fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [one] if one.is_ascii() => Ok(*one),
        _ => Err("give one ASCII character, or tab".to_owned()),
    }
}

/// What stands before decimals.
///
/// # Errors
/// If it is neither a point nor a comma; the text says what to give.
pub fn decimal(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [one @ (b'.' | b',')] => Ok(*one),
        _ => Err("give a point or a comma".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::delimiter;

    #[test]
    fn a_delimiter_is_one_ascii_character_or_a_tabulator_by_name() {
        for (text, byte) in
            [(",", b','), (";", b';'), (" ", b' '), ("\t", b'\t'), ("\\t", b'\t'), ("tab", b'\t')]
        {
            assert_eq!(delimiter(text), Ok(byte), "{text:?}");
        }
        for text in ["", ",,", "tabs", "TAB", "\\n", "ä", "¦", "→"] {
            assert!(delimiter(text).unwrap_err().contains("tab"), "{text:?}");
        }
    }
}
