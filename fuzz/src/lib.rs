//! Fuzzing: a program for each room, which runs one of the room's targets under libFuzzer.
//!
//! What a target asserts stands in its own room, in `src/fuzz.rs` beside the parsers (those of `terms`
//! stand here, as everything stands on that room), and its seeds in `corpus/TARGET/`. The room's tests
//! replay every seed; `cargo xtask fuzz` searches for more.
//!
//! Nothing of this is built otherwise: each program needs a feature of this crate.

#[cfg(feature = "run")]
mod program;
pub mod terms;

#[cfg(feature = "run")]
pub use program::{chosen, quiet};
