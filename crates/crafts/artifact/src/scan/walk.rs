//! The files of a folder, in order. Nothing is opened before it is known to be a file.

use super::ScanError;
use super::file::FileBytes;
use super::rules;
use super::session::{Session, unreadable};
use std::fs::{self, File, FileType};
use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
use std::path::Path;

/// How deep folders may nest.
const DEPTH: usize = 64;
/// `O_NONBLOCK`: a pipe that took a file's place in the meantime does not hold us up.
#[cfg(any(target_os = "linux", target_os = "android"))]
const NONBLOCK: i32 = 0o4000;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const NONBLOCK: i32 = 0x4;

pub(super) fn walk(session: &mut Session, root: &Path, several: bool) -> Result<(), ScanError> {
    let failed = |source| ScanError { path: root.to_path_buf(), source };
    let kind = fs::metadata(root).map_err(failed)?;
    let given = root.to_string_lossy();
    if kind.is_dir() {
        fs::read_dir(root).map_err(failed)?;
        let prefix =
            if several { format!("{}/", given.trim_end_matches('/')) } else { String::new() };
        let within = fs::canonicalize(root).map_err(failed)?;
        Folder { within: &within, prefix: &prefix, root }.list(session, root, 0);
        return Ok(());
    }
    let last = root.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = if several { given.into_owned() } else { last.unwrap_or_default() };
    if kind.is_file() {
        one(session, root, &name);
    } else {
        special(session, &name, kind.file_type());
    }
    Ok(())
}

struct Folder<'r> {
    /// The folder itself, without links on the way: what lies below is inside.
    within: &'r Path,
    prefix: &'r str,
    root: &'r Path,
}

impl Folder<'_> {
    /// A folder that cannot be listed is told, and hides nothing else.
    fn list(&self, session: &mut Session, at: &Path, depth: usize) {
        let mut entries = Vec::new();
        let listed = fs::read_dir(at).and_then(|all| {
            for entry in all {
                entries.push(entry?);
            }
            Ok(())
        });
        if let Err(error) = listed {
            let why = format!("the folder cannot be listed: {error}");
            session.unread(&self.name(at), &rules::UNREADABLE, &why);
        }
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            if !self.entry(session, &entry, depth) {
                return;
            }
        }
    }

    /// False once the limit of files is reached.
    fn entry(&self, session: &mut Session, entry: &fs::DirEntry, depth: usize) -> bool {
        let path = entry.path();
        let name = self.name(&path);
        let kind = entry.file_type();
        let is_folder = kind.as_ref().is_ok_and(FileType::is_dir);
        if session.leave_out.as_ref().is_some_and(|leave_out| leave_out.has(&path, is_folder)) {
            return true;
        }
        if !session.take_member(&name) {
            return false;
        }
        match kind {
            Err(error) => session.unread(&name, &rules::UNREADABLE, &unreadable(&error)),
            Ok(kind) if kind.is_symlink() => self.link(session, &path, &name),
            Ok(kind) if kind.is_dir() && depth < DEPTH => self.list(session, &path, depth + 1),
            Ok(kind) if kind.is_dir() => {
                session.unread(&name, &rules::LIMIT, "folders are nested too deeply");
            }
            Ok(kind) if kind.is_file() => one(session, &path, &name),
            Ok(kind) => special(session, &name, kind),
        }
        true
    }

    /// A hub's cache holds links into a folder of files named by their digests.
    fn link(&self, session: &mut Session, path: &Path, name: &str) {
        let target = fs::canonicalize(path).ok().filter(|target| target.starts_with(self.within));
        match target {
            Some(target) if target.is_file() => one(session, &target, name),
            // What lies in a folder inside the root is looked at where it lies.
            Some(target) if target.is_dir() => {}
            Some(_) => session.unread(name, &rules::SPECIAL, "this is a link to no file"),
            None => {
                let message = "this is a symbolic link that leads out of the folder, or nowhere";
                session.add(&rules::LINK, name, 0, message);
                session.unread(name, &rules::LINK, "it was not followed");
            }
        }
    }

    fn name(&self, path: &Path) -> String {
        let below = path.strip_prefix(self.root).unwrap_or(path).to_string_lossy();
        format!("{}{below}", self.prefix)
    }
}

/// A file that cannot be read whole is inconclusive, and stops nothing.
fn one(session: &mut Session, path: &Path, name: &str) {
    let limit = session.file_bytes();
    let opened = File::options().read(true).custom_flags(NONBLOCK).open(path);
    let opened = opened.and_then(|file| file.metadata().map(|about| (file, about)));
    match opened {
        Err(error) => session.unread(name, &rules::UNREADABLE, &unreadable(&error)),
        Ok((_, about)) if !about.is_file() => special(session, name, about.file_type()),
        Ok((_, about)) if about.len() > limit => {
            let why = format!("it is larger than {limit} bytes");
            session.unread(name, &rules::LIMIT, &why);
        }
        Ok((file, about)) => {
            let keep = session.keeps(name, about.len());
            session.file(name, &FileBytes::new(file, about.len(), keep), about.len());
        }
    }
}

/// What is neither file, folder nor link is told, and never opened.
fn special(session: &mut Session, name: &str, kind: FileType) {
    let what = if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else if kind.is_block_device() || kind.is_char_device() {
        "a device"
    } else {
        "no file"
    };
    session.unread(name, &rules::SPECIAL, &format!("this is {what}, which was not opened"));
}
