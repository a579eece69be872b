//! Whom the identity provider vouches for: over the network people are let on while it does. At the
//! workspace's own socket a device's key is enough, so that nobody is locked out of what they host.

use super::shown::enrolled;
use crate::access::{AuthError, Caller, Origin, authenticate};
use crate::config::Identity;
use crate::{Applied, Context as _, Error, Workspace};
use ledger::By;
use openid::ProviderError;
use std::sync::Arc;
use store::{
    Boxed, EnrolledDevice, Membership, ProviderSession, SignedIn, StoreError, Token, Verified,
};
use terms::{DeviceId, Digest, PrincipalId, Timestamp};
use zeroize::Zeroizing;

/// Seconds by which the provider's clock may run ahead of ours.
const SKEW: i64 = 60;

impl Workspace {
    /// Who shows `token` over the certificate with `thumbprint`: one of this workspace's, or one of the
    /// provider's that is bound to this certificate, from the first time that it is shown.
    ///
    /// # Errors
    /// If that can't be established, or the provider does not vouch for them any more.
    pub fn authenticated<'a>(
        &'a self,
        token: &'a str,
        thumbprint: Option<Digest>,
        origin: Origin,
    ) -> Boxed<'a, Result<Caller, AuthError>> {
        Box::pin(async move {
            let applied = self.enforcer.applied();
            let applied = applied.filter(|it| it.code.config.identity.issuer.is_some());
            let Some(applied) = applied else {
                return authenticate(&self.store, token, thumbprint, origin).await;
            };
            self.store.on_time()?;
            if token.split('.').count() == 3 {
                take_up(self, &applied, token, thumbprint, origin).await?;
            }
            let caller = authenticate(&self.store, token, thumbprint, origin).await?;
            let known = self.store.docs::<Token>().get(&Digest::of(token.as_bytes()).hex()).await?;
            let session = known.and_then(|token| token.into_inner().session);
            expect_vouched(self, &applied.code.config.identity, &caller, session.as_ref()).await?;
            Ok(caller)
        })
    }
}

/// Whether `caller` is let on as far as the provider goes, over a token of `session`.
async fn expect_vouched(
    workspace: &Workspace,
    rules: &Identity,
    caller: &Caller,
    session: Option<&ProviderSession>,
) -> Result<(), AuthError> {
    let (store, now) = (&workspace.store, workspace.store.now());
    if !needs_provider(workspace, caller.origin, &caller.principal, caller.device.as_ref()).await? {
        return Ok(());
    }
    let issuer = rules.issuer.as_ref().map(openid::Issuer::as_str).unwrap_or_default();
    let session = session.filter(|it| it.issuer == issuer && now < it.ends);
    if session.is_none() {
        return Err(unvouched(format!("people sign in at {issuer}")));
    }
    let membership = store.docs::<Membership>().get(caller.principal.as_str()).await?;
    member(rules, membership.as_deref(), now)
}

/// Whether who asks is a person over the network: services and drills sign in by certificate, and who holds
/// the workspace's own terminal is let on by their device.
pub(super) async fn needs_provider(
    workspace: &Workspace,
    origin: Origin,
    principal: &PrincipalId,
    device: Option<&DeviceId>,
) -> Result<bool, StoreError> {
    if matches!(origin, Origin::Terminal) || principal.is_service() {
        return Ok(false);
    }
    let Some(device) = device else { return Ok(true) };
    let known = workspace.store.docs::<EnrolledDevice>().get(device.as_str()).await?;
    Ok(!known.is_some_and(|known| known.device.drill))
}

/// Whether they are of a group that people have to be of. What the provider said of it too long ago, or never,
/// is unknown.
fn member(rules: &Identity, known: Option<&Membership>, now: Timestamp) -> Result<(), AuthError> {
    if rules.member_of.is_empty() {
        return Ok(());
    }
    let unknown =
        |why: String| Err(unvouched(format!("of which groups you are is unknown: {why}")));
    let issuer = rules.issuer.as_ref().map(openid::Issuer::as_str).unwrap_or_default();
    let Some(known) = known.filter(|known| known.source == issuer) else {
        return unknown(format!("{issuer} never said"));
    };
    let Some(groups) = &known.groups else {
        return unknown(format!("{} says nothing in the claim {:?}", known.source, rules.groups));
    };
    let age = now.since(known.seen);
    if age < -SKEW || age > rules.max_group_age.seconds() {
        let (source, seen) = (&known.source, known.seen);
        return unknown(format!("{source} said it last at {seen}"));
    }
    match groups.iter().any(|group| rules.member_of.contains(group)) {
        true => Ok(()),
        false => Err(unvouched(format!("you are of none of the groups {:?}", rules.member_of))),
    }
}

