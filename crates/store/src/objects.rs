//! Content-addressed objects: named by their SHA-256, checked whenever they are read.

use crate::StoreError;
use bytes::Bytes;
use futures::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use terms::Digest;

/// The objects of a workspace.
#[derive(Debug, Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    /// `object_store` renames into place but never syncs: we do, here.
    folder: PathBuf,
}

impl Objects {
    pub(crate) fn in_folder(folder: &Path) -> Result<Self, StoreError> {
        let store = LocalFileSystem::new_with_prefix(folder)?;
        Ok(Self { store: Arc::new(store), folder: folder.to_owned() })
    }

    /// Keeps `bytes`, durably; keeps one copy however often it is put, and mends a broken one.
    ///
    /// # Errors
    /// If they can't be written.
    pub(crate) async fn put(&self, bytes: Bytes) -> Result<Digest, StoreError> {
        let digest = Digest::of(&bytes);
        let key = key_of(digest);
        let absent = PutOptions::from(PutMode::Create);
        match self.store.put_opts(&key, bytes.clone().into(), absent).await {
            Ok(_) => {}
            Err(object_store::Error::AlreadyExists { .. }) => {
                if self.get(digest).await.is_ok() {
                    return Ok(digest);
                }
                self.store.put(&key, bytes.into()).await?;
            }
            Err(error) => return Err(error.into()),
        }
        self.sync(digest).await?;
        Ok(digest)
    }

    /// The bytes whose SHA-256 is `digest`.
    ///
    /// # Errors
    /// If there are none, or they were changed.
    pub async fn get(&self, digest: Digest) -> Result<Bytes, StoreError> {
        let bytes = match self.store.get(&key_of(digest)).await {
            Ok(found) => found.bytes().await?,
            Err(object_store::Error::NotFound { .. }) => return Err(StoreError::NoObject(digest)),
            Err(error) => return Err(error.into()),
        };
        if Digest::of(&bytes) == digest { Ok(bytes) } else { Err(StoreError::BrokenObject(digest)) }
    }

    /// All objects: digest and size in bytes, by digest.
    ///
    /// # Errors
    /// If they can't be listed.
    pub async fn list(&self) -> Result<Vec<(Digest, u64)>, StoreError> {
        let all: Vec<_> = self.store.list(None).try_collect().await?;
        let named = |key: &Key| key.filename().and_then(|name| name.parse::<Digest>().ok());
        let mut objects: Vec<_> =
            all.iter().filter_map(|meta| Some((named(&meta.location)?, meta.size))).collect();
        objects.sort_unstable();
        Ok(objects)
    }

    /// Reads every object; how many there are, if each has the digest that is its name.
    pub(crate) async fn check(&self) -> Result<usize, StoreError> {
        let objects = self.list().await?;
        for (digest, _) in &objects {
            self.get(*digest).await?;
        }
        Ok(objects.len())
    }

    pub(crate) async fn delete(&self, digest: Digest) -> Result<(), StoreError> {
        match self.store.delete(&key_of(digest)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes what was being written when a process was killed. Nobody may be writing.
    pub(crate) fn sweep_unfinished(&self) -> Result<(), StoreError> {
        let root = files::Folder::open(&self.folder)?;
        for prefix in root.list()?.iter().filter(|entry| entry.kind == files::Kind::Folder) {
            let folder = root.below(&prefix.name)?;
            for file in folder.list()?.iter().filter(|entry| entry.kind == files::Kind::File) {
                if is_unfinished(&file.name.to_string_lossy()) {
                    folder.remove(&file.name)?;
                }
            }
        }
        Ok(())
    }

    /// Makes the object, its name and its folder's name durable.
    async fn sync(&self, digest: Digest) -> Result<(), StoreError> {
        let (root, path) = (self.folder.clone(), self.folder.join(key_of(digest).as_ref()));
        let sync = move || {
            let file = std::fs::File::open(&path).map_err(StoreError::io(&path))?;
            file.sync_all().map_err(StoreError::io(&path))?;
            files::sync_folder(path.parent().unwrap_or(&root))?;
            Ok(files::sync_folder(&root)?)
        };
        tokio::task::spawn_blocking(sync).await.map_err(|_| StoreError::Cancelled)?
    }
}

/// `object_store` writes under the name with `#` and a number behind it, and renames that.
fn is_unfinished(name: &str) -> bool {
    let parts = name.split_once('#');
    parts.is_some_and(|(object, number)| {
        object.parse::<Digest>().is_ok() && number.parse::<u64>().is_ok()
    })
}

/// `ab/abcd…`: at most 256 folders.
fn key_of(digest: Digest) -> Key {
    let hex = digest.hex();
    Key::from(format!("{}/{hex}", hex.get(..2).unwrap_or_default()))
}
