//! Offline verification: every way to tamper with an exported ledger is seen.
#![allow(clippy::unwrap_used)]

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
            operation: Operation::DatasetLanded.as_str(),
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
fn every_flipped_bit_of_an_entry_is_seen() {
    let (dir, key) = (TempDir::new().unwrap(), SealKey::generate().unwrap());
    export(dir.path(), &entries(2, "dana"), &key);
    let path = dir.path().join("tile/entries/000.p/2");
    let whole = fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&path, bytes).unwrap();
        assert!(!verify_export(dir.path(), Check::default()).unwrap().consistent, "byte {at}");
    }
}
