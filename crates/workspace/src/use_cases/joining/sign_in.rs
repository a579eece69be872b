//! People sign in at the identity provider, and the provider ends sessions by itself.

use super::renew::RenewResponse;
use super::shown::{enrolled, lacking_now};
use super::vouched::{asked, provider, sign_in, unvouched};
use crate::access::{AuthError, BegunSignIn, Caller, Origin, SignInWay, draw_token};
use crate::{Applied, Context as _, Error, Workspace};
use ledger::By;
use openid::Polled;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::{EndedSession, EnrolledDevice, Token};
use terms::{Digest, PrincipalId, Timestamp};
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// Seconds that somebody has to sign in at the provider in a browser.
const BROWSER: i64 = 600;
/// Seconds for which what came of a sign-in is good: as long as a token.
const SESSION: i64 = 8 * 3_600;
/// In whose name a provider ends sessions.
const PROVIDER: &str = "svc/identity-provider";

/// How people sign in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SignInResponse {
    /// The provider; without one, a device's key signs in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
}

/// A sign-in to begin.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginSignInRequest {
    /// Where a program of the person's listens on loopback for the code (RFC 8252), `http://127.0.0.1:PORT/`;
    /// without it, they type a code at another device (RFC 8628).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect: Option<String>,
    /// Show anew who it is, whatever session there is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fresh: bool,
}

/// Where it goes on.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct BeginSignInResponse {
    /// What the sign-in is called; a browser brings it back as `state`.
    pub id: String,
    /// Where the person goes.
    pub url: String,
    /// What they type there, if it is no page that knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_code: Option<String>,
    /// Seconds between two questions of what became of it; none if a code comes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<i64>,
    #[schema(value_type = String)]
    pub expires: Timestamp,
}

impl std::fmt::Debug for BeginSignInResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BeginSignInResponse(until {})", self.expires)
    }
}

/// What came back of it.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishSignInRequest {
    pub id: String,
    /// The code that came back to loopback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub code: Option<Zeroizing<String>>,
    /// Whose it is, as it says itself (`iss`, RFC 9207).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
}

impl std::fmt::Debug for FinishSignInRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FinishSignInRequest(..)")
    }
}

/// What became of it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FinishSignInResponse {
    /// Ask again after so many seconds: the person has not typed the code yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<i64>,
    /// What is signed in with from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<RenewResponse>,
}

/// Where people sign in.
pub(super) fn ways(workspace: &Workspace) -> SignInResponse {
    let applied = workspace.enforcer.applied();
    let issuer = applied.and_then(|applied| applied.code.config.identity.issuer.clone());
    SignInResponse { issuer: issuer.map(String::from) }
}

/// Begins a sign-in over the certificate that is `shown`: nobody ends it over another.
pub(super) async fn begin(
    workspace: &Workspace,
    (shown, origin): (Option<Digest>, Origin),
    request: BeginSignInRequest,
) -> Result<BeginSignInResponse, Error> {
    let (applied, device) = known(workspace, shown, origin).await?;
    if let Some(redirect) = request.redirect.as_ref().filter(|it| !openid::is_loopback_redirect(it))
    {
        let redirect = terms::printable(redirect).into_owned();
        return Err(Error::invalid(format!(
            "{redirect:?} is nowhere that a code may come back to"
        ))
        .at("redirect")
        .remedy("listen on loopback: http://127.0.0.1:PORT/"));
    }
    let (now, asks) = (workspace.store.now(), provider(workspace, &applied)?);
    let fresh = request.fresh;
    let (id, way, response) = match request.redirect {
        Some(redirect) => {
            let begun = asked(move || asks.begin(&redirect, fresh, now)).await?;
            let (id, url) = (begun.state.clone(), begun.url.clone());
            let expires = now.plus_seconds(BROWSER);
            let told = BeginSignInResponse {
                id: id.clone(),
                url,
                user_code: None,
                interval: None,
                expires,
            };
            (id, SignInWay::Browser(begun), told)
        }
        None => {
            let begun = asked(move || asks.begin_device(fresh, now)).await?;
            let id = unguessable()?;
            let url = begun.verification_uri_complete.as_ref().unwrap_or(&begun.verification_uri);
            let told = BeginSignInResponse {
                id: id.clone(),
                url: terms::printable(url).into_owned(),
                user_code: Some(terms::printable(&begun.user_code).into_owned()),
                interval: Some(begun.interval),
                expires: now.plus_seconds(begun.expires_in),
            };
            let next = now.plus_seconds(begun.interval);
            (id, SignInWay::Device(begun, next), told)
        }
    };
    let begun = BegunSignIn { thumbprint: device.thumbprint, expires: response.expires, way };
    match workspace.providers.keep(id, begun, now) {
        true => Ok(response),
        false => Err(Error::new(crate::Kind::Exhausted, "too many sign-ins are under way")
            .remedy("try again in a few minutes")
            .retry(60)),
    }
}

