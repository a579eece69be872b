//! Why a batch was not taken.

use std::io;
use std::path::PathBuf;

/// Why a batch was not taken; it is sent again later.
#[derive(Debug, thiserror::Error)]
pub(super) enum SinkError {
    #[error("{path}: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Whole(#[from] files::FileError),
    #[error("{to}: {source}")]
    Connection { to: String, source: io::Error },
    #[error("{to}: {why}")]
    Tls { to: String, why: String },
    #[error("{to}: {why}")]
    Http { to: String, why: String },
    #[error("{to} answered {status}")]
    Answer { to: String, status: u16 },
    #[error(
        "{0}: the secret is to be 24 to 64 bytes in Base64, in a file that its owner alone reads"
    )]
    Secret(PathBuf),
    #[error("{0}: the key is to be one word, in a file that its owner alone reads")]
    Key(PathBuf),
    #[error("writing what is sent: {0}")]
    Json(#[from] serde_json::Error),
    #[error("writing a mail: {0}")]
    Mail(io::Error),
    #[error("it ended in the middle of a delivery, and begins anew with the next server")]
    Broken,
}
