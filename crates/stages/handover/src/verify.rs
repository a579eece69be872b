//! Verifying a signed model: in its folder, and as the registry keeps it.

use crate::scan::same_files;
use crate::sign::{SIGNATURE, signer};
use crate::{Handover, HandoverError, files};
use artifact::sign::{VerifyKey, verify};
use bytes::Bytes;
use std::path::Path;
use store::{KeyKind, Model, Signed, Store, StoreError};
use terms::{Asset, Digest, PrincipalId};

/// A promoted model, all of it verified.
#[derive(Debug, Clone)]
pub struct Live {
    pub asset: Asset,
    /// Of the list of its files, as permits name it.
    pub digest: Digest,
    /// Of `final.onnx`.
    pub onnx_digest: Digest,
    pub onnx: Bytes,
    pub author: PrincipalId,
    pub promoted_by: PrincipalId,
    pub trained_on: Vec<store::VersionRef>,
}

/// The promoted version of a model from the registry: every object by its digest, all of them by
/// the signature, and the promotion by its two people.
///
/// # Errors
/// If none is promoted, or anything of it does not verify.
pub async fn load_promoted(store: &Store, asset: &Asset) -> Result<Live, HandoverError> {
    let (held, model) = store.model_live(asset).await?;
    let unfit = |why: &str| StoreError::Unfit { model: asset.clone(), why: why.to_owned() };
    let promoted_by = model.promoted_by.clone().ok_or_else(|| unfit("nobody promoted it"))?;
    if promoted_by == model.author {
        return Err(HandoverError::OwnModel(promoted_by));
    }
    let onnx_digest =
        *model.files.get("final.onnx").ok_or_else(|| unfit("it has no final.onnx"))?;
    verify_objects(store, &model).await?;
    Ok(Live {
        asset: asset.clone(),
        digest: held.digest(),
        onnx_digest,
        onnx: store.objects().get(onnx_digest).await?,
        author: model.author.clone(),
        promoted_by,
        trained_on: model.trained_on.clone(),
    })
}

/// The bundle that the registry keeps for a model.
async fn bundle_of(store: &Store, model: &Model) -> Result<String, HandoverError> {
    let unsigned =
        || StoreError::Unfit { model: model.asset.clone(), why: "it is not signed".to_owned() };
    let bytes = store.objects().get(model.signature.ok_or_else(unsigned)?).await?;
    String::from_utf8(bytes.to_vec()).map_err(|_| {
        let why = "its signature is not text".to_owned();
        StoreError::Unfit { model: model.asset.clone(), why }.into()
    })
}

/// Verifies the objects as a folder, as anybody else would who gets the files.
async fn verify_objects(store: &Store, model: &Model) -> Result<(), HandoverError> {
    let bundle = bundle_of(store, model).await?;
    let parent = tempfile::tempdir().map_err(HandoverError::io(std::env::temp_dir()))?;
    let folder = parent.path().join("model");
    let mut parts = Vec::new();
    for (name, digest) in &model.files {
        parts.push((name.as_str(), store.objects().get(*digest).await?));
    }
    files::write_folder(&folder, parts.iter().map(|(name, bytes)| (*name, bytes.as_ref())))?;
    signed_files(&folder, &bundle, &verifiers(store).await?, model)
}

/// The keys that sign models, and signed them before: what the registry has was signed by one of them.
async fn verifiers(store: &Store) -> Result<Vec<VerifyKey>, HandoverError> {
    let mut keys = vec![signer(store).await?.public()];
    for (pem, _) in store.kept_of(KeyKind::ModelSigner).await? {
        keys.push(VerifyKey::from_pem(&pem)?);
    }
    Ok(keys)
}

/// Verifies that `bundle` is one of the `keys`' over exactly the files in `folder`, and they the
/// registry's.
fn signed_files(
    folder: &Path,
    bundle: &str,
    keys: &[VerifyKey],
    model: &Model,
) -> Result<(), HandoverError> {
    let verified = verify(folder, bundle, named_in(bundle, keys)?)?;
    let found = verified.files.into_iter().map(|file| (file.name, file.digest)).collect();
    same_files(&found, model).map_err(|why| HandoverError::Changed { path: folder.to_owned(), why })
}

/// The one of `keys` that `bundle` names. That is only where to begin: the signature decides.
fn named_in<'a>(bundle: &str, keys: &'a [VerifyKey]) -> Result<&'a VerifyKey, HandoverError> {
    let named = |key: &&VerifyKey| key.hint().is_ok_and(|hint| bundle.contains(&hint.hex()));
    Ok(keys.iter().find(named).or(keys.first()).ok_or(artifact::sign::KeyError::Public)?)
}

impl Handover<'_> {
    /// Lays the signature of a model that was signed before into its folder, where it is missing:
    /// what broke off then had no time to give it back.
    ///
    /// # Errors
    /// If it was not signed, or a file can't be written.
    pub async fn signed_before(&self, asset: &Asset, digest: Digest) -> Result<(), HandoverError> {
        if self.dir().join(SIGNATURE).exists() {
            return Ok(());
        }
        let (_, model) = self.store.model_held::<Signed>(asset, digest).await?;
        let bundle = bundle_of(self.store, &model).await?;
        self.lay_out(named_in(&bundle, &verifiers(self.store).await?)?, &bundle)
    }

    /// Whether `bundle` is a signature by one of `keys` over `model/`, and that is what was registered.
    pub(crate) fn covers(
        &self,
        bundle: &str,
        keys: &[VerifyKey],
        model: &Model,
    ) -> Result<(), HandoverError> {
        signed_files(&self.model(), bundle, keys, model)
    }

    /// Whether the folder, its signature and its key are what the registry has, as of now.
    pub(crate) async fn verify(&self, model: &Model) -> Result<(), HandoverError> {
        let bundle = bundle_of(self.store, model).await?;
        let path = self.dir().join(SIGNATURE);
        let beside = std::fs::read(&path).map_err(HandoverError::io(&path))?;
        if beside != bundle.as_bytes() {
            let why = "it is another signature than the registry's".to_owned();
            return Err(HandoverError::Changed { path, why });
        }
        self.covers(&bundle, &verifiers(self.store).await?, model)
    }
}
