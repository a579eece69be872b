//! The RACI and the config, as they were applied.

use super::main;
use crate::{ConfigVersion, Retention, Store, StoreError, Version};
use ledger::{Activity, By, Operation, Outcome};
use std::fmt;
use terms::{Fact, PrincipalId, RoleId};

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
    /// For how long each version may be kept from now on.
    pub keep: Option<Keep<'a>>,
}

/// Says for how long a version may be kept.
#[derive(Clone, Copy)]
pub struct Keep<'a>(pub &'a (dyn Fn(&Version) -> Retention + Sync));

impl fmt::Debug for Keep<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keep")
    }
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
        if let Some(Keep(term)) = new.keep {
            // In the deed: what is committed from now on is held against these texts.
            for version in self.docs::<Version>().list().await? {
                let retention = term(&version);
                if retention != version.retention {
                    deed.put(&Version { retention, ..version.into_inner() })?;
                }
            }
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
