//! How sensitive data is, how much its loss would cost, and what follows from it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Sensitivity, a lattice by order: what combines two assets has the higher class of both.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    #[default]
    Public,
    Internal,
    Confidential,
    Restricted,
}

impl Class {
    /// All classes, lowest first.
    pub const ALL: [Self; 4] = [Self::Public, Self::Internal, Self::Confidential, Self::Restricted];

    /// The class of what combines both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        self.max(other)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Public => "public",
            Self::Internal => "internal",
            Self::Confidential => "confidential",
            Self::Restricted => "restricted",
        })
    }
}

/// What loss or change of an asset would cost; decides deletion and redundancy.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Criticality {
    #[default]
    Low,
    Medium,
    High,
    Vital,
}

impl fmt::Display for Criticality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Vital => "vital",
        })
    }
}

/// A body of rules that data falls under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Regime {
    /// EU General Data Protection Regulation, personal data (Art. 4).
    #[serde(rename = "GDPR")]
    Gdpr,
    /// GDPR Art. 9, special categories: health, origin, belief, orientation.
    #[serde(rename = "GDPR Art. 9")]
    GdprSpecial,
    /// Payment Card Industry Data Security Standard: cardholder data.
    #[serde(rename = "PCI DSS")]
    PciDss,
    /// US Health Insurance Portability and Accountability Act, Safe Harbor identifiers.
    #[serde(rename = "HIPAA")]
    Hipaa,
    /// US Gramm-Leach-Bliley Act: financial customers' information.
    #[serde(rename = "GLBA")]
    Glba,
    /// California Consumer Privacy Act.
    #[serde(rename = "CCPA")]
    Ccpa,
    /// Credentials: rules of the organisation on secrets.
    #[serde(rename = "Secrets")]
    Secrets,
}

impl fmt::Display for Regime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Gdpr => "GDPR",
            Self::GdprSpecial => "GDPR Art. 9",
            Self::PciDss => "PCI DSS",
            Self::Hipaa => "HIPAA",
            Self::Glba => "GLBA",
            Self::Ccpa => "CCPA",
            Self::Secrets => "Secrets",
        })
    }
}

/// What a reader sees of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// The value itself.
    Clear,
    /// A value of its own kind that stands for it: equal values, equal tokens.
    Token,
    /// The value with its telling part removed.
    Mask,
    /// Nothing at all.
    Hidden,
}

/// What a class demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handling {
    /// Accepted, and without effect: every column is encrypted at rest under a data key of its own.
    #[serde(default = "yes")]
    pub encrypt: bool,
    /// What somebody without clearance for the class sees.
    pub view: View,
    /// Whether the original is kept; if not, only its token or mask is.
    #[serde(default = "yes")]
    pub retain: bool,
    /// Days between two reviews of who has access (M6).
    pub review_days: u16,
}

const fn yes() -> bool {
    true
}

/// The handling of every class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handlings {
    pub public: Handling,
    pub internal: Handling,
    pub confidential: Handling,
    pub restricted: Handling,
}

impl Handlings {
    /// The handling that `class` demands.
    #[must_use]
    pub const fn of(&self, class: Class) -> Handling {
        match class {
            Class::Public => self.public,
            Class::Internal => self.internal,
            Class::Confidential => self.confidential,
            Class::Restricted => self.restricted,
        }
    }
}

impl Handlings {
    /// The handling of `class`, to be changed.
    pub const fn of_mut(&mut self, class: Class) -> &mut Handling {
        match class {
            Class::Public => &mut self.public,
            Class::Internal => &mut self.internal,
            Class::Confidential => &mut self.confidential,
            Class::Restricted => &mut self.restricted,
        }
    }
}

impl Default for Handlings {
    /// Tokenise what is restricted, mask what is confidential.
    fn default() -> Self {
        let handling =
            |view, review_days| Handling { encrypt: true, view, retain: true, review_days };
        Self {
            public: handling(View::Clear, 365),
            internal: handling(View::Clear, 180),
            confidential: handling(View::Mask, 90),
            restricted: handling(View::Token, 30),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn join_is_a_lattice() {
        for a in Class::ALL {
            assert_eq!(a.join(a), a);
            for b in Class::ALL {
                assert_eq!(a.join(b), b.join(a));
                for c in Class::ALL {
                    assert_eq!(a.join(b).join(c), a.join(b.join(c)));
                }
            }
        }
    }
}
