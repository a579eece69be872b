//! The identity provider that the config in force names, and the sign-ins that are under way there.

use openid::{DeviceGrant, Provider, ProviderError, Settings, SignInUrl};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use terms::{Digest, Timestamp};

/// Sign-ins that are under way at once, and of one device.
const MOST: usize = 1_024;
const OF_ONE: usize = 4;

/// A sign-in that was begun over a certificate: nobody else ends it.
pub struct BegunSignIn {
    pub thumbprint: Digest,
    pub expires: Timestamp,
    pub way: SignInWay,
}

/// Where it goes on.
pub enum SignInWay {
    /// In the person's browser.
    Browser(SignInUrl),
    /// At another device; and when the provider may be asked next.
    Device(DeviceGrant, Timestamp),
}

/// What is kept of a provider while the workspace is open.
#[derive(Default)]
pub struct Providers {
    made: Mutex<Option<Arc<Provider>>>,
    begun: Mutex<HashMap<String, BegunSignIn>>,
}

impl Providers {
    /// The provider with `settings`: the one there is, so that what it said is kept, or a new one.
    ///
    /// # Errors
    /// If it can't be made.
    pub(crate) fn of(&self, settings: Settings) -> Result<Arc<Provider>, ProviderError> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = made.as_ref().filter(|known| *known.settings() == settings) {
            return Ok(Arc::clone(known));
        }
        let new = Arc::new(Provider::new(settings)?);
        // What was begun at another goes on nowhere.
        self.locked().clear();
        *made = Some(Arc::clone(&new));
        Ok(new)
    }

    /// Keeps a sign-in under `id` until it ends. Beyond as many as may be under way, the oldest of the same
    /// device make room; whether there was any.
    pub(crate) fn keep(&self, id: String, begun: BegunSignIn, now: Timestamp) -> bool {
        let mut all = self.locked();
        all.retain(|_, one| now < one.expires);
        let mut own: Vec<(Timestamp, String)> = all
            .iter()
            .filter(|(_, one)| one.thumbprint == begun.thumbprint)
            .map(|(id, one)| (one.expires, id.clone()))
            .collect();
        own.sort();
        let over = (own.len() + 1).saturating_sub(OF_ONE);
        for (_, id) in own.into_iter().take(over) {
            all.remove(&id);
        }
        if all.len() >= MOST {
            return false;
        }
        all.insert(id, begun);
        true
    }

    /// Takes out the sign-in called `id`, if it was begun over this certificate and holds: it is used once.
    pub(crate) fn take(&self, id: &str, thumbprint: Digest, now: Timestamp) -> Option<BegunSignIn> {
        let mut all = self.locked();
        // Whoever shows another certificate uses up nobody's.
        all.get(id).filter(|one| one.thumbprint == thumbprint)?;
        all.remove(id).filter(|one| now < one.expires)
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<String, BegunSignIn>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Providers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Providers(..)")
    }
}
