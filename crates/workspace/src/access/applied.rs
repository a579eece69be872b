//! What was applied last, as one snapshot.

use super::History;
use crate::{Code, Error};
use gate::{Gate, Proof};
use std::sync::OnceLock;
use store::{Store, StoreError};
use terms::Timestamp;
use tokio::sync::OnceCell;

/// What was applied last, and the gate that follows from it: swapped as a whole.
#[derive(Debug)]
pub struct Applied {
    pub code: Code,
    pub gate: Gate,
    /// When somebody's time in a role is over next: then it is made anew.
    ends: Option<Timestamp>,
    proof: OnceLock<Proof>,
    history: OnceCell<History>,
}

impl Applied {
    /// Compiles `code`.
    ///
    /// # Errors
    /// If the RACI does not compile, or the rules refuse everything.
    pub fn of(code: Code) -> Result<Self, Error> {
        let gate = code.gate()?;
        Ok(Self::from_parts(code, gate))
    }

    /// Of a gate that somebody else compiled; whether it is the one of `code`, [`Self::proof`] tells.
    #[must_use]
    pub const fn from_parts(code: Code, gate: Gate) -> Self {
        Self { code, gate, ends: None, proof: OnceLock::new(), history: OnceCell::const_new() }
    }

    /// The same as it counts at `now`: whose time in a role is over holds it no more.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub(super) fn at(self, now: Timestamp) -> Result<Self, Error> {
        let (people, ends) = (self.code.people.at(now), self.code.people.next_end(now));
        if people == self.code.people {
            return Ok(Self { ends, ..self });
        }
        Ok(Self { ends, ..Self::of(Code { people, ..self.code })? })
    }

    /// Whether nobody's time in a role is over at `now` that was not before.
    pub(super) fn counts_at(&self, now: Timestamp) -> bool {
        self.ends.is_none_or(|end| now < end)
    }

    /// The proof that this gate allows what this RACI says. It takes seconds where there are very
    /// many cells, so it is made once: neither of the two ever changes.
    #[must_use]
    pub fn proof(&self) -> &Proof {
        self.proof.get_or_init(|| gate::prove(&self.code.raci, &self.code.people, &self.gate))
    }

    /// What was applied to `store` until then: read once, as only the next application adds to it.
    ///
    /// # Errors
    /// If the records can't be read.
    pub(crate) async fn history(&self, store: &Store) -> Result<&History, StoreError> {
        self.history.get_or_try_init(|| History::read(store)).await
    }
}
