//! Rows that nothing is learned from, and their release.

use super::datasets::enter;
use crate::{Permit, Quarantine, Store, StoreError, Version};
use ledger::Operation;
use std::collections::BTreeSet;
use terms::{Action, Digest, Fact};

/// Rows that are named in one entry; how many there are is told of all.
const NAMED: usize = 50;

/// Which rows of a version come under quarantine, or out of it, and why.
#[derive(Debug, Clone, Copy)]
pub struct QuarantineChange<'a> {
    pub version: &'a Version,
    pub add: &'a [u64],
    pub release: &'a [u64],
    pub why: &'a str,
}

impl Store {
    /// Changes which rows of a version nothing is learned from; gives all that are under quarantine then.
    /// Nothing is entered where nothing changes.
    ///
    /// # Errors
    /// If the permit is not for screening this dataset, a row is not in the version, or it can't be entered
    /// or kept.
    pub async fn quarantine_changed(
        &self,
        permit: &Permit,
        change: QuarantineChange<'_>,
    ) -> Result<Vec<u64>, StoreError> {
        let (asset, version) = (permit.asset(), change.version);
        permit.covers(Action::Screen, &version.dataset, permit.detail(), self.now())?;
        let outside = change.add.iter().chain(change.release).find(|row| **row >= version.rows);
        if let Some(row) = outside {
            let (row, rows) = (*row, version.rows);
            return Err(StoreError::NoSuchRow { asset: asset.clone(), row, rows });
        }
        let content = self.receipt(version)?.content_digest;
        let mut deed = self.deed().await?;
        let mut rows = self.rows_of(version, content).await?;
        let added: Vec<u64> = change.add.iter().copied().filter(|row| rows.insert(*row)).collect();
        let released: Vec<u64> =
            change.release.iter().copied().filter(|row| rows.remove(row)).collect();
        let rows: Vec<u64> = rows.into_iter().collect();
        if added.is_empty() && released.is_empty() {
            return Ok(rows);
        }
        deed.put(&Quarantine {
            dataset: asset.clone(),
            content,
            rows: rows.clone(),
            by: permit.principal().clone(),
            at: self.now(),
        })?;
        let facts = [
            Fact::new("content", content.hex()),
            Fact::new("added", named(&added)),
            Fact::new("released", named(&released)),
            Fact::new("rows", rows.len()),
            Fact::new("why", change.why),
        ];
        enter(deed, permit, asset, Operation::QuarantineChanged, &facts).await?;
        Ok(rows)
    }

    /// The rows of a version that nothing is learned from, ascending.
    ///
    /// # Errors
    /// If its receipt or the record does not verify.
    pub async fn quarantined(&self, version: &Version) -> Result<Vec<u64>, StoreError> {
        let content = self.receipt(version)?.content_digest;
        Ok(self.rows_of(version, content).await?.into_iter().collect())
    }

    async fn rows_of(
        &self,
        version: &Version,
        content: Digest,
    ) -> Result<BTreeSet<u64>, StoreError> {
        let key = Quarantine::key_of(&version.dataset, content);
        let record = self.docs::<Quarantine>().get(&key).await?;
        Ok(record.map_or_else(BTreeSet::new, |record| record.rows.iter().copied().collect()))
    }
}

/// The first so many of them, and how many more there are: an entry has an end.
fn named(rows: &[u64]) -> String {
    let first: Vec<String> = rows.iter().take(NAMED).map(u64::to_string).collect();
    match rows.len().saturating_sub(NAMED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}
