//! What a person signs in with: certificate, key and token of one device.

use super::Authority;
use super::identity::{self, TOKEN_SECONDS};
use crate::{Context as _, Error};
use ledger::By;
use serde::{Deserialize, Serialize};
use std::fmt;
use store::Store;
use terms::{DeviceId, PrincipalId};
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// Everything that one device needs in order to sign in. Whoever holds it is its owner.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct SignIn {
    #[schema(value_type = String)]
    pub device: DeviceId,
    #[schema(value_type = String)]
    pub principal: PrincipalId,
    /// The workspace's authority (PEM): what to trust.
    pub authority: String,
    /// The device's certificate (PEM).
    pub certificate: String,
    /// Its private key (PEM).
    #[schema(value_type = String)]
    pub key: Zeroizing<String>,
    /// The bearer token that goes with it.
    #[schema(value_type = String)]
    pub token: Zeroizing<String>,
}

impl SignIn {
    /// Enrols `device` for `principal`, on the word of `by`, and issues a token for it.
    ///
    /// # Errors
    /// If it can't be recorded or kept.
    pub async fn enrol(
        store: &Store,
        authority: &Authority,
        by: impl Into<By<'_>>,
        device: DeviceId,
        principal: PrincipalId,
    ) -> Result<Self, Error> {
        let by = by.into();
        let issued = identity::enrol(store, authority, by, device.clone(), principal.clone()).await;
        let issued = issued?;
        let token =
            identity::issue_token(store, by, principal.clone(), &device, TOKEN_SECONDS).await;
        Ok(Self {
            device,
            principal,
            authority: authority.certificate_pem(store.now()),
            certificate: issued.certificate_pem,
            key: issued.key_pem,
            token: token.internal("issuing a token")?,
        })
    }

    /// The files that hold it, by name: `ca.crt`, `device.crt`, `device.key`, `token`.
    #[must_use]
    pub fn files(&self) -> [(&'static str, &[u8]); 4] {
        [
            ("ca.crt", self.authority.as_bytes()),
            ("device.crt", self.certificate.as_bytes()),
            ("device.key", self.key.as_bytes()),
            ("token", self.token.as_bytes()),
        ]
    }
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignIn({} of {})", self.device, self.principal)
    }
}
