//! raci and audit.

use crate::support::{hygeia, keys, names, sarif_rules};
use ledger::{
    Activity, Checkpoint, Event, Operation, Outcome, Proof, Tree, bundle_path, encode, tiles,
};
use std::fs;
use std::path::Path;
use terms::seal::SealKey;
use terms::{Asset, AssetKind, PrincipalId, Timestamp};

// proves M6
#[test]
fn a_raci_is_checked_and_compiled() {
    let dir = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    put("raci.csv", gate::sample::RACI_CSV);
    put("people.toml", gate::sample::PEOPLE_TOML);
    let check = |more: &[&str]| hygeia(dir.path(), &[&["raci", "check"], more].concat());
    let told = check(&["raci.csv", "--people", "people.toml"]).ends(0);
    assert!(told.out.contains("activities, "), "{}", told.out);
    let alone = check(&["raci.csv"]).ends(0);
    assert!(alone.out.contains("unknown: whether one person holds two duties"), "{}", alone.out);
    let compiled = hygeia(dir.path(), &["raci", "compile", "raci.csv"]).ends(0);
    assert!(compiled.out.contains("permit"), "{}", compiled.out);

    // Nobody is accountable any more.
    put("broken.csv", &gate::sample::RACI_CSV.replace('A', "C"));
    let refused = check(&["broken.csv", "--format", "json"]).ends(1).tells(&["--fail-on"]);
    let told = refused.json();
    assert_eq!(told[0]["rule"], "raci/one-accountable");
    assert_eq!(keys(&told[0])[..5], ["rule", "severity", "message", "location", "remedy"]);
    check(&["absent.csv"]).ends(2).tells(&["absent.csv", "No such file"]);
    check(&["people.toml"]).ends(2).tells(&["people.toml"]);
    put("empty.csv", "");
    check(&["empty.csv"]).ends(2).tells(&["empty.csv"]);
    fs::write(dir.path().join("binary.csv"), [0xff, 0xfe, 0x00]).unwrap();
    check(&["binary.csv"]).ends(2).tells(&["binary.csv"]);
    let sarif = check(&["raci.csv", "--format", "sarif", "--fail-on", "never"]).ends(0).json();
    sarif_rules(&sarif);
}

/// An exported ledger of three entries in `ledger/`, and its public key; gives its key and tree.
fn export(dir: &Path) -> (SealKey, Tree) {
    let actor = PrincipalId::new("dana").unwrap();
    let asset = Asset::new(AssetKind::Dataset, "loans").unwrap();
    let activity = Activity {
        operation: Operation::DatasetLanded,
        actor: &actor,
        asset: &asset,
        outcome: Outcome::Success,
        facts: &[],
    };
    let entry = |n| Event::of_activity(&activity, Timestamp::from_unix(n)).to_entry().unwrap();
    let entries: Vec<Vec<u8>> = (0..3).map(entry).collect();
    let mut tree = Tree::new();
    entries.iter().for_each(|entry| {
        tree.push(entry).unwrap();
    });
    let put = |path: &str, bytes: &[u8]| {
        let path = dir.join("ledger").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    put(&bundle_path(0, entries.len()), &encode(&entries).unwrap());
    for (path, bytes) in tiles(&tree).unwrap() {
        put(&path, &bytes);
    }
    let key = SealKey::generate().unwrap();
    let head =
        Checkpoint { origin: "hygeia/test".into(), size: tree.size(), root: tree.root().unwrap() };
    put("checkpoint", &head.sign(&key).unwrap());
    fs::write(dir.join("ledger.pub"), key.public().to_pem().unwrap()).unwrap();
    let stranger = SealKey::generate().unwrap().public();
    fs::write(dir.join("stranger.pub"), stranger.to_pem().unwrap()).unwrap();
    (key, tree)
}

// proves M19
#[test]
fn an_exported_ledger_is_whole_changed_or_of_unknown_origin() {
    let dir = tempfile::tempdir().unwrap();
    export(dir.path());
    let verify =
        |more: &[&str]| hygeia(dir.path(), &[&["audit", "verify", "ledger"], more].concat());
    let told = verify(&["--key", "ledger.pub", "--format", "json"]).ends(0).json();
    assert_eq!(told["entries"], 3);
    assert!(keys(&told).contains(&"consistent") && keys(&told).contains(&"findings"));
    verify(&[]).ends(3).tells(&["unknown"]);
    verify(&["--key", "stranger.pub"]).ends(1).tells(&["does not verify"]);
    verify(&["--key", "absent.pub"]).ends(2).tells(&["absent.pub"]);

    let mut bundles = Vec::new();
    find(&dir.path().join("ledger"), &mut bundles);
    let entries = bundles.iter().find(|path| path.to_string_lossy().contains("entries")).unwrap();
    let mut bytes = fs::read(entries).unwrap();
    let last = bytes.len() - 2;
    bytes[last] ^= 1;
    fs::write(entries, bytes).unwrap();
    verify(&["--key", "ledger.pub"]).ends(1).tells(&["does not verify"]);
    let args = ["audit", "verify", "absent"];
    hygeia(dir.path(), &args).ends(2).tells(&["absent", "give the folder"]);
    let sarif = verify(&["--key", "ledger.pub", "--format", "sarif"]).ends(1).json();
    assert!(!sarif_rules(&sarif).is_empty());
    assert_eq!(names(dir.path()), ["ledger", "ledger.pub", "stranger.pub"]);
}

// proves M19
#[test]
fn a_proof_verifies_offline_and_a_changed_one_does_not() {
    let dir = tempfile::tempdir().unwrap();
    let (key, tree) = export(dir.path());
    let note = |size: u64| {
        let root = tree.root_at(size).unwrap();
        let head = Checkpoint { origin: "hygeia/test".into(), size, root };
        String::from_utf8(head.sign(&key).unwrap()).unwrap()
    };
    let (earlier, checkpoint) = (note(2), note(3));
    fs::write(dir.path().join("held"), &earlier).unwrap();
    fs::write(dir.path().join("other"), note(1)).unwrap();
    let hashes = tree.consistency(2).unwrap();
    let proof = Proof::Consistency { earlier, hashes, checkpoint, handed_on: Vec::new() }
        .to_text()
        .unwrap();
    fs::write(dir.path().join("grown.json"), &proof).unwrap();
    let verify = |more: &[&str]| {
        hygeia(dir.path(), &[&["audit", "verify", "--proof", "grown.json"], more].concat())
    };
    let told = verify(&["--key", "ledger.pub", "--format", "json"]).ends(0).json();
    assert_eq!(told["entries"], 3);
    verify(&[]).ends(3).tells(&["unknown"]);
    verify(&["--key", "stranger.pub"]).ends(1).tells(&["the proof does not verify"]);
    verify(&["--key", "ledger.pub", "--checkpoint", "held"]).ends(0);
    verify(&["--key", "ledger.pub", "--checkpoint", "other"]).ends(1);
    assert!(verify(&["ledger"]).ends(2).err.contains("cannot be used with"));
    let nothing = hygeia(dir.path(), &["audit", "verify"]).ends(2);
    assert!(nothing.err.contains("required arguments were not provided"), "{}", nothing.err);
    for at in [0, proof.len() / 2, proof.len() - 1] {
        let mut changed = proof.clone().into_bytes();
        changed[at] ^= 1;
        fs::write(dir.path().join("grown.json"), changed).unwrap();
        verify(&["--key", "ledger.pub"]).ends(1).tells(&["the proof does not verify"]);
    }
}

fn find(dir: &Path, into: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { find(&path, into) } else { into.push(path) }
    }
}
