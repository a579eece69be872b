//! The gate as its callers see it, in one binary because linking is slow.
#![forbid(unsafe_code)]
// Helpers outside `#[test]` functions may fail the test that calls them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

// By the name that the rest of the workspace gives it.
extern crate hygeia_gate as gate;

mod asking;
mod brute;
mod changing;
mod checking;
mod denials;
mod differing;
mod emergencies;
mod holes;
mod kit;
mod overdue;
mod proving;
mod reading;
mod sampled;
mod semantics;
mod sheets;
mod widening;
mod worlds;
