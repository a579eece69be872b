//! Who may read or write keys and data: the permission bits of files (`inode(7)`), also of those
//! that links lead to.

mod way;

use crate::regular;
use crate::report::{Mode, Modes};
use std::collections::BTreeSet;
use std::fs::{self, DirEntry, Metadata};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use terms::printable;
use way::Bits;

/// Files and folders that are looked at.
const ENTRIES: u64 = 200_000;
const DEPTH: usize = 16;
/// Open files that are listed, and paths that could not be looked at.
const LISTED: usize = 1_000;

/// Looks at every path, at all that is below it and at all that links there lead to. Whoever is on
/// this host is taken to reach the folders in which the paths stand.
pub(crate) fn look_at(guarded: &[PathBuf]) -> Modes {
    let mut modes = Modes::default();
    for path in guarded {
        let mut walk = Walk { base: PathBuf::new(), entered: BTreeSet::new(), modes: &mut modes };
        walk.begin(path);
    }
    modes.open.sort();
    modes.open.dedup();
    modes.open.truncate(LISTED);
    modes.unreadable.sort();
    modes.unreadable.dedup();
    modes
}

/// One guarded path and all that it leads to.
struct Walk<'a> {
    /// The real folder in which the path stands.
    base: PathBuf,
    /// Folders that were entered, and what others could reach of them: links may lead in circles.
    entered: BTreeSet<(u64, u64, u32)>,
    modes: &'a mut Modes,
}

impl Walk<'_> {
    fn begin(&mut self, path: &Path) {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let found = match way::resolve(parent.unwrap_or(Path::new("."))) {
            Ok(found) => found,
            Err(error) => return self.miss(path, &reason(&error)),
        };
        // Who may write to a folder above can put another in the place of what is below it.
        let above = found.real.ancestors().map(Path::to_owned);
        for folder in above.chain(found.folders).collect::<BTreeSet<_>>() {
            match fs::metadata(&folder) {
                // A group's own folders far above are usual, and no door to this path alone.
                Ok(metadata) => {
                    let whose = if folder == found.real { 0o022 } else { 0o002 };
                    self.judge(&folder, &metadata, replaceable(&metadata) & whose);
                }
                Err(error) => self.miss(&folder, &reason(&error)),
            }
        }
        self.base = found.real;
        self.look(path, Bits::ALL, DEPTH);
    }

    fn look(&mut self, path: &Path, reach: Bits, depth: usize) {
        let metadata = match fs::symlink_metadata(path) {
            Ok(metadata) => metadata,
            Err(error) => return self.miss(path, &reason(&error)),
        };
        if metadata.is_symlink() {
            return self.follow(path, depth);
        }
        if self.modes.looked_at >= ENTRIES {
            let told = format!("only the first {ENTRIES} files were looked at");
            return self.tell(told);
        }
        self.modes.looked_at += 1;
        if metadata.is_dir() {
            return self.enter(path, &metadata, reach, depth);
        }
        // Reading gives the content away, writing changes it.
        self.judge(path, &metadata, reach.0 & 0o066);
        if metadata.is_file() {
            self.modes.files += 1;
        } else {
            let kind = regular::name(metadata.file_type());
            self.miss(path, &format!("it is {kind}: who is at its other end is not known"));
        }
    }

    fn enter(&mut self, path: &Path, metadata: &Metadata, reach: Bits, depth: usize) {
        self.judge(path, metadata, reach.0 & replaceable(metadata));
        let below = reach.through(metadata.mode());
        if !self.entered.insert((metadata.dev(), metadata.ino(), below.0)) {
            return;
        }
        let Some(depth) = depth.checked_sub(1) else { return self.miss(path, "too deep") };
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => return self.miss(path, &reason(&error)),
        };
        for entry in entries {
            if self.modes.looked_at >= ENTRIES {
                return self.tell(format!("only the first {ENTRIES} files were looked at"));
            }
            match entry.map(|entry: DirEntry| entry.path()) {
                Ok(path) => self.look(&path, below, depth),
                Err(error) => self.miss(path, &reason(&error)),
            }
        }
    }

    /// Looks at what a link leads to, and at each folder on the way there.
    fn follow(&mut self, link: &Path, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return self.miss(link, "too deep") };
        let found = match way::resolve(link) {
            Ok(found) => found,
            Err(error) => return self.miss(link, &format!("a link: {}", reason(&error))),
        };
        let base = self.base.clone();
        for folder in found.folders.iter().filter(|folder| !base.starts_with(folder)) {
            match (fs::metadata(folder), way::reach(&base, folder)) {
                (Ok(metadata), Ok(reach)) => {
                    self.judge(folder, &metadata, reach.0 & replaceable(&metadata));
                }
                (Err(error), _) | (_, Err(error)) => self.miss(folder, &reason(&error)),
            }
        }
        match way::reach(&base, &found.real) {
            Ok(reach) => self.look(&found.real, reach, depth),
            Err(error) => self.miss(&found.real, &reason(&error)),
        }
    }

    fn judge(&mut self, path: &Path, metadata: &Metadata, risky: u32) {
        let open = metadata.mode() & risky;
        if open != 0 && self.modes.open.len() < LISTED {
            self.modes.open.push(Mode {
                path: printable(&path.to_string_lossy()).into_owned(),
                mode: format!("{:04o}", metadata.mode() & 0o7777),
                uid: metadata.uid(),
                everybody: open & 0o007 != 0,
            });
        }
    }

    fn miss(&mut self, path: &Path, why: &str) {
        self.tell(format!("{}: {why}", path.display()));
    }

    fn tell(&mut self, what: String) {
        if self.modes.unreadable.len() < LISTED {
            self.modes.unreadable.push(printable(&what).into_owned());
        }
    }
}

/// The bits by which others can replace what is in a folder, unless it is sticky.
fn replaceable(folder: &Metadata) -> u32 {
    if folder.mode() & 0o1000 == 0 { 0o022 } else { 0 }
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is nothing at that path".to_owned(),
        ErrorKind::Other => error.to_string(),
        kind => kind.to_string(),
    }
}

#[cfg(test)]
mod tests;
