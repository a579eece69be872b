//! Keys take the place of others: wholly or not at all, and nothing is lost by it.

use crate::datasets::{commit, receipt};
use crate::deeds::{CUTS, UNCUT};
use crate::memory::device;
use crate::restore::take;
use crate::support::{Workspace, on_both, permit, who};
use hygeia_store::{
    Deleting, EnrolledDevice, KeyKind, KeyShown, Permit, Rotated, Secrets, Store, StoreError,
    Version,
};
use ledger::Operation;
use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use terms::seal::SealKey;
use terms::{Action, Digest, State};

/// Those that data at rest need.
const SECRETS: [KeyKind; 2] = [KeyKind::Kek, KeyKind::Token];
/// Those that the store rotates by itself.
pub const OWN: [KeyKind; 4] = [KeyKind::Kek, KeyKind::Token, KeyKind::Seal, KeyKind::Ledger];

async fn allowed(store: &Store, detail: Digest) -> Permit {
    permit(store, "sam", Action::ChangeAccess, "workspace/main", Some(detail)).await
}

pub async fn rotate(store: &Store, kind: KeyKind) -> Result<Rotated, StoreError> {
    store.key_rotated(&allowed(store, kind.rotation()).await, kind).await
}

async fn retire(store: &Store, id: &str) -> Result<u64, StoreError> {
    store.key_retired(&allowed(store, Digest::of(id.as_bytes())).await, id).await
}

async fn shown(store: &Store, kind: KeyKind) -> Vec<KeyShown> {
    let all = store.keys_shown().await.unwrap();
    all.into_iter().filter(|key| key.kind == kind).collect()
}

pub async fn said(store: &Store, operation: Operation) -> usize {
    let events = store.events(0..u64::MAX).await.unwrap();
    events.iter().filter(|event| event.api.operation == operation.as_str()).count()
}

/// The file of what stays of the key called `id`.
fn kept_of(kind: KeyKind, id: &str) -> String {
    format!("{id}.{}", if SECRETS.contains(&kind) { "key" } else { "pub" })
}

/// Of the one in use.
fn id(keys: &[KeyShown]) -> String {
    keys[0].id.clone().unwrap()
}

/// Every probe of the store holds, and every version finds its keys.
pub async fn clean(store: &Store) {
    for probed in store.probes().await {
        assert!(!matches!(probed.state, State::Failed | State::Unknown), "{}", probed.saw);
    }
    let secrets = store.keys().secrets();
    for version in store.docs::<Version>().list().await.unwrap() {
        assert!(secrets.kek_of(version.keys.as_ref()).is_some());
        assert!(secrets.token_of(version.keys.as_ref()).is_some());
    }
}

pub fn names(workspace: &Workspace) -> BTreeSet<String> {
    let listed = fs::read_dir(workspace.path("keys")).unwrap();
    listed.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn of(kind: KeyKind, secrets: &Secrets) -> String {
    let secret = if kind == KeyKind::Kek { &secrets.kek } else { &secrets.token };
    secret.hex.to_string()
}

// proves M5
#[tokio::test]
async fn a_new_key_is_for_what_comes_and_the_one_before_stays_as_long_as_it_is_needed() {
    for kind in SECRETS {
        let workspace = Workspace::new();
        let store = workspace.create().await;
        commit(&store, "first").await;
        let before = of(kind, &store.keys().secrets());
        workspace.clock.advance(60);
        let done = rotate(&store, kind).await.unwrap();
        assert_ne!(of(kind, &store.keys().secrets()), before);
        assert!(!format!("{:?}", store.keys().secrets()).contains(&before));
        commit(&store, "second").await;
        let check = async |store: &Store| {
            let keys = shown(store, kind).await;
            let ids: Vec<&str> = keys.iter().map(|key| key.id.as_deref().unwrap()).collect();
            assert_eq!(ids, [done.after.as_str(), done.before.as_str()]);
            assert_eq!((keys[0].number, keys[1].number), (2, 1));
            assert_eq!(keys[0].needed_by.as_ref().unwrap(), &["dataset/loans@2"]);
            assert_eq!(keys[1].needed_by.as_ref().unwrap(), &["dataset/loans@1"]);
            assert_eq!((keys[0].until, keys[1].until), (None, Some(keys[0].since)));
            assert!(keys[1].since < keys[0].since);
            clean(store).await;
        };
        check(&store).await;
        store.close().await;
        let store = workspace.open().await;
        check(&store).await;
        let events = store.events(done.entry..done.entry + 1).await.unwrap();
        let text = serde_json::to_string(&events).unwrap();
        for part in ["key-rotated", "sam", &done.before, &done.after] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains(&before));

        let needed = retire(&store, &done.before).await.err().unwrap();
        assert!(matches!(needed, StoreError::NeededKey { count: 1, .. }), "{needed}");
        let in_use = retire(&store, &done.after).await.err().unwrap();
        assert!(matches!(in_use, StoreError::KeyInUse { .. }), "{in_use}");
        assert!(retire(&store, "kek-none").await.is_err());
        let delete = permit(&store, "olga", Action::Delete, "dataset/loans", None).await;
        store.dataset_deleted(&delete, Deleting::AT_ONCE).await.unwrap();
        retire(&store, &done.before).await.unwrap();
        assert!(!names(&workspace).contains(&format!("{}.key", done.before)));
        assert_eq!(shown(&store, kind).await.len(), 1);
        clean(&store).await;
        store.close().await;
        let store = workspace.open().await;
        assert_eq!(said(&store, Operation::KeyRetired).await, 1);
        clean(&store).await;
    }
}

