//! What two people opened to somebody for a while: looked up before each decision that no cell allows.

use super::{Ask, Caller, Enforcer, people};
use crate::{Applied, Code, workspace_asset};
use std::collections::BTreeSet;
use store::{BreakGlass, StoreError};
use terms::{Action, Asset, BreakGlassGrant, PrincipalId, RoleId};

impl Enforcer {
    /// What was opened to `caller` for what they ask, where no cell lets them: of several the one that ends
    /// last.
    pub(super) async fn opened(
        &self,
        applied: &Applied,
        caller: &Caller,
        ask: &Ask,
    ) -> Result<Option<BreakGlassGrant>, StoreError> {
        let (code, who, now) = (&applied.code, &caller.principal, self.store.now());
        if people::may_they(code, ask.action, &ask.asset, who).is_some() {
            return Ok(None);
        }
        let own = self.store.docs::<BreakGlass>().list_of(who.as_str()).await?;
        let this = |one: &&store::Verified<BreakGlass>| {
            one.holds(now) && one.action == ask.action && one.asset == ask.asset
        };
        let Some(open) = own.iter().filter(this).max_by_key(|one| one.until()) else {
            return Ok(None);
        };
        let told = break_glass_told(code, ask.action, &ask.asset);
        open.grant(told).map_err(|error| StoreError::Dump(error.to_string()))
    }

    /// Records that the time of what was opened is over.
    ///
    /// # Errors
    /// If it can't be entered or kept.
    pub(crate) async fn record_ended(&self) -> Result<(), StoreError> {
        let now = self.store.now();
        for one in self.store.docs::<BreakGlass>().list().await? {
            if one.ended_recorded || one.ended(now).is_none() {
                continue;
            }
            let applied = self.applied();
            let told = applied.map(|it| break_glass_told(&it.code, one.action, &one.asset));
            // That time passed is nobody's deed: the workspace says so itself.
            let itself = PrincipalId::new("hygeia");
            let itself = itself.map_err(|error| StoreError::Dump(error.to_string()))?;
            self.store.break_glass_ended(&itself, &one.id, &told.unwrap_or_default()).await?;
        }
        Ok(())
    }
}

/// The roles that are told of all that is asked, opened and done: who is accountable for the asset and who
/// is informed of that action, and everybody who agrees to changes of access.
pub(crate) fn break_glass_told(code: &Code, action: Action, asset: &Asset) -> Vec<RoleId> {
    let rows = code.raci.rows().iter();
    let own = rows.clone().filter(|row| row.action == action && row.asset.matches(asset));
    let own = own.flat_map(|row| row.roles_where(|it| it.accountable || it.informed));
    let main = workspace_asset().ok();
    let access = rows.filter(|row| {
        row.action == Action::ChangeAccess && main.as_ref().is_some_and(|it| row.asset.matches(it))
    });
    let access = access.flat_map(|row| row.roles_where(|it| it.accountable));
    let all: BTreeSet<RoleId> = own.chain(access).collect();
    all.into_iter().collect()
}
