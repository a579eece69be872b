//! What is said of one file, in one word.

use serde::Serialize;
use std::fmt;
use terms::Severity;

/// What a scan says of one file, with all that is in it. Ordered from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Read whole and understood; nothing in it is of medium severity or worse.
    Clean,
    /// Something of it could not be read or is not understood.
    Inconclusive,
    /// Something in it is of high severity; or of medium, and all of it is understood.
    Suspicious,
    /// Something in it is critical: it would run code, or hides what it imports.
    Malicious,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Clean => "clean",
            Self::Inconclusive => "inconclusive",
            Self::Suspicious => "suspicious",
            Self::Malicious => "malicious",
        })
    }
}

/// What has been told of one file so far, however much of it is listed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Standing {
    pub worst: Option<Severity>,
    pub unsure: bool,
}

impl Standing {
    pub fn verdict(self) -> Verdict {
        match self.worst {
            Some(Severity::Critical) => Verdict::Malicious,
            Some(Severity::High) => Verdict::Suspicious,
            _ if self.unsure => Verdict::Inconclusive,
            Some(Severity::Medium) => Verdict::Suspicious,
            _ => Verdict::Clean,
        }
    }
}
