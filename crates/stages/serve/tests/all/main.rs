//! One binary of integration tests, as linking is slow.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
// The futures of the stage hold those of the store.
#![recursion_limit = "256"]

mod binary;
mod protocol;
mod support;