/// Takes up a bearer token of the provider that is shown for the first time: from then on it is one of this
/// workspace's, over this certificate alone.
async fn take_up(
    workspace: &Workspace,
    applied: &Applied,
    text: &str,
    thumbprint: Option<Digest>,
    origin: Origin,
) -> Result<(), AuthError> {
    let (store, now) = (&workspace.store, workspace.store.now());
    let digest = Digest::of(text.as_bytes());
    if store.docs::<Token>().get(&digest.hex()).await?.is_some() {
        return Ok(());
    }
    let known = enrolled(workspace, thumbprint).await.map_err(|_| AuthError::NoToken)?;
    let (Some(known), Some(thumbprint)) = (known, thumbprint) else {
        return Err(AuthError::NoToken);
    };
    let provider = provider(workspace, applied)?;
    let shown = Zeroizing::new(text.to_owned());
    let identity = asked(move || provider.bearer(&shown, thumbprint, now)).await?;
    if identity.expires <= now {
        return Err(unvouched("the token has ended".to_owned()));
    }
    let token = Token {
        digest,
        principal: known.owner.clone(),
        device: known.device.id.clone(),
        thumbprint,
        expires: identity.expires,
        revoked: false,
        session: None,
        issued: None,
        zone: None,
    };
    let ends = identity.expires;
    match sign_in(workspace, applied, &known, identity, (token, ends), origin).await {
        // Another request took it up meanwhile.
        Err(AuthError::Store(StoreError::Duplicate { kind: "token", .. })) => Ok(()),
        done => done.map(drop),
    }
}

/// Keeps `token` for the owner of `device`, if it is them whom the provider names. What came of it ends with
/// `ends`.
pub(super) async fn sign_in(
    workspace: &Workspace,
    applied: &Applied,
    device: &EnrolledDevice,
    identity: openid::Identity,
    (token, ends): (Token, Timestamp),
    origin: Origin,
) -> Result<ProviderSession, AuthError> {
    let (store, owner) = (&workspace.store, &device.owner);
    if !device.device.managed {
        return Err(AuthError::Waits(device.device.id.clone()));
    }
    let named = PrincipalId::new(&identity.person).ok();
    if named.as_ref() != Some(owner) {
        let person = terms::printable(&identity.person).into_owned();
        return Err(unvouched(format!(
            "the provider names {person}, and this device is {owner}'s"
        )));
    }
    if !applied.code.people.people().contains_key(owner) {
        return Err(unvouched(format!("{owner} is not in people.toml, as it was applied")));
    }
    let issuer = applied.code.config.identity.issuer.as_ref();
    let issuer = issuer.map(ToString::to_string).unwrap_or_default();
    let session = ProviderSession {
        issuer: issuer.clone(),
        subject: identity.subject.clone(),
        session: identity.session,
        issued: identity.issued,
        signed_in: identity.signed_in,
        zone: workspace.enforcer.zone_of(origin),
        ends,
    };
    let membership = Membership {
        principal: owner.clone(),
        source: issuer,
        subject: identity.subject,
        groups: identity.groups,
        seen: identity.issued,
    };
    let (new, from) = (SignedIn { token, session: session.clone(), membership }, origin.endpoint());
    match store.signed_in(By::at(owner, &from), new).await {
        Err(StoreError::Missing { kind: "session", .. }) => {
            Err(unvouched("the provider has ended that session".to_owned()))
        }
        Err(StoreError::Duplicate { kind: "membership", .. }) => Err(unvouched(format!(
            "another account of the provider signed in as {owner} before: it stays so until no device of \
             theirs is left"
        ))),
        done => Ok(done.map(|_| session)?),
    }
}

