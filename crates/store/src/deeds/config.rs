//! The RACI and the config, as they were applied.

use super::main;
use crate::{ConfigVersion, Dataset, Store, StoreError};
use ledger::{Activity, By, Operation, Outcome};
use std::num::NonZeroU16;
use terms::{Asset, Fact, PrincipalId, RoleId};

/// Texts that are to be applied together.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewConfig<'a> {
    /// Each with the name of its file.
    pub texts: &'a [(&'a str, &'a str)],
    /// Who agreed, if that was needed.
    pub approver: Option<&'a PrincipalId>,
    /// The proposal that this answers.
    pub proposal: Option<&'a str>,
    /// What the entry says of it.
    pub facts: &'a [Fact],
    /// Roles that are heard and told of changes of access (the RACI's C and I).
    pub heard: &'a [RoleId],
    pub told: &'a [RoleId],
    /// Datasets that may be kept for another time than before, in days.
    pub keep: &'a [(Asset, Option<NonZeroU16>)],
}

impl Store {
    /// Applies texts in the name of `by`: all of them under one number, and with the answer to the
    /// proposal that they were.
    ///
    /// # Errors
    /// If nobody proposed, the proposal was answered, or it can't be entered or kept.
    pub async fn config_applied(
        &self,
        by: impl Into<By<'_>>,
        new: &NewConfig<'_>,
    ) -> Result<u64, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by);
        let mut last = 0;
        for (name, _) in new.texts {
            let before = deed.list_of::<ConfigVersion>(name).await?;
            last = before.iter().map(|version| version.number).max().unwrap_or(0).max(last);
        }
        for (name, text) in new.texts {
            deed.insert(&ConfigVersion {
                name: (*name).to_owned(),
                number: last.saturating_add(1),
                text: (*text).to_owned(),
                applied_by: by.who.clone(),
                approved_by: new.approver.cloned(),
                applied: self.now(),
            })?;
        }
        for (asset, keep_days) in new.keep {
            let known = deed.require::<Dataset>(&asset.to_string()).await?;
            deed.put(&Dataset { keep_days: *keep_days, ..known })?;
        }
        if let Some(id) = new.proposal {
            deed.answer(id, new.approver.unwrap_or(by.who), true, self.now()).await?;
        }
        let activity = Activity {
            operation: Operation::AccessChanged,
            actor: by.who,
            asset: &main()?,
            outcome: Outcome::Success,
            facts: new.facts,
        };
        deed.concerning(new.heard, new.told).enter(&activity).await
    }
}
