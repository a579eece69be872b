//! A model that may answer.

use crate::ServeError;
use crate::model_file::MODEL_FILE;
use learn::Runtime;
use store::{Store, StoreError};
use terms::{Asset, Digest};

/// A promoted model, loaded.
pub struct Served {
    asset: Asset,
    version: u32,
    digest: Digest,
    runtime: Runtime,
}

impl Served {
    /// Loads the promoted version of `asset`; its registration and every file verify first.
    ///
    /// # Errors
    /// If none is promoted, it or a file does not verify, or it can't be run.
    pub async fn load(store: &Store, asset: &Asset) -> Result<Self, ServeError> {
        let (_, model) = store.model_live(asset).await?;
        let digest =
            *model.files.get(MODEL_FILE).ok_or_else(|| ServeError::NoFile(asset.clone()))?;
        let bytes = store.objects().get(digest).await?;
        if Digest::of(&bytes) != digest {
            return Err(StoreError::BrokenObject(digest).into());
        }
        let runtime = Runtime::load(&bytes)?;
        Ok(Self { asset: asset.clone(), version: model.number, digest, runtime })
    }

    /// Which model.
    #[must_use]
    pub const fn asset(&self) -> &Asset {
        &self.asset
    }
    /// Its number in the registry.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }
    /// SHA-256 of the ONNX file that is run.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }
    /// What runs it.
    #[must_use]
    pub const fn runtime(&self) -> &Runtime {
        &self.runtime
    }
}

impl std::fmt::Debug for Served {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Served({} {}, {:?})", self.asset, self.version, self.digest)
    }
}
