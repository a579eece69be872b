//! The demo's folder: a contract of names, and a mark by which we know our own.

use crate::failure::{At, Failure};
use files::Mode;
use std::fs;
use std::path::{Path, PathBuf};

/// The file that marks a folder as made by the demo.
const MARK: &str = ".hygeia-demo";

/// A folder that the demo made and may empty.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Makes the folder, or empties the one that an earlier demo made.
    ///
    /// # Errors
    /// If something is there that the demo did not make, or it cannot be written.
    pub fn prepare(root: &Path) -> Result<Self, Failure> {
        let shown = root.display();
        if root.exists() {
            let ours = root.is_dir() && root.join(MARK).is_file();
            let empty = root.is_dir() && fs::read_dir(root).usage()?.next().is_none();
            if !ours && !empty {
                return Err(Failure::usage(format!("{shown} exists and was not made by the demo"))
                    .hint("name another folder with --dir; nothing in this one was touched"));
            }
            for entry in fs::read_dir(root).usage()? {
                let path = entry.usage()?.path();
                let removed =
                    if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
                removed.map_err(|e| {
                    Failure::usage(format!("{} cannot be removed: {e}", path.display()))
                })?;
            }
        }
        fs::create_dir_all(root)
            .and_then(|()| fs::write(root.join(MARK), "made by hygeia demo\n"))
            .map_err(|e| {
                Failure::usage(format!("{shown} cannot be written: {e}"))
                    .hint("name a folder that you can write, with --dir")
            })?;
        let root = root.canonicalize().usage()?;
        Ok(Self { root })
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside.
    #[must_use]
    pub fn at(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }
}

/// Writes `bytes` to `path`, whole, and makes the folders above it.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).usage()?;
    }
    files::write_whole(path, bytes, Mode::Readable).usage()
}

/// The most memory that this process ever held, in bytes; `None` where the system does not tell.
#[must_use]
pub fn peak_rss_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_somebody_else_is_refused_untouched() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.txt"), "mine").unwrap();
        assert!(Folder::prepare(folder.path()).is_err());
        assert_eq!(fs::read_to_string(folder.path().join("thesis.txt")).unwrap(), "mine");
    }

    #[test]
    fn an_earlier_demo_is_emptied() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo");
        Folder::prepare(&path).unwrap();
        fs::create_dir(path.join("workspace")).unwrap();
        Folder::prepare(&path).unwrap();
        assert!(!path.join("workspace").exists());
    }
}
