use super::*;
use crate::sign::{SigningKey, folder};
use std::fs;

fn model() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("sub")).unwrap();
    fs::write(root.path().join("final.onnx"), b"weights").unwrap();
    fs::write(root.path().join("sub/notes.txt"), b"notes").unwrap();
    root
}

fn mismatch(error: VerifyError) -> (Vec<String>, Vec<String>, Vec<String>) {
    match error {
        VerifyError::Mismatch { extra, missing, changed, .. } => (extra, missing, changed),
        other => panic!("expected a mismatch, got {other}"),
    }
}

// proves M10
#[test]
fn a_signed_folder_verifies_and_any_difference_is_named() {
    let root = model();
    let key = SigningKey::generate().unwrap();
    let bundle = folder(root.path(), &[], &key).unwrap();
    let verified = verify(root.path(), &bundle, &key.public()).unwrap();
    assert_eq!(verified.files.len(), 2);

    fs::write(root.path().join("final.onnx"), b"weighty").unwrap();
    fs::write(root.path().join("extra.py"), b"").unwrap();
    fs::remove_file(root.path().join("sub/notes.txt")).unwrap();
    let error = verify(root.path(), &bundle, &key.public()).unwrap_err();
    let (extra, missing, changed) = mismatch(error);
    assert_eq!(
        (extra, missing, changed),
        (
            vec!["extra.py".to_owned()],
            vec!["sub/notes.txt".to_owned()],
            vec!["final.onnx".to_owned()],
        )
    );
}

// proves M10
#[test]
fn another_key_and_a_changed_statement_are_refused() {
    let root = model();
    let key = SigningKey::generate().unwrap();
    let bundle = folder(root.path(), &[], &key).unwrap();
    let stranger = SigningKey::generate().unwrap();
    let refused = verify(root.path(), &bundle, &stranger.public());
    assert!(matches!(refused, Err(VerifyError::OtherKey { .. })));

    // A stranger who also takes the signer's hint is still refused, by the signature.
    let hint = |key: &SigningKey| key.public().hint().unwrap().hex();
    let forged = folder(root.path(), &[], &stranger).unwrap();
    let forged = forged.replace(&hint(&stranger), &hint(&key));
    let refused = verify(root.path(), &forged, &key.public());
    assert!(matches!(refused, Err(VerifyError::Signature(_))));

    for cut in 0..bundle.len() {
        assert!(verify(root.path(), &bundle[..cut], &key.public()).is_err());
    }
}

#[test]
fn a_hostile_statement_is_refused_even_when_signed() {
    let root = model();
    let key = SigningKey::generate().unwrap();
    let files = listing::list(root.path(), &[]).unwrap();
    let payload = bundle::statement("m", &files, &Scope::all(), root.path()).unwrap();
    let payload = String::from_utf8(payload).unwrap();
    let check = |from: &str, to: &str| {
        assert!(payload.contains(from));
        let payload = payload.replace(from, to);
        let signed = bundle::write_as(payload.as_bytes(), &key, None).unwrap();
        verify(root.path(), &signed, &key.public()).unwrap_err()
    };
    assert!(matches!(check("\"files\"", "\"shards\""), VerifyError::Unsupported(_)));
    assert!(matches!(check("\"sub/notes.txt\"", "\"final.onnx\""), VerifyError::Malformed(_)));
    assert!(matches!(check("signature/v1.0", "signature/v9.0"), VerifyError::Unsupported(_)));
    let first = files[0].digest.hex();
    assert!(matches!(check(&first, &files[1].digest.hex()), VerifyError::Malformed(_)));
    assert!(matches!(check("Statement/v1", "Statement/v2"), VerifyError::Unsupported(_)));
}
