//! Real files, links and a disk that is really full.
#![allow(clippy::unwrap_used, clippy::panic)]

use hygeia_files::{FileError, Folder, Kind, Mode, replace_whole, sweep, write_whole};
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn a_file_is_new_or_replaced_whole_and_nothing_else_is_left() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("report.json");
    for (write, bytes) in [
        (write_whole as fn(&Path, &[u8], Mode) -> Result<(), FileError>, &b"{}"[..]),
        (write_whole, b""),
        (replace_whole, b"{\"state\":\"proven\"}"),
    ] {
        write(&path, bytes, Mode::Private).unwrap();
        assert_eq!(fs::read(&path).unwrap(), bytes);
        assert_eq!(names(folder.path()), ["report.json"]);
    }
}

#[test]
fn the_mode_is_what_was_asked_for() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("file");
    write_whole(&path, b"1", Mode::Kept).unwrap();
    assert_eq!(mode(&path), 0o600, "a new file is its owner's alone");
    fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    write_whole(&path, b"2", Mode::Kept).unwrap();
    assert_eq!((mode(&path), fs::read(&path).unwrap()), (0o640, b"2".to_vec()));
    write_whole(&path, b"3", Mode::Private).unwrap();
    assert_eq!(mode(&path), 0o600, "whoever replaces a secret closes it");
    write_whole(&path, b"4", Mode::Readable).unwrap();
    let umask = mode(&path) ^ 0o644;
    assert_eq!(mode(&path) & !0o644, 0);
    assert_eq!(umask & 0o600, 0, "its owner can always read and write it");
}

#[test]
fn no_link_is_written_through() {
    let (folder, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let target = elsewhere.path().join("authorized_keys");
    fs::write(&target, "old").unwrap();
    for (name, to) in [("there", target.clone()), ("nowhere", elsewhere.path().join("new"))] {
        let link = folder.path().join(name);
        symlink(&to, &link).unwrap();
        for write in [write_whole, replace_whole] {
            let error = write(&link, b"planted", Mode::Private).unwrap_err();
            assert!(matches!(&error, FileError::Link(path) if *path == link), "{error}");
            assert!(error.to_string().contains("is a link"), "{error}");
        }
        assert!(link.is_symlink());
    }
    assert_eq!(fs::read(&target).unwrap(), b"old");
    assert_eq!(names(elsewhere.path()), ["authorized_keys"]);
    assert_eq!(names(folder.path()), ["nowhere", "there"], "nothing half-written is left");
}

#[test]
fn what_can_not_be_written_says_which_and_what_to_do_and_leaves_nothing() {
    let folder = TempDir::new().unwrap();
    let missing = folder.path().join("missing/file");
    let error = write_whole(&missing, b"x", Mode::Private).unwrap_err();
    assert!(matches!(error, FileError::Folder { .. }));
    assert!(error.to_string().contains("/missing can't be used"), "{error}");
    fs::create_dir(folder.path().join("taken")).unwrap();
    let error = write_whole(&folder.path().join("taken"), b"x", Mode::Private).unwrap_err();
    assert!(error.to_string().contains("taken can't be written"), "{error}");
    for nameless in ["", "/", ".."] {
        let error = write_whole(Path::new(nameless), b"x", Mode::Private).unwrap_err();
        assert!(matches!(error, FileError::NoName(_)), "{nameless:?}");
    }
    assert_eq!(names(folder.path()), ["taken"]);
}

#[test]
fn a_full_disk_leaves_the_old_file_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    let Some(disk) = SmallDisk::mount(folder.path()) else { return };
    let path = disk.0.join("file");
    write_whole(&path, b"old", Mode::Private).unwrap();
    for write in [write_whole, replace_whole] {
        let error = write(&path, &vec![b'x'; 1 << 20], Mode::Private).unwrap_err();
        assert!(error.to_string().contains("free space"), "{error}");
        let FileError::Write { source, .. } = error else { panic!("{error}") };
        assert_eq!(source.raw_os_error(), Some(28), "ENOSPC");
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(disk.0), ["file"]);
    }
    write_whole(&path, b"new", Mode::Private).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new", "space was given back");
}

