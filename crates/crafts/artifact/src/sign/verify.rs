//! Verifying a signed model: first the signature, then every file that it lists.

mod compare;
mod promised;

pub use promised::{Promised, promised};

use super::bundle::{self, Bundle, Predicate, Serialization, Statement};
use super::{
    CertificateError, Certificates, GIT, Listed, Scope, SignError, SignerCertificate, VerifyKey,
    listing, old,
};
use compare::compare;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use terms::{Digest, Timestamp};

/// Bytes of one bundle: room for some 200,000 files.
const BUNDLE_BYTES: usize = 64 << 20;

/// Whose signature is believed.
#[derive(Debug, Clone, Copy)]
pub enum Trust<'a> {
    /// That of this key.
    Key(&'a VerifyKey),
    /// That of whoever has a certificate from one of these authorities, valid at this moment.
    Authority { roots: &'a Certificates, at: Timestamp },
}

/// How a folder is looked at.
#[derive(Debug, Clone, Default)]
pub struct Looking {
    /// Left out by whoever verifies, beside what the signer left out.
    pub ignore: Vec<String>,
    /// Links to files are those files, though the signer followed none.
    pub follow_links: bool,
    /// Where the signature lies: it cannot cover itself.
    pub signature: Option<PathBuf>,
    /// Files that nobody signed are no fault.
    pub ignore_unsigned: bool,
}

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
    /// What was left out and is there, whoever left it out.
    pub left_out: Vec<String>,
    /// Who signed, where that is by certificate.
    pub certificate: Option<SignerCertificate>,
}

/// Why a model is not what was signed.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    #[error("the signature file is malformed: {0}; sign the model again")]
    Malformed(String),
    #[error("the bundle was signed by the key {found}, not by {wanted}: give the signer's own key")]
    OtherKey { found: String, wanted: String },
    #[error("the bundle is signed with {found}, and {given} was given: {next}")]
    OtherMethod { found: &'static str, given: &'static str, next: &'static str },
    #[error(
        "the signature does not verify under the key {0}: the statement was changed after signing"
    )]
    Signature(String),
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    #[error("the signature uses {0}, which is not supported; sign with sha256 over whole files")]
    Unsupported(String),
    #[error("the folder is not what was signed:{}", compare::describe(.extra, .odd, .missing, .changed))]
    Mismatch {
        /// Files that nobody signed.
        extra: Vec<String>,
        /// Links, pipes and devices that nobody signed, with what they are.
        odd: Vec<(String, &'static str)>,
        missing: Vec<String>,
        changed: Vec<String>,
    },
    #[error("{0:?} in the model cannot be read: {1}; what was not read is not verified")]
    Unread(String, std::io::Error),
    #[error(transparent)]
    Folder(#[from] SignError),
}

/// Verifies that the files under `root` are exactly those that `bundle` lists, signed by `key`.
///
/// # Errors
/// If the bundle is malformed, signed by another key or changed; or a file is extra, missing or
/// changed (each is named).
pub fn verify(root: &Path, bundle: &str, key: &VerifyKey) -> Result<Verified, VerifyError> {
    verify_as(root, bundle, &Trust::Key(key), &Looking::default())
}

/// As [`verify`], by whichever trust, of a folder or one file.
///
/// # Errors
/// As [`verify`].
pub fn verify_as(
    root: &Path,
    bundle: &str,
    trust: &Trust<'_>,
    looking: &Looking,
) -> Result<Verified, VerifyError> {
    let signed = open(bundle, trust)?;
    let listing = listing::look(root, &signed.scope(looking))?;
    let unread = compare(&signed.files, &listing, looking.ignore_unsigned)?;
    if let Some((name, error)) = unread {
        return Err(VerifyError::Unread(name, error));
    }
    let files = listing.files.into_iter();
    let files = files.filter(|file| signed.names(&file.name)).collect();
    Ok(signed.verified(files, listing.left_out))
}

/// As [`verify_as`], of files whose digests were computed elsewhere: none of them is read.
///
/// # Errors
/// As [`verify`].
pub fn verify_listing(
    files: Vec<Listed>,
    bundle: &str,
    trust: &Trust<'_>,
    looking: &Looking,
) -> Result<Verified, VerifyError> {
    let signed = open(bundle, trust)?;
    let scope = signed.scope(looking);
    let (left_out, files): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|file| scope.leaves_out_name(&file.name));
    let listing = listing::Listing { files, ..listing::Listing::default() };
    compare(&signed.files, &listing, looking.ignore_unsigned)?;
    let left_out = left_out.into_iter().map(|file| file.name).collect();
    Ok(signed.verified(listing.files, left_out))
}