// proves M5, M7
#[tokio::test]
async fn an_earlier_key_that_is_put_back_is_told_at_opening() {
    for kind in OWN {
        let workspace = Workspace::new();
        let store = workspace.create().await;
        let file = workspace.path(&format!("keys/{kind}.key"));
        let before = fs::read(&file).unwrap();
        let done = rotate(&store, kind).await.unwrap();
        let kept = workspace.path(&format!("keys/{}", kept_of(kind, &done.before)));
        assert_eq!(fs::read(&kept).unwrap() == before, SECRETS.contains(&kind));
        assert_eq!(fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o600);
        store.close().await;
        let now = fs::read(&file).unwrap();
        for (path, bytes) in [(&file, &before), (&kept, &now)] {
            let whole = fs::read(path).unwrap();
            fs::write(path, bytes).unwrap();
            let refused = workspace.try_open().await.err().unwrap();
            assert!(matches!(&refused, StoreError::OtherKey(at) if at == path), "{refused}");
            fs::remove_file(path).unwrap();
            let refused = workspace.try_open().await.err().unwrap();
            assert!(matches!(&refused, StoreError::LostKey(at) if at == path), "{refused}");
            fs::write(path, whole).unwrap();
            fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
        }
        workspace.open().await;
    }
}

#[tokio::test]
async fn it_takes_a_permit_for_exactly_that() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let before = names(&workspace);
    let other = allowed(&store, KeyKind::Token.rotation()).await;
    assert!(matches!(store.key_rotated(&other, KeyKind::Kek).await, Err(StoreError::Refused(_))));
    let detail = Some(KeyKind::Kek.rotation());
    let other = permit(&store, "sam", Action::Operate, "workspace/main", detail).await;
    assert!(matches!(store.key_rotated(&other, KeyKind::Kek).await, Err(StoreError::Refused(_))));
    assert!(matches!(store.key_retired(&other, "x").await, Err(StoreError::Refused(_))));
    assert_eq!(names(&workspace), before);
}

/// What a rotation was cut by, and whether it is done all the same.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Cut {
    Intent,
    Entry,
    Kept,
    Placed,
    Rows,
}

// proves M7
#[tokio::test]
async fn wherever_it_is_cut_it_is_done_or_not_done() {
    on_both(async |workspace| {
        let mut store = workspace.create().await;
        store.device_enrolled(&who("omar"), &device("laptop")).await.unwrap();
        commit(&store, "first").await;
        let postgres = usize::from(workspace.config.meta_url.is_some());
        let cuts = [
            (Cut::Intent, false),
            (Cut::Entry, false),
            (Cut::Kept, true),
            (Cut::Placed, true),
            (Cut::Rows, true),
        ];
        let kinds = [KeyKind::Kek, KeyKind::Seal, KeyKind::Ledger].into_iter();
        for (kind, (cut, done)) in kinds.flat_map(|kind| cuts.map(|cut| (kind, cut))) {
            let (before, files) = (shown(&store, kind).await, names(workspace));
            let rotated = said(&store, Operation::KeyRotated).await;
            let file = |name: &str| workspace.path(&format!("keys/{name}"));
            let kept = file(&kept_of(kind, &id(&before)));
            let (ledger, away) = (workspace.path("ledger"), workspace.path("away"));
            let permit = allowed(&store, kind.rotation()).await;
            match cut {
                Cut::Intent => {
                    workspace.behind_its_back("ALTER TABLE outbox RENAME TO away").await;
                }
                Cut::Entry => fs::rename(&ledger, &away).unwrap(),
                // A folder where the file goes: nothing can be put there.
                Cut::Kept | Cut::Placed => fs::create_dir(&kept).unwrap(),
                Cut::Rows => {
                    for sql in CUTS[postgres] {
                        workspace.behind_its_back(sql).await;
                    }
                }
            }
            let broken = store.key_rotated(&permit, kind).await;
            assert!(broken.is_err(), "{cut:?}");
            match cut {
                Cut::Intent => {
                    workspace.behind_its_back("ALTER TABLE away RENAME TO outbox").await;
                }
                Cut::Entry => fs::rename(&away, &ledger).unwrap(),
                Cut::Kept => fs::remove_dir(&kept).unwrap(),
                Cut::Placed => {
                    fs::remove_dir(&kept).unwrap();
                    // As it lies when the process is killed after the second file.
                    if kind == KeyKind::Kek {
                        fs::copy(file("kek.key"), &kept).unwrap();
                    }
                    // The ledger's went to its place before anything else did.
                    if kind != KeyKind::Ledger {
                        fs::rename(file(&format!("{kind}.key.new")), file(&kind.file())).unwrap();
                    }
                }
                Cut::Rows => workspace.behind_its_back(UNCUT[postgres]).await,
            }
            // Neither closed nor finished: as if it had been killed here.
            drop(store);
            store = workspace.open().await;
            let after = shown(&store, kind).await;
            assert_eq!(after.len(), before.len() + usize::from(done), "{kind} {cut:?}");
            assert_eq!(after[0].id != before[0].id, done, "{cut:?}");
            assert_eq!(said(&store, Operation::KeyRotated).await, rotated + usize::from(done));
            let mut expected = files;
            if done {
                expected.insert(kept_of(kind, &id(&before)));
            }
            assert_eq!(names(workspace), expected, "{cut:?}");
            clean(&store).await;
            assert_eq!(store.docs::<EnrolledDevice>().at_rest().list().await.unwrap().len(), 1);
            rotate(&store, kind).await.unwrap();
            clean(&store).await;
        }
    })
    .await;
}

