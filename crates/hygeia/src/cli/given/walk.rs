//! The files below a folder, in order. Links to folders are not followed, so that none is walked twice.

use super::ignored::Ignored;
use std::fs;
use std::path::{Path, PathBuf};
use terms::limits;

/// How deep folders may nest.
const DEPTH: usize = 64;

/// What a walk found.
#[derive(Debug, Default)]
pub struct Found {
    pub files: Vec<PathBuf>,
    /// What is not looked at, and why.
    pub left_out: Vec<String>,
}

/// All files below `folder` that are `wanted` by their names.
pub fn files(folder: &Path, wanted: &dyn Fn(&Path) -> bool, ignored: &Ignored) -> Found {
    let mut walk = Walk { wanted, ignored, found: Found::default(), others: 0, seen: 0 };
    walk.folder(folder, 0);
    let Walk { mut found, others, .. } = walk;
    if others > 0 {
        let shown = folder.display();
        found.left_out.push(format!(
            "{others} files of {shown} are not looked at: their names end otherwise"
        ));
    }
    found
}

struct Walk<'a> {
    wanted: &'a dyn Fn(&Path) -> bool,
    ignored: &'a Ignored,
    found: Found,
    others: usize,
    seen: usize,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, depth: usize) {
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => return self.leave(folder, &format!("it cannot be listed: {error}")),
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            self.seen += 1;
            if self.seen > limits::ARCHIVE_MEMBERS || depth > DEPTH {
                return self.leave(folder, "there is more below it than the limit");
            }
            self.entry(&entry.path(), depth);
        }
    }

    fn entry(&mut self, path: &Path, depth: usize) {
        let Ok(there) = fs::metadata(path) else {
            return self.leave(path, "it is a link to nowhere");
        };
        if self.ignored.leaves_out(path, there.is_dir()) {
            return;
        }
        if !there.is_dir() {
            match (there.is_file(), (self.wanted)(path)) {
                (true, true) => self.found.files.push(path.to_path_buf()),
                (true, false) => self.others += 1,
                (false, _) => self.leave(path, "it is no file"),
            }
        } else if path.is_symlink() {
            self.leave(path, "it is a link to a folder");
        } else if path.file_name().is_some_and(|name| name == ".git") {
            self.leave(path, "it is Git's own");
        } else {
            self.folder(path, depth + 1);
        }
    }

    fn leave(&mut self, path: &Path, why: &str) {
        self.found.left_out.push(format!("{} is not looked at: {why}", path.display()));
    }
}
