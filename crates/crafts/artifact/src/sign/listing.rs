//! The files of a model with their digests, in the order of the reference implementation. One walk, and
//! each byte is read once.

use super::scope::Scope;
use super::{SignError, hashing};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use terms::{Digest, limits};

/// How deep folders may nest.
const DEPTH: usize = 64;

/// One file of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Path relative to the model's folder, with `/` between its parts; `.` where the model is one file,
    /// as the reference implementation calls it.
    pub name: String,
    pub bytes: u64,
    /// SHA-256 of the whole file.
    pub digest: Digest,
}

/// What lies in a model and is no file that can be read.
#[derive(Debug)]
pub struct Odd {
    /// As [`Listed::name`]; what is not UTF-8 in it is replaced.
    pub name: String,
    pub kind: OddKind,
}

/// Why it is none.
#[derive(Debug)]
pub enum OddKind {
    /// A symbolic link, where none is followed.
    Link,
    /// A symbolic link to a folder, or to what is not there: never followed.
    LinkToNoFile,
    /// A pipe, a device, a socket.
    Special,
    /// Its name is not UTF-8.
    Name,
    Unread(io::Error),
}

/// What is under a path.
#[derive(Debug, Default)]
pub struct Listing {
    pub files: Vec<Listed>,
    pub odd: Vec<Odd>,
    /// What was left out and is there, by the path that says so.
    pub left_out: Vec<String>,
    /// Names of links that lead out of the model and were followed.
    pub outside: Vec<String>,
}

/// Every file under `root`, ordered by path component, but for what lies at or under `ignore`. What
/// belongs to Git is listed too: this is an inventory.
///
/// # Errors
/// If a file cannot be read, or is a link or special: what is not hashed is not covered.
pub fn list(root: &Path, ignore: &[&str]) -> Result<Vec<Listed>, SignError> {
    if !root.is_dir() {
        return Err(SignError::NotAFolder(root.to_path_buf()));
    }
    whole(root, &Scope::all().ignoring(ignore)).map(|listing| listing.files)
}

/// As [`list`], within `scope`, of a folder or one file.
///
/// # Errors
/// As [`list`].
pub fn whole(root: &Path, scope: &Scope) -> Result<Listing, SignError> {
    let mut listing = look(root, scope)?;
    let Some(odd) = listing.odd.pop() else { return Ok(listing) };
    let path = root.join(&odd.name);
    Err(match odd.kind {
        OddKind::Link => SignError::Link(path),
        OddKind::LinkToNoFile => SignError::LinkToNoFile(path),
        OddKind::Special => SignError::NotAFile(path),
        OddKind::Name => SignError::Name(path),
        OddKind::Unread(source) => SignError::Read { path, source },
    })
}

/// What is under `root` within `scope`, whatever it is. One file that can't be read hides no other.
///
/// # Errors
/// If `root` is not there, or there is too much of it.
pub fn look(root: &Path, scope: &Scope) -> Result<Listing, SignError> {
    let failed = |source| SignError::Read { path: root.to_path_buf(), source };
    let there = fs::metadata(root).map_err(failed)?;
    let mut walk = Walk { root, scope, found: Vec::new(), listing: Listing::default(), seen: 0 };
    if there.is_dir() {
        fs::read_dir(root).map_err(failed)?;
        walk.descend(root, "", 0)?;
    } else if there.is_file() {
        walk.found.push((".".to_owned(), root.to_path_buf()));
    } else {
        return Err(SignError::NotAFile(root.to_path_buf()));
    }
    let Walk { found, mut listing, .. } = walk;
    for ((name, _), hashed) in found.iter().zip(hashing::all(&found)) {
        match hashed {
            Ok((bytes, digest)) => {
                listing.files.push(Listed { name: name.clone(), bytes, digest });
            }
            Err(error) => {
                listing.odd.push(Odd { name: name.clone(), kind: OddKind::Unread(error) });
            }
        }
    }
    in_order(&mut listing.files);
    Ok(listing)
}

/// Sorts as the reference implementation does, which compares paths by their components.
pub fn in_order(files: &mut [Listed]) {
    files.sort_by(|a, b| a.name.split('/').cmp(b.name.split('/')));
}

struct Walk<'a> {
    root: &'a Path,
    scope: &'a Scope,
    /// Names and places of files that are to be read.
    found: Vec<(String, PathBuf)>,
    listing: Listing,
    seen: usize,
}

impl Walk<'_> {
    fn descend(&mut self, folder: &Path, prefix: &str, depth: usize) -> Result<(), SignError> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let name = prefix.trim_end_matches('/').to_owned();
                self.odd(name, OddKind::Unread(error));
                return Ok(());
            }
        };
        for entry in entries {
            let failed = |source| SignError::Read { path: folder.to_path_buf(), source };
            let entry = entry.map_err(failed)?;
            self.seen += 1;
            if self.seen > limits::ARCHIVE_MEMBERS || depth > DEPTH {
                let path = folder.to_path_buf();
                return Err(SignError::TooMany { path, limit: limits::ARCHIVE_MEMBERS });
            }
            let name = match entry.file_name().into_string() {
                Ok(name) => format!("{prefix}{name}"),
                Err(name) => {
                    let name = format!("{prefix}{}", name.to_string_lossy());
                    self.odd(name, OddKind::Name);
                    continue;
                }
            };
            self.entry(name, &entry, depth)?;
        }
        Ok(())
    }

    fn entry(&mut self, name: String, entry: &fs::DirEntry, depth: usize) -> Result<(), SignError> {
        let path = entry.path();
        if self.scope.leaves_out(&name, &path) {
            self.listing.left_out.push(name);
            return Ok(());
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => self.descend(&path, &format!("{name}/"), depth + 1)?,
            Ok(kind) if kind.is_file() => self.found.push((name, path)),
            Ok(kind) if kind.is_symlink() => self.link(name, path),
            Ok(_) => self.odd(name, OddKind::Special),
            Err(error) => self.odd(name, OddKind::Unread(error)),
        }
        Ok(())
    }

    /// A link to a file is that file, under the link's name, where links are followed.
    fn link(&mut self, name: String, path: PathBuf) {
        if !self.scope.follows_links() {
            return self.odd(name, OddKind::Link);
        }
        match (path.canonicalize(), fs::metadata(&path)) {
            (Ok(target), Ok(there)) if there.is_file() => {
                let inside = self.root.canonicalize().is_ok_and(|root| target.starts_with(root));
                if !inside {
                    self.listing.outside.push(name.clone());
                }
                self.found.push((name, path));
            }
            _ => self.odd(name, OddKind::LinkToNoFile),
        }
    }

    fn odd(&mut self, name: String, kind: OddKind) {
        self.listing.odd.push(Odd { name, kind });
    }
}

#[cfg(test)]
#[path = "listing_tests.rs"]
mod tests;
