//! Tests against the reference implementations, and of whole files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod archives;
mod corpus;
mod formats;
mod others;
mod pickles;
mod reference;
mod sizes;
mod two_readers;
mod writers;
