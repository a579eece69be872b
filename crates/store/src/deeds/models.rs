//! A model's way: trained, scanned, signed, promoted.

use super::datasets::enter;
use super::deed::Deed;
use crate::{
    Approval, Held, Model, NewModel, Permit, Promoted, Record, Refused, Scanned, Signed, Stage,
    Step, Store, StoreError, Trained, Verified,
};
use bytes::Bytes;
use ledger::{Operation, Outcome};
use std::collections::BTreeMap;
use terms::{Action, Asset, Digest, Fact, Finding, Severity};

/// A step of a model, and how the registry calls it.
pub trait ModelStep: Step {
    /// The stage of a model that is held at this step.
    const STAGE: Stage;
}
impl ModelStep for Trained {
    const STAGE: Stage = Stage::Trained;
}
impl ModelStep for Scanned {
    const STAGE: Stage = Stage::Scanned;
}
impl ModelStep for Signed {
    const STAGE: Stage = Stage::Signed;
}
impl ModelStep for Promoted {
    const STAGE: Stage = Stage::Promoted;
}

impl Store {
    /// Registers a trained model: keeps its files. The permit is for training on one of its datasets.
    ///
    /// # Errors
    /// If the permit is not for that, or the same model was registered before.
    pub async fn model_trained(
        &self,
        permit: &Permit,
        new: NewModel,
        files: Vec<(String, Bytes)>,
    ) -> Result<Held<Trained>, StoreError> {
        self.model_entered(permit, new, files, false).await
    }

    /// Registers a model that was made elsewhere: as one that was trained, but that its record and its
    /// entry say that nobody here saw the training. The permit is for training on what it was attacked on.
    ///
    /// # Errors
    /// As [`Store::model_trained`].
    pub async fn model_registered(
        &self,
        permit: &Permit,
        new: NewModel,
        files: Vec<(String, Bytes)>,
    ) -> Result<Held<Trained>, StoreError> {
        self.model_entered(permit, new, files, true).await
    }

    async fn model_entered(
        &self,
        permit: &Permit,
        new: NewModel,
        files: Vec<(String, Bytes)>,
        made_elsewhere: bool,
    ) -> Result<Held<Trained>, StoreError> {
        permit.covers(Action::Train, permit.asset(), permit.detail(), self.now())?;
        for version in &new.trained_on {
            self.not_deleted(&version.dataset).await?;
        }
        if !new.trained_on.iter().any(|version| version.dataset == *permit.asset()) {
            let wanted = format!("train {} on other datasets", new.asset);
            return Err(
                Refused::Other { granted: format!("train on {}", permit.asset()), wanted }.into()
            );
        }
        let mut kept = BTreeMap::new();
        for (name, bytes) in files {
            kept.insert(name, self.objects.put(bytes).await?);
        }
        let digest = Model::digest_of(&kept)?;
        let mut facts = vec![Fact::new("digest", digest.hex()), Fact::new("files", kept.len())];
        if made_elsewhere {
            facts.push(Fact::new("made", "elsewhere"));
        }
        let mut deed = self.deed().await?;
        let before = deed.list_of::<Model>(&new.asset.to_string()).await?;
        let number = before.iter().map(|model| model.number).max().unwrap_or(0);
        let model = Model {
            asset: new.asset.clone(),
            number: number.saturating_add(1),
            digest,
            files: kept,
            signature: None,
            author: permit.principal().clone(),
            made_elsewhere,
            trained_on: new.trained_on,
            evaluation: new.evaluation,
            stage: Stage::Trained,
            promoted_by: None,
            created: self.now(),
            ledger: Vec::new(),
        };
        if before.iter().any(|known| known.key() == model.key()) {
            return Err(StoreError::Duplicate { kind: Model::KIND, key: model.key() });
        }
        deed.put_numbered(&model)?;
        let index = enter(deed, permit, &new.asset, Trained::OPERATION, &facts).await?;
        Ok(Held::new(new.asset, digest, index))
    }

    /// Takes what a scan of the files found; anything high or critical stops the model.
    /// The permit is to promote exactly this model (detail: its digest).
    ///
    /// # Errors
    /// [`StoreError::Unfit`] if something stops it; if the permit is not for this.
    pub async fn model_scanned(
        &self,
        held: Held<Trained>,
        permit: &Permit,
        findings: &[Finding],
    ) -> Result<Held<Scanned>, StoreError> {
        self.check(&held, permit, Action::Promote)?;
        if let Some(worst) = findings.iter().find(|finding| finding.severity >= Severity::High) {
            let facts =
                [Fact::new("digest", held.digest.hex()), Fact::new("rule", worst.rule.clone())];
            self.note(permit, &held.asset, Operation::ModelStopped, Outcome::Failure, &facts)
                .await?;
            return Err(StoreError::Unfit {
                model: held.asset,
                why: format!("{}: {}", worst.rule, worst.message),
            });
        }
        let facts = [Fact::new("findings", findings.len())];
        advance(self.deed().await?, held, permit, |_| {}, &facts).await
    }

    /// Keeps the signature over the files. The permit is to promote exactly this model.
    ///
    /// # Errors
    /// If the permit is not for this.
    pub async fn model_signed(
        &self,
        held: Held<Scanned>,
        permit: &Permit,
        signature: Bytes,
    ) -> Result<Held<Signed>, StoreError> {
        self.check(&held, permit, Action::Promote)?;
        let signature = self.objects.put(signature).await?;
        let keep = |model: &mut Model| model.signature = Some(signature);
        let facts = [Fact::new("signature", signature.hex())];
        advance(self.deed().await?, held, permit, keep, &facts).await
    }

