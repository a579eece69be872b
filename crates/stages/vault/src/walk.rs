//! What lies below a folder.

use files::{FileError, Folder, Kind};
use std::path::{Path, PathBuf};

/// Paths relative to the folder, sorted.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    pub(crate) files: Vec<PathBuf>,
    /// Links, pipes and sockets; and folders that can't be read.
    pub(crate) others: Vec<(PathBuf, Kind)>,
}

/// Plain files below `folder`, down to `depth` folders; what `skip` says is not entered.
pub(crate) fn walk(
    folder: &Folder,
    depth: usize,
    skip: impl Fn(&Path) -> bool,
) -> Result<Walked, FileError> {
    let mut walked = Walked::default();
    let mut open = vec![(PathBuf::new(), depth)];
    while let Some((at, left)) = open.pop() {
        let listed = match folder.below(&at).and_then(|folder| folder.list()) {
            Err(_) if !at.as_os_str().is_empty() => {
                walked.others.push((at, Kind::Folder));
                continue;
            }
            other => other?,
        };
        for entry in listed {
            let path = at.join(&entry.name);
            match entry.kind {
                _ if skip(&path) => {}
                Kind::File => walked.files.push(path),
                Kind::Folder if left > 0 => open.push((path, left - 1)),
                Kind::Folder => {}
                kind => walked.others.push((path, kind)),
            }
        }
    }
    walked.files.sort();
    walked.others.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(walked)
}
