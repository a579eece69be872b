//! What the store can prove about itself.

use crate::keys::Keys;
use crate::{Store, StoreError, Version};
use terms::{Area, Fact, Mission, Probed, State, Timestamp};

/// Seconds by which a clock may be set back without being behind: as much as the ledger allows.
const SKEW: i64 = 2;

/// One look at the store: its line in the posture.
pub(crate) struct Look {
    id: &'static str,
    area: Area,
    missions: &'static [u8],
    claim: &'static str,
    /// What is counted.
    what: &'static str,
}

impl Look {
    pub(crate) const KEY_FILES: Self = Self {
        id: "encryption/key-files",
        area: Area::Encryption,
        missions: &[5, 18],
        claim: "no key file can be read by others",
        what: "key_files",
    };
    pub(crate) const LEDGER: Self = Self {
        id: "audit/ledger",
        area: Area::Audit,
        missions: &[7, 22],
        claim: "every entry of the ledger gives the root that was signed last",
        what: "entries",
    };
    const INDEX: Self = Self {
        id: "audit/index",
        area: Area::Audit,
        missions: &[7, 19],
        claim: "every row of the ledger's index is as it was written, and none is missing",
        what: "postings",
    };
    const CLOCK: Self = Self {
        id: "audit/clock",
        area: Area::Audit,
        missions: &[7, 20],
        claim: "the clock is not behind the newest entry of the ledger",
        what: "newest_entries",
    };
    pub(crate) const OBJECTS: Self = Self {
        id: "zero-trust/objects",
        area: Area::ZeroTrust,
        missions: &[19],
        claim: "every object has the digest that it is named by",
        what: "objects",
    };
    const METADATA: Self = Self {
        id: "zero-trust/metadata",
        area: Area::ZeroTrust,
        missions: &[7, 19],
        claim: "every row of the metadata is signed by this workspace",
        what: "rows",
    };
    const RECORDS: Self = Self {
        id: "zero-trust/records",
        area: Area::ZeroTrust,
        missions: &[7, 19],
        claim: "every record is the newest that the ledger knows, and none is missing",
        what: "records",
    };
    const KEYS: Self = Self {
        id: "encryption/key-checks",
        area: Area::Encryption,
        missions: &[5, 18],
        claim: "every key is the one that the workspace made",
        what: "keys",
    };
    const RECEIPTS: Self = Self {
        id: "zero-trust/receipts",
        area: Area::ZeroTrust,
        missions: &[19],
        claim: "every dataset version has a valid receipt and its object",
        what: "versions",
    };

    /// *Proven* over something, *not applicable* over nothing, *failed* where it does not hold,
    /// *unknown* where it could not look.
    pub(crate) fn saw<N: TryInto<u64>>(
        &self,
        seen: Result<N, StoreError>,
        at: Timestamp,
    ) -> Probed {
        let what = self.what.replace('_', " ");
        let (state, saw, count) = match seen.map(|count| count.try_into().unwrap_or(u64::MAX)) {
            Ok(0) => (State::NotApplicable, format!("there are no {what}"), Some(0)),
            Ok(count) => (State::Proven, format!("looked at {count} {what}"), Some(count)),
            Err(error) => (state_of(&error), error.to_string(), None),
        };
        let remedy = match state {
            State::Failed => {
                Some("do what the message says; if it can't be explained, activate the vault")
            }
            State::Unknown => Some(
                "do what the message says, make the database and the folder reachable, and look again",
            ),
            State::Proven | State::NotApplicable => None,
        };
        Probed {
            id: self.id.to_owned(),
            area: self.area,
            missions: self.missions.iter().map(|&id| Mission(id)).collect(),
            claim: self.claim.to_owned(),
            state,
            saw,
            facts: count.map(|count| Fact::new(self.what, count)).into_iter().collect(),
            remedy: remedy.map(str::to_owned),
            at,
        }
    }
}

impl Store {
    /// Looks at keys, ledger, objects and metadata as they are on disk now.
    pub async fn probes(&self) -> Vec<Probed> {
        let at = self.now();
        vec![
            Look::KEY_FILES.saw(Keys::check_modes(self.keys.folder()), at),
            Look::LEDGER.saw(self.log.verify().await, at),
            Look::INDEX.saw(self.check_index().await, at),
            Look::CLOCK.saw(self.check_clock(), at),
            Look::OBJECTS.saw(self.objects.check().await, at),
            Look::METADATA.saw(self.meta.verify_all(&self.seal().public()).await, at),
            Look::RECORDS.saw(self.check_fresh().await, at),
            Look::KEYS.saw(self.check_keys().await, at),
            Look::RECEIPTS.saw(self.check_receipts().await, at),
        ]
    }

    fn check_clock(&self) -> Result<usize, StoreError> {
        self.on_time()?;
        Ok(self.newest_entry().iter().count())
    }

    /// The clock is not behind the newest entry: one that is set back lets live again what had run
    /// out, so until it is right, nothing is known.
    ///
    /// # Errors
    /// [`StoreError::ClockBehind`] if it is.
    pub fn on_time(&self) -> Result<(), StoreError> {
        match (self.now(), self.newest_entry()) {
            (at, Some(newest)) if at.plus_seconds(SKEW) < newest => {
                Err(StoreError::ClockBehind { at, newest })
            }
            _ => Ok(()),
        }
    }

    async fn check_fresh(&self) -> Result<usize, StoreError> {
        let _still = self.still().await?;
        self.meta.fresh_all().await
    }

    async fn check_receipts(&self) -> Result<usize, StoreError> {
        // At rest: each is verified again, with its receipt.
        let versions = self.docs::<Version>().at_rest().list().await?;
        for version in &versions {
            self.objects.get(version.object).await?;
        }
        Ok(versions.len())
    }
}

const fn state_of(error: &StoreError) -> State {
    match error {
        StoreError::Database(_)
        | StoreError::Objects(_)
        | StoreError::ClockBehind { .. }
        | StoreError::Cancelled => State::Unknown,
        _ => State::Failed,
    }
}
