//! Lines as pip reads them: where Python breaks lines, what goes on behind a backslash, what is a comment
//! (`pip/_internal/req/req_file.py`). Who breaks them otherwise sees other packages.

/// Encodings that break lines where UTF-8 does; in Latin 1 a byte of a letter may be a break.
const PLAIN: &[&str] = &["utf-8", "utf8", "ascii", "us-ascii"];

/// Gives each requirement or option of `text`, joined and without comments, to `take`: one at a time, as a
/// file may have millions.
pub(super) fn requirements(text: &str, mut take: impl FnMut(&str)) {
    let mut open = None::<String>;
    let mut whole = |line: &str| match plain(line) {
        "" => {}
        line => take(line),
    };
    // Two signs that are one break.
    for line in broken(&text.replace("\r\n", "\n")) {
        let comment = line.trim_start().starts_with('#');
        if line.ends_with('\\') && !comment {
            open.get_or_insert_default().push_str(line.trim_matches('\\'));
            continue;
        }
        // A comment ends what went on, and never goes on itself.
        let blank = if comment { " " } else { "" };
        match open.take() {
            Some(before) => whole(&format!("{before}{blank}{line}")),
            None => whole(line),
        }
    }
    whole(&open.unwrap_or_default());
}

/// The encoding that a comment in the first two lines names, if another than usual: pip decodes by it.
pub(super) fn encoding(text: &str) -> Option<&str> {
    let comments = text.split('\n').take(2).filter(|line| line.starts_with('#'));
    let named = comments.filter_map(|line| {
        let at = line.find("coding:").or_else(|| line.find("coding="))?;
        let rest = line.get(at + "coding:".len()..)?.trim_start();
        let end = rest.find(|c: char| !c.is_alphanumeric() && !"-_.".contains(c));
        rest.get(..end.unwrap_or(rest.len())).filter(|name| !name.is_empty())
    });
    named.into_iter().find(|name| !PLAIN.contains(&name.to_lowercase().replace('_', "-").as_str()))
}

/// As `str.splitlines()` of Python breaks text.
pub(super) fn broken(text: &str) -> impl Iterator<Item = &str> {
    const BREAKS: &[char] = &[
        '\n', '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}',
        '\u{2029}',
    ];
    text.split(BREAKS)
}

/// A line without its comment, which a blank goes before.
fn plain(line: &str) -> &str {
    let starts = |at: usize| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(char::is_whitespace)
    };
    let comment = line.match_indices('#').map(|(at, _)| at).find(|&at| starts(at));
    line.get(..comment.unwrap_or(line.len())).unwrap_or(line).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_and_comments_left_out_as_pip_does() {
        // What pip 25 makes of each.
        for (text, lines) in [
            ("a\\\nb\n", &["ab"][..]),
            ("# c \\\na\n", &["a"]),
            ("a \\\n# c\nb\n", &["a", "b"]),
            ("# c\ra", &["a"]),
            ("# c\u{2028}a\u{85}b", &["a", "b"]),
            ("a#b\n", &["a#b"]),
            ("a\t# b\n", &["a"]),
            ("a\\\r\nb", &["ab"]),
            ("a\\", &["a"]),
        ] {
            let mut found = Vec::new();
            requirements(text, |line| found.push(line.to_owned()));
            assert_eq!(found, lines, "{text:?}");
        }
    }

    #[test]
    fn an_encoding_that_hides_signs_is_told() {
        assert_eq!(encoding("# -*- coding: utf-7 -*-\na"), Some("utf-7"));
        assert_eq!(encoding("#\n# vim: set fileencoding=UTF-16 :\na"), Some("UTF-16"));
        assert_eq!(encoding("# coding: UTF_8\na"), None);
        assert_eq!(encoding("a\nb\n# coding: utf-7\n"), None);
    }
}
