//! Everything that must not be handed over.

use crate::support::{Workspace, credit, package};
use hygeia_handover::HandoverError;
use std::fs;
use store::StoreError;
use terms::{Action, Digest};

const POLICY: &[u8] = b"policy";

async fn approved(workspace: &Workspace, who: &str, digest: Digest) -> Result<(), HandoverError> {
    let permit = workspace.permit(who, Action::Approve, Some(digest)).await;
    let handover = workspace.handover();
    handover.approve(&permit, &credit(), digest, Digest::of(POLICY)).await.map(|_| ())
}

// proves M10
#[tokio::test]
async fn a_pickle_that_runs_commands_beside_the_model_is_refused_unloaded() {
    let workspace = Workspace::new().await;
    let digest = workspace.packaged(Vec::new()).await;
    let witness = workspace.path("executed");
    let pickle = format!("\x02N0cos\nsystem\n(S'touch {}'\ntR.", witness.display());
    let pickle = [b"\x80".as_slice(), pickle.as_bytes()].concat();
    fs::write(workspace.path("model/weights.pkl"), pickle).unwrap();
    let mia = workspace.permit("mia", Action::Promote, Some(digest)).await;
    let handover = workspace.handover();
    let refused = handover.scan(&mia, &credit(), digest).await;
    assert!(
        matches!(
            &refused,
            Err(HandoverError::Store(StoreError::Unfit { why, .. })) if why.contains("os.system")
        ),
        "{refused:?}"
    );
    assert_eq!(workspace.last_operation().await, "model-stopped");
    assert!(!witness.exists() && !workspace.path("evidence/scan.json").exists());
    assert!(handover.sign(&mia, &credit(), digest).await.is_err(), "unscanned is unsigned");
    fs::remove_file(workspace.path("model/weights.pkl")).unwrap();
    handover.scan(&mia, &credit(), digest).await.unwrap();
}

// proves M10
#[tokio::test]
async fn a_changed_byte_or_a_new_file_is_refused_at_every_step() {
    let workspace = Workspace::new().await;
    let digest = workspace.packaged(Vec::new()).await;
    let (handover, bill) = (workspace.handover(), workspace.path("model/bom.cdx.json"));
    let mia = workspace.permit("mia", Action::Promote, Some(digest)).await;
    let honest = fs::read(&bill).unwrap();
    let changed = [honest.as_slice(), b" "].concat();
    let is_change =
        |e: &HandoverError| matches!(e, HandoverError::Changed { .. } | HandoverError::Verify(_));
    fs::write(&bill, &changed).unwrap();
    assert!(is_change(&handover.scan(&mia, &credit(), digest).await.unwrap_err()));
    fs::write(&bill, &honest).unwrap();
    handover.scan(&mia, &credit(), digest).await.unwrap();
    fs::write(&bill, &changed).unwrap();
    assert!(is_change(&handover.sign(&mia, &credit(), digest).await.unwrap_err()));
    assert!(!workspace.path("model.sig").exists());
    fs::write(&bill, &honest).unwrap();
    handover.sign(&mia, &credit(), digest).await.unwrap();
    fs::write(&bill, &changed).unwrap();
    assert!(is_change(&handover.request(&mia, &credit(), digest, false, None).await.unwrap_err()));
    fs::write(&bill, &honest).unwrap();
    handover.request(&mia, &credit(), digest, false, None).await.unwrap();
    fs::write(&bill, &changed).unwrap();
    assert!(is_change(&approved(&workspace, "olga", digest).await.unwrap_err()));
    assert_eq!(workspace.last_operation().await, "model-promotion-refused");
    fs::write(&bill, &honest).unwrap();
    fs::write(workspace.path("model/notes.txt"), b"hello").unwrap();
    assert!(approved(&workspace, "olga", digest).await.is_err());
    fs::remove_file(workspace.path("model/notes.txt")).unwrap();
    approved(&workspace, "olga", digest).await.unwrap();
}

// proves M10
#[tokio::test]
async fn nobody_agrees_to_what_they_trained_or_asked_for() {
    let workspace = Workspace::new().await;
    let digest = workspace.asked("ines").await;
    let own = approved(&workspace, "mia", digest).await;
    assert!(matches!(own, Err(HandoverError::OwnModel(_))));
    let asked = approved(&workspace, "ines", digest).await;
    assert!(matches!(asked, Err(HandoverError::OwnRequest(_))));
    assert_eq!(workspace.last_operation().await, "model-promotion-refused");
    approved(&workspace, "olga", digest).await.unwrap();
}

