//! What a budget limits, what is asked of it, and when it does not cover that.

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BudgetKind {
    /// Bytes that leave the workspace.
    Egress,
    /// Rows sent to models for predictions.
    Query,
}

impl BudgetKind {
    pub(super) const fn name(self) -> &'static str {
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

/// What is asked of a budget.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask {
    pub amount: u64,
    pub limit: u64,
    pub window: i64,
}
