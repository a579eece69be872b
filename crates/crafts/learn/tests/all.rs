//! The promises of the room, through its public API alone.

// A test that panics has failed, as it should.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

extern crate hygeia_learn as learn;

#[path = "all/borrowers.rs"]
mod borrowers;
#[path = "all/people.rs"]
mod people;
#[path = "all/support.rs"]
mod support;

#[path = "all/attacks.rs"]
mod attacks;
#[path = "all/described.rs"]
mod described;
#[path = "all/features.rs"]
mod features;
#[path = "all/foreign.rs"]
mod foreign;
#[path = "all/hostile.rs"]
mod hostile;
#[path = "all/lies.rs"]
mod lies;
#[path = "all/poison.rs"]
mod poison;
#[path = "all/promises.rs"]
mod promises;
#[path = "all/real.rs"]
mod real;
#[path = "all/screening.rs"]
mod screening;
#[path = "all/threats.rs"]
mod threats;
#[path = "all/uncovered.rs"]
mod uncovered;
#[path = "all/untidy.rs"]
mod untidy;
