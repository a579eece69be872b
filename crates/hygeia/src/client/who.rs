//! In whose name requests go out.

use super::Kept;
use crate::failure::Failure;
use terms::PrincipalId;
use workspace::access::Proof;

/// In whose name.
pub(super) enum Who {
    /// Whoever sits here.
    Nobody,
    /// Somebody who is named: believed in a trial alone.
    Named(PrincipalId),
    /// Whoever joined over this device.
    SignedIn(Box<(Kept, Proof)>),
}

/// Nobody joined the workspace at `url` from here.
pub(super) fn not_joined(url: &str) -> Failure {
    Failure::usage(format!("nobody has joined {url} from here"))
        .hint("ask for a code (hygeia invite), then: hygeia join URL CODE")
}