/// Ends it: a token for the device that it was begun over, once the provider says who its owner is.
pub(super) async fn finish(
    workspace: &Workspace,
    (shown, origin): (Option<Digest>, Origin),
    request: FinishSignInRequest,
) -> Result<FinishSignInResponse, Error> {
    let (applied, device) = known(workspace, shown, origin).await?;
    let (now, asks) = (workspace.store.now(), provider(workspace, &applied)?);
    let Some(begun) = workspace.providers.take(&request.id, device.thumbprint, now) else {
        return Err(Error::refused("no such sign-in is under way over this device")
            .remedy("begin another: hygeia login"));
    };
    let (thumbprint, expires) = (begun.thumbprint, begun.expires);
    let vouched = match begun.way {
        SignInWay::Browser(way) => {
            let FinishSignInRequest { code, issuer, .. } = request;
            let code = code.ok_or_else(|| unvouched("no code came back".to_owned()))?;
            let told =
                asked(move || asks.finish(&way, (&code, issuer.as_deref()), thumbprint, now));
            told.await
        }
        SignInWay::Device(grant, next) => {
            let again = |grant, wait: i64| {
                let next = now.plus_seconds(wait);
                let way = SignInWay::Device(grant, next);
                workspace.providers.keep(
                    request.id.clone(),
                    BegunSignIn { thumbprint, expires, way },
                    now,
                );
                Ok(FinishSignInResponse { wait: Some(wait), done: None })
            };
            // The provider is asked no more often than it says, whoever asks us.
            if now < next {
                return again(grant, next.since(now));
            }
            let (grant, said) = asked(move || {
                let said = asks.poll(&grant, thumbprint, now);
                Ok((grant, said))
            })
            .await?;
            match said {
                Ok(Polled::Waits) => {
                    let wait = grant.interval;
                    return again(grant, wait);
                }
                Ok(Polled::Slower) => {
                    let mut grant = grant;
                    grant.interval += 5;
                    let wait = grant.interval;
                    return again(grant, wait);
                }
                Ok(Polled::Done(identity)) => Ok(*identity),
                Err(error) => Err(error.into()),
            }
        }
    };
    let done = match vouched {
        Ok(identity) => let_on(workspace, &applied, &device, identity, origin).await,
        Err(why) => Err(why),
    };
    match done {
        Ok(done) => Ok(FinishSignInResponse { wait: None, done: Some(done) }),
        Err(why) => Err(workspace.sign_in_failed(origin, shown, &why).await),
    }
}

async fn let_on(
    workspace: &Workspace,
    applied: &Applied,
    device: &EnrolledDevice,
    identity: openid::Identity,
    origin: Origin,
) -> Result<RenewResponse, AuthError> {
    let now = workspace.store.now();
    let (text, token) = drawn(device, now)?;
    let (expires, ends) = (token.expires, now.plus_seconds(SESSION));
    sign_in(workspace, applied, device, identity, (token, ends), origin).await?;
    Ok(RenewResponse {
        principal: device.owner.clone(),
        device: device.device.id.clone(),
        token: text,
        token_expires: expires.min(ends),
        session_ends: Some(ends),
        authority: workspace.trusted(),
        certificate: None,
        certificate_expires: None,
        lacking: lacking_now(workspace, device).unwrap_or_default(),
    })
}

/// A name of 256 bits.
fn unguessable() -> Result<String, AuthError> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| AuthError::Randomness)?;
    Ok(hex::encode(bytes))
}

fn drawn(device: &EnrolledDevice, now: Timestamp) -> Result<(Zeroizing<String>, Token), AuthError> {
    draw_token(device.owner.clone(), &device.device.id, device.thumbprint, now)
}

/// What is in force, and the device whose certificate is shown: somebody has to let it in first.
async fn known(
    workspace: &Workspace,
    shown: Option<Digest>,
    origin: Origin,
) -> Result<(Arc<Applied>, EnrolledDevice), Error> {
    workspace.store.on_time()?;
    let applied = workspace.in_force()?;
    let Some(device) = enrolled(workspace, shown).await? else {
        return Err(workspace.sign_in_failed(origin, shown, &AuthError::NoToken).await);
    };
    if !device.device.managed {
        return Err(AuthError::Waits(device.device.id).into());
    }
    let (principal, id) = (device.owner.clone(), Some(device.device.id.clone()));
    let caller = Caller { principal, device: id, origin };
    workspace.enforcer.expect_let_in(&caller).await?;
    if applied.code.config.identity.issuer.is_none() {
        return Err(Error::conflict("no identity provider is named: a device's key signs in here")
            .remedy("hygeia login"));
    }
    Ok((applied, device))
}

/// The provider says by itself that a session ended (OpenID Connect Back-Channel Logout 1.0): no token that
/// came of it stands any more. Gives how many that were.
pub(super) async fn ended(
    workspace: &Workspace,
    origin: Origin,
    text: Zeroizing<String>,
) -> Result<usize, Error> {
    workspace.store.on_time()?;
    let (applied, now) = (workspace.in_force()?, workspace.store.now());
    if applied.code.config.identity.issuer.is_none() {
        return Err(Error::not_found());
    }
    let asks = provider(workspace, &applied)?;
    let issuer = asks.settings().issuer.to_string();
    let logout = match asked(move || asks.logout(&text, now)).await {
        Ok(logout) => logout,
        Err(why) => return Err(workspace.sign_in_failed(origin, None, &why).await),
    };
    // Of one session if it is named, and of those whose name the provider never told; else of all that the
    // subject had until the provider said so. Told again, it ends no later session.
    let at = logout.issued;
    let unnamed = |subject: &String| EndedSession::of_unnamed(&issuer, subject, at);
    let ended: Vec<EndedSession> = match (&logout.session, &logout.subject) {
        (Some(session), subject) => [EndedSession::of_session(&issuer, session, at)]
            .into_iter()
            .chain(subject.as_ref().map(unnamed))
            .collect(),
        (None, Some(subject)) => vec![EndedSession::of_subject(&issuer, subject, at)],
        (None, None) => return Err(Error::invalid("the logout token names nobody")),
    };
    let actor = PrincipalId::new(PROVIDER).internal("naming the provider")?;
    let from = origin.endpoint();
    let count = workspace.store.sessions_ended(By::at(&actor, &from), &ended).await?;
    Ok(count)
}
