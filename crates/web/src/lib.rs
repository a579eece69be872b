//! The way in: the enforcement point, the workspace's certificates and tokens, and HTTPS.
//!
//! Invariants:
//! - [`Enforcer::admit`] is the only way to a [`store::Permit`] from outside, for HTTP, terminal
//!   and journey alike; every request that reaches it leaves a decision in the ledger.
//! - What the store can't tell counts as the worst, and a fault is a refusal.
//! - Who has no cell of the RACI reads the same bytes as who asks for what does not exist.
//! - A token is good over its own device's certificate alone (RFC 8705); nothing is spoken but
//!   TLS 1.3, with one crypto provider.
#![forbid(unsafe_code)]

mod authority;
mod enforcer;
mod error;
mod identity;
mod listener;
mod refusal;
mod routes;
mod server;

pub use authority::{Authority, Issued, stranger};
pub use enforcer::{Ask, Caller, Enforcer};
pub use error::WebError;
pub use identity::{Nobody, authenticate, enrol, issue_token, report, revoke_tokens};
pub use refusal::{Answer, Public, Refusal};
pub use server::{Posture, Server, Site};
