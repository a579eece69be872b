//! People join from their own machines: invited by one person, let in by a code, over a key that nobody
//! else ever holds.

mod fresh;
mod invite;
mod join;
mod renew;
mod shown;
mod sign_in;
mod vouched;

pub use invite::{InviteRequest, InviteResponse};
pub use join::{ConfirmRequest, ConfirmResponse, JoinRequest, JoinResponse, found};
pub use renew::{RenewRequest, RenewResponse};
pub use sign_in::{
    BeginSignInRequest, BeginSignInResponse, FinishSignInRequest, FinishSignInResponse,
    SignInResponse,
};

use super::devices::{ReportRequest, ReportResponse};
use super::who_am_i::{self, WhoAmIResponse};
use crate::access::{Caller, Origin};
use crate::{Error, Workspace};
use terms::Digest;
use zeroize::Zeroizing;

/// What a workspace does so that people get in: a part of [`crate::UseCases`].
#[async_trait::async_trait]
pub trait Joining: Send + Sync {
    /// The workspace that it is done to.
    fn workspace(&self) -> &Workspace;

    /// Whom the workspace takes the caller for.
    fn who_am_i(&self, caller: &Caller) -> WhoAmIResponse {
        who_am_i::who_am_i(self.workspace(), caller)
    }

    /// Offers somebody to join, by a code that is good once, for an hour.
    async fn invite(
        &self,
        caller: &Caller,
        request: InviteRequest,
    ) -> Result<InviteResponse, Error> {
        invite::invite(self.workspace(), caller, request).await
    }

    /// Lets in whoever has a code, over the key that they made.
    async fn join(&self, origin: Origin, request: JoinRequest) -> Result<JoinResponse, Error> {
        join::join(self.workspace(), origin, request).await
    }

    /// Lets a device in that waits for somebody else than who invited its owner.
    async fn confirm(
        &self,
        caller: &Caller,
        request: ConfirmRequest,
    ) -> Result<ConfirmResponse, Error> {
        join::confirm(self.workspace(), caller, request).await
    }

    /// Keeps what the device whose certificate is shown says about itself.
    async fn own_report(
        &self,
        shown: Option<Digest>,
        origin: Origin,
        request: ReportRequest,
    ) -> Result<ReportResponse, Error> {
        renew::report(self.workspace(), shown, origin, request).await
    }

    /// A fresh token, and a fresh certificate if it is time for one, for the device whose certificate is
    /// shown.
    async fn renew(
        &self,
        shown: Option<Digest>,
        origin: Origin,
        request: RenewRequest,
    ) -> Result<RenewResponse, Error> {
        renew::renew(self.workspace(), shown, origin, request).await
    }

    /// Where people sign in.
    fn ways_to_sign_in(&self) -> SignInResponse {
        sign_in::ways(self.workspace())
    }

    /// Begins a sign-in at the identity provider, over the certificate that is shown.
    async fn begin_sign_in(
        &self,
        shown: Option<Digest>,
        origin: Origin,
        request: BeginSignInRequest,
    ) -> Result<BeginSignInResponse, Error> {
        sign_in::begin(self.workspace(), (shown, origin), request).await
    }

    /// Ends it over the same certificate: a token, once the provider says who it is.
    async fn finish_sign_in(
        &self,
        shown: Option<Digest>,
        origin: Origin,
        request: FinishSignInRequest,
    ) -> Result<FinishSignInResponse, Error> {
        sign_in::finish(self.workspace(), (shown, origin), request).await
    }

    /// The identity provider ends a session by itself; gives how many tokens stood on it.
    async fn end_session(&self, origin: Origin, token: Zeroizing<String>) -> Result<usize, Error> {
        sign_in::ended(self.workspace(), origin, token).await
    }
}
