//! How many rows each principal may ask for.

use crate::ServeError;
use ledger::{Activity, Operation, Outcome};
use store::{BudgetKind, Permit, Store};
use terms::{Fact, Timestamp};

/// A budget of rows for each principal: what slows extraction (Tramèr et al., *Stealing Machine
/// Learning Models via Prediction APIs*, 2016) and black-box evasion, both of which need many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// Rows that one principal may ask for in one window.
    pub rows: u64,
    /// Seconds; windows begin at multiples of this since 1970.
    pub window: u32,
}

impl Default for Guard {
    /// 100,000 rows a day.
    fn default() -> Self {
        Self { rows: 100_000, window: 86_400 }
    }
}

impl Guard {
    /// Charges `rows` to who holds `permit`; what is refused is in the ledger.
    pub(crate) async fn charge(
        self,
        store: &Store,
        permit: &Permit,
        rows: u64,
    ) -> Result<(), ServeError> {
        let (began, retry) = self.window(store.now());
        let who = permit.spender();
        let spent = store.budgets().spend(who, BudgetKind::Query, rows, self.rows, began).await?;
        let Err(over) = spent else { return Ok(()) };
        let facts = [
            Fact::new("asked", over.asked),
            Fact::new("left", over.left),
            Fact::new("permit", permit.ledger_index()),
        ];
        let refused = Activity {
            operation: Operation::InferenceOverBudget,
            actor: permit.actor(),
            asset: permit.asset(),
            outcome: Outcome::Failure,
            facts: &facts,
        };
        store.record_by(&refused, permit.by()).await?;
        Err(ServeError::OverBudget { asked: over.asked, left: over.left, retry })
    }

    /// When the window of `now` began, and the seconds until it ends.
    fn window(self, now: Timestamp) -> (Timestamp, u64) {
        let length = i64::from(self.window.max(1));
        let gone = now.unix().rem_euclid(length);
        (now.plus_seconds(-gone), u64::try_from(length - gone).unwrap_or(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_begins_at_a_multiple_and_ends_before_the_next() {
        let guard = Guard { rows: 1, window: 60 };
        let (began, retry) = guard.window(Timestamp::from_unix(119));
        assert_eq!((began.unix(), retry), (60, 1));
        assert_eq!(guard.window(Timestamp::from_unix(120)).1, 60);
    }
}
