//! What lies where in a workspace's folder.
//!
//! ```text
//! state/                 0700
//!   workspace.json       format and id
//!   lock                 held by the process that has it open, and names it
//!   meta.sqlite          unless metadata are in PostgreSQL
//!   objects/ab/abcd…     by SHA-256
//!   keys/                0700, files 0600: NAME.key; what is left of one that another took the place
//!                        of, as NAME-ID.key or .pub; ledger.head, which is no key
//!   ledger/              tile/entries/…, tile/0/…, tail, checkpoint, usage
//! ```

use crate::StoreError;
use crate::holder::{Holder, InUse};
use files::Mode;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use terms::Timestamp;

/// The newest format of the folder that this code knows.
const FORMAT: u32 = 1;

/// How a workspace keeps its state.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoreConfig {
    /// `postgres://…` for metadata in PostgreSQL; SQLite in the folder if missing.
    pub meta_url: Option<String>,
}

/// `workspace.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub format: u32,
    /// 16 hexadecimal digits, drawn once: part of the ledger's origin.
    pub id: String,
    pub created: Timestamp,
}

/// Paths of a state folder.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub state: PathBuf,
}

impl Layout {
    pub(crate) fn of(workspace: &Path) -> Self {
        Self { state: workspace.join("state") }
    }

    /// The layout under the name that a new state has until it is complete.
    pub(crate) fn unfinished(workspace: &Path) -> Self {
        Self { state: workspace.join(".state-unfinished") }
    }

    pub(crate) fn identity(&self) -> PathBuf {
        self.state.join("workspace.json")
    }
    pub(crate) fn sqlite(&self) -> PathBuf {
        self.state.join("meta.sqlite")
    }
    pub(crate) fn objects(&self) -> PathBuf {
        self.state.join("objects")
    }
    pub(crate) fn keys(&self) -> PathBuf {
        self.state.join("keys")
    }
    pub(crate) fn ledger(&self) -> PathBuf {
        self.state.join("ledger")
    }

    /// Reads and checks `workspace.json`.
    pub(crate) fn read_identity(&self) -> Result<Identity, StoreError> {
        let path = self.identity();
        let none = || StoreError::NotAWorkspace(self.state.clone());
        let text = fs::read(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => none(),
            _ => StoreError::Io { path: path.clone(), source: error },
        })?;
        let identity: Identity = serde_json::from_slice(&text).map_err(|_| none())?;
        if identity.format > FORMAT {
            return Err(StoreError::Newer { path, found: identity.format, known: FORMAT });
        }
        Ok(identity)
    }

    /// Writes `workspace.json`; draws an id if none is given.
    pub(crate) fn write_identity(
        &self,
        id: Option<&str>,
        created: Timestamp,
    ) -> Result<Identity, StoreError> {
        let id = id.map_or_else(fresh_id, |id| Ok(id.to_owned()))?;
        let identity = Identity { format: FORMAT, id, created };
        let text = serde_json::to_vec_pretty(&identity)?;
        files::write_whole(&self.identity(), &text, Mode::Private)?;
        Ok(identity)
    }

    /// Holds the workspace for this process until the file is dropped.
    pub(crate) fn lock(&self) -> Result<File, StoreError> {
        let path = self.state.join("lock");
        let mut options = File::options();
        let mut file = options
            .create(true)
            .append(true)
            .read(true)
            .open(&path)
            .map_err(StoreError::io(&path))?;
        match file.try_lock() {
            Ok(()) => {
                let name = Holder::this_process().name();
                // Only so that others can say who it is: a full disk is no reason not to open.
                let _ = file.set_len(0).and_then(|()| file.write_all(name.as_bytes()));
                Ok(file)
            }
            Err(TryLockError::WouldBlock) => {
                let mut name = String::new();
                // What can't be read names nobody.
                let _ = (&file).take(200).read_to_string(&mut name);
                let workspace = self.state.display().to_string();
                Err(StoreError::Locked(InUse { workspace, by: Holder::parse(&name) }))
            }
            Err(TryLockError::Error(source)) => Err(StoreError::Io { path, source }),
        }
    }

    /// Removes what a process that was killed left unfinished. The workspace must be locked.
    pub(crate) fn sweep(&self) -> Result<(), StoreError> {
        for folder in [&self.state, &self.keys(), &self.ledger()] {
            files::sweep(folder)?;
        }
        Ok(())
    }
}

fn fresh_id() -> Result<String, StoreError> {
    let mut bytes = [0u8; 8];
    getrandom::fill(&mut bytes).map_err(|_| StoreError::Randomness)?;
    Ok(hex::encode(bytes))
}
