//! Why a deed of the platform was not done.

use crate::failure::{Failure, whole};
use ::query::QueryError;
use ::train::TrainError;
use ::vault::VaultError;
use handover::HandoverError;
use learn::LearnError;
use store::StoreError;
use web::Refusal;

/// Refused, or it can't be done.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Query(#[from] QueryError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Here(Failure),
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        Self::Here(failure)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Refused(refusal) => of_refusal(&refusal),
            Fault::Query(error) => of_query(&error),
            Fault::Store(error) => Self::internal(whole(&error)),
            Fault::Here(failure) => failure,
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        of_refusal(&refusal)
    }
}

/// What the caller may learn, and no more.
fn of_refusal(refusal: &Refusal) -> Failure {
    Failure::refused(&refusal.public.error).hint(&refusal.public.hint)
}

/// A table that may not be seen and one that is not there read alike.
fn of_query(error: &QueryError) -> Failure {
    match error {
        QueryError::NotFound(_) => of_refusal(&Refusal::not_found()),
        QueryError::Permit(_) => Failure::refused(error).hint("ask again"),
        QueryError::Memory | QueryError::Timeout(_) => {
            Failure::inconclusive(error).hint("ask for fewer rows, columns or groups")
        }
        QueryError::Failed | QueryError::Setup => {
            Failure::internal(error).hint("try a simpler statement")
        }
        _ => Failure::usage(error).hint("correct the statement; one SELECT over datasets by name"),
    }
}

impl From<HandoverError> for Failure {
    fn from(error: HandoverError) -> Self {
        use HandoverError as E;
        let text = whole(&error);
        match error {
            E::Exists(_) => Self::usage(text).hint("name another folder with --out"),
            E::Name(_) | E::Io { .. } => {
                Self::usage(text).hint("check the folder, its rights and the space left")
            }
            E::Weak { .. } => Self::refused(text)
                .hint("train on more rows, or answer for it on record with --accept-weak"),
            E::OwnModel(_) | E::OwnRequest(_) => {
                Self::refused(text).hint("ask somebody else who may approve")
            }
            E::Unsure(_) => Self::refused(text).hint("see what is in it: hygeia scan"),
            E::Model(_) | E::Statement(_) | E::Seal(_) | E::Key(_) => Self::internal(text),
            E::Store(StoreError::Database(_) | StoreError::Io { .. }) => Self::internal(text),
            E::Store(StoreError::Unfit { .. }) => {
                Self::refused(text).hint("mend what it says and package the model again")
            }
            _ => Self::refused(text).hint("package the model again: hygeia train"),
        }
    }
}

impl From<TrainError> for Failure {
    /// Too few rows to judge by are no fault of the input.
    fn from(error: TrainError) -> Self {
        let text = whole(&error);
        match error {
            TrainError::Learn(LearnError::TooFew { .. }) => {
                Self::inconclusive(text).hint("give more rows, or leave out classes of so few")
            }
            TrainError::Refused(_) => Self::refused(text).hint("ask again"),
            _ => Self::usage(text).hint("see what each column is taken for: hygeia classify"),
        }
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        use VaultError as E;
        let text = whole(&error);
        match error {
            E::NotEmpty(_) | E::Occupied(_) => {
                Self::usage(text).hint("nothing in that folder was touched")
            }
            E::NotAVault(_) => Self::usage(text).hint("hygeia vault init DIR makes one"),
            E::NoPoint(_) => Self::usage(text).hint("hygeia vault pull --vault DIR --as NAME"),
            E::Locked(_) => Self::usage(text).hint("one pull or activation runs at a time"),
            E::OpenKey { .. } | E::BadKey(_) | E::TooLarge { .. } | E::Io { .. } => {
                Self::usage(text).hint("check the folder, its rights and the space left")
            }
            E::Unhealthy { .. }
            | E::Stranger(_)
            | E::Rewritten(_)
            | E::Point { .. }
            | E::Broken { .. } => Self::refused(text).hint("see all of it: hygeia vault verify"),
            E::Permit(_) | E::Refused(_) | E::NoModel(_) => Self::refused(text).hint("ask again"),
            _ => Self::internal(text),
        }
    }
}
