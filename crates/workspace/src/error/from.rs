//! What each stage's errors are to a caller: the one place where that is said.

use super::{Error, Kind};
use crate::access::{AuthError, CertificateError, Refusal};
use handover::HandoverError;
use learn::{FeatureError, LearnError};
use openid::ProviderError;
use query::QueryError;
use serve::ServeError;
use store::StoreError;
use terms::whole;
use train::TrainError;
use vault::VaultError;

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        refusal.error
    }
}

impl From<AuthError> for Error {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::Store(error) | AuthError::Certificate(CertificateError::Store(error)) => {
                error.into()
            }
            AuthError::NoDevice(_) => Self::invalid(&error).remedy(
                "hygeia device list shows those that there are, hygeia device enrol makes one",
            ),
            AuthError::NoToken | AuthError::NoProof | AuthError::Stolen(_) => Self::refused(&error),
            AuthError::Waits(_) => Self::refused(&error).remedy(
                "somebody who may change access, and did not invite you: hygeia device confirm DEVICE",
            ),
            AuthError::Unvouched(_) => Self::refused(&error).remedy("sign in again: hygeia login"),
            AuthError::Provider(error) => Self::from(&error),
            AuthError::Randomness | AuthError::Certificate(_) => Self::internal(whole(&error)),
        }
    }
}

impl From<&ProviderError> for Error {
    fn from(error: &ProviderError) -> Self {
        let text = whole(error);
        match error {
            ProviderError::Silent(_) | ProviderError::Answer(_) => Self {
                retry_after: Some(30),
                ..Self::new(Kind::Unavailable, text)
                    .remedy("see that [identity] in hygeia.toml names it, and that it answers")
            },
            ProviderError::Settings(_) | ProviderError::Secret(_) => Self::internal(text),
            ProviderError::Refused(_) | ProviderError::Token(_) => {
                Self::refused(text).remedy("sign in again: hygeia login")
            }
        }
    }
}

impl From<StoreError> for Error {
    /// What a caller can mend is told as such; all else is a fault of the workspace or its disk.
    fn from(error: StoreError) -> Self {
        use StoreError as E;
        let text = whole(&error);
        match error {
            E::Missing { .. } => Self::not_found(),
            E::Refused(refused) => Refusal::from(refused).into(),
            E::Locked(_) => Self {
                retry_after: Some(1),
                ..Self::conflict(text)
                    .remedy("`hygeia up` has it: other verbs ask it by its socket, or stop it")
            },
            E::Answered { .. } | E::ConsultationUsed { .. } => {
                Self::conflict(text).remedy("`hygeia feed` shows what was said, and what goes on")
            }
            E::Exists(_)
            | E::Duplicate { .. }
            | E::Contended { .. }
            | E::RetiredKey(_)
            | E::AppliedMeanwhile(_)
            | E::KeyInUse { .. }
            | E::OtherWorkspace { .. } => Self::conflict(text),
            E::NotAWorkspace(_) => Self::invalid(text)
                .remedy("if its state was lost, hygeia vault activate brings it back"),
            E::Newer { .. }
            | E::OpenKey { .. }
            | E::FixedKey(_)
            | E::KeptKey { .. }
            | E::NoSuchRow { .. } => Self::invalid(text),
            E::TakesPeople(_) => Self::refused(text).remedy("ask somebody who may delete it"),
            E::Clear(_) | E::Unfit { .. } | E::NeededKey { .. } => Self::refused(text),
            E::LedgerClosed(_) | E::Unfinished { .. } | E::Blocked { .. } | E::BrokenObject(_) => {
                Self::new(Kind::Unavailable, text)
            }
            E::Deleted { dataset, .. } => Self::conflict(text).remedy(format!(
                "bring it back: hygeia dataset restore {}; or let it go at once: hygeia delete {} --now",
                dataset.name(),
                dataset.name()
            )),
            E::ClockBehind { .. } => Self::clock(text),
            _ => Self::internal(text),
        }
    }
}

impl From<QueryError> for Error {
    /// A table that may not be seen and one that is not there read alike.
    fn from(error: QueryError) -> Self {
        use QueryError as E;
        match &error {
            E::NotFound(_) => Self::not_found(),
            E::Permit(_) => Self::refused(&error).remedy("ask again"),
            E::Memory | E::Timeout(_) | E::Rows(_) => {
                Self::new(Kind::Exhausted, &error).remedy("ask for fewer rows, columns or groups")
            }
            E::Failed | E::Setup => Self::internal(&error).remedy("try a simpler statement"),
            _ => Self::invalid(&error)
                .remedy("correct the statement; one SELECT over datasets by name"),
        }
    }
}

