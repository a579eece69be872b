//! OpenID Connect, seen from who relies on it: tokens and keys of a provider in, who somebody is out. What
//! that person may do is not asked here.
//!
//! A token says the truth only if all of [`Expected`] holds; each way in which one can lie is a [`Fault`].
//! Clock and certificate are parameters; the network is asked in [`Provider`] alone.

mod claims;
mod crypto;
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
pub use flow::{DeviceGrant, Polled, SignInUrl};
pub use issuer::{Issuer, NoIssuer, is_loopback_redirect};
pub use keys::KeySet;
pub use provider::{Provider, ProviderError, Settings};
pub use token::{Expected, Fault, Use};
