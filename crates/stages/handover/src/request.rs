//! Asking for a promotion.

use crate::{Handover, HandoverError};
use ledger::{Activity, Outcome};
use serde_json::{Value, json};
use store::{Approval, Model, Permit, Record, Signed, StoreError};
use terms::{Action, Asset, Digest, Fact, Finding};

/// What was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub approval: Approval,
    /// What the asker accepted; empty if the model is strong.
    pub accepted: Vec<Finding>,
}

impl Handover<'_> {
    /// Asks for a signed model to be promoted. The permit is to promote exactly this model. With
    /// `accept_weak`, its holder answers for the model's weaknesses, on record.
    ///
    /// # Errors
    /// If the model is not signed, is weak and that is not accepted, or no longer verifies.
    pub async fn request(
        &self,
        permit: &Permit,
        asset: &Asset,
        digest: Digest,
        accept_weak: bool,
    ) -> Result<Asked, HandoverError> {
        let store = self.store;
        permit.covers(Action::Promote, asset, Some(digest), store.now())?;
        let (_, model) = store.model_held::<Signed>(asset, digest).await?;
        self.verify(&model).await?;
        let accepted = weaknesses(&model)?;
        if !accepted.is_empty() {
            if !accept_weak {
                return Err(weak(asset, &accepted));
            }
            self.accept(permit, &model, accepted.len()).await?;
        }
        let approval = Approval {
            id: format!("promote-{}", permit.ledger_index()),
            action: Action::Promote,
            asset: asset.clone(),
            detail: digest,
            standing: None,
            asked_by: permit.principal().clone(),
            asked: store.now(),
            answer: None,
        };
        store.docs::<Approval>().insert(&approval).await?;
        Ok(Asked { approval, accepted })
    }

    async fn accept(
        &self,
        permit: &Permit,
        model: &Model,
        count: usize,
    ) -> Result<(), HandoverError> {
        let facts = [
            Fact::new("digest", model.digest.hex()),
            Fact::new("weaknesses", count),
            Fact::new("permit", permit.ledger_index()),
        ];
        let activity = Activity {
            operation: "model-weakness-accepted",
            actor: permit.principal(),
            asset: &model.asset,
            outcome: Outcome::Success,
            facts: &facts,
        };
        let entry = self.store.record(&activity).await?;
        let who = permit.principal().clone();
        let note = |model: &mut Model| {
            if let Value::Object(evaluation) = &mut model.evaluation {
                let accepted = json!({ "by": who, "entry": entry });
                evaluation.insert("accepted_weak".to_owned(), accepted);
            }
            Ok::<_, StoreError>(())
        };
        self.store.docs::<Model>().update(&model.key(), note).await?;
        Ok(())
    }
}

/// What the registry, signed by the workspace, says against a model. No list at all is not a
/// strong model, but one that was never evaluated.
pub(crate) fn weaknesses(model: &Model) -> Result<Vec<Finding>, HandoverError> {
    let list = model.evaluation.get("weaknesses").cloned();
    let missing = || StoreError::Unfit {
        model: model.asset.clone(),
        why: "it was never evaluated".to_owned(),
    };
    Ok(serde_json::from_value(list.ok_or_else(missing)?)?)
}

/// The refusal of a weak model.
pub(crate) fn weak(asset: &Asset, weaknesses: &[Finding]) -> HandoverError {
    let first = weaknesses.first().map(|weak| weak.message.clone()).unwrap_or_default();
    HandoverError::Weak { model: asset.clone(), first, count: weaknesses.len() }
}
