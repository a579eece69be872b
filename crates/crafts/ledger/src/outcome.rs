//! How what was entered ended.

use serde::{Deserialize, Serialize};

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Success,
    Failure,
}

/// How an entry ended: a decision, or a deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// The gate allowed it.
    Allowed,
    /// The gate refused it.
    Refused,
    /// It was done.
    Done,
    /// It was tried, and failed or was refused beside the gate.
    Failed,
}

impl Ended {
    /// As `action_id` and `status_id` of an entry say it.
    #[must_use]
    pub const fn of(action_id: Option<u32>, status_id: u32) -> Self {
        match (action_id, status_id) {
            (Some(1), _) => Self::Allowed,
            (Some(_), _) => Self::Refused,
            (None, 2) => Self::Failed,
            (None, _) => Self::Done,
        }
    }

    /// Whether that is no way to end well.
    #[must_use]
    pub const fn denied(self) -> bool {
        matches!(self, Self::Refused | Self::Failed)
    }

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Refused => "refused",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}
