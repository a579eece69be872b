//! Text from outside, made fit for a terminal.

use std::borrow::Cow;

/// `text` with everything escaped that would steer a terminal or deceive a reader: control
/// characters (C0, DEL, C1, so that escape sequences can't begin), line breaks, marks that turn the
/// direction of writing (Unicode UAX #9, as in CVE-2021-42574) and characters that show nothing.
/// They appear as `\n`, `\u{1b}` and the like; all else stays as it is.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(misleads) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '\n' | '\r' | '\t' => shown.extend(letter.escape_default()),
            other if misleads(other) => shown.extend(other.escape_unicode()),
            other => shown.push(other),
        }
    }
    Cow::Owned(shown)
}

/// Controls, separators of lines and paragraphs, and what Unicode calls default ignorable, as far
/// as it has a place in names (emoji may keep their variation selectors).
fn misleads(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_shown_as_text() {
        for (raw, shown) in [
            ("k\u{1b}[31mEVIL\u{1b}[0m", "k\\u{1b}[31mEVIL\\u{1b}[0m"),
            ("a\nb\r\tc", "a\\nb\\r\\tc"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("bell\u{7}\u{7f}", "bell\\u{7}\\u{7f}"),
            ("txt\u{202e}exe", "txt\\u{202e}exe"),
            ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
            ("pay\u{200b}pal\u{feff}", "pay\\u{200b}pal\\u{feff}"),
        ] {
            assert_eq!(printable(raw), shown);
        }
    }

    #[test]
    fn ordinary_names_stay_as_they_are() {
        for name in ["plain.key", "ключ", "鍵 1", "naïve – «x»", "a\\b", "שלום", "👍\u{fe0f}"]
        {
            assert!(matches!(printable(name), Cow::Borrowed(same) if same == name));
        }
    }
}
