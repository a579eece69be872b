//! What went wrong, where, and what to do next; with the exit code that says which kind it is.

#[cfg(feature = "platform")]
mod kinds;

use std::fmt;

pub use terms::whole;

/// The kinds of ending that are not *done and clean*. The numbers are a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Findings at or above `--fail-on`, or refused by policy.
    Refused = 1,
    /// Bad usage, config or input.
    Usage = 2,
    /// Data is missing or a budget is exhausted: never reported as clean.
    Inconclusive = 3,
    /// A fault of ours, or of the machine.
    Internal = 4,
}

/// An error at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub ending: Ending,
    /// What happened, and where.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl Failure {
    /// The user gave something that cannot work.
    pub fn usage(message: impl fmt::Display) -> Self {
        Self { ending: Ending::Usage, message: message.to_string(), hint: None }
    }

    /// A policy says no.
    pub fn refused(message: impl fmt::Display) -> Self {
        Self { ending: Ending::Refused, message: message.to_string(), hint: None }
    }

    /// It cannot be told.
    pub fn inconclusive(message: impl fmt::Display) -> Self {
        Self { ending: Ending::Inconclusive, message: message.to_string(), hint: None }
    }

    /// It should not have happened: a fault of the machine, as often as ours.
    pub fn internal(message: impl fmt::Display) -> Self {
        let failure = Self { ending: Ending::Internal, message: message.to_string(), hint: None };
        failure.hint("see that the disk has space and works, and try again")
    }

    /// The same failure, with what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl fmt::Display) -> Self {
        self.hint = Some(hint.to_string());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  next: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}

/// Turns an error into a [`Failure`] of the kind that it is at this place.
pub trait At<T> {
    /// Bad usage, config or input.
    ///
    /// # Errors
    /// As `self`.
    fn usage(self) -> Result<T, Failure>;
    /// A fault of ours, or of the machine; `doing` says what was being done.
    ///
    /// # Errors
    /// As `self`.
    fn internal(self, doing: &str) -> Result<T, Failure>;
}

impl<T, E: std::error::Error> At<T> for Result<T, E> {
    fn usage(self) -> Result<T, Failure> {
        self.map_err(|error| Failure::usage(whole(&error)))
    }
    fn internal(self, doing: &str) -> Result<T, Failure> {
        self.map_err(|error| Failure::internal(format!("{doing}: {}", whole(&error))))
    }
}
