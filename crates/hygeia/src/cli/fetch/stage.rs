//! Where a model lies until it may be seen: a hidden folder, which becomes the destination by its name alone.
//!
//! A destination that is not there, or is an ordinary empty folder, gets the whole folder in one rename(2). One
//! that something is mounted on (as Kubernetes does) has no name to take: there the folder lies within, and each
//! of its entries is renamed, which others may see one after another; all were verified by then.

use crate::cli::interrupt;
use crate::failure::{At, Failure};
use files::FileError;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// How a folder is called that is not whole yet.
const UNFINISHED: &str = ".unfinished-fetch-";

/// A folder that is removed unless it is put in its place.
pub struct Stage {
    folder: PathBuf,
    held: Option<TempDir>,
    dest: PathBuf,
    within: bool,
    /// Folders above that were made for it, the deepest first: they go with it.
    made: Vec<PathBuf>,
    _interruptible: interrupt::Leaving,
}

/// Whether something may be put at `dest`.
///
/// # Errors
/// If something lies there, or it can't be looked at.
pub fn is_free(dest: &Path) -> Result<(), Failure> {
    let taken = |what: &str| {
        Failure::usage(format!("{} {what}", dest.display()))
            .hint("name a folder that is empty or not there yet")
    };
    match fs::symlink_metadata(dest) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(taken(&format!("cannot be looked at: {error}"))),
        Ok(there) if there.is_symlink() && !dest.is_dir() => return Err(taken("is a link")),
        Ok(there) if !there.is_symlink() && !there.is_dir() => return Err(taken("is no folder")),
        Ok(_) => {}
    }
    let mut inside = fs::read_dir(dest)
        .map_err(|error| taken(&format!("cannot be listed: {error}")))?
        .filter(|entry| !entry.as_ref().is_ok_and(|entry| is_unfinished(&entry.file_name())));
    // ext4 puts this into the root of every disk.
    match inside.find(|e| !e.as_ref().is_ok_and(|entry| entry.file_name() == "lost+found")) {
        Some(_) => Err(taken("is not empty")),
        None => Ok(()),
    }
}

fn is_unfinished(name: &std::ffi::OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(UNFINISHED))
}

impl Stage {
    /// A folder for what will lie at `dest`.
    ///
    /// # Errors
    /// If none can be made.
    pub fn for_dest(dest: &Path) -> Result<Self, Failure> {
        // A link at DEST is the caller's own word: what it leads to is the destination.
        let dest = dest.canonicalize().or_else(|_| std::path::absolute(dest)).usage()?;
        let cannot = |error: &dyn std::error::Error| {
            Failure::usage(format!("nothing can be written to {}: {error}", dest.display()))
                .hint("check that you may write there and that there is space")
        };
        let (there, parent) = (dest.is_dir(), dest.parent().unwrap_or(&dest).to_owned());
        let make = |at: &Path| tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(at);
        let mut made = Vec::new();
        let beside = match there && is_mounted(&dest) {
            true => None,
            false => {
                made = missing(&parent);
                fs::create_dir_all(&parent).map_err(|error| cannot(&error))?;
                match make(&parent) {
                    Ok(folder) => Some(folder),
                    Err(_) if there => None,
                    Err(error) => return Err(cannot(&error)),
                }
            }
        };
        let within = beside.is_none();
        let held = match beside {
            Some(folder) => folder,
            None => {
                sweep(&dest);
                make(&dest).map_err(|error| cannot(&error))?
            }
        };
        let folder = held.path().to_owned();
        let interruptible = interrupt::leaving(&folder);
        Ok(Self { folder, held: Some(held), dest, within, made, _interruptible: interruptible })
    }

    /// Where files are put.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Puts it in its place, durably.
    ///
    /// # Errors
    /// If it can't be; nothing is left then.
    pub fn place(mut self) -> Result<(), Failure> {
        let _uninterrupted = interrupt::kept_out();
        let dest = self.dest.display().to_string();
        let cannot = |error: &dyn std::error::Error| {
            Failure::usage(format!("the model cannot be put at {dest}: {error}"))
                .hint("see that nobody else writes there, and fetch again; nothing was left")
        };
        sync_all(&self.folder).map_err(|error| cannot(&error))?;
        if self.within {
            self.move_entries().map_err(|error| cannot(&error))?;
            return files::sync_folder(&self.dest).map_err(|error| cannot(&error));
        }
        fs::set_permissions(&self.folder, Permissions::from_mode(0o755))
            .and_then(|()| fs::rename(&self.folder, &self.dest))
            .map_err(|error| cannot(&error))?;
        if let Some(held) = self.held.take() {
            // It has another name now: there is nothing to remove.
            let _ = held.keep();
            self.made.clear();
        }
        let parent = self.dest.parent().unwrap_or(&self.dest);
        files::sync_folder(parent).map_err(|error| cannot(&error))
    }

