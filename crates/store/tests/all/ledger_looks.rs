//! Who looks again reads what is new and what was changed, however long the ledger is; and a share of
//! the rest.

use crate::support::{Workspace, permit};
use hygeia_store::Store;
use std::fs::{self, File, FileTimes};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use terms::{Action, Probed, State};

/// As many decide at once.
const WRITERS: u64 = 64;

/// A workspace whose ledger is that long, closed; its files are as old as they have to be to be
/// remembered.
async fn long(workspace: &Workspace, entries: u64) {
    let store = Arc::new(workspace.create().await);
    let writer = |store: Arc<Store>, writer: u64| async move {
        let (who, asset) = (format!("p{}", writer % 16), format!("dataset/d{}", writer % 7));
        for _ in 0..entries / WRITERS {
            drop(permit(&store, &who, Action::Query, &asset, None).await);
        }
    };
    let tasks: Vec<_> =
        (0..WRITERS).map(|number| tokio::spawn(writer(store.clone(), number))).collect();
    for task in tasks {
        task.await.unwrap();
    }
    store.close().await;
    tokio::time::sleep(Duration::from_millis(3_100)).await;
}

async fn look(store: &Store, id: &str) -> Probed {
    store.probes().await.into_iter().find(|probe| probe.id == id).unwrap()
}

/// How many were read now of those that were looked at; none if all of them were.
fn part(probed: &Probed, name: &str) -> Option<u64> {
    assert_eq!(probed.state, State::Proven, "{}", probed.saw);
    probed.facts.iter().find(|fact| fact.name == name).and_then(|fact| fact.value.as_u64())
}

/// Changes a file, and sets its time back.
fn change(path: &Path, bytes: &[u8]) {
    let before = fs::metadata(path).unwrap().modified().unwrap();
    fs::write(path, bytes).unwrap();
    File::options()
        .write(true)
        .open(path)
        .unwrap()
        .set_times(FileTimes::new().set_modified(before))
        .unwrap();
}

// proves M7
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_verified_is_read_again_in_turn_and_what_was_changed_at_once() {
    let workspace = Workspace::new();
    long(&workspace, 10_000).await;
    let read = |probed: &Probed| part(probed, "entries_read");
    let store = workspace.open().await;
    assert_eq!(read(&look(&store, "audit/ledger").await), None, "the first look reads all");
    assert_eq!(read(&look(&store, "audit/ledger").await), Some(16 * 256));
    drop(permit(&store, "p1", Action::Query, "dataset/d1", None).await);
    store.close().await;
    let store = workspace.open().await;
    assert_eq!(read(&look(&store, "audit/ledger").await), Some(16 * 256), "another process too");
    // The bundles whose turn it is not, and a tile over them.
    for name in ["tile/entries/000", "tile/entries/038", "tile/0/000", "tile/0/038"] {
        let path = workspace.path("ledger").join(name);
        let whole = fs::read(&path).unwrap();
        let mut changed = whole.clone();
        changed[700] ^= 1;
        change(&path, &changed);
        let probed = look(&store, "audit/ledger").await;
        assert_eq!(probed.state, State::Failed, "{name}: {}", probed.saw);
        change(&path, &whole);
        assert_eq!(read(&look(&store, "audit/ledger").await), None, "{name}: all are read again");
        tokio::time::sleep(Duration::from_millis(3_100)).await;
        assert_eq!(look(&store, "audit/ledger").await.state, State::Proven);
        assert_eq!(read(&look(&store, "audit/ledger").await), Some(16 * 256));
    }
    store.close().await;
    // What nobody sealed counts for nothing.
    let kept = workspace.path("ledger/verified");
    let bytes = fs::read(&kept).unwrap();
    for at in (0..bytes.len()).step_by(31) {
        let mut forged = bytes.clone();
        forged[at] ^= 1;
        fs::write(&kept, forged).unwrap();
        let store = workspace.open().await;
        assert_eq!(read(&look(&store, "audit/ledger").await), None, "byte {at}");
        store.close().await;
    }
}

// proves M7, M19
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_index_is_looked_at_in_turn_and_what_is_gone_is_told_at_once() {
    let workspace = Workspace::new();
    long(&workspace, 30_000).await;
    let index = async |store: &Store| look(store, "audit/index").await;
    let store = workspace.open().await;
    let first = index(&store).await;
    assert_eq!(part(&first, "postings_read"), None, "the first look reads all");
    let postings = first.facts.iter().find(|fact| fact.name == "postings").unwrap();
    let postings = postings.value.as_u64().unwrap();
    assert!(postings > 2 * 2_048, "{postings}");
    store.close().await;
    let store = workspace.open().await;
    assert_eq!(part(&index(&store).await, "postings_read"), Some(2_048));

    let gone = "DELETE FROM ledger_postings WHERE term = 'who:p3' AND bundle = 50";
    workspace.behind_its_back(gone).await;
    assert_eq!(index(&store).await.state, State::Failed);
    assert_eq!(part(&index(&store).await, "postings_read"), None, "made anew, all of it is read");
    let other = "UPDATE ledger_postings SET seal = term \
                 WHERE term = 'who:p3' AND bundle = 50";
    workspace.behind_its_back(other).await;
    let mut turns = 0;
    while index(&store).await.state == State::Proven {
        turns += 1;
        assert!(turns * 2_048 < postings + 2_048, "its turn never comes");
    }
    assert_eq!(index(&store).await.state, State::Proven, "it was made anew");
    store.close().await;
}
