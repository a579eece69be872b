//! OpenID Connect, seen from who relies on it: tokens and keys of a provider in, who somebody is out. What
//! that person may do is not asked here.
//!
//! A token says the truth only if all of [`Expected`] holds; each way in which one can lie is a [`Fault`].
//! Clock and certificate are parameters; the network is asked in [`Provider`] alone.
#![forbid(unsafe_code)]

mod claims;
mod crypto;
mod error;
mod expected;
mod flow;
mod http;
mod issuer;
mod keys;
mod metadata;
mod provider;
mod rotation;
mod secret;
mod token;

pub use claims::{Identity, Logout};
pub use error::ProviderError;
pub use expected::{Expected, Fault, Use};
pub use flow::{DeviceGrant, Polled, SignInUrl};
pub use issuer::{Issuer, NoIssuer, is_loopback_redirect};
pub use keys::KeySet;
pub use provider::{Provider, Settings};
