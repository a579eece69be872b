//! Why a use case was not done: one type, whose kinds each head maps in one table of its own.

mod from;

use serde::{Deserialize, Serialize};
use std::fmt;
use store::StoreError;
use terms::whole;
use utoipa::ToSchema;

/// What kind of ending that is. Heads translate it: an exit code, an HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// There is no such thing, or the caller has no cell for it. The two read the same.
    NotFound,
    /// A policy says no: `entry` names the decision in the ledger, `remedy` what would help.
    Refused,
    /// The caller gave what can't work; `place` says where.
    Invalid,
    /// It does not fit with what is there: answered already, in use, taken.
    Conflict,
    /// A budget is spent.
    Exhausted,
    /// Data is missing, so it can't be told: never reported as clean.
    Inconclusive,
    /// Nothing can be decided or recorded now.
    Unavailable,
    /// A fault of ours, or of the machine.
    Internal,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::NotFound,
        Self::Refused,
        Self::Invalid,
        Self::Conflict,
        Self::Exhausted,
        Self::Inconclusive,
        Self::Unavailable,
        Self::Internal,
    ];
}

/// What happened, where, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Error)]
pub struct Error {
    pub kind: Kind,
    /// What happened.
    #[serde(rename = "error")]
    pub message: String,
    /// What to do next.
    #[serde(rename = "hint", skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// The entry of the refusal in the ledger.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub entry: Option<u64>,
    /// Where in the input: a file, a key, a column.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<String>,
    /// Seconds after which to ask again, where that helps.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retry_after: Option<u64>,
}

impl Error {
    /// An error of `kind`.
    pub fn new(kind: Kind, message: impl fmt::Display) -> Self {
        Self {
            kind,
            message: message.to_string(),
            remedy: None,
            entry: None,
            place: None,
            retry_after: None,
        }
    }

    /// The caller gave something that can't work.
    pub fn invalid(message: impl fmt::Display) -> Self {
        Self::new(Kind::Invalid, message)
    }

    /// A policy says no.
    pub fn refused(message: impl fmt::Display) -> Self {
        Self::new(Kind::Refused, message)
    }

    /// It does not fit with what is there.
    pub fn conflict(message: impl fmt::Display) -> Self {
        Self::new(Kind::Conflict, message)
    }

    /// It can't be told.
    pub fn inconclusive(message: impl fmt::Display) -> Self {
        Self::new(Kind::Inconclusive, message)
    }

    /// It should not have happened: a fault of the machine, as often as ours.
    pub fn internal(message: impl fmt::Display) -> Self {
        Self::new(Kind::Internal, message).remedy(
            "see that the disk has space and works, and try again; what does not verify any more, \
             `hygeia posture` shows and the vault brings back",
        )
    }

    /// The host's clock runs behind the ledger.
    fn clock(message: impl fmt::Display) -> Self {
        Self::new(Kind::Unavailable, message).remedy("set this host's clock right, and try again")
    }

    /// What who has no cell hears, and who asks for what does not exist.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(Kind::NotFound, "not found")
            .remedy("check the name, or ask its owner for a role in the RACI")
    }

    /// The same error, with what to do next.
    #[must_use]
    pub fn remedy(mut self, remedy: impl fmt::Display) -> Self {
        self.remedy = Some(remedy.to_string());
        self
    }

    /// The same error, with the seconds after which to ask again.
    #[must_use]
    pub const fn retry(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The same error, with where in the input it is.
    #[must_use]
    pub fn at(mut self, place: impl fmt::Display) -> Self {
        self.place = Some(place.to_string());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.remedy {
            Some(remedy) => write!(f, "\n  next: {remedy}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// Turns an error of a lower room into an [`Error`] of the kind that it is at this place.
pub trait Context<T> {
    /// The caller gave something that can't work.
    ///
    /// # Errors
    /// As `self`.
    fn invalid(self) -> Result<T, Error>;
    /// A fault of ours, or of the machine; `doing` says what was being done.
    ///
    /// # Errors
    /// As `self`.
    fn internal(self, doing: &str) -> Result<T, Error>;
}

/// Whether an error comes of a clock that runs behind the ledger: it is the host's to mend, and no fault of ours.
fn is_clock(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source())
        .any(|error| matches!(error.downcast_ref(), Some(StoreError::ClockBehind { .. })))
}

impl<T, E: std::error::Error + 'static> Context<T> for Result<T, E> {
    fn invalid(self) -> Result<T, Error> {
        self.map_err(|error| Error::invalid(whole(&error)))
    }
    fn internal(self, doing: &str) -> Result<T, Error> {
        self.map_err(|error| {
            let told = format!("{doing}: {}", whole(&error));
            if is_clock(&error) { Error::clock(told) } else { Error::internal(told) }
        })
    }
}
