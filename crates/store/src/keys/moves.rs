//! What a deed does to key files, once the ledger has it: each step done twice is the same, so that
//! whoever opens the workspace next ends what broke off.
//!
//! A new key is written under a name of its own first (`NAME.key.new`), durably, before anything is
//! intended; what nobody intends is removed at opening.

use super::file::{check_value, plain, read, read_pem};
use super::{KeyKind, Keys};
use crate::StoreError;
use files::{Mode, write_whole};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use terms::Digest;
use terms::seal::SealKey;

/// The ending of a key that waits to take another's place.
pub(super) const STAGED: &str = ".new";

/// One step. File names are plain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyMove {
    /// The bytes of `from` stay under the name `to`, where their check value is `value`.
    Keep { from: String, to: String, value: Digest },
    /// The staged file takes the place of the file `to`, where its check value is `value`.
    Place { to: String, value: Digest },
    /// The file `to` says `text`, which is no secret.
    Write { to: String, text: String },
    /// The file goes.
    Remove { name: String },
}

impl KeyMove {
    /// The file that is another afterwards.
    pub(crate) fn changes(&self) -> &str {
        match self {
            Self::Keep { to, .. } | Self::Place { to, .. } | Self::Write { to, .. } => to,
            Self::Remove { name } => name,
        }
    }
}

impl Keys {
    /// Writes a secret that is to take the place of the one called `name`.
    pub(crate) fn stage(&self, name: &str, secret: &[u8]) -> Result<(), StoreError> {
        Ok(write_whole(&self.staged(name)?, secret, Mode::Private)?)
    }

    /// Does what a deed intended.
    pub(crate) fn make(&self, moves: &[KeyMove]) -> Result<(), StoreError> {
        for step in moves {
            match step {
                KeyMove::Keep { from, to, value } if !self.is(to, *value) => {
                    let bytes = read(&self.path(plain(from)?))?;
                    let path = self.path(plain(to)?);
                    if check_value(to, &bytes) != *value {
                        return Err(StoreError::OtherKey(self.path(from)));
                    }
                    write_whole(&path, &bytes, Mode::Private)?;
                }
                KeyMove::Place { to, value } if !self.is(to, *value) => {
                    let (from, path) = (self.staged(to)?, self.path(to));
                    if check_value(to, &read(&from)?) != *value {
                        return Err(StoreError::OtherKey(from));
                    }
                    fs::rename(&from, &path).map_err(StoreError::io(&path))?;
                }
                KeyMove::Write { to, text } => {
                    write_whole(&self.path(plain(to)?), text.as_bytes(), Mode::Private)?;
                }
                KeyMove::Remove { name } => remove(&self.path(plain(name)?))?,
                KeyMove::Keep { .. } | KeyMove::Place { .. } => {}
            }
        }
        Ok(files::sync_folder(&self.folder)?)
    }

    /// The ledger's next key, if it waits to take the place of the one in use.
    pub(crate) fn staged_ledger(&self) -> Result<Option<SealKey>, StoreError> {
        let path = self.staged(&KeyKind::Ledger.file())?;
        if path.exists() { read_pem(&path).map(Some) } else { Ok(None) }
    }

    /// Removes what was staged and nobody intends.
    pub(crate) fn unstage(&self) -> Result<(), StoreError> {
        let staged = fs::read_dir(&self.folder).map_err(StoreError::io(&self.folder))?;
        for entry in staged {
            let path = entry.map_err(StoreError::io(&self.folder))?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let key = name.strip_suffix(STAGED).filter(|name| plain(name).is_ok());
            if key.is_some() {
                remove(&path)?;
            }
        }
        Ok(())
    }

    /// Whether the file called `name` holds what has that check value.
    fn is(&self, name: &str, value: Digest) -> bool {
        read(&self.path(name)).is_ok_and(|bytes| check_value(name, &bytes) == value)
    }

    fn staged(&self, name: &str) -> Result<PathBuf, StoreError> {
        Ok(self.path(&format!("{}{STAGED}", plain(name)?)))
    }
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(StoreError::io(path)(error)),
        _ => Ok(()),
    }
}
