//! Rules that deliveries of a dataset have to keep.

mod check;
mod suggest;

pub use check::{Reference, check};
pub use suggest::suggest;

use serde::{Deserialize, Serialize};
use std::fmt;

/// A rule of one column, as it stands in `datasets/NAME.toml`. It holds values only where a person wrote them:
/// a range without ends, and a set without values, are those of the version before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub column: String,
    #[serde(rename = "rule")]
    pub kind: RuleKind,
    /// Of a range: the lowest and the highest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// Of a set: all values that there may be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Of a pattern: a regular expression that the whole cell has to match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Of a reference: the dataset and the column that has every value, as `dataset.column`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refers_to: Option<String>,
    /// Of freshness: days that the newest day of the column may lie back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// What a rule asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleKind {
    NotNull,
    Unique,
    Range,
    Set,
    Pattern,
    Reference,
    Freshness,
}

impl RuleKind {
    /// As it is called in config.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotNull => "not-null",
            Self::Unique => "unique",
            Self::Range => "range",
            Self::Set => "set",
            Self::Pattern => "pattern",
            Self::Reference => "reference",
            Self::Freshness => "freshness",
        }
    }
}

impl fmt::Display for RuleKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Rule {
    /// A rule that says nothing but what it asks for.
    #[must_use]
    pub fn bare(column: &str, kind: RuleKind) -> Self {
        Self {
            column: column.to_owned(),
            kind,
            min: None,
            max: None,
            values: Vec::new(),
            pattern: None,
            refers_to: None,
            days: None,
        }
    }

    /// What is wrong with the rule itself.
    ///
    /// # Errors
    /// If it lacks what it needs, or has what it does not.
    pub fn judge(&self) -> Result<(), String> {
        let wrong = |what: &str| Err(format!("{} of {:?} {what}", self.kind, self.column));
        match self.kind {
            RuleKind::Pattern => match &self.pattern {
                None => return wrong("needs a pattern"),
                Some(pattern) if check::compiled(pattern).is_none() => {
                    return wrong("has a pattern that is none");
                }
                Some(_) => {}
            },
            RuleKind::Reference if !self.refers_to.as_ref().is_some_and(|to| to.contains('.')) => {
                return wrong("needs refers_to = \"dataset.column\"");
            }
            RuleKind::Freshness if self.days.is_none() => return wrong("needs days"),
            RuleKind::Range if self.min.zip(self.max).is_some_and(|(min, max)| min > max) => {
                return wrong("has a lowest number above the highest");
            }
            _ => {}
        }
        let stray = (self.kind != RuleKind::Range && (self.min.is_some() || self.max.is_some()))
            || (self.kind != RuleKind::Set && !self.values.is_empty())
            || (self.kind != RuleKind::Pattern && self.pattern.is_some())
            || (self.kind != RuleKind::Reference && self.refers_to.is_some())
            || (self.kind != RuleKind::Freshness && self.days.is_some());
        if stray { wrong("has what belongs to another rule") } else { Ok(()) }
    }
}
