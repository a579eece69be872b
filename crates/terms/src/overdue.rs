//! What an overdue review leaves of what a cell grants.

use crate::{CellRef, PrincipalId, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How far somebody's access by a cell is narrowed because nobody reviewed it in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Narrowing {
    /// It is told, and nothing else changes yet.
    Warned,
    /// What changes something or takes it out is refused.
    ReadOnly,
    /// Everything is refused.
    Locked,
}

impl fmt::Display for Narrowing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Warned => "warned",
            Self::ReadOnly => "read-only",
            Self::Locked => "locked",
        })
    }
}

/// A cell by which somebody would be let in, had it been reviewed in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overdue {
    pub cell: CellRef,
    /// Whose access it is.
    pub holder: PrincipalId,
    /// The assets of its row, as it stands in the RACI: `dataset/loans`, `dataset/*`.
    pub on: String,
    pub due: Timestamp,
    pub narrowing: Narrowing,
    /// Who may review it, as far as they are listed.
    pub reviewers: Vec<PrincipalId>,
}

impl fmt::Display for Overdue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CellRef { activity, role, .. } = &self.cell;
        let (holder, on, due) = (&self.holder, &self.on, self.due);
        write!(f, "{holder} as {role} was to be reviewed for {activity}[{on}] until {due}")?;
        match self.narrowing {
            Narrowing::Warned => Ok(()),
            Narrowing::ReadOnly => f.write_str(": it is read-only by now"),
            Narrowing::Locked => f.write_str(": it is locked by now"),
        }
    }
}
