//! Somebody who takes documents in JSON over HTTP, one by one: OpenLineage's events (`POST …/api/v1/lineage`).

use super::Deliver;
use super::batch::Batch;
use super::error::SinkError;
use super::webhook;
use crate::config::JsonApi;
use serde::Serialize;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Bytes of a key's file that are read.
const KEY_FILE: u64 = 4 << 10;

pub(super) struct Api {
    to: JsonApi,
    key: Option<PathBuf>,
    trust: Option<PathBuf>,
}

impl Api {
    pub(super) fn new(folder: &Path, to: JsonApi) -> Self {
        let below = |path: &Option<PathBuf>| path.as_ref().map(|path| folder.join(path));
        let (key, trust) = (below(&to.key), below(&to.trust));
        Self { to, key, trust }
    }

    /// Posts each of them; returns once all are taken. Blocks.
    ///
    /// # Errors
    /// The first that is not taken.
    pub(super) fn post<'d, T: Serialize + 'd>(
        &self,
        documents: impl IntoIterator<Item = &'d T>,
    ) -> Result<(), SinkError> {
        let host = self.to.url.host();
        let agent = webhook::agent(&host, self.trust.as_deref())?;
        let key = self.key.as_deref().map(key).transpose()?;
        for document in documents {
            let body = serde_json::to_vec(document)?;
            let mut request =
                agent.post(self.to.url.as_str()).header("content-type", "application/json");
            if let Some(key) = &key {
                request = request.header("authorization", format!("Bearer {}", key.as_str()));
            }
            let answer = request.send(&body[..]).map_err(|error| {
                // Its words may quote the address, whose path may be a secret.
                let why = error.to_string().replace(self.to.url.as_str(), "the address");
                SinkError::Http { to: host.clone(), why }
            })?;
            match answer.status() {
                status if status.is_success() => {}
                status => return Err(SinkError::Answer { to: host, status: status.as_u16() }),
            }
        }
        Ok(())
    }
}

impl Deliver for Api {
    fn deliver(&mut self, batch: &Batch) -> Result<(), SinkError> {
        if batch.runs.is_empty() { Ok(()) } else { self.post(&batch.runs) }
    }
}

/// Reads the key; nobody but its owner may.
fn key(path: &Path) -> Result<Zeroizing<String>, SinkError> {
    let failed = |source| SinkError::File { path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    let open = file.metadata().map_err(failed)?.permissions().mode() & 0o077 != 0;
    let mut text = Zeroizing::new(String::new());
    file.take(KEY_FILE).read_to_string(&mut text).map_err(failed)?;
    let plain = Zeroizing::new(text.trim().to_owned());
    let is_word = !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_graphic());
    if open || !is_word { Err(SinkError::Key(path.to_owned())) } else { Ok(plain) }
}
