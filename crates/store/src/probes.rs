//! What the store can prove about itself.

use crate::keys::Keys;
use crate::{Boxed, Line, Store, StoreError, Version};
use ledger::BUNDLE;
use terms::{Area, Fact, Probed, State, Timestamp};

/// Seconds by which a clock may be set back without being behind: as much as the ledger allows.
const SKEW: i64 = 2;

/// One look at the store: its line in the posture, and what is counted.
pub(crate) struct Look(Line, &'static str);

const fn look(
    id: &'static str,
    area: Area,
    missions: &'static [u8],
    claim: &'static str,
    what: &'static str,
) -> Look {
    let remedy = "do what the message says; if it can't be explained, activate the vault";
    Look(Line { id, area, missions, claim, remedy }, what)
}

impl Look {
    pub(crate) const KEY_FILES: Self = look(
        "encryption/key-files",
        Area::Encryption,
        &[5, 18],
        "no key file can be read by others",
        "key_files",
    );
    pub(crate) const LEDGER: Self = look(
        "audit/ledger",
        Area::Audit,
        &[7, 22],
        "every entry of the ledger gives the root that was signed last",
        "entries",
    );
    const INDEX: Self = look(
        "audit/index",
        Area::Audit,
        &[7, 19],
        "every row of the ledger's index is as it was written, and none is missing",
        "postings",
    );
    const CLOCK: Self = look(
        "audit/clock",
        Area::Audit,
        &[7, 20],
        "the clock is not behind the newest entry of the ledger",
        "newest_entries",
    );
    pub(crate) const OBJECTS: Self = look(
        "zero-trust/objects",
        Area::ZeroTrust,
        &[19],
        "every object has the digest that it is named by",
        "objects",
    );
    const METADATA: Self = look(
        "zero-trust/metadata",
        Area::ZeroTrust,
        &[7, 19],
        "every row of the metadata is signed by this workspace",
        "rows",
    );
    const RECORDS: Self = look(
        "zero-trust/records",
        Area::ZeroTrust,
        &[7, 19],
        "every record is the newest that the ledger knows, and none is missing",
        "records",
    );
    const KEYS: Self = look(
        "encryption/key-checks",
        Area::Encryption,
        &[5, 18],
        "every key is the one that the workspace made",
        "keys",
    );
    const RECEIPTS: Self = look(
        "zero-trust/receipts",
        Area::ZeroTrust,
        &[19],
        "every dataset version has a valid receipt and its object",
        "versions",
    );

    /// *Proven* over something, *not applicable* over nothing, *failed* where it does not hold,
    /// *unknown* where it could not look.
    pub(crate) fn saw<N: TryInto<u64>>(
        &self,
        seen: Result<N, StoreError>,
        at: Timestamp,
    ) -> Probed {
        let Self(line, what) = *self;
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
        let line = if state == State::Unknown { Line { remedy: UNREACHED, ..line } } else { line };
        let facts = count.map(|count| Fact::new(what, count)).into_iter().collect();
        line.saw(state, saw, facts, at)
    }
}

/// What to do where nobody could look.
const UNREACHED: &str =
    "do what the message says, make the database and the folder reachable, and look again";

impl Store {
    /// Looks at keys, ledger, objects and metadata as they are on disk now.
    pub fn probes<'a>(&'a self) -> Boxed<'a, Vec<Probed>> {
        Box::pin(async move {
            let at = self.now();
            vec![
                Look::KEY_FILES.saw(Keys::check_modes(self.keys.folder()), at),
                self.look_at_ledger(at).await,
                self.look_at_index(at).await,
                Look::CLOCK.saw(self.check_clock(), at),
                Look::OBJECTS.saw(self.objects.check().await, at),
                Look::METADATA.saw(self.meta.verify_all(&self.seal().public()).await, at),
                Look::RECORDS.saw(self.check_fresh().await, at),
                Look::KEYS.saw(self.check_keys().await, at),
                Look::RECEIPTS.saw(self.check_receipts().await, at),
            ]
        })
    }

    async fn look_at_ledger(&self, at: Timestamp) -> Probed {
        let looked = self.log.verify(at).await;
        let part = looked.as_ref().ok().map(|looked| {
            let read = looked.bundles.read.saturating_mul(BUNDLE as u64);
            Part { name: "entries_read", read, since: looked.bundles.since }
        });
        let probed = Look::LEDGER.saw(looked.map(|looked| looked.entries), at);
        told(probed, part, "their files are as they were when they were read")
    }

    async fn look_at_index(&self, at: Timestamp) -> Probed {
        let looked = self.check_index().await;
        let part = looked.as_ref().ok().map(|looked| Part {
            name: "postings_read",
            read: looked.read,
            since: looked.since,
        });
        let probed = Look::INDEX.saw(looked.map(|looked| looked.postings), at);
        told(
            probed,
            part,
            "there are as many as then, and who reads one sees whether it was changed",
        )
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

/// What was read now, where the rest was read before.
struct Part {
    name: &'static str,
    read: u64,
    since: Option<Timestamp>,
}

/// Says of a look which part of it was read now, and what is known of the `others`.
fn told(mut probed: Probed, part: Option<Part>, others: &str) -> Probed {
    let Some(Part { name, read, since }) = part else { return probed };
    if let Some(since) = since {
        let more = format!("; {read} of them were read now, the others from {since} on: {others}");
        probed.saw.push_str(&more);
        probed.facts.push(Fact::new(name, read));
    }
    probed
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
