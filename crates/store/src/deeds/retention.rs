//! Retention: versions go by themselves once the time is over for which they may be kept.
//!
//! How long that is, the signed record of the version says ([`Version::retention`]): it was written when
//! somebody who may ingest did so, or when two people applied another time. A delivery says it of itself alone. So nobody's permit is needed
//! to end it, and nothing but what those records say is ended. The time runs from the arrival that the
//! signed receipt names; to protect a version anew does not renew it. What somebody deleted goes when the time is
//! over for which that can be taken back ([`super::deletion`]).
//! With the object go the data keys that it alone holds, wrapped.

use super::datasets::remove_objects;
use super::itself;
use crate::{
    Boxed, Dataset, Deletion, Model, Quarantine, Record, Retention, Stage, Store, StoreError,
    Version, VersionRef,
};
use ledger::{Activity, Operation, Outcome};
use std::collections::BTreeSet;
use terms::{Asset, Fact, Timestamp};

/// A version, and until when it may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub version: VersionRef,
    pub number: u32,
    pub rows: u64,
    /// When it came in, by its signed receipt.
    pub arrived: Timestamp,
    /// When the time is over; `None` if it has no end.
    pub until: Option<Timestamp>,
    /// Queries see it.
    pub live: bool,
    /// Its dataset was deleted.
    pub deleted: bool,
    /// Nothing of it may go as long as this stands.
    pub hold: bool,
    /// A promoted model was trained on it: then it stays, and somebody has to retire that model.
    pub behind_live_model: bool,
}

impl Kept {
    /// Whether its time is over at `now`.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= now)
    }

    /// Whether it goes at `now`: its time is over, and nothing stands against it.
    #[must_use]
    pub fn goes(&self, now: Timestamp) -> bool {
        self.is_over(now) && !self.hold && !self.behind_live_model
    }
}

/// What went of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub dataset: Asset,
    /// The numbers of its versions that went.
    pub versions: Vec<u32>,
    /// Nothing of it is left.
    pub whole: bool,
    pub ledger_index: u64,
}

impl Store {
    /// Every version, and until when it may be kept; what ends first comes first, then what has no end.
    ///
    /// # Errors
    /// If a record or receipt does not verify.
    pub fn kept<'a>(&'a self) -> Boxed<'a, Result<Vec<Kept>, StoreError>> {
        Box::pin(async move {
            let needed = self.needed().await?;
            let mut all = Vec::new();
            for dataset in self.docs::<Dataset>().list().await? {
                let versions = self.docs::<Version>().list_of(&dataset.asset.to_string()).await?;
                for version in &versions {
                    all.push(self.kept_one(&dataset, version, &needed)?);
                }
            }
            all.sort_by_key(|kept| (kept.until.is_none(), kept.until, kept.version.clone()));
            Ok(all)
        })
    }

    /// Ends what is over: one deed and one entry for each dataset. What could not be ended is tried again
    /// at the next call.
    ///
    /// # Errors
    /// The first that failed; the others went.
    pub fn end_retention<'a>(&'a self) -> Boxed<'a, Result<Vec<Ended>, StoreError>> {
        Box::pin(async move {
            let now = self.now();
            let all = self.kept().await?.into_iter().filter(|kept| kept.goes(now));
            let datasets: BTreeSet<Asset> = all.map(|kept| kept.version.dataset).collect();
            let (mut ended, mut failed) = (Vec::new(), None);
            for dataset in datasets {
                match self.end_of(&dataset, now).await {
                    Ok(one) => ended.extend(one),
                    Err(error) => drop(failed.get_or_insert(error)),
                }
            }
            failed.map_or(Ok(ended), Err)
        })
    }

    /// Ends what is over of one dataset, as it stands now that nobody else does a deed.
    async fn end_of(&self, asset: &Asset, now: Timestamp) -> Result<Option<Ended>, StoreError> {
        let mut deed = self.deed().await?;
        let key = asset.to_string();
        let Some(dataset) = self.docs::<Dataset>().get(&key).await? else { return Ok(None) };
        let needed = self.needed().await?;
        let (mut gone, mut left) = (Vec::new(), Vec::new());
        for version in deed.list_of::<Version>(&key).await? {
            let goes = self.kept_one(&dataset, &version, &needed)?.goes(now);
            if goes { gone.push(version) } else { left.push(version) }
        }
        if gone.is_empty() {
            return Ok(None);
        }
        for version in &gone {
            deed.remove::<Version>(&version.key());
        }
        let live = dataset.live.filter(|live| left.iter().any(|version| version.object == *live));
        if left.is_empty() {
            deed.remove::<Dataset>(&key);
            for quarantine in deed.list_of::<Quarantine>(&key).await? {
                deed.remove::<Quarantine>(&quarantine.key());
            }
        } else if live != dataset.live {
            deed.put(&Dataset { live, ..dataset.into_inner() })?;
        }
        remove_objects(self, &mut deed, &gone).await?;
        let numbers: Vec<u32> = gone.iter().map(|version| version.number).collect();
        let facts = [
            Fact::new("versions", numbers.iter().map(ToString::to_string).collect::<Vec<_>>()),
            Fact::new("rows", gone.iter().map(|version| version.rows).sum::<u64>()),
            Fact::new("left", left.len()),
        ];
        let activity = Activity {
            operation: Operation::RetentionEnded,
            actor: &itself()?,
            asset,
            outcome: Outcome::Success,
            facts: &facts,
        };
        let ledger_index = deed.enter(&activity).await?;
        let whole = left.is_empty();
        Ok(Some(Ended { dataset: asset.clone(), versions: numbers, whole, ledger_index }))
    }

    fn kept_one(
        &self,
        dataset: &Dataset,
        version: &Version,
        needed: &BTreeSet<VersionRef>,
    ) -> Result<Kept, StoreError> {
        let arrived = self.receipt(version)?.at;
        let Retention { days, hold } = version.retention;
        let until = days.map(|days| arrived.plus_days(i64::from(days.get())));
        let deleted = dataset.deleted.as_ref();
        let until = until.into_iter().chain(deleted.and_then(Deletion::end)).min();
        Ok(Kept {
            version: version.reference(),
            number: version.number,
            rows: version.rows,
            arrived,
            until,
            hold,
            deleted: deleted.is_some(),
            live: dataset.live == Some(version.object),
            behind_live_model: needed.contains(&version.reference()),
        })
    }

    /// The versions that promoted models were trained on.
    async fn needed(&self) -> Result<BTreeSet<VersionRef>, StoreError> {
        let models = self.docs::<Model>().list().await?;
        let live = models.iter().filter(|model| model.stage == Stage::Promoted);
        Ok(live.flat_map(|model| model.trained_on.iter().cloned()).collect())
    }
}
