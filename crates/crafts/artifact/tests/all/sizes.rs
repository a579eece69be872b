//! Files of any size, and what is no file.

use hygeia_artifact::scan::{self, Limits, Verdict};
use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::Command;
use std::time::Instant;

const WEAPON: &[u8] = b"\x80\x02cposix\nsystem\nX\x04\0\0\0true\x85R.";

/// A sparse file: `front`, then zeros, then `back`, `size` bytes in all.
fn sparse(path: &std::path::Path, front: &[u8], size: u64, back: &[u8]) {
    let mut file = File::create(path).unwrap();
    file.write_all(front).unwrap();
    file.seek(SeekFrom::Start(size - back.len() as u64)).unwrap();
    file.write_all(back).unwrap();
}

// proves M10
#[test]
fn a_file_larger_than_memory_may_be_is_read_and_digested() {
    let root = tempfile::tempdir().unwrap();
    let path = |name: &str| root.path().join(name);
    // More than was ever read into memory.
    let size = 1_200u64 << 20;
    let bytes = size - 12;
    let long = [&b"\x80\x05\x8e"[..], &bytes.to_le_bytes()].concat();
    sparse(&path("clean.pkl"), &long, size, b".");
    let weapon = [&b"0"[..], WEAPON].concat();
    sparse(&path("armed.pkl"), &long, size - 1 + weapon.len() as u64, &weapon);
    let scanned = scan::path(root.path(), &Limits::default()).unwrap();
    let verdict = |name: &str| scanned.files.iter().find(|file| file.name == name).unwrap().verdict;
    assert_eq!(verdict("clean.pkl"), Verdict::Clean, "{scanned:?}");
    assert_eq!(verdict("armed.pkl"), Verdict::Malicious, "{scanned:?}");
    assert!(scanned.files.iter().all(|file| file.bytes >= size));
}

/// Bytes that this thread has read so far.
#[cfg(target_os = "linux")]
fn read_so_far() -> u64 {
    let told = fs::read_to_string("/proc/thread-self/io").unwrap();
    told.lines().find_map(|line| line.strip_prefix("rchar: ")).unwrap().parse().unwrap()
}

// proves M10
#[cfg(target_os = "linux")]
#[test]
fn each_byte_of_a_large_file_is_read_once_for_digest_format_and_verdict() {
    let root = tempfile::tempdir().unwrap();
    let values = vec![7u8; 20 << 20];
    let long = [&b"\x80\x05\x8e"[..], &(values.len() as u64).to_le_bytes()].concat();
    let state = b"\x80\x02ccollections\nOrderedDict\n)R.";
    let array = crate::corpus::npy(
        &format!("{{'descr': '|u1', 'fortran_order': False, 'shape': ({},), }}", values.len()),
        &values,
    );
    for (name, bytes) in [
        ("m.pkl", [&long, &values[..], b"."].concat()),
        (
            "m.pt",
            crate::corpus::zip(&[
                ("m/data.pkl", state),
                ("m/data/0", &values),
                ("m/version", b"3\n"),
            ]),
        ),
        ("m.npz", crate::corpus::zip(&[("x.npy", &array), ("y.npy", &array)])),
        ("m.npy", array.clone()),
    ] {
        let path = root.path().join(name);
        fs::write(&path, &bytes).unwrap();
        let before = read_so_far();
        let scanned = scan::path(&path, &Limits::default()).unwrap();
        let read = read_so_far() - before;
        assert_eq!(scanned.verdict, Verdict::Clean, "{scanned:?}");
        assert_eq!(scanned.files[0].digest, terms::Digest::of(&bytes));
        // What is looked back at are a few bytes.
        assert!(read < bytes.len() as u64 + 4_096, "{name}: {read} of {}", bytes.len());
    }
}

