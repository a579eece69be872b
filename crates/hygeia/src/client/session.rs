//! In whose name a client asks: whoever joined over this device, and how that is kept up.

use super::here::Client;
use super::way::Way;
use super::who::Who;
use super::{Kept, parts};
use crate::failure::{At, Failure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::header::HeaderValue;
use serde::de::DeserializeOwned;
use std::path::Path;
use terms::{Clock, PrincipalId, SystemClock, Timestamp};
use web::AGREEMENT_HEADER;
use workspace::access::AgreedTo;
use workspace::{ApprovalShown, RenewRequest, RenewResponse, RevokeRequest, RevokeResponse};

/// A token that ends so soon (in seconds) is renewed before it is used.
const TOKEN_SOON: i64 = 3_600;
/// So is a certificate.
const CERTIFICATE_SOON: i64 = 30 * 86_400;

impl Client {
    pub(super) async fn signed_in(
        way: Way,
        kept: Option<Kept>,
        who: Option<PrincipalId>,
    ) -> Result<Self, Failure> {
        let Some(kept) = kept else {
            return Ok(Self { way, who: who.map_or(Who::Nobody, Who::Named) });
        };
        if let Some(other) = who.filter(|who| *who != kept.about.principal) {
            let own = &kept.about.principal;
            way.close().await;
            return Err(Failure::usage(format!("this device is {own}'s, not {other}'s"))
                .hint("leave --as away: whoever joined over a device acts in their own name"));
        }
        let proof = kept.proof()?;
        let mut client = Self { way, who: Who::SignedIn(Box::new((kept, proof))) };
        client.keep_up().await?;
        Ok(client)
    }

    /// Who is signed in over a device of their own, if somebody is.
    #[must_use]
    pub const fn kept(&self) -> Option<&Kept> {
        match &self.who {
            Who::SignedIn(signed_in) => Some(&signed_in.0),
            _ => None,
        }
    }

    /// Renews the token where it ends soon, and the certificate: what can't be renewed is told by what is
    /// asked next, or when it ends.
    async fn keep_up(&mut self) -> Result<(), Failure> {
        let now = SystemClock.now();
        let Some(kept) = self.kept() else { return Ok(()) };
        let ends = |at: Timestamp, before: i64| at <= now.plus_seconds(before);
        let (token, certificate) = (
            // What came of a provider's session ends with it, however often it is renewed.
            kept.token.is_some()
                && kept.about.session_ends.is_none()
                && ends(kept.about.token_expires, TOKEN_SOON),
            ends(kept.about.certificate_expires, CERTIFICATE_SOON),
        );
        let certificate = certificate && kept.token.is_some();
        // A device that lacks something gets no certificate, and its token all the same.
        if !(certificate && self.renew(true).await.is_ok()) && token {
            let _ = self.renew(false).await;
        }
        Ok(())
    }

    /// Takes a fresh token, and a fresh certificate if that is wanted.
    ///
    /// # Errors
    /// What the workspace answers instead; if nobody is signed in here.
    pub async fn renew(&mut self, certificate: bool) -> Result<Vec<String>, Failure> {
        let Some(kept) = self.kept() else {
            return Err(Failure::usage("nobody has joined from here").hint("hygeia join URL CODE"));
        };
        let request = certificate.then(|| kept.device_key()?.request().usage()).transpose()?;
        let renewed: RenewResponse = self.post("/v1/renew", &RenewRequest { request }).await?;
        let lacking = renewed.lacking.clone();
        if let Who::SignedIn(signed_in) = &mut self.who {
            let (kept, proof) = signed_in.as_mut();
            kept.renewed(renewed)?;
            *proof = kept.proof()?;
            // The token is good over the new certificate alone: no handshake shows the one before.
            if let (true, Some(url)) = (self.way.is_remote(), &kept.about.url) {
                self.way = Way::over(url, kept)?;
            }
        }
        Ok(lacking)
    }

    /// Ends every token of whoever is signed in, and forgets the one that is kept here.
    ///
    /// # Errors
    /// What the workspace answers instead; if nobody is signed in here.
    pub async fn sign_out(&mut self) -> Result<PrincipalId, Failure> {
        let Some(who) = self.kept().map(|kept| kept.about.principal.clone()) else {
            return Err(Failure::usage("nobody has joined from here").hint("hygeia join URL CODE"));
        };
        let revoke = RevokeRequest::Tokens(who.clone());
        let _: RevokeResponse = self.post("/v1/revoke", &revoke).await?;
        if let Who::SignedIn(signed_in) = &mut self.who {
            signed_in.0.forget_token()?;
        }
        Ok(who)
    }

    /// Agrees to what was asked for, as [`Client::exchange`] sends it: signed by the key of the device that is acted over,
    /// if that is kept here.
    ///
    /// # Errors
    /// As [`Client::exchange`].
    pub async fn agree<T: DeserializeOwned>(
        &self,
        asked: &ApprovalShown,
        sent: Option<(&Path, &[&str])>,
        into: Option<&Path>,
    ) -> Result<T, Failure> {
        let mut request =
            self.archive(&format!("/v1/approvals/{}/approve", asked.id), &(), sent)?;
        if let Who::SignedIn(signed_in) = &self.who {
            let (kept, proof) = signed_in.as_ref();
            let signed = proof.agree(&AgreedTo {
                approval: asked.id.clone(),
                action: asked.action,
                asset: asked.asset.clone(),
                detail: asked.detail,
                agreed_by: kept.about.principal.clone(),
            });
            let signed = serde_json::to_vec(&signed.internal("signing an agreement")?);
            let value = URL_SAFE_NO_PAD.encode(signed.internal("signing an agreement")?);
            let value = HeaderValue::from_str(&value).internal("signing an agreement")?;
            request.headers_mut().insert(AGREEMENT_HEADER, value);
        }
        parts::read(self.way.send(request).await?, into).await
    }
}
