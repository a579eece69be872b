//! The gate as its callers see it, in one binary because linking is slow.
#![forbid(unsafe_code)]
// Helpers outside `#[test]` functions may fail the test that calls them.
#![allow(clippy::unwrap_used)]

// By the name that the rest of the workspace gives it.
extern crate hygeia_gate as gate;

mod changing;
mod checking;
mod denials;
mod kit;
mod proving;
mod reading;
mod semantics;
