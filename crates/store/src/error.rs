use crate::{Deletion, InUse};
use std::path::PathBuf;
use terms::{Asset, Digest, PrincipalId, Timestamp};

/// Why the store can't do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{0} holds a workspace already: open it, or choose another folder")]
    Exists(PathBuf),
    #[error("{0} is no workspace: run `hygeia init` there, or give the right folder")]
    NotAWorkspace(PathBuf),
    #[error(
        "{path} was written by a newer Hygeia (format {found}, this one knows {known}): update Hygeia"
    )]
    Newer { path: PathBuf, found: u32, known: u32 },
    #[error("{0}: stop that first")]
    Locked(InUse),
    #[error("this process may not write to the metadata database: {0}")]
    NotWriter(String),
    #[error(
        "the metadata database belongs to the workspace {found}, not to {own}: give each workspace a database of its own"
    )]
    OtherWorkspace { found: String, own: String },
    #[error(
        "{path} can be read by others (mode {mode:o}): run `chmod 600` on files and `chmod 700` on folders, and replace the keys if others have access to this host"
    )]
    OpenKey { path: PathBuf, mode: u32 },
    #[error("{0} is no key: restore it from the vault")]
    BadKey(PathBuf),
    #[error("the operating system gives no randomness")]
    Randomness,
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: std::io::Error },
    #[error(transparent)]
    File(#[from] files::FileError),
    #[error("the metadata database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the metadata database can't be brought to this version: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("the object store: {0}")]
    Objects(#[from] object_store::Error),
    #[error("the object {0} is missing: restore it from the vault")]
    NoObject(Digest),
    #[error("the object {0} was changed at rest: restore it from the vault")]
    BrokenObject(Digest),
    #[error("{kind} {key:?} exists already")]
    Duplicate { kind: &'static str, key: String },
    #[error("there is no {kind} {key:?}")]
    Missing { kind: &'static str, key: String },
    #[error("{asset} has no row {row}: its {rows} rows count from 0")]
    NoSuchRow { asset: Asset, row: u64, rows: u64 },
    #[error("{0} is entered by the deed itself, not for it")]
    NoDeed(ledger::Operation),
    #[error("what {id} was about went on at {at}: it is for one deed")]
    ConsultationUsed { id: String, at: Timestamp },
    #[error("{by} answered {id} already: ask again")]
    Answered { id: String, by: terms::PrincipalId },
    #[error("the permit says no detail, and this takes one: ask for exactly what is to be done")]
    Undetailed,
    #[error("{kind} {key:?} is changed by others too often: try again")]
    Contended { kind: &'static str, key: String },
    #[error(
        "{kind} {key:?} does not verify under the workspace's key ({why}): it was changed at rest; restore it from the vault"
    )]
    Unproven { kind: String, key: String, why: String },
    #[error(
        "{kind} {key:?} is not the newest that the ledger knows ({why}): restore the metadata from the vault"
    )]
    NotFresh { kind: String, key: String, why: &'static str },
    #[error(
        "the metadata are not as entry {entry} of the ledger left them: rows were deleted, added or put back; restore them from the vault"
    )]
    OtherRecords { entry: u64 },
    #[error(
        "entry {entry} of the ledger stands, and what follows from it could not be written ({why}): free space or repair the database; it is finished then, by the next deed or when the workspace is opened"
    )]
    Unfinished { entry: u64, why: String },
    #[error(
        "nothing was done: entry {entry} of the ledger stands, and what follows from it still can't be written ({why}): free space or repair the database, then do it again"
    )]
    Blocked { entry: u64, why: String },
    #[error("{0} is not the key that this workspace was made with: restore it from the vault")]
    OtherKey(PathBuf),
    #[error("{0} is lost, and is not made anew: restore it from the vault")]
    LostKey(PathBuf),
    #[error("the key {0} was retired meanwhile: try again")]
    RetiredKey(String),
    #[error(
        "other rules for {0} were applied while it was taken in: nothing of it is kept; try again"
    )]
    AppliedMeanwhile(Asset),
    #[error("{0} is restricted: two people say that it goes, and no service")]
    TakesPeople(Asset),
    #[error("{dataset} was deleted by {by}, {}", goes(*.ends))]
    Deleted { dataset: Asset, by: PrincipalId, ends: Option<Timestamp> },
    #[error("the store can't make a key for {0} by itself")]
    FixedKey(&'static str),
    #[error("what is kept of {id} is no secret, and stays: others verify by it")]
    KeptKey { id: String },
    #[error("{id} is the key in use: rotate it first")]
    KeyInUse { id: String },
    #[error(
        "{id} is needed by {count} versions, {first} among them: protect the datasets anew (hygeia ingest --again), and delete what nobody needs"
    )]
    NeededKey { id: String, count: usize, first: String },
    #[error("metadata does not serialise: {0}")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Ledger(#[from] ledger::LedgerError),
    #[error("the ledger in {path} does not verify: {why}; restore it from the vault")]
    Tampered { path: PathBuf, why: String },
    #[error(
        "the ledger could not be written and is closed ({0}): free space or repair the disk, then open the workspace again"
    )]
    LedgerClosed(String),
    #[error(
        "the index of the ledger is not as it was written ({0}): nothing is missing from what is answered, and it is made anew; find out who can write to the metadata"
    )]
    IndexChanged(&'static str),
    #[error(
        "the clock says {at}, and the ledger's newest entry is of {newest}: nothing is entered before it"
    )]
    ClockBehind { at: Timestamp, newest: Timestamp },
    #[error(
        "what is to be kept of {0} is not encrypted Parquet (no PARE magic): nothing was written"
    )]
    Clear(terms::Asset),
    #[error("the model {model} can't pass: {why}")]
    Unfit { model: terms::Asset, why: String },
    #[error("signing: {0}")]
    Seal(#[from] terms::seal::SealError),
    #[error("the metadata dump can't be restored: {0}")]
    Dump(String),
    #[error("a task of the store was cancelled")]
    Cancelled,
    #[error(transparent)]
    Refused(#[from] crate::Refused),
}

impl StoreError {
    /// Wraps an error of the file system with its path.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    pub(crate) fn deleted(dataset: &Asset, deletion: &Deletion) -> Self {
        let (dataset, by) = (dataset.clone(), deletion.by.clone());
        Self::Deleted { dataset, by, ends: deletion.end() }
    }
}

/// When what was deleted goes.
fn goes(ends: Option<Timestamp>) -> String {
    match ends {
        Some(ends) => format!("and goes for good {ends}"),
        None => "and goes for good once a second person who may delete it agrees".to_owned(),
    }
}
