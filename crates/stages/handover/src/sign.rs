//! The workspace's model signer.

use crate::{Handover, HandoverError, files};
use artifact::sign::{self, SigningKey};
use bytes::Bytes;
use store::{Held, Permit, Scanned, Signed, Store};
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
        self.covers(&bundle, &key.public(), &model)?;
        self.lay_out(&key, &bundle)?;
        Ok(store.model_signed(held, permit, Bytes::from(bundle)).await?)
    }

    /// Writes the signature and the key that it is verified with into the folder.
    pub(crate) fn lay_out(&self, key: &SigningKey, bundle: &str) -> Result<(), HandoverError> {
        files::write(self.dir(), "signer.pub.pem", key.public().to_pem()?.as_bytes())?;
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
