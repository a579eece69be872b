use files::FileError;
use std::path::PathBuf;
use terms::{Digest, Timestamp};

/// Why the vault can't do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("{0} is not empty and no vault: choose another folder")]
    NotEmpty(PathBuf),
    #[error("{0} is no vault: run `hygeia vault init` there, or give the right folder")]
    NotAVault(PathBuf),
    #[error("{path} can be read by others (mode {mode:o}): run `chmod 600` on it")]
    OpenKey { path: PathBuf, mode: u32 },
    #[error("{0} is no key: put it back from where you keep the vault's keys")]
    BadKey(PathBuf),
    #[error("{0} is in use by another process: wait for it, or stop it")]
    Locked(PathBuf),
    #[error(transparent)]
    File(#[from] FileError),
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: std::io::Error },
    #[error("the workspace fails its own check {id} ({saw}): repair it first; older points stay")]
    Unhealthy { id: String, saw: String },
    #[error(
        "the workspace is not the one that this vault holds ({0}): use another vault, and find out who replaced it"
    )]
    Stranger(&'static str),
    #[error(
        "the ledger does not continue that of the last point ({0}): it was rewritten or truncated; older points stay"
    )]
    Rewritten(String),
    #[error("point {point} can't be trusted: {why}; use another point, or a second vault")]
    Point { point: String, why: String },
    #[error("{path} of point {point}: {why}; use another point, or a second vault")]
    Broken { point: Digest, path: String, why: String },
    #[error("{0} has no recovery point: run `hygeia vault pull` first")]
    NoPoint(PathBuf),
    #[error(
        "point {point} was put in production's place {at}: the workspace that came from it is taken, and no other; if that was none, remove activated.dsse.json from the vault"
    )]
    Succeeded { point: String, at: Timestamp },
    #[error(
        "{file} in the vault can't be believed ({why}): find out who changed it, and remove it if no activation is known"
    )]
    Note { file: &'static str, why: String },
    #[error("{0} exists and is not empty: activate into another folder")]
    Occupied(PathBuf),
    #[error("{0} is no promoted model of this point")]
    NoModel(terms::Asset),
    #[error("the permit is for {0}, and a vault takes one for vault/NAME")]
    Permit(terms::Asset),
    #[error("encryption: {0}")]
    Encrypt(#[from] age::EncryptError),
    #[error(transparent)]
    Seal(#[from] terms::seal::SealError),
    #[error(transparent)]
    Ledger(#[from] ledger::LedgerError),
    #[error("what is to be kept does not serialise: {0}")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Store(#[from] store::StoreError),
    #[error(transparent)]
    Refused(#[from] store::Refused),
}

impl VaultError {
    /// Wraps an error of the file system with its path.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    /// Whether nobody could look: another try may see something else.
    pub(crate) fn is_unseen(&self) -> bool {
        match self {
            Self::Io { .. } => true,
            Self::File(error) => error.is_unseen(),
            _ => false,
        }
    }
}
