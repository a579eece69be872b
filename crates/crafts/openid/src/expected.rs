//! What a token is held against, and each way in which it can be refused.

use terms::{Digest, Timestamp};

/// Seconds by which the clocks of provider and workspace may differ.
pub(crate) const SKEW: i64 = 60;
/// Seconds for which a token may be good at most: a day.
pub(crate) const LIFETIME: i64 = 86_400;
/// Seconds ago that a token for a sign-in, or for the end of one, was issued at most.
pub(crate) const FRESH: i64 = 600;

/// What a token is shown for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use<'a> {
    /// Somebody signed in, and the provider says who: an ID token (OpenID Connect Core 1.0, section 2), with
    /// the nonce that was sent if one was.
    SignIn { nonce: Option<&'a str> },
    /// A program shows it with each request (RFC 6750, RFC 9068).
    Bearer,
    /// A session ended (OpenID Connect Back-Channel Logout 1.0, section 2.4).
    Logout,
}

/// What has to hold of a token.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// Compared as written.
    pub issuer: &'a str,
    /// This workspace, as the provider knows it.
    pub client_id: &'a str,
    /// Whom bearer tokens are for.
    pub audience: &'a str,
    /// Other clients of the provider, whose tokens are taken as bearer tokens.
    pub programs: &'a [String],
    /// The claims that hold the person and the groups.
    pub person: &'a str,
    pub groups: &'a str,
    /// SHA-256 of the certificate (DER) that it comes over.
    pub thumbprint: Option<Digest>,
    pub now: Timestamp,
}

/// Why a token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("it is no signed token")]
    NotAToken,
    #[error("it is longer than 16 KiB")]
    TooLong,
    #[error("its type is another than what it is shown for")]
    Type,
    #[error("its header demands what is not understood here")]
    Critical,
    #[error("its algorithm is another than its key's")]
    Algorithm,
    #[error("the provider has no such key")]
    UnknownKey,
    #[error("its signature does not hold")]
    Signature,
    #[error("it is of another issuer")]
    Issuer,
    #[error("it is for another audience, or for none")]
    Audience,
    #[error("it was issued to another client")]
    AuthorizedParty,
    #[error("it has ended, or has no end")]
    Expired,
    #[error("it is not good yet")]
    NotYetValid,
    #[error("it is good for longer than a day")]
    Lifetime,
    #[error("it was issued too long ago")]
    Old,
    #[error("its nonce is not the one that was sent")]
    Nonce,
    #[error("it is bound to another certificate")]
    Binding,
    #[error("it names no subject")]
    Subject,
    #[error("it names no person in the claim that holds people")]
    Person,
    #[error("the provider has not verified its mail address (email_verified)")]
    Unverified,
    #[error("its groups are more than 1,000, or no list of names")]
    Groups,
    #[error("it is no logout token")]
    NotALogout,
}
