//! What was made of what: an in-toto statement (SLSA Provenance v1) about every file, signed by the program
//! that was packaged.

use super::program::said;
use super::{Making, build, files, sums};
use crate::run;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Writes the statement, its signature and the signer's public key, and verifies them.
pub fn write(
    making: &Making,
    packages: &[PathBuf],
    given: bool,
    key: Option<&Path>,
) -> Result<Vec<PathBuf>, String> {
    let base = format!("hygeia-{}.provenance", making.program.version);
    let place = |ending: &str| making.out.join(format!("{base}.{ending}"));
    let (statement, signature, public) = (place("json"), place("sig"), place("pub.pem"));
    let text = serde_json::to_string_pretty(&about(making, packages, given)?);
    files::put(&statement, text.map_err(|error| error.to_string())?.as_bytes())?;
    let hygeia = || Command::new(&making.program.path);
    let key = match key {
        Some(key) => key.to_path_buf(),
        None => {
            println!("provenance: signed by a key of this build alone (another: --key FILE)");
            let key = making.work.join("build.pem");
            said(hygeia().args(["sign", "--new-key"]).arg(&key))?;
            key
        }
    };
    let half = said(Command::new("openssl").args(["pkey", "-pubout", "-in"]).arg(&key))?;
    files::put(&public, format!("{half}\n").as_bytes())?;
    said(hygeia().arg("sign").arg(&statement).arg("--key").arg(&key).arg("--out").arg(&signature))?;
    let mut verify = hygeia();
    verify.arg("verify").arg(&statement).arg("--signature").arg(&signature);
    said(verify.arg("--key").arg(&public))?;
    Ok(vec![statement, signature, public])
}

/// The statement. <https://slsa.dev/spec/v1.0/provenance>
fn about(making: &Making, packages: &[PathBuf], given: bool) -> Result<Value, String> {
    let subject = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(json!({ "name": name, "digest": { "sha256": sums::digest(path)? } }))
    };
    let subjects = packages.iter().map(subject).collect::<Result<Vec<_>, String>>()?;
    let program = sums::digest(&making.program.path)?;
    // Of a program that was brought, nobody here saw the sources.
    let (parameters, materials) = if given {
        let brought = json!({ "name": "hygeia", "digest": { "sha256": program } });
        (json!({ "program": "brought" }), vec![brought])
    } else {
        let parameters = json!({ "profile": "dist", "package": "hygeia" });
        (parameters, sources()?)
    };
    Ok(json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subjects,
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": "https://hygeia.example/build/dist/v1",
                "externalParameters": parameters,
                "internalParameters": { "program": { "sha256": program } },
                "resolvedDependencies": materials,
            },
            "runDetails": { "builder": {
                "id": std::env::var("HYGEIA_BUILDER")
                    .unwrap_or_else(|_| "https://hygeia.example/builder/local".to_owned()),
                "version": { "rustc": said(Command::new("rustc").arg("--version"))? },
            }},
        },
    }))
}

/// The commit, whether anything was changed since, and what pins all else.
fn sources() -> Result<Vec<Value>, String> {
    let commit = build::git(&["rev-parse", "HEAD"])?;
    let changed = !build::git(&["status", "--porcelain"])?.is_empty();
    let mut materials = vec![json!({
        "name": "sources",
        "digest": { "gitCommit": commit },
        "annotations": { "changedSince": changed },
    })];
    for name in ["Cargo.lock", "rust-toolchain.toml"] {
        let digest = sums::digest(&run::root().join(name))?;
        materials.push(json!({ "name": name, "digest": { "sha256": digest } }));
    }
    Ok(materials)
}
