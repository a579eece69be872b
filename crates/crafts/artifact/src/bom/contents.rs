//! The files of a model, as somebody has read them already, or else from disk.

use crate::scan::Kept;
use std::collections::HashMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Where the bytes of files come from.
#[derive(Debug, Clone, Copy)]
pub struct Contents<'a> {
    root: &'a Path,
    /// The first bytes of files that were read, by name.
    kept: Option<&'a HashMap<String, Kept>>,
}

impl<'a> Contents<'a> {
    /// Of the folder or file at `root`, from disk.
    #[must_use]
    pub const fn on_disk(root: &'a Path) -> Self {
        Self { root, kept: None }
    }

    /// The same, but for what was kept of its files when they were read.
    #[must_use]
    pub const fn kept(root: &'a Path, kept: &'a HashMap<String, Kept>) -> Self {
        Self { root, kept: Some(kept) }
    }

    /// Where the file called `name` lies.
    #[must_use]
    pub fn place(&self, name: &str) -> PathBuf {
        if name == "." { self.root.to_path_buf() } else { self.root.join(name) }
    }

    /// The first bytes of the file called `name`, at most `limit`.
    #[must_use]
    pub fn first(&self, name: &str, limit: u64) -> Option<Vec<u8>> {
        let length = usize::try_from(limit).unwrap_or(usize::MAX);
        // A scan calls a single file by its name.
        let own = self.root.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let read = if name == "." { &*own } else { name };
        if let Some(Kept { bytes, whole }) = self.kept.and_then(|kept| kept.get(read))
            && (*whole || bytes.len() >= length)
        {
            return bytes.get(..length.min(bytes.len())).map(<[u8]>::to_vec);
        }
        let (mut bytes, file) = (Vec::new(), File::open(self.place(name)).ok()?);
        file.take(limit).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }
}