    /// Makes the model the one that is served; the one before is retired, and what asked for it is
    /// answered. The permit is to
    /// approve exactly this model, and belongs to somebody other than its author.
    ///
    /// # Errors
    /// [`Refused::OwnWork`] if the author approves; if a file changed; if the permit is not for this.
    pub async fn model_promoted(
        &self,
        held: Held<Signed>,
        permit: &Permit,
    ) -> Result<Held<Promoted>, StoreError> {
        self.check(&held, permit, Action::Approve)?;
        let model = self.docs::<Model>().require(&Model::key_of(&held.asset, held.digest)).await?;
        if model.author == *permit.principal() {
            self.note(permit, &held.asset, Operation::ModelSelfApproval, Outcome::Failure, &[])
                .await?;
            return Err(Refused::OwnWork(model.author.clone()).into());
        }
        for digest in model.files.values().chain(&model.signature) {
            self.objects.get(*digest).await?;
        }
        let (by, now) = (permit.principal(), self.now());
        let mut deed = self.deed().await?;
        for version in &model.trained_on {
            self.not_deleted(&version.dataset).await?;
        }
        for other in deed.list_of::<Model>(&held.asset.to_string()).await? {
            if other.stage == Stage::Promoted && other.digest != held.digest {
                deed.put(&Model { stage: Stage::Retired, ..other })?;
            }
        }
        for asked in deed.list_of::<Approval>(&held.asset.to_string()).await? {
            let this = asked.action == Action::Promote && asked.detail == held.digest;
            if this && asked.answer.is_none() {
                deed.answer(&asked.id, by, true, now).await?;
            }
        }
        let agree = |model: &mut Model| model.promoted_by = Some(by.clone());
        advance(deed, held, permit, agree, &[]).await
    }

    /// A model as the registry has it, at step `S`, with every file verified: how the next step
    /// goes on in another process, or by another person.
    ///
    /// # Errors
    /// [`StoreError::Unfit`] if it is at another step; if it or a file does not verify.
    pub async fn model_held<S: ModelStep>(
        &self,
        asset: &Asset,
        digest: Digest,
    ) -> Result<(Held<S>, Verified<Model>), StoreError> {
        let model = self.docs::<Model>().require(&Model::key_of(asset, digest)).await?;
        if model.stage != S::STAGE {
            let why = format!("it is {}, not {}", model.stage, S::STAGE);
            return Err(StoreError::Unfit { model: asset.clone(), why });
        }
        if Model::digest_of(&model.files)? != digest {
            let why = "its list of files has another digest".to_owned();
            return Err(StoreError::Unfit { model: asset.clone(), why });
        }
        for object in model.files.values().chain(&model.signature) {
            self.objects.get(*object).await?;
        }
        let index = model.ledger.last().copied().unwrap_or_default();
        Ok((Held::new(asset.clone(), digest, index), model))
    }

    /// The promoted version of a model, with every file verified.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if there is none; if it or a file does not verify.
    pub async fn model_live(
        &self,
        asset: &Asset,
    ) -> Result<(Held<Promoted>, Verified<Model>), StoreError> {
        let models = self.docs::<Model>().list_of(&asset.to_string()).await?;
        let missing = || StoreError::Missing { kind: "promoted model", key: asset.to_string() };
        let live = models
            .iter()
            .filter(|model| model.stage == Stage::Promoted)
            .max_by_key(|model| model.number);
        self.model_held(asset, live.ok_or_else(missing)?.digest).await
    }

    /// Takes the version that is live out of service. The permit is to promote exactly it.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if none is live; if the permit is not for it.
    pub async fn model_retired(&self, permit: &Permit) -> Result<(), StoreError> {
        let asset = permit.asset().clone();
        let (held, _) = self.model_live(&asset).await?;
        self.check(&held, permit, Action::Promote)?;
        let facts = [Fact::new("digest", held.digest.hex())];
        let mut deed = self.deed().await?;
        let model: Model = deed.require(&Model::key_of(&asset, held.digest)).await?;
        deed.put_numbered(&Model { stage: Stage::Retired, ..model })?;
        enter(deed, permit, &asset, Operation::ModelRetired, &facts).await.map(drop)
    }

    fn check<S: Step>(
        &self,
        held: &Held<S>,
        permit: &Permit,
        action: Action,
    ) -> Result<(), Refused> {
        permit.covers(action, &held.asset, Some(held.digest), self.now())
    }
}

/// Takes the step from the stage of `A` to that of `B`.
async fn advance<A: ModelStep, B: ModelStep>(
    mut deed: Deed,
    held: Held<A>,
    permit: &Permit,
    change: impl FnOnce(&mut Model),
    facts: &[Fact],
) -> Result<Held<B>, StoreError> {
    let mut model: Model = deed.require(&Model::key_of(&held.asset, held.digest)).await?;
    if model.stage != A::STAGE {
        let why = format!("it is {} already", model.stage);
        return Err(StoreError::Unfit { model: model.asset, why });
    }
    model.stage = B::STAGE;
    change(&mut model);
    deed.put_numbered(&model)?;
    let mut facts = facts.to_vec();
    facts.push(Fact::new("digest", held.digest.hex()));
    let index = enter(deed, permit, &held.asset, B::OPERATION, &facts).await?;
    Ok(Held::new(held.asset, held.digest, index))
}
