//! The statements that lie beside a model: whether each is signed by a known key, and about this model.

mod read;

pub use read::{Envelope, Statement};

use crate::sign::{
    self, Listed, Looking, Odd, Scope, SignError, Trust, VerifyError, VerifyKey, root_digest,
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use terms::Digest;
use terms::seal::SealPublic;

/// Bytes of one statement or signature.
const STATEMENT_BYTES: u64 = 64 << 20;
/// Files beside a model that are looked at for statements and keys.
const BESIDE: usize = 4_096;

/// A public key: of whoever signs models, or seals statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicKey {
    Model(VerifyKey),
    /// Ed25519.
    Seal(SealPublic),
}

impl PublicKey {
    /// Reads SPKI PEM.
    #[must_use]
    pub fn from_pem(pem: &str) -> Option<Self> {
        let model = VerifyKey::from_pem(pem).map(Self::Model).ok();
        model.or_else(|| SealPublic::from_pem(pem).map(Self::Seal).ok())
    }

    /// How signatures name it.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Model(key) => key.hint().map(|hint| hint.hex()).unwrap_or_default(),
            Self::Seal(key) => key.id().hex(),
        }
    }

    fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Model(key) => key.verifies(message, signature),
            Self::Seal(key) => {
                <&[u8; 64]>::try_from(signature).is_ok_and(|raw| key.verifies(message, raw))
            }
        }
    }
}

/// What a statement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// OpenSSF Model Signing: which files there are.
    Signature,
    /// How the model was made.
    Provenance,
    /// What was found in its files.
    Scan,
    /// Who let it pass.
    Promotion,
    /// How it stands against attacks.
    Robustness,
    Other,
}

/// One statement that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Relative to the folder.
    pub file: String,
    pub kind: Kind,
    /// The key that signed it, if it holds.
    pub key: Option<String>,
    /// Why it does not hold; none if it does.
    pub wrong: Option<String>,
    /// What it says, in short.
    pub says: String,
}

/// What was found in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Over the digests of the model's files in their order: what all statements are held against.
    pub digest: Digest,
    pub files: Vec<Listed>,
    pub statements: Vec<Checked>,
    /// Ids of the keys that were believed.
    pub keys: Vec<String>,
}

/// Checks every statement in `folder`: a model's, or one with `model/`, `evidence/` and a signature beside
/// them. `given` are the keys that are believed; with none, those that lie beside the statements are, which
/// shows that they belong together, and not whose they are.
///
/// # Errors
/// If the folder or a file of the model cannot be read.
pub fn folder(folder: &Path, given: &[PublicKey]) -> Result<Report, SignError> {
    let apart = folder.join("model");
    let model = if apart.is_dir() { apart } else { folder.to_path_buf() };
    let beside = beside(folder, &model)?;
    let keys: Vec<PublicKey> = match given {
        [] => beside.iter().filter_map(|path| PublicKey::from_pem(&text(path)?)).collect(),
        given => given.to_vec(),
    };
    let statements: Vec<(PathBuf, Vec<Statement>)> = beside
        .iter()
        .filter_map(|path| Some((path.clone(), read::statements(&text(path)?))))
        .filter(|(_, found)| !found.is_empty())
        .collect();
    // What lies in the model itself and is a statement or a key is checked as what it is.
    let apart = beside.iter().filter(|path| {
        statements.iter().any(|(own, _)| own == *path)
            || text(path).is_some_and(|text| PublicKey::from_pem(&text).is_some())
    });
    let ignore: Vec<String> = apart
        .filter_map(|path| Some(path.strip_prefix(&model).ok()?.to_str()?.to_owned()))
        .collect();
    let listing = sign::look(&model, &Scope::model().ignoring(&ignore))?;
    let about = Model {
        folder,
        ignore,
        digest: root_digest(&listing.files),
        files: &listing.files,
        odd: listing.odd.first(),
    };
    let checked = statements
        .iter()
        .flat_map(|(path, found)| found.iter().map(|one| about.check(path, one, &keys)))
        .collect();
    Ok(Report {
        digest: about.digest,
        statements: checked,
        keys: keys.iter().map(PublicKey::id).collect(),
        files: listing.files,
    })
}