impl From<HandoverError> for Error {
    fn from(error: HandoverError) -> Self {
        use HandoverError as E;
        let text = whole(&error);
        match error {
            E::Exists(_) => Self::conflict(text).remedy("name another folder with --out"),
            E::Name(_) | E::Io { .. } => {
                Self::invalid(text).remedy("check the folder, its rights and the space left")
            }
            E::Weak { .. } => Self::refused(text)
                .remedy("train on more rows, or answer for it on record with --accept-weak"),
            E::OwnModel(_) | E::OwnRequest(_) => {
                Self::refused(text).remedy("ask somebody else who may approve")
            }
            E::Unsure(_) => Self::refused(text).remedy("see what is in it: hygeia scan"),
            E::Refused(refused) => Refusal::from(refused).into(),
            E::Model(_) | E::Statement(_) | E::Seal(_) | E::Key(_) => Self::internal(text),
            E::Store(StoreError::Database(_) | StoreError::Io { .. }) => Self::internal(text),
            // It says itself what is next.
            E::Store(
                error @ (StoreError::Unfinished { .. }
                | StoreError::Blocked { .. }
                | StoreError::LedgerClosed(_)),
            ) => error.into(),
            E::Store(StoreError::Unfit { .. }) => {
                Self::refused(text).remedy("mend what it says and package the model again")
            }
            _ => Self::refused(text).remedy("package the model again: hygeia train"),
        }
    }
}

impl From<LearnError> for Error {
    /// Too few rows to judge by are no fault of the input.
    fn from(error: LearnError) -> Self {
        let text = whole(&error);
        match error {
            LearnError::TooFew { .. } => {
                Self::inconclusive(text).remedy("give more rows, or leave out classes of so few")
            }
            LearnError::Setting { .. } => {
                Self::invalid(text).remedy("give another number, or leave it out")
            }
            _ => Self::invalid(text).remedy("see what each column is taken for: hygeia classify"),
        }
    }
}

impl From<FeatureError> for Error {
    fn from(error: FeatureError) -> Self {
        Self::invalid(whole(&error)).remedy("see what each column is taken for: hygeia classify")
    }
}

impl From<TrainError> for Error {
    fn from(error: TrainError) -> Self {
        match error {
            TrainError::Learn(error) => error.into(),
            TrainError::Refused(refused) => Refusal::from(refused).into(),
            other => Self::invalid(whole(&other))
                .remedy("see what each column is taken for: hygeia classify"),
        }
    }
}

impl From<VaultError> for Error {
    fn from(error: VaultError) -> Self {
        use VaultError as E;
        let text = whole(&error);
        match error {
            E::NotEmpty(_) | E::Occupied(_) => {
                Self::invalid(text).remedy("nothing in that folder was touched")
            }
            E::NotAVault(_) => Self::invalid(text).remedy("hygeia vault init DIR makes one"),
            E::NoPoint(_) => Self::invalid(text).remedy("hygeia vault pull --vault DIR --as NAME"),
            E::Locked(_) => Self::conflict(text).remedy("one pull or activation runs at a time"),
            E::OpenKey { .. } | E::BadKey(_) | E::File(_) | E::Io { .. } => {
                Self::invalid(text).remedy("check the folder, its rights and the space left")
            }
            E::Unhealthy { .. }
            | E::Stranger(_)
            | E::Rewritten(_)
            | E::Point { .. }
            | E::Broken { .. } => Self::refused(text).remedy("see all of it: hygeia vault verify"),
            E::Succeeded { .. } | E::Note { .. } => {
                Self::refused(text).remedy("pull from the workspace that is in production's place")
            }
            E::Permit(_) | E::Refused(_) | E::NoModel(_) => Self::refused(text).remedy("ask again"),
            _ => Self::internal(text),
        }
    }
}

impl From<ServeError> for Error {
    fn from(error: ServeError) -> Self {
        use ServeError as E;
        let text = error.to_string();
        match error {
            E::NotServed(_) | E::NoFile(_) => Self::not_found(),
            E::Request(_) => Self::invalid(text).remedy("send an inference request of OIP v2"),
            E::Input { input, why } => Self::invalid(text)
                .at(format!("{input}: {why}"))
                .remedy("see what the model takes: GET /v2/models/NAME"),
            E::OverBudget { retry, .. } => Self::new(Kind::Exhausted, text)
                .remedy(format!("try again in {retry} seconds"))
                .retry(retry),
            E::Refused(refused) => Refusal::from(refused).into(),
            E::Store(_) | E::Model(_) => Self::internal("the model can't answer now"),
            E::Cancelled => Self::internal(text),
        }
    }
}
