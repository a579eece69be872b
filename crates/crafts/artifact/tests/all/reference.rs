//! The reference implementations must agree with us. `cargo xtask test` gives HYGEIA_PYTHON, a
//! Python that has `model-signing` and `cyclonedx-python-lib[json-validation]`.

use hygeia_artifact::bom::{self, Inputs};
use hygeia_artifact::sign::{self, SigningKey, VerifyKey};
use std::fs;
use std::path::Path;
use std::process::Command;
use terms::{Class, Digest, Timestamp};

pub fn python(arguments: &[&str], folder: &Path) -> bool {
    let python = std::env::var("HYGEIA_PYTHON").expect("HYGEIA_PYTHON names a Python");
    let output = Command::new(python).args(arguments).current_dir(folder).output().unwrap();
    eprintln!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output.status.success()
}

fn model() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir_all(root.path().join("model/sub")).unwrap();
    for name in ["model/final.onnx", "model/sub/z", "model/sub.txt", "model/bom.cdx.json"] {
        fs::write(root.path().join(name), name).unwrap();
    }
    root
}

// proves M10
#[test]
#[ignore = "needs HYGEIA_PYTHON with model-signing"]
fn model_signing_accepts_what_we_sign_and_refuses_a_changed_byte() {
    let root = model();
    let key = SigningKey::generate().unwrap();
    let bundle = sign::folder(&root.path().join("model"), &[], &key).unwrap();
    fs::write(root.path().join("model.sig"), bundle).unwrap();
    fs::write(root.path().join("signer.pub.pem"), key.public().to_pem().unwrap()).unwrap();
    let verify = ["-m", "model_signing", "verify", "key", "--signature", "model.sig"];
    let verify = [&verify[..], &["--public_key", "signer.pub.pem", "model"]].concat();
    assert!(python(&verify, root.path()));
    fs::write(root.path().join("model/final.onnx"), "model/final.onnX").unwrap();
    assert!(!python(&verify, root.path()));
}

// proves M10
#[test]
#[ignore = "needs HYGEIA_PYTHON with model-signing"]
fn we_accept_what_model_signing_signs_and_refuse_a_changed_byte() {
    let root = model();
    let key = SigningKey::generate().unwrap();
    fs::write(root.path().join("signer.pem"), key.to_pem().unwrap().as_str()).unwrap();
    let sign = ["-m", "model_signing", "sign", "key", "--private_key", "signer.pem"];
    assert!(python(&[&sign[..], &["--signature", "model.sig", "model"]].concat(), root.path()));
    let bundle = fs::read_to_string(root.path().join("model.sig")).unwrap();
    let public = VerifyKey::from_pem(&key.public().to_pem().unwrap()).unwrap();
    let folder = root.path().join("model");
    assert_eq!(sign::verify(&folder, &bundle, &public).unwrap().files.len(), 4);
    fs::write(folder.join("final.onnx"), "model/final.onnX").unwrap();
    assert!(sign::verify(&folder, &bundle, &public).is_err());
}

#[test]
#[ignore = "needs HYGEIA_PYTHON with cyclonedx-python-lib[json-validation]"]
fn the_strict_schema_of_cyclonedx_accepts_our_bill() {
    let root = tempfile::tempdir().unwrap();
    let bill = bom::bom(&inputs()).to_string();
    let check = "import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
text = open(sys.argv[1]).read()
error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
sys.exit(str(error.data.message) if error else 0)";
    fs::write(root.path().join("bom.cdx.json"), &bill).unwrap();
    assert!(python(&["-c", check, "bom.cdx.json"], root.path()));
    let broken = bill.replace("\"machine-learning-model\"", "\"machine\"");
    assert_ne!(broken, bill);
    fs::write(root.path().join("broken.json"), broken).unwrap();
    assert!(!python(&["-c", check, "broken.json"], root.path()));
}

fn inputs() -> Inputs {
    let port = |name: &str, format: &str| bom::Port { name: name.into(), format: format.into() };
    Inputs {
        name: "loans".into(),
        version: "1".into(),
        description: "Whether a loan is repaid.".into(),
        digest: Digest::of(b"model"),
        files: vec![bom::File {
            name: "final.onnx".into(),
            bytes: Some(5),
            digest: Digest::of(b"model"),
        }],
        task: "classification".into(),
        architecture: "ensemble".into(),
        inputs: vec![port("age", "float32 [N,1]")],
        outputs: vec![port("probabilities", "float32 [N,2]")],
        datasets: vec![bom::Dataset {
            name: "loans".into(),
            version: "1".into(),
            digest: Digest::of(b"data"),
            class: Class::Restricted,
            owner: "Lending".into(),
            sensitive: vec!["us_ssn".into()],
        }],
        libraries: vec![bom::Library {
            name: "burn".into(),
            version: "0.22.1".into(),
            ecosystem: "cargo".into(),
        }],
        parameters: vec![("epochs".into(), "5".into())],
        metrics: vec![bom::Metric {
            kind: "accuracy".into(),
            value: 0.81,
            slice: "pgd20 eps 0.1".into(),
            interval: Some((0.79, 0.83)),
        }],
        limitations: vec!["Not for people below 18.".into()],
        described: bom::Described::default(),
        supplier: String::new(),
        contact: String::new(),
        phase: "build",
        at: Timestamp::from_unix(1_700_000_000),
    }
}

#[test]
fn a_bill_links_the_model_to_all_its_parts() {
    let bill = bom::bom(&inputs());
    assert_eq!(bill, bom::bom(&inputs()));
    let refs: Vec<_> =
        bill["components"].as_array().unwrap().iter().map(|c| &c["bom-ref"]).collect();
    let linked: Vec<_> = bill["dependencies"][0]["dependsOn"].as_array().unwrap().iter().collect();
    assert_eq!(refs, linked);
    let model = &bill["metadata"]["component"];
    assert_eq!(model["type"], "machine-learning-model");
    assert_eq!(model["modelCard"]["modelParameters"]["datasets"][0]["ref"], "dataset:loans@1");
    assert_eq!(model["hashes"][0]["content"], Digest::of(b"model").hex());
}
