//! Cells of CSV, which people open in a spreadsheet or print on a terminal.

use terms::printable;

/// A text as a cell of CSV that neither a terminal nor a spreadsheet obeys (OWASP, "CSV Injection"), and
/// whether it is another. Tabulators and line ends are cells' own business, but not where they come first.
#[must_use]
pub fn guard(text: &str) -> (String, bool) {
    let mut safe = String::with_capacity(text.len() + 1);
    let first = text.chars().next();
    let runs = matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r'));
    if runs && text.parse::<f64>().is_err() {
        safe.push('\'');
    }
    for letter in text.chars() {
        match letter {
            '\n' | '\r' | '\t' => safe.push(letter),
            other => safe.push_str(&printable(other.encode_utf8(&mut [0; 4]))),
        }
    }
    let changed = safe != text;
    (safe, changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M17
    #[test]
    fn no_cell_of_an_export_steers_or_runs() {
        for (cell, safe) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\u{1b}]0;owned\u{7}", "\\u{1b}]0;owned\\u{7}"),
            ("x\u{9b}31m\u{202e}", "x\\u{9b}31m\\u{202e}"),
        ] {
            assert_eq!(guard(cell), (safe.to_owned(), true), "{cell:?}");
        }
        for plain in ["Graz", "-5", "-0.5", "+5e3", "a=b", "line\nline", ""] {
            assert_eq!(guard(plain), (plain.to_owned(), false), "{plain:?}");
        }
    }
}
