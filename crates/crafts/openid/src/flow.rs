//! How somebody signs in at a provider: in a browser (RFC 6749, section 4.1, with PKCE of RFC 7636), or at
//! another device, by a code that they type there (RFC 8628).

use crate::claims::Identity;
use crate::error::ProviderError;
use crate::expected::{Fault, Use};
use crate::http::Answer;
use crate::metadata::Metadata;
use crate::provider::Provider;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use terms::{Digest, Timestamp, printable};
use url::Url;
use zeroize::Zeroizing;

/// RFC 8628, section 3.4.
const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// What makes a provider ask anew, and say when it did.
const FRESH: [(&str, &str); 2] = [("prompt", "login"), ("max_age", "0")];
/// Characters of what a provider says that are passed on.
const SHOWN: usize = 300;

/// A sign-in that was begun: where the person goes, and what only this workspace knows of it.
pub struct SignInUrl {
    /// Where their browser goes.
    pub url: String,
    /// Comes back with the code.
    pub state: String,
    nonce: Zeroizing<String>,
    verifier: Zeroizing<String>,
    redirect: String,
}

/// A sign-in that goes on at another device.
#[derive(Deserialize)]
pub struct DeviceGrant {
    device_code: Zeroizing<String>,
    /// What the person types.
    pub user_code: String,
    /// And where.
    pub verification_uri: String,
    #[serde(default)]
    pub verification_uri_complete: Option<String>,
    pub expires_in: i64,
    #[serde(default = "five")]
    pub interval: i64,
}

const fn five() -> i64 {
    5
}

/// What became of it so far.
#[derive(Debug)]
pub enum Polled {
    Done(Box<Identity>),
    /// Ask again after the interval.
    Waits,
    /// Ask less often: five seconds more than before (RFC 8628, section 3.5).
    Slower,
}

#[derive(Deserialize)]
struct Granted {
    id_token: Option<Zeroizing<String>>,
    access_token: Option<Zeroizing<String>>,
}

#[derive(Deserialize)]
struct Failed {
    error: String,
    #[serde(default)]
    error_description: Option<String>,
}

