//! Objects that no record names: what is left where a process was killed between the object and its
//! record.

use crate::deeds::{itself, main};
use crate::{Model, Record, Store, StoreError, Version};
use ledger::{Activity, Event, Operation, Outcome};
use std::collections::BTreeSet;
use terms::{Digest, Fact};

/// Digests that the entry names; more are counted.
const NAMED: usize = 32;

impl Store {
    /// Removes them; the ledger says so first. At opening alone: while deeds are under way, an object
    /// may wait for its record. Bytes that no name was given to yet go as well, and are no object.
    ///
    /// # Errors
    /// If records or objects can't be read, or the ledger takes no entry; then all of them stay, for
    /// the next opening.
    pub(crate) async fn sweep_objects(&self) -> Result<(), StoreError> {
        self.objects.sweep_unfinished()?;
        let mut strays = self.objects.list().await?;
        let versions = self.objects_of_versions();
        strays.retain(|(digest, _)| !versions.contains(digest));
        if strays.is_empty() {
            return Ok(());
        }
        let models = self.objects_of_models().await?;
        strays.retain(|(digest, _)| !models.contains(digest));
        if strays.is_empty() {
            return Ok(());
        }
        let named: Vec<String> = strays.iter().take(NAMED).map(|(one, _)| one.hex()).collect();
        let facts = [
            Fact::new("objects", strays.len()),
            Fact::new("bytes", strays.iter().map(|(_, size)| size).sum::<u64>()),
            Fact::new("digests", named),
        ];
        let activity = Activity {
            operation: Operation::ObjectsSwept,
            actor: &itself()?,
            asset: &main()?,
            outcome: Outcome::Success,
            facts: &facts,
        };
        self.enter(Event::of_activity(&activity, self.now())).await?;
        for (digest, _) in strays {
            self.objects.delete(digest).await?;
        }
        Ok(())
    }

    /// What the keys of versions name: no document is read for it.
    fn objects_of_versions(&self) -> BTreeSet<Digest> {
        let known = self.meta.commitment();
        let object = |key: &str| key.rsplit_once('@').and_then(|(_, digest)| digest.parse().ok());
        known.keys(Version::KIND, None).filter_map(object).collect()
    }

    async fn objects_of_models(&self) -> Result<BTreeSet<Digest>, StoreError> {
        let models = self.docs::<Model>().list().await?;
        let files = |model: &crate::Verified<Model>| {
            model.files.values().chain(&model.signature).copied().collect::<Vec<_>>()
        };
        Ok(models.iter().flat_map(files).collect())
    }
}