#[test]
fn what_a_killed_process_left_is_swept_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    for name in ["seal.key", ".unfinished-aB3xYz.new", "plans.new", ".unfinished-notes"] {
        fs::write(folder.path().join(name), "x").unwrap();
    }
    fs::create_dir(folder.path().join(".unfinished-folder.new")).unwrap();
    assert_eq!(sweep(folder.path()).unwrap(), 1);
    assert_eq!(
        names(folder.path()),
        [".unfinished-folder.new", ".unfinished-notes", "plans.new", "seal.key"]
    );
}

#[test]
fn below_a_folder_no_part_of_a_path_is_a_link() {
    let (folder, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    fs::write(elsewhere.path().join("secret"), "somebody else's").unwrap();
    let root = folder.path().join("root");
    let inside = Folder::open(folder.path()).unwrap().make("root").unwrap();
    assert_eq!(mode(&root), 0o700);
    inside.make("a/b").unwrap().write("plain", b"ours", Mode::Private).unwrap();
    symlink(elsewhere.path().join("secret"), root.join("file")).unwrap();
    symlink(elsewhere.path(), root.join("folder")).unwrap();
    symlink(elsewhere.path(), root.join("a/deep")).unwrap();
    symlink(root.join("a"), root.join("within")).unwrap();
    for path in ["file", "folder/secret", "a/deep/secret", "within/b/plain"] {
        let link = |what: Result<(), FileError>| {
            let error = what.unwrap_err();
            assert!(matches!(error, FileError::Link(_)), "{path}: {error}");
        };
        link(inside.read(path, 99).map(drop));
        link(inside.file(path).map(drop));
        link(inside.write(path, b"planted", Mode::Private));
        if let Some((way, _)) = path.rsplit_once('/') {
            link(inside.below(way).map(drop));
            link(inside.make(format!("{way}/new")).map(drop));
            link(inside.remove(path).map(drop));
            link(inside.kind(path).map(drop));
        }
    }
    assert_eq!(names(elsewhere.path()), ["secret"]);
    assert_eq!(fs::read(elsewhere.path().join("secret")).unwrap(), b"somebody else's");
    assert_eq!(fs::read(root.join("a/b/plain")).unwrap(), b"ours");
    assert!(inside.remove("file").unwrap(), "a link itself can be removed");
    assert_eq!(names(elsewhere.path()), ["secret"], "and what it points at stays");
    assert_eq!(inside.read("a/b/plain", 4).unwrap(), b"ours");
    assert!(matches!(inside.read("a/b/plain", 3), Err(FileError::TooLarge { .. })));
    // The caller's own way to the folder may be a link.
    assert!(Folder::open(&root.join("within")).unwrap().read("b/plain", 9).is_ok());
}

#[test]
fn what_is_no_file_is_told_as_what_it_is_and_not_waited_for() {
    let folder = TempDir::new().unwrap();
    let inside = Folder::open(folder.path()).unwrap();
    assert!(Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap().success());
    fs::create_dir(folder.path().join("folder")).unwrap();
    fs::write(folder.path().join("file"), "x").unwrap();
    symlink("nowhere", folder.path().join("link")).unwrap();
    let kinds: Vec<_> = inside.list().unwrap().into_iter().map(|found| found.kind).collect();
    assert_eq!(kinds, [Kind::File, Kind::Folder, Kind::Link, Kind::Other]);
    for (name, kind) in [("file", Kind::File), ("link", Kind::Link), ("pipe", Kind::Other)] {
        assert_eq!(inside.kind(name).unwrap(), Some(kind));
        assert!(inside.below(name).is_err(), "{name} is no folder");
    }
    for name in ["folder", "pipe"] {
        let error = inside.read(name, 9).unwrap_err();
        assert!(matches!(error, FileError::NotA { .. }), "{error}");
        assert!(!error.is_unseen(), "it was seen as what it is");
    }
    let missing = inside.read("missing/too", 9).unwrap_err();
    assert!(missing.is_missing() && inside.kind("missing/too").unwrap().is_none(), "{missing}");
    for out in ["../x", "/etc/passwd", "a/../b", "", "."] {
        assert!(matches!(inside.read(out, 9), Err(FileError::NoName(_))), "{out:?}");
        assert!(inside.write(out, b"x", Mode::Private).is_err(), "{out:?}");
    }
}

/// 64 KiB of disk; unmounted when it is dropped.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    fn mount(at: &'a Path) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(at);
        if mount.output().is_ok_and(|done| done.status.success()) {
            return Some(Self(at));
        }
        eprintln!("SKIPPED: a full disk was not tried, as only root can mount a small one");
        None
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}
