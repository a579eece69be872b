//! The nested JSON of a signature: bundle, envelope, statement.

use super::{Certificates, Listed, Scope, SignError, SigningKey};
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize};
use std::path::Path;
use terms::Digest;

pub(super) const MEDIA_TYPE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
pub(super) const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
pub(super) const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
pub(super) const PREDICATE_TYPE: &str = "https://model_signing/signature/v1.0";
/// Of v0.2 of the reference implementation: the files are the subjects, and there is no predicate.
pub(super) const OLD_PREDICATE_TYPE: &str = "https://model_signing/Digests/v0.1";

/// A Sigstore bundle, as far as model signatures use it; other fields are ignored on reading.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Bundle {
    pub media_type: String,
    pub verification_material: Material,
    pub dsse_envelope: Envelope,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct Material {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<Hint>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x509_certificate_chain: Option<Chain>,
    /// Of the `sigstore` method: a certificate that lives for minutes.
    #[serde(default, skip_serializing)]
    pub certificate: Option<serde_json::Value>,
    #[serde(default, deserialize_with = "null_as_default")]
    tlog_entries: Vec<serde_json::Value>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Hint {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Before v1.1 of the reference implementation, the key itself: base64 of its PEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_bytes: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Chain {
    /// The signer's first.
    pub certificates: Vec<Certificate>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Certificate {
    /// Base64 of the DER.
    pub raw_bytes: String,
}

/// A DSSE envelope. `keyid` may be missing, empty or null, and decides nothing.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Envelope {
    pub payload: String,
    pub payload_type: String,
    pub signatures: Vec<Signature>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Signature {
    pub sig: String,
    #[serde(default)]
    pub keyid: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Statement {
    #[serde(rename = "_type")]
    pub kind: String,
    pub subject: Vec<Subject>,
    #[serde(rename = "predicateType")]
    pub predicate_type: String,
    #[serde(default)]
    pub predicate: serde_json::Value,
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
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub ignore_paths: Vec<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Resource {
    pub name: String,
    pub algorithm: String,
    pub digest: String,
}

/// The statement's JSON.
pub(super) fn statement(
    model: &str,
    files: &[Listed],
    scope: &Scope,
    root: &Path,
) -> Result<Vec<u8>, SignError> {
    let resource = |file: &Listed| Resource {
        name: file.name.clone(),
        algorithm: "sha256".to_owned(),
        digest: file.digest.hex(),
    };
    let digests = files.iter().map(|file| &file.digest);
    let predicate = Predicate {
        serialization: Serialization {
            method: "files".to_owned(),
            hash_type: "sha256".to_owned(),
            allow_symlinks: scope.follows_links(),
            ignore_paths: scope.recorded(root),
        },
        resources: files.iter().map(resource).collect(),
    };
    let statement = Statement {
        kind: STATEMENT_TYPE.to_owned(),
        subject: vec![Subject {
            name: model.to_owned(),
            digest: Sha256 { sha256: root_digest(digests) },
        }],
        predicate_type: PREDICATE_TYPE.to_owned(),
        predicate: serde_json::to_value(predicate)?,
    };
    Ok(serde_json::to_vec(&statement)?)
}

/// The bundle's JSON, with `payload` signed by a key, and the certificates that say whose it is.
pub(super) fn write_as(
    payload: &[u8],
    key: &SigningKey,
    chain: Option<&Certificates>,
) -> Result<String, SignError> {
    let signature = key.sign(&pre_authentication(PAYLOAD_TYPE, payload))?;
    let chain = chain.map(|chain| Chain {
        certificates: chain
            .ders()
            .map(|der| Certificate { raw_bytes: STANDARD.encode(der) })
            .collect(),
    });
    let hint = Hint { hint: Some(key.public().hint()?.hex()), raw_bytes: None };
    let bundle = Bundle {
        media_type: MEDIA_TYPE.to_owned(),
        verification_material: Material {
            public_key: chain.is_none().then_some(hint),
            x509_certificate_chain: chain,
            ..Material::default()
        },
        dsse_envelope: Envelope {
            payload: STANDARD.encode(payload),
            payload_type: PAYLOAD_TYPE.to_owned(),
            signatures: vec![Signature {
                sig: STANDARD.encode(signature),
                keyid: Some(String::new()),
            }],
        },
    };
    Ok(serde_json::to_string(&bundle)?)
}

/// As [`write_as`], by a key alone.
#[cfg(any(test, feature = "fuzz"))]
pub(crate) fn write(payload: &[u8], key: &SigningKey) -> Result<String, SignError> {
    write_as(payload, key, None)
}

/// SHA-256 over the raw digests in listed order: the subject's digest.
pub(super) fn root_digest<'a>(digests: impl Iterator<Item = &'a Digest>) -> Digest {
    let raw: Vec<u8> = digests.flat_map(|digest| *digest.as_bytes()).collect();
    Digest::of(&raw)
}

/// PAE of the DSSE protocol v1.0: what is really signed.
pub(crate) fn pre_authentication(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len());
    [head.as_bytes(), payload].concat()
}

/// Base64 as RFC 4648 has it, in either alphabet, with or without its end: DSSE leaves that open.
pub(crate) fn decode(text: &str) -> Result<Vec<u8>, base64::DecodeError> {
    const LENIENT: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let alphabet = match text.contains(['-', '_']) {
        true => &alphabet::URL_SAFE,
        false => &alphabet::STANDARD,
    };
    GeneralPurpose::new(alphabet, LENIENT).decode(text)
}

fn null_as_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    from: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}
