//! The signature over a model's folder, verified as anybody could: with nothing but the files and the
//! public key.

use crate::failure::{At, Failure, whole};
use artifact::sign::{SigningKey, VerifyError, VerifyKey, verify};
use std::fs;
use std::path::Path;

/// How many files the signature in `root` covers, all of them as they were signed, by the workspace in
/// `root`.
pub fn signed(root: &Path) -> Result<usize, Failure> {
    let read = |name: &str| {
        fs::read_to_string(root.join(name))
            .map_err(|e| Failure::refused(format!("the model is not signed: {name}: {e}")))
    };
    let pem = read("signer.pub.pem")?;
    let own = read("workspace/state/keys/model-signer.key")?;
    let own = SigningKey::from_pem(&own).internal("reading the workspace's signing key")?;
    if own.public().to_pem().internal("writing the signer's key")? != pem {
        return Err(Failure::refused("the model is signed by another key than the workspace's"));
    }
    let key = VerifyKey::from_pem(&pem).internal("reading the signer's key")?;
    let verified = verify(&root.join("model"), &read("model.sig")?, &key);
    Ok(verified.map_err(|error| Failure::refused(whole(&error)))?.files.len())
}

/// A copy of the signed folder in `to`, in which the last byte of the model is another; gives whether
/// the signature names that very file.
pub fn changed_byte(root: &Path, to: &Path) -> Result<bool, Failure> {
    let read = |name: &str| fs::read(root.join(name)).internal("reading the model");
    let copy = to.join("model");
    fs::create_dir_all(&copy).internal("copying the model")?;
    for name in ["model/final.onnx", "model/bom.cdx.json", "model.sig", "signer.pub.pem"] {
        fs::write(to.join(name), read(name)?).internal("copying the model")?;
    }
    let mut changed = read("model/final.onnx")?;
    if let Some(byte) = changed.last_mut() {
        *byte ^= 1;
    }
    fs::write(copy.join("final.onnx"), changed).internal("changing a byte")?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let key = VerifyKey::from_pem(&text(read("signer.pub.pem")?)).internal("reading the key")?;
    let verdict = verify(&copy, &text(read("model.sig")?), &key);
    Ok(matches!(&verdict, Err(VerifyError::Mismatch { changed, .. })
        if changed.iter().any(|name| name == "final.onnx")))
}
