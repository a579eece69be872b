use std::path::PathBuf;

/// Why a log can't be written or read.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("an entry has {0} bytes; at most 65,535 fit (C2SP tlog-tiles): put less detail in it")]
    EntryTooLong(usize),
    #[error("an event does not serialise: {0}")]
    Event(#[from] serde_json::Error),
    #[error(transparent)]
    Id(#[from] terms::IdError),
    #[error("the entry bundle is malformed at byte {at}: {what}")]
    Bundle { at: usize, what: &'static str },
    #[error("the entry bundle holds {held} entries where {wanted} must be")]
    Width { held: usize, wanted: usize },
    #[error("{0:?} is no origin: use a name without spaces and plus signs, such as hygeia/loans")]
    Origin(String),
    #[error("the checkpoint is malformed: {0}")]
    Checkpoint(&'static str),
    #[error("the checkpoint is not signed by the key {0}")]
    Signature(terms::Digest),
    #[error("the tree has {size} entries, so there is no {asked}")]
    OutOfTree { size: u64, asked: u64 },
    #[error("the hash tiles are not those of the log: restore it from the vault")]
    Tiles,
    #[error("it is no proof as it was written: some of its bytes were changed")]
    Proof,
    #[error("a tree of {size} entries has no right edge of {bytes} bytes")]
    Edge { size: u64, bytes: usize },
    #[error("{path}: {source}; give the folder of an exported ledger")]
    Read { path: PathBuf, source: std::io::Error },
}