// proves M10
#[test]
fn pipes_and_folders_that_cannot_be_listed_are_told_and_hide_nothing() {
    let root = tempfile::tempdir().unwrap();
    let path = |name: &str| root.path().join(name);
    assert!(Command::new("mkfifo").arg(path("a-pipe")).status().unwrap().success());
    fs::create_dir(path("b-closed")).unwrap();
    fs::write(path("b-closed/x.pkl"), WEAPON).unwrap();
    fs::set_permissions(path("b-closed"), fs::Permissions::from_mode(0o000)).unwrap();
    fs::write(path("c.pkl"), WEAPON).unwrap();
    let started = Instant::now();
    let scanned = scan::path(root.path(), &Limits::default()).unwrap();
    let alone = scan::path(&path("a-pipe"), &Limits::default()).unwrap();
    fs::set_permissions(path("b-closed"), fs::Permissions::from_mode(0o700)).unwrap();
    assert!(started.elapsed().as_secs() < 60);
    assert_eq!(scanned.verdict, Verdict::Malicious);
    assert!(scanned.unread.iter().any(|unread| unread.name == "a-pipe"), "{scanned:?}");
    assert_eq!(alone.verdict, Verdict::Inconclusive);
    // Root may list it, and then finds what is in it.
    let closed = |name: &str| name.starts_with("b-closed");
    assert!(
        scanned.unread.iter().any(|unread| closed(&unread.name))
            || scanned.files.iter().any(|file| closed(&file.name))
    );
}

// proves M10
#[test]
fn a_hubs_cache_is_followed_inside_and_nowhere_else() {
    let root = tempfile::tempdir().unwrap();
    let path = |name: &str| root.path().join(name);
    fs::create_dir_all(path("cache/snapshots/1")).unwrap();
    fs::create_dir_all(path("cache/blobs")).unwrap();
    fs::write(path("cache/blobs/00ff"), WEAPON).unwrap();
    fs::write(path("outside.pkl"), b"N.").unwrap();
    symlink("../../blobs/00ff", path("cache/snapshots/1/model.pkl")).unwrap();
    symlink("../../../outside.pkl", path("cache/snapshots/1/other.pkl")).unwrap();
    symlink(".", path("cache/again")).unwrap();
    let scanned = scan::path(&path("cache"), &Limits::default()).unwrap();
    let names: Vec<&str> = scanned.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["blobs/00ff", "snapshots/1/model.pkl"]);
    assert!(scanned.files.iter().all(|file| file.verdict == Verdict::Malicious));
    assert_eq!(scanned.unread.len(), 1, "{:?}", scanned.unread);
    let two = [path("cache"), path("outside.pkl")];
    let both = scan::paths(&two, &Limits::default()).unwrap();
    assert_eq!(both.files.len(), 3);
    assert!(both.files.iter().all(|file| file.name.starts_with('/')));
}

#[test]
fn members_that_share_bytes_cost_no_more_than_the_file() {
    let data = vec![0u8; 1 << 20];
    let mut sum = flate2::Crc::new();
    sum.update(&data);
    let size = (data.len() as u32).to_le_bytes();
    let common = [
        &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
        &sum.sum().to_le_bytes(),
        &size,
        &size,
        &[1, 0, 0, 0],
    ]
    .concat();
    let mut bytes = [b"PK\x03\x04", &common[..], b"a", &data[..]].concat();
    let start = (bytes.len() as u32).to_le_bytes();
    let entry = [b"PK\x01\x02\x14\x00", &common[..], &[0; 10], &[0; 4], b"a"].concat();
    let count = 2_000u16;
    let length = (entry.len() as u32 * u32::from(count)).to_le_bytes();
    bytes.extend(entry.repeat(usize::from(count)));
    let count = count.to_le_bytes();
    bytes.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count, &length, &start, &[0, 0]].concat());
    let scanned = scan::bytes("o.zip", &bytes, &Limits::default());
    assert!(scanned.findings.iter().any(|f| f.rule == "artifact/zip-overlap"), "{scanned:?}");
    assert!(scanned.verdict >= Verdict::Suspicious);
}
