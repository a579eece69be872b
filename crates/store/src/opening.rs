//! Opening a workspace: what broke off is ended, and the records are held against the ledger.

use crate::deeds::{itself, main};
use crate::{Boxed, Store, StoreError};
use ledger::{Activity, Operation, Outcome};
use std::sync::atomic::Ordering;
use terms::Digest;

/// At least one in so many entries says what the records are, so that opening looks no further back.
const APART: u64 = 1_024;
/// Entries that are read at once.
const PAGE: u64 = 256;

impl Store {
    /// Ends what broke off, removes what it left, and refuses records that are not those of the ledger, and keys that are
    /// not those of the records. Costs as much as there are records, however long the ledger is.
    pub(crate) fn settle<'a>(&'a self) -> Boxed<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.begin().await.take_up().await?;
            self.keys.unstage()?;
            let found = self.meta.learn().await?;
            match self.said_last(None).await? {
                Some((entry, records)) if records == found => {
                    self.begin().await.stands_at(entry);
                    self.since.store(self.log.size().saturating_sub(entry), Ordering::SeqCst);
                }
                Some((entry, _)) => return Err(StoreError::OtherRecords { entry }),
                // A new workspace, or one of before records were in the ledger.
                None => drop(self.keys_recorded(&self.keys.made()?).await?),
            }
            self.hold_keys().await?;
            // What can't be swept now is at the next opening: a full disk is no reason not to open.
            let _ = self.sweep_objects().await;
            Ok(())
        })
    }

    /// The same for records that a vault gave back. They may be older than the ledger, but must be
    /// some that it knows; that they stand from now on is entered.
    pub(crate) fn settle_restored<'a>(&'a self) -> Boxed<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.begin().await.take_up().await?;
            let found = self.meta.learn().await?;
            let last = self.said_last(None).await?;
            match (last, self.said_last(Some(found)).await?) {
                (Some(last), Some(known)) if last == known => self.begin().await.stands_at(last.0),
                (Some(_), Some(_)) => drop(self.attest(Operation::RecordsRestored).await?),
                (Some((entry, _)), None) => return Err(StoreError::OtherRecords { entry }),
                (None, _) => drop(self.keys_recorded(&self.keys.made()?).await?),
            }
            self.hold_keys().await
        })
    }

    /// Enters what the records are once in a while; if that fails, opening only takes longer.
    pub(crate) fn attest_in_time<'a>(&'a self) -> Boxed<'a, ()> {
        Box::pin(async move {
            let due = |since: u64| Some(if since >= APART { 0 } else { since + 1 });
            let since = self.since.fetch_update(Ordering::SeqCst, Ordering::SeqCst, due);
            if since.is_ok_and(|since| since >= APART) {
                let _ = self.attest(Operation::RecordsAttested).await;
            }
        })
    }

    async fn attest(&self, operation: Operation) -> Result<u64, StoreError> {
        let activity = Activity {
            operation,
            actor: &itself()?,
            asset: &main()?,
            outcome: Outcome::Success,
            facts: &[],
        };
        self.deed().await?.enter(&activity).await
    }

    /// The last entry that says what the records are, or the last that says `wanted`.
    async fn said_last(&self, wanted: Option<Digest>) -> Result<Option<(u64, Digest)>, StoreError> {
        let mut end = self.log.size();
        while end > 0 {
            let from = (end - 1) / PAGE * PAGE;
            let page = self.log.events(from..end).await?;
            for (event, index) in page.iter().zip(from..).collect::<Vec<_>>().into_iter().rev() {
                let said = event.unmapped.records;
                if let Some(said) = said.filter(|said| wanted.is_none_or(|wanted| *said == wanted))
                {
                    return Ok(Some((index, said)));
                }
            }
            end = from;
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::meta::{Intent, Row};
    use crate::store::lay_out_new;
    use crate::{ConfigVersion, Record, StoreConfig};
    use std::sync::Arc;
    use tempfile::TempDir;
    use terms::{FixedClock, Timestamp};

    /// A record that no entry knows of, as workspaces of before have them.
    async fn plant(store: &Store) {
        let config = ConfigVersion {
            name: "raci.csv".into(),
            number: 1,
            text: "text".into(),
            applied_by: itself().unwrap(),
            approved_by: None,
            applied: store.now(),
        };
        let row = Row {
            kind: ConfigVersion::KIND.into(),
            key: config.key(),
            parent: config.parent(),
            revision: 1,
            payload: Some(serde_json::to_string(&config).unwrap()),
            numbered: false,
        };
        let intent = Intent {
            entries: 0,
            records: Digest::of(b"none"),
            rows: vec![row],
            gone: Vec::new(),
            keys: Vec::new(),
        };
        store.meta.fulfil(&intent, &[], 0, &store.seal(), || Ok(())).await.unwrap();
    }

    // proves M7
    #[tokio::test]
    async fn a_workspace_of_before_the_ledger_knew_its_records_is_taken_up_once() {
        let clock = Arc::new(FixedClock::at(Timestamp::from_unix(1_800_000_000)));
        let (dir, config) = (TempDir::new().unwrap(), StoreConfig::default());
        lay_out_new(dir.path(), Timestamp::from_unix(1_800_000_000)).unwrap();
        let open = async || Store::open(dir.path(), &config, clock.clone()).await;
        let store = Store::unsettled(dir.path(), &config, clock.clone()).await.unwrap();
        let (actor, asset) = (itself().unwrap(), main().unwrap());
        let activity = Activity {
            operation: Operation::EgressRefused,
            actor: &actor,
            asset: &asset,
            outcome: Outcome::Success,
            facts: &[],
        };
        store.record(&activity).await.unwrap();
        plant(&store).await;
        store.close().await;
        for _ in 0..2 {
            let store = open().await.unwrap();
            let events = store.events(0..9).await.unwrap();
            let operations: Vec<_> = events.iter().map(|e| e.api.operation.as_str()).collect();
            assert_eq!(operations, ["egress-refused", "keys-recorded"]);
            assert_eq!(store.docs::<ConfigVersion>().list().await.unwrap().len(), 1);
            store.close().await;
        }
        let store = Store::unsettled(dir.path(), &config, clock.clone()).await.unwrap();
        let pool = store.meta.pool.clone();
        crate::meta::on!(&pool, pool => {
            sqlx::query("DELETE FROM documents WHERE kind = 'config'").execute(pool).await.unwrap();
        });
        store.close().await;
        assert!(matches!(open().await, Err(StoreError::OtherRecords { entry: 1 })));
    }
}
