//! sign and verify.

use crate::support::{hygeia, keys, names, sarif_rules};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// A folder `model` of two files, a key, and a signature.
fn signed(dir: &Path) {
    fs::create_dir_all(dir.join("model/sub")).unwrap();
    fs::write(dir.join("model/final.onnx"), "weights").unwrap();
    fs::write(dir.join("model/sub/notes.txt"), "notes").unwrap();
    hygeia(dir, &["sign", "--new-key", "signer.pem"]).ends(0);
    hygeia(dir, &["sign", "model/", "--key", "signer.pem"]).ends(0);
}

fn verify(dir: &Path, more: &[&str]) -> crate::support::Ran {
    let args = ["verify", "model", "--signature", "model.sig", "--key", "signer.pub.pem"];
    hygeia(dir, &[&args, more].concat())
}

// proves M10
#[test]
fn a_signed_folder_verifies_and_every_change_is_named() {
    let dir = tempfile::tempdir().unwrap();
    signed(dir.path());
    assert_eq!(names(dir.path()), ["model", "model.sig", "signer.pem", "signer.pub.pem"]);
    let mode =
        |name: &str| fs::metadata(dir.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(
        (mode("signer.pem"), mode("signer.pub.pem"), mode("model.sig")),
        (0o600, 0o644, 0o644)
    );
    let told = verify(dir.path(), &["--format", "json"]).ends(0).json();
    let wanted = ["verified", "folder", "model", "digest", "files", "not_covered", "findings"];
    assert_eq!(keys(&told), wanted);
    assert_eq!(told["verified"], true);
    assert_eq!(told["files"], serde_json::json!(["final.onnx", "sub/notes.txt"]));

    fs::write(dir.path().join("model/final.onnx"), "weighty").unwrap();
    let changed = verify(dir.path(), &[]).ends(1).tells(&["final.onnx", "changed"]);
    assert!(changed.out.contains("artifact/changed-file"), "{}", changed.out);
    fs::write(dir.path().join("model/final.onnx"), "weights").unwrap();
    verify(dir.path(), &[]).ends(0);
    fs::write(dir.path().join("model/extra.py"), "").unwrap();
    verify(dir.path(), &[]).ends(1).tells(&["extra.py", "not signed"]);
    fs::remove_file(dir.path().join("model/extra.py")).unwrap();
    fs::remove_file(dir.path().join("model/sub/notes.txt")).unwrap();
    let missing = verify(dir.path(), &["--format", "sarif"]).ends(1).tells(&["notes.txt"]);
    assert_eq!(sarif_rules(&missing.json()), ["artifact/missing-file"]);
    let told = verify(dir.path(), &["--format", "json"]).ends(1).json();
    assert_eq!(told["verified"], false);
}

// proves M10
#[test]
fn another_key_or_a_broken_signature_does_not_verify() {
    let dir = tempfile::tempdir().unwrap();
    signed(dir.path());
    hygeia(dir.path(), &["sign", "--new-key", "stranger.pem"]).ends(0);
    let args = ["verify", "model", "--signature", "model.sig", "--key", "stranger.pub.pem"];
    let ran = hygeia(dir.path(), &args).ends(1).tells(&["model", "signed by the key"]);
    assert!(ran.out.contains("artifact/other-key"), "{}", ran.out);

    let text = fs::read_to_string(dir.path().join("model.sig")).unwrap();
    fs::write(dir.path().join("model.sig"), &text[..text.len() / 2]).unwrap();
    verify(dir.path(), &[]).ends(2).tells(&["model.sig", "malformed", "sign the model again"]);
    fs::write(dir.path().join("model.sig"), [0xff, 0xfe]).unwrap();
    verify(dir.path(), &[]).ends(2).tells(&["model.sig", "not text"]);
    fs::remove_file(dir.path().join("model.sig")).unwrap();
    verify(dir.path(), &[]).ends(2).tells(&["model.sig", "No such file"]);
}

#[test]
fn keys_are_never_overwritten_or_signed_with_the_model() {
    let dir = tempfile::tempdir().unwrap();
    signed(dir.path());
    let key = fs::read(dir.path().join("signer.pem")).unwrap();
    let again = hygeia(dir.path(), &["sign", "--new-key", "signer.pem"]);
    again.ends(2).tells(&["signer.pem exists", "never overwritten"]);
    assert_eq!(fs::read(dir.path().join("signer.pem")).unwrap(), key);

    let inside = hygeia(dir.path(), &["sign", "model", "--new-key", "model/key.pem"]);
    inside.ends(2).tells(&["model/key.pem", "move it elsewhere"]);
    let args = ["sign", "model", "--key", "signer.pem", "--out", "model/model.sig"];
    hygeia(dir.path(), &args).ends(2).tells(&["model/model.sig", "--out"]);
    assert_eq!(names(&dir.path().join("model")), ["final.onnx", "sub"]);

    let args = ["sign", "model", "--key", "signer.pub.pem"];
    hygeia(dir.path(), &args).ends(2).tells(&["signer.pub.pem", "no P-256 private key"]);
    let args = ["sign", "absent", "--key", "signer.pem"];
    hygeia(dir.path(), &args).ends(2).tells(&["absent is no folder"]);
    let args = ["sign", "model", "--key", "absent.pem"];
    hygeia(dir.path(), &args).ends(2).tells(&["absent.pem", "--new-key"]);
    assert_eq!(hygeia(dir.path(), &["sign", "model"]).code, 2);
    assert_eq!(names(dir.path()), ["model", "model.sig", "signer.pem", "signer.pub.pem"]);
}

#[test]
fn a_key_and_a_signature_in_one_go_are_told_as_json() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("m")).unwrap();
    fs::write(dir.path().join("m/a"), "a").unwrap();
    let args = ["sign", "m", "--new-key", "k.pem", "--out", "out/m.sig", "--format", "json"];
    let ran = hygeia(dir.path(), &args).ends(0);
    let wanted = ["private_key", "public_key", "key_id", "folder", "signature", "digest", "files"];
    assert_eq!(keys(&ran.json()), wanted);
    let secret = fs::read_to_string(dir.path().join("k.pem")).unwrap();
    assert!(!ran.out.contains(secret.lines().nth(1).unwrap()));
    let args = ["verify", "m", "--signature", "out/m.sig", "--key", "k.pub.pem"];
    hygeia(dir.path(), &args).ends(0);
}
