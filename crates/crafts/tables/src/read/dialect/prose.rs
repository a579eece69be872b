//! A table of one column, whose texts hold what parts cells elsewhere: `name`, and below it `Novak, Anna`.

use crate::read::number::written;

/// Lines that are looked at.
const LINES: usize = 400;

/// What `delimiter` does in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// It parts cells.
    Parts,
    /// It stands in the texts of one column.
    Written,
    /// Either.
    Either,
}

/// How `delimiter` is used in `head`, whose last line counts if it is `whole`. It stands in texts if the first
/// line has none and the others have it as sentences do: with a space behind it, or, if it is a space itself,
/// between words. Where each line has as many, a title may stand above a table; where they have not, it is a
/// column.
pub(super) fn of(head: &[u8], whole: bool, delimiter: u8) -> Use {
    // A quote holds a cell together: then nobody wrote delimiters bare.
    if head.contains(&b'"') || head.iter().take_while(|byte| **byte != b'\n').count() > 256 {
        return Use::Parts;
    }
    let mut lines: Vec<&[u8]> =
        head.split(|byte| matches!(byte, b'\n' | b'\r')).take(LINES + 1).collect();
    if !whole || lines.len() > LINES {
        lines.pop();
    }
    let first = lines.first().map_or(&[][..], |line| line.trim_ascii());
    let named = first.iter().any(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii())
        && !first.starts_with(b"#");
    // A blank line below it parts a title from a table.
    let below = head.get(lines.first().map_or(0, |line| line.len())..).unwrap_or_default();
    let blank = [&b"\n\n"[..], b"\r\n\r\n", b"\r\r"].iter().any(|ends| below.starts_with(ends));
    if !named || blank || first.contains(&delimiter) {
        return Use::Parts;
    }
    let below: Vec<&[u8]> = lines.iter().skip(1).filter(|line| !line.is_empty()).copied().collect();
    let counts = || below.iter().map(|line| count(line, delimiter));
    let (most, fewest) = (counts().max().unwrap_or(0), counts().min().unwrap_or(0));
    if most == 0 || !is_written(&below, delimiter) {
        return Use::Parts;
    }
    match most == fewest && delimiter != b' ' {
        true => Use::Either,
        false => Use::Written,
    }
}

fn count(line: &[u8], delimiter: u8) -> usize {
    line.trim_ascii().iter().filter(|byte| **byte == delimiter).count()
}

/// Whether nearly all delimiters stand as in sentences and names.
fn is_written(lines: &[&[u8]], delimiter: u8) -> bool {
    let nearly_all = |part: usize, all: usize| all > 0 && part * 10 >= all * 9;
    if delimiter == b' ' {
        let words = || {
            let lines = lines.iter().filter_map(|line| std::str::from_utf8(line).ok());
            lines.flat_map(str::split_whitespace)
        };
        let of_letters = |word: &&str| {
            written(word).is_none() && word.chars().next().is_some_and(char::is_alphabetic)
        };
        return nearly_all(words().filter(of_letters).count(), words().count());
    }
    let (mut all, mut spaced) = (0, 0);
    let cells = || lines.iter().flat_map(|line| line.split(|byte| *byte == delimiter));
    let number =
        |cell: &&[u8]| std::str::from_utf8(cell).is_ok_and(|cell| written(cell.trim()).is_some());
    if cells().filter(number).count() * 2 >= cells().count() {
        return false;
    }
    for line in lines {
        for (at, _) in line.iter().enumerate().filter(|(_, byte)| **byte == delimiter) {
            let before = at.checked_sub(1).and_then(|at| line.get(at));
            let after = line.get(at + 1);
            all += 1;
            let within = before.is_some_and(|byte| !byte.is_ascii_whitespace());
            spaced += usize::from(within && after.is_none_or(u8::is_ascii_whitespace));
        }
    }
    nearly_all(spaced, all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_of_texts_are_told_from_those_of_tables() {
        for (head, delimiter, used) in [
            ("name\nNovak, Anna\nSilva, Omar\n", b',', Use::Either),
            ("comment\nWell, yes\nNo\nOne, two, three\n", b',', Use::Written),
            ("name\nAnna Novak\nOmar Silva\n", b' ', Use::Written),
            ("note\nPaid: yes\nSent: no\n", b':', Use::Either),
            ("Report\n\na, b\n1, 2\n", b',', Use::Parts),
            ("a, b\n1, 2\n", b',', Use::Parts),
            ("Report\na,b\n1,2\n", b',', Use::Parts),
            ("Report\n1, 2, 3\n4, 5, 6\n", b',', Use::Parts),
            ("results\n1 2\n3 4\n", b' ', Use::Parts),
            ("name\n\"Novak, Anna\"\n", b',', Use::Parts),
        ] {
            assert_eq!(of(head.as_bytes(), true, delimiter), used, "{head:?}");
        }
    }
}
