//! Who says who somebody is: an address that is compared as it was written.

use serde::{Deserialize, Serialize};
use std::fmt;
use url::{Host, Url};

/// Characters of an issuer's identifier.
const LONGEST: usize = 512;

/// An issuer's identifier (OpenID Connect Discovery 1.0, section 3): `https`, without query, fragment or
/// account; `http` on loopback alone. Two are the same if their texts are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Issuer(String);

/// Why a text names no issuer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} names no issuer: {why}")]
pub struct NoIssuer {
    text: String,
    why: &'static str,
}

impl Issuer {
    /// Reads the identifier.
    ///
    /// # Errors
    /// If it is none.
    pub fn new(text: &str) -> Result<Self, NoIssuer> {
        let no = |why| NoIssuer { text: text.chars().take(LONGEST).collect(), why };
        if text.len() > LONGEST {
            return Err(no("it is longer than 512 bytes"));
        }
        let url = Url::parse(text).map_err(|_| no("it is no address"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(no("it names an account"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(no("it has a query or a fragment"));
        }
        match url.scheme() {
            "https" => Ok(Self(text.to_owned())),
            "http" if is_loopback(&url) => Ok(Self(text.to_owned())),
            "http" => Err(no("http is taken on loopback alone: use https")),
            _ => Err(no("use https")),
        }
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `text`, which the issuer names as a place of its own, may be asked: as safe as the issuer is.
    pub(crate) fn may_name(&self, text: &str) -> bool {
        let plain = self.0.starts_with("http:");
        Url::parse(text).is_ok_and(|url| match url.scheme() {
            "https" => true,
            "http" => plain && is_loopback(&url),
            _ => false,
        })
    }
}

impl TryFrom<String> for Issuer {
    type Error = NoIssuer;
    fn try_from(text: String) -> Result<Self, NoIssuer> {
        Self::new(&text)
    }
}

impl From<Issuer> for String {
    fn from(issuer: Issuer) -> Self {
        issuer.0
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Whether a program on the person's own machine listens at `text` (RFC 8252, section 7.3): an address of
/// loopback, never a name, with a port.
#[must_use]
pub fn is_loopback_redirect(text: &str) -> bool {
    let literal = |url: &Url| !matches!(url.host(), Some(Host::Domain(_)) | None);
    text.len() <= LONGEST
        && Url::parse(text).is_ok_and(|url| {
            let plain = url.scheme() == "http" && url.port().is_some();
            let bare = url.query().is_none() && url.fragment().is_none() && url.username() == "";
            plain && bare && literal(&url) && is_loopback(&url)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_https_or_on_loopback() {
        for good in [
            "https://idp.example.org",
            "https://idp.example.org/realms/a",
            "https://login.example.org:8443/",
            "http://127.0.0.1:9000",
            "http://localhost:9000/oidc",
            "http://[::1]:9000",
        ] {
            assert_eq!(Issuer::new(good).map(|it| it.to_string()), Ok(good.to_owned()));
        }
        for bad in [
            "",
            "idp.example.org",
            "http://idp.example.org",
            "http://127.0.0.1.example.org",
            "http://localhost.example.org",
            "ftp://127.0.0.1",
            "https://u@idp.example.org",
            "https://idp.example.org/?a",
            "https://idp.example.org/#a",
        ] {
            assert!(Issuer::new(bad).is_err(), "{bad}");
        }
        let long = format!("https://idp.example.org/{}", "a".repeat(LONGEST));
        assert!(Issuer::new(&long).is_err());
    }

    #[test]
    fn places_of_an_issuer_are_as_safe_as_it_is() {
        let (safe, near) =
            (Issuer("https://a.example".to_owned()), Issuer("http://127.0.0.1:1".to_owned()));
        assert!(safe.may_name("https://b.example/token"));
        for place in ["http://a.example/token", "http://127.0.0.1:1/token", "file:///etc", ""] {
            assert!(!safe.may_name(place), "{place}");
        }
        assert!(near.may_name("http://127.0.0.1:1/token") && near.may_name("https://a.example"));
        assert!(!near.may_name("http://a.example/token"));
    }

    #[test]
    fn a_code_comes_back_to_loopback_alone() {
        for good in ["http://127.0.0.1:8400/", "http://[::1]:8400/callback"] {
            assert!(is_loopback_redirect(good), "{good}");
        }
        for bad in [
            "http://localhost:8400/",
            "http://127.0.0.1/",
            "https://127.0.0.1:8400/",
            "http://10.0.0.1:8400/",
            "http://127.0.0.1:8400/?a=b",
            "http://127.0.0.1:8400@evil.example/",
            "",
        ] {
            assert!(!is_loopback_redirect(bad), "{bad}");
        }
    }
}
