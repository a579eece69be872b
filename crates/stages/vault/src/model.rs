//! Predictions before a byte is restored.

use crate::manifest::METADATA;
use crate::{Point, Vault, VaultError};
use bytes::Bytes;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{Model, Record, Stage};
use terms::seal::{Envelope, SealPublic};
use terms::{Asset, Digest};

/// A promoted model, straight from the vault: every digest and signature on the way verified.
#[derive(Debug, Clone)]
pub struct VaultModel {
    pub model: Model,
    /// By name, such as `final.onnx`.
    pub files: BTreeMap<String, Bytes>,
    /// The signature over the files.
    pub signature: Option<Bytes>,
}

#[derive(Deserialize)]
struct Dump {
    documents: Vec<Document>,
}

#[derive(Deserialize)]
struct Document {
    kind: String,
    envelope: String,
}

impl Vault {
    /// The promoted version of `asset` in `point`, without restoring anything.
    ///
    /// # Errors
    /// [`VaultError::NoModel`] if there is none; if anything on the way does not verify.
    pub fn model(&self, point: &Point, asset: &Asset) -> Result<VaultModel, VaultError> {
        self.check(point)?;
        let key = SealPublic::from_pem(&point.source.seal)?;
        let metadata = self.plain(point, METADATA)?;
        let dump: Dump = serde_json::from_slice(&metadata)?;
        let mut live: Option<Model> = None;
        for document in dump.documents.iter().filter(|d| d.kind == Model::KIND) {
            let envelope: Envelope = serde_json::from_str(&document.envelope)?;
            let kind = format!("application/vnd.hygeia.{}+json", Model::KIND);
            let model: Model = envelope.open(&key, &kind)?;
            let newer = live.as_ref().is_none_or(|other| other.number < model.number);
            if model.asset == *asset && model.stage == Stage::Promoted && newer {
                live = Some(model);
            }
        }
        let model = live.ok_or_else(|| VaultError::NoModel(asset.clone()))?;
        if Model::digest_of(&model.files)? != model.digest {
            return Err(VaultError::NoModel(asset.clone()));
        }
        let mut files = BTreeMap::new();
        for (name, digest) in &model.files {
            files.insert(name.clone(), self.object(point, *digest)?);
        }
        let signature = model.signature.map(|digest| self.object(point, digest)).transpose()?;
        Ok(VaultModel { model, files, signature })
    }

    fn object(&self, point: &Point, digest: Digest) -> Result<Bytes, VaultError> {
        Ok(Bytes::copy_from_slice(&self.plain(point, &format!("objects/{digest}"))?))
    }

    pub(crate) fn plain(
        &self,
        point: &Point,
        path: &str,
    ) -> Result<zeroize::Zeroizing<Vec<u8>>, VaultError> {
        let missing = || VaultError::Broken {
            point: point.digest,
            path: path.to_owned(),
            why: "the point does not list it".to_owned(),
        };
        let entry = point.entries.iter().find(|entry| entry.path == path);
        self.take(point, entry.ok_or_else(missing)?)
    }
}