// proves M10
#[tokio::test]
async fn a_promotion_that_stands_and_is_not_written_yet_is_not_called_refused() {
    let Some(mut sqlite) = needs::program("sqlite3") else { return };
    let workspace = Workspace::new().await;
    let digest = workspace.asked("ines").await;
    let full =
        "CREATE TRIGGER full BEFORE UPDATE ON documents BEGIN SELECT RAISE(ABORT, 'full'); END";
    let told = sqlite.arg(workspace.path("workspace/state/meta.sqlite")).arg(full).status();
    assert!(told.unwrap().success());
    let agreed = approved(&workspace, "olga", digest).await;
    let stands =
        |e: &HandoverError| matches!(e, HandoverError::Store(StoreError::Unfinished { .. }));
    assert!(stands(agreed.as_ref().unwrap_err()), "{agreed:?}");
    assert_eq!(workspace.last_operation().await, "model-promoted");
    assert!(workspace.path("evidence/promotion.json").exists(), "it says what is so");
    // Whoever asks next is not told that the entry is theirs.
    let mia = workspace.permit("mia", Action::Promote, Some(digest)).await;
    let next = workspace.store.promotion_asked(&mia, None).await;
    assert!(matches!(next, Err(StoreError::Blocked { .. })), "{next:?}");
}

// proves M10
#[tokio::test]
async fn no_step_is_left_out() {
    let workspace = Workspace::new().await;
    let digest = workspace.packaged(Vec::new()).await;
    let handover = workspace.handover();
    let mia = workspace.permit("mia", Action::Promote, Some(digest)).await;
    let unfit = |e: HandoverError| matches!(e, HandoverError::Store(StoreError::Unfit { .. }));
    assert!(unfit(handover.sign(&mia, &credit(), digest).await.unwrap_err()));
    assert!(unfit(handover.request(&mia, &credit(), digest, false, None).await.unwrap_err()));
    handover.scan(&mia, &credit(), digest).await.unwrap();
    assert!(unfit(approved(&workspace, "olga", digest).await.unwrap_err()));
    handover.sign(&mia, &credit(), digest).await.unwrap();
    let unasked = approved(&workspace, "olga", digest).await;
    assert!(matches!(unasked, Err(HandoverError::NotAsked(_))));
}

// proves M7
#[tokio::test]
async fn a_permit_for_something_else_moves_nothing() {
    let workspace = Workspace::new().await;
    let digest = workspace.packaged(Vec::new()).await;
    let handover = workspace.handover();
    let other = workspace.permit("mia", Action::Promote, Some(Digest::of(b"other"))).await;
    let refused = handover.scan(&other, &credit(), digest).await;
    assert!(matches!(refused, Err(HandoverError::Refused(_))));
    let stale = workspace.permit("mia", Action::Promote, Some(digest)).await;
    workspace.clock.advance(61);
    let refused = handover.scan(&stale, &credit(), digest).await;
    assert!(matches!(refused, Err(HandoverError::Refused(_))));
}

#[tokio::test]
async fn a_package_is_made_once_by_its_author_of_a_model_that_runs() {
    let workspace = Workspace::new().await;
    let handover = workspace.handover();
    let olga = workspace.permit("olga", Action::Train, None).await;
    let others = handover.package(&olga, package(Vec::new())).await;
    assert!(matches!(others, Err(HandoverError::OtherAuthor { .. })));
    let mia = workspace.permit("mia", Action::Train, None).await;
    let mut broken = package(Vec::new());
    broken.final_onnx = b"no model".as_slice().into();
    assert!(matches!(handover.package(&mia, broken).await, Err(HandoverError::Model(_))));
    assert!(!workspace.path("model").exists(), "nothing half-written");
    handover.package(&mia, package(Vec::new())).await.unwrap();
    let again = handover.package(&mia, package(Vec::new())).await;
    assert!(matches!(again, Err(HandoverError::Exists(_))));
}

// proves M10
#[tokio::test]
async fn a_promotion_whose_statement_cannot_be_written_is_none() {
    let workspace = Workspace::new().await;
    let digest = workspace.asked("lena").await;
    // A folder in its place: no file gets that name.
    let in_the_way = workspace.path("evidence/promotion.json");
    fs::create_dir_all(in_the_way.join("taken")).unwrap();
    assert!(matches!(approved(&workspace, "rita", digest).await, Err(HandoverError::Io { .. })));
    assert!(workspace.store.model_live(&credit()).await.is_err(), "it is not live");
    fs::remove_dir_all(&in_the_way).unwrap();
    approved(&workspace, "rita", digest).await.unwrap();
    assert!(in_the_way.is_file());
}
