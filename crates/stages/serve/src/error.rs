use crate::model_file::MODEL_FILE;
use store::{Refused, StoreError};
use terms::Asset;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("no model {0} of this version is served here")]
    NotServed(Asset),
    #[error("{0} holds no file {file}, so it can't be served", file = MODEL_FILE)]
    NoFile(Asset),
    #[error("the request: {0}")]
    Request(String),
    #[error("the input {input:?}: {why}")]
    Input { input: String, why: String },
    #[error(
        "{asked} rows were asked for, {left} are left in this window; try again in {retry} seconds"
    )]
    OverBudget { asked: u64, left: u64, retry: u64 },
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the model: {0}")]
    Model(#[from] learn::LearnError),
    #[error("the answer was cancelled")]
    Cancelled,
}

/// What is wrong with an input. Its name comes from outside: only the beginning is told back.
pub(crate) fn wrong(input: &str, why: &str) -> ServeError {
    ServeError::Input { input: input.chars().take(100).collect(), why: why.to_owned() }
}
