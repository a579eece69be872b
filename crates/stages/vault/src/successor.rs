//! Whose the vault is after an activation: the workspace that came from it, and no longer the one that fell. That
//! may come up again, and both would go on from the same point. As long as it holds nothing but what the point has,
//! there is nothing in it to be taken for the successor's.

use crate::manifest::METADATA;
use crate::points::name_of;
use crate::told::finding;
use crate::{Entry, Point, Vault, VaultError};
use files::Mode;
use ledger::Operation;
use serde::{Deserialize, Serialize};
use store::{Snapshot, Store, Wanted};
use terms::{Digest, Finding, Severity, Timestamp};

pub(crate) const ACTIVATED: &str = "activated.dsse.json";
const TYPE: &str = "application/vnd.hygeia.vault-activation+json";
const BYTES: u64 = 64 * 1024;

/// The point that was put in production's place last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Succession {
    number: u64,
    point: Digest,
    at: Timestamp,
}

impl Vault {
    /// Notes that `point` was put in production's place: from then on no other workspace is taken from than one
    /// that came from it.
    ///
    /// # Errors
    /// If the vault can't be written, or has no key to sign with.
    pub fn succeeded(&self, point: &Point, at: Timestamp) -> Result<(), VaultError> {
        let lost = || VaultError::BadKey(self.folder().join(crate::keyring::SIGNING));
        let key = self.keys.signing.as_ref().ok_or_else(lost)?;
        let said = Succession { number: point.number, point: point.digest, at };
        let bytes = serde_json::to_vec(&key.seal(TYPE, &said)?)?;
        Ok(self.folder.write(ACTIVATED, &bytes, Mode::Private)?)
    }

    /// What is wrong with the note of the last activation.
    pub(crate) fn damaged_note(&self) -> Option<Finding> {
        let why = self.succession().err()?;
        let message = format!("what the vault noted of its activation can't be believed: {why}");
        let remedy = "find out who changed it; remove it if no activation is known, else put it back from a copy";
        Some(finding("vault/activated", Severity::High, ACTIVATED, message, remedy))
    }

    /// What the vault noted of the last activation, if there was one.
    fn succession(&self) -> Result<Option<Succession>, String> {
        match self.folder.read(ACTIVATED, BYTES) {
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error.to_string()),
            Ok(noted) => self.open_sealed(&noted, TYPE).map(Some),
        }
    }

    /// That `store`, of which `snapshot` was taken, is a workspace that came from the point that was activated last, if
    /// one was, or holds the same as that point.
    ///
    /// # Errors
    /// [`VaultError::Succeeded`] if it is another; if what the vault noted can't be read.
    pub(crate) async fn expect_successor(
        &self,
        store: &Store,
        snapshot: &Snapshot,
        points: &[Point],
    ) -> Result<(), VaultError> {
        let damaged = |why| VaultError::Note { file: ACTIVATED, why };
        let Some(said) = self.succession().map_err(damaged)? else { return Ok(()) };
        let records = Digest::of(&serde_json::to_vec(&snapshot.meta)?);
        let activated = points.iter().find(|point| point.digest == said.point);
        let same = |entry: &Entry| entry.path == METADATA && entry.sha256 == records;
        if activated.is_some_and(|point| point.entries.iter().any(same)) {
            return Ok(());
        }
        let operation = Some(Operation::VaultActivated.as_str().to_owned());
        let mut entries = store.find(Wanted { operation, ..Wanted::default() }).await?;
        while let Some(found) = entries.next().await? {
            let mut named =
                found.iter().filter_map(|(_, event)| event.unmapped.facts.get("point")?.as_str());
            if named.any(|hex| hex.parse() == Ok(said.point)) {
                return Ok(());
            }
        }
        Err(VaultError::Succeeded { point: name_of(said.number), at: said.at })
    }
}
