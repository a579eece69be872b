//! The powerless answer to a request.

use crate::{CellRef, Digest, LockedOut, Overdue, Request, RoleId, StepUp, Timestamp, View};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What an allow comes with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obligation {
    /// Columns above `clearance` are shown by their handling; with clearance, clear.
    Show(View),
    /// These roles are told afterwards (the RACI's I).
    Inform(Vec<RoleId>),
    /// These roles have to be heard before (the RACI's C).
    Consult(Vec<RoleId>),
    /// At most so many bytes may leave with this grant.
    EgressLimit(u64),
}

/// Why a request is refused. The first that applies, in this order, is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Denial {
    /// Nobody may learn more than that: the asset reads *not found*.
    NotGranted,
    /// Whoever asks, or the device, is cut off for a while.
    LockedOut(LockedOut),
    NoDevice,
    UnmanagedDevice,
    StalePosture,
    FailingPosture(String),
    UnknownZone,
    /// What is shown is good, and not enough here and now.
    StepUp(StepUp),
    EgressBudget {
        asked: u64,
        left: u64,
    },
    /// What would be shown singles out more people than the rules let it.
    SinglesOut {
        percent: u8,
        most: u8,
    },
    BehindLiveModel,
    /// Nothing of it may go as long as a hold stands.
    OnHold,
    SelfApproval,
    /// The activity forbids deletion at this class or criticality.
    Retained,
    /// Every cell that would allow it was to be reviewed, and was not.
    ReviewOverdue(Box<Overdue>),
    /// It waits for those who are consulted.
    AwaitsConsulted {
        consultation: String,
        until: Timestamp,
    },
    /// As many as may wait for those who are consulted wait already.
    ConsultationsFull {
        most: usize,
    },
    /// The gate could not decide: fail closed.
    Error(String),
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotGranted => f.write_str("no cell of the RACI grants this"),
            Self::LockedOut(lock) => lock.fmt(f),
            Self::NoDevice => f.write_str("the request shows no enrolled device"),
            Self::UnmanagedDevice => f.write_str("the device is not managed"),
            Self::StalePosture => f.write_str("the device's posture is too old or missing"),
            Self::FailingPosture(what) => write!(f, "the device fails its posture: {what}"),
            Self::UnknownZone => f.write_str("the request comes from an unknown network"),
            Self::StepUp(why) => write!(f, "that takes a fresh sign-in: {why}"),
            Self::EgressBudget { asked, left } => {
                write!(f, "{asked} bytes would leave, {left} are left in the egress budget")
            }
            Self::SinglesOut { percent, most } => {
                write!(
                    f,
                    "what is shown singles out {percent} % of the people in it, at most {most} % may be"
                )
            }
            Self::BehindLiveModel => f.write_str("a live model was trained on this"),
            Self::OnHold => f.write_str("a hold is on this: nothing of it may go"),
            Self::SelfApproval => f.write_str("nobody approves their own work"),
            Self::Retained => f.write_str("data of this class is retained"),
            Self::ReviewOverdue(overdue) => overdue.fmt(f),
            Self::AwaitsConsulted { consultation, until } => {
                write!(f, "it waits for those who are consulted, until {until}: {consultation}")
            }
            Self::ConsultationsFull { most } => {
                write!(f, "{most} of their requests wait for those who are consulted already")
            }
            Self::Error(why) => write!(f, "the gate could not decide: {why}"),
        }
    }
}

/// What the gate says. It has no power: only `store::passage` turns it into a permit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub request: Request,
    /// The cells that allow it, empty if refused.
    pub cells: Vec<CellRef>,
    pub obligations: Vec<Obligation>,
    /// `None` if allowed.
    pub denial: Option<Denial>,
    /// Of the compiled policy set that decided.
    pub policy: Digest,
}

impl Decision {
    /// Allowed: no denial, and at least one cell of the RACI.
    #[must_use]
    pub fn allowed(&self) -> bool {
        self.denial.is_none() && !self.cells.is_empty()
    }

    /// The roles that have to be heard before.
    #[must_use]
    pub fn consulted(&self) -> &[RoleId] {
        let roles = self.obligations.iter().find_map(|o| match o {
            Obligation::Consult(roles) => Some(roles.as_slice()),
            _ => None,
        });
        roles.unwrap_or_default()
    }

    /// What may be seen of columns that are not public or internal: the obligation's view;
    /// hidden if there is none.
    #[must_use]
    pub fn view(&self) -> View {
        let shown = self.obligations.iter().find_map(|o| match o {
            Obligation::Show(view) => Some(*view),
            _ => None,
        });
        if self.allowed() { shown.unwrap_or(View::Hidden) } else { View::Hidden }
    }
}
