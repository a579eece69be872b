//! White space around cells, and characters that nobody sees.

use super::Repair;
use crate::column::Seen;

/// Cells with white space around them, or with characters without width in them.
pub(super) fn repairs(column: &Seen<'_>) -> Vec<Repair> {
    let plain = |(row, cell): (usize, &str)| {
        if is_plain(cell) {
            return None;
        }
        let plain = without(cell);
        (plain != cell).then_some((row, Some(plain)))
    };
    column.cells().filter_map(plain).collect()
}

/// Whether it is seen at once that `cell` has none: most have not.
fn is_plain(cell: &str) -> bool {
    let ends = [cell.as_bytes().first(), cell.as_bytes().last()];
    cell.is_ascii() && ends.into_iter().flatten().all(u8::is_ascii_graphic)
}

/// `cell` without them. A space that does not break is a space.
pub(super) fn without(cell: &str) -> String {
    let seen = cell.chars().filter(|c| !is_unseen(*c));
    let spaced: String =
        seen.map(|c| if c == '\u{a0}' || c == '\u{202f}' { ' ' } else { c }).collect();
    spaced.trim().to_owned()
}

/// Of no width. A joiner within a word of a script that needs it would be one too, so only those are taken
/// that no script does: between ASCII letters and digits all of them are.
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}
