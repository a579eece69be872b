//! A head: every use case of a workspace over HTTPS, and over a socket of the workspace's own
//! account.
//!
//! Invariants:
//! - A route is answered to a [`workspace::Caller`], or by a [`permitted::Permitted`] that the
//!   enforcement point gave; those that are open are listed by name in a test.
//! - A token is good over its own device's certificate alone (RFC 8705); nothing is spoken over the
//!   network but TLS 1.3, with one crypto provider.
//! - Errors of every status are the same JSON: [`workspace::Error`].
//! - No path that a caller names is opened: files come and go as streams.
//! - Limits begin at the first byte of a connection.
#![forbid(unsafe_code)]
// The futures of use cases hold those of all that they call.
#![recursion_limit = "256"]

mod accept;
mod answer;
mod api;
mod caller;
mod cut_off;
mod error;
mod exchange;
mod frame;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
mod metrics;
mod openapi;
mod permitted;
mod rates;
mod read;
mod router;
mod routes;
mod server;
mod tensors;
mod tls;
mod traced;
mod unread;

pub use accept::{Origin, Peer, connect};
pub use answer::{Failed, status};
pub use api::Api;
pub use axum::extract::ConnectInfo;
pub use caller::{AS_HEADER, Known};
pub use error::WebError;
pub use exchange::Part;
pub use read::{Asked, Read};
pub use router::router;
pub use routes::AGREEMENT_HEADER;
pub use server::{SOCKET, Server};
