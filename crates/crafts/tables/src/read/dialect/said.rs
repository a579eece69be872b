//! `sep=;` in the first line: what spreadsheets write for one another before the header.

use super::HeadRow;

/// What parts cells, where the first line says so.
pub(in super::super) fn said(head: &[u8]) -> Option<u8> {
    let line = head.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    match line {
        [name @ .., delimiter] if name.eq_ignore_ascii_case(b"sep=") && delimiter.is_ascii() => {
            Some(*delimiter)
        }
        _ => None,
    }
}

/// Whether `row` is that line: parted by what it says, or by something else.
pub(in super::super) fn says(row: &HeadRow) -> bool {
    let text = row.cells.concat();
    let begins = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep="));
    begins && text.len() <= 5 && row.cells.len() <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_a_delimiter_and_nothing_else_does() {
        for (head, delimiter) in [
            ("sep=;\r\nid;name\r\n", Some(b';')),
            ("SEP=,\nid,name\n", Some(b',')),
            ("\"sep=|\"\nid|name\n", Some(b'|')),
            ("sep=\t\nid\tname\n", Some(b'\t')),
            ("sep=\nid\n", None),
            ("sep=;;\nid\n", None),
            ("separator\nid\n", None),
            ("", None),
        ] {
            assert_eq!(said(head.as_bytes()), delimiter, "{head:?}");
        }
    }
}
