//! The points of a vault, each judged by itself.

use crate::manifest::POINT;
use crate::{Manifest, Point, Vault, VaultError};
use files::{FileError, Kind, Mode};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::ffi::OsString;
use terms::Digest;
use terms::seal::Envelope;

pub(crate) const POINTS: &str = "points";
pub(crate) const HEAD: &str = "head.dsse.json";
const HEAD_TYPE: &str = "application/vnd.hygeia.vault-head+json";
const MANIFEST_BYTES: u64 = 256 << 20;
const HEAD_BYTES: u64 = 64 * 1024;

/// The newest point, signed: so that its loss is seen.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    pub(crate) number: u64,
    pub(crate) digest: Digest,
}

/// What lies in `points/`.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    /// Oldest first.
    pub(crate) whole: Vec<Point>,
    /// By number, with the reason.
    pub(crate) damaged: Vec<(u64, String)>,
    pub(crate) strays: Vec<(OsString, Kind)>,
    /// Why none of it can be seen.
    pub(crate) closed: Option<String>,
}

impl Vault {
    /// Every point whose manifest is whole, oldest first. What is wrong with others is told by
    /// [`Vault::contents`], and takes nothing from these.
    ///
    /// # Errors
    /// If the folder can't be looked at.
    pub fn points(&self) -> Result<Vec<Point>, VaultError> {
        Ok(self.shelf()?.whole)
    }

    /// The newest of [`Vault::points`].
    ///
    /// # Errors
    /// [`VaultError::NoPoint`] if there is none; as [`Vault::points`].
    pub fn newest(&self) -> Result<Point, VaultError> {
        self.points()?.pop().ok_or_else(|| self.no_point())
    }

    pub(crate) fn no_point(&self) -> VaultError {
        VaultError::NoPoint(self.folder().to_owned())
    }

    /// `point` is one of this vault's, as it is on disk now.
    pub(crate) fn check(&self, point: &Point) -> Result<(), VaultError> {
        let wrong = |why| VaultError::Point { point: name_of(point.number), why };
        match self.read_point(point.number) {
            Ok(found) if found == *point => Ok(()),
            Ok(_) => Err(wrong("another one lies in its place".to_owned())),
            Err(Judged::Damaged(why)) => Err(wrong(why)),
            Err(Judged::Unseen(error)) => Err(error.into()),
        }
    }

    pub(crate) fn shelf(&self) -> Result<Shelf, VaultError> {
        let mut shelf = Shelf::default();
        let listed = match self.folder.below(POINTS).and_then(|folder| folder.list()) {
            Err(error) if error.is_unseen() => return Err(error.into()),
            Err(error) => {
                shelf.closed = Some(error.to_string());
                return Ok(shelf);
            }
            Ok(listed) => listed,
        };
        for entry in listed {
            let Some(number) = entry.name.to_str().and_then(number_of) else {
                shelf.strays.push((entry.name, entry.kind));
                continue;
            };
            match self.read_point(number) {
                Ok(point) => shelf.whole.push(point),
                Err(Judged::Damaged(why)) => shelf.damaged.push((number, why)),
                Err(Judged::Unseen(error)) => shelf.damaged.push((number, error.to_string())),
            }
        }
        // Names of more than eight digits sort otherwise.
        shelf.whole.sort_by_key(|point| point.number);
        Ok(shelf)
    }

    /// What the head says; `None` if there is none.
    pub(crate) fn head(&self) -> Result<Option<Head>, String> {
        match self.folder.read(HEAD, HEAD_BYTES) {
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error.to_string()),
            Ok(bytes) => self.open_sealed(&bytes, HEAD_TYPE).map(Some),
        }
    }

    /// Signs `manifest` and makes it the newest point; tells what kept the head from naming it.
    pub(crate) fn add_point(
        &self,
        manifest: Manifest,
    ) -> Result<(Point, Option<String>), VaultError> {
        let lost = || VaultError::BadKey(self.folder().join(crate::keyring::SIGNING));
        let key = self.keys.signing.as_ref().ok_or_else(lost)?;
        let bytes = serde_json::to_vec(&key.seal(POINT, &manifest)?)?;
        let file = format!("{POINTS}/{}.dsse.json", name_of(manifest.number));
        self.folder.make(POINTS)?;
        self.folder.write(file, &bytes, Mode::Private)?;
        let point = Point { digest: Digest::of(&bytes), manifest };
        let head = Head { number: point.number, digest: point.digest };
        let head = serde_json::to_vec(&key.seal(HEAD_TYPE, &head)?)?;
        // The point counts from here on, whatever becomes of the head.
        let kept = match self.folder.write(HEAD, &head, Mode::Private) {
            Err(FileError::Link(_)) => {
                self.folder.remove(HEAD).and_then(|_| self.folder.write(HEAD, &head, Mode::Private))
            }
            other => other,
        };
        Ok((point, kept.err().map(|error| error.to_string())))
    }

    fn read_point(&self, number: u64) -> Result<Point, Judged> {
        let file = format!("{POINTS}/{}.dsse.json", name_of(number));
        let bytes = match self.folder.read(file, MANIFEST_BYTES) {
            Err(error) if error.is_unseen() => return Err(Judged::Unseen(error)),
            Err(error) => return Err(Judged::Damaged(error.to_string())),
            Ok(bytes) => bytes,
        };
        let manifest: Manifest = self.open_sealed(&bytes, POINT).map_err(Judged::Damaged)?;
        if manifest.number != number {
            let other = name_of(manifest.number);
            return Err(Judged::Damaged(format!("it is point {other}, put in its place")));
        }
        Ok(Point { digest: Digest::of(&bytes), manifest })
    }

    /// What `bytes` say, if they are an envelope of this vault's key, as this vault writes it: a
    /// byte that no signature covers counts too, as the digest of the file is what a point is
    /// named by.
    pub(crate) fn open_sealed<T: DeserializeOwned>(
        &self,
        bytes: &[u8],
        kind: &str,
    ) -> Result<T, String> {
        let envelope: Envelope = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
        let value = envelope.open(&self.public(), kind).map_err(|e| e.to_string())?;
        let key = self.public().id().hex();
        let ours = matches!(envelope.signatures.as_slice(), [only] if only.keyid == key);
        match serde_json::to_vec(&envelope) {
            Ok(canonical) if ours && canonical == bytes => Ok(value),
            _ => Err("its envelope was edited".to_owned()),
        }
    }
}

enum Judged {
    Damaged(String),
    Unseen(FileError),
}

/// `00000001`
pub(crate) fn name_of(number: u64) -> String {
    format!("{number:08}")
}

/// 1 of `00000001.dsse.json`; nothing of any other name.
pub(crate) fn number_of(file: &str) -> Option<u64> {
    let number = file.strip_suffix(".dsse.json")?.parse().ok()?;
    (number > 0 && format!("{}.dsse.json", name_of(number)) == file).then_some(number)
}
