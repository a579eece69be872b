//! Asking for a promotion.

use crate::{Handover, HandoverError};
use std::path::PathBuf;
use store::{Approval, Model, Permit, Signed, StoreError};
use terms::{Action, Asset, Digest, Finding};

/// What was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub approval: Approval,
    /// What the asker accepted; empty if the model is strong.
    pub accepted: Vec<Finding>,
}

impl Handover<'_> {
    /// Asks for a signed model to be promoted. The permit is to promote exactly this model. With
    /// `accept_weak`, its holder answers for the model's weaknesses, on record. `folder` is where they
    /// have the files, for whoever agrees.
    ///
    /// # Errors
    /// If the model is not signed, is weak and that is not accepted, or no longer verifies.
    pub async fn request(
        &self,
        permit: &Permit,
        asset: &Asset,
        digest: Digest,
        accept_weak: bool,
        folder: Option<PathBuf>,
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
            store.weakness_accepted(permit, accepted.len()).await?;
        }
        let approval = store.promotion_asked(permit, folder).await?;
        Ok(Asked { approval, accepted })
    }
}

/// What the registry, signed by the workspace, says against a model. No list at all is not a
/// strong model, but one that was never evaluated.
pub(crate) fn weaknesses(model: &Model) -> Result<Vec<Finding>, HandoverError> {
    let missing = || StoreError::Unfit {
        model: model.asset.clone(),
        why: "it was never evaluated".to_owned(),
    };
    Ok(model.weaknesses().ok_or_else(missing)?.to_vec())
}

/// The refusal of a weak model.
pub(crate) fn weak(asset: &Asset, weaknesses: &[Finding]) -> HandoverError {
    let first = weaknesses.first().map(|weak| weak.message.clone()).unwrap_or_default();
    HandoverError::Weak { model: asset.clone(), first, count: weaknesses.len() }
}