/// Files that may be statements or keys: at the top of the folder and of the model, in `evidence/`, and the
/// signature beside a model.
fn beside(folder: &Path, model: &Path) -> Result<Vec<PathBuf>, SignError> {
    let mut found = Vec::new();
    let evidence = folder.join("evidence");
    let inside = (model != folder).then_some(model);
    for place in [Some(folder), Some(evidence.as_path()), inside].into_iter().flatten() {
        let entries = match fs::read_dir(place) {
            Ok(entries) => entries,
            Err(_) if place == evidence => continue,
            Err(source) => return Err(SignError::Read { path: place.to_path_buf(), source }),
        };
        found.extend(entries.filter_map(Result::ok).map(|entry| entry.path()).take(BESIDE));
    }
    if model == folder {
        let full = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
        for ending in ["sig", "pub.pem"] {
            let name = full.file_name().map(|name| format!("{}.{ending}", name.to_string_lossy()));
            found.extend(name.map(|name| full.with_file_name(name)));
        }
        found.push(full.with_file_name("signer.pub.pem"));
    }
    let fits = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        ["json", "jsonl", "sig", "sigstore", "pem", "pub"].contains(&ending)
            && path
                .symlink_metadata()
                .is_ok_and(|there| there.is_file() && there.len() <= STATEMENT_BYTES)
    };
    found.retain(fits);
    found.sort();
    found.dedup();
    Ok(found)
}

fn text(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok()
}

/// The model that statements have to be about.
struct Model<'a> {
    folder: &'a Path,
    ignore: Vec<String>,
    digest: Digest,
    files: &'a [Listed],
    /// A link, a pipe, what cannot be read: no statement is about it.
    odd: Option<&'a Odd>,
}

impl Model<'_> {
    fn check(&self, path: &Path, statement: &Statement, keys: &[PublicKey]) -> Checked {
        let checked = match statement {
            Statement::Bundle(text) => self.signature(path, text, keys),
            Statement::Envelope(envelope) => self.sealed(envelope, keys),
        };
        let (kind, checked) = checked;
        let file = path.strip_prefix(self.folder).unwrap_or(path).display().to_string();
        match checked {
            Ok((key, says)) => Checked { file, kind, key: Some(key), wrong: None, says },
            Err(wrong) => {
                Checked { file, kind, key: None, wrong: Some(wrong), says: String::new() }
            }
        }
    }

    fn signature(
        &self,
        path: &Path,
        text: &str,
        keys: &[PublicKey],
    ) -> (Kind, Result<(String, String), String>) {
        let looking = Looking {
            ignore: self.ignore.clone(),
            signature: Some(path.to_path_buf()),
            ..Looking::default()
        };
        let mut wrong = "no key for it is known: give it with --key".to_owned();
        for key in keys {
            let PublicKey::Model(own) = key else { continue };
            let files = self.files.to_vec();
            match sign::verify_listing(files, text, &Trust::Key(own), &looking) {
                Ok(_) => {
                    let says = format!("{} files are what was signed", self.files.len());
                    return (Kind::Signature, self.plain().map(|()| (key.id(), says)));
                }
                Err(other @ VerifyError::OtherKey { .. }) if keys.len() > 1 => {
                    wrong = other.to_string();
                }
                Err(error) => return (Kind::Signature, Err(error.to_string())),
            }
        }
        (Kind::Signature, Err(wrong))
    }

    /// Nothing lies in the model that is no file.
    fn plain(&self) -> Result<(), String> {
        match self.odd {
            Some(odd) => Err(format!("{:?} lies in the model and is no file to sign", odd.name)),
            None => Ok(()),
        }
    }

    fn sealed(
        &self,
        envelope: &Envelope,
        keys: &[PublicKey],
    ) -> (Kind, Result<(String, String), String>) {
        let read = envelope.read();
        let kind = read.as_ref().map_or(Kind::Other, |read| read.kind);
        let checked = read.and_then(|read| {
            let signer = keys.iter().find(|key| {
                envelope.signatures().iter().any(|raw| key.verifies(&read.message, raw))
            });
            let signer = signer.ok_or_else(|| {
                "it is signed by no key that is known, or was changed after signing".to_owned()
            })?;
            self.plain()?;
            self.is_about(&read)?;
            Ok((signer.id(), read.says()?))
        });
        (kind, checked)
    }

    /// It names the model by its root digest; one of before names its files. What it says of a file has to
    /// be so either way.
    fn is_about(&self, read: &read::Read) -> Result<(), String> {
        let files: BTreeMap<&str, Digest> =
            self.files.iter().map(|file| (file.name.as_str(), file.digest)).collect();
        let mut known = read.digests.contains(&self.digest);
        for (name, digest) in &read.subjects {
            match files.get(name.as_str()) {
                Some(own) if own == digest => known = true,
                Some(_) => return Err(format!("it is about another {name:?}")),
                None => {}
            }
        }
        known.then_some(()).ok_or_else(|| {
            format!("it is about another model than the one with the digest {}", self.digest)
        })
    }
}

/// Reads statements as [`folder`] does: none is signed by a key that signed nothing.
#[cfg(any(test, feature = "fuzz"))]
pub(crate) fn fuzzed(text: &str, key: &VerifyKey) {
    for statement in read::statements(text) {
        let Statement::Envelope(envelope) = statement else { continue };
        let Ok(read) = envelope.read() else { continue };
        let mut signatures = envelope.signatures().into_iter();
        assert!(!signatures.any(|raw| PublicKey::Model(*key).verifies(&read.message, &raw)));
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
