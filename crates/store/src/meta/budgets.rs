//! How much a principal has used of what is limited.

use super::Meta;
use super::budget::{Ask, BudgetKind, Over};
use crate::{Boxed, StoreError};
use terms::{PrincipalId, Timestamp};

/// The budgets of a workspace.
///
/// A principal who spends again and again is lent a part of the budget, durably, and spends it from
/// memory. Nobody is lent more than they have spent since the workspace was opened, nor more than a
/// 64th of the budget. What was lent and not spent when the process dies counts as spent, so that a
/// crash never gives more; [`crate::Store::close`] gives it back.
#[derive(Debug)]
pub struct Budgets<'a>(pub(crate) &'a Meta);

impl Budgets<'_> {
    /// Spends `amount` in the window that began at `window`; gives what is then used.
    /// A later window starts from nothing; an earlier one than the last counts into the last.
    ///
    /// # Errors
    /// The inner error is [`Over`] if more than `limit` would be used.
    pub fn spend<'a>(
        &'a self,
        who: &'a PrincipalId,
        kind: BudgetKind,
        amount: u64,
        limit: u64,
        window: Timestamp,
    ) -> Boxed<'a, Result<Result<u64, Over>, StoreError>> {
        Box::pin(async move {
            self.0
                .spend(who, kind, Ask { amount, limit: countable(limit), window: window.unix() })
                .await
        })
    }

    /// What is spent in the window that began at `window`; what is only lent is not.
    ///
    /// # Errors
    /// If the database fails.
    pub fn used<'a>(
        &'a self,
        who: &'a PrincipalId,
        kind: BudgetKind,
        window: Timestamp,
    ) -> Boxed<'a, Result<u64, StoreError>> {
        Box::pin(async move { self.0.spent(who, kind, window.unix()).await })
    }

    /// Gives back what is lent and not spent; [`crate::Store::close`] does. For who can't close a
    /// workspace, because others hold it still, and is about to end.
    ///
    /// # Errors
    /// If the database fails: what could not be given back counts as spent.
    pub fn give_back<'a>(&'a self) -> Boxed<'a, Result<(), StoreError>> {
        Box::pin(async move { self.0.give_back().await })
    }
}

/// Databases count in 63 bits; so large a budget is none.
fn countable(limit: u64) -> u64 {
    limit.min(i64::MAX.unsigned_abs())
}
