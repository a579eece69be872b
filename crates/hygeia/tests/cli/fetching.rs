//! fetch: what lies at its destination, and what does not.

use crate::support::{hygeia, keys, names};
use serde_json::json;
use std::fs;
use std::path::Path;

/// `cos\nsystem\n(S"true"\ntR.`: a pickle that would run a program.
const ARMED: &[u8] = b"cos\nsystem\n(S\"true\"\ntR.";

/// A folder `model`, signed beside, and its key.
fn signed(dir: &Path) {
    fs::create_dir_all(dir.join("model/sub")).unwrap();
    fs::write(dir.join("model/config.json"), "{}").unwrap();
    fs::write(dir.join("model/sub/notes.txt"), "notes").unwrap();
    hygeia(dir, &["sign", "--new-key", "signer.pem"]).ends(0);
    hygeia(dir, &["sign", "model/", "--key", "signer.pem"]).ends(0);
}

fn fetch(dir: &Path, source: &str, dest: &str, more: &[&str]) -> crate::support::Ran {
    hygeia(dir, &[&["fetch", "--key", "signer.pub.pem", source, dest], more].concat())
}

// proves M10
#[test]
fn what_is_signed_is_fetched_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    signed(dir.path());
    let told = fetch(dir.path(), "model", "a/b", &["--format", "json"]).ends(0).json();
    let wanted = [
        "fetched",
        "source",
        "destination",
        "signature",
        "model",
        "digest",
        "files",
        "left_out",
        "verdict",
        "findings",
        "unsure",
    ];
    assert_eq!(keys(&told), wanted);
    assert_eq!(told["files"], json!(["config.json", "sub/notes.txt"]));
    assert_eq!((&told["fetched"], &told["verdict"]), (&json!(true), &json!("clean")));
    assert_eq!(names(&dir.path().join("a")), ["b"]);
    assert_eq!(names(&dir.path().join("a/b")), ["config.json", "sub"]);
    // An empty folder is a destination, and one that holds something is not.
    fs::create_dir(dir.path().join("empty")).unwrap();
    let uri = format!("file://{}", dir.path().join("model").display());
    fetch(dir.path(), &uri, "empty", &[]).ends(0);
    fetch(dir.path(), &uri, "empty", &[]).ends(2).tells(&["not empty"]);
    fetch(dir.path(), "model", "signer.pem", &[]).ends(2).tells(&["no folder"]);
    for elsewhere in ["gs://bucket/model", "http://127.0.0.1/model"] {
        fetch(dir.path(), elsewhere, "c", &[]).ends(2).tells(&["https://"]);
    }
    fetch(dir.path(), "s3://key:secret@bucket/model", "c", &[]).ends(2).tells(&["no such name"]);
    hygeia(dir.path(), &["fetch", "model", "c"]).ends(2).tells(&["--key"]);
}

// proves M10
#[test]
fn what_is_not_what_was_signed_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    signed(dir.path());
    let before = names(dir.path());
    let refused = |word: &str| {
        let told = fetch(dir.path(), "model", "to", &["--format", "json"]).ends(1).tells(&[word]);
        let told = told.json();
        assert_eq!(told["fetched"], false);
        assert!(!told["findings"].as_array().unwrap().is_empty(), "{told}");
        assert_eq!(names(dir.path()), before, "{word}: something was left");
    };
    let at = |name: &str| dir.path().join("model").join(name);
    fs::write(at("config.json"), "{ }").unwrap();
    refused("changed");
    fs::write(at("config.json"), "{}").unwrap();
    fs::write(at("sub/extra.py"), "").unwrap();
    refused("not signed");
    fs::remove_file(at("sub/extra.py")).unwrap();
    fs::remove_file(at("sub/notes.txt")).unwrap();
    refused("missing");
    std::os::unix::fs::symlink("../config.json", at("sub/notes.txt")).unwrap();
    let linked = fetch(dir.path(), "model", "to", &[]).ends(1).tells(&["no plain file"]);
    assert!(linked.out.is_empty() && names(dir.path()) == before, "{}", linked.out);
}

// proves M10
#[test]
fn what_a_scan_does_not_clear_leaves_nothing_though_it_is_signed() {
    let dir = tempfile::tempdir().unwrap();
    signed(dir.path());
    let before = names(dir.path());
    let sign = || hygeia(dir.path(), &["sign", "model/", "--key", "signer.pem"]).ends(0);
    fs::write(dir.path().join("model/w.pkl"), ARMED).unwrap();
    sign();
    let told = fetch(dir.path(), "model", "to", &["--format", "json"]).ends(1).json();
    assert_eq!((&told["fetched"], &told["verdict"]), (&json!(false), &json!("malicious")));
    assert_eq!(told["findings"][0]["location"]["file"], "to/w.pkl");
    assert_eq!(names(dir.path()), before);
    fs::remove_file(dir.path().join("model/w.pkl")).unwrap();
    fs::write(dir.path().join("model/w.bin"), [0, 255, 1, 254].repeat(8)).unwrap();
    sign();
    fetch(dir.path(), "model", "to", &[]).ends(3).tells(&["w.bin"]);
    fetch(dir.path(), "model", "to", &["--max-bytes", "5"]).ends(3).tells(&["--max-bytes"]);
    assert_eq!(names(dir.path()), before);
}
