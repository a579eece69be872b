//! Tests against the reference implementations, and of whole files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod archives;
mod behind;
mod clones;
mod corpus;
#[cfg(feature = "certificates")]
mod counterparts;
mod formats;
mod lists;
mod others;
mod pickles;
mod reference;
mod sizes;
mod sparse;
#[cfg(feature = "pkcs11")]
mod token;
mod two_readers;
mod writers;
