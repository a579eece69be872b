//! Folders and long answers over HTTP: a folder comes as a tar archive, an answer with files or
//! progress goes as lines of JSON.

mod entries;
mod receive;
mod send;

pub(crate) use entries::in_entries;
#[cfg(any(test, feature = "fuzz"))]
pub(crate) use receive::lay_out;
pub(crate) use receive::{Received, receive, whole_body};
pub(crate) use send::in_parts;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use workspace::Error;

/// One line of an answer in parts (`application/x-ndjson`). The last is `done` or `failed`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part<T> {
    /// What is being done now.
    Progress(String),
    /// The next bytes of a file; a file's parts come one after the other.
    File {
        /// Relative, with `/` between names.
        path: String,
        /// Base64 (RFC 4648, section 4).
        data: String,
    },
    /// The response.
    Done(T),
    /// Why there is none.
    Failed(Error),
}