// proves M9
#[tokio::test]
async fn a_vault_takes_earlier_keys_along_and_brings_them_back() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    commit(&store, "first").await;
    for kind in OWN {
        rotate(&store, kind).await.unwrap();
    }
    commit(&store, "second").await;
    let vault = Workspace::new();
    let (recovered, objects) = take(&store, vault.dir.path()).await;
    let before = store.keys_shown().await.unwrap();
    store.close().await;
    let again = Workspace::new();
    let restoring =
        Store::restore(again.dir.path(), &again.config, workspace.clock.clone(), &recovered);
    let restoring = restoring.await.unwrap();
    for object in objects {
        restoring.object(object).await.unwrap();
    }
    let store = restoring.whole();
    assert_eq!(store.keys_shown().await.unwrap(), before);
    clean(&store).await;
}

// proves M7, M19
#[tokio::test]
async fn records_are_signed_anew_and_the_key_before_is_believed_no_more() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        store.device_enrolled(&who("omar"), &device("laptop")).await.unwrap();
        commit(&store, "first").await;
        workspace.behind_its_back("CREATE TABLE held_rows AS SELECT * FROM documents").await;
        let path = workspace.path("keys/seal.key");
        let old = SealKey::from_pem(&fs::read_to_string(path).unwrap()).unwrap();
        let records = store.dump_meta().await.unwrap();
        let early = permit(&store, "dana", Action::Ingest, "dataset/loans", None).await;
        let done = rotate(&store, KeyKind::Seal).await.unwrap();
        assert_ne!(store.seal().public(), old.public());
        clean(&store).await;
        let now = store.dump_meta().await.unwrap();
        let text = serde_json::to_string(&now).unwrap();
        let (old_id, new_id) = (old.public().id().hex(), store.seal().public().id().hex());
        assert!(!text.contains(&old_id) && text.contains(&new_id), "envelopes and receipts");
        assert!(serde_json::to_string(&records).unwrap().contains(&old_id));
        let kept = shown(&store, KeyKind::Seal).await.pop().unwrap();
        assert_eq!(kept.id.unwrap(), done.before);
        assert_eq!(kept.public.unwrap(), old.public().to_pem().unwrap());
        assert_eq!(
            store.receipt(&store.docs::<Version>().list().await.unwrap()[0]).unwrap().rows,
            3
        );

        // What was admitted before comes to its end; nothing else is believed that it signs.
        let by_old = receipt(&store, &old);
        store.dataset_landed(&early, &by_old).await.unwrap();
        let late = permit(&store, "dana", Action::Ingest, "dataset/loans", None).await;
        let refused = store.dataset_landed(&late, &by_old).await;
        assert!(matches!(refused, Err(StoreError::Seal(_))));
        store.close().await;
        let store = workspace.open().await;
        clean(&store).await;
        assert!(store.dataset_landed(&early, &by_old).await.is_err(), "another process");
        commit(&store, "second").await;

        // Rows of before say the same, and the ledger with them; but who signed them, is not we.
        workspace
            .behind_its_back(
                "UPDATE documents SET envelope = (SELECT envelope FROM held_rows \
                 WHERE held_rows.kind = documents.kind AND held_rows.key = documents.key) \
                 WHERE kind = 'device'",
            )
            .await;
        let read = store.docs::<EnrolledDevice>().at_rest().list().await;
        assert!(matches!(read, Err(StoreError::Unproven { .. })));
        let failed = store.probes().await.into_iter().filter(|p| p.state == State::Failed);
        assert!(failed.map(|p| p.id).any(|id| id == "zero-trust/metadata"));
    })
    .await;
}
