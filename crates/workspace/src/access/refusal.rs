//! What a caller may learn of a refusal. The whole reason is in the ledger.

use crate::{Error, Kind};
use store::Refused;
use terms::{Denial, Overdue, PrincipalId};

/// A refused request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .error.message)]
pub struct Refusal {
    /// What the caller is told.
    pub error: Error,
    /// The gate's reason: for the ledger, the terminal's owner and the journey, never for the
    /// caller. `None` if the gate did not refuse.
    pub denial: Option<Denial>,
}

impl Refusal {
    /// What who has no cell hears, and who asks for what does not exist.
    #[must_use]
    pub fn not_found() -> Self {
        Self { error: Error::not_found(), denial: None }
    }

    fn of(denial: Denial, entry: u64) -> Self {
        let kind = match denial {
            Denial::NotGranted => Kind::NotFound,
            Denial::EgressBudget { .. } | Denial::ConsultationsFull { .. } => Kind::Exhausted,
            Denial::Error(_) => Kind::Unavailable,
            _ => Kind::Refused,
        };
        let error = match (&denial, remedy(&denial)) {
            (Denial::ReviewOverdue(overdue), _) => {
                Error::new(kind, &denial).remedy(ask_for_review(overdue))
            }
            (_, Some(remedy)) => Error::new(kind, &denial).remedy(remedy),
            (Denial::Error(_), None) => unavailable(),
            _ => Error::not_found(),
        };
        // To tell the entry of what reads *not found* would tell that there is something.
        let entry = (kind != Kind::NotFound).then_some(entry);
        Self { error: Error { entry, ..error }, denial: Some(denial) }
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Denied { denial, ledger_index } => Self::of(denial, ledger_index),
            Refused::OwnWork(_) => Self {
                error: Error::refused(&refused).remedy("ask somebody else who may approve"),
                denial: Some(Denial::SelfApproval),
            },
            Refused::Stale(_)
            | Refused::Unrecorded(_)
            | Refused::Expired(_)
            | Refused::Other { .. } => Self { error: unavailable(), denial: None },
        }
    }
}

/// What to do who is locked out.
pub(super) const LOCKED: &str = "ask whoever set it; somebody else who agrees to changes of access may lift it: hygeia lock --lift ID";

/// Who reviews it, and how.
fn ask_for_review(overdue: &Overdue) -> String {
    let Overdue { cell, holder, reviewers, .. } = overdue;
    let who = match reviewers.as_slice() {
        [] => "nobody can review it: have somebody hold the A of its row".to_owned(),
        some => {
            let all: Vec<&str> = some.iter().map(PrincipalId::as_str).collect();
            format!("it is reviewed by {}", all.join(" or "))
        }
    };
    let (activity, asset) = (&cell.activity, &cell.asset);
    format!(
        "{who}: hygeia review --done {activity} --asset {asset} --holder {holder} --keep --why …"
    )
}

fn unavailable() -> Error {
    Error::new(Kind::Unavailable, "the workspace can't decide or record this, so it is refused")
        .remedy("try again; if it stays, the operator finds the cause in the log")
}

/// What to do about a reason that may be told; `None` for those that may not.
const fn remedy(denial: &Denial) -> Option<&'static str> {
    Some(match denial {
        Denial::NotGranted | Denial::Error(_) | Denial::ReviewOverdue(_) => return None,
        Denial::LockedOut(_) => LOCKED,
        Denial::NoDevice => "show the certificate of an enrolled device: `hygeia device enrol`",
        Denial::UnmanagedDevice => "have the device enrolled: `hygeia device enrol`",
        Denial::StalePosture => "report the device's posture: `hygeia device report`",
        Denial::FailingPosture(_) => "repair the device, then run `hygeia device report`",
        Denial::UnknownZone => "come from a network that [zones] in hygeia.toml names",
        Denial::StepUp(_) => {
            "sign in from where you are: hygeia login --fresh; if it was not you, have the device revoked"
        }
        Denial::EgressBudget { .. } => "ask for less, or wait until tomorrow (UTC)",
        Denial::SinglesOut { .. } => {
            "let the handling hide more of what `hygeia ingest` said, and take the table in again"
        }
        Denial::AwaitsConsulted { .. } => {
            "they answer with `hygeia answer ID`, and `hygeia feed` says who did: then do the same again"
        }
        Denial::ConsultationsFull { .. } => {
            "do, or let run out, what waits: `hygeia feed` lists it"
        }
        Denial::BehindLiveModel => "retire the model first",
        Denial::OnHold => "two people lift the hold first: `hold` in datasets/NAME.toml",
        Denial::SelfApproval => "ask somebody else who may approve",
        Denial::Retained => "have the RACI name this asset in an activity that deletes",
    })
}