    /// Gives each entry its name in the destination; takes all back if one can't have it.
    fn move_entries(&self) -> io::Result<()> {
        let mut moved: Vec<(PathBuf, PathBuf)> = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let (from, to) = (entry.path(), self.dest.join(entry.file_name()));
            let free = fs::symlink_metadata(&to).is_err();
            let done = if free {
                fs::rename(&from, &to)
            } else {
                Err(io::ErrorKind::AlreadyExists.into())
            };
            if let Err(error) = done {
                for (from, to) in moved {
                    let _ = fs::rename(to, from);
                }
                return Err(error);
            }
            moved.push((from, to));
        }
        Ok(())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // Whoever interrupts removes the same: one after another.
        let _uninterrupted = interrupt::kept_out();
        drop(self.held.take());
        // What somebody else put something into stays.
        self.made.iter().for_each(|folder| drop(fs::remove_dir(folder)));
    }
}

/// The folders that are not there yet from `path` upwards.
fn missing(path: &Path) -> Vec<PathBuf> {
    path.ancestors().take_while(|folder| !folder.exists()).map(Path::to_owned).collect()
}

/// Syncs `folder` and all below it; its files were synced when they were written.
fn sync_all(folder: &Path) -> Result<(), FileError> {
    let failed = |source| FileError::Folder { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.file_type().map_err(failed)?.is_dir() {
            sync_all(&entry.path())?;
        }
    }
    files::sync_folder(folder)
}

/// Whether something is mounted at `path`, which is a full path without links. Where nobody can tell, it counts
/// as mounted: that works on any folder.
fn is_mounted(path: &Path) -> bool {
    let Ok(table) = fs::read_to_string("/proc/self/mountinfo") else { return true };
    // The fifth word, with blanks and the like in octal digits.
    let places = table.lines().filter_map(|line| line.split(' ').nth(4));
    let shown = path.to_string_lossy();
    let escaped: String = shown
        .chars()
        .map(|letter| match letter {
            ' ' | '\t' | '\n' | '\\' => format!("\\{:03o}", u32::from(letter)),
            other => other.to_string(),
        })
        .collect();
    path == Path::new("/") || places.into_iter().any(|place| place == escaped)
}

/// Removes what a killed run left in a folder that one run alone writes to.
fn sweep(dest: &Path) {
    let entries = fs::read_dir(dest).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| is_unfinished(&entry.file_name())) {
        // What stays is hidden, and told by nobody as the model.
        let _ = fs::remove_dir_all(entry.path());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    // proves M10
    #[test]
    fn it_is_there_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        for there in [false, true] {
            let dest = dir.path().join(format!("dest-{there}"));
            if there {
                fs::create_dir(&dest).unwrap();
            }
            let dropped = Stage::for_dest(&dest).unwrap();
            fs::write(dropped.folder().join("w"), "w").unwrap();
            assert_eq!(dest.exists(), there);
            drop(dropped);
            let stage = Stage::for_dest(&dest).unwrap();
            fs::create_dir(stage.folder().join("sub")).unwrap();
            fs::write(stage.folder().join("sub/w"), "w").unwrap();
            stage.place().unwrap();
            assert_eq!(names(&dest), ["sub"]);
            assert!(is_free(&dest).is_err());
        }
        assert_eq!(names(dir.path()), ["dest-false", "dest-true"]);
        drop(Stage::for_dest(&dir.path().join("a/b/c")).unwrap());
        assert_eq!(names(dir.path()), ["dest-false", "dest-true"], "the folders above went too");
    }

    #[test]
    fn where_something_is_mounted_each_entry_gets_its_name_or_none_does() {
        let dir = tempfile::tempdir().unwrap();
        let within = |dest: &Path| {
            let held = tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(dest).unwrap();
            let folder = held.path().to_owned();
            let interruptible = interrupt::leaving(&folder);
            let dest = dest.to_owned();
            Stage {
                folder,
                held: Some(held),
                dest,
                within: true,
                made: Vec::new(),
                _interruptible: interruptible,
            }
        };
        let stage = within(dir.path());
        fs::write(stage.folder().join("a"), "a").unwrap();
        fs::create_dir(stage.folder().join("b")).unwrap();
        is_free(dir.path()).unwrap();
        stage.place().unwrap();
        assert_eq!(names(dir.path()), ["a", "b"]);
        let stage = within(dir.path());
        for name in ["a", "c", "d"] {
            fs::write(stage.folder().join(name), "new").unwrap();
        }
        assert!(stage.place().is_err());
        assert_eq!(names(dir.path()), ["a", "b"]);
        assert_eq!(fs::read_to_string(dir.path().join("a")).unwrap(), "a");
    }

    #[test]
    fn mounts_are_told_from_folders() {
        let dir = tempfile::tempdir().unwrap();
        assert!(!is_mounted(&dir.path().canonicalize().unwrap()));
        assert!(is_mounted(Path::new("/proc")) && is_mounted(Path::new("/")));
    }
}
