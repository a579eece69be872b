//! Devices and tokens: who a request comes from.

use super::{Authority, Caller, CertificateError, DRILL_PREFIX, Issued, Origin};
use ledger::{By, Endpoint};
use store::{Boxed, EnrolledDevice, Store, StoreError, Token};
use subtle::ConstantTimeEq;
use terms::{Device, DeviceId, Digest, Posture, PrincipalId, Timestamp};
use zeroize::Zeroizing;

/// Seconds for which a token is good.
pub(super) const TOKEN_SECONDS: u32 = 8 * 3_600;

/// Why it can't be established who somebody is. The caller hears the same of each.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    #[error("no token, or none that stands")]
    NoToken,
    #[error("the token is shown over another certificate than its own")]
    Stolen(Box<StolenToken>),
    #[error(
        "the certificate is not of this workspace, or who shows it did not prove to hold its key"
    )]
    NoProof,
    #[error("{0} waits for somebody else to let it in")]
    Waits(DeviceId),
    #[error("there is no enrolled device {0}")]
    NoDevice(DeviceId),
    /// The device is proven; what is told is for its owner.
    #[error("{0}")]
    Unvouched(String),
    #[error("the operating system gives no randomness")]
    Randomness,
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    #[error(transparent)]
    Provider(#[from] openid::ProviderError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A token that was shown over another certificate than its own, or over none.
#[derive(Debug)]
pub struct StolenToken {
    /// Whose it is; of a drill's device, the drill.
    pub(crate) owner: PrincipalId,
    pub(crate) device: DeviceId,
    pub(crate) shown: Option<Digest>,
}

/// Enrols `device` for `owner`: a certificate of the workspace, and an entry in the ledger. Whoever
/// calls this holds the workspace's terminal: before the first device, nobody could be admitted.
///
/// # Errors
/// If it can't be recorded, signed or kept.
pub async fn enrol(
    store: &Store,
    authority: &Authority,
    by: impl Into<By<'_>>,
    device: DeviceId,
    owner: PrincipalId,
) -> Result<Issued, AuthError> {
    let issued = authority.device(&device, store.now())?;
    let enrolled = EnrolledDevice {
        device: Device { drill: is_for_a_drill(&device), id: device, managed: true, posture: None },
        thumbprint: issued.thumbprint,
        owner,
        enrolled: store.now(),
    };
    store.device_enrolled(by, &enrolled).await?;
    Ok(issued)
}

/// Whether a device of that name is enrolled for a drill.
fn is_for_a_drill(device: &DeviceId) -> bool {
    device.as_str().starts_with(DRILL_PREFIX)
}

/// Keeps what `device` says about itself, as of now and from there; it is in the ledger, in its
/// owner's name.
///
/// # Errors
/// [`AuthError::NoDevice`] if it is not enrolled; if it can't be kept.
pub async fn report(
    store: &Store,
    device: &DeviceId,
    posture: Posture,
    measured: bool,
    origin: Origin,
) -> Result<(), AuthError> {
    let from = Endpoint { uid: Some(device.to_string()), ..origin.endpoint() };
    match store.device_reported_from(device, posture, measured, &from).await {
        Ok(_) => Ok(()),
        Err(StoreError::Missing { .. }) => Err(AuthError::NoDevice(device.clone())),
        Err(error) => Err(error.into()),
    }
}

/// A token of 256 bits for `principal`, good for `seconds` over the certificate of `device` alone.
/// Only its digest is kept.
///
/// # Errors
/// [`AuthError::NoDevice`] if the device is not enrolled; if it can't be recorded or kept.
pub async fn issue_token(
    store: &Store,
    by: impl Into<By<'_>>,
    principal: PrincipalId,
    device: &DeviceId,
    seconds: u32,
) -> Result<Zeroizing<String>, AuthError> {
    let known = store.docs::<EnrolledDevice>().get(device.as_str()).await?;
    let known = known.ok_or_else(|| AuthError::NoDevice(device.clone()))?;
    let (text, token) = drawn(principal, device, known.thumbprint, store.now(), seconds)?;
    store.token_issued(by, &token).await?;
    Ok(text)
}

/// A token as [`SignIn`](super::SignIn) has it, which is not kept yet: its text, and what is kept of it.
///
/// # Errors
/// If the operating system gives no randomness.
pub(crate) fn draw_token(
    principal: PrincipalId,
    device: &DeviceId,
    thumbprint: Digest,
    now: Timestamp,
) -> Result<(Zeroizing<String>, Token), AuthError> {
    drawn(principal, device, thumbprint, now, TOKEN_SECONDS)
}

fn drawn(
    principal: PrincipalId,
    device: &DeviceId,
    thumbprint: Digest,
    now: Timestamp,
    seconds: u32,
) -> Result<(Zeroizing<String>, Token), AuthError> {
    let mut secret = Zeroizing::new([0u8; 32]);
    getrandom::fill(secret.as_mut()).map_err(|_| AuthError::Randomness)?;
    let text = Zeroizing::new(format!("hyg_{}", hex::encode(secret.as_slice())));
    let token = Token {
        digest: Digest::of(text.as_bytes()),
        principal,
        device: device.clone(),
        thumbprint,
        expires: now.plus_seconds(i64::from(seconds)),
        revoked: false,
        session: None,
        issued: Some(now),
        zone: None,
    };
    Ok((text, token))
}

/// Lets no token of `principal` stand; gives how many that were.
///
/// # Errors
/// If it can't be recorded or kept.
pub async fn revoke_tokens(
    store: &Store,
    by: impl Into<By<'_>>,
    principal: &PrincipalId,
) -> Result<usize, AuthError> {
    Ok(store.tokens_revoked(by, principal).await?)
}

/// Who shows `token` over the certificate with `thumbprint`. Whoever is refused is to be entered
/// ([`crate::Workspace::sign_in_failed`]): a token over another certificate was stolen.
///
/// # Errors
/// If the token is unknown, expired, revoked, or bound to another certificate.
pub fn authenticate<'a>(
    store: &'a Store,
    token: &'a str,
    thumbprint: Option<Digest>,
    origin: Origin,
) -> Boxed<'a, Result<Caller, AuthError>> {
    Box::pin(async move {
        // What had run out lives again by a clock that was set back.
        store.on_time()?;
        // Found by its digest: what time tells of the look-up is of no use without a preimage.
        let digest = Digest::of(token.as_bytes());
        let known = store.docs::<Token>().get(&digest.hex()).await?.ok_or(AuthError::NoToken)?;
        if known.revoked || store.now() >= known.expires {
            return Err(AuthError::NoToken);
        }
        let enrolled = store.docs::<EnrolledDevice>().get(known.device.as_str()).await?;
        let enrolled = enrolled.ok_or(AuthError::NoToken)?;
        let shown = thumbprint.unwrap_or_else(|| Digest::from_bytes([0; 32]));
        let bound = same(&shown, &known.thumbprint) & same(&shown, &enrolled.thumbprint);
        if thumbprint.is_none() || !bound {
            // A drill steals none from the person whose part it plays.
            let drilled = enrolled.device.drill.then(ledger::drill).transpose();
            let drilled = drilled.map_err(StoreError::from)?;
            let owner = drilled.unwrap_or_else(|| known.principal.clone());
            let (device, shown) = (known.device.clone(), thumbprint);
            return Err(AuthError::Stolen(Box::new(StolenToken { owner, device, shown })));
        }
        // By its key it is who it says; that nobody else stands for it yet is all that it hears.
        if !enrolled.device.managed {
            return Err(AuthError::Waits(known.device.clone()));
        }
        Ok(Caller {
            principal: known.principal.clone(),
            device: Some(known.device.clone()),
            origin,
        })
    })
}

