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

/// A folder as it is cloned from a hub, and a key.
fn cloned(dir: &Path) {
    fs::create_dir_all(dir.join("m/.git")).unwrap();
    for name in ["w.bin", ".gitattributes", ".gitignore", ".git/HEAD"] {
        fs::write(dir.join("m").join(name), name).unwrap();
    }
    hygeia(dir, &["sign", "--new-key", "k.pem", "--curve", "p384"]).ends(0);
}

// proves M10
#[test]
fn what_belongs_to_git_is_not_signed_and_what_came_later_can_be_left_out() {
    let dir = tempfile::tempdir().unwrap();
    cloned(dir.path());
    let args = ["sign", "m", "--key", "k.pem", "--format", "json"];
    let told = hygeia(dir.path(), &args).ends(0).json();
    assert_eq!(told["files"], serde_json::json!(["w.bin"]));
    let verify = ["verify", "m", "--signature", "m.sig", "--key", "k.pub.pem"];
    hygeia(dir.path(), &verify).ends(0);
    fs::write(dir.path().join("m/claims.jsonl"), "{}").unwrap();
    hygeia(dir.path(), &verify).ends(1).tells(&["claims.jsonl", "not signed"]);
    let ignoring = [&verify[..], &["--ignore-paths", "m/claims.jsonl"]].concat();
    hygeia(dir.path(), &ignoring).ends(0);
    let unsigned = [&verify[..], &["--ignore-unsigned-files"]].concat();
    hygeia(dir.path(), &unsigned).ends(0);
    fs::write(dir.path().join("m/w.bin"), "other").unwrap();
    hygeia(dir.path(), &unsigned).ends(1).tells(&["w.bin", "changed"]);

    // A signature among the files it is about, which leaves itself out.
    let inside = ["sign", "m", "--key", "k.pem", "--out", "m/model.sig"];
    hygeia(dir.path(), &inside).ends(0);
    let verify = ["verify", "m", "--signature", "m/model.sig", "--key", "k.pub.pem"];
    hygeia(dir.path(), &verify).ends(0);
}

// proves M10
#[test]
fn a_link_or_a_pipe_among_signed_files_is_tampering_and_what_is_not_understood_is_unknown() {
    let dir = tempfile::tempdir().unwrap();
    signed(dir.path());
    std::os::unix::fs::symlink("/etc/hostname", dir.path().join("model/extra")).unwrap();
    let ran = verify(dir.path(), &["--format", "sarif"]).ends(1).tells(&["extra", "link"]);
    assert_eq!(sarif_rules(&ran.json()), ["artifact/unsigned-link"]);
    fs::remove_file(dir.path().join("model/extra")).unwrap();
    std::os::unix::fs::symlink("../final.onnx", dir.path().join("model/sub/notes.md")).unwrap();
    verify(dir.path(), &[]).ends(1).tells(&["sub/notes.md"]);
    let args = ["sign", "model", "--key", "signer.pem"];
    hygeia(dir.path(), &args).ends(2).tells(&["notes.md", "--allow-symlinks"]);
    let args = [&args[..], &["--allow-symlinks"]].concat();
    hygeia(dir.path(), &args).ends(0);
    verify(dir.path(), &[]).ends(0);
}

// proves M10
#[test]
fn a_list_of_digests_is_verified_without_the_files() {
    let dir = tempfile::tempdir().unwrap();
    signed(dir.path());
    let Some(mut sums) = needs::program("sha256sum") else { return };
    let output = sums
        .args(["final.onnx", "sub/notes.txt"])
        .current_dir(dir.path().join("model"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    fs::write(dir.path().join("sums"), &text).unwrap();
    fs::remove_dir_all(dir.path().join("model")).unwrap();
    let args = ["verify", "--digests", "sums", "--signature", "model.sig", "--key"];
    let args = [&args[..], &["signer.pub.pem"]].concat();
    hygeia(dir.path(), &args).ends(0);
    let first = text.chars().next().unwrap();
    let other = if first == '0' { "1" } else { "0" };
    fs::write(dir.path().join("sums"), format!("{other}{}", &text[1..])).unwrap();
    hygeia(dir.path(), &args).ends(1).tells(&["final.onnx", "changed"]);
    fs::write(dir.path().join("sums"), "nothing").unwrap();
    hygeia(dir.path(), &args).ends(2).tells(&["line 1"]);
}

#[test]
fn a_passphrase_guards_a_key_that_is_made() {
    let dir = tempfile::tempdir().unwrap();
    cloned(dir.path());
    fs::write(dir.path().join("word"), "correct horse\n").unwrap();
    let args = ["sign", "--new-key", "p.pem", "--passphrase-file", "word"];
    hygeia(dir.path(), &args).ends(0);
    let text = fs::read_to_string(dir.path().join("p.pem")).unwrap();
    assert!(text.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    let args = ["sign", "m", "--key", "p.pem"];
    hygeia(dir.path(), &args).ends(2).tells(&["passphrase", "--passphrase-file"]);
    let args = [&args[..], &["--passphrase-file", "word"]].concat();
    hygeia(dir.path(), &args).ends(0);
}

// proves M10
#[test]
fn a_bill_lists_what_a_logged_model_needs() {
    let dir = tempfile::tempdir().unwrap();
    cloned(dir.path());
    let write = |name: &str, text: &str| fs::write(dir.path().join("m").join(name), text).unwrap();
    write("MLmodel", "flavors:\n  sklearn:\n    sklearn_version: 1.5.0\n");
    write("requirements.txt", "scikit-learn==1.5.0\nnumpy>=2\n");
    write("README.md", "---\nlicense: mit\nbase_model: org/base\ndatasets: [made-up]\n---\n");
    let bill = hygeia(dir.path(), &["bom", "m"]).ends(0).json();
    let components = bill["components"].as_array().unwrap();
    let of = |kind: &str| -> Vec<&str> {
        let wanted = components.iter().filter(|part| part["type"] == kind);
        wanted.map(|part| part["bom-ref"].as_str().unwrap()).collect()
    };
    assert_eq!(of("library"), ["pkg:pypi/numpy", "pkg:pypi/scikit-learn@1.5.0"]);
    assert_eq!(of("data"), ["dataset:made-up"]);
    assert_eq!(of("file"), ["file:MLmodel", "file:README.md", "file:requirements.txt"]);
    let model = &bill["metadata"]["component"];
    assert_eq!(model["licenses"][0]["license"]["id"], "MIT");
    assert_eq!(model["pedigree"]["ancestors"][0]["name"], "org/base");
}
