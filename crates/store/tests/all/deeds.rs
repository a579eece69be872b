//! A deed is done or not done, wherever it is cut.

use crate::datasets::commit;
use crate::memory::{device, healthy};
use crate::models::{approve, promoted, signed};
use crate::support::{Workspace, asset, on_both, permit, who};
use hygeia_store::{
    Approval, ConfigVersion, Deleting, EnrolledDevice, Model, NewConfig, Stage, Store, StoreError,
    Version,
};
use ledger::{Activity, Operation, Outcome};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use terms::{Action, Posture, State};

/// How many entries of the ledger say `operation`.
async fn said(store: &Store, operation: Operation) -> usize {
    let events = store.events(0..u64::MAX).await.unwrap();
    events.iter().filter(|event| event.api.operation == operation.as_str()).count()
}

async fn clean(store: &Store) {
    for probed in store.probes().await {
        assert!(!matches!(probed.state, State::Failed | State::Unknown), "{}", probed.saw);
    }
}

// proves M7
#[tokio::test]
async fn what_the_ledger_has_is_done_when_it_is_opened_next() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        store.device_enrolled(&who("omar"), &device("laptop")).await.unwrap();
        workspace.hide_documents().await;
        let broken = store.device_enrolled(&who("omar"), &device("phone")).await;
        assert!(matches!(broken, Err(StoreError::Unfinished { entry: 2, .. })), "{broken:?}");
        workspace.show_documents().await;
        // Neither closed nor finished: as if it had been killed here.
        drop(store);
        let store = workspace.open().await;
        assert_eq!(store.docs::<EnrolledDevice>().list().await.unwrap().len(), 2);
        assert_eq!(said(&store, Operation::DeviceEnrolled).await, 2);
        clean(&store).await;
        store.device_reported(&device("phone").device.id, healthy()).await.unwrap();
    })
    .await;
}

// proves M7
#[tokio::test]
async fn what_the_ledger_does_not_have_is_not_done() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        store.device_enrolled(&who("omar"), &device("laptop")).await.unwrap();
        let (ledger, away) = (workspace.path("ledger"), workspace.path("away"));
        fs::rename(&ledger, &away).unwrap();
        assert!(store.device_enrolled(&who("omar"), &device("phone")).await.is_err());
        fs::rename(&away, &ledger).unwrap();
        assert_eq!(store.docs::<EnrolledDevice>().list().await.unwrap().len(), 1);
        clean(&store).await;
        workspace.behind_its_back("ALTER TABLE outbox RENAME TO away").await;
        assert!(store.device_enrolled(&who("omar"), &device("phone")).await.is_err());
        workspace.behind_its_back("ALTER TABLE away RENAME TO outbox").await;
        assert_eq!(said(&store, Operation::DeviceEnrolled).await, 1);
        store.device_enrolled(&who("omar"), &device("phone")).await.unwrap();
        store.close().await;
        let store = workspace.open().await;
        assert_eq!(store.docs::<EnrolledDevice>().list().await.unwrap().len(), 2);
        clean(&store).await;
    })
    .await;
}

// proves M7
#[tokio::test]
async fn nobody_enters_a_deed_that_was_not_done() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    let (actor, asset) = (who("mia"), asset("model/credit"));
    for operation in [
        Operation::ModelPromoted,
        Operation::DeviceEnrolled,
        Operation::AccessChanged,
        Operation::RecordsAttested,
        Operation::ObjectsSwept,
    ] {
        let outcome = Outcome::Success;
        let activity = Activity { operation, actor: &actor, asset: &asset, outcome, facts: &[] };
        assert!(matches!(store.record(&activity).await, Err(StoreError::NoDeed(_))));
        let from = store.record_from(&activity, ledger::Endpoint::default()).await;
        assert!(matches!(from, Err(StoreError::NoDeed(_))), "nor from anywhere else");
    }
    assert_eq!(store.events(0..9).await.unwrap().len(), 1);
}

// proves M10
#[tokio::test]
async fn a_promotion_that_is_cut_leaves_one_live_model_and_one_answer() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        promoted(&store, b"one").await;
        let held = signed(&store, b"two").await;
        let digest = held.digest();
        let mia = crate::models::promote(&store, digest).await;
        store.promotion_asked(&mia, None).await.unwrap();
        let olga = approve(&store, "olga", digest).await;
        // The database takes the intent, and then no document.
        let cut = CUTS[usize::from(workspace.config.meta_url.is_some())];
        for sql in cut {
            workspace.behind_its_back(sql).await;
        }
        let broken = store.model_promoted(held, &olga).await;
        assert!(matches!(broken, Err(StoreError::Unfinished { .. })), "{broken:?}");
        let (live, _) = store.model_live(&asset("model/credit")).await.unwrap();
        assert_ne!(live.digest(), digest, "nothing of it is seen yet");
        drop(store);
        workspace.behind_its_back(UNCUT[usize::from(workspace.config.meta_url.is_some())]).await;
        let store = workspace.open().await;
        let models = store.docs::<Model>().list().await.unwrap();
        let live: Vec<_> = models.iter().filter(|m| m.stage == Stage::Promoted).collect();
        assert_eq!(live.iter().map(|m| m.digest).collect::<Vec<_>>(), [digest]);
        let entry = *live[0].ledger.last().unwrap();
        let events = store.events(entry..entry + 1).await.unwrap();
        assert_eq!(events[0].api.operation, "model-promoted", "the entry that it names");
        let asked = store.docs::<Approval>().list().await.unwrap();
        assert_eq!(asked[0].answer.as_ref().unwrap().0, who("olga"));
        clean(&store).await;
    })
    .await;
}

