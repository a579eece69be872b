use super::*;
use crate::provenance::{Material, PAYLOAD_TYPE, Robustness, Trial, robustness};
use crate::sign::SigningKey;
use terms::seal::SealKey;

struct Handed {
    dir: tempfile::TempDir,
    seal: SealKey,
}

/// `model/`, its signature, and a statement about it, with both public keys.
fn handed() -> Handed {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::create_dir_all(at("model")).unwrap();
    fs::create_dir_all(at("evidence")).unwrap();
    fs::write(at("model/final.onnx"), b"weights").unwrap();
    let key = SigningKey::generate().unwrap();
    let signed = sign::model(&at("model"), &Scope::model(), &key.into()).unwrap();
    fs::write(at("model.sig"), &signed.bundle).unwrap();
    fs::write(at("signer.pub.pem"), signed.key.to_pem().unwrap()).unwrap();
    let seal = SealKey::generate().unwrap();
    let statement = robustness(&Robustness {
        model: Material { name: "loans".to_owned(), digest: signed.digest },
        trials: vec![Trial { name: "pgd20 eps 0.1".to_owned(), accuracy: 0.8 }],
        weaknesses: Vec::new(),
    });
    let sealed = serde_json::to_string(&seal.seal(PAYLOAD_TYPE, &statement).unwrap()).unwrap();
    fs::write(at("evidence/robustness.json"), sealed).unwrap();
    fs::write(at("evidence/workspace.pub.pem"), seal.public().to_pem().unwrap()).unwrap();
    Handed { dir, seal }
}

fn wrong(report: &Report) -> Vec<Kind> {
    report.statements.iter().filter(|one| one.wrong.is_some()).map(|one| one.kind).collect()
}

// proves M10
#[test]
fn every_statement_of_a_folder_is_held_against_one_digest() {
    let handed = handed();
    let root = handed.dir.path();
    let report = folder(root, &[]).unwrap();
    let kinds: Vec<Kind> = report.statements.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [Kind::Robustness, Kind::Signature]);
    assert!(wrong(&report).is_empty(), "{report:?}");

    fs::write(root.join("model/final.onnx"), b"weighty").unwrap();
    assert_eq!(wrong(&folder(root, &[]).unwrap()), [Kind::Robustness, Kind::Signature]);
    fs::write(root.join("model/final.onnx"), b"weights").unwrap();

    // A key that was given is believed, and those that lie there are not.
    let stranger = PublicKey::Seal(SealKey::generate().unwrap().public());
    assert_eq!(wrong(&folder(root, &[stranger]).unwrap()), [Kind::Robustness, Kind::Signature]);
    let own = PublicKey::Seal(handed.seal.public());
    assert_eq!(wrong(&folder(root, &[own]).unwrap()), [Kind::Signature]);
}

// proves M10
#[test]
fn a_changed_or_borrowed_statement_does_not_hold() {
    let handed = handed();
    let root = handed.dir.path();
    let path = root.join("evidence/robustness.json");
    let other = robustness(&Robustness {
        model: Material { name: "loans".to_owned(), digest: Digest::of(b"another") },
        trials: Vec::new(),
        weaknesses: Vec::new(),
    });
    let sealed = handed.seal.seal(PAYLOAD_TYPE, &other).unwrap();
    fs::write(&path, serde_json::to_string(&sealed).unwrap()).unwrap();
    let report = folder(root, &[]).unwrap();
    assert_eq!(wrong(&report), [Kind::Robustness]);
    assert!(report.statements[0].wrong.as_deref().unwrap().contains("another model"));

    let mut changed = sealed;
    changed.payload = changed.payload.replace('A', "B");
    fs::write(&path, serde_json::to_string(&changed).unwrap()).unwrap();
    assert_eq!(wrong(&folder(root, &[]).unwrap()).len(), 1);
    std::os::unix::fs::symlink("/etc/hostname", root.join("model/link")).unwrap();
    assert_eq!(wrong(&folder(root, &[]).unwrap()).len(), 2);
}