/// The session on which what `owner` renews over the network stands: none is needed without a provider.
///
/// # Errors
/// If there is none that stands.
pub(super) async fn session_of(
    workspace: &Workspace,
    device: &EnrolledDevice,
    origin: Origin,
) -> Result<Option<ProviderSession>, Error> {
    let applied = workspace.enforcer.applied();
    let issuer = applied.and_then(|applied| applied.code.config.identity.issuer.clone());
    let Some(issuer) = issuer else { return Ok(None) };
    let (owner, id) = (&device.owner, &device.device.id);
    let needed = needs_provider(workspace, origin, owner, Some(id)).await;
    if !needed.internal("reading the enrolled devices")? {
        return Ok(None);
    }
    let session = standing(workspace, owner, id).await;
    match session.internal("reading the tokens")? {
        Some(session) if session.issuer == issuer.as_str() => Ok(Some(session)),
        _ => Err(unvouched(format!("people sign in at {issuer}")).into()),
    }
}

/// The session that a token of `device` stands on now: what is renewed over the network ends with it.
async fn standing(
    workspace: &Workspace,
    owner: &PrincipalId,
    device: &DeviceId,
) -> Result<Option<ProviderSession>, StoreError> {
    let all = sessions(workspace, owner, device).await?;
    Ok(all.into_iter().max_by_key(|session| session.ends))
}

/// All sessions that tokens of `device` stand on now.
pub(super) async fn sessions(
    workspace: &Workspace,
    owner: &PrincipalId,
    device: &DeviceId,
) -> Result<Vec<ProviderSession>, StoreError> {
    let now = workspace.store.now();
    let all = workspace.store.docs::<Token>().list_of(owner.as_str()).await?;
    let stands = |token: &Verified<Token>| token.device == *device && !token.revoked;
    let sessions = all.into_iter().filter(stands).filter_map(|token| token.into_inner().session);
    Ok(sessions.filter(|session| now < session.ends).collect())
}

/// The provider that the config in force names.
pub(super) fn provider(
    workspace: &Workspace,
    applied: &Applied,
) -> Result<Arc<openid::Provider>, AuthError> {
    let settings = applied.code.config.identity.provider(workspace.store.folder());
    let settings = settings.ok_or_else(|| unvouched("no identity provider is named".to_owned()))?;
    Ok(workspace.providers.of(settings)?)
}

/// What the provider says, asked where nobody waits for the network.
pub(super) async fn asked<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, ProviderError> + Send + 'static,
) -> Result<T, AuthError> {
    match tokio::task::spawn_blocking(ask).await {
        Ok(said) => Ok(said?),
        Err(_) => Err(ProviderError::Silent("the question broke off".to_owned()).into()),
    }
}

pub(super) fn unvouched(why: String) -> AuthError {
    AuthError::Unvouched(why)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // proves M6
    #[test]
    fn membership_that_is_old_or_was_never_said_is_unknown_and_refuses() {
        let at = |second: i64| Timestamp::from_unix(1_000_000 + second);
        let rules = Identity {
            issuer: Some(openid::Issuer::new("https://idp.example.org").unwrap()),
            member_of: vec!["loans".to_owned()],
            ..Identity::default()
        };
        let said = |groups: Option<&[&str]>| Membership {
            principal: PrincipalId::new("dana").unwrap(),
            source: "https://idp.example.org".to_owned(),
            subject: "auth0|1".to_owned(),
            groups: groups.map(|all| all.iter().map(ToString::to_string).collect()),
            seen: at(0),
        };
        let age = rules.max_group_age.seconds();
        let known = said(Some(&["staff", "loans"]));
        for (known, now, told) in [
            (Some(known.clone()), at(age), None),
            (Some(known.clone()), at(age + 1), Some("unknown")),
            (Some(known.clone()), at(-61), Some("unknown")),
            (Some(Membership { source: "https://b".to_owned(), ..known }), at(1), Some("unknown")),
            (Some(said(None)), at(1), Some("unknown")),
            (None, at(1), Some("unknown")),
            (Some(said(Some(&["staff"]))), at(1), Some("none of the groups")),
            (Some(said(Some(&[]))), at(1), Some("none of the groups")),
        ] {
            let answer = member(&rules, known.as_ref(), now).map_err(|error| error.to_string());
            match told {
                None => assert_eq!(answer, Ok(())),
                Some(told) => assert!(answer.clone().unwrap_err().contains(told), "{answer:?}"),
            }
        }
        assert!(member(&Identity::default(), None, at(0)).is_ok(), "where no group is asked for");
    }
}
