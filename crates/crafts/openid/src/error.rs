//! Why a provider did not vouch.

use crate::expected::Fault;

/// Why a provider did not vouch for somebody.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    #[error("{0}")]
    Settings(&'static str),
    #[error("the client's secret can't be read: {0}")]
    Secret(String),
    #[error("the identity provider does not answer: {0}")]
    Silent(String),
    #[error("the identity provider answers what it may not: {0}")]
    Answer(String),
    /// In the provider's own words, which are for the person.
    #[error("the identity provider refuses: {0}")]
    Refused(String),
    #[error("the token is refused: {0}")]
    Token(#[from] Fault),
}