/// What was signed, once the signature holds.
struct Signed {
    model: String,
    digest: Digest,
    files: BTreeMap<String, Digest>,
    links: bool,
    ignored: Vec<String>,
    certificate: Option<SignerCertificate>,
}

impl Signed {
    /// What the signer left out, and what belongs to Git unless it was signed.
    fn scope(&self, looking: &Looking) -> Scope {
        let scope = Scope::model()
            .ignoring(&self.ignored)
            .ignoring(&looking.ignore)
            .following_links(self.links || looking.follow_links);
        let scope = match looking.signature.as_deref() {
            Some(path) => scope.without_signature(path),
            None => scope,
        };
        let of_git = |name: &String| GIT.iter().any(|git| super::lies_at(name, git));
        if self.files.keys().any(of_git) { scope.with_git() } else { scope }
    }

    fn names(&self, file: &str) -> bool {
        self.files.contains_key(file) || file == "."
    }

    fn verified(self, files: Vec<Listed>, left_out: Vec<String>) -> Verified {
        let Self { model, digest, ignored, certificate, .. } = self;
        Verified { model, digest, files, ignored, left_out, certificate }
    }
}

fn open(text: &str, trust: &Trust<'_>) -> Result<Signed, VerifyError> {
    if text.len() > BUNDLE_BYTES {
        return Err(malformed("it is larger than 64 MiB"));
    }
    let bundle: Bundle = serde_json::from_str(text).map_err(|e| malformed(&e.to_string()))?;
    if bundle.media_type != bundle::MEDIA_TYPE {
        return Err(VerifyError::Unsupported(format!("the media type {:?}", bundle.media_type)));
    }
    let (key, certificate) = signer(&bundle.verification_material, trust)?;
    let envelope = bundle.dsse_envelope;
    if envelope.payload_type != bundle::PAYLOAD_TYPE {
        let what = format!("the payload type {:?}", envelope.payload_type);
        return Err(VerifyError::Unsupported(what));
    }
    let decode = |text: &str| bundle::decode(text).map_err(|e| malformed(&e.to_string()));
    let payload = decode(&envelope.payload)?;
    let [signature] = envelope.signatures.as_slice() else {
        return Err(malformed("it must have exactly one signature"));
    };
    let der = decode(&signature.sig)?;
    let message = bundle::pre_authentication(bundle::PAYLOAD_TYPE, &payload);
    if !key.verifies(&message, &der) && !old::verifies(&key, bundle::PAYLOAD_TYPE, &payload, &der) {
        return Err(VerifyError::Signature(hint(&key)));
    }
    let statement: Statement =
        serde_json::from_slice(&payload).map_err(|e| malformed(&e.to_string()))?;
    let mut signed = read(statement)?;
    signed.certificate = certificate;
    Ok(signed)
}

/// The key that has to have signed, as the bundle's method and whoever verifies agree on.
fn signer(
    material: &bundle::Material,
    trust: &Trust<'_>,
) -> Result<(VerifyKey, Option<SignerCertificate>), VerifyError> {
    if material.certificate.is_some() {
        let what = "a Sigstore identity (a certificate for minutes, and a log)".to_owned();
        return Err(VerifyError::Unsupported(what));
    }
    match (trust, &material.public_key, &material.x509_certificate_chain) {
        (Trust::Key(key), Some(named), None) => {
            fits(named, key)?;
            Ok((**key, None))
        }
        (Trust::Authority { roots, at }, None, Some(chain)) => {
            let ders: Result<Vec<_>, _> =
                chain.certificates.iter().map(|one| bundle::decode(&one.raw_bytes)).collect();
            let ders = ders.map_err(|e| malformed(&e.to_string()))?;
            let (key, facts) = Certificates::from_ders(ders)?.trusted(roots, *at)?;
            Ok((key, Some(facts)))
        }
        (Trust::Key(_), None, Some(_)) => Err(VerifyError::OtherMethod {
            found: "a certificate",
            given: "a key",
            next: "give the authority's certificate with --certificate-chain",
        }),
        (Trust::Authority { .. }, Some(_), None) => Err(VerifyError::OtherMethod {
            found: "a key",
            given: "an authority",
            next: "give the signer's public key with --key",
        }),
        _ => Err(malformed("it must name one key or one chain of certificates")),
    }
}

