//! Production falls, and the vault takes over; whatever lies in the vault.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod before;
mod damage;
mod ledger;
mod links;
mod looks;
mod place;
mod pulls;
mod recovery;
mod rotated;
mod world;
