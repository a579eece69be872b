//! Somebody could not show who they are: entered, within limits, and told the same whatever was wrong.

use crate::access::{AuthError, Origin};
use crate::{Error, Kind, Workspace, workspace_asset};
use ledger::{Activity, Operation, Outcome};
use openid::ProviderError;
use store::Boxed;
use terms::{Digest, Fact, PrincipalId};

/// In whose name it is entered: nobody's was established.
const NOBODY: &str = "unauthenticated";

impl Workspace {
    /// Somebody at `origin`, with the certificate of `thumbprint` if with any, failed to show who
    /// they are. Enters it, within limits; gives what they hear, which is the same whatever was
    /// wrong, so that nobody can tell a good token from a bad one.
    pub fn sign_in_failed<'a>(
        &'a self,
        origin: Origin,
        thumbprint: Option<Digest>,
        why: &'a AuthError,
    ) -> Boxed<'a, Error> {
        Box::pin(async move {
            if let AuthError::Store(fault) = why {
                tracing::error!(error = %fault, "a token could not be checked");
            }
            // That a provider is away says nothing against anybody.
            if let AuthError::Provider(
                error @ (ProviderError::Silent(_) | ProviderError::Answer(_)),
            ) = why
            {
                return error.into();
            }
            if let AuthError::Waits(device) = why {
                // Whose key it is was proven; that nobody let it in yet is no secret to them.
                return AuthError::Waits(device.clone()).into();
            }
            let fate = self.strangers.count(origin.address(), self.store.now());
            // What was stolen has an entry already, in its owner's name.
            if let (Some(unentered), false) = (fate.entry, matches!(why, AuthError::Stolen)) {
                self.enter_failure(origin, thumbprint, unentered).await;
            }
            let told = matches!(why, AuthError::Unvouched(_) | AuthError::Provider(_));
            match fate.wait {
                Some(seconds) => Error::new(Kind::Exhausted, "too many failed sign-ins from there")
                    .remedy(format!("try again in {seconds} seconds"))
                    .retry(seconds),
                // Over which device was proven, so its owner may know what is wrong with the rest.
                None if told => told_of(why),
                None => Error::new(Kind::Refused, "who you are could not be established").remedy(
                    "show the device's certificate and a token that was issued for it: \
                 `hygeia join`, `hygeia login`",
                ),
            }
        })
    }

    async fn enter_failure(&self, origin: Origin, thumbprint: Option<Digest>, unentered: u64) {
        let (Ok(actor), Ok(asset)) = (PrincipalId::new(NOBODY), workspace_asset()) else { return };
        let facts = [
            Fact::new("certificate", thumbprint.map_or_else(|| "none".to_owned(), |t| t.hex())),
            Fact::new("unentered_before", unentered),
        ];
        let activity = Activity {
            operation: Operation::SignInFailed,
            actor: &actor,
            asset: &asset,
            outcome: Outcome::Failure,
            facts: &facts,
        };
        // They are refused all the same; that the ledger takes nothing is told by everything else.
        if let Err(fault) = self.store.record_from(&activity, origin.endpoint()).await {
            tracing::error!(error = %fault, "a failed sign-in could not be entered");
        }
    }
}

fn told_of(why: &AuthError) -> Error {
    match why {
        AuthError::Unvouched(why) => AuthError::Unvouched(why.clone()).into(),
        AuthError::Provider(error) => error.into(),
        _ => Error::refused("who you are could not be established"),
    }
}
