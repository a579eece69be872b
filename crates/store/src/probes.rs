//! What the store can prove about itself.

use crate::{Store, StoreError, Version};
use terms::{Area, Fact, Mission, Probed, State};

impl Store {
    /// Looks at keys, ledger, objects and metadata as they are on disk now.
    pub async fn probes(&self) -> Vec<Probed> {
        let metadata = self.meta.verify_all(&self.seal().public()).await;
        let fresh = self.check_fresh().await;
        vec![
            self.probed(
                "encryption/key-files",
                Area::Encryption,
                &[5, 18],
                "no key file can be read by others",
                "key_files",
                self.keys.check_modes(),
            ),
            self.probed(
                "audit/ledger",
                Area::Audit,
                &[7, 22],
                "every entry of the ledger gives the root that was signed last",
                "entries",
                self.log.verify().await,
            ),
            self.probed(
                "zero-trust/objects",
                Area::ZeroTrust,
                &[19],
                "every object has the digest that it is named by",
                "objects",
                self.check_objects().await,
            ),
            self.probed(
                "zero-trust/metadata",
                Area::ZeroTrust,
                &[7, 19],
                "every row of the metadata is signed by this workspace",
                "rows",
                metadata,
            ),
            self.probed(
                "zero-trust/records",
                Area::ZeroTrust,
                &[7, 19],
                "every record is the newest that the ledger knows, and none is missing",
                "records",
                fresh,
            ),
            self.probed(
                "encryption/key-checks",
                Area::Encryption,
                &[5, 18],
                "every key is the one that the workspace made",
                "keys",
                self.check_keys().await,
            ),
            self.probed(
                "zero-trust/receipts",
                Area::ZeroTrust,
                &[19],
                "every dataset version has a valid receipt and its object",
                "versions",
                self.check_receipts().await,
            ),
        ]
    }

    async fn check_fresh(&self) -> Result<usize, StoreError> {
        let _still = self.still().await?;
        self.meta.fresh_all().await
    }

    async fn check_objects(&self) -> Result<usize, StoreError> {
        let objects = self.objects.list().await?;
        for (digest, _) in &objects {
            self.objects.get(*digest).await?;
        }
        Ok(objects.len())
    }

    async fn check_receipts(&self) -> Result<usize, StoreError> {
        // At rest: each is verified again, with its receipt.
        let versions = self.docs::<Version>().at_rest().list().await?;
        for version in &versions {
            self.objects.get(version.object).await?;
        }
        Ok(versions.len())
    }

    /// *Proven* over something, *not applicable* over nothing, *failed* where it does not hold,
    /// *unknown* where it could not look.
    fn probed<N: TryInto<u64>>(
        &self,
        id: &str,
        area: Area,
        missions: &[u8],
        claim: &str,
        what: &str,
        seen: Result<N, StoreError>,
    ) -> Probed {
        let (state, saw, count) = match seen.map(|count| count.try_into().unwrap_or(u64::MAX)) {
            Ok(0) => {
                (State::NotApplicable, format!("there are no {}", what.replace('_', " ")), Some(0))
            }
            Ok(count) => (
                State::Proven,
                format!("looked at {count} {}", what.replace('_', " ")),
                Some(count),
            ),
            Err(error) => (state_of(&error), error.to_string(), None),
        };
        let remedy = match state {
            State::Failed => {
                Some("do what the message says; if it can't be explained, activate the vault")
            }
            State::Unknown => Some("make the database and the folder reachable, and look again"),
            State::Proven | State::NotApplicable => None,
        };
        Probed {
            id: id.to_owned(),
            area,
            missions: missions.iter().map(|&id| Mission(id)).collect(),
            claim: claim.to_owned(),
            state,
            saw,
            facts: count.map(|count| Fact::new(what, count)).into_iter().collect(),
            remedy: remedy.map(str::to_owned),
            at: self.now(),
        }
    }
}

const fn state_of(error: &StoreError) -> State {
    match error {
        StoreError::Database(_) | StoreError::Objects(_) | StoreError::Cancelled => State::Unknown,
        _ => State::Failed,
    }
}
