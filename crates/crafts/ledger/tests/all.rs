//! Offline verification: every way to tamper with an exported ledger is seen.
#![allow(clippy::unwrap_used)]

#[path = "all/handed_on.rs"]
mod handed_on;

use hygeia_ledger::{
    Activity, Check, Checkpoint, Event, Operation, Outcome, Tree, Verdict, bundle_path, encode,
    tiles, verify_export,
};
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use terms::seal::SealKey;
use terms::{Asset, AssetKind, PrincipalId, Timestamp};

fn entries(count: u32, actor: &str) -> Vec<Vec<u8>> {
    let actor = PrincipalId::new(actor).unwrap();
    let asset = Asset::new(AssetKind::Dataset, "loans").unwrap();
    let entry = |n: u32| {
        let activity = Activity {
            operation: Operation::DatasetLanded,
            actor: &actor,
            asset: &asset,
            outcome: Outcome::Success,
            facts: &[],
        };
        Event::of_activity(&activity, Timestamp::from_unix(i64::from(n))).to_entry().unwrap()
    };
    (0..count).map(entry).collect()
}

fn export(dir: &Path, entries: &[Vec<u8>], key: &SealKey) -> Vec<u8> {
    let mut tree = Tree::new();
    for entry in entries {
        tree.push(entry).unwrap();
    }
    let put = |path: &str, bytes: &[u8]| {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    for (number, chunk) in entries.chunks(256).enumerate() {
        put(&bundle_path(number as u64, chunk.len()), &encode(chunk).unwrap());
    }
    for (path, bytes) in tiles(&tree).unwrap() {
        put(&path, &bytes);
    }
    let head =
        Checkpoint { origin: "hygeia/test".into(), size: tree.size(), root: tree.root().unwrap() };
    let note = head.sign(key).unwrap();
    put("checkpoint", &note);
    note
}

struct Exported {
    dir: TempDir,
    key: SealKey,
    entries: Vec<Vec<u8>>,
    note: Vec<u8>,
}

/// 300 entries: one full bundle, and one that is not.
fn exported() -> Exported {
    let (dir, key, entries) =
        (TempDir::new().unwrap(), SealKey::generate().unwrap(), entries(300, "dana"));
    let note = export(dir.path(), &entries, &key);
    Exported { dir, key, entries, note }
}

impl Exported {
    fn verdict(&self, earlier: Option<&[u8]>) -> Verdict {
        let key = self.key.public();
        verify_export(self.dir.path(), Check { key: Some(&key), earlier }).unwrap()
    }

    fn change(&self, path: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let path = self.dir.path().join(path);
        let mut bytes = fs::read(&path).unwrap();
        change(&mut bytes);
        fs::write(path, bytes).unwrap();
    }
}

#[track_caller]
fn broken(verdict: &Verdict, rule: &str) {
    assert!(!verdict.consistent);
    assert!(verdict.findings.iter().any(|finding| finding.rule == rule), "{:?}", verdict.findings);
}

#[test]
fn an_untouched_export_is_consistent_and_authentic_only_with_a_key() {
    let log = exported();
    let verdict = log.verdict(None);
    assert_eq!((verdict.entries, verdict.consistent, verdict.authentic), (300, true, Some(true)));
    assert_eq!(verify_export(log.dir.path(), Check::default()).unwrap().authentic, None);
    let stranger = SealKey::generate().unwrap().public();
    let verdict =
        verify_export(log.dir.path(), Check { key: Some(&stranger), earlier: None }).unwrap();
    assert_eq!(verdict.authentic, Some(false));
}

#[test]
fn an_edited_entry_is_seen_and_named() {
    let log = exported();
    let at = encode(&log.entries[..17]).unwrap().len() + 2;
    log.change("tile/entries/000", |bytes| {
        let edited = String::from_utf8(bytes[at..].to_vec()).unwrap().replacen("dana", "dina", 1);
        bytes.splice(at.., edited.into_bytes());
    });
    let verdict = log.verdict(None);
    broken(&verdict, "ledger/root");
    assert!(verdict.findings[0].message.ends_with("is 17"), "{}", verdict.findings[0].message);
}

#[test]
fn reordered_entries_are_seen() {
    let mut log = exported();
    log.entries.swap(3, 4);
    let bundle = encode(&log.entries[..256]).unwrap();
    log.change("tile/entries/000", |bytes| *bytes = bundle);
    broken(&log.verdict(None), "ledger/root");
}

// proves M19
#[test]
fn a_truncated_log_is_seen() {
    let log = exported();
    log.change("tile/entries/001.p/44", |bytes| bytes.truncate(100));
    broken(&log.verdict(None), "ledger/missing");
    fs::remove_file(log.dir.path().join("tile/entries/001.p/44")).unwrap();
    broken(&log.verdict(None), "ledger/missing");
}

#[test]
fn an_edited_checkpoint_is_seen() {
    let log = exported();
    let text = String::from_utf8(log.note.clone()).unwrap();
    log.change("checkpoint", |bytes| *bytes = text.replacen("\n300\n", "\n256\n", 1).into_bytes());
    let verdict = log.verdict(None);
    broken(&verdict, "ledger/root");
    assert_eq!(verdict.authentic, Some(false));
    log.change("checkpoint", |bytes| {
        *bytes = text.replacen("\n300\n", "\n18446744073709551615\n", 1).into_bytes()
    });
    broken(&log.verdict(None), "ledger/missing");
}

// proves M19
#[test]
fn a_full_rewrite_is_seen_only_against_a_checkpoint_held_elsewhere() {
    let log = exported();
    let other = TempDir::new().unwrap();
    export(other.path(), &entries(300, "mallory"), &log.key);
    let key = log.key.public();
    let rewritten =
        |earlier| verify_export(other.path(), Check { key: Some(&key), earlier }).unwrap();
    assert!(rewritten(None).consistent, "whoever has the key can rewrite");
    broken(&rewritten(Some(&log.note)), "ledger/rewritten");
}

#[test]
fn a_rollback_is_seen_against_a_later_checkpoint_and_growth_is_fine() {
    let log = exported();
    let before = TempDir::new().unwrap();
    let note = export(before.path(), &log.entries[..120], &log.key);
    assert!(log.verdict(Some(&note)).consistent);
    let key = log.key.public();
    let verdict =
        verify_export(before.path(), Check { key: Some(&key), earlier: Some(&log.note) }).unwrap();
    broken(&verdict, "ledger/rewritten");
}

// proves M19
#[test]
fn every_byte_of_a_small_log_is_told_when_it_flips() {
    let (dir, key, entries) =
        (TempDir::new().unwrap(), SealKey::generate().unwrap(), entries(1, "dana"));
    let note = export(dir.path(), &entries, &key);
    let log = Exported { dir, key, entries, note };
    for name in files(log.dir.path()) {
        let path = log.dir.path().join(&name);
        let whole = fs::read(&path).unwrap();
        // The lowest bit, the one that turns letters into others, the one that makes no text.
        for bit in (0..whole.len()).flat_map(|at| [0, 5, 7].map(|bit| at * 8 + bit)) {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            fs::write(&path, bytes).unwrap();
            assert!(!log.passes(), "{name}: bit {bit}");
        }
        fs::write(&path, whole).unwrap();
    }
    assert!(log.passes());
}

/// Every file of the folder, by its path.
fn files(dir: &Path) -> Vec<String> {
    let (mut open, mut files) = (vec![dir.to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.push(path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    files.sort();
    files
}

impl Exported {
    /// Whether verification says that nothing was changed.
    fn passes(&self) -> bool {
        let key = self.key.public();
        verify_export(self.dir.path(), Check { key: Some(&key), earlier: None })
            .is_ok_and(|verdict| verdict.consistent && verdict.authentic == Some(true))
    }
}

#[test]
fn every_byte_of_every_file_is_told_when_it_changes() {
    let log = exported();
    let all = files(log.dir.path());
    assert_eq!(all.len(), 6, "{all:?}");
    let mut tried = 0;
    for name in &all {
        let path = log.dir.path().join(name);
        let whole = fs::read(&path).unwrap();
        let step = if name == "checkpoint" { 1 } else { whole.len().div_ceil(40) };
        for at in (0..whole.len()).step_by(step).chain([whole.len() - 1]) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            fs::write(&path, bytes).unwrap();
            assert!(!log.passes(), "{name}: byte {at}");
            tried += 1;
        }
        for cut in [0, 1, whole.len() / 2, whole.len() - 1] {
            fs::write(&path, &whole[..cut]).unwrap();
            assert!(!log.passes(), "{name}: cut at {cut}");
        }
        for more in [&b"\0"[..], b"\n", b" ", &whole] {
            fs::write(&path, [&whole, more].concat()).unwrap();
            assert!(!log.passes(), "{name}: {} bytes more", more.len());
        }
        fs::remove_file(&path).unwrap();
        assert!(!log.passes(), "{name} is missing");
        std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
        assert!(!log.passes(), "{name} is a link");
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert!(!log.passes(), "{name} is a folder");
        fs::remove_dir(&path).unwrap();
        fs::write(&path, whole).unwrap();
    }
    assert!(tried > 300 && log.passes(), "{tried}");
}

#[test]
fn what_does_not_belong_to_the_log_is_told_by_name() {
    let log = exported();
    let (leaf, bundle) = ("tile/0/000", "tile/entries/000");
    let copies = [("tile/0/002", leaf), ("tile/1/000", leaf), ("tile/entries/001", bundle)];
    let names =
        ["x", "tile/x", "tile/entries/000.p/0", "tile/0/001.p/45", "tile/64/000", ".hidden/y"];
    let added = copies.into_iter().chain(names.map(|name| (name, "checkpoint")));
    for (name, from) in added {
        let path = log.dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::copy(log.dir.path().join(from), &path).unwrap();
        let verdict = log.verdict(None);
        broken(&verdict, "ledger/stray");
        assert_eq!(verdict.findings[0].location.subject, name);
        fs::remove_file(&path).unwrap();
        // A folder that was made for it alone is told too; else it is whole again.
        let _ = fs::remove_dir(path.parent().unwrap());
        assert!(log.passes(), "{name}");
    }
    fs::create_dir(log.dir.path().join("empty")).unwrap();
    broken(&log.verdict(None), "ledger/stray");
    for n in 0..300 {
        fs::write(log.dir.path().join(format!("empty/{n}")), "").unwrap();
    }
    let many = log.verdict(None).findings;
    assert_eq!(many.len(), 101, "a flood is told, and has an end");
}

#[test]
fn a_checkpoint_that_is_none_is_a_finding_and_no_folder_is_bad_input() {
    let log = exported();
    for note in [&b""[..], b"no note", b"\xff\n\n\n", b"hygeia/test\n300\nAAAA\n\n"] {
        fs::write(log.dir.path().join("checkpoint"), note).unwrap();
        let verdict = log.verdict(None);
        broken(&verdict, "ledger/checkpoint");
        assert_eq!((verdict.authentic, verdict.entries), (Some(false), 0));
    }
    fs::remove_file(log.dir.path().join("checkpoint")).unwrap();
    broken(&log.verdict(None), "ledger/checkpoint");
    let elsewhere = TempDir::new().unwrap();
    assert!(verify_export(elsewhere.path(), Check::default()).is_err());
    assert!(verify_export(&elsewhere.path().join("none"), Check::default()).is_err());
}

#[test]
fn a_changed_hash_tile_alone_is_named() {
    let log = exported();
    for path in ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"] {
        log.change(path, |bytes| bytes[31] ^= 1);
        let verdict = log.verdict(None);
        broken(&verdict, "ledger/tile");
        assert_eq!(verdict.findings[0].location.subject, path);
        log.change(path, |bytes| bytes[31] ^= 1);
    }
}