/// Whether the bundle names `key`. That helps whoever gave another; the signature decides.
fn fits(named: &bundle::Hint, key: &VerifyKey) -> Result<(), VerifyError> {
    let wanted = hint(key);
    let other = |found: String| VerifyError::OtherKey { found, wanted: wanted.clone() };
    if let Some(found) = named.hint.as_deref().filter(|hint| !hint.is_empty()) {
        return if found == wanted { Ok(()) } else { Err(other(found.to_owned())) };
    }
    let raw = named.raw_bytes.as_deref().and_then(|raw| bundle::decode(raw).ok());
    let own = raw.and_then(|raw| {
        let pem = std::str::from_utf8(&raw).ok().and_then(|pem| VerifyKey::from_pem(pem).ok());
        pem.or_else(|| VerifyKey::from_der(&raw).ok())
    });
    match own {
        Some(own) if own != *key => Err(other(hint(&own))),
        _ => Ok(()),
    }
}

fn hint(key: &VerifyKey) -> String {
    key.hint().map(|digest| digest.hex()).unwrap_or_default()
}

fn read(statement: Statement) -> Result<Signed, VerifyError> {
    if statement.kind != bundle::STATEMENT_TYPE {
        return Err(VerifyError::Unsupported(format!("the statement {:?}", statement.kind)));
    }
    match statement.predicate_type.as_str() {
        bundle::PREDICATE_TYPE => current(statement),
        bundle::OLD_PREDICATE_TYPE => before(statement),
        other => Err(VerifyError::Unsupported(format!("the predicate {other:?}"))),
    }
}

fn current(statement: Statement) -> Result<Signed, VerifyError> {
    let predicate: Predicate =
        serde_json::from_value(statement.predicate).map_err(|e| malformed(&e.to_string()))?;
    let [subject] = statement.subject.as_slice() else {
        return Err(malformed("it must have exactly one subject"));
    };
    whole_files(&predicate.serialization)?;
    let (mut files, mut digests) = (BTreeMap::new(), Vec::new());
    for resource in &predicate.resources {
        if resource.algorithm != "sha256" {
            return Err(VerifyError::Unsupported(format!("the digest {:?}", resource.algorithm)));
        }
        let digest = resource.digest.parse();
        let digest = digest.map_err(|_| malformed("a digest is none of SHA-256"))?;
        digests.push(digest);
        if files.insert(resource.name.clone(), digest).is_some() {
            return Err(malformed("a file is listed twice"));
        }
    }
    if files.is_empty() {
        return Err(malformed("it lists no file"));
    }
    if bundle::root_digest(digests.iter()) != subject.digest.sha256 {
        return Err(malformed("the subject's digest is not that of the listed files"));
    }
    Ok(Signed {
        model: subject.name.clone(),
        digest: subject.digest.sha256,
        files,
        links: predicate.serialization.allow_symlinks,
        ignored: predicate.serialization.ignore_paths,
        certificate: None,
    })
}

/// Of v0.2: each file is a subject.
fn before(statement: Statement) -> Result<Signed, VerifyError> {
    let mut files = BTreeMap::new();
    for subject in &statement.subject {
        if files.insert(subject.name.clone(), subject.digest.sha256).is_some() {
            return Err(malformed("a file is listed twice"));
        }
    }
    if files.is_empty() {
        return Err(malformed("it lists no file"));
    }
    let digest = bundle::root_digest(statement.subject.iter().map(|s| &s.digest.sha256));
    let model = String::new();
    Ok(Signed { model, digest, files, links: false, ignored: Vec::new(), certificate: None })
}

fn whole_files(how: &Serialization) -> Result<(), VerifyError> {
    let what = match (how.method.as_str(), how.hash_type.as_str()) {
        ("files", "sha256") => return Ok(()),
        ("shards", _) => "a digest for each piece of a file (shards)".to_owned(),
        ("files", hash) => format!("the digest {hash:?}"),
        (method, _) => format!("the method {method:?}"),
    };
    Err(VerifyError::Unsupported(what))
}

fn malformed(what: &str) -> VerifyError {
    VerifyError::Malformed(what.to_owned())
}

#[cfg(test)]
#[path = "verify_tests.rs"]
mod tests;
