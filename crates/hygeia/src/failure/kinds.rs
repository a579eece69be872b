//! The kinds of errors of a workspace, as exit codes.

use super::{Ending, Failure};
use workspace::{Error, Kind};

impl Ending {
    /// The exit code of each kind of error: the one table.
    #[must_use]
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::NotFound | Kind::Refused => Self::Refused,
            Kind::Invalid | Kind::Conflict => Self::Usage,
            Kind::Exhausted | Kind::Inconclusive => Self::Inconclusive,
            Kind::Unavailable | Kind::Internal => Self::Internal,
        }
    }

    const fn kind(self) -> Kind {
        match self {
            Self::Refused => Kind::Refused,
            Self::Usage => Kind::Invalid,
            Self::Inconclusive => Kind::Inconclusive,
            Self::Internal => Kind::Internal,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { ending: Ending::of(error.kind), message: error.message, hint: error.remedy }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let error = Self::new(failure.ending.kind(), failure.message);
        Self { remedy: failure.hint, ..error }
    }
}
