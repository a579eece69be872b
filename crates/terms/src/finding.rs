//! What a check has to say.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How bad a finding is; ordered, so that `--fail-on` can compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Info,
    Low,
    Medium,
    High,
    Critical,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        })
    }
}

/// Where a finding is. Rows count from 0, after the header.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Location {
    /// A file, a host address, a table, a cell: whatever `rule` speaks of.
    pub subject: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub column: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub row: Option<u64>,
    /// Byte offset in the file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub offset: Option<u64>,
    /// The file that it lies in, as a path from where the verb was called.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<String>,
    /// Line of a text file, from 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<u64>,
    /// Character in that line, from 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub character: Option<u64>,
}

impl Location {
    /// A location that is just a subject.
    #[must_use]
    pub fn of(subject: impl Into<String>) -> Self {
        Self { subject: subject.into(), ..Self::default() }
    }
}

/// One finding. Never holds a sensitive value: examples are masked before they get here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable rule id in kebab case, prefixed by the room: `artifact/pickle-call`.
    pub rule: String,
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    pub location: Location,
    /// What to do next, in one sentence.
    pub remedy: String,
    /// Ids of outside catalogues: `AML.T0010`, `CVE-…`, `CWE-…`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub references: Vec<String>,
}

impl Finding {
    /// A finding with no references.
    #[must_use]
    pub fn new(
        rule: &str,
        severity: Severity,
        location: Location,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            rule: rule.to_owned(),
            severity,
            message: message.into(),
            location,
            remedy: remedy.into(),
            references: Vec::new(),
        }
    }

    /// The same finding, with references to outside catalogues.
    #[must_use]
    pub fn with_references(mut self, references: &[&str]) -> Self {
        self.references = references.iter().map(|&r| r.to_owned()).collect();
        self
    }
}