impl Provider {
    /// Begins a sign-in whose code comes back to `redirect`; `fresh` asks that they show anew who they are,
    /// whatever session they have (OpenID Connect Core 1.0, section 3.1.2.1).
    ///
    /// # Errors
    /// If the provider does not answer, or the system gives no randomness.
    pub fn begin(
        &self,
        redirect: &str,
        fresh: bool,
        now: Timestamp,
    ) -> Result<SignInUrl, ProviderError> {
        let metadata = self.metadata(now)?;
        let (state, nonce, verifier) = (random()?, random()?, random()?);
        let challenge = URL_SAFE_NO_PAD.encode(Digest::of(verifier.as_bytes()).as_bytes());
        let mut url = Url::parse(&metadata.authorization_endpoint)
            .map_err(|_| ProviderError::Answer("no address to sign in at".to_owned()))?;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", redirect)
            .append_pair("scope", &self.scope())
            .append_pair("state", &state)
            .append_pair("nonce", &nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        if fresh {
            url.query_pairs_mut().extend_pairs(FRESH);
        }
        let (url, redirect, state) = (url.into(), redirect.to_owned(), state.to_string());
        Ok(SignInUrl { url, state, nonce, verifier, redirect })
    }

    /// Ends it: redeems `code`, which came back with `issuer` (RFC 9207) if with one, over the certificate
    /// with `thumbprint`.
    ///
    /// # Errors
    /// If the provider does not vouch for anybody.
    pub fn finish(
        &self,
        begun: &SignInUrl,
        (code, issuer): (&str, Option<&str>),
        thumbprint: Digest,
        now: Timestamp,
    ) -> Result<Identity, ProviderError> {
        let metadata = self.metadata(now)?;
        let named = issuer.map(|issuer| issuer == self.settings.issuer.as_str());
        if !named.unwrap_or(!metadata.authorization_response_iss_parameter_supported) {
            return Err(Fault::Issuer.into());
        }
        let answer = self.send(
            &metadata.token_endpoint,
            &[
                ("grant_type", "authorization_code"),
                ("code", code),
                ("redirect_uri", &begun.redirect),
                ("code_verifier", &begun.verifier),
            ],
        )?;
        if answer.status != 200 {
            return Err(refusal(&answer));
        }
        self.granted(&read(&answer)?, &metadata, Some(&begun.nonce), thumbprint, now)
    }

    /// Begins a sign-in that goes on at another device.
    ///
    /// # Errors
    /// If the provider does not answer, or knows no such sign-in.
    pub fn begin_device(&self, fresh: bool, now: Timestamp) -> Result<DeviceGrant, ProviderError> {
        let metadata = self.metadata(now)?;
        let place = metadata.device_authorization_endpoint.as_deref().ok_or_else(|| {
            ProviderError::Refused("it knows no sign-in by a device code (RFC 8628)".to_owned())
        })?;
        let scope = self.scope();
        let mut form = vec![("scope", scope.as_str())];
        form.extend(FRESH.into_iter().filter(|_| fresh));
        let answer = self.send(place, &form)?;
        if answer.status != 200 {
            return Err(refusal(&answer));
        }
        let mut begun: DeviceGrant = read(&answer)?;
        (begun.interval, begun.expires_in) =
            (begun.interval.clamp(1, 60), begun.expires_in.clamp(0, 1_800));
        Ok(begun)
    }

    /// Asks what became of it, over the certificate with `thumbprint`. The answer comes from the provider
    /// itself, so no nonce is needed to tell that it is of this sign-in.
    ///
    /// # Errors
    /// If the provider does not vouch for anybody, or no longer waits.
    pub fn poll(
        &self,
        begun: &DeviceGrant,
        thumbprint: Digest,
        now: Timestamp,
    ) -> Result<Polled, ProviderError> {
        let metadata = self.metadata(now)?;
        let form = [("grant_type", DEVICE), ("device_code", begun.device_code.as_str())];
        let answer = self.send(&metadata.token_endpoint, &form)?;
        if answer.status == 200 {
            let granted = self.granted(&read(&answer)?, &metadata, None, thumbprint, now)?;
            return Ok(Polled::Done(Box::new(granted)));
        }
        match serde_json::from_slice::<Failed>(&answer.body) {
            Ok(failed) if failed.error == "authorization_pending" => Ok(Polled::Waits),
            Ok(failed) if failed.error == "slow_down" => Ok(Polled::Slower),
            _ => Err(refusal(&answer)),
        }
    }

    fn scope(&self) -> String {
        let all: Vec<&str> =
            ["openid"].into_iter().chain(self.settings.scopes.iter().map(String::as_str)).collect();
        all.join(" ")
    }

    /// Whom the ID token names; what it leaves out of person and groups, the provider is asked for (OpenID
    /// Connect Core 1.0, section 5.3).
    fn granted(
        &self,
        granted: &Granted,
        metadata: &Metadata,
        nonce: Option<&str>,
        thumbprint: Digest,
        now: Timestamp,
    ) -> Result<Identity, ProviderError> {
        let id_token = granted
            .id_token
            .as_ref()
            .ok_or_else(|| ProviderError::Answer("no ID token came with the sign-in".to_owned()))?;
        let expected = self.expected(Some(thumbprint), now);
        let mut claims = self.vouched(id_token, Use::SignIn { nonce }, &expected)?;
        let lacks = |name: &str| !claims.all.contains_key(name);
        if (lacks(expected.person) || lacks(expected.groups))
            && let (Some(place), Some(token)) = (&metadata.userinfo_endpoint, &granted.access_token)
        {
            let answer = self.http.get(place, Some(token))?;
            if answer.status == 200 {
                claims.with(read(&answer)?)?;
            }
        }
        Ok(claims.identity(&expected)?)
    }
}

fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, ProviderError> {
    serde_json::from_slice(&answer.body)
        .map_err(|_| ProviderError::Answer("its answer can't be read".to_owned()))
}

/// What the provider says against it, for a person to read.
fn refusal(answer: &Answer) -> ProviderError {
    let told = match serde_json::from_slice::<Failed>(&answer.body) {
        Ok(Failed { error, error_description: Some(more) }) => format!("{error}: {more}"),
        Ok(Failed { error, error_description: None }) => error,
        Err(_) => format!("it answers {}", answer.status),
    };
    let told: String = told.chars().take(SHOWN).collect();
    ProviderError::Refused(printable(&told).into_owned())
}

/// 256 bits, in URL-safe base64.
fn random() -> Result<Zeroizing<String>, ProviderError> {
    let mut bytes = Zeroizing::new([0u8; 32]);
    getrandom::fill(bytes.as_mut())
        .map_err(|_| ProviderError::Settings("the operating system gives no randomness"))?;
    Ok(Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
}
