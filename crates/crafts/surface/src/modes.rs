//! Who may read or write keys and data: the permission bits of files (`inode(7)`).

use crate::report::{Mode, Modes};
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Files and folders that are looked at.
const ENTRIES: u64 = 200_000;
const DEPTH: usize = 16;
/// Open files that are listed.
const LISTED: usize = 1_000;

/// Looks at every path and at all that is below it. Symbolic links are not followed.
pub(crate) fn look_at(guarded: &[PathBuf]) -> Modes {
    let mut modes = Modes::default();
    for path in guarded {
        walk(path, Bits(0o077), DEPTH, &mut modes);
    }
    modes.open.sort();
    modes.open.dedup();
    modes.open.truncate(LISTED);
    modes.unreadable.sort();
    modes
}

/// Permission bits of group and others that the folders above let through.
#[derive(Clone, Copy)]
struct Bits(u32);

impl Bits {
    /// Whoever may not enter a folder reaches nothing below it.
    fn through(self, folder: u32) -> Self {
        let group = if folder & 0o010 == 0 { 0 } else { 0o070 };
        let others = if folder & 0o001 == 0 { 0 } else { 0o007 };
        Self(self.0 & (group | others))
    }
}

fn walk(path: &Path, reach: Bits, depth: usize, modes: &mut Modes) {
    let Some(metadata) = counted(path, modes) else { return };
    if metadata.is_symlink() {
        return;
    }
    if !metadata.is_dir() {
        // Reading gives the content away, writing changes it.
        return judge(path, &metadata, reach.0 & 0o066, modes);
    }
    // Who can write to a folder can replace what is in it, unless it is sticky.
    let risky = if metadata.mode() & 0o1000 == 0 { 0o022 } else { 0 };
    judge(path, &metadata, reach.0 & risky, modes);
    let entries = match fs::read_dir(path) {
        Ok(entries) if depth > 0 => entries,
        Ok(_) => return modes.unreadable.push(format!("{}: too deep", path.display())),
        Err(error) => {
            return modes.unreadable.push(format!("{}: {}", path.display(), error.kind()));
        }
    };
    for entry in entries.flatten() {
        walk(&entry.path(), reach.through(metadata.mode()), depth - 1, modes);
    }
}

fn counted(path: &Path, modes: &mut Modes) -> Option<Metadata> {
    if modes.looked_at >= ENTRIES {
        let told = format!("only the first {ENTRIES} files were looked at");
        if !modes.unreadable.contains(&told) {
            modes.unreadable.push(told);
        }
        return None;
    }
    match fs::symlink_metadata(path) {
        Ok(metadata) => {
            modes.looked_at += 1;
            Some(metadata)
        }
        Err(error) => {
            modes.unreadable.push(format!("{}: {}", path.display(), error.kind()));
            None
        }
    }
}

fn judge(path: &Path, metadata: &Metadata, risky: u32, modes: &mut Modes) {
    let open = metadata.mode() & risky;
    if open != 0 && modes.open.len() < LISTED {
        modes.open.push(Mode {
            path: path.display().to_string(),
            mode: format!("{:04o}", metadata.mode() & 0o7777),
            uid: metadata.uid(),
            everybody: open & 0o007 != 0,
        });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    // proves M3
    #[test]
    fn what_others_can_reach_is_open_and_what_a_closed_folder_hides_is_not() {
        let root = tempfile::tempdir().unwrap();
        let set = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap()
        };
        let (key, inner) = (root.path().join("kek"), root.path().join("inner"));
        fs::write(&key, "k").unwrap();
        fs::create_dir(&inner).unwrap();
        fs::write(inner.join("data"), "d").unwrap();
        set(&inner.join("data"), 0o644);
        let open = || {
            look_at(&[root.path().to_owned()]).open.into_iter().map(|m| m.mode).collect::<Vec<_>>()
        };
        set(root.path(), 0o755);
        set(&key, 0o640);
        set(&inner, 0o700);
        assert_eq!(open(), ["0640"]);
        set(&inner, 0o755);
        assert_eq!(open(), ["0644", "0640"]);
        set(&key, 0o600);
        set(&inner.join("data"), 0o600);
        assert!(open().is_empty());
        set(&inner, 0o777);
        assert_eq!(open(), ["0777"]);
        set(root.path(), 0o700);
        assert!(open().is_empty());
        assert_eq!(look_at(&[root.path().join("absent")]).unreadable.len(), 1);
    }
}
