//! The whole way, and what it leaves behind.

use crate::support::{Workspace, credit, onnx, weak};
use artifact::provenance::{PAYLOAD_TYPE, check};
use artifact::sign::{VerifyKey, verify};
use hygeia_handover::{
    HandoverError, SCAN_TYPE, load_promoted, probes, rotate_signer, signer_public,
};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use store::{KeyKind, StoreError};
use terms::seal::Envelope;
use terms::{Action, Digest, State};

// proves M10
#[tokio::test]
async fn a_model_is_handed_over_and_anybody_can_verify_it() {
    let workspace = Workspace::new().await;
    let (store, handover) = (&workspace.store, workspace.handover());
    assert_eq!(probes(store).await[0].state, State::NotApplicable);
    let digest = workspace.asked("mia").await;
    assert!(matches!(
        load_promoted(store, &credit()).await,
        Err(HandoverError::Store(StoreError::Missing { .. }))
    ));
    let olga = workspace.permit("olga", Action::Approve, Some(digest)).await;
    handover.approve(&olga, &credit(), digest, Digest::of(b"policy")).await.unwrap();

    let live = load_promoted(store, &credit()).await.unwrap();
    assert_eq!((live.onnx.clone(), live.digest), (onnx(), digest));
    assert_eq!((live.author.as_str(), live.promoted_by.as_str()), ("mia", "olga"));
    assert_eq!(fs::read(workspace.path("model/final.onnx")).unwrap(), onnx());
    assert_eq!(live.onnx_digest, Digest::of(&onnx()));

    let read = |name: &str| fs::read_to_string(workspace.path(name)).unwrap();
    let key = VerifyKey::from_pem(&read("signer.pub.pem")).unwrap();
    let verified = verify(&workspace.path("model"), &read("model.sig"), &key).unwrap();
    let names: Vec<&str> = verified.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["bom.cdx.json", "final.onnx"]);
    for (name, kind) in [
        ("provenance.json", PAYLOAD_TYPE),
        ("robustness.json", PAYLOAD_TYPE),
        ("scan.json", SCAN_TYPE),
        ("promotion.json", PAYLOAD_TYPE),
    ] {
        let sealed: Envelope = serde_json::from_str(&read(&format!("evidence/{name}"))).unwrap();
        sealed.open::<Value>(&store.seal().public(), kind).unwrap();
    }
    // Whoever gets the folder holds all of it against one digest, by the keys that lie there.
    let report = check::folder(&workspace.path("."), &[]).unwrap();
    assert_eq!(report.digest, verified.digest);
    let wrong: Vec<_> = report.statements.iter().filter(|one| one.wrong.is_some()).collect();
    assert!(report.statements.len() == 5 && wrong.is_empty(), "{report:?}");
    let private = workspace.path("workspace/state/keys/model-signer.key");
    assert_eq!(fs::metadata(private).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(probes(store).await[0].state, State::Proven);

    let object = live.onnx_digest.hex();
    let object = workspace.path(&format!("workspace/state/objects/{}/{object}", &object[..2]));
    fs::write(object, b"another model").unwrap();
    assert_eq!(probes(store).await[0].state, State::Failed);
    assert!(load_promoted(store, &credit()).await.is_err());
}

// proves M12
#[tokio::test]
async fn a_weak_model_passes_only_if_somebody_answers_for_it() {
    let workspace = Workspace::new().await;
    let handover = workspace.handover();
    let digest = workspace.signed(vec![weak()]).await;
    let mia = workspace.permit("mia", Action::Promote, Some(digest)).await;
    let refused = handover.request(&mia, &credit(), digest, false, None).await;
    assert!(matches!(refused, Err(HandoverError::Weak { count: 1, .. })));
    let asked = handover.request(&mia, &credit(), digest, true, None).await.unwrap();
    assert_eq!(asked.accepted, [weak()]);
    let events = workspace.store.events(0..1_000).await.unwrap();
    let last: Vec<_> = events.iter().rev().map(|event| event.api.operation.as_str()).collect();
    assert_eq!(last[..2], ["approval-asked", "model-weakness-accepted"]);
    let olga = workspace.permit("olga", Action::Approve, Some(digest)).await;
    handover.approve(&olga, &credit(), digest, Digest::of(b"policy")).await.unwrap();
    let model = workspace.store.model_live(&credit()).await.unwrap().1;
    assert_eq!(model.accepted_weak().unwrap().by.as_str(), "mia");
}

// proves M10
#[tokio::test]
async fn a_model_that_was_signed_before_it_broke_off_goes_on() {
    let workspace = Workspace::new().await;
    let (handover, digest) = (workspace.handover(), workspace.signed(Vec::new()).await);
    let mia = workspace.permit("mia", Action::Promote, Some(digest)).await;
    // Whoever asked never got them.
    for name in ["model.sig", "signer.pub.pem"] {
        fs::remove_file(workspace.path(name)).unwrap();
    }
    assert!(handover.request(&mia, &credit(), digest, false, None).await.is_err());
    handover.signed_before(&credit(), digest).await.unwrap();
    assert!(workspace.path("signer.pub.pem").is_file());
    handover.request(&mia, &credit(), digest, false, None).await.unwrap();
    // What lies there is not written over: it is held against the registry's.
    fs::write(workspace.path("model.sig"), "another").unwrap();
    handover.signed_before(&credit(), digest).await.unwrap();
    assert!(handover.request(&mia, &credit(), digest, false, None).await.is_err());
}

// proves M10
#[tokio::test]
async fn what_a_key_signed_stays_signed_when_another_takes_its_place() {
    let workspace = Workspace::new().await;
    let (store, handover) = (&workspace.store, workspace.handover());
    let digest = workspace.asked("mia").await;
    let read = |name: &str| fs::read_to_string(workspace.path(name)).unwrap();
    let (bundle, public) = (read("model.sig"), read("signer.pub.pem"));
    let other = workspace.permit("sam", Action::ChangeAccess, Some(digest)).await;
    assert!(rotate_signer(store, &other).await.is_err());
    assert_eq!(signer_public(store).await.unwrap().1, public);
    let detail = Some(KeyKind::ModelSigner.rotation());
    let rotate = workspace.permit("sam", Action::ChangeAccess, detail).await;
    let done = rotate_signer(store, &rotate).await.unwrap();
    assert_ne!(signer_public(store).await.unwrap().1, public);
    // It was signed before, and is agreed to after.
    let olga = workspace.permit("olga", Action::Approve, Some(digest)).await;
    handover.approve(&olga, &credit(), digest, Digest::of(b"policy")).await.unwrap();
    load_promoted(store, &credit()).await.unwrap();
    assert_eq!(probes(store).await[0].state, State::Proven);
    // Anybody who has the public half of before verifies it still, and the list has it.
    let shown = store.keys_shown().await.unwrap();
    let kept = shown.iter().find(|key| key.id.as_ref() == Some(&done.before)).unwrap();
    assert_eq!(kept.public.as_ref(), Some(&public));
    let key = VerifyKey::from_pem(&public).unwrap();
    verify(&workspace.path("model"), &bundle, &key).unwrap();
    // A bundle by neither is none.
    let object = store.model_live(&credit()).await.unwrap().1.signature.unwrap().hex();
    let path = workspace.path(&format!("workspace/state/objects/{}/{object}", &object[..2]));
    assert_eq!(fs::read_to_string(path).unwrap(), bundle);
}
