//! A log goes on under another key.

use super::{broken, entries, export};
use hygeia_ledger::{
    Activity, Check, Checkpoint, Event, HANDED_ON, Operation, Outcome, hand_on, verify_export,
};
use tempfile::TempDir;
use terms::seal::{Envelope, SealKey};
use terms::{Asset, AssetKind, Fact, PrincipalId, Timestamp};

/// The entry that hands a log on.
fn handed_on(statement: &str) -> Vec<u8> {
    let activity = Activity {
        operation: Operation::KeyRotated,
        actor: &PrincipalId::new("sam").unwrap(),
        asset: &Asset::new(AssetKind::Workspace, "main").unwrap(),
        outcome: Outcome::Success,
        facts: &[Fact::new(HANDED_ON, statement)],
    };
    Event::of_activity(&activity, Timestamp::from_unix(1_000)).to_entry().unwrap()
}

// proves M7
#[test]
fn a_log_is_handed_on_by_both_keys_and_by_nobody_else() {
    let [first, second, thief] = [(); 3].map(|()| SealKey::generate().unwrap());
    let before = entries(300, "dana");
    let note = export(TempDir::new().unwrap().path(), &before, &first);
    let head = Checkpoint::parse(&note).unwrap();
    let verdict = |statement: &str, signer: &SealKey, key: &SealKey| {
        let (dir, mut all) = (TempDir::new().unwrap(), before.clone());
        all.push(handed_on(statement));
        all.extend(entries(9, "dana"));
        export(dir.path(), &all, signer);
        let (key, earlier) = (key.public(), Some(note.as_slice()));
        verify_export(dir.path(), Check { key: Some(&key), earlier }).unwrap()
    };
    let good = hand_on(&head, &first, &second).unwrap();
    for key in [&first, &second] {
        let told = verdict(&good, &second, key);
        assert_eq!((told.consistent, told.authentic), (true, Some(true)), "{:?}", told.findings);
        assert_eq!(told.signers, [first.public().id(), second.public().id()]);
        assert_eq!(verdict(&good, &first, key).authentic, Some(false), "it was handed on");
        assert_eq!(verdict(&good, &thief, key).authentic, Some(false));
    }
    assert_eq!(verdict(&good, &second, &thief).authentic, Some(false));
    // The thief says that the log was theirs.
    let theirs = hand_on(&head, &thief, &second).unwrap();
    assert_eq!(verdict(&theirs, &second, &first).authentic, Some(false));
    // A statement of another log, of one that came later, and by one key alone.
    let other = Checkpoint { root: terms::Digest::of(b"other"), ..head.clone() };
    broken(
        &verdict(&hand_on(&other, &first, &second).unwrap(), &second, &first),
        "ledger/handed-on",
    );
    let later = Checkpoint { size: 301, ..head.clone() };
    broken(
        &verdict(&hand_on(&later, &first, &second).unwrap(), &second, &first),
        "ledger/handed-on",
    );
    let mut one: Envelope = serde_json::from_str(&good).unwrap();
    one.signatures.remove(0);
    let one = serde_json::to_string(&one).unwrap();
    broken(&verdict(&one, &second, &first), "ledger/handed-on");
    assert_eq!(verdict(&one, &second, &first).authentic, Some(false));
}
