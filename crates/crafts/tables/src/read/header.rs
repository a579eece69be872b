//! A header that does not name all columns.

use super::error::Doubt;

/// What the columns are called where a header is one name short: the first of them numbers the rows, as R's
/// `write.table` leaves it without a name. `None` where the names begin at the first column: several are missing,
/// or the rows end with a delimiter.
pub(super) fn shifted(
    header: &[String],
    rows: &[Vec<String>],
    width: usize,
) -> Option<Result<(Vec<String>, String), Doubt>> {
    let ends_empty = rows.iter().all(|row| row.get(header.len()).is_none_or(String::is_empty));
    if header.len() + 1 != width || ends_empty {
        return None;
    }
    let counts = rows.iter().zip(1_usize..);
    let numbered = counts.into_iter().all(|(row, at)| row.first() == Some(&at.to_string()));
    if !numbered {
        return Some(Err(Doubt::ShortHeader { named: header.len(), width }));
    }
    const ROW: &str = "row";
    let first = if header.iter().any(|name| name == ROW) { "c1" } else { ROW };
    let names = std::iter::once(first.to_owned()).chain(header.iter().cloned()).collect();
    Some(Ok((names, "; the first numbers the rows, and has none".to_owned())))
}
