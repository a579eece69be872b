#![allow(clippy::unwrap_used)]
use super::*;
use std::os::unix::fs::{PermissionsExt, symlink};
use tempfile::TempDir;

fn set(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// A folder with `files`, each closed, in closed folders of their own where they name any.
fn folder(files: &[&str]) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for file in files {
        let path = root.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "k").unwrap();
        set(&path, 0o600);
        set(path.parent().unwrap(), 0o755);
    }
    root
}

fn open(path: &Path) -> Vec<String> {
    look_at(&[path.to_owned()]).open.into_iter().map(|mode| mode.mode).collect()
}

fn missed(path: &Path) -> String {
    look_at(&[path.to_owned()]).unreadable.join("\n")
}

// proves M3
#[test]
fn what_others_can_reach_is_open_and_what_a_closed_folder_hides_is_not() {
    let root = folder(&["kek", "inner/data"]);
    let (key, inner) = (root.path().join("kek"), root.path().join("inner"));
    set(&inner.join("data"), 0o644);
    set(root.path(), 0o755);
    set(&key, 0o640);
    set(&inner, 0o700);
    assert_eq!(open(root.path()), ["0640"]);
    set(&inner, 0o755);
    assert_eq!(open(root.path()), ["0644", "0640"]);
    set(&key, 0o600);
    set(&inner.join("data"), 0o600);
    assert!(open(root.path()).is_empty());
    set(&inner, 0o777);
    assert_eq!(open(root.path()), ["0777"]);
    set(root.path(), 0o700);
    assert!(open(root.path()).is_empty());
    assert_eq!(look_at(&[root.path().join("absent")]).unreadable.len(), 1);
}

// proves M3
#[test]
fn links_are_followed_to_files_and_folders_by_every_kind_of_path() {
    let root = folder(&["real/a.key", "d/own"]);
    let at = |name: &str| root.path().join(name);
    set(&at("real/a.key"), 0o644);
    symlink("real", at("link")).unwrap();
    symlink("../real/a.key", at("d/relative")).unwrap();
    symlink(at("d/relative"), at("chain")).unwrap();
    for guarded in ["link", "d", "chain", "link/a.key"] {
        assert_eq!(open(&at(guarded)), ["0644"], "{guarded}");
    }
    set(&at("real/a.key"), 0o600);
    for guarded in ["link", "d", "chain"] {
        let modes = look_at(&[at(guarded)]);
        assert!(modes.open.is_empty() && modes.unreadable.is_empty() && modes.files > 0);
    }
}

// proves M3
#[test]
fn the_folders_on_the_way_to_a_target_are_judged() {
    let root = folder(&["d/own", "store/inner/key"]);
    let at = |name: &str| root.path().join(name);
    symlink(at("store/inner/key"), at("d/link")).unwrap();
    set(&at("store/inner/key"), 0o644);
    set(&at("store/inner"), 0o700);
    assert!(open(&at("d")).is_empty(), "nobody gets to it");
    set(&at("store/inner/key"), 0o600);
    set(&at("store/inner"), 0o755);
    set(&at("store"), 0o777);
    assert_eq!(open(&at("d")), ["0777"], "everybody can put another key there");
    set(&at("store"), 0o1777);
    assert!(open(&at("d")).is_empty());
}

#[test]
fn a_mount_of_secrets_as_kubernetes_makes_it_is_read_through_its_links() {
    let root = folder(&["m/..2026_11/tls.key"]);
    let mount = root.path().join("m");
    symlink("..2026_11", mount.join("..data")).unwrap();
    symlink("..data/tls.key", mount.join("tls.key")).unwrap();
    set(&mount, 0o1777);
    set(&mount.join("..2026_11/tls.key"), 0o644);
    assert_eq!(open(&mount), ["0644"]);
    set(&mount.join("..2026_11/tls.key"), 0o400);
    let modes = look_at(std::slice::from_ref(&mount));
    assert!(modes.open.is_empty() && modes.unreadable.is_empty() && modes.files > 0);
}

#[test]
fn links_that_lead_nowhere_or_in_circles_are_told() {
    let root = folder(&["d/own"]);
    let at = |name: &str| root.path().join(name);
    symlink("absent", at("dangling")).unwrap();
    assert!(missed(&at("dangling")).contains("nothing"));
    symlink("two", at("one")).unwrap();
    symlink("one", at("two")).unwrap();
    assert!(missed(&at("one")).contains("circle"));
    // A folder that holds a link to itself is entered once.
    symlink(".", at("d/self")).unwrap();
    symlink("../d", at("d/again")).unwrap();
    let modes = look_at(&[at("d")]);
    assert!(modes.unreadable.is_empty() && modes.looked_at < 20, "{modes:?}");
}

#[test]
fn pipes_and_sockets_are_told_at_once() {
    let root = folder(&["d/own"]);
    let pipe = root.path().join("d/pipe");
    let made = rustix::fs::mknodat(
        rustix::fs::CWD,
        &pipe,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RWXU,
        0,
    );
    made.unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(root.path().join("d/socket")).unwrap();
    assert!(missed(&pipe).contains("a named pipe"));
    let told = missed(&root.path().join("d"));
    assert!(told.contains("a named pipe") && told.contains("a socket"), "{told}");
    assert!(missed(Path::new("/dev/null")).contains("a device"));
}

#[test]
fn a_folder_above_that_everybody_can_write_to_is_told() {
    let root = folder(&["above/d/key"]);
    let above = root.path().join("above");
    set(&above, 0o777);
    assert_eq!(open(&above.join("d")), ["0777"]);
    set(&above, 0o1777);
    assert!(open(&above.join("d")).is_empty());
    set(&above.join("d"), 0o775);
    assert_eq!(open(&above.join("d/key")), ["0775"], "the group can put another key there");
}

#[test]
fn names_are_shown_as_text() {
    let root = folder(&["k\u{1b}[31mEVIL\u{202e}"]);
    set(&root.path().join("k\u{1b}[31mEVIL\u{202e}"), 0o644);
    set(root.path(), 0o755);
    let modes = look_at(&[root.path().to_owned()]);
    assert!(modes.open[0].path.ends_with("k\\u{1b}[31mEVIL\\u{202e}"), "{modes:?}");
}
