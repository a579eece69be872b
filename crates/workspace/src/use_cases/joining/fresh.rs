//! What is not undone takes a fresh sign-in at the identity provider: for promoting, agreeing, deleting, turning
//! tokens back, changing access and keys, the session of this morning is not enough.

use super::vouched::{needs_provider, sessions};
use crate::access::Caller;
use crate::{Context as _, Error, Workspace};
use store::{Boxed, ProviderSession};
use terms::Timestamp;

/// Seconds for which a sign-in is fresh.
const FRESH: i64 = 300;
/// Seconds by which the provider's clock may run ahead of ours.
const SKEW: i64 = 60;

impl Workspace {
    /// Refuses whoever signed in at the provider too long ago for what they ask. Where none is named, and for
    /// whom none has to vouch, nothing is asked.
    ///
    /// # Errors
    /// The refusal; if the records can't be read.
    pub(crate) fn expect_fresh<'a>(&'a self, caller: &'a Caller) -> Boxed<'a, Result<(), Error>> {
        Box::pin(async move {
            let applied = self.enforcer.applied();
            let issuer = applied.and_then(|applied| applied.code.config.identity.issuer.clone());
            let Some(issuer) = issuer else { return Ok(()) };
            let (who, device) = (&caller.principal, caller.device.as_ref());
            let needed = needs_provider(self, caller.origin, who, device).await;
            if !needed.internal("reading the enrolled devices")? {
                return Ok(());
            }
            let known = match device {
                Some(device) => sessions(self, who, device).await.internal("reading the tokens")?,
                None => Vec::new(),
            };
            let now = self.store.now();
            let own = known.iter().filter(|session| session.issuer == issuer.as_str());
            match own.into_iter().any(|session| is_fresh(session, now)) {
                true => Ok(()),
                false => Err(Error::refused("that takes a sign-in of the last five minutes")
                    .remedy("show the provider anew who you are: hygeia login --fresh")),
            }
        })
    }
}

/// A provider that does not say when somebody showed who they are says nothing of it.
fn is_fresh(session: &ProviderSession, now: Timestamp) -> bool {
    session.signed_in.is_some_and(|at| (-SKEW..=FRESH).contains(&now.since(at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M20
    #[test]
    fn a_sign_in_is_fresh_for_five_minutes_and_only_if_the_provider_says_when_it_was() {
        let at = |second: i64| Timestamp::from_unix(1_000_000 + second);
        let session = |signed_in: Option<Timestamp>| ProviderSession {
            issuer: "https://idp".to_owned(),
            subject: "dana".to_owned(),
            session: None,
            issued: at(0),
            signed_in,
            zone: None,
            ends: at(9_999),
        };
        assert!(is_fresh(&session(Some(at(0))), at(300)));
        assert!(!is_fresh(&session(Some(at(0))), at(301)));
        assert!(!is_fresh(&session(Some(at(0))), at(-61)), "nor of the future");
        assert!(!is_fresh(&session(None), at(1)));
    }
}
