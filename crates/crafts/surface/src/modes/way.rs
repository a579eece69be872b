//! The way to a file: every folder that is passed, also by links, and what they let through.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

/// Links on one way, as in the kernel (`path_resolution(7)`).
const LINKS: usize = 40;
/// Parts of one way.
const PARTS: usize = 4_096;

/// Permission bits of group and others that the folders above let through.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bits(pub u32);

impl Bits {
    /// Everything: nothing on the way is closed.
    pub const ALL: Self = Self(0o077);

    /// Whoever may not enter a folder reaches nothing below it.
    pub fn through(self, folder: u32) -> Self {
        let group = if folder & 0o010 == 0 { 0 } else { 0o070 };
        let others = if folder & 0o001 == 0 { 0 } else { 0o007 };
        Self(self.0 & (group | others))
    }
}

/// What others could reach at `target` who stand in `base`; both are real paths.
pub(super) fn reach(base: &Path, target: &Path) -> io::Result<Bits> {
    let beyond = target.ancestors().skip(1).take_while(|folder| !base.starts_with(folder));
    beyond
        .into_iter()
        .try_fold(Bits::ALL, |bits, folder| Ok(bits.through(fs::metadata(folder)?.mode())))
}

/// Where a path really leads.
pub(super) struct Resolved {
    pub real: PathBuf,
    /// Every folder in which a part of the way stands, once: who can write to one of them can lead
    /// the way elsewhere.
    pub folders: Vec<PathBuf>,
}

/// Walks `path` part by part, as the kernel does.
///
/// # Errors
/// If a part is not there or may not be looked at, or if there are more than 40 links.
pub(super) fn resolve(path: &Path) -> io::Result<Resolved> {
    let mut found = Resolved { real: std::env::current_dir()?, folders: Vec::new() };
    let mut parts = VecDeque::new();
    put_before(&mut parts, path);
    let (mut links, mut steps) = (0, 0);
    while let Some(part) = parts.pop_front() {
        steps += 1;
        if links > LINKS || steps > PARTS {
            return Err(io::Error::other("links that lead in a circle"));
        }
        match Path::new(&part).components().next() {
            Some(Component::RootDir) => found.real = PathBuf::from("/"),
            Some(Component::ParentDir) => {
                found.real.pop();
            }
            Some(Component::Normal(name)) => {
                found.pass();
                let next = found.real.join(name);
                if fs::symlink_metadata(&next)?.is_symlink() {
                    links += 1;
                    put_before(&mut parts, &fs::read_link(&next)?);
                } else {
                    found.real = next;
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

impl Resolved {
    fn pass(&mut self) {
        if !self.folders.contains(&self.real) {
            self.folders.push(self.real.clone());
        }
    }
}

fn put_before(parts: &mut VecDeque<OsString>, path: &Path) {
    for part in path.components().rev() {
        parts.push_front(part.as_os_str().to_owned());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_way_is_resolved_as_the_kernel_does_and_names_each_folder() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        for folder in ["a", "b/c"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        fs::write(root.join("b/c/key"), "").unwrap();
        symlink("../b/middle", root.join("a/link")).unwrap();
        symlink(root.join("b/c/../c"), root.join("b/middle")).unwrap();
        let found = resolve(&root.join("a/link/key")).unwrap();
        assert_eq!(found.real, root.join("a/link/key").canonicalize().unwrap());
        for folder in ["a", "b", "b/c"] {
            assert!(found.folders.contains(&root.join(folder)), "{folder}");
        }
        symlink("loop", root.join("loop")).unwrap();
        let error = resolve(&root.join("loop")).map(|_| ()).unwrap_err();
        assert!(error.to_string().contains("circle"));
    }
}
