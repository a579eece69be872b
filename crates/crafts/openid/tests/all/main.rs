//! Tokens that lie, one way at a time; and a provider whose keys change.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod matrix;
mod people;
mod provider;
mod signer;
