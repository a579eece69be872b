//! surface. Only what these tests open themselves is spoken to.

use crate::support::{hygeia, keys, sarif_rules};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

// proves M3
#[test]
fn the_surface_shows_listeners_packages_and_what_is_unknown() {
    let dir = tempfile::tempdir().unwrap();
    let own = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = own.local_addr().unwrap().port();
    let look = |more: &[&str]| hygeia(dir.path(), &[&["surface", "--list-only"], more].concat());
    let ran = look(&["--format", "json", "--fail-on", "never"]).ends(3).tells(&["unknown"]);
    let told = ran.json();
    let wanted = ["at", "listeners", "unlisted", "packages", "modes", "findings", "probes"];
    assert_eq!(keys(&told), wanted);
    let listeners = told["listeners"].as_array().unwrap();
    let address = format!("127.0.0.1:{port}");
    let mine = listeners.iter().find(|listener| listener["address"] == address.as_str()).unwrap();
    assert_eq!(mine["owner"]["program"]["pid"], std::process::id());
    let ecosystems: Vec<&str> = told["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|packages| packages["ecosystem"].as_str().unwrap())
        .collect();
    assert_eq!(ecosystems, ["debian", "python", "cargo"]);

    let people = look(&["--fail-on", "never"]).ends(3).out;
    assert!(people.contains(&format!("{port}/tcp")) && people.contains("credentials"), "{people}");
    assert!(people.contains("debian") && people.contains("unknown"), "{people}");
    drop(own);
}

// proves M3
#[test]
fn an_open_key_file_fails_the_surface() {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let key = dir.path().join("signer.pem");
    fs::write(&key, "key").unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let args = ["surface", "--list-only", "--guard", "signer.pem", "--format", "sarif"];
    let ran = hygeia(dir.path(), &args).ends(1).tells(&["--fail-on"]);
    assert!(sarif_rules(&ran.json()).contains(&"surface/open-mode"));
}

#[test]
fn advisories_that_are_none_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let look =
        |path: &str| hygeia(dir.path(), &["surface", "--list-only", "--advisories", path]).ends(2);
    look("absent.tar.gz").tells(&["absent.tar.gz", "check the path"]);
    fs::write(dir.path().join("empty.json"), "").unwrap();
    look("empty.json").tells(&["empty.json"]);
    fs::create_dir(dir.path().join("folder")).unwrap();
    look("folder").tells(&["folder", "no advisory"]);
}
