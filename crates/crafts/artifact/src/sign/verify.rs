//! Verifying a signed folder: first the signature, then every file that it lists.

use super::bundle::{self, Bundle, Predicate, Statement};
use super::{Listed, SignError, VerifyKey, listing};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use terms::Digest;

/// Bytes of one bundle: room for some 200,000 files.
const BUNDLE_BYTES: usize = 64 << 20;

/// What a signature was found to cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The name that the signer gave to the model: informative only.
    pub model: String,
    /// SHA-256 over the files' raw digests in listed order.
    pub digest: Digest,
    pub files: Vec<Listed>,
    /// Paths that the signer left out: nothing is known of what lies there.
    pub ignored: Vec<String>,
}

/// Why a folder is not what was signed.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    #[error("the signature file is malformed: {0}; sign the model again")]
    Malformed(String),
    #[error("the bundle was signed by the key {found}, not by {wanted}: give the signer's own key")]
    OtherKey { found: String, wanted: String },
    #[error(
        "the signature does not verify under the key {0}: the statement was changed after signing"
    )]
    Signature(String),
    #[error("the signature uses {0}, which is not supported; sign with sha256 over whole files")]
    Unsupported(String),
    #[error("the folder is not what was signed:{}", describe(.extra, .missing, .changed))]
    Mismatch { extra: Vec<String>, missing: Vec<String>, changed: Vec<String> },
    #[error(transparent)]
    Folder(#[from] SignError),
}

/// Verifies that the files under `root` are exactly those that `bundle` lists, signed by `key`.
///
/// # Errors
/// If the bundle is malformed, signed by another key or changed; or a file is extra, missing or
/// changed (each is named).
pub fn verify(root: &Path, bundle: &str, key: &VerifyKey) -> Result<Verified, VerifyError> {
    let statement = open(bundle, key)?;
    let (model, digest) = match statement.subject.as_slice() {
        [subject] => (subject.name.clone(), subject.digest.sha256),
        _ => return Err(malformed("it must have exactly one subject")),
    };
    let signed = signed_files(&statement.predicate)?;
    if bundle::root(statement.predicate.resources.iter().map(|r| &r.digest)) != digest {
        return Err(malformed("the subject's digest is not that of the listed files"));
    }
    let ignored = statement.predicate.serialization.ignore_paths.clone();
    let ignore: Vec<&str> = ignored.iter().map(String::as_str).collect();
    let files = listing::list(root, &ignore)?;
    compare(&signed, &files)?;
    Ok(Verified { model, digest, files, ignored })
}

/// The signed statement, once its signature holds.
fn open(text: &str, key: &VerifyKey) -> Result<Statement, VerifyError> {
    if text.len() > BUNDLE_BYTES {
        return Err(malformed("it is larger than 64 MiB"));
    }
    let bundle: Bundle = serde_json::from_str(text).map_err(|e| malformed(&e.to_string()))?;
    if bundle.media_type != bundle::MEDIA_TYPE {
        return Err(VerifyError::Unsupported(format!("the media type {:?}", bundle.media_type)));
    }
    let wanted = bundle::hint(key).unwrap_or_default();
    if let Some(found) = bundle.verification_material.public_key.hint
        && found != wanted
    {
        return Err(VerifyError::OtherKey { found, wanted });
    }
    let envelope = bundle.dsse_envelope;
    if envelope.payload_type != bundle::PAYLOAD_TYPE {
        return Err(VerifyError::Unsupported(format!(
            "the payload type {:?}",
            envelope.payload_type
        )));
    }
    let decode = |text: &str| STANDARD.decode(text).map_err(|e| malformed(&e.to_string()));
    let payload = decode(&envelope.payload)?;
    let [signature] = envelope.signatures.as_slice() else {
        return Err(malformed("it must have exactly one signature"));
    };
    if !key.verifies(&bundle::pre_authentication(&payload), &decode(&signature.sig)?) {
        return Err(VerifyError::Signature(wanted));
    }
    let statement: Statement =
        serde_json::from_slice(&payload).map_err(|e| malformed(&e.to_string()))?;
    if statement.kind != bundle::STATEMENT_TYPE
        || statement.predicate_type != bundle::PREDICATE_TYPE
    {
        return Err(VerifyError::Unsupported(format!(
            "the predicate {:?}",
            statement.predicate_type
        )));
    }
    Ok(statement)
}

fn signed_files(predicate: &Predicate) -> Result<BTreeMap<&str, Digest>, VerifyError> {
    let how = &predicate.serialization;
    if how.method != "files" || how.hash_type != "sha256" || how.allow_symlinks {
        let what = format!("{} over {} (links: {})", how.hash_type, how.method, how.allow_symlinks);
        return Err(VerifyError::Unsupported(what));
    }
    let mut files = BTreeMap::new();
    for resource in &predicate.resources {
        if resource.algorithm != "sha256" {
            return Err(VerifyError::Unsupported(format!("the digest {:?}", resource.algorithm)));
        }
        if files.insert(resource.name.as_str(), resource.digest).is_some() {
            return Err(malformed("a file is listed twice"));
        }
    }
    Ok(files)
}

fn compare(signed: &BTreeMap<&str, Digest>, files: &[Listed]) -> Result<(), VerifyError> {
    let present: BTreeMap<&str, Digest> =
        files.iter().map(|file| (file.name.as_str(), file.digest)).collect();
    let without = |a: &BTreeMap<&str, Digest>, b: &BTreeMap<&str, Digest>| -> Vec<String> {
        a.keys().filter(|name| !b.contains_key(*name)).map(|&name| name.to_owned()).collect()
    };
    let extra = without(&present, signed);
    let missing = without(signed, &present);
    let differs = |name: &str, digest: &Digest| signed.get(name).is_some_and(|was| was != digest);
    let changed: Vec<String> = present
        .iter()
        .filter(|(name, digest)| differs(name, digest))
        .map(|(&name, _)| name.to_owned())
        .collect();
    if extra.is_empty() && missing.is_empty() && changed.is_empty() {
        return Ok(());
    }
    Err(VerifyError::Mismatch { extra, missing, changed })
}

fn describe(extra: &[String], missing: &[String], changed: &[String]) -> String {
    let mut text = String::new();
    for (what, names) in [("changed", changed), ("missing", missing), ("not signed", extra)] {
        for name in names.iter().take(10) {
            let _ = write!(text, " {name:?} is {what};");
        }
        if names.len() > 10 {
            let _ = write!(text, " {} more are {what};", names.len() - 10);
        }
    }
    text.push_str(" do not use it, and fetch it again from its signer");
    text
}

fn malformed(what: &str) -> VerifyError {
    VerifyError::Malformed(what.to_owned())
}

#[cfg(test)]
#[path = "verify_tests.rs"]
mod tests;
