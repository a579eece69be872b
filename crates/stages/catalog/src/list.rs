use crate::used;
use store::{Dataset, Model, Stage, Store, StoreError, Version};
use terms::{Asset, Class, Criticality, Digest, PrincipalId, Sketch, Timestamp};

/// One dataset, and what stands on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub dataset: Asset,
    pub owner: PrincipalId,
    pub purpose: String,
    pub versions: usize,
    /// Of the version that queries see; 0 if there is none.
    pub rows: u64,
    /// Of the highest version.
    pub class: Class,
    pub criticality: Criticality,
    /// Of the live version's values, from its receipt.
    pub content: Option<Digest>,
    /// By which copies of the live version are told.
    pub sketch: Option<Sketch>,
    pub created: Timestamp,
    /// When the live version came in.
    pub delivered: Option<Timestamp>,
    /// When the gate last let somebody query, export, screen or train on it.
    pub last_used: Option<Timestamp>,
    /// Models that were trained on one of its versions, and how far they have come.
    pub models: Vec<(Asset, Digest, Stage)>,
}

impl Entry {
    /// Whether a model in service was trained on it.
    #[must_use]
    pub fn behind_live_model(&self) -> bool {
        self.models.iter().any(|(_, _, stage)| *stage == Stage::Promoted)
    }
}

/// Every dataset, by name.
///
/// # Errors
/// If a record or a receipt does not verify, or the ledger can't be read.
pub async fn list(store: &Store) -> Result<Vec<Entry>, StoreError> {
    let models = store.docs::<Model>().list().await?;
    let datasets = store.docs::<Dataset>().list().await?;
    let last_used = used::last_used(store, datasets.iter().map(|dataset| &dataset.asset)).await?;
    let mut entries = Vec::new();
    for dataset in &datasets {
        let name = dataset.asset.to_string();
        let versions = store.docs::<Version>().list_of(&name).await?;
        let live = versions.iter().find(|version| Some(version.object) == dataset.live);
        let receipt = live.map(|version| store.receipt(version)).transpose()?;
        let content = receipt.as_ref().map(|receipt| receipt.content_digest);
        let known = versions.iter().map(|version| &version.classification);
        let stands_on = |model: &Model| model.trained_on.iter().any(|v| v.dataset == dataset.asset);
        entries.push(Entry {
            dataset: dataset.asset.clone(),
            owner: dataset.owner.clone(),
            purpose: dataset.purpose.clone(),
            versions: versions.len(),
            rows: live.map_or(0, |version| version.rows),
            class: known.clone().map(terms::Classification::class).max().unwrap_or_default(),
            criticality: known.map(terms::Classification::criticality).max().unwrap_or_default(),
            content,
            sketch: receipt.and_then(|receipt| receipt.sketch),
            delivered: live.map(|version| version.committed),
            created: dataset.created,
            last_used: last_used.get(&dataset.asset).copied(),
            models: models
                .iter()
                .filter(|model| stands_on(model))
                .map(|model| (model.asset.clone(), model.digest, model.stage))
                .collect(),
        });
    }
    entries.sort_by(|a, b| a.dataset.cmp(&b.dataset));
    Ok(entries)
}
