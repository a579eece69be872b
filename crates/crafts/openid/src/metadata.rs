//! What a provider says of itself (OpenID Connect Discovery 1.0, RFC 8414).

use crate::error::ProviderError;
use crate::http::Http;
use crate::issuer::Issuer;
use serde::Deserialize;

/// Where a provider is asked what.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Metadata {
    issuer: String,
    pub(crate) authorization_endpoint: String,
    pub(crate) token_endpoint: String,
    pub(crate) jwks_uri: String,
    #[serde(default)]
    pub(crate) userinfo_endpoint: Option<String>,
    /// RFC 8628, section 4.
    #[serde(default)]
    pub(crate) device_authorization_endpoint: Option<String>,
    #[serde(default)]
    code_challenge_methods_supported: Option<Vec<String>>,
    /// RFC 9207, section 3: it says with each code whose it is.
    #[serde(default)]
    pub(crate) authorization_response_iss_parameter_supported: bool,
}

impl Metadata {
    /// Asks `issuer`.
    pub(crate) fn fetch(http: &Http, issuer: &Issuer) -> Result<Self, ProviderError> {
        let base = issuer.as_str().trim_end_matches('/');
        let answer = http.get(&format!("{base}/.well-known/openid-configuration"), None)?;
        if answer.status != 200 {
            return Err(ProviderError::Answer(format!(
                "{base}/.well-known/openid-configuration answers {}",
                answer.status
            )));
        }
        let read: Self = serde_json::from_slice(&answer.body).map_err(|error| {
            ProviderError::Answer(format!("what {base} says of itself can't be read: {error}"))
        })?;
        read.checked(issuer)
    }

    /// It has to be the issuer's own, and to name no place that is less safe than the issuer.
    fn checked(self, issuer: &Issuer) -> Result<Self, ProviderError> {
        let wrong = |what: String| Err(ProviderError::Answer(what));
        if self.issuer != issuer.as_str() {
            return wrong(format!("{issuer} says that it is {:?}", self.issuer));
        }
        let own = [&self.authorization_endpoint, &self.token_endpoint, &self.jwks_uri];
        let optional = self.userinfo_endpoint.iter().chain(&self.device_authorization_endpoint);
        let unsafe_one = own.into_iter().chain(optional).find(|place| !issuer.may_name(place));
        if let Some(place) = unsafe_one {
            return wrong(format!("{issuer} names {place:?}, which is not of https"));
        }
        // Who does not say so may know PKCE all the same, and ignores the challenge otherwise: a code is of
        // no use to others then either, as it is redeemed for the certificate that it was asked for.
        match &self.code_challenge_methods_supported {
            Some(all) if !all.iter().any(|one| one == "S256") => {
                wrong(format!("{issuer} does not know PKCE with S256 (RFC 7636)"))
            }
            _ => Ok(self),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::{Value, json};

    fn checked(change: impl Fn(&mut Value)) -> Result<Metadata, ProviderError> {
        let mut said = json!({
            "issuer": "https://idp.example.org",
            "authorization_endpoint": "https://idp.example.org/auth",
            "token_endpoint": "https://idp.example.org/token",
            "jwks_uri": "https://idp.example.org/keys",
        });
        change(&mut said);
        let read: Metadata = serde_json::from_value(said).unwrap();
        read.checked(&Issuer::new("https://idp.example.org").unwrap())
    }

    // proves M20
    #[test]
    fn what_a_provider_says_of_itself_has_to_be_its_own_and_safe() {
        assert!(checked(|_| {}).is_ok());
        assert!(checked(|it| it["code_challenge_methods_supported"] = json!(["S256"])).is_ok());
        for (name, value) in [
            ("issuer", json!("https://idp.example.org/")),
            ("issuer", json!("https://evil.example.org")),
            ("token_endpoint", json!("http://idp.example.org/token")),
            ("token_endpoint", json!("http://127.0.0.1/token")),
            ("jwks_uri", json!("file:///etc/passwd")),
            ("userinfo_endpoint", json!("http://idp.example.org/me")),
            ("device_authorization_endpoint", json!("ftp://idp.example.org")),
            ("code_challenge_methods_supported", json!(["plain"])),
        ] {
            assert!(checked(|it| it[name] = value.clone()).is_err(), "{name}: {value}");
        }
    }
}
