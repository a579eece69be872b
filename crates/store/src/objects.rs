//! Content-addressed objects: named by their SHA-256, checked whenever they are read.

use crate::{Boxed, ObjectFile, StoreError, Version};
use bytes::Bytes;
use files::{Folder, Kind, Mode};
use futures::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use terms::Digest;
use tokio::task::spawn_blocking;

/// The objects of a workspace.
#[derive(Debug, Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    /// `object_store` gives a name to what is not synced yet: here we write ourselves.
    folder: PathBuf,
}

impl Objects {
    pub(crate) fn in_folder(folder: &Path) -> Result<Self, StoreError> {
        let store = LocalFileSystem::new_with_prefix(folder)?;
        Ok(Self { store: Arc::new(store), folder: folder.to_owned() })
    }

    /// Keeps `bytes`, durably; keeps one copy however often it is put, and mends a broken one. They
    /// get their name when they are durable: after a power cut no object is there in part.
    ///
    /// # Errors
    /// If they can't be written.
    pub(crate) fn put<'a>(&'a self, bytes: Bytes) -> Boxed<'a, Result<Digest, StoreError>> {
        Box::pin(async move {
            let digest = Digest::of(&bytes);
            if self.get(digest).await.is_err() {
                let folder = self.folder.clone();
                let write = move || {
                    let whole = Folder::open(&folder)?;
                    let path = key_of(digest).to_string();
                    whole.make(Path::new(&path).parent().unwrap_or(Path::new("")))?;
                    whole.write(&path, &bytes, Mode::Private)
                };
                spawn_blocking(write).await.map_err(|_| StoreError::Cancelled)??;
            }
            Ok(digest)
        })
    }

    /// The bytes whose SHA-256 is `digest`.
    ///
    /// # Errors
    /// If there are none, or they were changed.
    pub fn get<'a>(&'a self, digest: Digest) -> Boxed<'a, Result<Bytes, StoreError>> {
        Box::pin(async move {
            let bytes = match self.store.get(&key_of(digest)).await {
                Ok(found) => found.bytes().await?,
                Err(object_store::Error::NotFound { .. }) => {
                    return Err(StoreError::NoObject(digest));
                }
                Err(error) => return Err(error.into()),
            };
            if Digest::of(&bytes) == digest {
                Ok(bytes)
            } else {
                Err(StoreError::BrokenObject(digest))
            }
        })
    }

    /// The file of `version`, to be read in parts, held against the footer that the version says; of a
    /// version that says none, as those of before, all of it is read and held against its name.
    ///
    /// # Errors
    /// If there is none, or what was verified of it was changed.
    pub fn open<'a>(&'a self, version: &'a Version) -> Boxed<'a, Result<ObjectFile, StoreError>> {
        Box::pin(async move {
            let digest = version.object;
            let Some(footer) = version.footer else {
                return Ok(ObjectFile::in_memory(self.get(digest).await?));
            };
            let folder = self.folder.clone();
            let open = move || match Folder::open(&folder)?.file(key_of(digest).to_string()) {
                Err(error) if error.is_missing() => Err(StoreError::NoObject(digest)),
                file => ObjectFile::open(digest, file?, footer),
            };
            spawn_blocking(open).await.map_err(|_| StoreError::Cancelled)?
        })
    }

    /// All objects: digest and size in bytes, by digest.
    ///
    /// # Errors
    /// If they can't be listed.
    pub fn list<'a>(&'a self) -> Boxed<'a, Result<Vec<(Digest, u64)>, StoreError>> {
        Box::pin(async move {
            let all: Vec<_> = self.store.list(None).try_collect().await?;
            let named = |key: &Key| key.filename().and_then(|name| name.parse::<Digest>().ok());
            let mut objects: Vec<_> =
                all.iter().filter_map(|meta| Some((named(&meta.location)?, meta.size))).collect();
            objects.sort_unstable();
            Ok(objects)
        })
    }

    /// Reads every object; how many there are, if each has the digest that is its name.
    pub(crate) fn check<'a>(&'a self) -> Boxed<'a, Result<usize, StoreError>> {
        Box::pin(async move {
            let objects = self.list().await?;
            for (digest, _) in &objects {
                self.get(*digest).await?;
            }
            Ok(objects.len())
        })
    }

    /// Removes an object, durably: after a power cut it is not back.
    pub(crate) fn delete<'a>(&'a self, digest: Digest) -> Boxed<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let folder = self.folder.clone();
            let remove = move || {
                let path = key_of(digest).to_string();
                let (shard, name) = path.split_once('/').unwrap_or(("", &path));
                match Folder::open(&folder)?.below(shard) {
                    Err(error) if error.is_missing() => Ok(()),
                    shard => {
                        let shard = shard?;
                        if shard.remove(name)? { shard.sync() } else { Ok(()) }
                    }
                }
            };
            Ok(spawn_blocking(remove).await.map_err(|_| StoreError::Cancelled)??)
        })
    }

    /// Removes what was being written when a process was killed. Nobody may be writing.
    pub(crate) fn sweep_unfinished(&self) -> Result<(), StoreError> {
        let root = Folder::open(&self.folder)?;
        for prefix in root.list()?.iter().filter(|entry| entry.kind == Kind::Folder) {
            let folder = root.below(&prefix.name)?;
            folder.sweep()?;
            for file in folder.list()?.iter().filter(|entry| entry.kind == Kind::File) {
                if is_unfinished(&file.name.to_string_lossy()) {
                    folder.remove(&file.name)?;
                }
            }
        }
        Ok(())
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
