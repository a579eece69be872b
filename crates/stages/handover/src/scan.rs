//! Looking into the folder, and holding it against the registry.

use crate::{Handover, HandoverError, statement};
use artifact::scan::{self, Limits, Scanned as Seen};
use ledger::{Activity, Operation, Outcome};
use serde_json::json;
use std::collections::BTreeMap;
use store::{Held, Model, Permit, Scanned, StoreError, Trained};
use terms::{Action, Asset, Digest, Fact, Severity, State};

/// The DSSE payload type of a sealed scan report.
pub const SCAN_TYPE: &str = "application/vnd.hygeia.scan+json";

impl Handover<'_> {
    /// Scans every file of `model/`, none of them loaded, and holds them against the registry. The
    /// permit is to promote exactly this model.
    ///
    /// # Errors
    /// If anything high or critical is found, anything can't be looked into, or the folder holds
    /// other files than were registered. The model stays where it was.
    pub async fn scan(
        &self,
        permit: &Permit,
        asset: &Asset,
        digest: Digest,
    ) -> Result<(Held<Scanned>, Seen), HandoverError> {
        let store = self.store;
        permit.covers(Action::Promote, asset, Some(digest), store.now())?;
        let (held, model) = store.model_held::<Trained>(asset, digest).await?;
        let seen = self.look().await?;
        // What is found comes first: a stranger beside the model is told by what it would do.
        if seen.state(Severity::High) == State::Failed {
            return match store.model_scanned(held, permit, &seen.findings).await {
                Err(stopped) => Err(stopped.into()),
                Ok(_) => Err(HandoverError::Unsure("a finding did not stop it".to_owned())),
            };
        }
        if let Err(refused) = self.cleared(&seen, &model) {
            let facts = [Fact::new("digest", digest.hex())];
            let activity = Activity {
                operation: Operation::ModelStopped,
                actor: permit.actor(),
                asset,
                outcome: Outcome::Failure,
                facts: &facts,
            };
            store.record_by(&activity, permit.by()).await?;
            return Err(refused);
        }
        let held = store.model_scanned(held, permit, &seen.findings).await?;
        let root = statement::root_of(&model.files);
        let report = json!({ "model": digest, "root": root, "at": store.now(), "report": seen });
        self.attest("scan.json", SCAN_TYPE, &report)?;
        Ok((held, seen))
    }

    /// Scans `model/`, off the threads that serve.
    pub(crate) async fn look(&self) -> Result<Seen, HandoverError> {
        let folder = self.model();
        tokio::task::spawn_blocking(move || scan::path(&folder, &Limits::default()))
            .await
            .map_err(|_| StoreError::Cancelled)?
            .map_err(HandoverError::from)
    }

    /// Whether a scan is clean, and saw exactly the registered files.
    pub(crate) fn cleared(&self, seen: &Seen, model: &Model) -> Result<(), HandoverError> {
        if seen.state(Severity::High) != State::Proven {
            let finding = seen.findings.first().map(|f| format!("{}: {}", f.rule, f.message));
            let why = seen.unsure.first().cloned().or(finding);
            return Err(HandoverError::Unsure(
                why.unwrap_or_else(|| "nothing is there".to_owned()),
            ));
        }
        let found = seen.files.iter().map(|file| (file.name.clone(), file.digest)).collect();
        same_files(&found, model).map_err(|why| HandoverError::Changed { path: self.model(), why })
    }
}

/// Which file differs from the registry, if any.
pub(crate) fn same_files(found: &BTreeMap<String, Digest>, model: &Model) -> Result<(), String> {
    if let Some(extra) = found.keys().find(|name| !model.files.contains_key(*name)) {
        return Err(format!("{extra:?} was never registered"));
    }
    match model.files.iter().find(|(name, digest)| found.get(*name) != Some(*digest)) {
        Some((name, _)) => Err(format!("{name:?} is missing or changed")),
        None => Ok(()),
    }
}
