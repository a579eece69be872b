//! What a caller may learn of a refusal. The whole reason is in the ledger.

use serde::Serialize;
use store::Refused;
use terms::Denial;

/// How a refusal is answered over HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// 404: no cell of the RACI, or no such asset. The two read the same.
    NotFound,
    /// 403: a cell grants it, and something else is missing.
    Forbidden,
    /// 429: a budget is spent.
    Exhausted,
    /// 503: nothing is allowed, as it can't be decided or recorded.
    Unavailable,
}

/// A refused request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", .public.error, .public.hint)]
pub struct Refusal {
    pub answer: Answer,
    /// What the caller is told.
    pub public: Public,
    /// The gate's reason: for the ledger, the terminal's owner and the journey, never for the
    /// caller. `None` if the gate did not refuse.
    pub denial: Option<Denial>,
    /// The entry of the refusal in the ledger.
    pub ledger_index: Option<u64>,
}

/// The body of every error: what happened, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Public {
    pub error: String,
    pub hint: String,
}

impl Public {
    /// An error and what to do.
    #[must_use]
    pub fn new(error: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { error: error.into(), hint: hint.into() }
    }
}

impl Refusal {
    /// What who has no cell hears, and who asks for what does not exist.
    #[must_use]
    pub fn not_found() -> Self {
        let public =
            Public::new("not found", "check the name, or ask its owner for a role in the RACI");
        Self { answer: Answer::NotFound, public, denial: None, ledger_index: None }
    }

    fn of(denial: Denial, ledger_index: u64) -> Self {
        let answer = match denial {
            Denial::NotGranted => Answer::NotFound,
            Denial::EgressBudget { .. } => Answer::Exhausted,
            Denial::Error(_) => Answer::Unavailable,
            _ => Answer::Forbidden,
        };
        let public = match (&denial, hint(&denial)) {
            (_, Some(hint)) => Public::new(denial.to_string(), hint),
            (Denial::Error(_), None) => unavailable(),
            _ => Self::not_found().public,
        };
        Self { answer, public, denial: Some(denial), ledger_index: Some(ledger_index) }
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Denied { denial, ledger_index } => Self::of(denial, ledger_index),
            Refused::OwnWork(_) => Self {
                answer: Answer::Forbidden,
                public: Public::new(refused.to_string(), "ask somebody else who may approve"),
                denial: Some(Denial::SelfApproval),
                ledger_index: None,
            },
            Refused::Stale(_)
            | Refused::Unrecorded(_)
            | Refused::Expired(_)
            | Refused::Other { .. } => Self {
                answer: Answer::Unavailable,
                public: unavailable(),
                denial: None,
                ledger_index: None,
            },
        }
    }
}

fn unavailable() -> Public {
    Public::new(
        "the workspace can't decide or record this, so it is refused",
        "try again; if it stays, the operator finds the cause in the log",
    )
}

/// What to do about a reason that may be told; `None` for those that may not.
const fn hint(denial: &Denial) -> Option<&'static str> {
    Some(match denial {
        Denial::NotGranted | Denial::Error(_) => return None,
        Denial::NoDevice => "show the certificate of an enrolled device: `hygeia device enrol`",
        Denial::UnmanagedDevice => "have the device enrolled: `hygeia device enrol`",
        Denial::StalePosture => "report the device's posture: `hygeia device report`",
        Denial::FailingPosture(_) => "repair the device, then run `hygeia device report`",
        Denial::UnknownZone => "come from a network that [zones] in hygeia.toml names",
        Denial::EgressBudget { .. } => "ask for less, or wait until tomorrow (UTC)",
        Denial::BehindLiveModel => "retire the model first",
        Denial::SelfApproval => "ask somebody else who may approve",
        Denial::Retained => "have the RACI name this asset in an activity that deletes",
    })
}
