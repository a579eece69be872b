//! Every file below a folder, and the digests of those that have a size which is looked for.

use files::{Folder, Kind};
use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use terms::{Digest, Sight};

/// How much one look may cost. What is beyond is told as not looked at, and read by the next look: what
/// was read before costs nothing again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Names of files, links and folders.
    pub names: usize,
    /// Bytes that are read.
    pub bytes: u64,
    /// Folders within folders.
    pub depth: usize,
}

impl Default for Limits {
    /// A workspace has a few files for each version and each 256 entries of the ledger; 4 GiB are
    /// read in some seconds.
    fn default() -> Self {
        Self { names: 200_000, bytes: 4 << 30, depth: 64 }
    }
}

/// A file as it was when it was read: device, inode, size, and when bytes and inode changed last. The
/// last can't be set back by who changes the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Print {
    device: u64,
    inode: u64,
    size: u64,
    written: (i64, i64),
    changed: (i64, i64),
}

impl Print {
    fn of(file: &Metadata) -> Self {
        Self {
            device: file.dev(),
            inode: file.ino(),
            size: file.size(),
            written: (file.mtime(), file.mtime_nsec()),
            changed: (file.ctime(), file.ctime_nsec()),
        }
    }
}

/// What a walk saw.
pub(super) struct Walked {
    pub sight: Sight,
    /// Files of a size that was looked for, from the folder on: size and digest.
    pub found: Vec<(PathBuf, u64, Digest)>,
}

struct Walk<'a> {
    wanted: &'a dyn Fn(u64) -> bool,
    before: HashMap<Print, Digest>,
    read: HashMap<Print, Digest>,
    limits: Limits,
    /// The folder, with nothing of its path a link.
    root: Option<PathBuf>,
    walked: Walked,
}

