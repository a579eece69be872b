//! Keys that stay in a token, here SoftHSM's.

use hygeia_artifact::sign::{self, Curve, Scope, SigningKey, TokenUri, VerifyKey, token_key};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";
/// Names the settings of SoftHSM to its module.
const SETTINGS: &str = "SOFTHSM2_CONF";

// proves M10
#[test]
fn a_key_signs_and_never_leaves_its_token() {
    let Some(_) = needs::program("softhsm2-util") else { return };
    if std::env::var_os(SETTINGS).is_some() {
        return signs_by_token();
    }
    // The module reads its settings from the environment, which a process sets for another alone.
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("tokens")).unwrap();
    let settings = dir.path().join("softhsm.conf");
    let folder = dir.path().join("tokens");
    fs::write(&settings, format!("directories.tokendir = {}\n", folder.display())).unwrap();
    let ran = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "token::a_key_signs_and_never_leaves_its_token", "--nocapture"])
        .env(SETTINGS, &settings)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && told.contains("1 passed"), "{told}");
}

fn util(arguments: &[&str]) {
    let mut command = needs::program("softhsm2-util").unwrap();
    let ran = command.args(arguments).stdout(Stdio::null()).status().unwrap();
    assert!(ran.success(), "{arguments:?}");
}

/// A key in the token, and its public half.
fn imported(at: &Path, number: usize, curve: Curve) -> (String, VerifyKey) {
    let key = SigningKey::generate_on(curve).unwrap();
    let (path, name, id) = (at.join("k.pem"), format!("key {number}"), format!("0{number}"));
    fs::write(&path, key.to_pem().unwrap().as_str()).unwrap();
    let path = path.to_str().unwrap();
    let token = ["--token", "models", "--label", &name, "--id", &id, "--pin", "1234"];
    util(&[&["--import", path], &token[..]].concat());
    (name, key.public())
}

fn uri(text: &str) -> TokenUri {
    format!("pkcs11:{text}?module-path={MODULE}").replace(' ', "%20").parse().unwrap()
}

fn signs_by_token() {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path();
    fs::create_dir(at.join("m")).unwrap();
    fs::write(at.join("m/w.bin"), "weights").unwrap();
    util(&["--init-token", "--free", "--label", "models", "--so-pin", "12345", "--pin", "1234"]);
    for (number, curve) in [Curve::P256, Curve::P384, Curve::P521].into_iter().enumerate() {
        let (name, public) = imported(at, number, curve);
        let key = token_key(&uri(&format!("token=models;object={name}")), Some("1234")).unwrap();
        assert_eq!(key.public(), public);
        assert!(key.to_pem().is_err(), "it stays there");
        let signed = sign::model(&at.join("m"), &Scope::model(), &key.into()).unwrap();
        sign::verify(&at.join("m"), &signed.bundle, &public).unwrap();
    }
    for (bad, pin) in [
        ("token=models;object=key 0", "9999"),
        ("token=models;object=none", "1234"),
        ("token=other;object=key 0", "1234"),
        ("token=models", "1234"),
    ] {
        assert!(token_key(&uri(bad), Some(pin)).is_err(), "{bad}");
    }
}