/// Who shows the certificate with `thumbprint`, and no token: for what only reads counts.
///
/// # Errors
/// If it is of no enrolled device, or of one that waits to be let in.
pub fn certified<'a>(
    store: &'a Store,
    thumbprint: Option<Digest>,
    origin: Origin,
) -> Boxed<'a, Result<Caller, AuthError>> {
    Box::pin(async move {
        store.on_time()?;
        let thumbprint = thumbprint.ok_or(AuthError::NoToken)?;
        let enrolled = store.docs::<EnrolledDevice>().list_of(&thumbprint.hex()).await?.pop();
        let enrolled = enrolled.ok_or(AuthError::NoToken)?;
        let device = enrolled.device.id.clone();
        if !enrolled.device.managed {
            return Err(AuthError::Waits(device));
        }
        Ok(Caller { principal: enrolled.owner.clone(), device: Some(device), origin })
    })
}

/// Whose certificate has `thumbprint`, whether their device is let in or waits.
///
/// # Errors
/// If the records can't be read.
pub fn owner_of<'a>(
    store: &'a Store,
    thumbprint: Digest,
) -> Boxed<'a, Result<Option<PrincipalId>, StoreError>> {
    Box::pin(async move {
        let enrolled = store.docs::<EnrolledDevice>().list_of(&thumbprint.hex()).await?.pop();
        Ok(enrolled.map(|enrolled| enrolled.owner.clone()))
    })
}

fn same(a: &Digest, b: &Digest) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}
