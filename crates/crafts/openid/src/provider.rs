//! One provider: what it says of itself, its keys, and the tokens that it vouches for.

use crate::claims::{Claims, Identity, Logout};
use crate::error::ProviderError;
use crate::expected::{Expected, Fault, Use};
use crate::http::{Answer, Http};
use crate::issuer::Issuer;
use crate::keys::KeySet;
use crate::metadata::Metadata;
use crate::rotation::Rotation;
use crate::secret;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use terms::{Digest, Timestamp};

/// Which provider, and what its tokens have to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub issuer: Issuer,
    /// This workspace, as the provider knows it.
    pub client_id: String,
    /// The file with its secret, where the provider gave it one: else it is a public client. PKCE goes with
    /// both.
    pub secret: Option<PathBuf>,
    /// Whom bearer tokens are for.
    pub audience: String,
    /// Other clients of the provider, whose tokens are taken as bearer tokens.
    pub programs: Vec<String>,
    /// The claims that hold the person and the groups.
    pub person: String,
    pub groups: String,
    /// What is asked for, beside `openid`.
    pub scopes: Vec<String>,
    /// Authorities (PEM) that vouch for the provider; the system's, if none are named.
    pub ca: Option<String>,
}

/// A provider that can be asked. Its methods wait for the network: call them where that is no harm.
#[derive(Debug)]
pub struct Provider {
    pub(crate) settings: Settings,
    pub(crate) http: Http,
    metadata: Mutex<Option<(Arc<Metadata>, Timestamp)>>,
    keys: Mutex<Rotation>,
}

impl Provider {
    /// Asks nobody yet.
    ///
    /// # Errors
    /// If the authorities hold no certificate.
    pub fn new(settings: Settings) -> Result<Self, ProviderError> {
        let http = Http::new(settings.ca.as_deref())?;
        Ok(Self { settings, http, metadata: Mutex::default(), keys: Mutex::default() })
    }

    /// Sends `form` to `place` as the client that this workspace is: by name, or by name and secret (RFC 6749,
    /// section 2.3.1).
    pub(crate) fn send(&self, place: &str, form: &[(&str, &str)]) -> Result<Answer, ProviderError> {
        let id = self.settings.client_id.as_str();
        match &self.settings.secret {
            Some(file) => self.http.post(place, form, Some((id, &secret::read(file)?))),
            None => self.http.post(place, &[form, &[("client_id", id)]].concat(), None),
        }
    }

    /// What it was made with.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Who shows the bearer token `text` over the certificate with `thumbprint`.
    ///
    /// # Errors
    /// If the provider does not vouch for it.
    pub fn bearer(
        &self,
        text: &str,
        thumbprint: Digest,
        now: Timestamp,
    ) -> Result<Identity, ProviderError> {
        let expected = self.expected(Some(thumbprint), now);
        Ok(self.vouched(text, Use::Bearer, &expected)?.identity(&expected)?)
    }

    /// Whose session ended, as the provider says by itself.
    ///
    /// # Errors
    /// If the provider does not vouch for it.
    pub fn logout(&self, text: &str, now: Timestamp) -> Result<Logout, ProviderError> {
        let expected = self.expected(None, now);
        Ok(self.vouched(text, Use::Logout, &expected)?.logout()?)
    }

    pub(crate) fn expected(&self, thumbprint: Option<Digest>, now: Timestamp) -> Expected<'_> {
        let Settings { issuer, client_id, audience, programs, person, groups, .. } = &self.settings;
        Expected {
            issuer: issuer.as_str(),
            client_id,
            audience,
            programs,
            person,
            groups,
            thumbprint,
            now,
        }
    }

    /// The claims of a token that one of the provider's keys signed; they are asked for anew, once, if none
    /// of those that are known is named by it.
    pub(crate) fn vouched(
        &self,
        text: &str,
        shown_for: Use<'_>,
        expected: &Expected<'_>,
    ) -> Result<Claims, ProviderError> {
        let now = expected.now;
        let mut keys = self.locked_keys();
        if let Some(known) = keys.keys(now) {
            match known.vouched(text, shown_for, expected) {
                Err(Fault::UnknownKey) => {}
                known => return Ok(known?),
            }
        }
        let known = keys.keys(now).is_some();
        if !keys.ask(now) {
            return Err(match known {
                true => Fault::UnknownKey.into(),
                false => ProviderError::Silent("its keys were asked for just now".to_owned()),
            });
        }
        let read = self.fetched(&self.metadata(now)?.jwks_uri)?;
        keys.read(read, now);
        let known = keys.keys(now).ok_or(Fault::UnknownKey)?;
        Ok(known.vouched(text, shown_for, expected)?)
    }

    /// What the provider says of itself, asked for once an hour.
    pub(crate) fn metadata(&self, now: Timestamp) -> Result<Arc<Metadata>, ProviderError> {
        let mut kept = self.metadata.lock().unwrap_or_else(PoisonError::into_inner);
        let young = |read: &Timestamp| (0..crate::rotation::KEPT).contains(&now.since(*read));
        if let Some((metadata, _)) = kept.as_ref().filter(|(_, read)| young(read)) {
            return Ok(Arc::clone(metadata));
        }
        let read = Arc::new(Metadata::fetch(&self.http, &self.settings.issuer)?);
        *kept = Some((Arc::clone(&read), now));
        Ok(read)
    }

    fn fetched(&self, place: &str) -> Result<KeySet, ProviderError> {
        let answer = self.http.get(place, None)?;
        if answer.status != 200 {
            return Err(ProviderError::Answer(format!("{place} answers {}", answer.status)));
        }
        KeySet::parse(&answer.body).map_err(|why| ProviderError::Answer(why.to_owned()))
    }

    fn locked_keys(&self) -> MutexGuard<'_, Rotation> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
