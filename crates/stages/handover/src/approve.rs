//! Agreeing to a promotion.

use crate::request::{weak, weaknesses};
use crate::{Handover, HandoverError, statement};
use artifact::provenance::{Material, PAYLOAD_TYPE, Promotion, promotion};
use ledger::{Activity, Operation, Outcome};
use std::fs;
use store::{Approval, Held, Model, Permit, Promoted, Signed, StoreError};
use terms::{Action, Asset, Digest, Fact};

/// What says that a model was promoted, and by whom, in its folder of evidence.
const STATEMENT: &str = "promotion.json";

impl Handover<'_> {
    /// Agrees to what somebody asked for: the model is verified from the bytes on disk and from the
    /// objects, scanned again, and becomes the one that is served. The permit is to approve exactly
    /// this model; `policy` is the digest of the policy that granted it.
    ///
    /// # Errors
    /// If the permit's holder trained the model or asked for it, nobody asked, the model is weak
    /// and nobody accepted that, or it does not verify or scan clean now. Refusals are recorded;
    /// [`StoreError::Unfinished`] is none.
    pub async fn approve(
        &self,
        permit: &Permit,
        asset: &Asset,
        digest: Digest,
        policy: Digest,
    ) -> Result<Held<Promoted>, HandoverError> {
        permit.covers(Action::Approve, asset, Some(digest), self.store.now())?;
        match self.agree(permit, asset, digest, policy).await {
            Ok(held) => Ok(held),
            // Nobody refused it: it is agreed to, and live as soon as its records can be written.
            Err(stands @ HandoverError::Store(StoreError::Unfinished { .. })) => Err(stands),
            Err(refused) => {
                let facts = [Fact::new("digest", digest.hex())];
                let activity = Activity {
                    operation: Operation::ModelPromotionRefused,
                    actor: permit.actor(),
                    asset,
                    outcome: Outcome::Failure,
                    facts: &facts,
                };
                self.store.record_by(&activity, permit.by()).await?;
                Err(refused)
            }
        }
    }

    async fn agree(
        &self,
        permit: &Permit,
        asset: &Asset,
        digest: Digest,
        policy: Digest,
    ) -> Result<Held<Promoted>, HandoverError> {
        let store = self.store;
        let (held, model) = store.model_held::<Signed>(asset, digest).await?;
        if model.author == *permit.principal() {
            return Err(HandoverError::OwnModel(model.author.clone()));
        }
        let asked = self.open_request(asset, digest).await?;
        if asked.asked_by == *permit.principal() {
            return Err(HandoverError::OwnRequest(asked.asked_by));
        }
        let weaknesses = weaknesses(&model)?;
        if !weaknesses.is_empty() && model.accepted_weak().is_none() {
            return Err(weak(asset, &weaknesses));
        }
        self.cleared(&self.look().await?, &model)?;
        self.verify(&model).await?;
        let summary = self.summary(permit, &model, policy, weaknesses.is_empty());
        // Before it stands: once it does, nothing that could fail is left to be done.
        self.attest(STATEMENT, PAYLOAD_TYPE, &promotion(&summary))?;
        store.model_promoted(held, permit).await.map_err(|error| {
            if !matches!(error, StoreError::Unfinished { .. }) {
                // It says what is not so; the ledger does not have it.
                let _ = fs::remove_file(self.evidence().join(STATEMENT));
            }
            error.into()
        })
    }

    async fn open_request(&self, asset: &Asset, digest: Digest) -> Result<Approval, HandoverError> {
        let open = |asked: &Approval| {
            asked.action == Action::Promote && asked.detail == digest && asked.answer.is_none()
        };
        let all = self.store.docs::<Approval>().list_of(&asset.to_string()).await?;
        all.into_iter()
            .map(store::Verified::into_inner)
            .find(open)
            .ok_or_else(|| HandoverError::NotAsked(asset.clone()))
    }

    fn summary(&self, permit: &Permit, model: &Model, policy: Digest, strong: bool) -> Promotion {
        let material = |name: &str, digest: Digest| Material { name: name.to_owned(), digest };
        let mut evidence: Vec<Material> =
            model.files.iter().map(|(name, digest)| material(name, *digest)).collect();
        evidence.extend(model.signature.map(|digest| material("model.sig", digest)));
        let checks = ["scanned", "signed", "four_eyes"].into_iter();
        let checks = checks.chain(strong.then_some("robust"));
        Promotion {
            model: material(&model.asset.to_string(), model.digest),
            root: statement::root_of(&model.files),
            resource: format!("{}@production", model.asset.name()),
            author: model.author.clone(),
            approver: permit.principal().clone(),
            policy: material("raci", policy),
            cell: permit.cells().first().map(ToString::to_string).unwrap_or_default(),
            evidence,
            checks: checks.map(str::to_owned).collect(),
            passed: true,
            at: self.store.now(),
            code_version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}
