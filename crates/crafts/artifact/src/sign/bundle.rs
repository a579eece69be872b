//! The nested JSON of a signature: bundle, envelope, statement.

use super::{Listed, SignError, SigningKey, VerifyKey};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use terms::Digest;

pub(super) const MEDIA_TYPE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
pub(super) const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
pub(super) const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
pub(super) const PREDICATE_TYPE: &str = "https://model_signing/signature/v1.0";

/// A Sigstore bundle, as far as key-based signatures use it; other fields are ignored on reading.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Bundle {
    pub media_type: String,
    pub verification_material: Material,
    pub dsse_envelope: terms::seal::Envelope,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Material {
    pub public_key: Hint,
    #[serde(default)]
    tlog_entries: Vec<serde_json::Value>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Hint {
    #[serde(default)]
    pub hint: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Statement {
    #[serde(rename = "_type")]
    pub kind: String,
    pub subject: Vec<Subject>,
    #[serde(rename = "predicateType")]
    pub predicate_type: String,
    pub predicate: Predicate,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Subject {
    pub name: String,
    pub digest: Sha256,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Sha256 {
    pub sha256: Digest,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Predicate {
    pub serialization: Serialization,
    pub resources: Vec<Resource>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Serialization {
    pub method: String,
    pub hash_type: String,
    #[serde(default)]
    pub allow_symlinks: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore_paths: Vec<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Resource {
    pub name: String,
    pub algorithm: String,
    pub digest: Digest,
}

/// The statement's JSON.
pub(super) fn statement(
    model: &str,
    files: &[Listed],
    ignore: &[&str],
) -> Result<Vec<u8>, SignError> {
    let resource = |file: &Listed| Resource {
        name: file.name.clone(),
        algorithm: "sha256".to_owned(),
        digest: file.digest,
    };
    let digests = files.iter().map(|file| &file.digest);
    let statement = Statement {
        kind: STATEMENT_TYPE.to_owned(),
        subject: vec![Subject { name: model.to_owned(), digest: Sha256 { sha256: root(digests) } }],
        predicate_type: PREDICATE_TYPE.to_owned(),
        predicate: Predicate {
            serialization: Serialization {
                method: "files".to_owned(),
                hash_type: "sha256".to_owned(),
                allow_symlinks: false,
                ignore_paths: ignore.iter().map(|&path| path.to_owned()).collect(),
            },
            resources: files.iter().map(resource).collect(),
        },
    };
    Ok(serde_json::to_vec(&statement)?)
}

/// The bundle's JSON, with `payload` signed by `key`.
pub(crate) fn write(payload: &[u8], key: &SigningKey) -> Result<String, SignError> {
    let signature = key.sign(&pre_authentication(payload));
    let bundle = Bundle {
        media_type: MEDIA_TYPE.to_owned(),
        verification_material: Material {
            public_key: Hint { hint: hint(&key.public()) },
            tlog_entries: Vec::new(),
        },
        dsse_envelope: terms::seal::Envelope {
            payload_type: PAYLOAD_TYPE.to_owned(),
            payload: STANDARD.encode(payload),
            signatures: vec![terms::seal::EnvelopeSignature {
                keyid: String::new(),
                sig: STANDARD.encode(signature),
            }],
        },
    };
    Ok(serde_json::to_string(&bundle)?)
}

/// How a bundle names `key`.
pub(super) fn hint(key: &VerifyKey) -> Option<String> {
    key.hint().ok().map(|digest| digest.hex())
}

/// SHA-256 over the raw digests in listed order: the subject's digest.
pub(super) fn root<'a>(digests: impl Iterator<Item = &'a Digest>) -> Digest {
    let raw: Vec<u8> = digests.flat_map(|digest| *digest.as_bytes()).collect();
    Digest::of(&raw)
}

/// PAE of the DSSE protocol v1.0: what is really signed.
pub(super) fn pre_authentication(payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {PAYLOAD_TYPE} {} ", PAYLOAD_TYPE.len(), payload.len());
    [head.as_bytes(), payload].concat()
}
