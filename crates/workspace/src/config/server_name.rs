//! A name that a server is called by.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::IpAddr;

/// A host name (RFC 1123 section 2.1, of at most 253 characters) or an address: what stands in a
/// certificate as `dNSName` or `iPAddress` (RFC 5280 section 4.2.1.6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ServerName(String);

impl ServerName {
    /// The name as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ServerName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let host = text.len() <= 253 && text.split('.').all(is_label);
        if host || text.parse::<IpAddr>().is_ok() {
            return Ok(Self(text));
        }
        Err(format!("{text:?} is no name of a host: write it as hygeia.example.org"))
    }
}

fn is_label(label: &str) -> bool {
    let inner = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    (1..=63).contains(&label.len()) && inner && !label.starts_with('-') && !label.ends_with('-')
}

impl From<ServerName> for String {
    fn from(name: ServerName) -> Self {
        name.0
    }
}

impl fmt::Display for ServerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_fit_and_nothing_else() {
        let fits = |text: &str| ServerName::try_from(text.to_owned()).is_ok();
        for text in ["hygeia.example.org", "hygeia", "10.0.0.7", "2001:db8::7", "a-1.example"] {
            assert!(fits(text), "{text}");
        }
        for text in ["", "a..b", "-a.example", "a b", "*.example.org", "x\n.org", "é.example"] {
            assert!(!fits(text), "{text}");
        }
    }
}
