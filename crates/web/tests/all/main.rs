//! The API over the loopback, with real handshakes, certificates and tokens.

// A test that panics has failed, as it should.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod admission;
mod audit;
mod breaking_glass;
mod elsewhere;
mod https;
mod locked;
mod metrics;
mod signals;
mod support;
mod table;