/// Walks through `folder`; gives what was seen, and the digests to be held until the next walk.
pub(super) fn walk(
    folder: &Path,
    wanted: impl Fn(u64) -> bool,
    before: HashMap<Print, Digest>,
    limits: Limits,
) -> (Walked, HashMap<Print, Digest>) {
    let walked = Walked { sight: Sight::new(), found: Vec::new() };
    let (read, root) = (HashMap::new(), fs::canonicalize(folder).ok());
    let mut walk = Walk { wanted: &wanted, before, read, limits, root, walked };
    match Folder::open(folder) {
        Ok(folder) => walk.folder(&folder, Path::new(""), 0),
        Err(error) => walk.walked.sight.skip(error.to_string()),
    }
    (walk.walked, walk.read)
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Folder, path: &Path, depth: usize) {
        let listed = match folder.list() {
            Ok(listed) => listed,
            Err(error) => return self.walked.sight.skip(error.to_string()),
        };
        for entry in listed {
            let path = path.join(&entry.name);
            if self.limits.names == 0 {
                return self.skip(&path, "and what comes after it: too many names");
            }
            self.limits.names -= 1;
            match entry.kind {
                Kind::File => self.file(folder, Path::new(&entry.name), &path),
                Kind::Link => self.link(folder, &path),
                // A pipe, a socket or a device holds no bytes.
                Kind::Other => {}
                Kind::Folder if depth >= self.limits.depth => self.skip(&path, "too deep"),
                Kind::Folder => match folder.below(&entry.name) {
                    Ok(below) => self.folder(&below, &path, depth + 1),
                    Err(error) => self.went(&error, &path),
                },
            }
        }
    }

    /// What a link leads to is looked at only if it lies below the folder, where it stands itself.
    fn link(&mut self, folder: &Folder, path: &Path) {
        let name = path.file_name().unwrap_or_default();
        let leads = fs::canonicalize(folder.path().join(name)).ok();
        let within = leads.zip(self.root.as_ref()).is_some_and(|(to, root)| to.starts_with(root));
        if !within {
            self.skip(path, "a link, not followed");
        }
    }

    fn file(&mut self, folder: &Folder, name: &Path, path: &Path) {
        let sized = fs::symlink_metadata(folder.path().join(name));
        match sized {
            Ok(file) if !(self.wanted)(file.len()) => self.walked.sight.see(1),
            Ok(_) => match folder.file(name).map(|file| (file.metadata(), file)) {
                Ok((Ok(now), file)) => self.digest(file, &now, path),
                Ok((Err(error), _)) => self.skip(path, &error.to_string()),
                Err(error) => self.went(&error, path),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => self.skip(path, &error.to_string()),
        }
    }

    fn digest(&mut self, file: fs::File, now: &Metadata, path: &Path) {
        let print = Print::of(now);
        let digest = match self.before.get(&print) {
            Some(known) => *known,
            None if now.len() > self.limits.bytes => {
                return self.skip(path, "not looked at yet: too much to read at once");
            }
            None => {
                self.limits.bytes -= now.len();
                match Digest::of_reader(std::io::Read::take(file, now.len().saturating_add(1))) {
                    Ok(digest) => digest,
                    Err(error) => return self.skip(path, &error.to_string()),
                }
            }
        };
        self.read.insert(print, digest);
        self.walked.sight.see(1);
        self.walked.found.push((path.to_owned(), now.len(), digest));
    }

    /// What went away while we looked is not there.
    fn went(&mut self, error: &files::FileError, path: &Path) {
        if !error.is_missing() {
            self.skip(path, &error.to_string());
        }
    }

    fn skip(&mut self, path: &Path, why: &str) {
        self.walked.sight.skip(format!("{} ({why})", path.display()));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::os::unix::fs::symlink;
    use terms::State;

    fn five(folder: &Path, limits: Limits) -> (Walked, HashMap<Print, Digest>) {
        walk(folder, |size| size == 5, HashMap::new(), limits)
    }

    #[test]
    fn files_are_read_by_size_once_and_never_through_links() {
        let (dir, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let put = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
        fs::create_dir(dir.path().join("below")).unwrap();
        put("below/copy.csv", "a,b,c");
        put("other", "a,b,c,d");
        symlink("below/copy.csv", dir.path().join("within")).unwrap();
        let (walked, read) = five(dir.path(), Limits::default());
        let digest = Digest::of(b"a,b,c");
        assert_eq!(walked.found, [(PathBuf::from("below/copy.csv"), 5, digest)]);
        assert_eq!((walked.sight.seen(), walked.sight.judge(0)), (2, State::Proven));

        let none = Limits { bytes: 0, ..Limits::default() };
        let (again, _) = walk(dir.path(), |size| size == 5, read.clone(), none);
        assert_eq!(again.found.len(), 1, "what was read before costs nothing");
        put("below/copy.csv", "x,y,z");
        let (changed, _) = walk(dir.path(), |size| size == 5, read, none);
        assert_eq!((changed.found.len(), changed.sight.judge(0)), (0, State::Unknown));
        assert!(changed.sight.to_string().contains("below/copy.csv"), "{}", changed.sight);

        fs::write(outside.path().join("copy.csv"), "a,b,c").unwrap();
        symlink(outside.path(), dir.path().join("elsewhere")).unwrap();
        let (walked, _) = five(dir.path(), Limits::default());
        assert_eq!(walked.sight.judge(0), State::Unknown);
        assert!(walked.sight.to_string().contains("elsewhere"), "{}", walked.sight);
    }

    #[test]
    fn a_limit_of_names_or_depth_is_no_proof() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("a/b")).unwrap();
        fs::write(dir.path().join("a/b/copy"), "a,b,c").unwrap();
        for limits in
            [Limits { names: 2, ..Limits::default() }, Limits { depth: 1, ..Limits::default() }]
        {
            assert_eq!(five(dir.path(), limits).0.sight.judge(0), State::Unknown);
        }
        assert_eq!(five(dir.path(), Limits::default()).0.found.len(), 1);
        let gone = five(&dir.path().join("absent"), Limits::default()).0;
        assert_eq!(gone.sight.judge(0), State::Unknown);
    }
}
