//! The workspace's model signer.

use crate::{Handover, HandoverError, files};
use artifact::sign::{self, SigningKey, VerifyKey};
use bytes::Bytes;
use store::{Held, KeyKind, NewKey, Permit, Rotated, Scanned, Signed, Store};
use terms::{Action, Asset, Digest};
use zeroize::Zeroizing;

/// Beside the workspace's other keys, with their modes.
const KEY: &str = "model-signer.key";

/// The signature in a model's folder.
pub(crate) const SIGNATURE: &str = "model.sig";

impl Handover<'_> {
    /// Signs `model/` as an OpenSSF Model Signing bundle, once it is the registered one. The permit
    /// is to promote exactly this model.
    ///
    /// # Errors
    /// If it was not scanned, or the folder is not what was registered.
    pub async fn sign(
        &self,
        permit: &Permit,
        asset: &Asset,
        digest: Digest,
    ) -> Result<Held<Signed>, HandoverError> {
        let store = self.store;
        permit.covers(Action::Promote, asset, Some(digest), store.now())?;
        let (held, model) = store.model_held::<Scanned>(asset, digest).await?;
        let key = signer(store).await?;
        let bundle = sign::folder(&self.model(), &[], &key)?;
        // Held against the registry by what the signature covers: nothing can slip in between.
        self.covers(&bundle, &[key.public()], &model)?;
        self.lay_out(&key.public(), &bundle)?;
        Ok(store.model_signed(held, permit, Bytes::from(bundle)).await?)
    }

    /// Writes the signature and the key that it is verified with into the folder.
    pub(crate) fn lay_out(&self, key: &VerifyKey, bundle: &str) -> Result<(), HandoverError> {
        files::write(self.dir(), "signer.pub.pem", key.to_pem()?.as_bytes())?;
        files::write(self.dir(), SIGNATURE, bundle.as_bytes())
    }
}

/// Draws the key that signs models, where a workspace is made.
///
/// # Errors
/// If it can't be drawn or kept.
pub async fn make_signer(store: &Store) -> Result<(), HandoverError> {
    signer(store).await.map(drop)
}

/// Puts a new key that signs models in the place of the one in use; its public half stays, so that what
/// it signed still verifies. The permit is to rotate it.
///
/// # Errors
/// If the permit is for something else, or the key can't be drawn, entered or kept.
pub async fn rotate_signer(store: &Store, permit: &Permit) -> Result<Rotated, HandoverError> {
    let kind = KeyKind::ModelSigner;
    let (old, new) = (signer(store).await?.public(), SigningKey::generate()?);
    let (before, after) = (kind.named(old.hint()?), kind.named(new.public().hint()?));
    let kept = vec![(format!("{before}.pub"), old.to_pem()?)];
    let pem = new.to_pem()?;
    let files = vec![(kind.file(), pem.as_bytes())];
    Ok(store
        .key_replaced(permit, NewKey { kind, before, after, files, kept, gone: vec![] })
        .await?)
}

/// The public half of the key that signs models (PEM), after its SHA-256: how a bundle names it.
///
/// # Errors
/// If the key is not the one that was made.
pub async fn signer_public(store: &Store) -> Result<(Digest, String), HandoverError> {
    let public = signer(store).await?.public();
    Ok((public.hint()?, public.to_pem()?))
}

/// The P-256 key that signs models; drawn when the workspace is made, or the first time.
pub(crate) async fn signer(store: &Store) -> Result<SigningKey, HandoverError> {
    let make = || {
        let pem = SigningKey::generate()?.to_pem()?;
        Ok::<_, HandoverError>(Zeroizing::new(pem.as_bytes().to_vec()))
    };
    let pem = store.key(KEY, make).await?;
    let pem = std::str::from_utf8(&pem).map_err(|_| artifact::sign::KeyError::Private)?;
    Ok(SigningKey::from_pem(pem)?)
}
