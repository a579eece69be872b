//! Who somebody is, and what they may: certificates, tokens, devices, and the enforcement point.

mod authority;
mod caller;
mod devices;
mod enforcer;
mod identity;
pub mod people;
mod refusal;
mod sign_in;
mod strangers;

pub use authority::{Authority, CertificateError, Issued, stranger};
pub use caller::{Ask, Caller, Origin};
pub use devices::{DRILL_PREFIX, healthy, may_enrol, remove, terminal, terminal_alone};
pub use enforcer::{Applied, Enforcer};
pub use identity::{AuthError, authenticate, enrol, issue_token, report, revoke_tokens};
pub use refusal::Refusal;
pub use sign_in::SignIn;
pub use strangers::Strangers;
