//! Somebody could not show who they are: entered, within limits, and told the same whatever was wrong.

use crate::access::{AuthError, Origin, StolenToken};
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
            if let Some(unentered) = fate.entry {
                match why {
                    AuthError::Stolen(token) => self.enter_stolen(origin, token, unentered).await,
                    _ => self.enter_failure(origin, thumbprint, unentered).await,
                }
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
        let Ok(actor) = PrincipalId::new(NOBODY) else { return };
        let facts =
            [Fact::new("certificate", shown(thumbprint)), Fact::new("unentered_before", unentered)];
        self.enter_sign_in(Operation::SignInFailed, &actor, &facts, origin).await;
    }

    /// In its owner's name, so that they see it.
    async fn enter_stolen(&self, origin: Origin, token: &StolenToken, unentered: u64) {
        let from = match origin {
            Origin::Network(address) => address.to_string(),
            Origin::Terminal => "terminal".to_owned(),
        };
        let facts = [
            Fact::new("device", token.device.as_str()),
            Fact::new("shown", shown(token.shown)),
            Fact::new("from", from),
            Fact::new("unentered_before", unentered),
        ];
        let operation = Operation::TokenOverOtherCertificate;
        self.enter_sign_in(operation, &token.owner, &facts, origin).await;
    }

    async fn enter_sign_in(
        &self,
        operation: Operation,
        actor: &PrincipalId,
        facts: &[Fact],
        origin: Origin,
    ) {
        let Ok(asset) = workspace_asset() else { return };
        let (asset, outcome) = (&asset, Outcome::Failure);
        let activity = Activity { operation, actor, asset, outcome, facts };
        // They are refused all the same; that the ledger takes nothing is told by everything else.
        if let Err(fault) = self.store.record_from(&activity, origin.endpoint()).await {
            tracing::error!(error = %fault, "a failed sign-in could not be entered");
        }
    }
}

fn shown(thumbprint: Option<Digest>) -> String {
    thumbprint.map_or_else(|| "none".to_owned(), |thumbprint| thumbprint.hex())
}

fn told_of(why: &AuthError) -> Error {
    match why {
        AuthError::Unvouched(why) => AuthError::Unvouched(why.clone()).into(),
        AuthError::Provider(error) => error.into(),
        _ => Error::refused("who you are could not be established"),
    }
}
