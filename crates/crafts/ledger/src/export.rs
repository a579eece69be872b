//! The folder of an exported ledger, read with limits: its files, and what does not belong to it.

use crate::bundle::belongs;
use crate::{BUNDLE, Checkpoint, ENTRY_BYTES, LedgerError, bundle_path, decode};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// A bundle is at most 256 entries of 64 KiB with their lengths.
const FILE_BYTES: u64 = (BUNDLE * (ENTRY_BYTES + 2)) as u64;
/// Names that are told of what does not belong there.
const STRAYS: usize = 100;

/// The bundles of the folder `dir`, in order, as the checkpoint says and without any verification.
///
/// # Errors
/// If the checkpoint is missing or malformed; each bundle, if it is.
pub fn read_export(
    dir: &Path,
) -> Result<impl Iterator<Item = Result<Vec<Vec<u8>>, LedgerError>> + '_, LedgerError> {
    let size = Checkpoint::parse(&read(dir, "checkpoint")?)?.size;
    Ok(bundles(dir, size).map(|(_, entries)| entries))
}

/// The path of each bundle of a log of `size` entries, and its entries: as many as it must have.
pub(crate) fn bundles(
    dir: &Path,
    size: u64,
) -> impl Iterator<Item = (String, Result<Vec<Vec<u8>>, LedgerError>)> + '_ {
    (0..size.div_ceil(BUNDLE as u64)).map(move |number| {
        let left = size - number * BUNDLE as u64;
        let width = usize::try_from(left).unwrap_or(usize::MAX).min(BUNDLE);
        let path = bundle_path(number, width);
        let entries = read(dir, &path).and_then(|bytes| decode(&bytes));
        let entries = entries.and_then(|entries| match entries.len() {
            held if held == width => Ok(entries),
            held => Err(LedgerError::Width { held, wanted: width }),
        });
        (path, entries)
    })
}

/// The bytes of a file of the log. What is no plain file (a link, a pipe) is not opened.
pub(crate) fn read(dir: &Path, name: &str) -> Result<Vec<u8>, LedgerError> {
    let path = dir.join(name);
    let plain = |kind: fs::FileType| {
        let no_file = || io::Error::new(io::ErrorKind::InvalidInput, "it is no plain file");
        if kind.is_file() { Ok(()) } else { Err(no_file()) }
    };
    let mut bytes = Vec::new();
    let read = fs::symlink_metadata(&path)
        .and_then(|found| plain(found.file_type()))
        .and_then(|()| File::open(&path)?.take(FILE_BYTES + 1).read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|source| LedgerError::Read { path, source })
}

/// What lies in the folder and does not belong to a log of `size` entries: the first hundred of it,
/// by name, and whether there is more.
pub(crate) fn strays(dir: &Path, size: u64) -> Result<(Vec<String>, bool), LedgerError> {
    let (mut open, mut strays) = (vec![String::new()], Vec::new());
    while let Some(folder) = open.pop() {
        let path = dir.join(&folder);
        let wrong = |source| LedgerError::Read { path: path.clone(), source };
        let mut empty = true;
        for entry in fs::read_dir(&path).map_err(wrong)? {
            let entry = entry.map_err(wrong)?;
            empty = false;
            let within = |name: &str| match folder.as_str() {
                "" => name.to_owned(),
                folder => format!("{folder}/{name}"),
            };
            let folder = entry.file_type().map_err(wrong)?.is_dir();
            match entry.file_name().to_str().map(within) {
                Some(name) if folder => open.push(name),
                Some(name) if name == "checkpoint" || belongs(&name, size) => {}
                Some(name) => strays.push(name.escape_debug().to_string()),
                None => strays.push(within(&entry.file_name().to_string_lossy())),
            }
            if strays.len() > STRAYS {
                strays.truncate(STRAYS);
                return Ok((strays, true));
            }
        }
        if empty && !folder.is_empty() {
            strays.push(folder);
        }
    }
    strays.sort();
    Ok((strays, false))
}
