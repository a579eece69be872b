//! Tears what was written and not synced, as a disk does when the power goes.

use super::draw::Draw;
use super::place::told;
use super::trace::Unsynced;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Bytes that a disk writes at once.
const PAGE: u64 = 4_096;

/// Tears a piece of one of the files below `folder`, and says how; `None` if all of them were synced.
pub fn one(folder: &Path, unsynced: &Unsynced, draw: &mut Draw) -> Result<Option<String>, String> {
    // SQLite makes the index of its log anew: that is never synced, and gone with the power.
    let is_index = |path: &Path| path.to_string_lossy().ends_with("-shm");
    let files: Vec<_> =
        unsynced.iter().filter(|(path, _)| path.is_file() && !is_index(path)).collect();
    let Some((path, pieces)) = draw.pick(&files) else { return Ok(None) };
    let (begin, end) = draw.pick(pieces).copied().unwrap_or_default();
    let how = tear(path, begin, end, draw)?;
    let _ = fs::remove_file(path.with_file_name("meta.sqlite-shm"));
    Ok(Some(format!("{} {how}", path.strip_prefix(folder).unwrap_or(path).display())))
}

/// Cuts the file within a piece that it ends with, or else empties a page of the piece.
fn tear(path: &Path, begin: u64, end: u64, draw: &mut Draw) -> Result<String, String> {
    let file = File::options().write(true).open(path).map_err(|e| told(path, &e))?;
    let length = file.metadata().map_err(|e| told(path, &e))?.len();
    let at = begin + draw.below(end.saturating_sub(begin));
    if end >= length && draw.below(2) == 0 {
        file.set_len(at).map_err(|e| told(path, &e))?;
        return Ok(format!("cut at {at} of {length}"));
    }
    let from = begin.max(at / PAGE * PAGE);
    let to = end.min((at / PAGE + 1) * PAGE).min(length);
    let zeros = vec![0; usize::try_from(to.saturating_sub(from)).unwrap_or(0)];
    file.write_all_at(&zeros, from).map_err(|e| told(path, &e))?;
    Ok(format!("empty from {from} to {to} of {length}"))
}
