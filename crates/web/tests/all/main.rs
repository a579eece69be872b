//! One binary of integration tests, as linking is slow.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod enforcer;
mod https;
mod support;
