//! What a verb found out about one input.

use crate::failure::{Ending, Failure};
use serde::Serialize;
use serde_json::{Value, json};
use terms::Finding;

/// One input, and what came of it. What is written of it, and how all end, is decided in one place.
pub struct Outcome {
    /// As it was given.
    pub path: String,
    /// The verb's document of this input alone; its keys are a contract.
    pub document: Value,
    pub findings: Vec<Finding>,
    /// For people, above the findings.
    pub table: String,
    /// What could not be told, as `subject: reason`.
    pub unknown: Vec<String>,
    /// For people, below the findings.
    pub summary: Vec<String>,
    /// Why it was not looked at, or is refused whatever its findings are.
    pub failure: Option<Failure>,
}

impl Outcome {
    /// An input with its document and findings.
    ///
    /// # Errors
    /// If the document can't be written as JSON.
    pub fn new(
        path: impl Into<String>,
        document: &impl Serialize,
        findings: Vec<Finding>,
    ) -> Result<Self, Failure> {
        let document = serde_json::to_value(document)
            .map_err(|error| Failure::internal(format!("writing JSON: {error}")))?;
        let (table, unknown, summary) = (String::new(), Vec::new(), Vec::new());
        let path = path.into();
        Ok(Self { path, document, findings, table, unknown, summary, failure: None })
    }

    /// An input that could not be looked at.
    #[must_use]
    pub fn failed(path: impl Into<String>, failure: Failure) -> Self {
        Self {
            path: path.into(),
            document: json!({}),
            findings: Vec::new(),
            table: String::new(),
            unknown: Vec::new(),
            summary: Vec::new(),
            failure: Some(failure),
        }
    }

    /// What came of an input, or why it could not be looked at.
    #[must_use]
    pub fn of(path: impl Into<String>, tried: Result<Self, Failure>) -> Self {
        tried.unwrap_or_else(|failure| Self::failed(path, failure))
    }

    #[must_use]
    pub fn with_table(mut self, table: String) -> Self {
        self.table = table;
        self
    }

    #[must_use]
    pub fn with_unknown(mut self, unknown: Vec<String>) -> Self {
        self.unknown = unknown;
        self
    }

    #[must_use]
    pub fn with_summary(mut self, summary: Vec<String>) -> Self {
        self.summary = summary;
        self
    }

    #[must_use]
    pub fn refused(mut self, failure: Option<Failure>) -> Self {
        self.failure = failure;
        self
    }
}

/// The one that says most of how several ended: a fault of ours, then what is wrong, then what could not
/// be read, then what is not known.
pub fn worst(failures: impl IntoIterator<Item = Failure>) -> Option<Failure> {
    let weight = |failure: &Failure| match failure.ending {
        Ending::Internal => 4,
        Ending::Refused => 3,
        Ending::Usage => 2,
        Ending::Inconclusive => 1,
    };
    // Of equals, the first.
    failures.into_iter().fold(None, |worst: Option<Failure>, next| match worst {
        Some(worst) if weight(&worst) >= weight(&next) => Some(worst),
        _ => Some(next),
    })
}
