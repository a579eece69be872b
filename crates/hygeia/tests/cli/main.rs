//! The built program, as a shell sees it: output, exit codes, errors, and what is left on disk.

// A test that panics has failed, as it should.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod access;
mod disk;
mod fetching;
mod help;
mod host;
mod models;
mod several;
mod sheets;
mod signing;
mod support;
mod tables;
mod training;
