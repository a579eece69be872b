use artifact::scan::ScanError;
use artifact::sign::{KeyError, SignError, VerifyError};
use std::path::PathBuf;
use store::{Refused, StoreError};
use terms::{Asset, PrincipalId};

/// Why a model is not handed over.
#[derive(Debug, thiserror::Error)]
pub enum HandoverError {
    #[error("{0} exists already: a package is never changed; choose another folder")]
    Exists(PathBuf),
    #[error("{0:?} is no plain file name")]
    Name(String),
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: std::io::Error },
    #[error("the training was started by {author}, the permit is {holder}'s")]
    OtherAuthor { author: PrincipalId, holder: PrincipalId },
    #[error("{path} is not what was registered: {why}; package the model again")]
    Changed { path: PathBuf, why: String },
    #[error("the model can't be cleared: {0}; what can't be looked into is not clean")]
    Unsure(String),
    #[error("{model} is weak and nobody accepted that: {first} ({count} in all)")]
    Weak { model: Asset, first: String, count: usize },
    #[error("nobody asked for {0} to be promoted, or it was answered already: ask first")]
    NotAsked(Asset),
    #[error("{0} asked for this promotion, so somebody else has to agree to it")]
    OwnRequest(PrincipalId),
    #[error("{0} trained this model, so somebody else has to agree to it")]
    OwnModel(PrincipalId),
    #[error("the model can't be run here: {0}")]
    Model(#[from] learn::LearnError),
    #[error("a statement can't be written: {0}")]
    Statement(#[from] serde_json::Error),
    #[error(transparent)]
    Seal(#[from] terms::seal::SealError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Scan(#[from] ScanError),
    #[error(transparent)]
    Sign(#[from] SignError),
    #[error(transparent)]
    Verify(#[from] VerifyError),
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl HandoverError {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}
