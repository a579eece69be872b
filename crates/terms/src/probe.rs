//! A probe ran, and this is what it saw.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The only four things that a probe can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Looked, and it holds.
    Proven,
    /// Looked, and it does not hold.
    Failed,
    /// Could not look, or the data is missing or old: never *clean*.
    Unknown,
    /// There is nothing here to look at.
    NotApplicable,
}

impl State {
    /// The state of a whole: failed if any part failed, else unknown if any part is unknown,
    /// else proven if any part is proven.
    #[must_use]
    pub fn of_all(parts: impl IntoIterator<Item = Self>) -> Self {
        let rank = |state: Self| match state {
            Self::Failed => 3,
            Self::Unknown => 2,
            Self::Proven => 1,
            Self::NotApplicable => 0,
        };
        parts.into_iter().max_by_key(|&state| rank(state)).unwrap_or(Self::NotApplicable)
    }

    /// *proven* if `holds`, else *failed*.
    #[must_use]
    pub const fn from_check(holds: bool) -> Self {
        if holds { Self::Proven } else { Self::Failed }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Proven => "proven",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not applicable",
        })
    }
}

/// A part of the posture into which one can zoom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    Surface,
    Classification,
    DataQuality,
    Encryption,
    LeastPrivilege,
    ZeroTrust,
    Poisoning,
    Robustness,
    Handover,
    Serving,
    Audit,
    Recovery,
}

impl Area {
    /// All areas, in the order of the journey.
    pub const ALL: [Self; 12] = [
        Self::Surface,
        Self::Classification,
        Self::DataQuality,
        Self::Encryption,
        Self::LeastPrivilege,
        Self::ZeroTrust,
        Self::Poisoning,
        Self::Robustness,
        Self::Handover,
        Self::Serving,
        Self::Audit,
        Self::Recovery,
    ];

    /// The name in `--zoom`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Surface => "surface",
            Self::Classification => "classification",
            Self::DataQuality => "data-quality",
            Self::Encryption => "encryption",
            Self::LeastPrivilege => "least-privilege",
            Self::ZeroTrust => "zero-trust",
            Self::Poisoning => "poisoning",
            Self::Robustness => "robustness",
            Self::Handover => "handover",
            Self::Serving => "serving",
            Self::Audit => "audit",
            Self::Recovery => "recovery",
        }
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A mission id, `M1` to `M22`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mission(pub u8);

impl fmt::Display for Mission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "M{}", self.0)
    }
}

/// One measured fact of a step or a probe, for people and for programs: a name and a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    pub name: String,
    pub value: serde_json::Value,
}

impl Fact {
    /// A fact. Use a plain name in snake case: `rows`, `encrypted_columns`.
    #[must_use]
    pub fn new(name: &str, value: impl Into<serde_json::Value>) -> Self {
        Self { name: name.to_owned(), value: value.into() }
    }
}

/// What one probe saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Probed {
    /// Stable id: `encryption/columns-at-rest`.
    pub id: String,
    pub area: Area,
    pub missions: Vec<Mission>,
    /// What is claimed, as a sentence that can be false.
    pub claim: String,
    pub state: State,
    /// What the probe saw, in one sentence.
    pub saw: String,
    #[serde(default)]
    pub facts: Vec<Fact>,
    /// What to do, where the state is not *proven*.
    #[serde(default)]
    pub remedy: Option<String>,
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M1
    #[test]
    fn a_whole_is_as_bad_as_its_worst_part() {
        use State::{Failed, NotApplicable, Proven, Unknown};
        assert_eq!(State::of_all([Proven, Failed, Unknown]), Failed);
        assert_eq!(State::of_all([Proven, Unknown]), Unknown);
        assert_eq!(State::of_all([Proven, NotApplicable]), Proven);
        assert_eq!(State::of_all([]), NotApplicable);
    }
}
