//! How a deed comes to its end, also where it broke off.

use super::super::{itself, main};
use super::Deed;
use crate::keys::KeyKind;
use crate::meta::{Intent, Record};
use crate::{KeyCheck, StoreError};
use ledger::{Activity, Event, Operation, Outcome};

/// Entries that are read at once when one is looked for.
const PAGE: u64 = 256;

impl Deed {
    /// Ends what broke off: does it if the ledger has its entry, and else drops it.
    pub(super) async fn finish(&mut self) -> Result<(), StoreError> {
        let Some(intent) = self.desk.broken_off.clone() else { return Ok(()) };
        if self.desk.in_doubt && self.entry_of(&intent).await?.is_none() {
            // Once this is durable, an entry that is not before it never will be.
            let activity = Activity {
                operation: Operation::RecordsAttested,
                actor: &itself()?,
                asset: &main()?,
                outcome: Outcome::Success,
                facts: &[],
            };
            let mut event = Event::of_activity(&activity, self.clock.now());
            event.unmapped.records = Some(self.meta.commitment().root());
            self.log.append(event, self.clock.now_milliseconds()).await?;
        }
        self.desk.in_doubt = false;
        match self.entry_of(&intent).await? {
            Some(entry) => {
                self.fulfil(&intent, entry).await?;
                self.desk.entry = entry;
            }
            None => {
                self.meta.forgo().await?;
                self.keys.unstage()?;
            }
        }
        self.desk.broken_off = None;
        Ok(())
    }

    pub(super) async fn fulfil(&self, intent: &Intent, entry: u64) -> Result<(), StoreError> {
        let unfinished = |why: String| StoreError::Unfinished { entry, why };
        for object in &intent.gone {
            self.objects.delete(*object).await.map_err(|error| unfinished(error.to_string()))?;
        }
        // The files first: while the intent stands, this is done again.
        self.rekey(intent).await.map_err(|error| unfinished(error.to_string()))?;
        self.keys.make(&intent.keys).map_err(|error| unfinished(error.to_string()))?;
        let signer = match intent.puts(KeyKind::Seal) {
            true => self.keys.seal_at_rest().map_err(|error| unfinished(error.to_string()))?,
            false => self.keys.seal(),
        };
        let hold = || self.hold_keys(intent, entry);
        let done = self.meta.fulfil(intent, &self.holds, entry, &signer, hold).await;
        done.map_err(|error| unfinished(error.to_string()))
    }

    /// Lets the ledger go on under its new key, if `intent` puts one in place and it does not yet.
    async fn rekey(&self, intent: &Intent) -> Result<(), StoreError> {
        match intent.puts(KeyKind::Ledger).then(|| self.keys.staged_ledger()).transpose()? {
            Some(Some(key)) => self.log.rekey(key).await,
            Some(None) | None => Ok(()),
        }
    }

    /// Uses the keys that `intent` put in place.
    fn hold_keys(&self, intent: &Intent, entry: u64) -> Result<(), StoreError> {
        if intent.keys.is_empty() {
            return Ok(());
        }
        for row in intent.rows.iter().filter(|row| row.kind == KeyCheck::KIND) {
            match &row.payload {
                Some(payload) => self.keys.hold(&serde_json::from_str(payload)?, entry)?,
                None => self.keys.forget(&row.key),
            }
        }
        Ok(())
    }

    /// Ends what a process before this one left.
    pub(crate) async fn take_up(&mut self) -> Result<(), StoreError> {
        self.desk.token = self.meta.writer.require()?;
        self.desk.broken_off = self.meta.intended(&self.keys.seal()).await?;
        self.finish().await
    }

    /// The records are as the ledger's entry says.
    pub(crate) fn stands_at(&mut self, entry: u64) {
        self.desk.entry = entry;
    }

    /// The intent's entry, if the ledger has it and no deed after it: an intent of before that was put
    /// back is none.
    async fn entry_of(&self, intent: &Intent) -> Result<Option<u64>, StoreError> {
        let (mut from, end) = (intent.entries, self.log.size());
        let mut last = None;
        while from < end {
            let page = self.log.events(from..from.saturating_add(PAGE)).await?;
            for (event, index) in page.iter().zip(from..) {
                last = event.unmapped.records.map(|said| (index, said)).or(last);
            }
            from = from.saturating_add(PAGE);
        }
        Ok(last.filter(|(_, said)| *said == intent.records).map(|(index, _)| index))
    }
}
