//! What holds of any bytes that are read as a part of a log. The fuzzer runs this, and the tests its
//! seeds.

use crate::bundle::belongs;
use crate::{
    BUNDLE, Check, Checkpoint, Edge, Event, Tree, bundle_path, decode, encode, parse_frames, tiles,
    verify_export,
};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use terms::seal::SealKey;

/// A name, and what holds of any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// What is fuzzed.
pub const TARGETS: &[Target] = &[
    ("ledger-bundle", bundle),
    ("ledger-edge", edge),
    ("ledger-event", event),
    ("ledger-checkpoint", checkpoint),
    ("ledger-path", path),
    ("ledger-export", export),
];

/// Entries of the log that [`export`] changes: a full bundle, and one that is not.
const ENTRIES: u32 = 260;

fn bundle(bytes: &[u8]) {
    if let Ok(frames) = parse_frames(bytes) {
        assert!(encode(&frames).is_ok_and(|written| written == bytes));
        assert_eq!(decode(bytes).is_ok(), frames.len() <= BUNDLE);
    }
}

/// The first eight bytes are the size.
fn edge(bytes: &[u8]) {
    let Some((size, hashes)) = bytes.split_first_chunk::<8>() else { return };
    let Ok(mut edge) = Edge::from_bytes(u64::from_be_bytes(*size), hashes) else { return };
    assert_eq!(edge.to_bytes(), hashes);
    let _ = edge.root();
    for (path, tile) in edge.partial_tiles() {
        assert!(belongs(&path, edge.size()) && tile.len() < BUNDLE * 32, "{path}");
    }
    if edge.size() < u64::MAX {
        let size = edge.size();
        for (path, tile) in edge.push(bytes) {
            assert!(belongs(&path, size + 1) && tile.len() == BUNDLE * 32, "{path}");
        }
        assert_eq!(edge.size(), size + 1);
    }
}

/// An event that was read is the same when it is written and read again.
fn event(bytes: &[u8]) {
    let time = Event::time_of(bytes);
    let Ok(event) = Event::from_entry(bytes) else { return };
    assert_eq!(time, Some(event.time));
    let _ = (event.at(), event.actor.is_drill());
    if let Ok(entry) = event.to_entry() {
        assert!(Event::from_entry(&entry).is_ok_and(|again| again == event));
    }
}

/// What a note says can be signed by us, and then opens under our key and no other.
fn checkpoint(bytes: &[u8]) {
    let (Some(ours), Some(other)) = (key(0), key(1)) else { return };
    assert!(Checkpoint::open(bytes, &other.public()).is_err(), "signed by nobody");
    let Ok(head) = Checkpoint::parse(bytes) else { return };
    let Ok(note) = head.sign(ours) else { return };
    assert!(Checkpoint::open(&note, &ours.public()).is_ok_and(|again| again == head));
    assert!(Checkpoint::open(&note, &other.public()).is_err());
}

/// Only the very paths that a log writes belong to it. The first eight bytes are its size.
fn path(bytes: &[u8]) {
    let Some((size, path)) = bytes.split_first_chunk::<8>() else { return };
    let (size, path) = (u64::from_be_bytes(*size), String::from_utf8_lossy(path));
    if belongs(&path, size) {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "/.".contains(c);
        assert!(path.starts_with("tile/") && path.chars().all(plain), "{path}");
        assert!(!path.contains("..") && size > 0, "{path}");
    }
}

/// One file of a sound export is replaced by these bytes: unless it is the same file, that is told.
fn export(bytes: &[u8]) {
    let Some((&which, bytes)) = bytes.split_first() else { return };
    let Some((folder, files)) = exported() else { return };
    let Some(path) = files.get(usize::from(which) % files.len().max(1)) else { return };
    let path = folder.join(path);
    let (Ok(sound), Some(key)) = (fs::read(&path), key(0)) else { return };
    if fs::write(&path, bytes).is_err() {
        return;
    }
    let public = key.public();
    let verdict = verify_export(folder, Check { key: Some(&public), earlier: None });
    let restored = fs::write(&path, &sound);
    let verdict = verdict.map(|verdict| verdict.consistent && verdict.authentic == Some(true));
    assert_eq!(verdict.ok(), Some(bytes == sound), "{}", path.display());
    assert!(restored.is_ok());
}

/// A key that is the same in every run is none: only what it signs is looked at.
fn key(which: usize) -> Option<&'static SealKey> {
    static KEYS: [OnceLock<Option<SealKey>>; 2] = [const { OnceLock::new() }; 2];
    KEYS.get(which)?.get_or_init(|| SealKey::generate().ok()).as_ref()
}

/// A sound export, made once, and the paths of its files.
fn exported() -> Option<(&'static Path, &'static [String])> {
    static MADE: OnceLock<Option<(PathBuf, Vec<String>)>> = OnceLock::new();
    let made = MADE.get_or_init(|| make().ok()).as_ref()?;
    Some((&made.0, &made.1))
}

fn make() -> io::Result<(PathBuf, Vec<String>)> {
    let folder = std::env::temp_dir().join(format!("hygeia-fuzz-export-{}", std::process::id()));
    let (mut tree, mut entries, mut paths) = (Tree::new(), Vec::new(), Vec::new());
    for n in 0..ENTRIES {
        let entry = EVENT.replace("1000", &(1_000 + n).to_string()).into_bytes();
        tree.push(&entry).map_err(io::Error::other)?;
        entries.push(entry);
    }
    let mut put = |path: String, bytes: &[u8]| {
        let to = folder.join(&path);
        fs::create_dir_all(to.parent().unwrap_or(&folder))?;
        paths.push(path);
        fs::write(to, bytes)
    };
    for (number, chunk) in (0..).zip(entries.chunks(BUNDLE)) {
        put(bundle_path(number, chunk.len()), &encode(chunk).map_err(io::Error::other)?)?;
    }
    for (path, bytes) in tiles(&tree).map_err(io::Error::other)? {
        put(path, &bytes)?;
    }
    let root = tree.root().map_err(io::Error::other)?;
    let head = Checkpoint { origin: "hygeia/fuzz".to_owned(), size: tree.size(), root };
    let key = key(0).ok_or_else(|| io::Error::other("no randomness"))?;
    put("checkpoint".to_owned(), &head.sign(key).map_err(io::Error::other)?)?;
    Ok((folder, paths))
}

/// An entry of an export.
const EVENT: &str = r#"{"metadata":{},"category_uid":6,"class_uid":6003,"activity_id":99,"type_uid":600399,"time":1000,"severity_id":1,"status_id":1,"actor":{"user":{"uid":"dana@example.org"}},"api":{"operation":"dataset-landed"},"resources":[],"src_endpoint":{},"unmapped":{}}"#;

#[cfg(test)]
mod tests {
    #[test]
    fn every_seed_of_the_fuzzer_holds() {
        needs::replay(super::TARGETS);
        let (folder, _) = super::exported().unwrap();
        std::fs::remove_dir_all(folder).unwrap();
    }
}