// proves M15
#[tokio::test]
async fn a_deletion_that_is_cut_leaves_no_byte_of_the_data() {
    on_both(async |workspace| {
        let store = workspace.create().await;
        let object = commit(&store, "rows").await;
        let delete = permit(&store, "dana", Action::Delete, "dataset/loans", None).await;
        let postgres = usize::from(workspace.config.meta_url.is_some());
        for sql in KEEPS[postgres] {
            workspace.behind_its_back(sql).await;
        }
        let broken = store.dataset_deleted(&delete, Deleting::AT_ONCE).await;
        assert!(matches!(broken, Err(StoreError::Unfinished { .. })), "{broken:?}");
        drop(store);
        workspace.behind_its_back(UNCUT[postgres]).await;
        let store = workspace.open().await;
        assert!(store.docs::<Version>().list().await.unwrap().is_empty());
        assert!(matches!(store.objects().get(object).await, Err(StoreError::NoObject(_))));
        assert_eq!(said(&store, Operation::DatasetDeleted).await, 1);
        clean(&store).await;
    })
    .await;
}

#[tokio::test]
async fn a_device_that_says_the_same_again_at_once_has_said_nothing_new() {
    let workspace = Workspace::new();
    let store = workspace.create().await;
    store.device_enrolled(&who("omar"), &device("laptop")).await.unwrap();
    let report = async |posture| {
        store.device_reported(&device("laptop").device.id, posture).await.unwrap();
        said(&store, Operation::DeviceReported).await
    };
    assert_eq!((report(healthy()).await, report(healthy()).await), (1, 1));
    let open = Posture { firewall_on: false, ..healthy() };
    assert_eq!((report(open.clone()).await, report(open.clone()).await), (2, 2));
    workspace.clock.advance(60);
    assert_eq!(report(open).await, 3);
}

/// No document can be removed from here on.
const KEEPS: [&[&str]; 2] = [
    &["CREATE TRIGGER cut BEFORE DELETE ON documents BEGIN SELECT RAISE(ABORT, 'full'); END"],
    &[
        "CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''full''; END' LANGUAGE plpgsql",
        "CREATE TRIGGER cut BEFORE DELETE ON documents FOR EACH ROW EXECUTE FUNCTION full_disk()",
    ],
];

/// No document can be changed from here on.
pub const CUTS: [&[&str]; 2] = [
    &["CREATE TRIGGER cut BEFORE UPDATE ON documents BEGIN SELECT RAISE(ABORT, 'full'); END"],
    &[
        "CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''full''; END' LANGUAGE plpgsql",
        "CREATE TRIGGER cut BEFORE UPDATE ON documents FOR EACH ROW EXECUTE FUNCTION full_disk()",
    ],
];
pub const UNCUT: [&str; 2] = ["DROP TRIGGER cut", "DROP TRIGGER cut ON documents"];

const CHILD: &str = "HYGEIA_TEST_KILLED_IN_A_DEED";
const META: &str = "HYGEIA_TEST_KILLED_IN_A_DEED_META";

/// Not a test of its own: the process that the next test kills.
#[tokio::test]
#[ignore = "run by a_process_that_is_killed_in_a_deed_did_it_or_did_not"]
async fn child_that_does_deeds_until_killed() {
    let Some(dir) = std::env::var_os(CHILD) else { return };
    let mut workspace = Workspace::new();
    workspace.config.meta_url = std::env::var(META).ok();
    let store =
        Store::open(Path::new(&dir), &workspace.config, workspace.clock.clone()).await.unwrap();
    let first = store.docs::<Version>().list().await.unwrap().len();
    for number in first.. {
        commit(&store, &number.to_string()).await;
        let text = number.to_string();
        let texts = [("raci.csv", text.as_str()), ("people.toml", text.as_str())];
        let new = NewConfig { texts: &texts, ..NewConfig::default() };
        store.config_applied(&who("sam"), &new).await.unwrap();
        println!("acknowledged {number}");
    }
}

// proves M7
#[tokio::test]
async fn a_process_that_is_killed_in_a_deed_did_it_or_did_not() {
    on_both(async |workspace| {
        workspace.create().await.close().await;
        let mut acknowledged = 0;
        for round in 0..5u64 {
            let mut child = Command::new(std::env::current_exe().unwrap());
            child.args(["--exact", "deeds::child_that_does_deeds_until_killed"]);
            child.args(["--ignored", "--nocapture"]).env(CHILD, workspace.dir.path());
            if let Some(url) = &workspace.config.meta_url {
                child.env(META, url);
            }
            let mut child = child.stdout(Stdio::piped()).spawn().unwrap();
            tokio::time::sleep(Duration::from_millis(900 + 41 * round)).await;
            child.kill().unwrap();
            for line in BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok) {
                if let Some((_, number)) = line.split_once("acknowledged ") {
                    acknowledged = number.parse::<usize>().unwrap() + 1;
                }
            }
            child.wait().unwrap();
            let store = workspace.open().await;
            let versions = store.docs::<Version>().list().await.unwrap().len();
            assert_eq!(versions, said(&store, Operation::DatasetCommitted).await);
            assert!(versions >= acknowledged, "{versions} of {acknowledged}");
            let texts = store.docs::<ConfigVersion>().list().await.unwrap().len();
            assert_eq!(texts, 2 * said(&store, Operation::AccessChanged).await);
            clean(&store).await;
            store.close().await;
        }
        assert!(acknowledged > 0);
    })
    .await;
}
