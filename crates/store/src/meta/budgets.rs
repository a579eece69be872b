//! How much a principal has used of what is limited; counted in one statement, so that no two
//! requests spend the same allowance.

use super::{Meta, on};
use crate::StoreError;
use terms::{PrincipalId, Timestamp};

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BudgetKind {
    /// Bytes that leave the workspace.
    Egress,
    /// Rows sent to models for predictions.
    Query,
}

impl BudgetKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Egress => "egress",
            Self::Query => "query",
        }
    }
}

/// The budget does not cover what was asked; nothing was spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{asked} were asked for, {left} are left until the window ends")]
pub struct Over {
    pub asked: u64,
    pub left: u64,
}

/// The budgets of a workspace.
#[derive(Debug)]
pub struct Budgets<'a>(pub(crate) &'a Meta);

impl Budgets<'_> {
    /// Spends `amount` in the window that began at `window`; gives what is then used.
    /// A later window starts from nothing; an earlier one than the last counts into the last.
    ///
    /// # Errors
    /// The inner error is [`Over`] if more than `limit` would be used.
    pub async fn spend(
        &self,
        who: &PrincipalId,
        kind: BudgetKind,
        amount: u64,
        limit: u64,
        window: Timestamp,
    ) -> Result<Result<u64, Over>, StoreError> {
        if amount > limit {
            let left = limit.saturating_sub(self.used(who, kind, window).await?);
            return Ok(Err(Over { asked: amount, left }));
        }
        let (add, most) = (clamp(amount), clamp(limit));
        let row: Option<(i64,)> = on!(&self.0.pool, pool => sqlx::query_as(
            "INSERT INTO budgets (principal, kind, window_start, used) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (principal, kind) DO UPDATE SET \
               used = CASE WHEN budgets.window_start < excluded.window_start \
                           THEN excluded.used ELSE budgets.used + excluded.used END, \
               window_start = CASE WHEN budgets.window_start < excluded.window_start \
                           THEN excluded.window_start ELSE budgets.window_start END \
             WHERE budgets.window_start < excluded.window_start \
                OR budgets.used <= $5 - excluded.used \
             RETURNING used")
            .bind(who.as_str()).bind(kind.name()).bind(window.unix()).bind(add).bind(most)
            .fetch_optional(pool).await?);
        match row {
            Some((used,)) => Ok(Ok(u64::try_from(used).unwrap_or(0))),
            None => {
                let left = limit.saturating_sub(self.used(who, kind, window).await?);
                Ok(Err(Over { asked: amount, left }))
            }
        }
    }

    /// What is used in the window that began at `window`.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn used(
        &self,
        who: &PrincipalId,
        kind: BudgetKind,
        window: Timestamp,
    ) -> Result<u64, StoreError> {
        let row: Option<(i64,)> = on!(&self.0.pool, pool => sqlx::query_as(
            "SELECT used FROM budgets WHERE principal = $1 AND kind = $2 AND window_start >= $3")
            .bind(who.as_str()).bind(kind.name()).bind(window.unix()).fetch_optional(pool).await?);
        Ok(row.map_or(0, |(used,)| u64::try_from(used).unwrap_or(0)))
    }
}

/// Databases count in 63 bits; so large a budget is none.
fn clamp(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}
