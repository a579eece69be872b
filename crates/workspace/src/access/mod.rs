//! Who somebody is, and what they may: certificates, tokens, devices, and the enforcement point.

mod applied;
mod authority;
mod break_glass;
mod caller;
mod consulting;
mod devices;
mod enforcer;
mod history;
mod identity;
mod joining;
mod locking;
pub mod people;
mod providers;
mod refusal;
mod reviewing;
mod seen;
mod sign_in;
mod stepping_up;
mod strangers;

pub use applied::Applied;
pub use authority::{Authority, CertificateError, Certified, Issued, stranger};
pub(crate) use break_glass::break_glass_told;
pub use caller::{Ask, Caller, Origin};
pub(crate) use consulting::runs_out;
pub use devices::{DRILL_PREFIX, healthy, may_enrol, remove, terminal, terminal_alone};
pub use enforcer::Enforcer;
pub(crate) use history::History;
pub(crate) use identity::StolenToken;
pub(crate) use identity::draw_token;
pub use identity::{
    AuthError, authenticate, certified, enrol, issue_token, owner_of, report, revoke_tokens,
};
pub use joining::{
    AgreedTo, DEVICE_HEADER, DeviceKey, JoinCode, KeyError, Proof, SignedAgreement, verifies,
};
pub(crate) use joining::{can_agree, founder, inviters};
pub(crate) use locking::newest;
pub use providers::Providers;
pub(crate) use providers::{BegunSignIn, SignInWay};
pub use refusal::Refusal;
pub(crate) use reviewing::{latest, reviewers};
pub use sign_in::SignIn;
pub use strangers::Strangers;
