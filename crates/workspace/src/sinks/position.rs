//! How far a sink has come: `state/delivered/NAME.json`.

use super::batch::Batch;
use crate::{Context as _, Error};
use files::{Folder, Mode};
use serde::{Deserialize, Serialize};
use std::path::Path;
use terms::{Digest, Timestamp};

/// In the workspace's folder.
const PLACE: &str = "state/delivered";
/// Bytes of the longest.
const LIMIT: u64 = 64 << 10;
/// Characters of an error that are kept.
const WHY: usize = 500;

/// How far a sink has come, and what came in between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Position {
    /// Of what the config says of the sink.
    identity: Digest,
    /// It took all entries before this one.
    entries: u64,
    /// It took something since it began.
    #[serde(default)]
    pub taken: bool,
    /// When it took something last, or began.
    pub at: Timestamp,
    /// Since when it takes nothing, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing: Option<Failing>,
}

/// A sink that does not take what it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Failing {
    pub since: Timestamp,
    pub why: String,
}

impl Position {
    pub(super) fn begin(identity: Digest, entries: u64, at: Timestamp) -> Self {
        Self { identity, entries, taken: false, at, failing: None }
    }

    /// Where the sink called `name` of the workspace in `folder` is; `None` if it never began.
    ///
    /// # Errors
    /// If it can't be read, or is damaged: to begin anew would leave out what nobody was told yet.
    pub(crate) fn read(folder: &Path, name: &str) -> Result<Option<Self>, Error> {
        let read = Folder::open(&folder.join(PLACE))
            .and_then(|place| place.read(format!("{name}.json"), LIMIT));
        match read {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|why| {
                Error::internal(format!("{PLACE}/{name}.json is damaged: {why}"))
                    .remedy("put it back, or remove it: then the sink begins as a new one does")
            }),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error).internal("reading how far a sink has come"),
        }
    }

    pub(super) fn keep(&self, folder: &Path, name: &str) -> Result<(), Error> {
        let place = folder.join(PLACE);
        let text = serde_json::to_vec(self).internal("writing how far a sink has come")?;
        files::private_folder(&place)
            .and_then(|()| {
                files::write_whole(&place.join(format!("{name}.json")), &text, Mode::Private)
            })
            .internal("keeping how far a sink has come")
    }

    pub(crate) fn is_of(&self, identity: Digest) -> bool {
        self.identity == identity
    }

    pub(crate) const fn entries(&self) -> u64 {
        self.entries
    }

    /// `batch` was taken, or not, and why; `told` if something of it was for the sink at all.
    pub(super) fn went(&mut self, batch: &Batch, told: bool, failed: Option<&str>) {
        match failed {
            None => {
                self.entries = batch.span().1.saturating_add(1);
                (self.at, self.failing) = (batch.now, None);
                self.taken |= told;
            }
            Some(why) => {
                let since = self.failing.as_ref().map_or(batch.now, |failing| failing.since);
                self.failing = Some(Failing { since, why: why.chars().take(WHY).collect() });
            }
        }
    }
}
